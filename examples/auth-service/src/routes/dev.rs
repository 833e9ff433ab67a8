//! The pages of the development issuer; they do not exist otherwise.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, post, route};
use url::form_urlencoded;
use uuid::Uuid;

use crate::accounts::{Account, Creation};
use crate::database::StoreError;
use crate::dev::{LIFETIMES, Person};
use crate::failure::Failure;
use crate::families::Family;
use crate::form::Form;
use crate::pages::{Dev, page};
use crate::passwords;
use crate::server::App;
use crate::tokens::ACCESS_LIFETIME;

const EMAIL_TAKEN: &str = "Another user_uuid has this e-mail address already.";
const BAD_LIFETIME: &str = "A token lasts a day at most: give -86400 to 86400 seconds.";
const NOT_ALLOWED: &str =
    "The next that came along is ignored: its origin is not in ALLOWED_ORIGINS.";

#[route("/dev", method = "GET", method = "HEAD")]
pub(super) async fn show(app: Data<App>, req: HttpRequest) -> Result<HttpResponse, Failure> {
    let (query, next) = (Form::from_query(&req), app.next(&req, &Form::default()));
    let is_ignored = query.all("next").any(|next| !next.is_empty()) && next.is_none();
    let problems: &[&str] = if is_ignored { &[NOT_ALLOWED] } else { &[] };
    let session = app.session(req.headers()).await?;
    let samples = Person::samples();
    let person = samples.first().map(|sample| sample.person.clone());
    let dev = Dev {
        next: next.as_deref(),
        problems,
        account: session.account(),
        samples: &samples,
        person: &person.unwrap_or_default(),
        lifetime: ACCESS_LIFETIME,
    };
    page(StatusCode::OK, &dev)
}

/// Whoever is wanted is signed in, without a password.
#[post("/dev")]
pub(super) async fn submit(
    app: Data<App>,
    req: HttpRequest,
    form: Result<Form, Failure>,
) -> Result<HttpResponse, Failure> {
    app.require_own_page(&req)?;
    let form = form?;
    let next = app.next(&req, &form);
    let next = next.as_deref();
    let (person, lifetime) = (person(&form), form.text("lifetime").trim().parse().ok());
    let lifetime = lifetime.filter(|seconds| LIFETIMES.contains(seconds));
    let mut problems = person.problems();
    problems.extend(lifetime.is_none().then_some(BAD_LIFETIME));
    let lifetime = lifetime.unwrap_or(ACCESS_LIFETIME);
    if problems.is_empty() {
        match app.put(person.clone()).await? {
            Some((account, family)) => {
                let renews = !form.text("renews").is_empty();
                let family = renews.then_some(family);
                return app.sign_in_for(&account, family.as_ref(), lifetime, next);
            }
            None => problems.push(EMAIL_TAKEN),
        }
    }
    let dev = Dev {
        next,
        problems: &problems,
        account: None,
        samples: &Person::samples(),
        person: &person,
        lifetime,
    };
    page(StatusCode::UNPROCESSABLE_ENTITY, &dev)
}

/// Where the service sends people, so that nobody has to have a password. With a `next` that is not allowed, too: the page says
/// that it is ignored.
pub(super) fn instead_of_the_form(req: &HttpRequest) -> HttpResponse {
    let query = Form::from_query(req);
    let mut location = "/dev".to_owned();
    for next in query.all("next") {
        location.push(if location.contains('?') { '&' } else { '?' });
        location.push_str("next=");
        location.extend(form_urlencoded::byte_serialize(next.as_bytes()));
    }
    HttpResponse::Found()
        .insert_header((LOCATION, location))
        .finish()
}

fn person(form: &Form) -> Person {
    let text = |name| form.text(name).trim().to_owned();
    Person {
        user_uuid: text("user_uuid"),
        email: text("email"),
        first_name: text("first_name"),
        last_name: text("last_name"),
        is_staff: !form.text("is_staff").is_empty(),
        is_superuser: !form.text("is_superuser").is_empty(),
    }
}

impl App {
    /// The person gets an account, so that the refresh cookie brings the same claims again, and a password that nobody knows.
    /// `None` when the e-mail address is taken.
    async fn put(&self, person: Person) -> Result<Option<(Account, Family)>, Failure> {
        let (accounts, families) = (self.accounts.clone(), self.families.clone());
        let put = web::block(move || {
            let mut account = person.into_account(0);
            let hash = passwords::hash(&Uuid::new_v4().to_string());
            account.password_hash = hash.map_err(|error| StoreError::new(&error))?;
            let Creation::Created(account) = accounts.put(&account)? else {
                return Ok(None);
            };
            families.sign_in(&account)
        });
        Ok(put.await??)
    }

    /// The access cookie stays for a while after its token has ended: a browser would not send it, and nobody could see what a
    /// service makes of it.
    fn sign_in_for(
        &self,
        account: &Account,
        family: Option<&Family>,
        lifetime: i64,
        next: Option<&str>,
    ) -> Result<HttpResponse, Failure> {
        let token = self.tokens.access_lasting(account, lifetime)?;
        let kept = lifetime.max(ACCESS_LIFETIME);
        let mut response = HttpResponse::SeeOther()
            .insert_header((LOCATION, next.unwrap_or("/dev")))
            .finish();
        let mut cookies = vec![self.cookies.access_lasting(token, kept)];
        match family {
            Some(family) => cookies.push(self.refresh_cookie(account, family)?),
            None => cookies.extend(self.cookies.removals().skip(1)),
        }
        for cookie in cookies {
            response
                .add_cookie(&cookie)
                .map_err(|_| Failure::Internal)?;
        }
        tracing::info!(user_uuid = account.uuid, "signed in for development");
        Ok(response)
    }
}

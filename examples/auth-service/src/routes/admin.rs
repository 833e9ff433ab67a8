use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, post, route};
use url::form_urlencoded;
use uuid::Uuid;

use crate::accounts::{Account, Rights, RightsChange};
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{AdminPage, page};
use crate::server::App;

const HERE: &str = "/admin";
const SAVED: &str = "The change is saved.";
const OUTDATED: &str = "Somebody else has changed this account in the meantime. Please look again.";
const LAST_SUPERUSER: &str =
    "This is the last active superuser: nobody would be left who can give rights.";

/// All accounts, or those whose e-mail address begins as the query says.
#[route("/admin", method = "GET", method = "HEAD")]
pub(super) async fn show(app: Data<App>, req: HttpRequest) -> Result<HttpResponse, Failure> {
    let superuser = app.superuser(&req).await?;
    let query = Form::from_query(&req);
    let notice = Some(SAVED).filter(|_| !query.text("saved").is_empty());
    app.admin_page(StatusCode::OK, &superuser, &query, notice, None)
        .await
}

/// The rights of one account. Nobody is asked for the password, as in Django's admin.
#[post("/admin/{uuid}")]
pub(super) async fn submit(
    app: Data<App>,
    req: HttpRequest,
    uuid: Path<String>,
    form: Result<Form, Failure>,
) -> Result<HttpResponse, Failure> {
    app.require_own_page(&req)?;
    let form = form?;
    let superuser = app.superuser(&req).await?;
    let uuid = Uuid::parse_str(&uuid).map_err(|_| Failure::NotFound)?;
    let (accounts, now) = (app.accounts.clone(), app.tokens.clock().now());
    let (was, rights) = (form.text("was").to_owned(), rights(&form));
    let change =
        web::block(move || accounts.set_rights(&uuid.to_string(), &was, rights, now)).await??;
    let refusal = match change {
        RightsChange::Done(account) => return app.saved(&superuser, &account, &form),
        RightsChange::Unknown => return Err(Failure::NotFound),
        RightsChange::Outdated => OUTDATED,
        RightsChange::LastSuperuser => LAST_SUPERUSER,
    };
    app.admin_page(StatusCode::CONFLICT, &superuser, &form, None, Some(refusal))
        .await
}

/// A box that is not ticked is not sent.
fn rights(form: &Form) -> Rights {
    let is_ticked = |name| !form.text(name).is_empty();
    Rights {
        staff: is_ticked("staff"),
        superuser: is_ticked("superuser"),
        active: is_ticked("active"),
    }
}

impl App {
    /// By the account as it is now, not by what a token says.
    async fn superuser(&self, req: &HttpRequest) -> Result<Account, Failure> {
        let account = self.signed_in(req, HERE).await?.account;
        if account.is_superuser {
            Ok(account)
        } else {
            Err(Failure::Forbidden)
        }
    }

    async fn admin_page(
        &self,
        status: StatusCode,
        account: &Account,
        place: &Form,
        notice: Option<&str>,
        alert: Option<&str>,
    ) -> Result<HttpResponse, Failure> {
        let [email, after] = ["email", "after"].map(|name| place.text(name).trim().to_lowercase());
        let (accounts, prefix, last) = (self.accounts.clone(), email.clone(), after.clone());
        let found = web::block(move || accounts.page(&prefix, &last)).await??;
        let next_page = found.next.map(|last| address(&email, &last));
        let admin = AdminPage {
            account,
            found: &found.accounts,
            email: &email,
            after: &after,
            next_page: next_page.as_deref(),
            notice,
            alert,
        };
        page(status, &admin)
    }

    /// Back to where the form was. Services hear at once of what superusers do to themselves.
    fn saved(
        &self,
        superuser: &Account,
        account: &Account,
        form: &Form,
    ) -> Result<HttpResponse, Failure> {
        let (uuid, by) = (&account.uuid, &superuser.uuid);
        let rights = account.rights();
        tracing::info!(user_uuid = uuid, by, %rights, "an account has other rights");
        let is_own = uuid == by;
        let location = if is_own && !(rights.superuser && rights.active) {
            "/".to_owned()
        } else {
            let [email, after] = ["email", "after"].map(|name| form.text(name));
            address(email, after) + "&saved=yes"
        };
        let mut response = HttpResponse::SeeOther()
            .insert_header((LOCATION, location))
            .finish();
        if is_own && !rights.active {
            self.delete_cookies(&mut response)?;
        } else if is_own {
            let access = self.cookies.access(self.tokens.access(account)?);
            response
                .add_cookie(&access)
                .map_err(|_| Failure::Internal)?;
        }
        Ok(response)
    }
}

/// A page of the list.
fn address(email: &str, after: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("email", email)
        .append_pair("after", after);
    format!("{HERE}?{}", query.finish())
}

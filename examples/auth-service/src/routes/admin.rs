use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, post, route};
use url::form_urlencoded;
use uuid::Uuid;

use super::account::Refusal;
use crate::accounts::{Account, Reading, Rights, RightsChange};
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{AdminConfirm, AdminPage, page};
use crate::problems::Problems;
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

/// The rights of one account. Without the superuser's password they stay as they are, and the answer asks for it: a cookie may be
/// a copy, and where tokens are signed with a secret, every service that has it can make one.
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
    let of = app.account_of(&uuid.to_string()).await?.account;
    let (was, rights) = (form.text("was").to_owned(), rights(&form));
    let refusal = if was == of.rights().to_string() {
        let refused = app.require_password(&req, &superuser, &form).await?;
        if let Some((status, problems)) = refused {
            return confirmation(status, &superuser, &of, rights, &form, &problems);
        }
        let (accounts, by) = (app.accounts.clone(), superuser.clone());
        let change = web::block(move || accounts.set_rights(&by, &of.uuid, &was, rights));
        match change.await?? {
            RightsChange::Done(account) => return app.saved(&superuser, &account, &form).await,
            RightsChange::Forbidden => return Err(Failure::Forbidden),
            RightsChange::Unknown => return Err(Failure::NotFound),
            RightsChange::Outdated => OUTDATED,
            RightsChange::LastSuperuser => LAST_SUPERUSER,
        }
    } else {
        OUTDATED
    };
    app.admin_page(StatusCode::CONFLICT, &superuser, &form, None, Some(refusal))
        .await
}

fn confirmation(
    status: StatusCode,
    superuser: &Account,
    of: &Account,
    rights: Rights,
    form: &Form,
    problems: &Problems,
) -> Result<HttpResponse, Failure> {
    let [email, after] = ["email", "after"].map(|name| form.text(name));
    let confirm = AdminConfirm {
        account: superuser,
        of,
        rights,
        changes: &of.rights().beside(rights),
        email,
        after,
        back: &address(email, after),
        problems,
    };
    page(status, &confirm)
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

    async fn account_of(&self, uuid: &str) -> Result<Reading, Failure> {
        let (accounts, uuid) = (self.accounts.clone(), uuid.to_owned());
        let found = web::block(move || accounts.by_uuid(&uuid)).await??;
        found.ok_or(Failure::NotFound)
    }

    /// `None` if it came along and is right. The people of the development issuer have passwords that nobody knows.
    async fn require_password(
        &self,
        req: &HttpRequest,
        superuser: &Account,
        form: &Form,
    ) -> Result<Option<(StatusCode, Problems)>, Failure> {
        if self.is_development {
            return Ok(None);
        }
        if form.all("current_password").next().is_none() {
            return Ok(Some((StatusCode::OK, Problems::default())));
        }
        match self.require_current_password(req, superuser, form).await {
            Ok(()) => Ok(None),
            Err(Refusal::Problems(status, problems)) => Ok(Some((status, problems))),
            Err(Refusal::Failure(failure)) => Err(failure),
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
    async fn saved(
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
        if is_own {
            // Read again: only once the change is there for all is a token newer than every one that does not know of it.
            let Reading { account, at } = self.account_of(uuid).await?;
            if account.is_active {
                let access = self.access_cookie(&account, at)?;
                response
                    .add_cookie(&access)
                    .map_err(|_| Failure::Internal)?;
            } else {
                self.delete_cookies(&mut response)?;
            }
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

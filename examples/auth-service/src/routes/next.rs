use actix_web::HttpRequest;
use jwt_auth_actix::is_allowed_next;
use url::Url;

use crate::form::Form;
use crate::server::App;

impl App {
    /// Where to go on to: the `next` of the query or of the form, if it may be followed. Two of them are none.
    pub(super) fn next(&self, req: &HttpRequest, form: &Form) -> Option<String> {
        let query = Form::from_query(req);
        let mut values = query.all("next").chain(form.all("next"));
        let (Some(next), None) = (values.next(), values.next()) else {
            return None;
        };
        let mut origins: Vec<&str> = self.allowed_origins.iter().map(String::as_str).collect();
        origins.push(&self.own_origin);
        let allowed = is_allowed_next(next, &origins);
        if allowed.is_none() && !next.is_empty() {
            tracing::info!(
                origin = origin_of(next),
                "next is ignored: its origin is not in ALLOWED_ORIGINS"
            );
        }
        allowed
    }
}

/// Nothing of its path and query, in which secrets may be.
fn origin_of(next: &str) -> Option<String> {
    let url = Url::parse(next).ok()?;
    Some(url.origin().ascii_serialization())
}

use super::{GuardService, Rule, impl_transform};

/// Refuses everybody whose `staff` field is not true: people who are not signed in as [`LoginRequired`](crate::LoginRequired)
/// does, others with 403. Where the model has no such field, that is everybody.
///
/// Goes around an `App`, a scope or a resource, inside [`JwtAuth`](crate::JwtAuth) and inside a `Cors`, if there is one: CORS
/// preflights come without cookies and do not pass.
///
/// ```
/// # use actix_web::web;
/// # use jwt_auth_actix::StaffRequired;
/// # async fn reports() -> &'static str { "" }
/// web::scope("/reports")
///     .wrap(StaffRequired::new())
///     .route("", web::get().to(reports))
/// # ;
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct StaffRequired {}

impl StaffRequired {
    /// Protects every path that it wraps.
    pub fn new() -> Self {
        Self::default()
    }

    fn service<S>(&self, service: S) -> GuardService<S> {
        GuardService::new(service, Rule::Staff, &[])
    }
}

impl_transform!(StaffRequired);

/// Refuses everybody whose `superuser` field is not true: people who are not signed in as
/// [`LoginRequired`](crate::LoginRequired) does, others with 403. Where the model has no such field, that is everybody.
///
/// Goes around an `App`, a scope or a resource, inside [`JwtAuth`](crate::JwtAuth) and inside a `Cors`, if there is one: CORS
/// preflights come without cookies and do not pass.
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct SuperuserRequired {}

impl SuperuserRequired {
    /// Protects every path that it wraps.
    pub fn new() -> Self {
        Self::default()
    }

    fn service<S>(&self, service: S) -> GuardService<S> {
        GuardService::new(service, Rule::Superuser, &[])
    }
}

impl_transform!(SuperuserRequired);

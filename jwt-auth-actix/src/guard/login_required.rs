use super::{GuardService, Rule, impl_transform};

/// Refuses everybody who is not signed in, except on the paths that are named public: the default-deny form.
///
/// Goes around an `App`, a scope or a resource. Wrap it *inside* [`JwtAuth`](crate::JwtAuth): in Actix the middleware that is
/// wrapped last runs first. Without a `JwtAuth` around it, everything is answered with 500.
///
/// ```
/// # use actix_web::{App, web};
/// # use jwt_auth_actix::{JwtAuth, JwtUser, LoginRequired};
/// # fn app<U: JwtUser>(auth: JwtAuth<U>) {
/// App::new()
///     .wrap(LoginRequired::new().public("/health").public("/static/*"))
///     .wrap(auth)
/// #   ;
/// # }
/// ```
///
/// CORS preflights pass, because browsers send them without cookies, and a `Cors` inside has to answer them. So a route for any
/// method (`web::to`, `default_service`) runs for an `OPTIONS` of that form with nobody signed in: let it take a
/// [`CurrentUser`](crate::CurrentUser), or name its methods. The guards that ask for more let no preflight pass: a `Cors` goes
/// around them.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct LoginRequired {
    public: Vec<String>,
}

impl LoginRequired {
    /// Protects every path that it wraps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves a path open: exactly this one, or with a `*` at its end everything that starts so. It is the whole path as the
    /// client spelled it, inside a scope too; another spelling of it stays closed, and so does everything with a segment `.` or
    /// `..`, encoded or not.
    pub fn public(mut self, path: impl Into<String>) -> Self {
        self.public.push(path.into());
        self
    }

    fn service<S>(&self, service: S) -> GuardService<S> {
        GuardService::new(service, Rule::SignedIn, &self.public)
    }
}

impl_transform!(LoginRequired);

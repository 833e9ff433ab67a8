//! The identity of a request as extractors and guards see it: without the type of its user.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::{HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;
use jwt_auth_core::{FromClaims, JwtUser, Verified};

use crate::absence::Absence;
use crate::settings::Settings;
use crate::{AnonymousReason, TokenExpiry};

/// The identity of one request, without the type of its user, as it stands in the request's extensions.
#[derive(Clone)]
pub(crate) struct CurrentIdentity(Rc<dyn Identify>);

impl CurrentIdentity {
    pub(crate) fn new(identity: Rc<dyn Identify>) -> Self {
        Self(identity)
    }

    /// `None` when no `JwtAuth` wraps the route.
    pub(crate) fn of(req: &HttpRequest) -> Option<Self> {
        req.extensions().get::<Self>().cloned()
    }

    pub(crate) fn settings(&self) -> &Settings {
        self.0.settings()
    }

    /// The user, if nothing has to be waited for.
    pub(crate) fn user_at_hand<U: JwtUser>(&self, req: &HttpRequest) -> Option<Arc<U>> {
        let person = self.0.person_at_hand(req)?;
        Arc::downcast::<U>(person.user).ok()
    }

    /// The user, looked up now unless somebody asked before. `None` inside means: another model than `U`.
    pub(crate) async fn user<U: JwtUser>(
        &self,
        req: &HttpRequest,
    ) -> Result<Option<Arc<U>>, Absence> {
        let person = self.person(req).await?;
        Ok(Arc::downcast::<U>(person.user).ok())
    }

    /// The user of whatever model, looked up now unless somebody asked before.
    pub(crate) async fn person(&self, req: &HttpRequest) -> Result<Person, Absence> {
        match self.0.person_at_hand(req) {
            Some(person) => Ok(person),
            None => self.0.person(req).await,
        }
    }

    pub(crate) async fn token_expiry(&self, req: &HttpRequest) -> Result<TokenExpiry, Absence> {
        self.0.token_expiry(req).await
    }

    /// The proof with its claims as the model reads them, if nothing has to be waited for.
    pub(crate) fn verified_at_hand<C: FromClaims>(
        &self,
        req: &HttpRequest,
    ) -> Option<Arc<Verified<C>>> {
        let proof = self.0.proof_at_hand(req)?;
        Arc::downcast::<Verified<C>>(proof.with_claims).ok()
    }

    /// The proof, with its claims read as `C`.
    pub(crate) async fn verified<C: FromClaims>(
        &self,
        req: &HttpRequest,
    ) -> Result<Arc<Verified<C>>, Absence> {
        let proof = match self.0.proof_at_hand(req) {
            Some(proof) => proof,
            None => self.0.verified(req).await?,
        };
        match Arc::downcast::<Verified<C>>(proof.with_claims) {
            Ok(verified) => Ok(verified),
            Err(_) => proof
                .without_claims
                .read_as()
                .map(Arc::new)
                .map_err(|refusal| {
                    Absence::Anonymous(self.0.refuse(AnonymousReason::Refused(refusal)))
                }),
        }
    }
}

/// A user whose model is not known here.
pub(crate) struct Person {
    pub(crate) user: Arc<dyn Any + Send + Sync>,
    pub(crate) is_staff: bool,
    pub(crate) is_superuser: bool,
}

impl Person {
    pub(crate) fn of<U: JwtUser>(user: &Arc<U>) -> Self {
        Self {
            is_staff: user.is_staff(),
            is_superuser: user.is_superuser(),
            user: Arc::<U>::clone(user),
        }
    }
}

/// A verified token, as `Verified<U::Claims>` of a model that is not known here, and without its claims.
pub(crate) struct Proof {
    with_claims: Arc<dyn Any + Send + Sync>,
    without_claims: Verified<()>,
}

impl Proof {
    pub(crate) fn of<C: FromClaims>(verified: &Arc<Verified<C>>) -> Self {
        Self {
            without_claims: verified.without_claims(),
            with_claims: Arc::<Verified<C>>::clone(verified),
        }
    }
}

pub(crate) trait Identify {
    fn settings(&self) -> &Settings;
    /// A person who is known without waiting: from this request or, where rows are kept, from an earlier one.
    fn person_at_hand(&self, req: &HttpRequest) -> Option<Person>;
    /// A token that was verified before, for this request or an earlier one.
    fn proof_at_hand(&self, req: &HttpRequest) -> Option<Proof>;
    fn person<'r>(&'r self, req: &'r HttpRequest) -> LocalBoxFuture<'r, Result<Person, Absence>>;
    fn verified<'r>(&'r self, req: &'r HttpRequest) -> LocalBoxFuture<'r, Result<Proof, Absence>>;
    fn token_expiry<'r>(
        &'r self,
        req: &'r HttpRequest,
    ) -> LocalBoxFuture<'r, Result<TokenExpiry, Absence>>;
    /// Notes that a good token was not good enough for somebody who asked.
    fn refuse(&self, reason: AnonymousReason) -> AnonymousReason;
}

//! Who sent a request: found out at most once, and only if somebody asks.

use std::any::Any;
use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use std::sync::Arc;

use actix_web::{HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;
use jwt_auth_core::{
    FromClaims, JwtUser, Refusal, SharedUserStore, UserStore as _, UserStoreError, Verified,
    Verifier,
};

use crate::AnonymousReason;
use crate::builder::Settings;
use crate::token_source::{Candidates, token_text};

/// What all requests share.
pub(crate) struct Shared<U> {
    pub(crate) verifier: Verifier,
    pub(crate) store: SharedUserStore<U>,
    pub(crate) settings: Arc<Settings>,
}

/// Why somebody who asked for the user got none.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Absence {
    Anonymous(AnonymousReason),
    /// The store could not answer; whether somebody is signed in is not known.
    Unavailable,
    /// Code of the model panicked.
    Panicked,
}

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

    /// The user, looked up now unless somebody asked before. `None` inside means: another model than `U`.
    pub(crate) async fn user<U: JwtUser>(
        &self,
        req: &HttpRequest,
    ) -> Result<Option<Arc<U>>, Absence> {
        self.0
            .user(req)
            .await
            .map(|user| Arc::downcast::<U>(user).ok())
    }

    /// Whether there is a user, of whatever model.
    pub(crate) async fn require(&self, req: &HttpRequest) -> Result<(), Absence> {
        self.0.user(req).await.map(|_| ())
    }

    /// The proof, with its claims read as `C`.
    pub(crate) fn verified<C: FromClaims>(
        &self,
        req: &HttpRequest,
    ) -> Result<Arc<Verified<C>>, AnonymousReason> {
        match Arc::downcast::<Verified<C>>(self.0.verified(req)?) {
            Ok(verified) => Ok(verified),
            Err(_) => self
                .0
                .proof(req)?
                .read_as()
                .map(Arc::new)
                .map_err(|refusal| self.0.refuse(AnonymousReason::Refused(refusal))),
        }
    }
}

pub(crate) trait Identify {
    fn settings(&self) -> &Settings;
    fn user<'r>(
        &'r self,
        req: &'r HttpRequest,
    ) -> LocalBoxFuture<'r, Result<Arc<dyn Any + Send + Sync>, Absence>>;
    fn verified(&self, req: &HttpRequest) -> Result<Arc<dyn Any + Send + Sync>, AnonymousReason>;
    fn proof(&self, req: &HttpRequest) -> Result<Verified<()>, AnonymousReason>;
    /// Notes that a good token was not good enough for somebody who asked.
    fn refuse(&self, reason: AnonymousReason) -> AnonymousReason;
}

pub(crate) struct Identity<U: JwtUser> {
    shared: Arc<Shared<U>>,
    looked_at: Cell<bool>,
    refused: Cell<bool>,
    verified: OnceCell<Result<Arc<Verified<U::Claims>>, AnonymousReason>>,
    user: tokio::sync::OnceCell<Result<Arc<U>, Absence>>,
}

impl<U: JwtUser> Identity<U> {
    pub(crate) fn new(shared: Arc<Shared<U>>) -> Self {
        Self {
            shared,
            looked_at: Cell::new(false),
            refused: Cell::new(false),
            verified: OnceCell::new(),
            user: tokio::sync::OnceCell::new(),
        }
    }

    /// Whether the answer depends on who asked.
    pub(crate) fn was_looked_at(&self) -> bool {
        self.looked_at.get()
    }

    /// Whether the store could not answer somebody who asked.
    pub(crate) fn is_unavailable(&self) -> bool {
        matches!(self.user.get(), Some(Err(Absence::Unavailable)))
    }

    /// Whether somebody asked, and everybody who asked got an identity.
    pub(crate) fn is_signed_in(&self) -> bool {
        let found = match self.user.get() {
            Some(user) => user.is_ok(),
            None => matches!(self.verified.get(), Some(Ok(_))),
        };
        found && !self.refused.get()
    }

    fn verify(&self, req: &HttpRequest) -> Result<Arc<Verified<U::Claims>>, AnonymousReason> {
        self.looked_at.set(true);
        self.verified
            .get_or_init(|| {
                let verified = self.judge(req);
                if let Err(reason) = &verified {
                    log_refusal(*reason);
                }
                verified.map(Arc::new)
            })
            .clone()
    }

    fn judge(&self, req: &HttpRequest) -> Result<Verified<U::Claims>, AnonymousReason> {
        let settings = &self.shared.settings;
        match settings.source.candidates(req.headers())? {
            Candidates::Bearer(token) => self
                .shared
                .verifier
                .verify(token)
                .map_err(AnonymousReason::Refused),
            Candidates::Cookies(_) if !settings.origins.allow(req) => {
                Err(AnonymousReason::CrossOrigin)
            }
            Candidates::Cookies(values) => self.judge_cookies(&values),
        }
    }

    /// Junk that a sibling sub-domain planted must not sign anybody out, so it is passed over. But two good tokens of
    /// two people mean that somebody else's was planted, and nothing tells which.
    fn judge_cookies(&self, values: &[&[u8]]) -> Result<Verified<U::Claims>, AnonymousReason> {
        let mut newest: Option<Verified<U::Claims>> = None;
        let mut refusal = Refusal::Malformed;
        for value in values {
            let verified =
                token_text(value).and_then(|token| self.shared.verifier.verify::<U::Claims>(token));
            match (verified, &newest) {
                (Ok(verified), None) => newest = Some(verified),
                (Ok(verified), Some(other)) => {
                    if !U::same_person(verified.claims(), other.claims()) {
                        return Err(AnonymousReason::ConflictingTokens);
                    }
                    if verified.issued_at() > other.issued_at() {
                        newest = Some(verified);
                    }
                }
                (Err(found), _) if refusal != Refusal::Expired => refusal = found,
                (Err(_), _) => {}
            }
        }
        newest.ok_or(AnonymousReason::Refused(refusal))
    }

    async fn look_up(&self, req: &HttpRequest) -> Result<Arc<U>, Absence> {
        let verified = self.verify(req).map_err(Absence::Anonymous)?;
        match self.shared.store.get_or_sync(verified).await {
            Ok(user) => Ok(Arc::new(user)),
            Err(UserStoreError::Refused(refusal)) => {
                let reason = AnonymousReason::Refused(refusal);
                log_refusal(reason);
                Err(Absence::Anonymous(reason))
            }
            Err(UserStoreError::Panicked) => {
                tracing::error!(target: "jwt_auth", event = "store_panicked");
                Err(Absence::Panicked)
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(target: "jwt_auth", event = "store_unavailable", cause);
                Err(Absence::Unavailable)
            }
        }
    }
}

impl<U: JwtUser> Identify for Identity<U> {
    fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    fn user<'r>(
        &'r self,
        req: &'r HttpRequest,
    ) -> LocalBoxFuture<'r, Result<Arc<dyn Any + Send + Sync>, Absence>> {
        Box::pin(async move {
            let user = self.user.get_or_init(|| self.look_up(req)).await;
            user.clone().map(|user| user as Arc<dyn Any + Send + Sync>)
        })
    }

    fn verified(&self, req: &HttpRequest) -> Result<Arc<dyn Any + Send + Sync>, AnonymousReason> {
        self.verify(req)
            .map(|verified| verified as Arc<dyn Any + Send + Sync>)
    }

    fn proof(&self, req: &HttpRequest) -> Result<Verified<()>, AnonymousReason> {
        self.verify(req).map(|verified| verified.without_claims())
    }

    fn refuse(&self, reason: AnonymousReason) -> AnonymousReason {
        self.refused.set(true);
        log_refusal(reason);
        reason
    }
}

/// Strangers cause most refusals and must not be able to fill a log; a clash of people or rows is worth a warning.
fn log_refusal(reason: AnonymousReason) {
    let code = reason.code();
    let member = match reason {
        AnonymousReason::Refused(refusal) => refusal.member(),
        _ => None,
    };
    match reason {
        AnonymousReason::ConflictingTokens
        | AnonymousReason::Refused(Refusal::KeyCollision | Refusal::RowConflict) => {
            tracing::warn!(target: "jwt_auth", event = "refused", reason = code, member);
        }
        _ => tracing::debug!(target: "jwt_auth", event = "refused", reason = code, member),
    }
}

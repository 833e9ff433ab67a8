//! Who sent a request: found out at most once, and only if somebody asks.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::{HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;
use jwt_auth_core::{
    Category, FromClaims, JwtUser, Refusal, SharedUserStore, UserStore as _, UserStoreError,
    Verified, Verifier,
};
use tokio::sync::OnceCell;

use crate::AnonymousReason;
use crate::absence::{Absence, Outage};
use crate::builder::Settings;
use crate::token_source::{Candidates, token_text};

/// What all requests share.
pub(crate) struct Shared<U> {
    pub(crate) verifier: Verifier,
    pub(crate) store: SharedUserStore<U>,
    pub(crate) settings: Arc<Settings>,
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
    pub(crate) async fn verified<C: FromClaims>(
        &self,
        req: &HttpRequest,
    ) -> Result<Arc<Verified<C>>, Absence> {
        let proof = self.0.verified(req).await?;
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

/// A verified token, as `Verified<U::Claims>` of a model that is not known here, and without its claims.
pub(crate) struct Proof {
    with_claims: Arc<dyn Any + Send + Sync>,
    without_claims: Verified<()>,
}

pub(crate) trait Identify {
    fn settings(&self) -> &Settings;
    fn user<'r>(
        &'r self,
        req: &'r HttpRequest,
    ) -> LocalBoxFuture<'r, Result<Arc<dyn Any + Send + Sync>, Absence>>;
    fn verified<'r>(&'r self, req: &'r HttpRequest) -> LocalBoxFuture<'r, Result<Proof, Absence>>;
    /// Notes that a good token was not good enough for somebody who asked.
    fn refuse(&self, reason: AnonymousReason) -> AnonymousReason;
}

pub(crate) struct Identity<U: JwtUser> {
    shared: Arc<Shared<U>>,
    looked_at: Cell<bool>,
    refused: Cell<bool>,
    verified: OnceCell<Result<Arc<Verified<U::Claims>>, Absence>>,
    user: OnceCell<Result<Arc<U>, Absence>>,
}

impl<U: JwtUser> Identity<U> {
    pub(crate) fn new(shared: Arc<Shared<U>>) -> Self {
        Self {
            shared,
            looked_at: Cell::new(false),
            refused: Cell::new(false),
            verified: OnceCell::new(),
            user: OnceCell::new(),
        }
    }

    /// Whether the answer depends on who asked.
    pub(crate) fn was_looked_at(&self) -> bool {
        self.looked_at.get()
    }

    /// Whether there was no answer for somebody who asked.
    pub(crate) fn is_unavailable(&self) -> bool {
        matches!(self.user.get(), Some(Err(Absence::Unavailable(_))))
            || matches!(self.verified.get(), Some(Err(Absence::Unavailable(_))))
    }

    /// Whether somebody asked, and everybody who asked got an identity.
    pub(crate) fn is_signed_in(&self) -> bool {
        let found = match self.user.get() {
            Some(user) => user.is_ok(),
            None => matches!(self.verified.get(), Some(Ok(_))),
        };
        found && !self.refused.get()
    }

    async fn verify(&self, req: &HttpRequest) -> Result<Arc<Verified<U::Claims>>, Absence> {
        self.looked_at.set(true);
        let verified = self.verified.get_or_init(async || {
            let verified = self.judge(req).await;
            match &verified {
                Err(Absence::Anonymous(reason)) => reason.log(),
                Err(Absence::Unavailable(_)) => {
                    // Strangers can cause it; whoever fetches the keys warns of it.
                    tracing::debug!(target: "jwt_auth", event = "keys_unavailable");
                }
                _ => {}
            }
            verified.map(Arc::new)
        });
        verified.await.clone()
    }

    async fn judge(&self, req: &HttpRequest) -> Result<Verified<U::Claims>, Absence> {
        let settings = &self.shared.settings;
        let candidates = settings.source.candidates(req.headers());
        match candidates.map_err(Absence::Anonymous)? {
            Candidates::Bearer(token) => self.judge_token(token).await.map_err(Absence::from),
            Candidates::Cookies(_) if !settings.origins.allow(req) => {
                Err(Absence::Anonymous(AnonymousReason::CrossOrigin))
            }
            Candidates::Cookies(values) => self.judge_cookies(&values).await,
        }
    }

    /// Junk that a sibling sub-domain planted must not sign anybody out, so it is passed over. But two good tokens of
    /// two people mean that somebody else's was planted, and nothing tells which.
    async fn judge_cookies(&self, values: &[&[u8]]) -> Result<Verified<U::Claims>, Absence> {
        let mut newest: Option<Verified<U::Claims>> = None;
        let mut refusal = Refusal::Malformed;
        for value in values {
            let verified = match token_text(value) {
                Ok(token) => self.judge_token(token).await,
                Err(refusal) => Err(refusal),
            };
            match (verified, &newest) {
                (Ok(verified), None) => newest = Some(verified),
                (Ok(verified), Some(other)) => {
                    if !U::same_person(verified.claims(), other.claims()) {
                        let reason = AnonymousReason::ConflictingTokens;
                        return Err(Absence::Anonymous(reason));
                    }
                    if verified.issued_at() > other.issued_at() {
                        newest = Some(verified);
                    }
                }
                (Err(found), _) if weight(found) >= weight(refusal) => refusal = found,
                (Err(_), _) => {}
            }
        }
        newest.ok_or_else(|| Absence::from(refusal))
    }

    async fn judge_token(&self, token: &str) -> Result<Verified<U::Claims>, Refusal> {
        self.shared.verifier.verify_with_refresh(token).await
    }

    async fn look_up(&self, req: &HttpRequest) -> Result<Arc<U>, Absence> {
        let verified = self.verify(req).await?;
        match self.shared.store.get_or_sync(verified).await {
            Ok(user) => Ok(Arc::new(user)),
            Err(UserStoreError::Refused(refusal)) => {
                let absence = Absence::from(refusal);
                if let Absence::Anonymous(reason) = absence {
                    reason.log();
                }
                Err(absence)
            }
            Err(UserStoreError::Panicked) => {
                tracing::error!(target: "jwt_auth", event = "store_panicked");
                Err(Absence::Panicked)
            }
            Err(UserStoreError::Busy) => {
                tracing::error!(target: "jwt_auth", event = "store_busy");
                Err(Absence::Unavailable(Outage::BusyStore))
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(target: "jwt_auth", event = "store_unavailable", cause);
                Err(Absence::Unavailable(Outage::Store))
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

    fn verified<'r>(&'r self, req: &'r HttpRequest) -> LocalBoxFuture<'r, Result<Proof, Absence>> {
        Box::pin(async move {
            let verified = self.verify(req).await?;
            Ok(Proof {
                without_claims: verified.without_claims(),
                with_claims: verified,
            })
        })
    }

    fn refuse(&self, reason: AnonymousReason) -> AnonymousReason {
        self.refused.set(true);
        reason.log();
        reason
    }
}

/// Which refusal speaks for several cookies: "nobody knows" before "was good once" before anything else.
fn weight(refusal: Refusal) -> u8 {
    match refusal.category() {
        Category::Unavailable => 2,
        Category::Expired => 1,
        _ => 0,
    }
}

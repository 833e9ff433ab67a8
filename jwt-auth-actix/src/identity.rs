//! Who sent a request: found out at most once, and only if somebody asks.

use std::cell::{Cell, OnceCell};
use std::sync::Arc;

use actix_web::HttpRequest;
use futures_util::future::LocalBoxFuture;
use jwt_auth_core::{
    CachedToken, Category, JwtUser, Refusal, SharedUserStore, UserStoreError, VerificationCache,
    Verified,
};
use tokio::sync::Mutex;

use crate::absence::{Absence, Outage};
use crate::current_identity::{Identify, Person, Proof};
use crate::settings::Settings;
#[cfg(feature = "test-util")]
use crate::test_login;
use crate::token_source::{Candidates, token_text};
use crate::{AnonymousReason, TokenExpiry};

/// What all requests share.
pub(crate) struct Shared<U: JwtUser> {
    pub(crate) cache: VerificationCache<U>,
    pub(crate) store: SharedUserStore<U>,
    pub(crate) settings: Settings,
}

pub(crate) struct Identity<U: JwtUser> {
    shared: Arc<Shared<U>>,
    looked_at: Cell<bool>,
    refused: Cell<bool>,
    token: OnceCell<Result<Arc<CachedToken<U>>, Absence>>,
    user: OnceCell<Result<Arc<U>, Absence>>,
    /// Held by whoever finds one of them out, while others of this request wait.
    finding: Finding,
    saw_no_bounces: Cell<bool>,
}

#[derive(Default)]
struct Finding {
    token: Mutex<()>,
    user: Mutex<()>,
}

impl<U: JwtUser> Identity<U> {
    pub(crate) fn new(shared: Arc<Shared<U>>) -> Self {
        Self {
            shared,
            looked_at: Cell::new(false),
            refused: Cell::new(false),
            token: OnceCell::new(),
            user: OnceCell::new(),
            finding: Finding::default(),
            saw_no_bounces: Cell::new(false),
        }
    }

    /// Whether the answer depends on who asked.
    pub(crate) fn was_looked_at(&self) -> bool {
        self.looked_at.get()
    }

    /// Whether there was no answer for somebody who asked.
    pub(crate) fn is_unavailable(&self) -> bool {
        matches!(self.user.get(), Some(Err(Absence::Unavailable(_))))
            || matches!(self.token.get(), Some(Err(Absence::Unavailable(_))))
    }

    /// Whether somebody asked, and everybody who asked got an identity.
    pub(crate) fn is_signed_in(&self) -> bool {
        let found = match self.user.get() {
            Some(user) => user.is_ok(),
            None => matches!(self.token.get(), Some(Ok(_))),
        };
        found && !self.refused.get()
    }

    /// Whether the cookies were read by the way and none of the loop breaker was among them.
    pub(crate) fn saw_no_bounces(&self) -> bool {
        self.saw_no_bounces.get()
    }

    async fn verify(&self, req: &HttpRequest) -> Result<Arc<CachedToken<U>>, Absence> {
        self.looked_at.set(true);
        let _finding = self.finding.token.lock().await;
        if let Some(known) = self.token.get() {
            return known.clone();
        }
        let token = self.judge(req).await;
        match &token {
            Ok(token) => record::<U>(token.verified()),
            Err(Absence::Anonymous(reason)) => self.shared.settings.note(*reason),
            Err(Absence::Unavailable(_)) => {
                // Strangers can cause it; whoever fetches the keys warns of it.
                tracing::debug!(target: "jwt_auth", event = "keys_unavailable");
                self.shared.settings.refusals.add("keys_unavailable");
            }
            Err(Absence::Internal) => {}
        }
        self.token.get_or_init(|| token).clone()
    }

    async fn judge(&self, req: &HttpRequest) -> Result<Arc<CachedToken<U>>, Absence> {
        #[cfg(feature = "test-util")]
        if test_login::is_in(req) {
            return Err(test_login::has_no_token());
        }
        if let Some(token) = self.plain_token(req) {
            let token = std::str::from_utf8(token).map_err(|_| Refusal::Malformed)?;
            return Ok(self.judge_token(token).await?);
        }
        let settings = &self.shared.settings;
        let candidates = settings.sources.candidates(req);
        let candidates = candidates.map_err(Absence::Anonymous)?;
        if candidates.are_sent_by_browsers() && !settings.sites.of(req).origins.allow(req) {
            return Err(Absence::Anonymous(AnonymousReason::CrossOrigin));
        }
        match candidates {
            Candidates::One { token, .. } => self.judge_token(&token).await.map_err(Absence::from),
            Candidates::Cookies(values) => self.judge_cookies(&values).await,
        }
    }

    /// Junk that a sibling sub-domain planted must not sign anybody out, so it is passed over. But two good tokens of
    /// two people mean that somebody else's was planted, and nothing tells which.
    async fn judge_cookies(&self, values: &[&[u8]]) -> Result<Arc<CachedToken<U>>, Absence> {
        let mut newest: Option<Arc<CachedToken<U>>> = None;
        let mut skipped = Vec::new();
        for value in values {
            let token = match token_text(value) {
                Ok(token) => self.judge_token(token).await,
                Err(refusal) => Err(refusal),
            };
            match (token, &newest) {
                (Ok(token), None) => newest = Some(token),
                (Ok(token), Some(newest_yet)) => {
                    let (one, other) = (token.verified(), newest_yet.verified());
                    if !U::same_person(one.claims(), other.claims()) {
                        let reason = AnonymousReason::ConflictingTokens;
                        return Err(Absence::Anonymous(reason));
                    }
                    if one.issued_at() > other.issued_at() {
                        newest = Some(token);
                    }
                }
                (Err(refusal), _) => skipped.push(refusal),
            }
        }
        let Some(newest) = newest else {
            let refusal = skipped.into_iter().max_by_key(|refusal| weight(*refusal));
            return Err(Absence::from(refusal.unwrap_or(Refusal::Malformed)));
        };
        self.shared.settings.note_skipped(&skipped);
        Ok(newest)
    }

    async fn judge_token(&self, token: &str) -> Result<Arc<CachedToken<U>>, Refusal> {
        self.shared.cache.verify(token).await
    }

    /// The one token of the request, if it may be believed where it stands. Everything else goes the long way.
    fn plain_token<'r>(&self, req: &'r HttpRequest) -> Option<&'r [u8]> {
        #[cfg(feature = "test-util")]
        if test_login::is_in(req) {
            return None;
        }
        let settings = &self.shared.settings;
        let site = settings.sites.of(req);
        let only = settings
            .sources
            .only_candidate(req, &site.loop_breaker.name)?;
        self.saw_no_bounces.set(only.saw_no_bounces);
        (!only.sent_by_browsers || site.origins.allow(req)).then_some(only.token)
    }

    /// Notes what was found without waiting. `None` where somebody else of this request is on the long way: theirs counts.
    fn found(&self, token: &Arc<CachedToken<U>>) -> Option<()> {
        self.token.set(Ok(Arc::clone(token))).ok()?;
        self.looked_at.set(true);
        record::<U>(token.verified());
        Some(())
    }

    async fn look_up(&self, req: &HttpRequest) -> Result<Arc<U>, Absence> {
        let settings = &self.shared.settings;
        #[cfg(feature = "test-util")]
        if let Some(user) = test_login::user(req, &settings.sites.of(req).origins) {
            self.looked_at.set(true);
            if let Err(Absence::Anonymous(reason)) = user {
                settings.note(reason);
            }
            return user;
        }
        let token = self.verify(req).await?;
        let found = self.shared.cache.user(&token, &self.shared.store).await;
        let error = match found {
            Ok(user) => return Ok(user),
            Err(error) => error,
        };
        match &*error {
            UserStoreError::Refused(refusal) => {
                let absence = Absence::from(*refusal);
                if let Absence::Anonymous(reason) = absence {
                    settings.note(reason);
                }
                Err(absence)
            }
            UserStoreError::Panicked => {
                tracing::error!(target: "jwt_auth", event = "store_panicked");
                settings.refusals.add("store_panicked");
                Err(Absence::Internal)
            }
            UserStoreError::Busy => {
                tracing::error!(target: "jwt_auth", event = "store_busy");
                settings.refusals.add("store_busy");
                Err(Absence::Unavailable(Outage::BusyStore))
            }
            error => {
                let cause = std::error::Error::source(error).map(ToString::to_string);
                tracing::error!(target: "jwt_auth", event = "store_unavailable", cause);
                settings.refusals.add("store_unavailable");
                Err(Absence::Unavailable(Outage::Store))
            }
        }
    }
}

/// Names the person in the application's own span, if that has a field for it.
fn record<U: JwtUser>(verified: &Verified<U::Claims>) {
    let span = tracing::Span::current();
    if span.is_disabled() {
        return;
    }
    span.record("user", U::key_text(verified.claims()).as_ref());
    if U::KEY_HAS_ISSUER {
        span.record("issuer", verified.registered().issuer());
    }
}

impl<U: JwtUser> Identify for Identity<U> {
    fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    fn person_at_hand(&self, req: &HttpRequest) -> Option<Person> {
        if let Some(known) = self.user.get() {
            return known.as_ref().ok().map(Person::of);
        }
        let cache = &self.shared.cache;
        let user = match self.token.get() {
            Some(judged) => cache.kept_user(judged.as_ref().ok()?)?,
            None if cache.keeps_rows() => {
                let (token, user) = cache.get_with_user(self.plain_token(req)?)?;
                self.found(&token)?;
                user
            }
            None => return None,
        };
        let person = Person::of(&user);
        self.user.set(Ok(user)).ok()?;
        Some(person)
    }

    fn proof_at_hand(&self, req: &HttpRequest) -> Option<Proof> {
        if let Some(known) = self.token.get() {
            return known.as_ref().ok().map(|it| Proof::of(it.verified()));
        }
        let cache = &self.shared.cache;
        let at_hand = || cache.get(self.plain_token(req)?);
        let token = cache.keeps_tokens().then(at_hand)??;
        self.found(&token)?;
        Some(Proof::of(token.verified()))
    }

    fn person<'r>(&'r self, req: &'r HttpRequest) -> LocalBoxFuture<'r, Result<Person, Absence>> {
        Box::pin(async move {
            let _finding = self.finding.user.lock().await;
            let user = match self.user.get() {
                Some(known) => known,
                None => {
                    let found = self.look_up(req).await;
                    self.user.get_or_init(|| found)
                }
            };
            user.as_ref().map(Person::of).map_err(|absence| *absence)
        })
    }

    fn verified<'r>(&'r self, req: &'r HttpRequest) -> LocalBoxFuture<'r, Result<Proof, Absence>> {
        Box::pin(async move {
            let token = self.verify(req).await?;
            Ok(Proof::of(token.verified()))
        })
    }

    fn token_expiry<'r>(
        &'r self,
        req: &'r HttpRequest,
    ) -> LocalBoxFuture<'r, Result<TokenExpiry, Absence>> {
        Box::pin(async move {
            #[cfg(feature = "test-util")]
            if test_login::is_in(req) {
                self.person(req).await?;
                return Ok(test_login::expiry());
            }
            let token = self.verify(req).await?;
            let verified = token.verified();
            Ok(TokenExpiry::new(verified.expires_at(), verified.now()))
        })
    }

    fn refuse(&self, reason: AnonymousReason) -> AnonymousReason {
        self.refused.set(true);
        self.shared.settings.note(reason);
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

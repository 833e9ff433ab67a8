//! Tokens that were verified lately, so that the same token again costs a look into a table.
//!
//! Only what a verifier accepted gets in, under the whole token, so strangers can neither fill it nor hit what is not theirs.
//! Each hit is judged anew by what can change: the clock and the keys. What no longer holds is never served, and keeps its place
//! until it is asked for or others take it.

mod cached_token;
mod settings;
mod token_key;

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

pub use self::cached_token::CachedToken;
use self::cached_token::{FoundUser, Kept};
pub use self::settings::CacheSettings;
use self::token_key::{Sent, TokenKey};
use crate::Refusal;
use crate::user::JwtUser;
use crate::user_store::SharedUserStore;
use crate::verifier::Verifier;

/// Verified tokens and, if [`CacheSettings::row_ttl`] says so, the users whom they name.
///
/// One process has one for each [`Verifier`] and store, for all its workers.
pub struct VerificationCache<U: JwtUser> {
    verifier: Verifier,
    /// `None` where each request verifies anew.
    tokens: Option<Tokens<U>>,
    /// Seconds.
    row_ttl: u64,
}

type Tokens<U> = Cache<TokenKey, Arc<CachedToken<U>>, Weight>;

impl<U: JwtUser> VerificationCache<U> {
    /// An empty one. What this verifier accepted is remembered, by its rules and no others.
    #[must_use]
    pub fn new(verifier: Verifier, settings: CacheSettings) -> Self {
        let tokens = (settings.tokens > 0).then(|| {
            let weight = Weight::of::<U>(&settings);
            // It makes room for what it is told to expect, and remembers as many that had to go.
            let expected = settings.bytes / weight.fixed;
            let expected = usize::try_from(expected).unwrap_or(usize::MAX);
            Cache::with_weighter(settings.tokens.min(expected).max(1), settings.bytes, weight)
        });
        Self {
            verifier,
            tokens,
            row_ttl: settings.row_ttl.as_secs(),
        }
    }

    /// Whether it remembers tokens at all.
    #[must_use]
    pub fn keeps_tokens(&self) -> bool {
        self.tokens.is_some()
    }

    /// Whether it remembers the users whom they name, too.
    #[must_use]
    pub fn keeps_rows(&self) -> bool {
        self.keeps_tokens() && self.row_ttl > 0
    }

    /// The token, if it was verified before and would be again.
    #[must_use]
    pub fn get(&self, token: impl AsRef<[u8]>) -> Option<Arc<CachedToken<U>>> {
        self.hit(token.as_ref()).map(|(cached, _)| cached)
    }

    /// The token and the user whom it names, if both are here and good. Waits for nothing.
    #[must_use]
    pub fn get_with_user(&self, token: impl AsRef<[u8]>) -> Option<(Arc<CachedToken<U>>, Arc<U>)> {
        if self.row_ttl == 0 {
            return None;
        }
        let (cached, now) = self.hit(token.as_ref())?;
        let user = cached.kept_user(now, self.row_ttl)?;
        Some((cached, user))
    }

    /// The user whom a token names, if their row is kept.
    #[must_use]
    pub fn kept_user(&self, token: &CachedToken<U>) -> Option<Arc<U>> {
        token.kept_user(token.verified().now(), self.row_ttl)
    }

    /// The token, verified now unless it was before: once, however many requests bring it at the same time.
    ///
    /// # Errors
    /// As [`Verifier::verify_with_refresh`].
    pub async fn verify(&self, token: &str) -> Result<Arc<CachedToken<U>>, Refusal> {
        let Some(tokens) = &self.tokens else {
            let verified = self.verifier.verify_with_refresh(token).await?;
            return Ok(Arc::new(CachedToken::new(verified)));
        };
        if let Some(cached) = self.get(token) {
            return Ok(cached);
        }
        self.verifier.check_form(token)?;
        let key = TokenKey::new(token);
        loop {
            match tokens.get_value_or_guard_async(&key).await {
                Ok(cached) if cached.verified().still_holds(cached.verified().now()) => {
                    return Ok(cached);
                }
                Ok(outdated) => self.forget(&outdated),
                Err(place) => {
                    let keep = || key.text();
                    let verified = self.verifier.verify_and_keep(token, keep).await?;
                    let cached = Arc::new(CachedToken::new(verified));
                    // Whoever emptied the place meanwhile wants it empty.
                    let _ = place.insert(Arc::clone(&cached));
                    return Ok(cached);
                }
            }
        }
    }

    /// The user whom a token names, from the store unless the row is kept. The first look-up of a token, and the one after
    /// its row was kept for too long, are shared by all requests that come meanwhile. The first of them drives it: one whose worker
    /// is blocked keeps the others waiting.
    ///
    /// # Errors
    /// As [`UserStore::get_or_sync`](crate::UserStore::get_or_sync).
    pub async fn user(&self, token: &CachedToken<U>, store: &SharedUserStore<U>) -> FoundUser<U> {
        let kept = Kept {
            row_ttl: self.row_ttl,
            shares: self.keeps_tokens(),
        };
        token.user(store, kept).await
    }

    /// Forgets the rows of the person with this key, in this process only: each of their tokens is looked up again at its
    /// next request. To be called after a row was changed by other means than a token, where rows are kept. Looks at every
    /// token that is here.
    pub fn invalidate_user(&self, key: &str) {
        for (_, cached) in self.tokens.iter().flat_map(Cache::iter) {
            if U::key_text(cached.verified().claims()) == key {
                cached.forget_user();
            }
        }
    }

    /// How many tokens are here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.as_ref().map_or(0, Cache::len)
    }

    /// Whether no token is here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn hit(&self, token: &[u8]) -> Option<(Arc<CachedToken<U>>, u64)> {
        let cached = self.tokens.as_ref()?.get(&Sent(token))?;
        let now = cached.verified().now();
        if cached.verified().still_holds(now) {
            Some((cached, now))
        } else {
            self.forget(&cached);
            None
        }
    }

    fn forget(&self, outdated: &Arc<CachedToken<U>>) {
        if let Some(tokens) = &self.tokens {
            let token = Sent(outdated.verified().text().as_bytes());
            tokens.remove_if(&token, |it| Arc::ptr_eq(it, outdated));
        }
    }
}

impl<U: JwtUser> std::fmt::Debug for VerificationCache<U> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerificationCache")
            .field("len", &self.len())
            .field("row_ttl", &self.row_ttl)
            .finish_non_exhaustive()
    }
}

/// Both bounds as one: an entry weighs its bytes, or its share of all bytes where that is more.
#[derive(Clone)]
struct Weight {
    least: u64,
    fixed: u64,
}

impl Weight {
    fn of<U: JwtUser>(settings: &CacheSettings) -> Self {
        let tokens = u64::try_from(settings.tokens).unwrap_or(u64::MAX);
        Self {
            least: (settings.bytes / tokens.max(1)).max(1),
            fixed: CachedToken::<U>::FIXED_BYTES,
        }
    }
}

impl<U: JwtUser> Weighter<TokenKey, Arc<CachedToken<U>>> for Weight {
    fn weight(&self, token: &TokenKey, _: &Arc<CachedToken<U>>) -> u64 {
        // The texts that claims and row hold are hardly longer than the token that they were read from, but for local columns.
        let bytes = self.fixed + 2 * token.len() as u64;
        bytes.max(self.least)
    }
}

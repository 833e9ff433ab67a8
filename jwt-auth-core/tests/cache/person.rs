//! A person who is read from a token, a store that counts how often it is asked, and a cache between them.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use jwt_auth_core::{
    CacheSettings, Changes, ClaimSet, FromClaims, JwtUser, KeySet, Refusal, SharedUserStore,
    TestClock, TestIssuer, UserStore, UserStoreError, VerificationCache, Verified, Verifier,
};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

pub(crate) const NOW: u64 = 1_800_000_000;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    pub(crate) key: String,
    /// The how-manieth answer of the store this is.
    pub(crate) answer: usize,
}

pub(crate) struct PersonClaims(String);

impl FromClaims for PersonClaims {
    fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
        claims.claim("key").key().required().map(Self)
    }
}

impl JwtUser for Person {
    type Claims = PersonClaims;
    const COLUMNS: &'static [&'static str] = &[];
    const HAS_WATERMARK: bool = false;

    fn has_key_of(&self, claims: &PersonClaims) -> bool {
        self.key == claims.0
    }

    fn same_person(one: &PersonClaims, other: &PersonClaims) -> bool {
        one.0 == other.0
    }

    fn key_text(claims: &PersonClaims) -> Cow<'_, str> {
        (&claims.0).into()
    }

    fn changes(&self, _: &PersonClaims) -> Changes {
        Changes::none()
    }
}

/// Answers as soon as it gets a permit.
#[derive(Clone)]
pub(crate) struct Store(Arc<Inner>);

struct Inner {
    asked: AtomicUsize,
    answered: AtomicUsize,
    is_down: AtomicBool,
    permits: Semaphore,
}

impl Store {
    /// One that never keeps anybody waiting.
    pub(crate) fn ready() -> Self {
        Self::with_permits(Semaphore::MAX_PERMITS / 2)
    }

    pub(crate) fn with_permits(permits: usize) -> Self {
        Self(Arc::new(Inner {
            asked: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
            is_down: AtomicBool::new(false),
            permits: Semaphore::new(permits),
        }))
    }

    pub(crate) fn permit(&self, answers: usize) {
        self.0.permits.add_permits(answers);
    }

    pub(crate) fn set_down(&self, is_down: bool) {
        self.0.is_down.store(is_down, Ordering::SeqCst);
    }

    pub(crate) fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn shared(&self) -> SharedUserStore<Person> {
        SharedUserStore::new(self.clone())
    }
}

impl UserStore<Person> for Store {
    async fn get_or_sync(
        &self,
        verified: Arc<Verified<PersonClaims>>,
    ) -> Result<Person, UserStoreError> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let is_down = self.0.is_down.load(Ordering::SeqCst);
        self.0.permits.acquire().await.unwrap().forget();
        if is_down {
            return Err(UserStoreError::Busy);
        }
        Ok(Person {
            key: verified.claims().0.clone(),
            answer: self.0.answered.fetch_add(1, Ordering::SeqCst) + 1,
        })
    }
}

/// One process.
pub(crate) struct Process {
    pub(crate) clock: TestClock,
    pub(crate) keys: KeySet,
    pub(crate) cache: VerificationCache<Person>,
}

impl Process {
    pub(crate) fn start(settings: CacheSettings) -> Self {
        crate::trace::start();
        let clock = TestClock::at(NOW);
        let keys = KeySet::new([TestIssuer::hs512().verifying_key()]);
        let rules = Verifier::simple_jwt(keys.clone()).clock(clock.clone());
        Self {
            cache: VerificationCache::new(rules.build().unwrap(), settings),
            clock,
            keys,
        }
    }

    pub(crate) async fn verify(&self, token: &str) -> Result<(), Refusal> {
        self.cache.verify(token).await.map(drop)
    }

    pub(crate) async fn user(&self, token: &str, store: &Store) -> Person {
        let token = self.cache.verify(token).await.unwrap();
        let user = self.cache.user(&token, &store.shared()).await.unwrap();
        Person::clone(&user)
    }
}

pub(crate) fn keeping(row_ttl: u64) -> CacheSettings {
    CacheSettings {
        row_ttl: Duration::from_secs(row_ttl),
        ..CacheSettings::default()
    }
}

/// Good from `NOW` on for five minutes.
pub(crate) fn token(key: &str) -> String {
    with(key, json!({}))
}

pub(crate) fn with(key: &str, more: Value) -> String {
    let mut claims = json!({"key": key, "iat": NOW, "exp": NOW + 300, "jti": "1"});
    let (Value::Object(members), Value::Object(more)) = (&mut claims, more) else {
        panic!("objects are needed");
    };
    members.extend(more);
    TestIssuer::hs512().access_token(&claims)
}

/// The same token but for the last letter of its claims.
pub(crate) fn spoilt(token: &str) -> String {
    let end = token.rfind('.').unwrap();
    let (mut claims, signature) = (token[..end].to_owned(), &token[end..]);
    let last = if claims.pop() == Some('A') { 'Q' } else { 'A' };
    format!("{claims}{last}{signature}")
}

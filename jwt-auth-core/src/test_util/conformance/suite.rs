use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use super::report::{Judged, Miss, ensure, ensure_equal, needs};
use super::under_test::{Person, Row, StoreUnderTest};
use crate::user::JwtUser;
use crate::user_store::{UserStore as _, UserStoreError};
use crate::verifier::{Verified, Verifier};
use crate::{Refusal, TestClock, TestIssuer};

/// The present of the suite; all its tokens are issued before.
pub(super) const NOW: u64 = 1_800_000_000;
/// How often a request is made that is answered by an outage.
const TRIES: usize = 10;

/// A store with an Auth service and a verifier for it.
pub(super) struct Suite<'t, T> {
    pub(super) under_test: &'t T,
    issuer: TestIssuer,
    verifier: Verifier,
}

type ClaimsOf<T> = <<T as StoreUnderTest>::User as JwtUser>::Claims;

impl<'t, T: StoreUnderTest> Suite<'t, T> {
    #[expect(clippy::expect_used, reason = "the settings are good")]
    pub(super) fn new(under_test: &'t T) -> Self {
        let issuer = TestIssuer::hs512().clock(TestClock::at(NOW));
        let verifier = Verifier::simple_jwt(issuer.verifying_key())
            .clock(TestClock::at(NOW))
            .build();
        Self {
            under_test,
            issuer,
            verifier: verifier.expect("a verifier"),
        }
    }

    /// Somebody who has no row yet.
    pub(super) fn somebody(&self) -> Person {
        self.somebody_called(self.new_key())
    }

    pub(super) fn somebody_called(&self, key: String) -> Person {
        let mailbox = RandomState::new().hash_one(&key);
        Person {
            key,
            email: format!("{mailbox:x}@example.org"),
            staff: false,
            superuser: false,
            first_name: Some("Ada".to_owned()),
        }
    }

    pub(super) fn new_key(&self) -> String {
        self.under_test.key(RandomState::new().hash_one(()))
    }

    /// What the store answers to a token that was issued this many seconds ago.
    pub(super) async fn ask(
        &self,
        person: &Person,
        seconds_ago: u64,
    ) -> Result<Result<Person, Refusal>, Miss> {
        self.ask_with(person, Some(NOW - seconds_ago)).await
    }

    pub(super) async fn ask_undated(
        &self,
        person: &Person,
    ) -> Result<Result<Person, Refusal>, Miss> {
        self.ask_with(person, None).await
    }

    /// The person as the store serves them; anything else fails the case.
    pub(super) async fn served(&self, person: &Person, seconds_ago: u64) -> Result<Person, Miss> {
        match self.ask(person, seconds_ago).await? {
            Ok(served) => Ok(served),
            Err(refusal) => Err(Miss::Failed(format!("{person:?} was refused: {refusal}"))),
        }
    }

    pub(super) async fn serves_as_is(&self, person: &Person, seconds_ago: u64) -> Judged {
        let served = self.served(person, seconds_ago).await?;
        ensure_equal(&served, person, "what was served")
    }

    /// What is in the store for this key, which is one row.
    pub(super) async fn row(&self, key: &str) -> Result<Row, Miss> {
        let mut rows = self.rows().await;
        rows.retain(|row| row.key == key);
        match (rows.pop(), rows.len()) {
            (Some(row), 0) => Ok(row),
            (None, _) => Err(Miss::Failed(format!("{key:?} has no row"))),
            (Some(_), others) => {
                let rows = others + 1;
                Err(Miss::Failed(format!("{key:?} has {rows} rows")))
            }
        }
    }

    pub(super) async fn has_one_row_if_any(&self, key: &str) -> Judged {
        if T::KEEPS_ROWS {
            self.row(key).await?;
        }
        Ok(())
    }

    pub(super) async fn ensure_untouched(&self, before: &Row) -> Judged {
        let now = self.row(&before.key).await?;
        ensure_equal(&now, before, "the row")
    }

    pub(super) async fn rows(&self) -> Vec<Row> {
        let mut rows = self.under_test.rows().await;
        rows.sort();
        rows
    }

    pub(super) fn needs_rows(&self) -> Judged {
        needs(T::KEEPS_ROWS, "it keeps no rows")
    }

    pub(super) fn needs_watermark(&self) -> Judged {
        let has = <T::User as JwtUser>::HAS_WATERMARK;
        needs(has, "the model has no watermark, so tokens have no order")
    }

    async fn ask_with(
        &self,
        person: &Person,
        issued_at: Option<u64>,
    ) -> Result<Result<Person, Refusal>, Miss> {
        let verified = match self.verified(person, issued_at) {
            Ok(verified) => Arc::new(verified),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut outage = None;
        for _ in 0..TRIES {
            let store = self.under_test.store();
            match store.get_or_sync(Arc::clone(&verified)).await {
                Ok(user) => {
                    ensure(user.has_key_of(verified.claims()), || {
                        format!("the user served for {person:?} has another key")
                    })?;
                    return Ok(Ok(self.under_test.person(&user)));
                }
                Err(UserStoreError::Refused(refusal)) => return Ok(Err(refusal)),
                Err(error) => outage = Some(error),
            }
        }
        Err(Miss::Failed(format!("an outage: {outage:?}")))
    }

    fn verified(
        &self,
        person: &Person,
        issued_at: Option<u64>,
    ) -> Result<Verified<ClaimsOf<T>>, Refusal> {
        let mut claims = self.issuer.registered_claims();
        claims.remove("iat");
        if let Some(issued_at) = issued_at {
            claims.insert("iat".to_owned(), issued_at.into());
        }
        if let serde_json::Value::Object(own) = self.under_test.claims(person) {
            claims.extend(own);
        }
        self.verifier
            .verify(&self.issuer.sign_claims(&claims.into()))
    }
}

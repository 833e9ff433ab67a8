//! What every [`UserStore`] keeps to, as cases that run on any of them: on those of this crate, and on one of yours.
//!
//! Implement [`StoreUnderTest`] beside your tests and call [`run`]. Each case makes people of its own, so the store may hold
//! anything and needs no reset; it is never emptied.
//!
//! A store in memory, as somebody would write one for another database or a directory:
//!
//! ```
//! use std::borrow::Cow;
//! use std::sync::{Arc, Mutex};
//!
//! use jwt_auth_core::conformance::{self, Person, Row, StoreUnderTest};
//! use jwt_auth_core::{Changes, JwtUser, Refusal, UserStore, UserStoreError, Verified};
//! use serde_json::{Value, json};
//!
//! #[derive(Debug, Clone, PartialEq, serde::Deserialize)]
//! struct Claims {
//!     sub: String,
//!     email: String,
//!     staff: bool,
//!     superuser: bool,
//!     first_name: Option<String>,
//! }
//!
//! #[derive(Debug, Clone)]
//! struct User {
//!     claims: Claims,
//!     token_iat: Option<i64>,
//! }
//!
//! impl JwtUser for User {
//!     type Claims = Claims;
//!     const COLUMNS: &'static [&'static str] = &["claims"];
//!     const HAS_WATERMARK: bool = true;
//!
//!     fn has_key_of(&self, claims: &Claims) -> bool {
//!         self.claims.sub == claims.sub
//!     }
//!     fn same_person(one: &Claims, other: &Claims) -> bool {
//!         one.sub == other.sub
//!     }
//!     fn key_text(claims: &Claims) -> Cow<'_, str> {
//!         (&claims.sub).into()
//!     }
//!     fn changes(&self, claims: &Claims) -> Changes {
//!         Changes::none().and(0, self.claims != *claims)
//!     }
//!     fn watermark(&self) -> Option<i64> {
//!         self.token_iat
//!     }
//! }
//!
//! struct InMemory(Mutex<Vec<User>>);
//!
//! impl UserStore<User> for InMemory {
//!     async fn get_or_sync(&self, verified: Arc<Verified<Claims>>) -> Result<User, UserStoreError> {
//!         let mut claims = verified.claims().clone();
//!         if claims.sub.trim() != claims.sub {
//!             return Err(Refusal::InvalidClaim("sub").into());
//!         }
//!         let mut users = self.0.lock().map_err(|_| UserStoreError::Panicked)?;
//!         let Some(user) = users.iter_mut().find(|user| user.has_key_of(&claims)) else {
//!             let user = User { claims, token_iat: verified.issued_at() };
//!             users.push(user.clone());
//!             return Ok(user);
//!         };
//!         // `None`, no date, is less than any.
//!         if verified.issued_at() >= user.token_iat {
//!             claims.first_name = claims.first_name.or(user.claims.first_name.take());
//!             *user = User { claims, token_iat: verified.issued_at() };
//!         }
//!         Ok(user.clone())
//!     }
//! }
//!
//! impl StoreUnderTest for InMemory {
//!     type User = User;
//!     type Store = Self;
//!
//!     fn store(&self) -> &Self {
//!         self
//!     }
//!     fn claims(&self, person: &Person) -> Value {
//!         json!({
//!             "sub": person.key, "email": person.email, "staff": person.staff,
//!             "superuser": person.superuser, "first_name": person.first_name,
//!         })
//!     }
//!     fn person(&self, user: &User) -> Person {
//!         let Claims { sub, email, staff, superuser, first_name } = user.claims.clone();
//!         Person { key: sub, email, staff, superuser, first_name }
//!     }
//!     async fn rows(&self) -> Vec<Row> {
//!         let users = self.0.lock().unwrap();
//!         let row = |user: &User| Row { key: user.claims.sub.clone(), columns: format!("{user:?}") };
//!         users.iter().map(row).collect()
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let report = conformance::run(&InMemory(Mutex::default())).await;
//! // It has no column with which people could be banned.
//! assert!(report.skipped.iter().any(|(case, _)| *case == "somebody_who_is_banned_is_refused_and_not_written"));
//! # });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`UserStore`]: crate::UserStore

mod creation;
mod keys;
mod order;
mod races;
mod refusals;
mod report;
mod suite;
mod synchronization;
mod under_test;

use std::io::{Write as _, stderr};

pub use self::report::Report;
use self::suite::Suite;
pub use self::under_test::{Person, Row, StoreUnderTest};

/// Runs every case on a store and names those that were skipped on standard error. About 220 requests; in the two cases of
/// races 64 are made at once, and an outage is answered by another try, as clients do.
///
/// # Panics
/// At the end, with the name of each case that failed and why.
#[expect(clippy::panic, reason = "the purpose of a test")]
pub async fn run<T: StoreUnderTest>(under_test: &T) -> Report {
    let report = report(under_test).await;
    for (case, why) in &report.skipped {
        // A line that cannot be printed fails no test.
        let _ = writeln!(stderr(), "conformance: {case}: SKIPPED: {why}");
    }
    if report.failed.is_empty() {
        report
    } else {
        panic!("{report}")
    }
}

/// As [`run`], and leaves it to you what to do with failures.
pub async fn report<T: StoreUnderTest>(under_test: &T) -> Report {
    let suite = Suite::new(under_test);
    let mut report = Report::default();
    macro_rules! cases {
        ($($concept:ident::$case:ident,)*) => {
            $(report.add(stringify!($case), $concept::$case(&suite).await);)*
        };
    }
    cases!(
        creation::somebody_new_is_created_complete,
        creation::somebody_known_is_found_again,
        creation::the_same_token_writes_nothing,
        creation::a_missing_optional_claim_does_not_keep_somebody_new_out,
        synchronization::a_changed_claim_is_synced,
        synchronization::a_demotion_is_synced,
        synchronization::a_missing_optional_claim_keeps_what_is_stored,
        synchronization::a_local_column_is_left_alone,
        synchronization::an_email_of_somebody_else_touches_nobody_elses_row,
        order::an_older_token_reads_and_never_overwrites,
        order::of_two_tokens_of_one_second_the_last_wins,
        order::a_token_without_a_date_never_overwrites_a_dated_one,
        order::a_renewed_token_keeps_a_still_older_one_from_writing,
        refusals::somebody_who_is_banned_is_refused_and_not_written,
        refusals::tokens_from_before_a_sign_out_do_not_count,
        keys::keys_that_look_alike_are_never_one_row,
        keys::keys_beyond_ascii_are_kept_as_they_are,
        keys::the_longest_keys_are_kept_as_they_are,
        keys::sql_is_stored_as_text,
        races::first_requests_at_once_make_one_complete_row,
        races::older_and_newer_tokens_at_once_end_with_the_newest,
    );
    report
}

//! The races that a real database produces too rarely to test with.

use std::borrow::Cow;

use serde_json::json;

use super::{Outcome, Policy, Rows, SyncError, Write};
use crate::claims::{ClaimSet, FromClaims};
use crate::user::{Changes, JwtUser};
use crate::verifier::{Verified, Verifier};
use crate::{Refusal, TestClock, TestIssuer};

const NOW: u64 = 1_800_000_000;

#[derive(Debug, Clone, PartialEq)]
struct Person {
    key: String,
    admin: bool,
    active: bool,
    iat: Option<i64>,
}

struct PersonClaims {
    key: String,
    admin: bool,
}

impl FromClaims for PersonClaims {
    fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            key: claims.claim("key").key().required()?,
            admin: claims.claim("admin").required()?,
        })
    }
}

impl JwtUser for Person {
    type Claims = PersonClaims;
    const COLUMNS: &'static [&'static str] = &["admin"];
    const HAS_WATERMARK: bool = true;

    fn has_key_of(&self, claims: &PersonClaims) -> bool {
        self.key == claims.key
    }

    fn same_person(one: &PersonClaims, other: &PersonClaims) -> bool {
        one.key == other.key
    }

    fn key_text(claims: &PersonClaims) -> Cow<'_, str> {
        (&claims.key).into()
    }

    fn changes(&self, claims: &PersonClaims) -> Changes {
        Changes::none().and(0, self.admin != claims.admin)
    }

    fn watermark(&self) -> Option<i64> {
        self.iat
    }

    fn set_watermark(&mut self, issued_at: i64) {
        self.iat = Some(issued_at);
    }

    fn is_active(&self) -> bool {
        self.active
    }
}

/// A table that answers from a script, shows what was written to it, and keeps a log of what it was asked.
struct Script {
    finds: Vec<Option<Person>>,
    found: Option<Person>,
    insert: Outcome,
    update: Result<Outcome, &'static str>,
    log: Vec<&'static str>,
    write: Option<Write>,
}

impl Script {
    fn finding<const N: usize>(finds: [Option<Person>; N]) -> Self {
        Self {
            finds: finds.into_iter().rev().collect(),
            found: None,
            insert: Outcome::Written,
            update: Ok(Outcome::Written),
            log: Vec::new(),
            write: None,
        }
    }
}

impl Rows<Person> for Script {
    type Error = &'static str;

    fn find(&mut self, _: &PersonClaims) -> Result<Option<Person>, Self::Error> {
        self.log.push("find");
        let found = self.finds.pop().ok_or("more looks than expected")?;
        self.found.clone_from(&found);
        Ok(found)
    }

    fn link(&mut self, _: &Verified<PersonClaims>) -> Result<Option<Outcome>, Self::Error> {
        Ok(None)
    }

    fn insert(&mut self, _: &Verified<PersonClaims>, _: Changes) -> Result<Outcome, Self::Error> {
        self.log.push("insert");
        Ok(self.insert)
    }

    fn update(&mut self, claims: &PersonClaims, write: Write) -> Result<Outcome, Self::Error> {
        self.log.push("update");
        self.write = Some(write);
        if let (Ok(Outcome::Written), Some(row)) = (self.update, &self.found) {
            self.finds.push(Some(Person {
                admin: claims.admin,
                iat: write.issued_at.or(row.iat),
                ..row.clone()
            }));
        }
        self.update
    }
}

fn get_or_sync(
    rows: &mut Script,
    verified: &Verified<PersonClaims>,
) -> Result<Person, SyncError<&'static str>> {
    super::get_or_sync(rows, verified, &Policy::default())
}

fn person(admin: bool, iat: Option<u64>) -> Person {
    Person {
        key: "ada".to_owned(),
        admin,
        active: true,
        iat: iat.map(|iat| i64::try_from(iat).unwrap()),
    }
}

fn token(admin: bool, iat: Option<u64>) -> Verified<PersonClaims> {
    let issuer = TestIssuer::hs512().clock(TestClock::at(NOW));
    let verifier = Verifier::simple_jwt(issuer.verifying_key())
        .clock(TestClock::at(NOW))
        .build()
        .unwrap();
    let mut claims = issuer.registered_claims();
    claims.insert("key".into(), "ada".into());
    claims.insert("admin".into(), admin.into());
    claims.remove("iat");
    if let Some(iat) = iat {
        claims.insert("iat".into(), json!(iat));
    }
    verifier
        .verify(&issuer.sign_claims(&claims.into()))
        .unwrap()
}

fn refusal(result: Result<Person, SyncError<&'static str>>) -> Refusal {
    match result {
        Err(SyncError::Refused(refusal)) => refusal,
        other => panic!("a refusal is expected, not {other:?}"),
    }
}

#[test]
fn a_person_who_was_inserted_by_a_faster_request_is_found() {
    let mut rows = Script::finding([None, Some(person(false, Some(NOW)))]);
    rows.insert = Outcome::Conflict;
    let user = get_or_sync(&mut rows, &token(false, Some(NOW))).unwrap();
    assert_eq!(user.key, "ada");
    assert_eq!(rows.log, ["find", "insert", "find"]);
}

#[test]
fn a_conflict_with_another_column_is_no_reason_to_take_another_row() {
    let mut rows = Script::finding([None, None, None]);
    rows.insert = Outcome::Conflict;
    let result = get_or_sync(&mut rows, &token(false, Some(NOW)));
    assert_eq!(refusal(result), Refusal::RowConflict);
}

#[test]
fn a_newer_token_that_was_faster_between_look_and_write_wins() {
    let newer = person(false, Some(NOW + 1));
    let mut rows = Script::finding([Some(person(false, Some(NOW - 9))), Some(newer.clone())]);
    rows.update = Ok(Outcome::Guarded);
    let user = get_or_sync(&mut rows, &token(true, Some(NOW))).unwrap();
    assert_eq!(user, newer);
    assert_eq!(rows.log, ["find", "update", "find"]);
}

#[test]
fn somebody_who_was_banned_between_look_and_write_is_refused() {
    let banned = Person {
        active: false,
        ..person(false, Some(NOW + 1))
    };
    let mut rows = Script::finding([Some(person(false, Some(NOW - 9))), Some(banned)]);
    rows.update = Ok(Outcome::Guarded);
    let result = get_or_sync(&mut rows, &token(true, Some(NOW)));
    assert_eq!(refusal(result), Refusal::Inactive);
}

#[test]
fn a_row_that_vanished_between_look_and_write_is_created_again() {
    let mut rows = Script::finding([
        Some(person(false, Some(NOW - 9))),
        None,
        None,
        Some(person(true, Some(NOW))),
    ]);
    rows.update = Ok(Outcome::Guarded);
    assert!(
        get_or_sync(&mut rows, &token(true, Some(NOW)))
            .unwrap()
            .admin
    );
}

#[test]
fn a_row_that_keeps_vanishing_ends_in_an_outage_and_not_in_a_loop() {
    let mut rows = Script::finding(std::array::from_fn::<_, 20, _>(|_| None));
    let result = get_or_sync(&mut rows, &token(true, Some(NOW)));
    assert!(matches!(result, Err(SyncError::Contended)));
}

#[test]
fn a_row_with_another_key_is_nobody_elses_business() {
    let folded = Person {
        key: "ADA".to_owned(),
        ..person(true, None)
    };
    let mut rows = Script::finding([Some(folded)]);
    let result = get_or_sync(&mut rows, &token(false, Some(NOW)));
    assert_eq!(refusal(result), Refusal::KeyCollision);
    assert_eq!(rows.log, ["find"]);
}

#[test]
fn an_inactive_person_is_refused_without_a_write() {
    let inactive = Person {
        active: false,
        ..person(true, None)
    };
    let mut rows = Script::finding([Some(inactive)]);
    let result = get_or_sync(&mut rows, &token(false, Some(NOW)));
    assert_eq!(refusal(result), Refusal::Inactive);
    assert_eq!(rows.log, ["find"]);
}

/// Stored watermark, token's `iat`, whether the token may write.
#[test]
fn the_watermark_decides_which_token_may_write() {
    let rows = [
        (None, None, true),
        (None, Some(NOW), true),
        (Some(NOW - 1), Some(NOW), true),
        (Some(NOW), Some(NOW), true),
        (Some(NOW + 1), Some(NOW), false),
        (Some(NOW), None, false),
        (Some(NOW + 10), Some(NOW), false),
        (Some(NOW + 11), Some(NOW), true),
        (Some(NOW + 11), None, true),
    ];
    for (stored, iat, may_write) in rows {
        let mut rows = Script::finding([Some(person(true, stored))]);
        let user = get_or_sync(&mut rows, &token(false, iat)).unwrap();
        assert_eq!(user.admin, !may_write, "{stored:?} {iat:?}");
        assert_eq!(rows.write.is_some(), may_write, "{stored:?} {iat:?}");
    }
}

#[test]
fn a_token_without_a_date_never_moves_the_watermark() {
    let mut rows = Script::finding([Some(person(true, None))]);
    let user = get_or_sync(&mut rows, &token(false, None)).unwrap();
    assert_eq!(user.iat, None);
    assert_eq!(rows.write.unwrap().issued_at, None);
}

#[test]
fn a_failure_to_write_the_watermark_alone_serves_the_row_and_another_does_not() {
    for (admin, served) in [(true, true), (false, false)] {
        let mut rows = Script::finding([Some(person(true, Some(NOW - 9)))]);
        rows.update = Err("read-only");
        let result = get_or_sync(&mut rows, &token(admin, Some(NOW)));
        assert_eq!(result.is_ok(), served, "{admin}");
    }
}

/// What an Auth service with `SimpleJWT` before 5.5 sends: access tokens with the `iat` of their refresh token.
#[test]
fn a_copied_iat_does_not_hide_a_demotion_where_tokens_are_ordered_by_their_expiry() {
    let issuer = TestIssuer::hs512();
    let token = |minted: u64, signed_in: u64, admin: bool| {
        let clock = TestClock::at(NOW + 60);
        let verifier = Verifier::simple_jwt(issuer.verifying_key())
            .clock(clock)
            .issued_at_from_expiry(std::time::Duration::from_secs(300))
            .build()
            .unwrap();
        let claims = json!({
            "key": "ada", "admin": admin, "iat": signed_in, "exp": minted + 300,
            "token_type": "access", "jti": "x",
        });
        verifier
            .verify::<PersonClaims>(&issuer.sign_claims(&claims))
            .unwrap()
    };
    let (laptop, phone) = (NOW - 7_200, NOW - 3_600);
    let mut rows = Script::finding([Some(person(false, None))]);
    let promoted = get_or_sync(&mut rows, &token(NOW, phone, true)).unwrap();
    assert!(promoted.admin);

    let mut rows = Script::finding([Some(promoted)]);
    let demoted = get_or_sync(&mut rows, &token(NOW + 60, laptop, false)).unwrap();
    assert!(!demoted.admin);

    let mut rows = Script::finding([Some(demoted)]);
    assert!(
        !get_or_sync(&mut rows, &token(NOW, phone, true))
            .unwrap()
            .admin
    );
}

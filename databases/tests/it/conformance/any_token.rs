//! Users that are their tokens.

use jwt_auth_actix::conformance::{Person, Row, StoreUnderTest};
use jwt_auth_actix::{ClaimsOnlyStore, JwtUser};
use serde_json::{Value, json};

use super::conforms_without;

#[derive(JwtUser)]
struct Guest {
    #[jwt(key, claim = "sub")]
    key: String,
    #[jwt(claim = "email")]
    email: String,
    #[jwt(claim = "staff", staff)]
    staff: bool,
    #[jwt(claim = "superuser", superuser)]
    superuser: bool,
    #[jwt(claim = "name")]
    name: Option<String>,
}

struct AnyToken;

impl StoreUnderTest for AnyToken {
    type User = Guest;
    type Store = ClaimsOnlyStore;
    const KEEPS_ROWS: bool = false;

    fn store(&self) -> &ClaimsOnlyStore {
        &ClaimsOnlyStore
    }

    fn claims(&self, person: &Person) -> Value {
        json!({
            "sub": person.key,
            "email": person.email,
            "staff": person.staff,
            "superuser": person.superuser,
            "name": person.first_name,
        })
    }

    fn person(&self, user: &Guest) -> Person {
        Person {
            key: user.key.clone(),
            email: user.email.clone(),
            staff: user.staff,
            superuser: user.superuser,
            first_name: user.name.clone(),
        }
    }

    async fn rows(&self) -> Vec<Row> {
        panic!("there are none to ask for")
    }
}

#[test]
fn a_claims_only_store_conforms_in_what_needs_no_rows() {
    conforms_without(
        &AnyToken,
        &[
            "the_same_token_writes_nothing",
            "a_missing_optional_claim_keeps_what_is_stored",
            "a_local_column_is_left_alone",
            "an_email_of_somebody_else_touches_nobody_elses_row",
            "an_older_token_reads_and_never_overwrites",
            "a_token_without_a_date_never_overwrites_a_dated_one",
            "a_renewed_token_keeps_a_still_older_one_from_writing",
            "somebody_who_is_banned_is_refused_and_not_written",
            "tokens_from_before_a_sign_out_do_not_count",
            "older_and_newer_tokens_at_once_end_with_the_newest",
        ],
    );
}

//! X34: an answer says one of a few words, and all answers of one word are equal to the byte, whatever was wrong.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::body::MessageBody;
use actix_web::dev::{Service as _, ServiceResponse};
use actix_web::test::{TestRequest, read_body};
use jwt_auth_actix::{Refusal, TestIssuer};
use serde_json::{Value, json};

use crate::people::{Store, ada, ada_with, token};
use crate::service::{ACCESS, app, auth};

/// Every way in which a token can be bad that a stranger can try.
fn bad_tokens() -> Vec<(&'static str, String)> {
    let issuer = TestIssuer::hs512();
    let good = token(&ada());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let registered = Value::Object(issuer.registered_claims());
    let now = registered["iat"].as_u64().unwrap();
    let header = |members: &str| {
        let text = format!(r#"{{"alg":"HS512"{members}}}"#);
        let mut claims = registered.clone();
        claims
            .as_object_mut()
            .unwrap()
            .extend(ada().as_object().unwrap().clone());
        issuer.sign(text, claims.to_string())
    };
    let ended = issuer.expired_token(&ada());
    let (ended_part, _) = ended.rsplit_once('.').unwrap();
    vec![
        ("not a token", "x".to_owned()),
        ("three parts of junk", "a.b.c".to_owned()),
        ("two parts", signed.to_owned()),
        ("four parts", format!("{good}.x")),
        ("no signature", format!("{signed}.")),
        (
            "a shorter signature",
            format!("{signed}.{}", &signature[..20]),
        ),
        ("foreign", issuer.foreign_token(&ada())),
        ("foreign and ended", format!("{ended_part}.{signature}")),
        ("unsigned", issuer.unsigned_token(&ada())),
        (
            "another algorithm",
            TestIssuer::ed25519().access_token(&ada()),
        ),
        ("a refresh token", issuer.refresh_token(&ada())),
        ("an empty object", issuer.sign(r#"{"alg":"HS512"}"#, "{}")),
        ("no JSON", issuer.sign(r#"{"alg":"HS512"}"#, "claims")),
        (
            "a header that must be understood",
            header(r#","crit":["x"],"x":1"#),
        ),
        ("compressed", header(r#","zip":"DEF""#)),
        ("a duplicate member", header(r#","typ":"JWT","typ":"JWT""#)),
        ("not yet valid", token(&ada_with("nbf", now + 200))),
        ("of the future", token(&ada_with("iat", now + 200))),
        ("for ever", token(&ada_with("exp", now + 10 * 86_400))),
        ("no jti", token(&ada_with("jti", ()))),
        ("no e-mail", token(&ada_with("user_email", ()))),
        ("a number for a text", token(&ada_with("user_email", 7))),
        ("nobody", token(&ada_with("user_uuid", ""))),
        ("a NUL in the key", token(&ada_with("user_uuid", "ada\0"))),
        ("too long", "e".repeat(5_000)),
        (
            "of five cookies",
            format!("1{}", format!("; {ACCESS}=2").repeat(4)),
        ),
        (
            "of two people",
            format!("{good}; {ACCESS}={}", token(&ada_with("user_uuid", "eve"))),
        ),
    ]
}

/// Status, headers and body, as the client gets them.
async fn answer(store: Store, token: &str, client: &[(&'static str, &'static str)]) -> String {
    let auth = auth(store);
    let app = app(&auth).await;
    let mut request = TestRequest::get().uri("/me");
    for header in client {
        request = request.insert_header(*header);
    }
    let request = request.insert_header(("Cookie", format!("{ACCESS}={token}")));
    read(app.call(request.to_request()).await.unwrap()).await
}

async fn read(response: ServiceResponse<impl MessageBody>) -> String {
    let headers: BTreeMap<_, _> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let status = response.status();
    let body = read_body(response).await;
    format!(
        "{status} {headers:?} {}",
        String::from_utf8(body.to_vec()).unwrap()
    )
}

const CLIENTS: [(&str, &[(&str, &str)]); 3] = [
    ("program", &[("Accept", "application/json")]),
    (
        "navigation",
        &[("Accept", "text/html"), ("Sec-Fetch-Mode", "navigate")],
    ),
    ("htmx", &[("HX-Request", "true")]),
];

#[actix_web::test]
async fn all_bad_tokens_are_answered_alike() {
    for (client, headers) in CLIENTS {
        let expected = answer(Store::Works, "x", headers).await;
        for (name, token) in bad_tokens() {
            let answer = answer(Store::Works, &token, headers).await;
            assert_eq!(answer, expected, "X34 {client}: {name}");
        }
    }
}

#[actix_web::test]
async fn all_bad_bearer_tokens_are_answered_alike() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    let mut answers = BTreeSet::new();
    let in_grammar = |row: &(&str, String)| !row.1.contains(['=', ';']);
    let tokens = bad_tokens().into_iter().filter(in_grammar);
    for (name, token) in tokens.chain([("outside of the grammar", "to ken".to_owned())]) {
        let authorization = ("Authorization", format!("Bearer {token}"));
        let request = TestRequest::get().uri("/me").insert_header(authorization);
        answers.insert(read(app.call(request.to_request()).await.unwrap()).await);
        assert_eq!(answers.len(), 1, "X34 {name}: {answers:?}");
    }
    assert!(
        answers.iter().all(|answer| reason(answer) == "invalid"),
        "{answers:?}"
    );
}

#[actix_web::test]
async fn a_program_reads_invalid_for_them_and_expired_only_for_a_token_that_was_good() {
    let program = CLIENTS[0].1;
    let ended = TestIssuer::hs512().expired_token(&ada());
    assert_eq!(reason(&answer(Store::Works, "x", program).await), "invalid");
    assert_eq!(
        reason(&answer(Store::Works, &ended, program).await),
        "expired"
    );
    let signed_out = answer(Store::Refuses(Refusal::SignedOut), &token(&ada()), program).await;
    assert_eq!(reason(&signed_out), "expired");
}

/// Why somebody has no row, or one that is somebody else's, is no business of a stranger's.
#[actix_web::test]
async fn the_answers_about_a_person_say_no_more_than_one_of_the_promised_words() {
    let promised = [
        "missing",
        "expired",
        "invalid",
        "inactive",
        "forbidden",
        "unavailable",
        "internal",
    ];
    let ada = token(&ada());
    for store in [
        Store::Refuses(Refusal::Inactive),
        Store::Refuses(Refusal::SignedOut),
        Store::Refuses(Refusal::UnknownUser),
        Store::Refuses(Refusal::NotAdopted),
        Store::Refuses(Refusal::KeyCollision),
        Store::Refuses(Refusal::RowConflict),
        Store::IsAway("the words of the database"),
        Store::IsBusy,
        Store::Panics,
    ] {
        let answer = answer(store, &ada, CLIENTS[0].1).await;
        assert!(promised.contains(&&*reason(&answer)), "{store:?}: {answer}");
        for hidden in ["words", "ada@example.org", "6f1c0001", ada.as_str()] {
            assert!(!answer.contains(hidden), "{store:?}: {answer}");
        }
    }
    let collision = answer(Store::Refuses(Refusal::KeyCollision), &ada, CLIENTS[0].1).await;
    let not_adopted = answer(Store::Refuses(Refusal::NotAdopted), &ada, CLIENTS[0].1).await;
    assert_eq!(collision, not_adopted, "X34");
}

fn reason(answer: &str) -> String {
    let (_, body) = answer.split_once("} ").unwrap();
    let problem: Value = serde_json::from_str(body).unwrap_or_else(|_| json!({}));
    problem["reason"].as_str().unwrap_or(answer).to_owned()
}

//! Tokens from places of the application's own choice.

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::test::TestRequest;
use jwt_auth_actix::{JwtAuth, TokenSource};

use crate::caches::CachesAsAsked as _;
use crate::service::{
    ACCESS, Database, User, ada, app, builder, get, issuer, send, signed_in, with,
};

/// A header that a browser never sends by itself.
struct Header(&'static str);

impl TokenSource for Header {
    fn token<'r>(&self, req: &'r HttpRequest) -> Option<Cow<'r, str>> {
        Some(req.headers().get(self.0)?.to_str().ok()?.into())
    }

    fn vary(&self) -> &'static str {
        self.0
    }

    fn is_sent_by_browsers(&self) -> bool {
        false
    }
}

/// The query of an address, which every link can have.
struct Query;

impl TokenSource for Query {
    fn token<'r>(&self, req: &'r HttpRequest) -> Option<Cow<'r, str>> {
        Some(req.query_string().strip_prefix("token=")?.to_owned().into())
    }

    fn vary(&self) -> &'static str {
        ""
    }
}

fn auth(database: &Database) -> JwtAuth<User> {
    let builder = builder(database).allow_bearer();
    let builder = builder
        .token_source(Header("x-first"))
        .token_source(Header("x-second"));
    builder.token_source(Query).build().unwrap()
}

fn token_of(name: &str) -> String {
    issuer().access_token(&with(ada(), serde_json::json!({"user_uuid": name})))
}

#[actix_web::test]
async fn the_first_place_in_which_there_is_anything_decides() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let all = |first: &str, second: &str, query: &str, cookie: &str| {
        let mut request = get(&format!("/whoami?{query}"));
        for (name, value) in [("x-first", first), ("x-second", second)] {
            if !value.is_empty() {
                request = request.insert_header((name, value));
            }
        }
        signed_in(request, cookie)
    };
    let [one, two, three, four] = ["one", "two", "three", "four"].map(token_of);
    let query = format!("token={three}");
    for (request, user, reason) in [
        (all(&one, &two, &query, &four), Some("one"), None),
        (all("", &two, &query, &four), Some("two"), None),
        (all("", "", &query, &four), Some("three"), None),
        (all("", "", "", &four), Some("four"), None),
        (all("junk", &two, &query, &four), None, Some("malformed")),
        (
            all("", &token_of("\u{7}"), "", &four),
            None,
            Some("invalid_claim"),
        ),
    ] {
        let answer = send(&app, request).await.json();
        assert_eq!(answer["user"].as_str(), user);
        assert!(
            reason.is_none_or(|reason| answer["reason"].as_str().unwrap().contains(reason)),
            "{answer}"
        );
    }
    let bearer = format!("Bearer {four}");
    let request = all(&one, "", "", "").insert_header(("Authorization", bearer));
    assert_eq!(send(&app, request).await.json()["user"], "four");
}

#[actix_web::test]
async fn what_a_browser_sends_by_itself_needs_same_origin_proof() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let post = |uri: &str| {
        TestRequest::post()
            .uri(uri)
            .insert_header(("Sec-Fetch-Site", "cross-site"))
    };

    let by_query = send(&app, post(&format!("/whoami?token={}", token_of("one")))).await;
    assert_eq!(by_query.json()["reason"], "cross_origin");
    let by_header = post("/whoami").insert_header(("x-first", token_of("one")));
    assert_eq!(send(&app, by_header).await.json()["user"], "one");
}

#[actix_web::test]
async fn answers_vary_by_every_header_that_was_looked_at() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let vary = send(&app, get("/whoami")).await.header("vary").unwrap();
    let names: Vec<_> = vary.split(", ").collect();
    for name in ["Cookie", "Authorization", "x-first", "x-second"] {
        assert_eq!(
            names.iter().filter(|other| **other == name).count(),
            1,
            "{vary}"
        );
    }
    assert!(names.iter().all(|name| !name.is_empty()), "{vary}");
}

#[actix_web::test]
async fn a_service_may_have_no_other_place_than_its_own() {
    let database = Database::new();
    let verifier = jwt_auth_actix::Verifier::simple_jwt(issuer().verifying_key())
        .build()
        .unwrap();
    let auth = JwtAuth::builder(verifier, database.store())
        .caches_as_asked()
        .token_source(Header("x-first"))
        .login_url("https://auth.example.org/login")
        .own_url("https://service.example.org")
        .build()
        .unwrap();
    let app = app(auth).await;
    let request = signed_in(get("/whoami"), &token_of("one"));
    assert_eq!(
        send(&app, request).await.json()["reason"],
        "no_token",
        "{ACCESS}"
    );
    let request = get("/whoami").insert_header(("x-first", token_of("one")));
    assert_eq!(send(&app, request).await.json()["user"], "one");
}

//! A service that refuses what the Auth service keeps renewing must not send people round in circles. R48 of the security
//! reference has no row: with all cookies blocked there is nowhere to count, see SECURITY.md.

use actix_web::test::TestRequest;
use jwt_auth_actix::{JwtAuth, TestClock, Verifier};
use serde_json::json;

use crate::caches::CachesAsAsked as _;
use crate::service::{
    ACCESS, Database, LOGIN_URL, OWN_URL, ada, app, auth, builder, get, issuer, send, signed_in,
    with,
};

const REFRESH: &str = "org.breakthesystem.jwt.refresh";

/// A browser that keeps this service's own cookies and whatever access cookie the Auth service gave it.
#[derive(Default)]
struct Browser {
    token: Option<String>,
    refresh: bool,
    bounces: Option<String>,
}

impl Browser {
    fn with_token(token: String) -> Self {
        Self {
            token: Some(token),
            ..Self::default()
        }
    }

    async fn open<S, B>(&mut self, app: &S, path: &str) -> (u16, String)
    where
        S: actix_web::dev::Service<
                actix_http::Request,
                Response = actix_web::dev::ServiceResponse<B>,
                Error = actix_web::Error,
            >,
        B: actix_web::body::MessageBody,
    {
        let mut request = get(path).insert_header(("Sec-Fetch-Mode", "navigate"));
        if let Some(token) = &self.token {
            request = request.append_header(("Cookie", format!("{ACCESS}={token}")));
        }
        if self.refresh {
            request = request.append_header(("Cookie", format!("{REFRESH}=never read")));
        }
        if let Some(bounces) = &self.bounces {
            request = request.append_header(("Cookie", bounces.as_str()));
        }
        let answer = send(app, request).await;
        if let Some(set) = answer.header("set-cookie") {
            let pair = set.split(';').next().unwrap().to_owned();
            self.bounces = (!set.contains("Max-Age=0")).then_some(pair);
        }
        (answer.status.as_u16(), answer.body)
    }
}

#[actix_web::test]
async fn the_third_bounce_for_one_page_is_a_page_that_explains() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    for token in [
        issuer().foreign_token(&ada()),
        issuer().expired_token(&ada()),
    ] {
        let mut browser = Browser::with_token(token);
        assert_eq!(browser.open(&app, "/home/user/x").await.0, 302);
        assert_eq!(browser.open(&app, "/home/user/x").await.0, 302);
        for _ in 0..3 {
            let (status, page) = browser.open(&app, "/home/user/x").await;
            assert_eq!(status, 403);
            assert!(page.contains("does not accept it"), "{page}");
        }
    }
}

/// R46: the Auth service takes a token for good that this service does not. R47: the clock here is ten minutes ahead.
#[actix_web::test]
async fn a_good_token_that_only_this_service_refuses_goes_round_twice() {
    let database = Database::new();
    let key = || issuer().verifying_key();
    let ahead = issuer().registered_claims()["iat"].as_u64().unwrap() + 600;
    for (row, verifier) in [
        (
            "R46 iss",
            Verifier::simple_jwt(key()).issuer("https://auth.example"),
        ),
        (
            "R46 aud",
            Verifier::simple_jwt(key()).audience("https://shop.example"),
        ),
        (
            "R47",
            Verifier::simple_jwt(key()).clock(TestClock::at(ahead)),
        ),
    ] {
        let auth = JwtAuth::builder(verifier.build().unwrap(), database.store())
            .caches_as_asked()
            .access_cookie(ACCESS)
            .login_url(LOGIN_URL)
            .own_url(OWN_URL);
        let app = app(auth.build().unwrap()).await;
        let mut browser = Browser::default();
        for expected in [302, 302, 403, 403] {
            browser.token = Some(issuer().access_token(&ada()));
            let answer = browser.open(&app, "/home/user/x").await;
            assert_eq!(answer.0, expected, "{row}");
        }
    }
}

#[actix_web::test]
async fn pages_are_counted_apart_even_when_their_tabs_take_turns() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let mut browser = Browser::with_token(issuer().foreign_token(&ada()));
    for round in 1..=3 {
        for page in ["/home/user/a", "/home/user/b", "/home/user/a?q=1"] {
            let expected = if round < 3 { 302 } else { 403 };
            assert_eq!(browser.open(&app, page).await.0, expected, "{round} {page}");
        }
    }
}

#[actix_web::test]
async fn success_starts_the_count_anew() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let mut browser = Browser::default();
    for path in ["/home/user/x", "/claims"] {
        for _ in 0..2 {
            browser.token = Some(issuer.expired_token(&ada()));
            assert_eq!(browser.open(&app, "/home/user/x").await.0, 302);
            assert_eq!(browser.open(&app, "/home/user/x").await.0, 302);
            browser.token = Some(issuer.access_token(&ada()));
            assert_eq!(browser.open(&app, path).await.0, 200);
            assert_eq!(browser.bounces, None);
        }
    }
}

#[actix_web::test]
async fn a_good_token_that_lacks_what_the_handler_needs_is_no_success() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let mut browser = Browser::with_token(issuer().access_token(&ada()));
    for expected in [302, 302, 403, 403] {
        assert_eq!(browser.open(&app, "/tenant").await.0, expected);
    }
    browser.token = Some(issuer().access_token(&with(ada(), json!({"tenant": "acme"}))));
    assert_eq!(
        browser.open(&app, "/tenant").await,
        (200, "acme".to_owned())
    );
}

#[actix_web::test]
async fn somebody_who_is_just_not_signed_in_is_never_stopped() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let mut browser = Browser::default();
    for _ in 0..9 {
        assert_eq!(browser.open(&app, "/home/user/x").await.0, 302);
        assert_eq!(browser.bounces, None);
    }
}

#[actix_web::test]
async fn an_auth_service_whose_renewed_token_never_arrives_is_noticed() {
    let database = Database::new();
    let auth = builder(&database).also_require_cookie(REFRESH).build();
    let app = app(auth.unwrap()).await;
    let mut browser = Browser {
        refresh: true,
        ..Browser::default()
    };
    for expected in [302, 302, 403, 403] {
        assert_eq!(browser.open(&app, "/home/user/x").await.0, expected);
    }
    browser.token = Some(issuer().access_token(&ada()));
    assert_eq!(browser.open(&app, "/home/user/x").await.0, 200);
    browser.token = None;
    assert_eq!(browser.open(&app, "/home/user/x").await.0, 302);
}

#[actix_web::test]
async fn the_cookie_is_our_own_host_only_and_guarded_where_there_is_tls() {
    let database = Database::new();
    let junk = || signed_in(get("/home/user/x"), "junk");
    let guarded = app(auth(&database)).await;
    let cookie = send(&guarded, junk()).await.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-"), "{cookie}");
    for attribute in [
        "; Path=/",
        "; Max-Age=60",
        "; HttpOnly",
        "; SameSite=Lax",
        "; Secure",
    ] {
        assert!(cookie.contains(attribute), "{attribute}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");

    let plain = app(builder(&database)
        .own_url("http://127.0.0.1:8000")
        .build()
        .unwrap())
    .await;
    let cookie = send(&plain, junk()).await.header("set-cookie").unwrap();
    assert!(
        !cookie.contains("__Host-") && !cookie.contains("Secure"),
        "{cookie}"
    );
}

#[actix_web::test]
async fn a_planted_count_is_harmless() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let good = issuer().access_token(&with(ada(), json!({})));
    for planted in [
        "",
        "x",
        "-",
        "ff-999",
        "....",
        "ffffffffffffffffff-1",
        &"a-1.".repeat(900),
    ] {
        let request = |token: &str| {
            TestRequest::get()
                .uri("/home/user/x")
                .append_header(("Cookie", format!("__Host-jwt-auth-bounces={planted}")))
                .append_header(("Cookie", format!("{ACCESS}={token}")))
        };
        assert_eq!(send(&app, request("junk")).await.status, 302, "{planted}");
        assert_eq!(send(&app, request(&good)).await.status, 200, "{planted}");
    }
}

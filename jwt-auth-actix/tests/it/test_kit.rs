//! What an application can do in its own tests.

use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use jwt_auth_actix::{
    CrossOriginProtection, JwtAuth, JwtUser, Login as _, LoginRequired, TestIssuer, TokenExpiry,
    VerifiedClaims, Verifier, login_header,
};
use serde_json::{Value, json};

use crate::caches::CachesAsAsked as _;
use crate::service::{Database, User, auth, routes, send};

fn ada() -> User {
    User {
        id: 7,
        username: "ada".to_owned(),
        email: "ada@example.org".to_owned(),
        is_staff: false,
        is_superuser: false,
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        is_active: true,
        token_iat: None,
        not_before: None,
    }
}

fn for_tests() -> JwtAuth<User> {
    JwtAuth::for_tests().build().unwrap()
}

#[actix_web::test]
async fn a_user_is_signed_in_without_key_and_database() {
    let app = init_service(App::new().wrap(for_tests()).configure(routes)).await;
    let get = |path: &str| TestRequest::get().uri(path);

    assert_eq!(
        send(&app, get("/home/user/x").login(ada())).await.body,
        "Ada"
    );
    assert_eq!(send(&app, get("/home/user/x")).await.status, 302);
    assert_eq!(send(&app, get("/lazy").login(ada())).await.body, "ada");
    assert_eq!(
        send(&app, get("/whoami").login(ada())).await.json()["user"],
        "ada"
    );
    assert_eq!(send(&app, get("/staff").login(ada())).await.status, 403);
    let staff = User {
        is_staff: true,
        ..ada()
    };
    assert_eq!(send(&app, get("/staff").login(staff)).await.status, 200);
    let banned = User {
        is_active: false,
        ..ada()
    };
    let answer = send(&app, get("/home/user/x").login(banned)).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("not active"), "{}", answer.body);
}

#[actix_web::test]
async fn a_login_goes_through_guards_and_any_configuration() {
    let database = Database::new();
    let guarded = App::new()
        .wrap(LoginRequired::new())
        .wrap(auth(&database))
        .configure(routes);
    let app = init_service(guarded).await;

    let answer = send(&app, TestRequest::get().uri("/untouched").login(ada())).await;

    assert_eq!(answer.status, 200);
    assert!(database.take_statements().is_empty());
    assert!(answer.header("cache-control").unwrap().contains("private"));
}

#[actix_web::test]
async fn a_login_counts_as_the_services_own_page_unless_the_request_says_otherwise() {
    let app = init_service(App::new().wrap(for_tests()).configure(routes)).await;
    let post = || TestRequest::post().uri("/home/user/x").login(ada());

    assert_eq!(send(&app, post()).await.status, 200);
    for header in [
        ("Origin", "https://attacker.example"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Referer", "https://attacker.example/"),
    ] {
        assert_eq!(
            send(&app, post().insert_header(header)).await.status,
            403,
            "{header:?}"
        );
    }
    let own = post().insert_header(("Origin", "https://service.example.org"));
    assert_eq!(send(&app, own).await.status, 200);
}

#[actix_web::test]
async fn a_login_counts_as_the_services_own_page_for_a_protection_without_identity_too() {
    let protection = CrossOriginProtection::builder("https://service.example.org");
    let app = App::new()
        .configure(routes)
        .wrap(protection.build().unwrap())
        .wrap(for_tests());
    let app = init_service(app).await;
    let post = || TestRequest::post().uri("/home/user/x");

    assert_eq!(send(&app, post().login(ada())).await.body, "Ada");
    let foreign = ("Origin", "https://attacker.example");
    let answer = send(&app, post().login(ada()).insert_header(foreign)).await;
    assert_eq!(answer.status, 403);
    let unknown = ("jwt-auth-test-login", "0".repeat(32));
    assert_eq!(send(&app, post().insert_header(unknown)).await.status, 403);
}

#[actix_web::test]
async fn each_bad_token_of_a_test_issuer_is_refused_for_its_own_reason() {
    type Maker = fn(&TestIssuer, &Value) -> String;
    let rows: [(Maker, &str); 12] = [
        (TestIssuer::expired_token, "expired"),
        (TestIssuer::refresh_token, "wrong_type"),
        (TestIssuer::foreign_token, "bad_signature"),
        (TestIssuer::unsigned_token, "algorithm_not_allowed"),
        (TestIssuer::tampered_token, "bad_signature"),
        (TestIssuer::not_yet_valid_token, "not_yet_valid"),
        (TestIssuer::issued_in_future_token, "issued_in_future"),
        (TestIssuer::long_lived_token, "lifetime_too_long"),
        (TestIssuer::token_without_exp, "missing_claim (exp)"),
        (TestIssuer::wrong_issuer_token, "wrong_issuer"),
        (TestIssuer::wrong_audience_token, "wrong_audience"),
        (TestIssuer::unknown_kid_token, "unknown_kid"),
    ];
    let person = json!({
        "user_uuid": "ada", "user_email": "", "user_is_staff": false, "user_is_superuser": false,
        "iss": "https://auth.example.org", "aud": "https://service.example.org",
    });
    let database = Database::new();
    for issuer in [
        TestIssuer::hs512(),
        TestIssuer::rs256(),
        TestIssuer::es256(),
        TestIssuer::ed25519(),
    ] {
        let key = issuer.verifying_key().with_kid("of this issuer").unwrap();
        let verifier = Verifier::simple_jwt(key)
            .issuer("https://auth.example.org")
            .audience("https://service.example.org");
        let auth = JwtAuth::builder(verifier.build().unwrap(), database.store())
            .caches_as_asked()
            .access_cookie("access")
            .login_url("https://auth.example.org/login")
            .own_url("https://service.example.org");
        let app = init_service(App::new().wrap(auth.build().unwrap()).configure(routes)).await;
        let whoami = async |token: String| {
            let cookie = ("Cookie", format!("access={token}"));
            let request = TestRequest::get().uri("/whoami").insert_header(cookie);
            send(&app, request).await.json()
        };
        let good = whoami(issuer.access_token(&person)).await;
        assert_eq!(good["user"], "ada");
        for (maker, reason) in rows {
            assert_eq!(whoami(maker(&issuer, &person)).await["reason"], reason);
        }
    }
}

#[actix_web::test]
async fn claims_need_a_token_and_the_test_issuers_are_good() {
    async fn claims(verified: VerifiedClaims<Value>) -> String {
        verified["user_uuid"].to_string()
    }
    async fn expiry(expiry: TokenExpiry) -> String {
        expiry.remaining().as_secs().to_string()
    }
    let app = App::new().wrap(for_tests());
    let app = app
        .route("/claims", web::get().to(claims))
        .route("/expiry", web::get().to(expiry));
    let app = init_service(app).await;

    assert_eq!(
        send(&app, TestRequest::get().uri("/claims").login(ada()))
            .await
            .status,
        500
    );
    let token = TestIssuer::hs512().access_token(&json!({"user_uuid": "ada", "user_email": "",
        "user_is_staff": false, "user_is_superuser": false}));
    let cookie = ("Cookie", format!("access={token}"));
    let answer = send(
        &app,
        TestRequest::get().uri("/claims").insert_header(cookie),
    )
    .await;
    assert_eq!(answer.body, "\"ada\"");
    let remaining = send(&app, TestRequest::get().uri("/expiry").login(ada()))
        .await
        .body;
    assert!(
        (280..=300).contains(&remaining.parse::<u64>().unwrap()),
        "{remaining}"
    );
}

#[actix_web::test]
async fn a_running_server_takes_the_same_login_as_a_header() {
    let server = actix_test::start(|| App::new().wrap(for_tests()).configure(routes));
    let login = login_header(ada());
    for _ in 0..2 {
        let request = server.get("/home/user/x").insert_header(login.clone());
        let mut answer = request.send().await.unwrap();
        assert_eq!(answer.body().await.unwrap(), "Ada");
    }
    let guessed = (login.0, "0".repeat(32));
    let mut answer = server
        .get("/whoami")
        .insert_header(guessed)
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["reason"], "no_token");
    server.stop().await;
}

#[actix_web::test]
async fn a_login_of_another_model_is_the_tests_own_mistake() {
    #[derive(JwtUser)]
    struct Stranger {
        #[jwt(key, claim = "sub")]
        _name: String,
    }
    let app = init_service(App::new().wrap(for_tests()).configure(routes)).await;
    let stranger = Stranger {
        _name: "x".to_owned(),
    };
    let answer = send(&app, TestRequest::get().uri("/whoami").login(stranger)).await;
    assert_eq!(answer.status, 500);
}

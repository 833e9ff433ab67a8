//! Group S of the security reference: who may make a signed-in browser change something. S14 has no row: no path can be
//! left out of the protection.

use actix_web::http::Method;
use actix_web::test::TestRequest;

use crate::service::{Database, ada, app, auth, builder, get, issuer, send, signed_in};

const OWN: &str = "https://someservice.breakthesystem.org";
const TRUSTED: &str = "https://app.breakthesystem.org";

/// Name, headers, status.
type Row = (&'static str, &'static [(&'static str, &'static str)], u16);

#[actix_web::test]
async fn an_unsafe_request_with_a_cookie_must_prove_its_origin() {
    let rows: &[Row] = &[
        ("S01", &[("Sec-Fetch-Site", "same-origin")], 200),
        ("S02", &[("Sec-Fetch-Site", "none")], 200),
        ("S03", &[("Sec-Fetch-Site", "cross-site")], 403),
        ("S04", &[("Sec-Fetch-Site", "same-site")], 403),
        ("S05", &[], 403),
        ("S06", &[("Origin", OWN)], 200),
        ("S07", &[("Origin", "https://attacker.example")], 403),
        ("S08", &[("Origin", "null")], 403),
        ("S11", &[("Origin", TRUSTED)], 200),
        (
            "S11",
            &[("Origin", TRUSTED), ("Sec-Fetch-Site", "cross-site")],
            200,
        ),
        (
            "S12",
            &[
                ("Origin", "https://x.example"),
                ("Sec-Fetch-Site", "cross-site"),
            ],
            403,
        ),
        (
            "own origin, but the browser says cross-site",
            &[("Origin", OWN), ("Sec-Fetch-Site", "cross-site")],
            403,
        ),
        (
            "S15",
            &[("Origin", "http://someservice.breakthesystem.org")],
            403,
        ),
        ("S16", &[("Sec-Fetch-Site", "SAME-ORIGIN")], 403),
        ("S16", &[("Sec-Fetch-Site", "same-origin, cross-site")], 403),
        (
            "S16b",
            &[
                ("Sec-Fetch-Site", "same-origin"),
                ("Sec-Fetch-Site", "cross-site"),
            ],
            403,
        ),
        ("S17", &[("Sec-Fetch-Site", "foo")], 403),
        ("S18", &[("Origin", "https://[")], 403),
        ("S18", &[("Origin", "https://www.evil.org")], 403),
        (
            "S18",
            &[
                ("Origin", "https://malformed"),
                ("Host", "someservice.breakthesystem.org@malformed"),
            ],
            403,
        ),
        (
            "S18, the Host that an attacker would need",
            &[
                ("Origin", "https://attacker.example"),
                ("Host", "attacker.example"),
            ],
            403,
        ),
        ("S19", &[("Referer", "")], 403),
        (
            "S19",
            &[("Referer", "//someservice.breakthesystem.org/")],
            403,
        ),
        ("S19", &[("Referer", "https://www.evil.org/somepage")], 403),
        ("S19", &[("Referer", "\u{d8}B\u{f6}I\u{df}")], 403),
        ("S19", &[("Referer", "https://")], 403),
        ("S19", &[("Referer", "https://[")], 403),
        (
            "S19",
            &[("Referer", "http://http://someservice.breakthesystem.org/")],
            403,
        ),
        (
            "S19, a host that only starts or ends like ours",
            &[(
                "Referer",
                "https://someservice.breakthesystem.org.evil.org/",
            )],
            403,
        ),
        (
            "S19, a host that only starts or ends like ours",
            &[("Referer", "https://evilsomeservice.breakthesystem.org/")],
            403,
        ),
        (
            "S21, what is trusted does not stretch to what is below it",
            &[("Origin", "https://foo.app.breakthesystem.org")],
            403,
        ),
        (
            "S21, nor to another scheme",
            &[("Origin", "http://app.breakthesystem.org")],
            403,
        ),
        (
            "S28, a form's body that a script reads as JSON",
            &[
                ("Content-Type", "text/plain"),
                ("Origin", "https://attacker.example"),
                ("Sec-Fetch-Site", "cross-site"),
            ],
            403,
        ),
        (
            "S28, from an old browser",
            &[
                ("Content-Type", "text/plain"),
                ("Origin", "https://attacker.example"),
            ],
            403,
        ),
        (
            "S19",
            &[("Referer", "http://someservice.breakthesystem.org/")],
            403,
        ),
        (
            "S20",
            &[("Referer", "https://someservice.breakthesystem.org")],
            200,
        ),
        (
            "S20",
            &[("Referer", "https://someservice.breakthesystem.org/page?x=1")],
            200,
        ),
        (
            "a foreign Origin outweighs a good Referer",
            &[("Origin", "https://x.example"), ("Referer", OWN)],
            403,
        ),
    ];
    let database = Database::new();
    let app = app(builder(&database).trusted_origin(TRUSTED).build().unwrap()).await;
    let token = issuer().access_token(&ada());
    for (id, headers, status) in rows {
        let request = || {
            let mut request = TestRequest::post().insert_header(("Accept", "application/json"));
            for header in *headers {
                request = request.append_header(*header);
            }
            signed_in(request, &token)
        };
        let required = send(&app, request().uri("/home/user/x")).await;
        assert_eq!(required.status.as_u16(), *status, "{id} {headers:?}");
        let optional = send(&app, request().uri("/whoami")).await;
        assert_eq!(optional.status, 200, "{id}");
        let reason = (*status == 403).then_some("cross_origin");
        assert_eq!(
            optional.json()["reason"].as_str(),
            reason,
            "{id} {headers:?}"
        );
    }
}

#[test]
fn an_origin_with_a_wildcard_cannot_be_trusted() {
    let database = Database::new();
    for wildcard in [
        "https://*.breakthesystem.org",
        "https://*",
        "*",
        "*.breakthesystem.org",
    ] {
        let auth = builder(&database).trusted_origin(wildcard).build();
        assert!(auth.is_err(), "S21 {wildcard}");
    }
}

#[actix_web::test]
async fn the_refusal_says_which_header_to_send() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let token = issuer().access_token(&ada());
    let answer = send(
        &app,
        signed_in(TestRequest::post().uri("/home/user/x"), &token),
    )
    .await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("Origin"), "{}", answer.body);
}

#[actix_web::test]
async fn safe_methods_need_no_proof_unless_they_open_a_websocket() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let token = issuer().access_token(&ada());
    for method in ["TRACE", "post", "PROPFIND", "PUT", "DELETE"] {
        let request = TestRequest::default()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri("/any")
            .insert_header(("Sec-Fetch-Site", "cross-site"));
        let answer = send(&app, signed_in(request, &token)).await;
        assert_eq!(answer.status, 403, "S10, S27 {method}");
    }
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        let request = TestRequest::default()
            .method(method)
            .uri("/any")
            .insert_header(("Sec-Fetch-Site", "cross-site"));
        assert_eq!(
            send(&app, signed_in(request, &token)).await.status,
            200,
            "S09"
        );
    }
    let overridden = get("/home/user/x").insert_header(("X-HTTP-Method-Override", "DELETE"));
    assert_eq!(
        send(&app, signed_in(overridden, &token)).await.status,
        200,
        "S26"
    );

    for (origin, status) in [("https://attacker.example", 403), (OWN, 200)] {
        let handshake = get("/home/user/x")
            .insert_header(("Upgrade", "websocket"))
            .insert_header(("Origin", origin));
        let answer = send(&app, signed_in(handshake, &token)).await;
        assert_eq!(answer.status.as_u16(), status, "S25 {origin}");
    }
}

#[actix_web::test]
async fn a_bearer_token_needs_no_proof_because_no_browser_attaches_it() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let request = |token: &str| {
        TestRequest::post()
            .uri("/home/user/x")
            .insert_header(("Sec-Fetch-Site", "cross-site"))
            .insert_header(("Authorization", format!("Bearer {token}")))
    };
    let good = issuer().access_token(&ada());
    assert_eq!(send(&app, request(&good)).await.status, 200, "S22");
    let bad = signed_in(request("a.b.c"), &good);
    assert_eq!(send(&app, bad).await.status, 401, "S23");
}

#[actix_web::test]
async fn an_anonymous_post_from_elsewhere_is_just_anonymous() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let post = TestRequest::post()
        .uri("/whoami")
        .insert_header(("Sec-Fetch-Site", "cross-site"));
    assert_eq!(send(&app, post).await.json()["reason"], "no_token", "S24");
}

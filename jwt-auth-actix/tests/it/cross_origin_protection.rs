//! The proof of origin alone, where nobody's identity is looked at; and the modes that ask for less.

use actix_web::http::Method;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpRequest, HttpResponse, web};
use jwt_auth_actix::{CrossOriginMode, CrossOriginProtection};

use crate::service::{Database, ada, app, builder, issuer, send, signed_in};

const OWN: &str = "https://example.com";
const TRUSTED: &str = "https://trusted.example";

type Headers = &'static [(&'static str, &'static str)];

/// Row, method, headers, what Go's `CrossOriginProtection` answers, what the strict mode answers.
const ROWS: &[(&str, &str, Headers, u16, u16)] = &[
    (
        "S01",
        "POST",
        &[("Sec-Fetch-Site", "same-origin")],
        200,
        200,
    ),
    ("S02", "POST", &[("Sec-Fetch-Site", "none")], 200, 200),
    ("S03", "POST", &[("Sec-Fetch-Site", "cross-site")], 403, 403),
    ("S04", "POST", &[("Sec-Fetch-Site", "same-site")], 403, 403),
    ("S05", "POST", &[], 200, 403),
    (
        "S05",
        "POST",
        &[("Referer", "https://example.com/form")],
        200,
        200,
    ),
    ("S06", "POST", &[("Origin", OWN)], 200, 200),
    (
        "S07",
        "POST",
        &[("Origin", "https://attacker.example")],
        403,
        403,
    ),
    ("S08", "POST", &[("Origin", "null")], 403, 403),
    ("S09", "GET", &[("Sec-Fetch-Site", "cross-site")], 200, 200),
    ("S09", "HEAD", &[("Sec-Fetch-Site", "cross-site")], 200, 200),
    (
        "S09",
        "OPTIONS",
        &[("Sec-Fetch-Site", "cross-site")],
        200,
        200,
    ),
    ("S10", "PUT", &[("Sec-Fetch-Site", "cross-site")], 403, 403),
    ("S11", "POST", &[("Origin", TRUSTED)], 200, 200),
    (
        "S11",
        "POST",
        &[("Origin", TRUSTED), ("Sec-Fetch-Site", "cross-site")],
        200,
        200,
    ),
    (
        "S12",
        "POST",
        &[("Origin", "https://untrusted.example")],
        403,
        403,
    ),
    (
        "S12",
        "POST",
        &[
            ("Origin", "https://untrusted.example"),
            ("Sec-Fetch-Site", "cross-site"),
        ],
        403,
        403,
    ),
    ("S15", "POST", &[("Origin", "http://example.com")], 200, 403),
    (
        "S15",
        "POST",
        &[("Origin", "https://example.com:8443")],
        403,
        403,
    ),
    (
        "S16",
        "POST",
        &[("Sec-Fetch-Site", "SAME-ORIGIN")],
        403,
        403,
    ),
    (
        "S16",
        "POST",
        &[("Sec-Fetch-Site", "same-origin, cross-site")],
        403,
        403,
    ),
    (
        "S16b",
        "POST",
        &[
            ("Sec-Fetch-Site", "same-origin"),
            ("Sec-Fetch-Site", "cross-site"),
        ],
        200,
        403,
    ),
    ("S17", "POST", &[("Sec-Fetch-Site", "foo")], 403, 403),
    ("S18", "POST", &[("Origin", "https://[")], 403, 403),
    ("S18", "POST", &[("Origin", "@malformed")], 403, 403),
    (
        "S18",
        "POST",
        &[("Origin", "https://www.evil.org")],
        403,
        403,
    ),
    (
        "S19",
        "POST",
        &[("Referer", "https://www.evil.org/somepage")],
        200,
        403,
    ),
    (
        "S25",
        "GET",
        &[
            ("Upgrade", "websocket"),
            ("Origin", "https://attacker.example"),
        ],
        403,
        403,
    ),
    (
        "S27",
        "PROPFIND",
        &[("Sec-Fetch-Site", "cross-site")],
        403,
        403,
    ),
    (
        "S28",
        "POST",
        &[
            ("Content-Type", "text/plain"),
            ("Sec-Fetch-Site", "cross-site"),
        ],
        403,
        403,
    ),
];

fn protection(mode: CrossOriginMode) -> CrossOriginProtection {
    let builder = CrossOriginProtection::builder(OWN).trusted_origin(TRUSTED);
    builder.mode(mode).build().unwrap()
}

fn request((_, method, headers, ..): &(&str, &str, Headers, u16, u16)) -> TestRequest {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let request = TestRequest::default().method(method).uri("/");
    headers
        .iter()
        .fold(request, |request, header| request.append_header(*header))
}

#[actix_web::test]
async fn alone_it_refuses_what_nothing_shows_to_come_from_here() {
    for (mode, lenient) in [
        (CrossOriginMode::Strict, false),
        (CrossOriginMode::LenientAsGo, true),
    ] {
        let routes = || web::to(|| async { HttpResponse::Ok().body("done") });
        let app = init_service(App::new().wrap(protection(mode)).route("/", routes())).await;
        for row in ROWS {
            let answer = send(&app, request(row)).await;
            let expected = if lenient { row.3 } else { row.4 };
            assert_eq!(answer.status.as_u16(), expected, "{mode:?} {row:?}");
            if expected == 403 {
                assert!(
                    answer.body.contains("send an Origin header"),
                    "{}",
                    answer.body
                );
                assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
                assert_eq!(answer.header("www-authenticate"), None);
            }
        }
    }
    let off = protection(CrossOriginMode::DangerouslyOff);
    let app = init_service(App::new().wrap(off).route("/", web::to(HttpResponse::Ok))).await;
    for row in ROWS {
        assert_eq!(send(&app, request(row)).await.status, 200, "{row:?}");
    }
}

#[actix_web::test]
async fn the_mode_decides_for_cookies_in_the_same_way() {
    let database = Database::new();
    let token = issuer().access_token(&ada());
    for (mode, lenient) in [
        (CrossOriginMode::Strict, false),
        (CrossOriginMode::LenientAsGo, true),
    ] {
        let auth = builder(&database)
            .own_url(OWN)
            .trusted_origin(TRUSTED)
            .cross_origin_mode(mode);
        let app = app(auth.build().unwrap()).await;
        for row in ROWS {
            let answer = send(&app, signed_in(request(row).uri("/any"), &token)).await;
            let expected = if lenient { row.3 } else { row.4 };
            assert_eq!(answer.status.as_u16(), expected, "{mode:?} {row:?}");
        }
    }
}

#[actix_web::test]
async fn what_it_refuses_is_counted_whoever_asks() {
    let protection = protection(CrossOriginMode::Strict);
    let own_words = protection.clone();
    let form = move |req: HttpRequest| {
        let allowed = own_words.allows(&req);
        async move { if allowed { "done" } else { "not done" } }
    };
    let app = App::new()
        .service(
            web::resource("/")
                .wrap(protection.clone())
                .to(HttpResponse::Ok),
        )
        .route("/form", web::post().to(form));
    let app = init_service(app).await;
    for (path, origin, body, refusals) in [
        ("/", OWN, "", 0),
        ("/form", OWN, "done", 0),
        ("/form", "https://attacker.example", "not done", 1),
        ("/", "https://attacker.example", "Origin", 2),
    ] {
        let post = TestRequest::post()
            .uri(path)
            .insert_header(("Origin", origin));
        let answer = send(&app, post).await;
        assert!(answer.body.contains(body), "{path} {origin}: {answer:?}");
        assert_eq!(protection.refusals(), refusals, "{path} {origin}");
    }
}

#[test]
fn its_settings_are_checked_together() {
    let error = CrossOriginProtection::builder("example.com")
        .trusted_origin("https://*.example.com")
        .build()
        .unwrap_err();
    assert_eq!(error.problems().len(), 2, "{error}");
    assert!(error.problems()[0].starts_with("own_url"));
    assert!(error.problems()[1].starts_with("trusted_origin"), "S21");
}

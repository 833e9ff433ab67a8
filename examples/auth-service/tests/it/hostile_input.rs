//! Whatever a client sends is answered below 500.

use crate::http::Request;
use crate::service::{EMAIL, PASSWORD, REFRESH, Service};

fn same_site(target: &str) -> Request {
    Request::new("POST", target).header("Sec-Fetch-Site", "same-origin")
}

#[test]
fn odd_fields_are_no_reason_to_fail() {
    let service = Service::start();
    let huge = "x".repeat(100_000);
    let large = "x".repeat(10_000);
    let values = [
        "",
        "\0",
        "a\0b@example.org",
        &large,
        "\u{202e}@\u{feff}",
        "' OR 1=1 --",
        "%00",
        "{{7*7}}",
    ];
    for target in ["/login", "/register", "/logout"] {
        for value in values {
            let form = [
                ("email", value),
                ("password", value),
                ("password_again", value),
                ("first_name", value),
                ("last_name", value),
                ("next", value),
            ];
            let status = service.post(target, &form).status;
            assert!(status < 500, "{target} {status} {value:.20}");
        }
        let status = service.post(target, &[("email", &huge)]).status;
        assert_eq!(status, 413, "{target}");
    }
}

#[test]
fn odd_bodies_are_no_reason_to_fail() {
    let service = Service::start();
    let bodies: [&[u8]; 9] = [
        b"",
        b"&&&===&",
        b"email",
        b"email=%",
        b"email=%zz&password=%0",
        b"{\"email\":\"ada@example.org\"}",
        b"\0\0\0",
        b"email=ada@example.org&email=ada@example.org",
        b"password=x&password[]=x&__proto__=x",
    ];
    for target in ["/login", "/register", "/logout"] {
        for body in bodies {
            let status = service.send(same_site(target).form(body)).status;
            assert!(status < 500, "{target} {status} {body:?}");
        }
    }
}

#[test]
fn text_that_is_not_utf8_is_a_bad_form() {
    let service = Service::start();
    for body in [
        &b"email=\xff&password=x"[..],
        b"email=a&password=%C3%28",
        b"next=%ED%A0%80",
        b"\xff",
    ] {
        for target in ["/login", "/register", "/logout"] {
            let response = service.send(same_site(target).form(body));
            assert_eq!(response.status, 400, "{target}");
            assert!(response.sets_no_cookie());
        }
    }
}

#[test]
fn other_types_of_body_are_refused() {
    let service = Service::start();
    let body = format!("email={EMAIL}&password={PASSWORD}");
    for content_type in [
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
    ] {
        let request = same_site("/login").form(body.as_bytes());
        let twice = request.header("Content-Type", content_type);
        assert!(service.send(twice).status < 500);
        let mut request = same_site("/login").header("Content-Type", content_type);
        request = request.body(body.as_bytes());
        assert_eq!(service.send(request).status, 415, "{content_type}");
    }
}

#[test]
fn odd_headers_and_targets_are_no_reason_to_fail() {
    let service = Service::start();
    let cookies: [&[u8]; 6] = [
        b"",
        b";;;=;=",
        b"\xff\xfe=\x80",
        REFRESH.as_bytes(),
        b"org.breakthesystem.jwt.refresh=\xff\xff",
        b"org.breakthesystem.jwt.refresh=a; org.breakthesystem.jwt.refresh=b; org.breakthesystem.jwt.refresh=c; org.breakthesystem.jwt.refresh=d; org.breakthesystem.jwt.refresh=e",
    ];
    let targets = [
        "/",
        "/login",
        "/login?",
        "/login?next",
        "/login?next=%FF%FE",
        "/login?&&=&next=%",
        "/logout?next=%00",
        "/register?next[]=1",
        "//login",
        "/%6cogin",
        "/login/",
        "/..%2f",
    ];
    for target in targets {
        for cookie in cookies {
            let request = Request::get(target)
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", b"\xff")
                .header("Origin", b"\xff");
            let status = service.send(request).status;
            assert!(status < 500, "{target} {status} {cookie:?}");
        }
    }
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let status = service.send(Request::new(method, "/login")).status;
        assert!((400..500).contains(&status), "{method} {status}");
    }
}

#[test]
fn pages_answer_head() {
    let service = Service::start();
    for target in ["/", "/login", "/register", "/logout", "/health"] {
        let response = service.send(Request::new("HEAD", target));
        assert_eq!(
            (response.status, response.body.as_str()),
            (200, ""),
            "{target}"
        );
    }
}

#[test]
fn a_database_that_is_away_is_said_so_and_the_cookies_stay() {
    let service = Service::start();
    let ada = [("email", EMAIL), ("password", PASSWORD)];
    for table in ["accounts", "families"] {
        let refresh = service.refresh_cookie();
        service.sql(&format!("ALTER TABLE {table} RENAME TO elsewhere"));
        let renewal = service.send(Request::get("/login").header("Cookie", &refresh));
        let sign_in = service.post("/login", &ada);
        for response in [renewal, sign_in] {
            assert_eq!(response.status, 503, "{table}");
            assert!(response.header("retry-after").is_some());
            assert!(response.sets_no_cookie());
            assert!(!response.body.contains(table));
        }
        service.sql(&format!("ALTER TABLE elsewhere RENAME TO {table}"));
        let renewal = service.send(Request::get("/login").header("Cookie", refresh));
        assert_eq!(renewal.status, 302, "{table}");
        assert_eq!(service.post("/login", &ada).status, 303, "{table}");
    }
}

//! Group R of the security reference: where an Auth service may send people after they signed in.

use jwt_auth_actix::is_allowed_next;

const ORIGINS: [&str; 2] = ["https://testserver", "https://testserver2"];

#[test]
fn hostile_addresses_are_refused() {
    let long = format!("/{}", "x".repeat(2_048));
    let rows = [
        ("R01", "http://example.com"),
        ("R02", "http:///example.com"),
        ("R03", "https://example.com"),
        ("R04", "ftp://example.com"),
        ("R05", r"\\example.com"),
        ("R06", r"\\\example.com"),
        ("R07", r"/\\/example.com"),
        ("R08", r"\\//example.com"),
        ("R09", r"/\/example.com"),
        ("R10", r"\/example.com"),
        ("R11", r"/\example.com"),
        ("R12", r"http:/\//example.com"),
        ("R13", r"http:\/example.com"),
        ("R14", r"http:/\example.com"),
        ("R15", "javascript:alert(\"XSS\")"),
        ("R16", "\njavascript:alert(x)"),
        ("R17", "java\nscript:alert(x)"),
        ("R18", "\u{8}//example.com"),
        ("R19", r"http://otherserver\@example.com"),
        ("R20", r"http:\\testserver\@example.com"),
        ("R21", r"http://testserver\me:pass@example.com"),
        ("R22", r"http://testserver\@example.com"),
        ("R23", r"http:\\testserver\confirm\me@example.com"),
        ("R24", "http:999999999"),
        ("R25", "ftp:9999999999"),
        ("R26", "\n"),
        ("R27", "http://[2001:cdba:0000:0000:0000:0000:3257:9652/"),
        ("R28", "http://2001:cdba:0000:0000:0000:0000:3257:9652]/"),
        ("R30", "view/?param=//example.com"),
        ("R32", "//testserver/"),
        ("R33", "http://testserver/confirm?email=me@example.com"),
        ("R35", "path/http:2222222222"),
        ("R36", "https://user:pass@testserver/"),
        ("R36", "https:user:pass@testserver://"),
        ("R37", "http://testserver/p"),
        ("R37", "ftp://testserver/p"),
        ("R37", "//testserver/p"),
        ("R38", ""),
        ("R38", &long),
        ("R39", "https://testserver.evil.com"),
        ("R39", "https://eviltestserver"),
        ("R39", "https://testserver@evil.com"),
        ("R39", "https://evil.com#@testserver"),
        ("R39", "https://evil.com?@testserver"),
        ("R39", "https://testserver:444/"),
        ("R39", "https://testserver./"),
        ("R39", "https://testserver%2eevil.com"),
        ("R39", "https://testserver\t.evil.com"),
        ("R39", "https://testserver\u{3002}evil.com"),
        ("R39", "https://xn--tstserver-37a/"),
        ("R39", "https://t\u{435}stserver/"),
        ("R39", "https://testserver;evil.com"),
        ("R39", "https://testserver,evil.com"),
        ("R39", "https://127.1/"),
        ("R39", "https://[::1]/"),
        ("R39", "data:text/html,x"),
        ("R39", "https:testserver"),
        ("R39", "https:testserver://evil.example/"),
        ("R39", "https:testserver?://evil.example/"),
        ("R39", "https:/testserver"),
        ("R39", "https:///testserver"),
        ("R39", "https://testserver%00.evil.com"),
        ("R39", "///testserver"),
        ("R39", "https://testserver/\r\nSet-Cookie: a=b"),
        ("R39", "https://@testserver/"),
    ];
    for (id, next) in rows {
        assert_eq!(is_allowed_next(next, &ORIGINS), None, "{id} {next:?}");
    }
}

#[test]
fn the_services_and_ones_own_paths_are_followed() {
    let longest = format!("/{}", "x".repeat(2_047));
    for (id, next, target) in [
        (
            "R29",
            "/view/?param=http://example.com",
            "/view/?param=http://example.com",
        ),
        (
            "R29",
            "/view?param=ftp://example.com",
            "/view?param=ftp://example.com",
        ),
        ("R31", "https://testserver/", "https://testserver/"),
        ("R31", "HTTPS://testserver/", "https://testserver/"),
        ("R31", "https://testserver", "https://testserver/"),
        ("R34", "/url%20with%20spaces/", "/url%20with%20spaces/"),
        (
            "R37",
            "https://testserver2/p?q=1#f",
            "https://testserver2/p?q=1#f",
        ),
        ("R38", &longest, &longest),
        (
            "default port",
            "https://testserver:443/",
            "https://testserver/",
        ),
    ] {
        assert_eq!(
            is_allowed_next(next, &ORIGINS).as_deref(),
            Some(target),
            "{id}"
        );
    }
}

#[test]
fn what_is_longer_than_the_limit_once_it_is_written_as_browsers_do_is_refused() {
    let next = |brackets| format!("https://testserver/?{}", "<".repeat(brackets));
    let fits = is_allowed_next(&next(676), &ORIGINS).unwrap();
    assert_eq!(fits.len(), 2_048);
    assert_eq!(is_allowed_next(&fits, &ORIGINS), Some(fits));
    assert_eq!(is_allowed_next(&next(677), &ORIGINS), None);
}

#[test]
fn credentials_are_refused_even_where_an_origin_is_written_with_them() {
    let origins = ["https://user:pass@testserver", "https://testserver"];
    let next = "https://user:pass@testserver/";
    assert_eq!(is_allowed_next(next, &origins), None, "R36");
}

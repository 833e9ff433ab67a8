//! What a person sees, and what the pages let a browser do.

use jwt_auth_actix::TestIssuer;
use serde_json::json;

use crate::http::{Response, send_with};
use crate::process::{Process, until};
use crate::settings::{Change, assert_each_is_named};

/// Reached only from this machine, the service takes the secret of `TestIssuer`.
const KEY: (&str, &str) = ("JWT_SIGNING_KEY", TestIssuer::SECRET);
const OWN: &str = "http://127.0.0.1:8000";
const OTHER: &str = "http://127.0.0.1:8002";
const PAGES: [&str; 6] = [
    "/",
    "/home/user/ada",
    "/staff",
    "/superuser",
    "/expired",
    "/form",
];

fn token() -> String {
    TestIssuer::hs512().access_token(&json!({
        "user_uuid": "6f1c0001",
        "user_email": "ada@example.org",
        "user_is_staff": true,
        "user_is_superuser": true,
        "user_first_name": "Ada",
        "user_last_name": "<Lovelace>",
    }))
}

fn post(process: &Process, path: &str, headers: &[(&str, &str)]) -> Response {
    let cookie = format!("org.breakthesystem.jwt.access={}", token());
    let all = [
        ("Cookie", &*cookie),
        ("Content-Length", "0"),
        ("Accept", "text/html"),
    ];
    send_with(process.address(), "POST", path, &[&all, headers].concat()).unwrap()
}

/// What stands in the element with this id, in one line.
fn element(page: &Response, id: &str) -> String {
    let (_, rest) = page.body.split_once(&format!("id=\"{id}\">")).unwrap();
    let text = rest.split_once("</").unwrap().0;
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_home_page_says_which_claim_filled_which_column() {
    let page = Process::start(&[KEY]).ask("/", &token());
    // Where a long name may be broken.
    let body = page.body.replace("<wbr>", "");
    for row in [
        [
            "<code>user_uuid</code>",
            "<code>username</code>",
            ">6f1c0001<",
        ],
        [
            "<code>user_email</code>",
            "<code>email</code>",
            ">ada@example.org<",
        ],
        [
            "<code>user_is_staff</code>",
            "<code>is_staff</code>",
            ">true<",
        ],
        [
            "<code>user_last_name</code>",
            "<code>last_name</code>",
            ">&#60;Lovelace&#62;<",
        ],
        ["this service’s own", "<code>is_active</code>", ">true<"],
    ] {
        let mut rows = body.split("<tr>");
        let found = rows.any(|text| row.iter().all(|cell| text.contains(cell)));
        assert!(found, "{row:?}: {page:?}");
    }
}

#[test]
fn the_home_page_counts_the_statements_of_this_request_alone() {
    let process = Process::start(&[KEY]);
    // It uses a connection as well.
    until("the table is checked", || {
        process.line("the users table is complete")
    });
    let token = token();
    let first = element(&process.ask("/", &token), "cost");
    let second = element(&process.ask("/", &token), "cost");
    // Looked up, inserted, read back.
    assert!(first.starts_with("3: "), "{first}");
    assert!(second.starts_with("1: your row was looked up"), "{second}");
    // An anonymous visitor in between costs nothing and changes nothing.
    process.get("/");
    let third = element(&process.ask("/", &token), "cost");
    assert_eq!(second, third);
}

#[test]
fn a_row_that_is_kept_costs_no_statement() {
    let process = Process::start(&[KEY, ("ROW_TTL_SECONDS", "60")]);
    let token = token();
    process.whoami(&token);
    let cost = element(&process.ask("/", &token), "cost");
    assert!(
        cost.starts_with("0: your row was looked up for an earlier"),
        "{cost}"
    );
}

#[test]
fn somebody_at_an_address_with_another_name_is_told_that_it_means_nothing() {
    let page = Process::start(&[KEY]).ask("/home/user/grace", &token());
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Hello, Ada<"), "{page:?}");
    let means_nothing = "the name in the address is only a text";
    assert!(page.body.contains(means_nothing), "{page:?}");
}

#[test]
fn the_home_page_says_when_the_token_ends() {
    let page = Process::start(&[KEY]).ask("/", &token());
    let expiry = element(&page, "expiry");
    let (date, rest) = expiry.split_once(" GMT, ").unwrap();
    let seconds: u64 = rest.split(' ').next().unwrap().parse().unwrap();
    assert!(date.contains(", ") && date.contains(':'), "{expiry}");
    assert!((1..=24 * 3_600).contains(&seconds), "{expiry}");
}

#[test]
fn every_page_answers_head_as_it_answers_get() {
    let process = Process::start(&[KEY]);
    let cookie = format!("org.breakthesystem.jwt.access={}", token());
    for path in PAGES.into_iter().chain(["/style.css"]) {
        let ask = |method| send_with(process.address(), method, path, &[("Cookie", &cookie)]);
        let (get, head) = (ask("GET").unwrap(), ask("HEAD").unwrap());
        assert_eq!((get.status, head.status), (200, 200), "{path}");
        assert_eq!(head.body, "", "{path}");
        assert_eq!(
            get.header("content-type"),
            head.header("content-type"),
            "{path}"
        );
    }
}

#[test]
fn the_pages_load_nothing_but_their_style_and_run_nothing() {
    let process = Process::start(&[KEY, ("OTHER_SERVICES", OTHER)]);
    let policy = "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:8002; \
                  frame-ancestors 'none'; base-uri 'none'";
    for path in PAGES {
        let page = process.ask(path, &token());
        assert_eq!(
            page.header("content-security-policy"),
            Some(policy),
            "{path}"
        );
        for refused in ["<style", "<script", "style=", "onclick"] {
            assert!(!page.body.contains(refused), "{path}: {refused}");
        }
        assert!(
            page.body
                .contains(r#"<link rel="stylesheet" href="/style.css">"#)
        );
        assert_eq!(page.body.matches("<h1>").count(), 1, "{path}");
    }
    let style = process.get("/style.css");
    assert_eq!(
        style.header("content-type"),
        Some("text/css; charset=utf-8")
    );
}

#[test]
fn a_form_counts_only_if_it_shows_that_it_comes_from_this_service() {
    let process = Process::start(&[KEY]);
    for (headers, status) in [
        (vec![("Sec-Fetch-Site", "same-origin")], 200),
        (vec![("Origin", OWN)], 200),
        (vec![("Origin", OTHER)], 403),
        (
            vec![("Sec-Fetch-Site", "same-site"), ("Origin", OTHER)],
            403,
        ),
        (
            vec![("Sec-Fetch-Site", "same-site"), ("Origin", "null")],
            403,
        ),
        (vec![], 403),
    ] {
        let answer = post(&process, "/form", &headers);
        assert_eq!(answer.status, status, "{headers:?}: {answer:?}");
    }
}

#[test]
fn an_expired_token_is_shown_without_signing_anybody_out() {
    let process = Process::start(&[KEY]);
    let page = process.ask("/expired", &token());
    assert_eq!(page.status, 200);
    assert_eq!(element(&page, "reason"), "expired");
    assert!(page.body.contains("form method=\"post\""));

    let form = post(&process, "/expired", &[("Origin", OWN)]);
    assert_eq!(form.status, 401, "{form:?}");
    assert!(form.body.contains("Sign in in a new tab"), "{form:?}");

    let closed = process.ask("/expired/page", &token());
    assert_eq!(closed.status, 302);
    let login = closed.header("location").unwrap();
    assert!(
        login.ends_with("/login?next=http%3A//127.0.0.1%3A8000/expired/page"),
        "{login}"
    );
    for answer in [page, form, closed] {
        let cookie = answer.header("set-cookie").unwrap_or_default();
        assert!(!cookie.contains("breakthesystem"), "{cookie}");
    }
    assert!(process.knows(&token()));
}

#[test]
fn without_a_token_nothing_has_expired_there() {
    let page = Process::start(&[KEY]).get("/expired");
    assert_eq!(element(&page, "reason"), "no_token");
    assert!(!page.body.contains("<form"), "{page:?}");
}

#[test]
fn the_pages_bear_the_service_s_name_and_lead_to_the_others() {
    let process = Process::start(&[
        KEY,
        ("SERVICE_NAME", "Maps & <Atlas>"),
        (
            "OTHER_SERVICES",
            "http://127.0.0.1:8002/, https://photos.example.org/app/",
        ),
    ]);
    let page = process.get("/");
    assert!(
        page.body.contains("Maps &#38; &#60;Atlas&#62;</title>"),
        "{page:?}"
    );
    assert!(
        page.body
            .contains(r#"<a href="http://127.0.0.1:8002/">127.0.0.1:8002</a>"#)
    );
    assert!(
        page.body
            .contains(r#"<a href="https://photos.example.org/app/">photos.example.org</a>"#)
    );
    assert!(
        Process::start(&[KEY])
            .get("/")
            .body
            .contains("Service</title>")
    );
}

#[test]
fn behind_a_proxy_that_strips_a_prefix_the_links_have_it() {
    let process = Process::start(&[KEY, ("OWN_URL", "http://127.0.0.1:8000/maps/")]);
    for path in PAGES {
        let page = process.ask(path, &token());
        for link in page.body.split("href=\"").skip(1) {
            let is_ours = link.starts_with('/');
            assert!(!is_ours || link.starts_with("/maps/"), "{path}: {link}");
        }
    }
}

#[test]
fn an_address_of_another_service_that_is_none_is_refused_and_never_shown() {
    let refused = |value| [("OTHER_SERVICES", Some(value))];
    for value in [
        "hidden.example.org",
        "ftp://hidden.example.org",
        "https://me:hidden@example.org",
        "https://example.org/?hidden",
        "https://example.org/#hidden",
        "https://example.org,javascript:hidden",
    ] {
        let changes: &[Change<'_>] = &refused(value);
        assert_each_is_named(&[("OTHER_SERVICES", changes)], &["hidden"]);
    }
}

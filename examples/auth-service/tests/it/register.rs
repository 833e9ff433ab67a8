use crate::http::Response;
use crate::service::{ACCESS, EMAIL, REFRESH, SERVICE, Service};
use crate::token::claims;

const PASSWORD: &str = "eight or more letters";

fn register(service: &Service, changes: &[(&str, &str)]) -> Response {
    let fields = [
        ("first_name", "Grace"),
        ("last_name", "Hopper"),
        ("email", "Grace@example.org"),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    let kept = fields
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let fields: Vec<_> = kept.chain(changes.iter().copied()).collect();
    service.post("/register", &fields)
}

#[test]
fn a_new_person_is_signed_in_and_led_on() {
    let service = Service::start();
    let next = format!("{SERVICE}/home");
    let response = register(&service, &[("next", &next)]);
    assert_eq!((response.status, response.location()), (303, next.as_str()));
    assert!(response.cookie(ACCESS).is_some() && response.cookie(REFRESH).is_some());
    let again = service.post(
        "/login",
        &[("email", "grace@example.org"), ("password", PASSWORD)],
    );
    assert_eq!(again.status, 303);
}

#[test]
fn nobody_becomes_staff_by_a_form() {
    let service = Service::start();
    let response = register(&service, &[("is_staff", "true"), ("is_superuser", "1")]);
    let claims = claims(response.cookie(ACCESS).unwrap());
    assert_eq!(claims["user_is_staff"], false);
    assert_eq!(claims["user_is_superuser"], false);
}

#[test]
fn a_taken_address_is_refused_in_general_words_whatever_its_case() {
    let service = Service::start();
    for email in [EMAIL, "ADA@EXAMPLE.ORG"] {
        let response = register(&service, &[("email", email)]);
        assert_eq!(response.status, 409);
        assert!(response.sets_no_cookie());
        assert!(response.body.contains("This registration is not possible."));
    }
}

#[test]
fn of_many_at_once_with_one_address_one_is_made() {
    let service = Service::start();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| register(&service, &[]).status))
            .collect();
        threads.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 7);
}

#[test]
fn what_cannot_stand_is_refused() {
    let service = Service::start();
    let long_name = "x".repeat(151);
    let long_email = format!("{}@example.org", "x".repeat(243));
    let long_password = "x".repeat(1_025);
    let cases: [&[(&str, &str)]; 12] = [
        &[("email", "")],
        &[("email", "grace")],
        &[("email", "@example.org")],
        &[("email", "grace@")],
        &[("email", "grace@home@example.org")],
        &[("email", "gr ace@example.org")],
        &[("email", &long_email)],
        &[("first_name", &long_name)],
        &[("last_name", "Hop\0per")],
        &[("password", "seven77"), ("password_again", "seven77")],
        &[
            ("password", &long_password),
            ("password_again", &long_password),
        ],
        &[("password_again", "another one, alas")],
    ];
    for case in cases {
        let response = register(&service, case);
        assert_eq!(response.status, 422, "{case:?}");
        assert!(response.sets_no_cookie());
        assert!(response.body.contains(r#"role="alert""#));
    }
}

#[test]
fn the_longest_that_is_allowed_fits_into_a_cookie() {
    let service = Service::start();
    let name = "\u{1f600}".repeat(150);
    let email = format!("{}@example.org", "\"".repeat(242));
    let response = register(
        &service,
        &[
            ("first_name", &name),
            ("last_name", &name),
            ("email", &email),
        ],
    );
    assert_eq!(response.status, 303);
    let line = format!("{ACCESS}={}", response.cookie(ACCESS).unwrap());
    assert!(line.len() <= 4_096, "{}", line.len());
}

#[test]
fn what_was_typed_comes_back_escaped_and_the_passwords_do_not() {
    let service = Service::start();
    let response = register(
        &service,
        &[
            ("first_name", r#""><script>alert(1)</script>"#),
            ("last_name", "'&amp;"),
            ("email", r#"<img src=x onerror=alert(1)>"@"#),
        ],
    );
    assert_eq!(response.status, 422);
    assert!(!response.body.contains("<script") && !response.body.contains("<img"));
    assert!(response.body.contains("&#34;&#62;&#60;script&#62;"));
    assert!(response.body.contains("&#39;&#38;amp;"));
    assert!(!response.body.contains(PASSWORD));
}

#[test]
fn a_name_made_of_markup_is_only_a_name() {
    use crate::http::Request;
    let service = Service::start();
    let response = register(&service, &[("first_name", "<b>Grace</b>")]);
    let refresh = format!("{REFRESH}={}", response.cookie(REFRESH).unwrap());
    let home = service.send(Request::get("/").header("Cookie", refresh));
    assert!(home.body.contains("Hello, &#60;b&#62;Grace&#60;/b&#62;"));
}

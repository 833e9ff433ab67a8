use jwt_auth_actix::TestIssuer;
use serde_json::json;

use crate::http::{Request, Response};
use crate::log;
use crate::service::{ACCESS, BEHIND_A_PROXY, EMAIL, FORWARDED_FOR, PASSWORD, REFRESH, Service};
use crate::token::claims;

const NEW_PASSWORD: &str = "staple battery horse";
const GRACE: &str = "grace@example.org";

/// The form as a browser sends it that has this refresh token.
fn change(service: &Service, token: &str, fields: &[(&str, &str)]) -> Response {
    let cookie = format!("{REFRESH}={token}");
    service.send(Request::post("/account", fields).header("Cookie", cookie))
}

fn look(service: &Service, token: &str, target: &str) -> Response {
    let cookie = format!("{REFRESH}={token}");
    service.send(Request::get(target).header("Cookie", cookie))
}

fn sign_in(service: &Service, email: &str, password: &str) -> Response {
    service.post("/login", &[("email", email), ("password", password)])
}

fn register_grace(service: &Service) -> Response {
    let fields = [
        ("email", GRACE),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    service.post("/register", &fields)
}

fn names<'f>(first: &'f str, last: &'f str) -> [(&'f str, &'f str); 3] {
    [
        ("change", "names"),
        ("first_name", first),
        ("last_name", last),
    ]
}

fn email<'f>(email: &'f str, current: &'f str) -> [(&'f str, &'f str); 3] {
    [
        ("change", "email"),
        ("email", email),
        ("current_password", current),
    ]
}

fn password<'f>(new: &'f str, current: &'f str) -> [(&'f str, &'f str); 4] {
    [
        ("change", "password"),
        ("current_password", current),
        ("password", new),
        ("password_again", new),
    ]
}

#[test]
fn strangers_are_led_to_sign_in_and_back() {
    let service = Service::start();
    let answers = [
        service.get("/account"),
        service.post("/account", &names("Eve", "")),
        look(&service, "forged", "/account"),
    ];
    for answer in answers {
        assert_eq!(answer.status, 303);
        assert_eq!(answer.location(), "/login?next=/account");
    }
    let form = [("email", EMAIL), ("password", PASSWORD)];
    let signed_in = service.post("/login?next=/account", &form);
    assert_eq!(signed_in.location(), "/account");
    assert_eq!(service.count("accounts WHERE first_name = 'Ada'"), 1);
}

#[test]
fn the_page_shows_what_is_stored_but_the_password() {
    let service = Service::start();
    let page = look(&service, &service.refresh_token(), "/account");
    assert_eq!(page.status, 200);
    for value in ["Ada", "Lovelace", EMAIL] {
        assert!(page.body.contains(&format!(r#"value="{value}""#)));
    }
    assert!(!page.body.contains("argon2"));
}

#[test]
fn every_field_has_a_label() {
    let service = Service::start();
    let token = service.refresh_token();
    for target in ["/account", "/login", "/register"] {
        let page = if target == "/account" {
            look(&service, &token, target)
        } else {
            service.get(target)
        };
        let fields = page.body.matches("<input").count();
        let hidden = page.body.matches(r#"<input type="hidden""#).count();
        let labels = page.body.matches("<label>").count();
        assert_eq!(fields - hidden, labels, "{target}");
    }
}

#[test]
fn a_new_name_is_in_the_next_access_token_which_comes_at_once() {
    let service = Service::start();
    let signed_in = sign_in(&service, EMAIL, PASSWORD);
    let before = claims(signed_in.cookie(ACCESS).unwrap());
    service.wait(7);
    let token = signed_in.cookie(REFRESH).unwrap();
    let changed = change(&service, token, &names(" Augusta ", "King"));
    assert_eq!(changed.status, 303);
    assert_eq!(changed.location(), "/account?saved=names");
    let after = claims(changed.cookie(ACCESS).unwrap());
    assert_eq!(after["user_first_name"], "Augusta");
    assert_eq!(after["user_last_name"], "King");
    assert_eq!(after["user_uuid"], before["user_uuid"]);
    assert_eq!(
        after["iat"].as_i64().unwrap(),
        before["iat"].as_i64().unwrap() + 7
    );
    let page = look(&service, token, changed.location());
    assert!(page.body.contains(r#"role="status""#));
}

#[test]
fn a_token_of_the_same_second_is_not_older() {
    let service = Service::start();
    let signed_in = sign_in(&service, EMAIL, PASSWORD);
    let changed = change(
        &service,
        signed_in.cookie(REFRESH).unwrap(),
        &names("Augusta", ""),
    );
    let [before, after] = [&signed_in, &changed].map(|it| claims(it.cookie(ACCESS).unwrap()));
    assert_eq!(before["iat"], after["iat"]);
}

#[test]
fn a_new_address_takes_the_current_password() {
    let service = Service::start();
    let token = service.refresh_token();
    for wrong in ["", "not this one", NEW_PASSWORD] {
        let refused = change(&service, &token, &email("ada@example.com", wrong));
        assert_eq!(refused.status, 422);
        assert!(refused.sets_no_cookie());
        assert!(
            refused
                .body
                .contains(r#"aria-invalid="true" aria-describedby="current_password-problem""#)
        );
        assert!(
            refused
                .body
                .contains(r#"role="alert" id="current_password-problem""#)
        );
    }
    let changed = change(&service, &token, &email("Ada@Example.com", PASSWORD));
    assert_eq!(changed.status, 303);
    let access = claims(changed.cookie(ACCESS).unwrap());
    assert_eq!(access["user_email"], "ada@example.com");
    assert_eq!(sign_in(&service, EMAIL, PASSWORD).status, 401);
    assert_eq!(sign_in(&service, "ada@example.com", PASSWORD).status, 303);
}

#[test]
fn a_taken_address_is_refused_in_general_words_and_only_after_the_password() {
    let service = Service::start();
    register_grace(&service);
    let token = service.refresh_token();
    let guess = |address, password| change(&service, &token, &email(address, password)).status;
    assert_eq!(guess(GRACE, "not this one"), 422);
    assert_eq!(guess("nobody@example.org", "not this one"), 422);
    let refused = change(&service, &token, &email("GRACE@example.org", PASSWORD));
    assert_eq!(refused.status, 409);
    assert!(refused.sets_no_cookie());
    assert!(
        refused
            .body
            .contains("This e-mail address is not possible.")
    );
}

#[test]
fn a_new_password_ends_all_sign_ins_of_the_account_and_begins_one() {
    let service = Service::start();
    let grace = register_grace(&service);
    let [own, other] = [service.refresh_token(), service.refresh_token()];
    let changed = change(&service, &own, &password(NEW_PASSWORD, PASSWORD));
    assert_eq!(changed.status, 303);
    assert!(changed.cookie(ACCESS).is_some());
    // Of the cookie that changed it, too, somebody may have a copy.
    for token in [&own, &other] {
        assert_eq!(service.renew(token).status, 401);
    }
    let new = changed.cookie(REFRESH).unwrap();
    assert_eq!(service.renew(new).status, 302);
    assert_eq!(service.renew(grace.cookie(REFRESH).unwrap()).status, 302);
    assert_eq!(sign_in(&service, EMAIL, PASSWORD).status, 401);
    assert_eq!(sign_in(&service, EMAIL, NEW_PASSWORD).status, 303);
}

#[test]
fn a_new_password_takes_the_current_one() {
    let service = Service::start();
    let [own, other] = [service.refresh_token(), service.refresh_token()];
    for wrong in ["", "not this one", NEW_PASSWORD] {
        let refused = change(&service, &own, &password(NEW_PASSWORD, wrong));
        assert_eq!(refused.status, 422);
        assert!(!refused.body.contains(NEW_PASSWORD));
    }
    assert_eq!(service.renew(&other).status, 302);
    assert_eq!(sign_in(&service, EMAIL, PASSWORD).status, 303);
}

#[test]
fn of_two_who_change_the_password_at_once_one_succeeds() {
    let service = Service::start();
    let tokens = [service.refresh_token(), service.refresh_token()];
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = tokens
            .iter()
            .zip(["first new password", "second new password"])
            .map(|(token, new)| {
                let service = &service;
                scope.spawn(move || change(service, token, &password(new, PASSWORD)).status)
            })
            .collect();
        threads.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1);
    assert_eq!(service.count("families WHERE revoked = FALSE"), 1);
}

#[test]
fn a_sign_in_with_the_old_password_does_not_outlive_a_change_that_it_races() {
    let service = Service::start();
    let own = service.refresh_token();
    let changed = std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| sign_in(&service, EMAIL, PASSWORD));
        }
        change(&service, &own, &password(NEW_PASSWORD, PASSWORD))
    });
    assert_eq!(changed.status, 303);
    assert_eq!(service.count("families WHERE revoked = FALSE"), 1);
    let new = changed.cookie(REFRESH).unwrap();
    assert_eq!(service.renew(new).status, 302);
}

#[test]
fn guesses_at_the_current_password_are_bounded_like_those_at_the_login_page() {
    let service = Service::start();
    let token = service.refresh_token();
    for guess in 0..5 {
        let guess = format!("guess number {guess}");
        let by_email = change(&service, &token, &email("ada@example.com", &guess));
        let by_password = change(&service, &token, &password(NEW_PASSWORD, &guess));
        assert_eq!((by_email.status, by_password.status), (422, 422));
    }
    let refused = change(&service, &token, &password(NEW_PASSWORD, PASSWORD));
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(sign_in(&service, EMAIL, PASSWORD).status, 429);
    // What takes no password goes on.
    assert_eq!(change(&service, &token, &names("Ada", "")).status, 303);
}

#[test]
fn what_cannot_stand_is_refused_beside_its_field() {
    let service = Service::start();
    let token = service.refresh_token();
    let long = "x".repeat(151);
    let mut differ = password(NEW_PASSWORD, PASSWORD);
    differ[3].1 = "another one, alas";
    let cases: [(&[(&str, &str)], &str); 6] = [
        (&names(&long, ""), "first_name"),
        (&names("", "Love\0lace"), "last_name"),
        (&email("ada", PASSWORD), "email"),
        (&email("", PASSWORD), "email"),
        (&password("seven77", PASSWORD), "password"),
        (&differ, "password_again"),
    ];
    for (form, field) in cases {
        let refused = change(&service, &token, form);
        assert_eq!(refused.status, 422, "{field}");
        assert!(refused.sets_no_cookie());
        let described = format!(r#"aria-invalid="true" aria-describedby="{field}-problem""#);
        assert_eq!(refused.body.matches(&described).count(), 1, "{field}");
        let problem = format!(r#"<p role="alert" id="{field}-problem">"#);
        assert_eq!(refused.body.matches(&problem).count(), 1, "{field}");
    }
    for form in [&[][..], &[("change", "rights"), ("is_superuser", "1")]] {
        assert_eq!(change(&service, &token, form).status, 400);
    }
}

#[test]
fn nobody_gets_rights_by_changing_a_name() {
    let service = Service::start();
    let form = [
        ("change", "names"),
        ("first_name", "Ada"),
        ("is_superuser", "1"),
        ("superuser", "yes"),
        ("uuid", "00000000-0000-0000-0000-000000000000"),
    ];
    let changed = change(&service, &service.refresh_token(), &form);
    let access = claims(changed.cookie(ACCESS).unwrap());
    assert_eq!(access["user_is_superuser"], false);
}

#[test]
fn what_was_typed_comes_back_escaped() {
    let service = Service::start();
    let token = service.refresh_token();
    let refused = change(
        &service,
        &token,
        &email(r#""><script>alert(1)</script>"#, PASSWORD),
    );
    assert_eq!(refused.status, 422);
    assert!(!refused.body.contains("<script"));
    assert!(refused.body.contains("&#34;&#62;&#60;script&#62;"));
    let page = look(&service, &token, "/account?saved=<script>alert(1)</script>");
    assert!(!page.body.contains("<script") && !page.body.contains("role=\"status\""));
}

#[test]
fn a_post_from_elsewhere_changes_nothing() {
    let service = Service::start();
    let cookie = service.refresh_cookie();
    let cases: [&[(&str, &str)]; 4] = [
        &[],
        &[("Origin", "https://evil.example")],
        &[("Origin", crate::service::SERVICE)],
        &[("Sec-Fetch-Site", "same-site")],
    ];
    for case in cases {
        let request = Request::cross_site_post("/account", &names("Eve", ""));
        let request = request.header("Cookie", &cookie);
        let request = case.iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        assert_eq!(service.send(request).status, 403, "{case:?}");
    }
    assert_eq!(service.count("accounts WHERE first_name = 'Ada'"), 1);
}

#[test]
fn registrations_of_one_address_are_bounded() {
    let service = Service::with(BEHIND_A_PROXY);
    let register = |address: &str| {
        let form = [
            ("email", EMAIL),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
        ];
        let request = Request::post("/register", &form).header(FORWARDED_FOR, address);
        service.send(request)
    };
    for _ in 0..100 {
        assert_eq!(register("203.0.113.7").status, 409);
    }
    let refused = register("203.0.113.7");
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(register("203.0.113.8").status, 409);
}

/// One without a family, as those of the article's Auth service are.
fn old_token(service: &Service, uuid: &serde_json::Value, jti: &str) -> String {
    let issuer = TestIssuer::hs512().clock(service.clock.clone());
    issuer.refresh_token(&json!({"user_id": 1, "user_uuid": uuid, "jti": jti}))
}

#[test]
fn a_new_password_also_ends_sign_ins_that_this_service_has_never_seen() {
    let service = Service::start();
    let own = service.refresh_token();
    let ada = &claims(&own)["user_uuid"];
    let unseen = old_token(&service, ada, "unseen");
    let changed = change(&service, &own, &password(NEW_PASSWORD, PASSWORD));
    assert_eq!(changed.status, 303);
    assert_eq!(service.renew(&unseen).status, 200);
    service.wait(1);
    let later = old_token(&service, ada, "later");
    assert_eq!(service.renew(&later).status, 302);
}

#[test]
fn a_sign_in_without_a_family_that_changes_the_password_goes_on() {
    let service = Service::start();
    let [ada, other] = [service.refresh_token(), service.refresh_token()];
    let own = old_token(&service, &claims(&ada)["user_uuid"], "own");
    let changed = change(&service, &own, &password(NEW_PASSWORD, PASSWORD));
    assert_eq!(changed.status, 303);
    let new = changed.cookie(REFRESH).unwrap();
    assert_eq!(service.renew(new).status, 302);
    for token in [&own, &other] {
        assert_eq!(service.renew(token).status, 401);
    }
}

#[test]
fn no_password_is_logged() {
    let service = Service::start();
    let token = service.refresh_token();
    let secret = "a password of this test alone";
    for current in [secret, PASSWORD] {
        change(&service, &token, &password(secret, current));
    }
    let log = log::written();
    assert!(log.contains("a change of an account is refused"));
    assert!(log.contains("an account is changed"));
    assert!(!log.contains(secret) && !log.contains(&token));
}

#[test]
fn whatever_is_sent_by_somebody_signed_in_is_answered_below_500() {
    let service = Service::start();
    let token = service.refresh_token();
    service.sql("UPDATE accounts SET is_superuser = TRUE");
    let admin = format!("/admin/{}", claims(&token)["user_uuid"].as_str().unwrap());
    let large = "x".repeat(5_000);
    let values = [
        "",
        "\0",
        "a\0b@example.org",
        &large,
        "\u{202e}@\u{feff}",
        "%00",
    ];
    for value in values {
        for what in ["names", "email", "password", value] {
            let form = [
                ("change", what),
                ("first_name", value),
                ("last_name", value),
                ("email", value),
                ("current_password", value),
                ("password", value),
                ("password_again", value),
            ];
            let status = change(&service, &token, &form).status;
            assert!(status < 500, "{what:.20} {status} {value:.20}");
        }
        let form = [("was", value), ("email", value), ("after", value)];
        let request = Request::post(&admin, &form);
        let answer = service.send(request.header("Cookie", format!("{REFRESH}={token}")));
        assert_eq!(answer.status, 409, "{value:.20}");
    }
    for query in [
        "email=%00",
        "after=%00",
        "email=%FF",
        "email=a&email=b",
        "after",
    ] {
        for page in ["/admin", "/account"] {
            let answer = look(&service, &token, &format!("{page}?{query}"));
            assert_eq!(answer.status, 200, "{page} {query}");
        }
    }
}

//! A refresh token in two hands ends the sign-in: `security.md` F24 and TM38.

use jwt_auth_actix::TestIssuer;
use serde_json::json;

use crate::http::Request;
use crate::log;
use crate::renewal::{assert_revoked, at_once, successor};
use crate::service::{PASSWORD, REFRESH, SERVICE, Service};
use crate::token::claims;

#[test]
fn a_replaced_token_that_comes_too_late_revokes_the_family_for_owner_and_thief() {
    let service = Service::start();
    let stolen = service.refresh_token();
    service.wait(300);
    let successor = successor(&service.renew(&stolen));
    service.wait(11);
    assert_revoked(&service.renew(&stolen));
    assert_eq!(service.count("families WHERE revoked"), 1);
    for token in [&successor, &stolen] {
        assert_revoked(&service.renew(token));
    }
}

#[test]
fn a_thief_who_was_faster_is_stopped_when_the_owner_comes() {
    let service = Service::start();
    let stolen = service.refresh_token();
    service.wait(300);
    let mut of_thief = successor(&service.renew(&stolen));
    service.wait(300);
    of_thief = successor(&service.renew(&of_thief));
    // The third generation, just made: the first is no predecessor that still counts.
    assert_revoked(&service.renew(&stolen));
    assert_revoked(&service.renew(&of_thief));
}

#[test]
fn a_hundred_replays_at_once_are_all_refused() {
    let service = Service::start();
    let other = service.restarted(&[]);
    let stolen = service.refresh_token();
    service.wait(300);
    let successor = successor(&service.renew(&stolen));
    service.wait(11);
    for answer in at_once([&service, &other], &stolen) {
        assert_revoked(&answer);
    }
    assert_revoked(&service.renew(&successor));
}

#[test]
fn the_form_still_knows_where_to_lead() {
    let service = Service::start();
    let stolen = service.refresh_token();
    successor(&service.renew(&stolen));
    service.wait(11);
    let request = Request::get(&format!("/login?next={SERVICE}/home"));
    let refused = service.send(request.header("Cookie", format!("{REFRESH}={stolen}")));
    assert_revoked(&refused);
    let field = format!(r#"name="next" value="{SERVICE}/home""#);
    assert!(refused.body.contains(&field));
}

#[test]
fn the_other_sign_ins_of_the_same_person_go_on() {
    let service = Service::start();
    let phone = service.refresh_token();
    let stolen = service.refresh_token();
    service.wait(300);
    successor(&service.renew(&stolen));
    service.wait(11);
    assert_revoked(&service.renew(&stolen));
    successor(&service.renew(&phone));
}

#[test]
fn a_token_cannot_name_the_family_of_somebody_else() {
    let service = Service::start();
    let fields = [
        ("email", "grace@example.org"),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    let grace = service.post("/register", &fields);
    let token_of_grace = grace.cookie(REFRESH).unwrap();
    let grace = claims(token_of_grace);
    let ada = claims(&service.refresh_token());
    let issuer = TestIssuer::hs512().clock(service.clock.clone());
    for jti in [grace["jti"].clone(), "another".into()] {
        let mixed = issuer.refresh_token(&json!({
            "user_uuid": ada["user_uuid"],
            "family": grace["family"],
            "jti": jti,
        }));
        assert_eq!(service.renew(&mixed).status, 200);
    }
    successor(&service.renew(token_of_grace));
}

#[test]
fn the_operator_is_warned_and_no_token_is_in_the_log() {
    let service = Service::start();
    let stolen = service.refresh_token();
    let family = claims(&stolen)["family"].as_str().unwrap().to_owned();
    service.wait(300);
    let successor = successor(&service.renew(&stolen));
    service.wait(11);
    let [first, second] = [(); 2].map(|()| service.renew(&stolen));
    assert_revoked(&first);
    assert_revoked(&second);
    let written = log::written();
    let about_it: Vec<_> = written
        .lines()
        .filter(|line| line.contains(&family))
        .collect();
    assert_eq!(about_it.len(), 1, "{about_it:?}");
    assert!(
        about_it[0].contains("WARN") && about_it[0].contains("revoked"),
        "{about_it:?}"
    );
    for token in [&stolen, &successor] {
        for part in token.split('.').skip(1) {
            assert!(!written.contains(part));
        }
    }
}

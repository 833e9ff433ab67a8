use crate::http::Request;
use crate::service::{ACCESS, REFRESH, SERVICE, Service};
use crate::token::claims;

#[test]
fn a_good_refresh_cookie_brings_both_cookies_anew_and_the_way_back() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    for method in ["GET", "HEAD"] {
        let target = format!("/login?next={SERVICE}/home");
        let response = service.send(Request::new(method, &target).header("Cookie", &refresh));
        assert_eq!(response.status, 302);
        assert_eq!(response.location(), format!("{SERVICE}/home"));
        assert!(response.cookie(ACCESS).unwrap().split('.').count() == 3);
        assert!(response.cookie(REFRESH).unwrap().split('.').count() == 3);
    }
}

#[test]
fn the_new_token_says_what_the_account_says_now() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    service.sql("UPDATE accounts SET is_staff = FALSE, first_name = 'Augusta'");
    let response = service.send(Request::get("/login").header("Cookie", refresh));
    let claims = claims(response.cookie(ACCESS).unwrap());
    assert_eq!(claims["user_is_staff"], false);
    assert_eq!(claims["user_first_name"], "Augusta");
}

#[test]
fn without_next_it_leads_home() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    let response = service.send(Request::get("/login").header("Cookie", &refresh));
    assert_eq!((response.status, response.location()), (302, "/"));
    let home = service.send(Request::get("/").header("Cookie", &refresh));
    assert!(home.body.contains("Hello, Ada") && home.body.contains("sign-out"));
}

#[test]
fn without_a_refresh_cookie_there_is_the_form() {
    let service = Service::start();
    let response = service.get(&format!("/login?next={SERVICE}/home"));
    assert_eq!(response.status, 200);
    assert!(response.sets_no_cookie());
    assert!(
        response
            .body
            .contains(&format!(r#"name="next" value="{SERVICE}/home""#))
    );
    assert!(service.get("/").body.contains("You are not signed in"));
}

#[test]
fn other_cookies_beside_it_do_not_matter() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    let cookie = format!("a=\"; =b; {REFRESH}=planted; x{refresh}; \u{e4}; {refresh}");
    let response = service.send(Request::get("/login").header("Cookie", cookie));
    assert_eq!(response.status, 302);
}

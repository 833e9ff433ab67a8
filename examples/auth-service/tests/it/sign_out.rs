use crate::http::Request;
use crate::service::{ACCESS, REFRESH, SECRET, SERVICE, Service};

#[test]
fn a_link_to_the_page_does_not_sign_out() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    for method in ["GET", "HEAD"] {
        let target = format!("/logout?next={SERVICE}/");
        let page = service.send(Request::new(method, &target).header("Cookie", &refresh));
        assert_eq!(page.status, 200);
        assert!(page.sets_no_cookie());
    }
    let renewed = service.send(Request::get("/login").header("Cookie", &refresh));
    assert_eq!(renewed.status, 302);
}

#[test]
fn the_page_has_a_button_that_carries_next_along() {
    let service = Service::start();
    let page = service.get(&format!("/logout?next={SERVICE}/?a=1%26b=2"));
    assert!(
        page.body
            .contains(r#"<form method="post" action="/logout">"#)
    );
    assert!(
        page.body
            .contains(&format!(r#"value="{SERVICE}/?a=1&#38;b=2""#))
    );
}

#[test]
fn the_button_deletes_both_cookies_and_leads_on() {
    let service = Service::with(&[
        ("OWN_URL", "https://auth.example.org"),
        ("JWT_SIGNING_KEY", SECRET),
        ("COOKIE_DOMAIN", "example.org"),
    ]);
    let next = format!("{SERVICE}/");
    let response = service.post("/logout", &[("next", &next)]);
    assert_eq!((response.status, response.location()), (303, next.as_str()));
    for name in [ACCESS, REFRESH] {
        let line = response.set_cookie(name).unwrap();
        assert!(line.starts_with(&format!("{name}=;")), "{line}");
        for attribute in [
            "Max-Age=0",
            "Path=/",
            "Domain=example.org",
            "Secure",
            "HttpOnly",
        ] {
            assert!(line.contains(attribute), "{line}");
        }
    }
}

#[test]
fn without_next_it_leads_to_the_login_page() {
    let service = Service::start();
    let response = service.post("/logout", &[]);
    assert_eq!((response.status, response.location()), (303, "/login"));
}

#[test]
fn a_copy_of_the_refresh_cookie_is_of_no_use_any_more() {
    let service = Service::start();
    let [elsewhere, replaced] = [(); 2].map(|()| service.refresh_token());
    service.wait(300);
    let renewed = service.renew(&replaced);
    let token = renewed.cookie(REFRESH).unwrap();
    let cookie = format!("{REFRESH}={token}");
    let response = service.send(Request::post("/logout", &[]).header("Cookie", cookie));
    assert_eq!(response.status, 303);
    assert_eq!(service.renew(token).status, 401);
    assert_eq!(service.renew(&replaced).status, 401);
    assert_eq!(service.renew(&elsewhere).status, 302);
}

#[test]
fn a_replaced_token_signs_its_successor_out() {
    let service = Service::start();
    let replaced = service.refresh_token();
    let renewed = service.renew(&replaced);
    service.wait(300);
    let cookie = format!("{REFRESH}={replaced}");
    service.send(Request::post("/logout", &[]).header("Cookie", cookie));
    assert_eq!(service.renew(renewed.cookie(REFRESH).unwrap()).status, 401);
}

#[test]
fn a_cross_origin_post_signs_nobody_out() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    let request = Request::cross_site_post("/logout", &[]).header("Cookie", &refresh);
    let request = request.header("Origin", "https://evil.example");
    assert_eq!(service.send(request).status, 403);
    let renewed = service.send(Request::get("/login").header("Cookie", &refresh));
    assert_eq!(renewed.status, 302);
}

#[test]
fn the_browser_forgets_its_cookies_also_when_the_database_is_away() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    service.sql("ALTER TABLE families RENAME TO elsewhere");
    let response = service.send(Request::post("/logout", &[]).header("Cookie", refresh));
    assert_eq!(response.status, 303);
    for name in [ACCESS, REFRESH] {
        assert_eq!(response.cookie(name), Some(""));
    }
}

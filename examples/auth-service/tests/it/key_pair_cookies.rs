//! Names and attributes of the cookies where tokens are signed with key pairs (section (e) of the security reference), and the
//! move from the article's.

use jwt_auth_actix::TestIssuer;

use crate::http::{Request, Response};
use crate::key_pair_service::Auth;
use crate::service::{ACCESS, EMAIL, PASSWORD, REFRESH, SECRET, Service};

const ADA: [(&str, &str); 2] = [("email", EMAIL), ("password", PASSWORD)];
const HTTPS: (&str, &str) = ("OWN_URL", "https://auth.example.org");
const DOMAIN: (&str, &str) = ("COOKIE_DOMAIN", "example.org");
const SECURE_ACCESS: &str = "__Secure-org.breakthesystem.jwt.access";
const HOST_REFRESH: &str = "__Host-org.breakthesystem.jwt.refresh";

fn attributes<'r>(response: &'r Response, name: &str) -> Vec<&'r str> {
    let line = response.set_cookie(name).unwrap();
    let mut attributes: Vec<_> = line.split("; ").skip(1).collect();
    attributes.sort_unstable();
    attributes
}

#[test]
fn over_https_only_the_access_cookie_goes_to_the_services_and_nobody_can_plant_the_refresh_cookie()
{
    let auth = Auth::with(&[HTTPS, DOMAIN]);
    let response = auth.service.post("/login", &ADA);
    assert_eq!(
        attributes(&response, SECURE_ACCESS),
        [
            "Domain=example.org",
            "HttpOnly",
            "Max-Age=300",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ]
    );
    assert_eq!(
        attributes(&response, HOST_REFRESH),
        [
            "HttpOnly",
            "Max-Age=432000",
            "Path=/",
            "SameSite=Lax",
            "Secure"
        ]
    );
}

#[test]
fn over_http_the_names_are_plain_and_the_refresh_cookie_is_for_this_host_all_the_same() {
    let own = ("OWN_URL", "http://auth.localhost:8001");
    let auth = Auth::with(&[own, ("COOKIE_DOMAIN", "localhost")]);
    let response = auth.service.post("/login", &ADA);
    assert_eq!(
        attributes(&response, ACCESS),
        [
            "Domain=localhost",
            "HttpOnly",
            "Max-Age=300",
            "Path=/",
            "SameSite=Lax"
        ]
    );
    assert_eq!(
        attributes(&response, REFRESH),
        ["HttpOnly", "Max-Age=432000", "Path=/", "SameSite=Lax"]
    );
}

#[test]
fn signing_out_deletes_both_where_they_are() {
    let auth = Auth::with(&[HTTPS, DOMAIN]);
    let signed_in = auth.service.post("/login", &ADA);
    let cookie = format!("{HOST_REFRESH}={}", signed_in.cookie(HOST_REFRESH).unwrap());
    let sign_out = Request::post("/logout", &[]).header("Cookie", &cookie);
    let signed_out = auth.service.send(sign_out);
    assert!(attributes(&signed_out, SECURE_ACCESS).contains(&"Domain=example.org"));
    assert!(attributes(&signed_out, SECURE_ACCESS).contains(&"Max-Age=0"));
    assert!(attributes(&signed_out, HOST_REFRESH).contains(&"Max-Age=0"));
    assert!(!attributes(&signed_out, HOST_REFRESH).contains(&"Domain=example.org"));
    let login = Request::get("/login").header("Cookie", &cookie);
    assert_eq!(auth.service.send(login).status, 401);
}

#[test]
fn only_the_name_with_the_prefix_counts() {
    let auth = Auth::with(&[HTTPS]);
    let signed_in = auth.service.post("/login", &ADA);
    let token = signed_in.cookie(HOST_REFRESH).unwrap();
    for (name, status) in [
        (HOST_REFRESH, 302),
        (REFRESH, 200),
        ("__%48ost-org.breakthesystem.jwt.refresh", 200),
    ] {
        let login = Request::get("/login").header("Cookie", format!("{name}={token}"));
        assert_eq!(auth.service.send(login).status, status, "{name}");
    }
}

/// An Auth service with the article's cookies, Ada's refresh cookie there, and the same service with key pairs.
fn moved(keys: &str) -> (String, Service) {
    let secret = ("JWT_SIGNING_KEY", SECRET);
    let before = Service::with(&[HTTPS, DOMAIN, secret]);
    let cookie = before.refresh_cookie();
    let previous = ("JWT_SIGNING_KEY_PREVIOUS", SECRET);
    let after = before.restarted(&[HTTPS, DOMAIN, previous, ("SIGNING_KEYS_FILE", keys)]);
    (cookie, after)
}

#[test]
fn whoever_was_signed_in_under_the_secret_still_is_under_key_pairs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let (before, service) = moved(file.to_str().unwrap());
    let login = |cookie: &str| service.send(Request::get("/login").header("Cookie", cookie));
    service.wait(300);
    let renewed = login(&before);
    assert_eq!(renewed.status, 302);
    assert!(renewed.cookie(SECURE_ACCESS).is_some());
    let after = format!("{HOST_REFRESH}={}", renewed.cookie(HOST_REFRESH).unwrap());
    // The old cookie stays beside it, with a token that was replaced.
    service.wait(300);
    let both = format!("{before}; {after}");
    assert_eq!(login(&both).status, 302);
    let sign_out = Request::post("/logout", &[]).header("Cookie", &both);
    let signed_out = service.send(sign_out);
    for name in [REFRESH, HOST_REFRESH] {
        assert!(attributes(&signed_out, name).contains(&"Max-Age=0"));
    }
    assert!(attributes(&signed_out, REFRESH).contains(&"Domain=example.org"));
}

#[test]
fn a_secret_that_nobody_named_signs_nobody_in() {
    let auth = Auth::start();
    let before = auth.service.restarted(&[]);
    let token = before.refresh_token();
    assert_eq!(auth.service.renew(&token).status, 200);
    let previous = ("JWT_SIGNING_KEY_PREVIOUS", TestIssuer::SECRET);
    let file = ("SIGNING_KEYS_FILE", auth.file.to_str().unwrap());
    let moved = auth.service.restarted(&[file, previous]);
    assert_eq!(moved.renew(&token).status, 302);
}

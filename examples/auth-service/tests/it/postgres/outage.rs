//! A server that is away: when the Auth service starts, or later.

use url::Url;

use super::gate::{Gate, Shut};
use super::{Server, until};
use crate::database::Database;
use crate::http::{Request, Response};
use crate::log;
use crate::service::{EMAIL, PASSWORD, REFRESH, Service};

#[test]
fn a_server_that_is_away_at_the_start_is_used_as_soon_as_it_comes() {
    let service = Service::start();
    let Database::Server(server) = &*service.database else {
        return;
    };
    let (gate, url) = behind_a_gate(server, Shut::HangingUp);
    let other = service.restarted(&[("DATABASE_URL", url.as_str())]);
    assert_unavailable(&service, &other);

    gate.open();

    let token = service.refresh_token();
    let renewed = until("the server is used", || {
        Some(other.renew(&token)).filter(|answer| answer.status != 503)
    });
    assert_eq!(renewed.status, 302);
    let signed_in = sign_in(&other);
    assert_eq!(signed_in.status, 303);
    assert_eq!(other.renew(signed_in.cookie(REFRESH).unwrap()).status, 302);
}

#[test]
fn a_server_that_says_nothing_does_not_keep_the_auth_service_from_starting() {
    let service = Service::start();
    let Database::Server(server) = &*service.database else {
        return;
    };
    let (_gate, url) = behind_a_gate(server, Shut::Silent);
    let other = service.restarted(&[("DATABASE_URL", url.as_str())]);
    assert_unavailable(&service, &other);
}

#[test]
fn connections_that_broke_while_nobody_used_them_are_replaced_unseen() {
    let service = Service::start();
    let Database::Server(server) = &*service.database else {
        return;
    };
    let token = service.refresh_token();

    server.disconnect_all();

    assert_eq!(service.renew(&token).status, 302);
    assert_eq!(sign_in(&service).status, 303);
}

#[test]
fn a_server_that_goes_away_and_comes_back_is_used_again() {
    let service = Service::start();
    let Database::Server(server) = &*service.database else {
        return;
    };
    let allow = |whether: bool| {
        let name = server.name();
        server.administrate(&format!(
            "ALTER DATABASE {name} ALLOW_CONNECTIONS {whether}"
        ));
    };
    let token = service.refresh_token();
    allow(false);
    server.disconnect_all();
    assert_is_503(&service.renew(&token));
    assert_is_503(&sign_in(&service));

    allow(true);

    assert_eq!(service.renew(&token).status, 302);
    assert_eq!(sign_in(&service).status, 303);
}

#[test]
fn a_password_of_the_database_is_not_logged_and_not_shown() {
    let service = Service::start();
    let Database::Server(server) = &*service.database else {
        return;
    };
    let right = server.url.password().unwrap();
    let mut url = server.url.clone();
    url.set_password(Some("hunter2-hunter2")).unwrap();
    let other = service.restarted(&[("DATABASE_URL", url.as_str())]);
    let refused = sign_in(&other);
    assert_is_503(&refused);
    let config = crate::start_up::config(&[("DATABASE_URL", url.as_str())]).unwrap();
    let error = auth_service::create_account(&config, &crate::service::ada()).unwrap_err();
    for text in [log::written(), refused.body, error.to_string()] {
        assert!(!text.contains("hunter2") && !text.contains(right));
    }
    assert!(log::written().contains("trying again"));
}

fn behind_a_gate(server: &Server, shut: Shut) -> (Gate, Url) {
    let gate = Gate::new(server.address(), shut);
    let mut url = server.url.clone();
    url.set_port(Some(gate.port())).unwrap();
    (gate, url)
}

/// What needs no account is there, and nobody loses a cookie.
fn assert_unavailable(before: &Service, service: &Service) {
    let token = before.refresh_token();
    for target in ["/login", "/register", "/health"] {
        assert_eq!(service.get(target).status, 200, "{target}");
    }
    let cookie = format!("{REFRESH}={token}");
    let sign_out = Request::post("/logout", &[]).header("Cookie", &cookie);
    assert_is_503(&service.renew(&token));
    assert_is_503(&service.send(Request::get("/").header("Cookie", &cookie)));
    assert_is_503(&sign_in(service));
    assert!(service.send(sign_out).status >= 300);
}

fn assert_is_503(answer: &Response) {
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.header("retry-after").is_some());
    assert!(answer.sets_no_cookie());
    assert!(answer.body.contains("not available right now"));
}

fn sign_in(service: &Service) -> Response {
    service.post("/login", &[("email", EMAIL), ("password", PASSWORD)])
}

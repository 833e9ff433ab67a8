//! A request with a token that is known costs two allocations more than one to a bare handler: the value that is attached, and
//! its place among the request's extensions.

use std::time::Duration;

use crate::service::{Serves, Service, to, token};

const MOST: u64 = 2;

#[actix_web::test]
async fn a_kept_row_adds_two_allocations_at_most() {
    let auth = Service::auth().row_ttl(Duration::from_secs(60));
    assert_adds_little(auth, "/user").await;
}

#[actix_web::test]
async fn so_do_claims_of_a_token_that_was_verified_before() {
    assert_adds_little(Service::auth(), "/claims").await;
}

#[actix_web::test]
async fn so_does_a_request_in_which_nobody_asks() {
    assert_adds_little(Service::auth(), "/nobody").await;
}

/// Its own future, which judges when it is polled and so within the application's span.
#[actix_web::test]
async fn a_guard_adds_a_third_one_where_the_row_is_kept() {
    let auth = Service::auth().row_ttl(Duration::from_secs(60));
    let guarded = Service::start_guarded(auth).await;
    assert_costs_little(guarded, "/nobody", MOST + 1).await;
}

async fn assert_adds_little(
    auth: jwt_auth_actix::JwtAuthBuilder<crate::service::User>,
    path: &str,
) {
    assert_costs_little(Service::start(auth).await, path, MOST).await;
}

async fn assert_costs_little(ours: Service<impl Serves>, path: &str, most: u64) {
    let bare = Service::bare().await;
    let line = format!("theme=dark; access={}; lang=en", token());
    let bare = bare.cost(to("/nobody", &line)).count_total;
    let ours = ours.cost(to(path, &line)).count_total;
    assert!(ours <= bare + most, "{path}: {ours} after {bare}");
}

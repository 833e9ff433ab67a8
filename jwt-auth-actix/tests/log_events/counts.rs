//! `JwtAuth::refusals()`: once for each request, whoever asks how often, over all workers.

use jwt_auth_actix::{JwtAuth, Refusal, TestIssuer};

use crate::people::{Store, User, ada, token};
use crate::service::{app, auth, get, send, with_cookie};

fn counted(auth: &JwtAuth<User>) -> Vec<(&'static str, u64)> {
    auth.refusals().into_iter().collect()
}

#[actix_web::test]
async fn everybody_who_asks_during_one_request_counts_once() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    let ended = TestIssuer::hs512().expired_token(&ada());
    let rows = [
        (get("/everybody"), vec![("no_token", 1)]),
        (
            with_cookie(get("/everybody"), &ended),
            vec![("expired", 1), ("no_token", 1)],
        ),
        (
            with_cookie(get("/guarded/everybody"), &ended),
            vec![("expired", 2), ("no_token", 1)],
        ),
        (
            get("/guarded/everybody"),
            vec![("expired", 2), ("no_token", 2)],
        ),
        (
            with_cookie(get("/everybody"), &token(&ada())),
            vec![("expired", 2), ("no_token", 2)],
        ),
    ];
    for (place, (request, expected)) in rows.into_iter().enumerate() {
        send(&app, request).await;
        assert_eq!(counted(&auth), expected, "row {place}");
    }
}

#[actix_web::test]
async fn what_the_store_says_counts_once_for_a_request_too() {
    for (store, word) in [
        (Store::Refuses(Refusal::Inactive), "inactive"),
        (Store::IsAway("gone"), "store_unavailable"),
        (Store::IsBusy, "store_busy"),
        (Store::Panics, "store_panicked"),
    ] {
        let auth = auth(store);
        let app = app(&auth).await;
        for requests in 1..=3 {
            send(&app, with_cookie(get("/everybody"), &token(&ada()))).await;
            assert_eq!(counted(&auth), [(word, requests)]);
        }
    }
}

#[actix_web::test]
async fn a_guard_and_an_extractor_that_forbid_count_each_request_once() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    for (count, path) in (1..).zip(["/staff", "/for-staff/me", "/staff"]) {
        send(&app, with_cookie(get(path), &token(&ada()))).await;
        assert_eq!(counted(&auth), [("forbidden", count)], "{path}");
    }
}

#[actix_web::test]
async fn who_only_has_a_look_at_a_public_page_is_counted_nowhere() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    send(&app, get("/nowhere")).await;
    assert_eq!(counted(&auth), []);
}

#[actix_web::test]
async fn all_workers_of_a_server_count_together_and_nothing_is_lost() {
    let auth = auth(Store::Works);
    let counted = auth.clone();
    let server = actix_test::start_with(actix_test::config().workers(2), move || {
        actix_web::App::new()
            .configure(crate::service::routes)
            .wrap(auth.clone())
    });
    for _ in 0..20 {
        // Each on a connection of its own, so that both workers get some.
        let request = server
            .get("/me")
            .insert_header(("Accept", "application/json"));
        let answer = request.force_close().send().await.unwrap();
        assert_eq!(answer.status(), 401);
    }
    assert_eq!(counted.refusals(), [("no_token", 20)].into());
    server.stop().await;
}

//! What a supervisor and a load balancer ask: is the process alive, and can it serve people?

use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER};
use actix_web::web::Data;
use actix_web::{HttpResponse, HttpResponseBuilder, route};

use super::App;

const RETRY_SECONDS: &str = "5";

#[route("/health", method = "GET", method = "HEAD")]
pub(super) async fn health() -> HttpResponse {
    fresh(HttpResponse::Ok()).body("ok")
}

/// Not ready while no key is at hand or the users have no table yet: whoever brings a token would be told to come back later.
/// Nor when the service is about to end: whoever comes next finds nobody.
#[route("/readyz", method = "GET", method = "HEAD")]
pub(super) async fn readyz(app: Data<App>) -> HttpResponse {
    let missing = if app.departure.is_announced() {
        "the service is shutting down"
    } else if !app.verifier.is_ready() {
        "the Auth service's keys are not at hand"
    } else if !app.migration.is_done() {
        "the database has not been reached and migrated yet"
    } else {
        return fresh(HttpResponse::Ok()).body("ready");
    };
    fresh(HttpResponse::ServiceUnavailable())
        .insert_header((RETRY_AFTER, RETRY_SECONDS))
        .body(missing)
}

fn fresh(mut answer: HttpResponseBuilder) -> HttpResponseBuilder {
    answer
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8");
    answer
}

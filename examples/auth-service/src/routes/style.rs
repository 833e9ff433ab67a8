use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, route};

/// A file of its own, so that the policy of the pages need not allow styles in their text.
#[route("/style.css", method = "GET", method = "HEAD")]
pub(super) async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(include_str!("../../../style.css"))
}

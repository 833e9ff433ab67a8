use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, route};

#[route("/style.css", method = "GET", method = "HEAD")]
pub(super) async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((CACHE_CONTROL, "max-age=60"))
        .insert_header(("x-content-type-options", "nosniff"))
        .body(include_str!("../../../style.css"))
}

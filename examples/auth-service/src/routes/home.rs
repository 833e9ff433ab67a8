use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder, route};

use crate::failure::Failure;
use crate::pages::{Home, page};
use crate::server::App;

#[route("/", method = "GET", method = "HEAD")]
pub(super) async fn home(app: Data<App>, req: HttpRequest) -> Result<HttpResponse, Failure> {
    let session = app.session(req.headers()).await?;
    let account = session.account();
    page(StatusCode::OK, &Home { account })
}

#[route("/health", method = "GET", method = "HEAD")]
pub(super) async fn health() -> impl Responder {
    "ok"
}

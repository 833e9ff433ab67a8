use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpResponse, route};

use crate::failure::Failure;
use crate::server::App;

/// The public keys, for everybody (RFC 7517 section 8.5.1). Cached for a minute: a key is published 11 before it signs, and
/// services keep a set for 10.
#[route("/.well-known/jwks.json", method = "GET", method = "HEAD")]
pub(super) async fn jwks(app: Data<App>) -> Result<HttpResponse, Failure> {
    let keys = app.tokens.signing_keys().ok_or(Failure::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/jwk-set+json"))
        .insert_header((CACHE_CONTROL, "public, max-age=60"))
        .body(keys.published().to_string()))
}

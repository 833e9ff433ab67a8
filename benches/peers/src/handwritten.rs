//! What many services write by hand: an extractor that reads the cookie and decodes the token.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::error::{ErrorInternalServerError, ErrorUnauthorized};
use actix_web::web::{self, Data};
use actix_web::{App, Error, FromRequest, HttpRequest, HttpServer};

use crate::cookies::ACCESS;
use crate::launch::{Failure, Launch};
use crate::tokens::{Claims, Tokens};

pub(crate) async fn serve(launch: &Launch) -> Result<(), Failure> {
    let tokens = Tokens::from_env()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(tokens.clone()))
            .route("/home", web::get().to(home))
    });
    server
        .workers(launch.workers)
        .listen(launch.listen()?)?
        .run()
        .await?;
    Ok(())
}

struct SignedIn(Claims);

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match req.app_data::<Data<Tokens>>() {
            Some(tokens) => signed_in(req, tokens),
            None => Err(ErrorInternalServerError("no key")),
        })
    }
}

fn signed_in(req: &HttpRequest, tokens: &Tokens) -> Result<SignedIn, Error> {
    let cookie = req.cookie(ACCESS);
    let claims = cookie.and_then(|cookie| tokens.claims(cookie.value()));
    claims
        .map(SignedIn)
        .ok_or_else(|| ErrorUnauthorized("sign in"))
}

async fn home(SignedIn(claims): SignedIn) -> String {
    claims.user_uuid
}

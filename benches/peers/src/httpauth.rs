//! actix-web-httpauth and jsonwebtoken: a Bearer token, its claims in the extensions of the request.

use actix_web::dev::ServiceRequest;
use actix_web::error::ErrorUnauthorized;
use actix_web::web::{self, Data, ReqData};
use actix_web::{App, Error, HttpMessage as _, HttpServer};
use actix_web_httpauth::extractors::bearer::BearerAuth;
use actix_web_httpauth::middleware::HttpAuthentication;

use crate::launch::{Failure, Launch};
use crate::tokens::{Claims, Tokens};

pub(crate) async fn serve(launch: &Launch) -> Result<(), Failure> {
    let tokens = Tokens::from_env()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(tokens.clone()))
            .wrap(HttpAuthentication::bearer(validate))
            .route("/home", web::get().to(home))
    });
    server
        .workers(launch.workers)
        .listen(launch.listen()?)?
        .run()
        .await?;
    Ok(())
}

async fn validate(
    req: ServiceRequest,
    bearer: BearerAuth,
) -> Result<ServiceRequest, (Error, ServiceRequest)> {
    let tokens = req.app_data::<Data<Tokens>>();
    match tokens.and_then(|tokens| tokens.claims(bearer.token())) {
        Some(claims) => {
            req.extensions_mut().insert(claims);
            Ok(req)
        }
        None => Err((ErrorUnauthorized("sign in"), req)),
    }
}

async fn home(claims: ReqData<Claims>) -> String {
    claims.user_uuid.clone()
}

//! actix-jwt-auth-middleware: a cookie, its claims in the extensions of the request. It does not look at `token_type`.

use actix_jwt_auth_middleware::use_jwt::UseJWTOnApp as _;
use actix_jwt_auth_middleware::{Authority, FromRequest};
use actix_web::{App, HttpServer, web};
use jwt_compact::alg::{Hs256, Hs256Key, Hs512, Hs512Key};
use jwt_compact::{Algorithm, TimeOptions};
use serde::{Deserialize, Serialize};

use crate::cookies::{ACCESS, REFRESH};
use crate::launch::{self, Failure, Launch};

pub(crate) async fn serve(launch: &Launch) -> Result<(), Failure> {
    let secret = launch::secret()?;
    match launch::algorithm()?.as_str() {
        "HS256" => serve_with(launch, Hs256, Hs256Key::new(secret)).await,
        "HS512" => serve_with(launch, Hs512, Hs512Key::new(secret)).await,
        other => Err(format!("JWT_ALGORITHM: {other} is not compared").into()),
    }
}

async fn serve_with<A>(launch: &Launch, algorithm: A, key: A::VerifyingKey) -> Result<(), Failure>
where
    A: Algorithm + Clone + Send + 'static,
    A::SigningKey: Clone + Send,
    A::VerifyingKey: Clone + Send,
{
    let server = HttpServer::new(move || {
        let authority = Authority::<Claims, A, _, _>::new()
            .refresh_authorizer(|| async { Ok(()) })
            .renew_access_token_automatically(false)
            .access_token_name(ACCESS)
            .refresh_token_name(REFRESH)
            .time_options(TimeOptions::default())
            .algorithm(algorithm.clone())
            .verifying_key(key.clone())
            .build()
            .expect("every setting is given");
        App::new().use_jwt(
            authority,
            web::scope("").route("/home", web::get().to(home)),
        )
    });
    server
        .workers(launch.workers)
        .listen(launch.listen()?)?
        .run()
        .await?;
    Ok(())
}

/// The article's claims; it has to be able to write them, too.
#[derive(Clone, Serialize, Deserialize, FromRequest)]
struct Claims {
    token_type: String,
    jti: String,
    user_uuid: String,
    user_email: String,
    user_is_staff: bool,
    user_is_superuser: bool,
    user_first_name: String,
    user_last_name: String,
}

async fn home(claims: Claims) -> String {
    claims.user_uuid
}

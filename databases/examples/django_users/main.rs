//! A service whose users are those of a Django application: the table is `auth_user`, and Django made it.
//!
//! `interop/django_users/` runs it beside a real Django. Environment: `DATABASE_URL`, `JWT_SIGNING_KEY` (HS512) and
//! `MODEL`: `plain`, `watermark` or `linked`.

mod connection;
mod linked;
mod only_on_creation;
mod plain;
mod schema;
mod watermark;

use std::env;
use std::error::Error;
use std::net::TcpListener;

use actix_web::{App, HttpResponse, HttpServer, web};
use jwt_auth_actix::{
    CurrentUser, DieselUser, DieselUserStore, JwtAuth, JwtUser, StaffUser, SuperUser, Verifier,
    VerifyingKey,
};
use serde::Serialize;
use tracing_subscriber::EnvFilter;

use connection::AnyConnection;

type Store<U> = DieselUserStore<U, AnyConnection>;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("info,jwt_auth=trace"))
        .init();
    let url = env::var("DATABASE_URL")?;
    match env::var("MODEL")?.as_str() {
        "plain" => serve(Store::<plain::User>::connect(&url)?).await,
        "watermark" => serve(Store::<watermark::User>::connect(&url)?).await,
        "linked" => {
            let users = Store::connect(&url)?.find_unlinked(linked::by_verified_email);
            serve::<linked::User>(users).await
        }
        _ => Err("MODEL is plain, watermark or linked".into()),
    }
}

async fn serve<U>(users: Store<U>) -> Result<(), Box<dyn Error>>
where
    U: DieselUser<AnyConnection> + Serialize,
{
    let problems = users.check().await?;
    for problem in &problems {
        tracing::warn!("{problem}");
    }
    tracing::info!(problems = problems.len(), "checked");
    let key = VerifyingKey::hs512(env::var("JWT_SIGNING_KEY")?)?;
    let auth = JwtAuth::builder(Verifier::simple_jwt(key).build()?, users)
        .access_cookie("org.breakthesystem.jwt.access")
        .login_url("https://auth.example.org/login")
        .own_url("https://someservice.example.org")
        .build()?;
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    let server = HttpServer::new(move || {
        App::new()
            .wrap(auth.clone())
            .route("/whoami", web::get().to(whoami::<U>))
            .route("/staff", web::get().to(staff::<U>))
            .route("/superuser", web::get().to(superuser::<U>))
    });
    server.workers(2).listen(listener)?.run().await?;
    Ok(())
}

async fn whoami<U: JwtUser + Serialize>(user: CurrentUser<U>) -> HttpResponse {
    HttpResponse::Ok().json(&*user)
}

async fn staff<U: JwtUser>(_: StaffUser<U>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

async fn superuser<U: JwtUser>(_: SuperUser<U>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

//! A program for the Python suite `browser/`, no example of use: the service that its pages visit, with one route for each
//! thing that a page can ask for, and a record of what the browser sent and was answered.
//!
//! Settings: `BIND`, `OWN_URL`, `LOGIN_URL`, `LOGOUT_URL` and `JWT_SIGNING_KEY`, an HS512 secret.

mod record;
mod register;
mod socket;

use std::error::Error;
use std::net::TcpListener;

use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, Query, ServiceConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, Responder, get, route};
use jwt_auth_actix::{
    CurrentUser, JwtAuth, LoginRequired, MaybeUser, StaffUser, Verifier, VerifyingKey,
};
use serde::Deserialize;
use serde_json::json;
use tracing_subscriber::EnvFilter;

use crate::record::{Record, recorded};
use crate::register::{Person, Register};
use crate::socket::hello;

const ACCESS_COOKIE: &str = "org.breakthesystem.jwt.access";

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let record = Data::new(Record::default());
    let auth = auth(Register::new(record.clone()))?;
    let listener = TcpListener::bind(std::env::var("BIND")?)?;
    #[expect(clippy::print_stdout, reason = "whoever started it waits for this")]
    {
        println!("listening address={}", listener.local_addr()?);
    }
    HttpServer::new(move || {
        App::new()
            .app_data(record.clone())
            .configure(routes)
            .wrap(auth.clone())
            .wrap(from_fn(recorded))
    })
    .workers(1)
    .listen(listener)?
    .run()
    .await?;
    Ok(())
}

fn auth(register: Register) -> Result<JwtAuth<Person>, Box<dyn Error>> {
    let key = VerifyingKey::hs512(std::env::var("JWT_SIGNING_KEY")?)?;
    let auth = JwtAuth::builder(Verifier::simple_jwt(key).build()?, register)
        .access_cookie(ACCESS_COOKIE)
        .own_url(std::env::var("OWN_URL")?)
        .login_url(std::env::var("LOGIN_URL")?)
        .logout_url(std::env::var("LOGOUT_URL")?)
        .build()?;
    Ok(auth)
}

fn routes(config: &mut ServiceConfig) {
    let page = web::resource("/{name:.*}")
        .route(web::get().to(page))
        .route(web::head().to(page))
        .route(web::post().to(page))
        .route(web::put().to(page));
    config
        .service(stage)
        .service(web::scope("/page").wrap(LoginRequired::new()).service(page))
        .service(cached)
        .service(staff)
        .service(whoami)
        .service(hello)
        .service(seen);
}

/// Anybody's empty page, on which a test lets scripts run.
#[get("/")]
async fn stage() -> impl Responder {
    html("Stage")
}

/// What needs sign-in: read it, or change something.
async fn page(req: HttpRequest, record: Data<Record>, person: CurrentUser<Person>) -> HttpResponse {
    if !matches!(*req.method(), Method::GET | Method::HEAD) {
        record.change(req.path(), &person.uuid);
        return html("Changed");
    }
    html(&format!("Hello, {}", person.first_name))
}

#[derive(Deserialize)]
struct Caching {
    control: String,
}

/// The same with a `Cache-Control` of the handler's own.
#[get("/cached/{name}")]
async fn cached(person: CurrentUser<Person>, Query(caching): Query<Caching>) -> impl Responder {
    html(&format!("Hello, {}", person.first_name))
        .customize()
        .insert_header((CACHE_CONTROL, caching.control))
}

#[get("/staff")]
async fn staff(_person: StaffUser<Person>) -> HttpResponse {
    html("The staff room")
}

#[route("/whoami", method = "GET", method = "POST")]
async fn whoami(person: MaybeUser<Person>) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "uuid": person.user().map(|person| &person.uuid),
        "reason": person.reason().map(|reason| reason.code()),
    }))
}

#[derive(Deserialize)]
struct Sought {
    path: String,
}

/// For the test itself, never for the browser.
#[get("/seen")]
async fn seen(record: Data<Record>, Query(sought): Query<Sought>) -> HttpResponse {
    HttpResponse::Ok().json(record.of(&sought.path))
}

fn html(heading: &str) -> HttpResponse {
    let heading = heading.replace('&', "&amp;").replace('<', "&lt;");
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{heading}</title>\
             <link rel=\"icon\" href=\"data:,\"><h1>{heading}</h1></html>\n"
        ))
}

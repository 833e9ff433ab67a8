//! A mistake in the application costs one answer and no connection.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use actix_web::dev::Service as _;
use actix_web::{App, HttpResponse, web};
use jwt_auth_actix::{
    CurrentUser, JwtAuth, JwtUser, LazyUser, RefusalResponder, TestIssuer, UserPassing, UserTest,
};
use serde_json::json;

use crate::caches::CachesAsAsked as _;

#[derive(Debug, JwtUser)]
struct User {
    #[jwt(key, claim = "sub")]
    _name: String,
    #[jwt(claim = "mood", with = mood)]
    _mood: String,
}

fn mood(mood: &str) -> Result<String, String> {
    assert_ne!(mood, "panic", "the mapper panics");
    Ok(mood.to_owned())
}

impl jwt_auth_actix::ClaimsUser for Other {
    fn from_claims(_: &Self::Claims) -> Self {
        panic!("the model panics")
    }
}

/// A model that is written by hand, and badly.
struct Other;

impl JwtUser for Other {
    type Claims = serde_json::Value;
    const COLUMNS: &'static [&'static str] = &[];
    const HAS_WATERMARK: bool = false;

    fn has_key_of(&self, _: &Self::Claims) -> bool {
        true
    }
    fn same_person(_: &Self::Claims, _: &Self::Claims) -> bool {
        true
    }
    fn key_text(_: &Self::Claims) -> std::borrow::Cow<'_, str> {
        "other".into()
    }
    fn changes(&self, _: &Self::Claims) -> jwt_auth_actix::Changes {
        jwt_auth_actix::Changes::none()
    }
}

struct Panicking;

impl UserTest<User> for Panicking {
    fn passes(_: &User) -> bool {
        panic!("the test panics")
    }
}

fn auth<U: jwt_auth_actix::ClaimsUser>() -> JwtAuth<U> {
    let verifier = jwt_auth_actix::Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
    JwtAuth::builder(verifier.build().unwrap(), jwt_auth_actix::ClaimsOnlyStore)
        .caches_as_asked()
        .access_cookie("access")
        .login_url("https://auth.example.org/login")
        .own_url("https://service.example.org")
        .responder(responder())
        .build()
        .unwrap()
}

fn responder() -> impl RefusalResponder {
    |challenge: &jwt_auth_actix::Challenge| {
        assert_ne!(challenge.reason(), "expired", "the responder panics");
        None
    }
}

async fn handler(_: LazyUser<User>) -> HttpResponse {
    panic!("the handler panics")
}

async fn later(_: CurrentUser<User>) -> HttpResponse {
    actix_web::rt::task::yield_now().await;
    panic!("the handler panics after a while")
}

/// One connection for everything, as browsers and proxies keep it.
struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Status, `Content-Type` and body.
    fn get(&mut self, path: &str, token: &str) -> (u16, String, String) {
        let stream = self.0.get_mut();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: service\r\nAccept: application/json\r\nCookie: access={token}\r\n\r\n"
        )
        .unwrap();
        let (mut status, mut content_type, mut length) = (0, String::new(), 0);
        loop {
            let mut line = String::new();
            assert_ne!(
                self.0.read_line(&mut line).unwrap(),
                0,
                "{path}: the connection was closed"
            );
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().unwrap();
            } else if let Some(value) = line.strip_prefix("content-type: ") {
                content_type = value.to_owned();
            } else if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            } else if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (status, content_type, String::from_utf8(body).unwrap())
    }
}

#[actix_web::test]
async fn a_panic_is_answered_with_500_and_the_connection_lives_on() {
    let users = auth::<User>();
    let counted = users.clone();
    let server = actix_test::start(move || {
        let others = web::scope("/others").wrap(auth::<Other>());
        let middleware = web::scope("/middleware").wrap_fn(|req, service| {
            assert_ne!(req.path(), "/middleware/", "an inner middleware panics");
            service.call(req)
        });
        App::new()
            .service(others.route("/", web::get().to(async |_: CurrentUser<Other>| "")))
            .service(
                web::scope("")
                    .wrap(users.clone())
                    .service(middleware.route("/", web::get().to(HttpResponse::Ok)))
                    .route("/handler", web::get().to(handler))
                    .route("/later", web::get().to(later))
                    .route(
                        "/test",
                        web::get().to(async |_: UserPassing<User, Panicking>| ""),
                    )
                    .route("/me", web::get().to(async |_: CurrentUser<User>| "me")),
            )
    });
    let issuer = TestIssuer::hs512();
    let good = issuer.access_token(&json!({"sub": "ada", "mood": "fine"}));
    let unreadable = issuer.access_token(&json!({"sub": "ada", "mood": "panic"}));
    let expired = issuer.expired_token(&json!({"sub": "ada", "mood": "fine"}));
    let address = server.addr();
    let rows = [
        ("/handler", good.clone()),
        ("/later", good.clone()),
        ("/me", unreadable),
        ("/me", expired),
        ("/test", good.clone()),
        ("/others/", good.clone()),
        ("/middleware/", good.clone()),
    ];
    let panics = rows.len();
    let answers = web::block(move || {
        let stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(std::time::Duration::from_secs(30)))
            .unwrap();
        let mut connection = Connection(BufReader::new(stream));
        let mut answers = Vec::new();
        for (path, token) in rows {
            answers.push((path, connection.get(path, &token)));
            let after = connection.get("/me", &good);
            assert_eq!((after.0, after.2.as_str()), (200, "me"), "after {path}");
        }
        answers
    });
    for (path, (status, content_type, body)) in answers.await.unwrap() {
        assert_eq!(status, 500, "F19 {path}");
        assert_eq!(content_type, "application/problem+json", "{path}");
        let problem: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["reason"], "internal", "{path}");
        assert!(!body.contains("panic"), "X32 {path}: {body}");
    }
    // That of the other JwtAuth is counted there.
    assert_eq!(
        counted.refusals().get("panicked"),
        Some(&(panics as u64 - 1))
    );
    server.stop().await;
}

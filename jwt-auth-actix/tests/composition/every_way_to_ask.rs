//! All guards and extractors, and the proof of origin alone, with each kind of middleware outside and inside of `JwtAuth`.

use actix_web::middleware::{Compress, Condition, Logger, NormalizePath};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use jwt_auth_actix::{
    CrossOriginProtection, CurrentUser, LazyUser, LoginRequired, MaybeUser, StaffRequired,
    StaffUser, SuperUser, SuperuserRequired, TokenExpiry, UserPassesTest, UserPassing, UserTest,
    VerifiedClaims,
};

use crate::answer::{Client, client};
use crate::directory::{Directory, OWN_URL, User, UserClaims, ada, cookie};
use crate::layers::{cors, errors, session};

/// Path, and what a superuser, somebody without privileges and nobody get there.
const ROWS: [(&str, [u16; 3]); 12] = [
    ("/guard/login", [200, 200, 401]),
    ("/guard/staff", [200, 403, 401]),
    ("/guard/superuser", [200, 403, 401]),
    ("/guard/test", [200, 403, 401]),
    ("/current", [200, 200, 401]),
    ("/staff", [200, 403, 401]),
    ("/superuser", [200, 403, 401]),
    ("/test", [200, 403, 401]),
    ("/lazy", [200, 200, 401]),
    ("/claims", [200, 200, 401]),
    ("/expiry", [200, 200, 401]),
    ("/maybe", [200, 200, 200]),
];

struct IsRoot;

impl UserTest<User> for IsRoot {
    fn passes(user: &User) -> bool {
        user.is_superuser
    }
}

async fn lazy(user: LazyUser<User>) -> actix_web::Result<&'static str> {
    user.get().await?;
    Ok("")
}

fn routes(config: &mut web::ServiceConfig) {
    let page = async || "";
    let is_root = UserPassesTest::new(|user: &User| user.is_superuser);
    let forms = CrossOriginProtection::builder(OWN_URL).build().unwrap();
    let guards = web::scope("/guard")
        .service(web::resource("/login").wrap(LoginRequired::new()).to(page))
        .service(web::resource("/staff").wrap(StaffRequired::new()).to(page))
        .service(
            web::resource("/superuser")
                .wrap(SuperuserRequired::new())
                .to(page),
        )
        .service(web::resource("/test").wrap(is_root).to(page));
    config
        .service(guards)
        .route("/current", web::get().to(async |_: CurrentUser<User>| ""))
        .route("/staff", web::get().to(async |_: StaffUser<User>| ""))
        .route("/superuser", web::get().to(async |_: SuperUser<User>| ""))
        .route(
            "/test",
            web::get().to(async |_: UserPassing<User, IsRoot>| ""),
        )
        .route("/lazy", web::get().to(lazy))
        .route(
            "/claims",
            web::get().to(async |_: VerifiedClaims<UserClaims>| ""),
        )
        .route("/expiry", web::get().to(async |_: TokenExpiry| ""))
        .route("/maybe", web::get().to(async |_: MaybeUser<User>| ""))
        .service(web::resource("/form").wrap(forms).to(page));
}

macro_rules! around {
    ($($name:literal: $middleware:expr),* $(,)?) => {{
        let mut clients: Vec<(String, Client)> = Vec::new();
        $(for outside in [true, false] {
            let app = App::new()
                .configure(routes)
                .wrap(Condition::new(!outside, $middleware))
                .wrap(Directory::default().auth())
                .wrap(Condition::new(outside, $middleware));
            let place = if outside { "outside" } else { "inside" };
            clients.push((format!("{} {place}", $name), client(init_service(app).await)));
        })*
        clients
    }};
}

async fn clients() -> Vec<(String, Client)> {
    around! {
        "compress": Compress::default(),
        "logger": Logger::default(),
        "cors": cors(),
        "normalize path": NormalizePath::trim(),
        "session": session(),
        "error handlers": errors(),
    }
}

fn get(path: &str) -> TestRequest {
    let request = TestRequest::get().uri(path);
    request.insert_header(("Accept", "application/json"))
}

#[actix_web::test]
async fn whoever_asks_in_whatever_way_gets_the_same_answer() {
    let root = User {
        is_staff: true,
        is_superuser: true,
        ..ada()
    };
    for (name, client) in clients().await {
        for (path, statuses) in ROWS {
            let requests = [
                get(path).insert_header(cookie(&root)),
                get(path).insert_header(cookie(&ada())),
                get(path),
            ];
            for (request, status) in requests.into_iter().zip(statuses) {
                let answer = client(request).await;
                let row = format!("{name} {path}: {answer:?}");
                assert_eq!(answer.status.as_u16(), status, "{row}");
                let kept_out = if status == 200 { "private" } else { "no-store" };
                assert_eq!(
                    answer.header("cache-control").as_deref(),
                    Some(kept_out),
                    "{row}"
                );
                assert!(answer.varies_by("cookie"), "{row}");
            }
        }
    }
}

#[actix_web::test]
async fn a_form_without_identity_is_open_to_the_own_pages_alone() {
    for (name, client) in clients().await {
        let post = |origin| {
            let post = TestRequest::post().uri("/form");
            client(post.insert_header(("Origin", origin)))
        };
        let own = post(OWN_URL).await;
        assert_eq!(own.status, 200, "{name}: {own:?}");
        // Nobody's identity was looked at.
        assert_eq!(own.header("cache-control"), None, "{name}");

        let foreign = post("https://attacker.example").await;
        assert_eq!(foreign.status, 403, "{name}: {foreign:?}");
        assert_eq!(foreign.json()["reason"], "forbidden", "{name}");
        assert_eq!(
            foreign.header("cache-control").as_deref(),
            Some("no-store"),
            "{name}"
        );
    }
}

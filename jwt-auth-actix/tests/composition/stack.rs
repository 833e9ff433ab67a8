//! One page behind a guard, with one more middleware somewhere around it.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use jwt_auth_actix::CurrentUser;

use crate::answer::{Answer, Client};
use crate::directory::{User, ada, cookie};

pub(crate) const PAGE: &str = "/people/ada";
/// Where somebody goes who navigates to the page and is not signed in.
pub(crate) const LOGIN_FOR_PAGE: &str =
    "https://auth.example.org/login?next=https%3A//service.example.org/people/ada";

/// Where the other middleware stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It sees the request before `JwtAuth`.
    Outside,
    /// It sees the request after `JwtAuth` and before the guard.
    Between,
    /// It sees only what the guard lets pass.
    Inside,
}

impl Place {
    pub(crate) const ALL: [Self; 3] = [Self::Outside, Self::Between, Self::Inside];
}

pub(crate) struct Stack {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) client: Client,
}

pub(crate) async fn page(user: CurrentUser<User>) -> String {
    format!("the page of {}", user.username)
}

pub(crate) const BODY: &str = "the page of ada";

/// A vector of [`Stack`]s: `$middleware` in each [`Place`], `$guard` on an app, a scope and a resource.
macro_rules! stacks {
    ($guard:expr, $middleware:expr) => {
        stacks!($guard, $middleware, $crate::stack::page)
    };
    ($guard:expr, $middleware:expr, $handler:expr) => {{
        use actix_web::middleware::Condition;
        use actix_web::test::init_service;
        use actix_web::{App, web};
        use $crate::stack::{PAGE, Place, Stack};

        let auth = $crate::directory::Directory::default().auth();
        let mut stacks = Vec::new();
        for place in Place::ALL {
            let app = App::new()
                .route(PAGE, web::route().to($handler))
                .wrap(Condition::new(place == Place::Inside, $middleware))
                .wrap($guard)
                .wrap(Condition::new(place == Place::Between, $middleware))
                .wrap(auth.clone())
                .wrap(Condition::new(place == Place::Outside, $middleware));
            let scope = web::scope("/people")
                .route("/ada", web::route().to($handler))
                .wrap(Condition::new(place == Place::Inside, $middleware))
                .wrap($guard)
                .wrap(Condition::new(place == Place::Between, $middleware));
            let scope = App::new()
                .service(scope)
                .wrap(auth.clone())
                .wrap(Condition::new(place == Place::Outside, $middleware));
            let resource = web::resource(PAGE)
                .route(web::route().to($handler))
                .wrap(Condition::new(place == Place::Inside, $middleware))
                .wrap($guard)
                .wrap(Condition::new(place == Place::Between, $middleware));
            let resource = App::new()
                .service(resource)
                .wrap(auth.clone())
                .wrap(Condition::new(place == Place::Outside, $middleware));
            for (on, client) in [
                ("app", $crate::answer::client(init_service(app).await)),
                ("scope", $crate::answer::client(init_service(scope).await)),
                (
                    "resource",
                    $crate::answer::client(init_service(resource).await),
                ),
            ] {
                stacks.push(Stack {
                    name: format!("{place:?}, guard on {on}"),
                    place,
                    client,
                });
            }
        }
        stacks
    }};
}
pub(crate) use stacks;

/// A person's browser goes to the page.
pub(crate) fn navigation() -> TestRequest {
    TestRequest::get()
        .uri(PAGE)
        .insert_header(("Accept", "text/html,*/*;q=0.8"))
        .insert_header(("Sec-Fetch-Mode", "navigate"))
}

/// A script asks for it.
pub(crate) fn program() -> TestRequest {
    TestRequest::get()
        .uri(PAGE)
        .insert_header(("Accept", "application/json"))
}

pub(crate) fn signed_in() -> TestRequest {
    navigation().insert_header(cookie(&ada()))
}

/// What everybody sees of the page, as if there were no other middleware. The headers of `request` are added to each.
pub(crate) async fn assert_guarded(
    name: &str,
    client: &Client,
    request: impl Fn(TestRequest) -> TestRequest,
) {
    let person = client(request(navigation())).await;
    assert_eq!(person.status, StatusCode::FOUND, "{name}: {person:?}");
    assert_eq!(
        person.header("location").as_deref(),
        Some(LOGIN_FOR_PAGE),
        "{name}"
    );

    assert_problem(name, &client(request(program())).await);

    let ada = client(request(signed_in())).await;
    assert_eq!(ada.status, StatusCode::OK, "{name}: {ada:?}");
    assert_eq!(ada.body, BODY, "{name}");
    assert_eq!(
        ada.header("cache-control").as_deref(),
        Some("private"),
        "{name}"
    );
    assert!(ada.varies_by("cookie"), "{name}: {:?}", ada.headers);
}

/// What a script gets that is not signed in.
pub(crate) fn assert_problem(name: &str, answer: &Answer) {
    assert_eq!(
        answer.status,
        StatusCode::UNAUTHORIZED,
        "{name}: {answer:?}"
    );
    let kind = answer.header("content-type");
    assert_eq!(kind.as_deref(), Some("application/problem+json"), "{name}");
    assert_eq!(answer.json()["reason"], "missing", "{name}");
    assert_eq!(
        answer.json()["login_url"],
        "https://auth.example.org/login",
        "{name}"
    );
    assert_eq!(
        answer.header("cache-control").as_deref(),
        Some("no-store"),
        "{name}"
    );
    for header in ["cookie", "accept", "sec-fetch-mode"] {
        assert!(
            answer.varies_by(header),
            "{name}: {header}: {:?}",
            answer.headers
        );
    }
}

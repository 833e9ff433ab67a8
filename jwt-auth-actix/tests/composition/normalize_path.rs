//! A path that is written carelessly leads to the login page and back.

use actix_web::http::Uri;
use actix_web::middleware::NormalizePath;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use jwt_auth_actix::LoginRequired;
use url::Url;

use crate::answer::{Answer, Client, client};
use crate::directory::{Directory, LOGIN_URL, OWN_URL, ada, cookie};
use crate::stack::{BODY, PAGE, Place, Stack, assert_guarded, page, stacks};

const CARELESS: &str = "/people//ada/?tab=1";

#[actix_web::test]
async fn a_normalized_page_is_guarded_as_any_other() {
    for stack in stacks!(LoginRequired::new(), NormalizePath::trim()) {
        assert_guarded(&stack.name, &stack.client, |request| request).await;
    }
}

/// What has been normalized when the guard looks is what people come back to; a guard outside sees what was sent.
#[actix_web::test]
async fn the_way_back_is_the_path_as_the_guard_sees_it_and_leads_to_the_page() {
    for Stack {
        name,
        place,
        client,
    } in on_apps().await
    {
        let refused = client(TestRequest::get().uri(CARELESS)).await;
        assert_eq!(refused.status, 302, "{name}");
        let next = next(&refused);
        let seen = match place {
            Place::Outside | Place::Between => "/people/ada?tab=1",
            Place::Inside => CARELESS,
        };
        assert_eq!(next, format!("{OWN_URL}{seen}"), "{name}");
        assert_eq!(come_back(&client, &next).await.body, BODY, "{name}");
    }
}

/// An extractor comes after all middleware.
#[actix_web::test]
async fn an_extractor_names_the_normalized_path() {
    for place in [Place::Outside, Place::Inside] {
        let auth = Directory::default().auth();
        let normalize =
            |here| actix_web::middleware::Condition::new(place == here, NormalizePath::trim());
        let app = App::new()
            .route(PAGE, web::get().to(page))
            .wrap(normalize(Place::Inside))
            .wrap(auth)
            .wrap(normalize(Place::Outside));
        let client = client(init_service(app).await);
        let refused = client(TestRequest::get().uri(CARELESS)).await;
        assert_eq!(
            next(&refused),
            format!("{OWN_URL}/people/ada?tab=1"),
            "{place:?}"
        );
    }
}

#[actix_web::test]
async fn a_path_that_looks_like_a_host_leads_back_to_the_own_one() {
    for Stack { name, client, .. } in on_apps().await {
        for path in ["//evil.example/a", "///evil.example//", "/\\evil.example/"] {
            let refused = client(TestRequest::get().uri(path)).await;
            assert_eq!(refused.status, 302, "{name} {path}");
            let next = Url::parse(&next(&refused)).unwrap();
            assert_eq!(
                next.host_str(),
                Some("service.example.org"),
                "{name} {path}"
            );
        }
    }
}

/// The guard is on the app: a scope or resource is found before what stands in it can mend the path.
async fn on_apps() -> Vec<Stack> {
    let stacks = stacks!(LoginRequired::new(), NormalizePath::trim());
    stacks
        .into_iter()
        .filter(|stack| stack.name.ends_with("app"))
        .collect()
}

/// Where the login page would send the person afterwards.
fn next(refused: &Answer) -> String {
    let location = refused.header("location").unwrap();
    let location = Url::parse(&location).unwrap();
    assert!(location.as_str().starts_with(LOGIN_URL), "{location}");
    let (_, next) = location
        .query_pairs()
        .find(|(name, _)| name == "next")
        .unwrap();
    next.into_owned()
}

async fn come_back(client: &Client, next: &str) -> Answer {
    let next: Uri = next.parse().unwrap();
    let path = next.path_and_query().unwrap().as_str();
    client(TestRequest::get().uri(path).insert_header(cookie(&ada()))).await
}

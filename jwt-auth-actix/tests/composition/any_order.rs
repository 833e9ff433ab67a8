//! Six kinds of middleware, `JwtAuth` and a guard around one page: who gets in does not depend on their order.
//!
//! All orders in which a guard finds a `JwtAuth` outside of it, with what is inside of `JwtAuth` on the app, a scope or a
//! resource, and each guard or an extractor: 302,400 services. `JWT_AUTH_ORDERS` says how many of them are asked, evenly
//! spread; `.ci/full` asks all.

use std::env;

use actix_web::http::StatusCode;
use actix_web::test::init_service;
use actix_web::{App, web};
use jwt_auth_actix::{JwtAuth, StaffUser};

use crate::answer::{Client, client};
use crate::directory::{Directory, User, ada, cookie};
use crate::layers::{Guard, Layer, Layers};
use crate::stack::{BODY, LOGIN_FOR_PAGE, PAGE, assert_problem, navigation, page, program};

const MIDDLEWARE: [Layer; 6] = [
    Layer::Compress,
    Layer::Logger,
    Layer::Cors,
    Layer::NormalizePath,
    Layer::Session,
    Layer::ErrorHandlers,
];
const GUARDS: [Guard; 5] = [
    Guard::Login,
    Guard::Staff,
    Guard::Superuser,
    Guard::Test,
    Guard::Extractor,
];
const PLACES: [Place; 3] = [Place::App, Place::Scope, Place::Resource];

#[derive(Debug, Clone, Copy)]
enum Place {
    App,
    Scope,
    Resource,
}

/// From the inside to the outside.
#[derive(Debug)]
struct Order {
    inside: Layers,
    outside: Layers,
    place: Place,
    guard: Guard,
}

impl Order {
    const ALL: usize = 720 * 28 * PLACES.len() * GUARDS.len();

    fn nth(mut number: usize) -> Self {
        let mut digit = |base: usize| {
            let digit = number % base;
            number /= base;
            digit
        };
        let (place, guard) = (PLACES[digit(3)], GUARDS[digit(5)]);
        let mut rest = MIDDLEWARE.to_vec();
        let mut inside: Vec<_> = (1..=6).rev().map(|left| rest.remove(digit(left))).collect();
        // Of the 28 pairs of places, the one with this number.
        let (mut of_guard, mut pair) = (0, digit(28));
        while pair > 6 - of_guard {
            pair -= 7 - of_guard;
            of_guard += 1;
        }
        let outside = inside.split_off(of_guard + pair);
        inside.insert(of_guard, Layer::Guard(guard));
        Self {
            inside: Layers(inside),
            outside: Layers(outside),
            place,
            guard,
        }
    }

    /// `inside` wraps the app, scope or resource that the page is on.
    async fn client(&self, auth: JwtAuth<User>) -> Client {
        let (inside, outside) = (self.inside.clone(), self.outside.clone());
        let handler = match self.guard {
            Guard::Extractor => web::route().to(page_of_staff),
            _ => web::route().to(page),
        };
        let app = App::new();
        match self.place {
            Place::App => {
                let app = app.route(PAGE, handler).wrap(inside);
                client(init_service(app.wrap(auth).wrap(outside)).await)
            }
            Place::Scope => {
                let scope = web::scope("/people").route("/ada", handler).wrap(inside);
                client(init_service(app.service(scope).wrap(auth).wrap(outside)).await)
            }
            Place::Resource => {
                let resource = web::resource(PAGE).route(handler).wrap(inside);
                client(init_service(app.service(resource).wrap(auth).wrap(outside)).await)
            }
        }
    }
}

async fn page_of_staff(user: StaffUser<User>) -> String {
    format!("the page of {}", user.username)
}

/// How many services are asked.
fn asked() -> usize {
    match env::var("JWT_AUTH_ORDERS") {
        Ok(number) => number.parse().unwrap(),
        Err(_) => 3_000,
    }
}

#[actix_web::test]
async fn in_whatever_order_they_stand_the_same_people_get_in() {
    let auth = Directory::default().auth();
    let root = User {
        is_staff: true,
        is_superuser: true,
        ..ada()
    };
    let (root, ada) = (cookie(&root), cookie(&ada()));
    let browser = || {
        let request = navigation().insert_header(("Accept-Encoding", "gzip"));
        request.insert_header(("Origin", "https://app.example.org"))
    };
    for number in 0..asked() {
        let order = Order::nth(number * Order::ALL / asked());
        let client = order.client(auth.clone()).await;

        let nobody = client(browser()).await;
        assert_eq!(nobody.status, StatusCode::FOUND, "{order:?}: {nobody:?}");
        let login = nobody.header("location");
        assert_eq!(login.as_deref(), Some(LOGIN_FOR_PAGE), "{order:?}");
        assert_problem(&format!("{order:?}"), &client(program()).await);

        let somebody = client(browser().insert_header(ada.clone())).await;
        let expected = match order.guard {
            Guard::Login => StatusCode::OK,
            _ => StatusCode::FORBIDDEN,
        };
        assert_eq!(somebody.status, expected, "{order:?}: {somebody:?}");
        let everything = client(browser().insert_header(root.clone())).await;
        assert_eq!(
            everything.status,
            StatusCode::OK,
            "{order:?}: {everything:?}"
        );
        assert_eq!(everything.body, BODY, "{order:?}");
        let cache = everything.header("cache-control");
        assert_eq!(cache.as_deref(), Some("private"), "{order:?}");
        assert!(everything.varies_by("cookie"), "{order:?}");
    }
}

#[test]
fn no_order_is_counted_twice() {
    let mut orders: Vec<_> = (0..Order::ALL)
        .map(|number| format!("{:?}", Order::nth(number)))
        .collect();
    orders.sort_unstable();
    orders.dedup();
    assert_eq!(orders.len(), Order::ALL);
}

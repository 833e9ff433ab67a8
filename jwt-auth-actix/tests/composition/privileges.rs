//! Which guard lets whom pass, on an app, a scope and a resource; real tokens and the logins of tests alike.

use actix_web::middleware::Compress;
use actix_web::test::TestRequest;
use jwt_auth_actix::{
    JwtAuth, Login as _, LoginRequired, StaffRequired, SuperuserRequired, UserPassesTest,
};

use crate::answer::client;
use crate::directory::{Directory, User, ada, cookie};
use crate::stack::{LOGIN_FOR_PAGE, PAGE, Stack, navigation, page, program, stacks};

/// Name, person, and whether `LoginRequired`, `StaffRequired`, `SuperuserRequired` and the test let them pass.
fn people() -> [(&'static str, User, [bool; 4]); 5] {
    let person = |is_staff, is_superuser| User {
        is_staff,
        is_superuser,
        ..ada()
    };
    let grace = User {
        username: "grace".to_owned(),
        ..ada()
    };
    [
        ("anybody", person(false, false), [true, false, false, true]),
        ("staff", person(true, false), [true, true, false, true]),
        ("superuser", person(false, true), [true, false, true, true]),
        ("both", person(true, true), [true, true, true, true]),
        ("another name", grace, [true, false, false, false]),
    ]
}

fn is_ada() -> UserPassesTest<User> {
    UserPassesTest::new(|user: &User| user.username == "ada")
}

/// All guards on app, scope and resource.
async fn guards() -> [(&'static str, Vec<Stack>); 4] {
    [
        (
            "LoginRequired",
            stacks!(LoginRequired::new(), Compress::default()),
        ),
        (
            "StaffRequired",
            stacks!(StaffRequired::new(), Compress::default()),
        ),
        (
            "SuperuserRequired",
            stacks!(SuperuserRequired::new(), Compress::default()),
        ),
        ("UserPassesTest", stacks!(is_ada(), Compress::default())),
    ]
}

#[actix_web::test]
async fn a_guard_lets_those_pass_whom_it_is_for_and_tells_others_403() {
    for (place, (guard, stacks)) in guards().await.into_iter().enumerate() {
        for (who, user, passes) in people() {
            let expected = if passes[place] { 200 } else { 403 };
            for Stack { name, client, .. } in &stacks {
                for request in [
                    program().insert_header(cookie(&user)),
                    program().login(user.clone()),
                    navigation().insert_header(cookie(&user)),
                ] {
                    let answer = client(request).await;
                    let row = format!("{guard}, {name}, {who}: {answer:?}");
                    assert_eq!(answer.status.as_u16(), expected, "{row}");
                    assert_eq!(answer.header("location"), None, "{row}");
                    assert_eq!(answer.header("set-cookie"), None, "{row}");
                }
            }
        }
    }
}

#[actix_web::test]
async fn every_guard_sends_who_is_not_signed_in_to_the_login_page() {
    for (guard, stacks) in guards().await {
        for Stack { name, client, .. } in &stacks {
            let answer = client(navigation()).await;
            let location = answer.header("location");
            assert_eq!(location.as_deref(), Some(LOGIN_FOR_PAGE), "{guard}, {name}");
            assert_eq!(client(program()).await.status, 401, "{guard}, {name}");
        }
    }
}

#[actix_web::test]
async fn an_inactive_person_passes_no_guard_whatever_else_they_are() {
    let root = User {
        is_staff: true,
        is_superuser: true,
        ..ada()
    };
    let banned = User {
        is_active: false,
        ..root.clone()
    };
    for (guard, stacks) in guards().await {
        for Stack { name, client, .. } in &stacks {
            let answer = client(program().login(banned.clone())).await;
            assert_eq!(answer.status, 403, "{guard}, {name}");
            assert_eq!(answer.json()["reason"], "inactive", "{guard}, {name}");
        }
    }

    let app = actix_web::App::new()
        .route(PAGE, actix_web::web::get().to(page))
        .wrap(SuperuserRequired::new())
        .wrap(Directory::of_banned_people().auth());
    let client = client(actix_web::test::init_service(app).await);
    let answer = client(navigation().insert_header(cookie(&root))).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("location"), None);
}

#[actix_web::test]
async fn guards_within_guards_all_have_to_agree() {
    use actix_web::{App, web};
    let auth: JwtAuth<User> = JwtAuth::for_tests().build().unwrap();
    let inner = web::resource("/ada")
        .route(web::get().to(page))
        .wrap(is_ada());
    let scope = web::scope("/people")
        .service(inner)
        .wrap(StaffRequired::new());
    let app = App::new()
        .service(scope)
        .wrap(LoginRequired::new())
        .wrap(auth);
    let client = client(actix_web::test::init_service(app).await);
    for (who, user, [login, staff, _, named]) in people() {
        let expected = if login && staff && named { 200 } else { 403 };
        let answer = client(TestRequest::get().uri(PAGE).login(user)).await;
        assert_eq!(answer.status.as_u16(), expected, "{who}");
    }
    assert_eq!(client(TestRequest::get().uri(PAGE)).await.status, 302);
}

//! A session cookie of the application's own is kept, beside ours and beside the token.

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::{Cookie, Key};
use actix_web::test::TestRequest;
use jwt_auth_actix::{CurrentUser, LoginRequired, MaybeUser, TestIssuer};

use crate::answer::Answer;
use crate::directory::{ACCESS, User, ada, claims, token};
use crate::stack::{LOGIN_FOR_PAGE, assert_guarded, navigation, stacks};

const SESSION: &str = "session";

fn session() -> SessionMiddleware<CookieSessionStore> {
    SessionMiddleware::builder(CookieSessionStore::default(), Key::from(&[7; 64]))
        .cookie_name(SESSION.to_owned())
        .build()
}

async fn count(user: CurrentUser<User>, session: Session) -> actix_web::Result<String> {
    let visits = session.get::<u32>("visits")?.unwrap_or_default() + 1;
    session.insert("visits", visits)?;
    Ok(format!("visit {visits} of {}", user.username))
}

#[actix_web::test]
async fn a_page_with_a_session_is_guarded_as_any_other() {
    for stack in stacks!(LoginRequired::new(), session()) {
        assert_guarded(&stack.name, &stack.client, |request| request).await;
    }
}

#[actix_web::test]
async fn what_a_handler_keeps_in_the_session_is_there_at_the_next_visit() {
    for stack in stacks!(LoginRequired::new(), session(), count) {
        let access = format!("{ACCESS}={}", token(&ada()));
        let first = (stack.client)(navigation().insert_header(("Cookie", access.clone()))).await;
        assert_eq!(first.body, "visit 1 of ada", "{}", stack.name);
        let kept = set_cookie(&first, SESSION).unwrap();

        let both = format!("{SESSION}={kept}; {access}");
        let second = (stack.client)(navigation().insert_header(("Cookie", both))).await;
        assert_eq!(second.body, "visit 2 of ada", "{}", stack.name);
    }
}

#[actix_web::test]
async fn what_was_kept_before_signing_in_is_there_afterwards() {
    async fn anybody(user: MaybeUser<User>, session: Session) -> actix_web::Result<String> {
        let visits = session.get::<u32>("visits")?.unwrap_or_default() + 1;
        session.insert("visits", visits)?;
        let name = user.user().map_or("somebody", |user| &user.username);
        Ok(format!("visit {visits} of {name}"))
    }
    let guard = || LoginRequired::new().public("/people/*");
    for stack in stacks!(guard(), session(), anybody) {
        let first = (stack.client)(navigation()).await;
        assert_eq!(first.body, "visit 1 of somebody", "{}", stack.name);
        let kept = set_cookie(&first, SESSION).unwrap();

        let second = (stack.client)(signed_in_with(&token(&ada()), Some(&kept))).await;
        assert_eq!(second.body, "visit 2 of ada", "{}", stack.name);
    }
}

#[actix_web::test]
async fn a_refusal_leaves_the_session_alone_and_adds_its_own_cookie() {
    for stack in stacks!(LoginRequired::new(), session(), count) {
        let first = (stack.client)(signed_in_with(&token(&ada()), None)).await;
        let kept = set_cookie(&first, SESSION).unwrap();
        let ended = TestIssuer::hs512().expired_token(&claims(&ada()));

        let refused = (stack.client)(signed_in_with(&ended, Some(&kept))).await;

        let location = refused.header("location");
        assert_eq!(location.as_deref(), Some(LOGIN_FOR_PAGE), "{}", stack.name);
        let bounces = set_cookie(&refused, "__Host-jwt-auth-bounces");
        assert!(bounces.is_some(), "{}", stack.name);
        let kept = set_cookie(&refused, SESSION).unwrap_or(kept);
        let back = (stack.client)(signed_in_with(&token(&ada()), Some(&kept))).await;
        assert_eq!(back.body, "visit 2 of ada", "{}", stack.name);
    }
}

fn signed_in_with(token: &str, session: Option<&str>) -> TestRequest {
    let session = session.map_or_else(String::new, |value| format!("; {SESSION}={value}"));
    navigation().insert_header(("Cookie", format!("{ACCESS}={token}{session}")))
}

fn set_cookie(answer: &Answer, name: &str) -> Option<String> {
    let mut lines = answer.headers.get_all("set-cookie");
    lines.find_map(|line| {
        let cookie = Cookie::parse(line.to_str().unwrap()).unwrap();
        (cookie.name() == name).then(|| cookie.value().to_owned())
    })
}

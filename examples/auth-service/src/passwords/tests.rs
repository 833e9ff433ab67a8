mod service;

use std::pin::pin;
use std::sync::mpsc::channel;
use std::task::{Context, Waker};
use std::thread;

use super::*;
use service::{EMAIL, PASSWORD, Service, sign_in};

const HERE: &str = "2001:db8:0:1::1";
const SAME_NETWORK: &str = "2001:db8:0:1:5:6:7:8";
const ELSEWHERE: &str = "2001:db8:0:2::1";

#[test]
fn a_person_who_does_not_exist_costs_the_same_work_as_one_who_does() {
    let passwords = Passwords::new().unwrap();
    let stored = hash(PASSWORD).unwrap();
    let work = |phc: &str| {
        let phc = PasswordHash::new(phc).unwrap();
        let length = phc.hash.map(|hash| hash.as_bytes().len());
        (
            phc.algorithm.to_string(),
            phc.version,
            phc.params.to_string(),
            length,
        )
    };
    assert_eq!(work(&passwords.dummy), work(&stored));
}

#[actix_web::test]
async fn nobody_has_the_right_password_where_there_is_no_account() {
    let passwords = Passwords::new().unwrap();
    let stored = hash(PASSWORD).unwrap();
    let verify = |stored| passwords.verify(address(HERE), PASSWORD.to_owned(), stored);
    assert!(verify(Some(stored)).await.unwrap());
    assert!(!verify(None).await.unwrap());
}

#[actix_web::test]
async fn whoever_comes_when_too_many_wait_is_told_at_once_and_all_but_passwords_goes_on() {
    let service = Service::with(Passwords::bounded(1, 0, 1).unwrap());
    let hashing = service.hashing(ELSEWHERE).await;
    for (target, form) in [("/login", grace("")), ("/register", registration())] {
        let refused = service.post(HERE, target, "", &form);
        assert_refused(&refused);
        assert!(refused.contains("not available right now"), "{refused}");
        assert!(!refused.contains("set-cookie"), "{refused}");
    }
    for target in ["/health", "/", "/login", "/register", "/logout"] {
        let answer = service.get(HERE, target);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{target}: {answer}");
    }

    drop(hashing);

    assert_signed_in(&service.sign_in(HERE));
}

#[actix_web::test]
async fn whoever_has_a_place_waits_and_is_signed_in_when_it_is_their_turn() {
    let service = Service::with(Passwords::bounded(1, 1, 2).unwrap());
    let hashing = service.hashing(ELSEWHERE).await;
    let (answers, answered) = channel();
    for _ in 0..2 {
        let (answers, to) = (answers.clone(), service.address);
        thread::spawn(move || answers.send(sign_in(to, HERE)));
    }
    drop(answers);
    // Either of the two.
    assert_refused(&answered.recv().unwrap());

    drop(hashing);

    assert_signed_in(&answered.recv().unwrap());
}

#[actix_web::test]
async fn one_address_that_has_all_its_places_is_refused_and_somebody_elsewhere_is_signed_in() {
    let service = Service::with(Passwords::bounded(2, 0, 1).unwrap());
    let hashing = service.hashing(HERE).await;
    assert_refused(&service.sign_in(HERE));
    assert_refused(&service.sign_in(SAME_NETWORK));
    assert_signed_in(&service.sign_in(ELSEWHERE));

    drop(hashing);

    assert_signed_in(&service.sign_in(HERE));
}

#[actix_web::test]
async fn every_page_that_takes_a_password_refuses_an_address_that_has_all_its_places() {
    let service = Service::with(Passwords::bounded(2, 0, 1).unwrap());
    let cookies = service.cookies(ELSEWHERE);
    let ada = service.app.accounts.by_email(EMAIL).unwrap().unwrap();
    let (rights, admin) = (ada.rights(), format!("/admin/{}", ada.uuid));
    let forms = [
        ("/login", grace("")),
        ("/register", registration()),
        ("/account", "change=email&email=a%40example.org".to_owned()),
        ("/account", registration() + "&change=password"),
        (
            admin.as_str(),
            format!("was={rights}&superuser=on&active=on"),
        ),
    ];
    let hashing = service.hashing(HERE).await;
    for (target, form) in &forms {
        let form = form.clone() + "&current_password=" + PASSWORD;
        assert_refused(&service.post(HERE, target, &cookies, &form));
    }
    drop(hashing);
}

#[actix_web::test]
async fn whoever_hangs_up_keeps_the_place_until_the_hash_is_done() {
    let passwords = Passwords::bounded(1, 1, 1).unwrap();
    let (finish, finished) = channel::<()>();
    {
        let mut hangs_up = pin!(passwords.in_turn(address(HERE), move || finished.recv()));
        let mut nobody = Context::from_waker(Waker::noop());
        assert!(hangs_up.as_mut().poll(&mut nobody).is_pending());
    }
    assert!(passwords.turn(address(HERE)).await.is_err());

    finish.send(()).unwrap();

    // It is the next one's turn when the hash is done and its place given back.
    passwords.turn(address(ELSEWHERE)).await.unwrap();
    passwords.turn(address(HERE)).await.unwrap();
}

#[actix_web::test]
async fn refused_attempts_are_no_guesses_so_nobody_is_locked_out_by_a_crowd() {
    let service = Service::with(Passwords::bounded(1, 0, 1).unwrap());
    let hashing = service.hashing(ELSEWHERE).await;
    for _ in 0..20 {
        assert_refused(&service.sign_in(HERE));
    }

    drop(hashing);

    assert_signed_in(&service.sign_in(HERE));
}

#[actix_web::test]
async fn a_registration_that_is_refused_since_too_many_wait_uses_up_none_of_the_100_tries() {
    let service = Service::with(Passwords::bounded(1, 0, 1).unwrap());
    let hashing = service.hashing(ELSEWHERE).await;
    for _ in 0..101 {
        assert_refused(&service.post(HERE, "/register", "", &registration()));
    }

    drop(hashing);

    assert_signed_in(&service.post(HERE, "/register", "", &registration()));
}

fn address(text: &str) -> Option<IpAddr> {
    Some(text.parse().unwrap())
}

fn registration() -> String {
    grace(&format!("&password_again={PASSWORD}"))
}

fn grace(more: &str) -> String {
    format!("email=grace%40example.org&password={PASSWORD}{more}")
}

fn assert_signed_in(answer: &str) {
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    assert!(answer.contains("\r\nset-cookie: "), "{answer}");
}

fn assert_refused(answer: &str) {
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.contains("\r\nretry-after: 5\r\n"), "{answer}");
}

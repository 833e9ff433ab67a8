use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use actix_web::web::Data;
use tempfile::TempDir;

use super::*;
use crate::config::Config;
use crate::create_account::create_account;
use crate::registration::NewAccount;
use crate::server::{App, app, run};

const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "open sesame";

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
    let verify = |stored| passwords.verify(PASSWORD.to_owned(), stored);
    assert!(verify(Some(stored)).await.unwrap());
    assert!(!verify(None).await.unwrap());
}

#[actix_web::test]
async fn whoever_comes_when_too_many_wait_is_told_at_once_and_all_but_passwords_goes_on() {
    let service = Service::with(Passwords::bounded(1, 0).unwrap());
    let hashing = service.app.passwords.turn().await.unwrap();
    let form = |more: &str| format!("email=grace%40example.org&password={PASSWORD}{more}");
    let again = form(&format!("&password_again={PASSWORD}"));
    for (target, form) in [("/login", form("")), ("/register", again)] {
        let refused = post(service.address, target, &form);
        assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
        assert!(refused.contains("\r\nretry-after: 5\r\n"), "{refused}");
        assert!(refused.contains("not available right now"), "{refused}");
        assert!(!refused.contains("set-cookie"), "{refused}");
    }
    for target in ["/health", "/", "/login", "/register", "/logout"] {
        let answer = ask(service.address, &format!("GET {target}"), "", "");
        assert!(answer.starts_with("HTTP/1.1 200 "), "{target}: {answer}");
    }

    drop(hashing);

    let signed_in = sign_in(service.address);
    assert!(signed_in.starts_with("HTTP/1.1 303 "), "{signed_in}");
}

#[actix_web::test]
async fn whoever_has_a_place_waits_and_is_signed_in_when_it_is_their_turn() {
    let service = Service::with(Passwords::bounded(1, 1).unwrap());
    let hashing = service.app.passwords.turn().await.unwrap();
    let (answers, answered) = channel();
    for _ in 0..2 {
        let (answers, address) = (answers.clone(), service.address);
        thread::spawn(move || answers.send(sign_in(address)));
    }
    drop(answers);
    // Either of the two.
    let refused = answered.recv().unwrap();
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");

    drop(hashing);

    let signed_in = answered.recv().unwrap();
    assert!(signed_in.starts_with("HTTP/1.1 303 "), "{signed_in}");
}

#[actix_web::test]
async fn refused_attempts_are_no_guesses_so_nobody_is_locked_out_by_a_crowd() {
    let service = Service::with(Passwords::bounded(1, 0).unwrap());
    let hashing = service.app.passwords.turn().await.unwrap();
    for _ in 0..20 {
        let refused = sign_in(service.address);
        assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    }

    drop(hashing);

    let signed_in = sign_in(service.address);
    assert!(signed_in.starts_with("HTTP/1.1 303 "), "{signed_in}");
}

/// An Auth service with Ada's account, whose passwords the test holds too.
struct Service {
    _folder: TempDir,
    address: SocketAddr,
    app: Data<App>,
}

impl Service {
    fn with(passwords: Passwords) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let config = Config::from_env(|name| match name {
            "DATABASE_URL" => Some(folder.path().join("auth.db").display().to_string()),
            "OWN_URL" => Some(format!("http://{address}")),
            _ => None,
        });
        let config = config.unwrap();
        let ada = NewAccount {
            email: EMAIL.to_owned(),
            password: PASSWORD.to_owned(),
            ..NewAccount::default()
        };
        create_account(&config, &ada).unwrap();
        let app = Data::new(App {
            passwords,
            ..app(config).unwrap()
        });
        let shared = app.clone();
        thread::spawn(move || {
            actix_web::rt::System::new()
                .block_on(async { run(shared, listener, false).unwrap().await })
                .unwrap();
        });
        Self {
            _folder: folder,
            address,
            app,
        }
    }
}

fn sign_in(to: SocketAddr) -> String {
    post(
        to,
        "/login",
        &format!("email=ada%40example.org&password={PASSWORD}"),
    )
}

fn post(to: SocketAddr, target: &str, form: &str) -> String {
    let headers =
        "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    ask(to, &format!("POST {target}"), headers, form)
}

/// The whole answer. It fails, instead of waiting for ever, when there is none.
fn ask(to: SocketAddr, what: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(to).unwrap();
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).unwrap();
    let length = body.len();
    write!(
        stream,
        "{what} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

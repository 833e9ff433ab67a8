use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use actix_web::web::Data;
use tempfile::TempDir;

use crate::config::Config;
use crate::create_account::create_account;
use crate::passwords::{Passwords, Turn};
use crate::registration::NewAccount;
use crate::server::{App, app, run};

pub(super) const EMAIL: &str = "ada@example.org";
pub(super) const PASSWORD: &str = "open sesame";

/// An Auth service behind a proxy, with the account of Ada, a superuser. The test holds its passwords too.
pub(super) struct Service {
    _folder: TempDir,
    pub(super) address: SocketAddr,
    pub(super) app: Data<App>,
}

impl Service {
    pub(super) fn with(passwords: Passwords) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let config = Config::from_env(|name| match name {
            "DATABASE_URL" => Some(folder.path().join("auth.db").display().to_string()),
            "OWN_URL" => Some(format!("http://{address}")),
            "CLIENT_ADDRESS_HEADER" => Some("X-Forwarded-For".to_owned()),
            _ => None,
        });
        let config = config.unwrap();
        let ada = NewAccount {
            email: EMAIL.to_owned(),
            password: PASSWORD.to_owned(),
            is_superuser: true,
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

    pub(super) fn sign_in(&self, from: &str) -> String {
        sign_in(self.address, from)
    }

    /// Somebody's password is looked at, until this is dropped.
    pub(super) async fn hashing(&self, from: &str) -> Turn {
        let address = from.parse().unwrap();
        self.app.passwords.turn(Some(address)).await.unwrap()
    }

    /// What Ada gets when she signs in, as a header.
    pub(super) fn cookies(&self, from: &str) -> String {
        let signed_in = self.sign_in(from);
        let lines = signed_in.lines();
        let set = lines.filter_map(|line| line.strip_prefix("set-cookie: "));
        let cookies: Vec<_> = set.filter_map(|line| line.split(';').next()).collect();
        format!("Cookie: {}\r\n", cookies.join("; "))
    }

    pub(super) fn get(&self, from: &str, target: &str) -> String {
        ask(self.address, from, &format!("GET {target}"), "", "")
    }

    pub(super) fn post(&self, from: &str, target: &str, cookies: &str, form: &str) -> String {
        post(self.address, from, target, cookies, form)
    }
}

pub(super) fn sign_in(to: SocketAddr, from: &str) -> String {
    let form = format!("email=ada%40example.org&password={PASSWORD}");
    post(to, from, "/login", "", &form)
}

fn post(to: SocketAddr, from: &str, target: &str, cookies: &str, form: &str) -> String {
    let headers = format!(
        "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n{cookies}"
    );
    ask(to, from, &format!("POST {target}"), &headers, form)
}

/// The whole answer. It fails, instead of waiting for ever, when there is none.
fn ask(to: SocketAddr, from: &str, what: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(to).unwrap();
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).unwrap();
    let length = body.len();
    write!(
        stream,
        "{what} HTTP/1.1\r\nHost: {to}\r\nX-Forwarded-For: {from}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

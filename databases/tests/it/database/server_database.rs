use std::error::Error;
use std::io::Write as _;
use std::{env, io, thread};

use diesel::Connection;
use url::Url;

type Administer = fn(url: &str, statement: &str) -> Result<(), Box<dyn Error>>;

pub(super) struct ServerDatabase {
    administrator: String,
    administer: Administer,
    drop_statement: String,
    url: String,
}

impl ServerDatabase {
    /// Nothing, and a line that says so, where the variable names no server; CI must have one.
    pub(super) fn create<Conn: Connection>(variable: &str, drop_statement: &str) -> Option<Self> {
        let Ok(administrator) = env::var(variable) else {
            skip(variable);
            return None;
        };
        let name = format!("jwt_auth_{}", uuid::Uuid::new_v4().simple());
        let mut url = Url::parse(&administrator).unwrap();
        url.set_path(&name);
        administer::<Conn>(&administrator, &format!("CREATE DATABASE {name}")).unwrap();
        Some(Self {
            administrator,
            administer: administer::<Conn>,
            drop_statement: drop_statement.replace("{}", &name),
            url: url.into(),
        })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for ServerDatabase {
    fn drop(&mut self) {
        let dropped = (self.administer)(&self.administrator, &self.drop_statement);
        // A second panic would end the whole run.
        if !thread::panicking() {
            dropped.unwrap();
        }
    }
}

fn administer<Conn: Connection>(url: &str, statement: &str) -> Result<(), Box<dyn Error>> {
    Ok(Conn::establish(url)?.batch_execute(statement)?)
}

fn skip(variable: &str) {
    let ci = env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!ci, "{variable} is not set");
    let test = thread::current().name().unwrap_or_default().to_owned();
    let line = format!("{test}: SKIPPED: {variable} is not set\n");
    // The test harness keeps to itself what the macros print.
    io::stderr().write_all(line.as_bytes()).unwrap();
}

use std::ffi::OsString;

use lexopt::prelude::*;

pub(crate) const USAGE: &str = "\
usage: cargo run -p demo -- [--port N] [--postgres URL]

The Auth service and two services that share its sign-in, on loopback, until Ctrl-C. Nothing is left when it ends.

  --port N          N for the first service, N + 1 for the Auth service, N + 2 for the second service;
                    without it 8000 to 8002, or any free ones where those are taken
  --postgres URL    accounts and users in this PostgreSQL, each in a schema of its own that is dropped at the end, instead of
                    in SQLite files; needs `cargo run -p demo --features postgres`
  --help
";

/// What was asked for on the command line.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) wants_help: bool,
    /// The first of three.
    pub(crate) port: Option<u16>,
    pub(crate) postgres: Option<String>,
}

impl Arguments {
    /// # Errors
    /// What is wrong and how it is right. Never shows the URL, which may hold a password.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut parsed = Self::default();
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Long("help") | Short('h') => parsed.wants_help = true,
                Long("port") => {
                    let port = parser.value().ok().and_then(|value| port(&value));
                    parsed.port = Some(port.ok_or("--port: give a number from 1 to 65533")?);
                }
                Long("postgres") => {
                    let url = parser
                        .value()
                        .ok()
                        .and_then(|value| value.into_string().ok());
                    parsed.postgres = Some(postgres(url)?);
                }
                Value(_) => return Err("no arguments but those with --, see --help".to_owned()),
                other => return Err(format!("{}, see --help", other.unexpected())),
            }
        }
        Ok(parsed)
    }
}

/// Two more follow it.
fn port(value: &OsString) -> Option<u16> {
    let port = value.to_str()?.parse().ok()?;
    (1..=u16::MAX - 2).contains(&port).then_some(port)
}

fn postgres(url: Option<String>) -> Result<String, &'static str> {
    if cfg!(not(feature = "postgres")) {
        return Err(
            "--postgres: this demo was built without it: cargo run -p demo --features postgres -- --postgres URL",
        );
    }
    let is_postgres = |url: &String| {
        url::Url::parse(url).is_ok_and(|it| matches!(it.scheme(), "postgres" | "postgresql"))
    };
    url.filter(is_postgres)
        .ok_or("--postgres: give a URL such as postgres://user:password@localhost/database")
}

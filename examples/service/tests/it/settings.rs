use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jwt_auth_actix::TestIssuer;
use serde_json::{Value, json};
use service::Config;

use crate::jwks::ed25519_jwk;

pub(crate) const SECRET: &str =
    "a secret of more than sixty-four bytes, as RFC 7518 demands it for HS512";
pub(crate) const P256: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXAY6y6+KBoTR6LsiUlLsxWBtQP6+
XmFq2lbteFz7Ra3H84mEk3jpd/WW7Ejv7b3ozJXLkdl2XDpzY/FL11dUpA==
-----END PUBLIC KEY-----
";

/// `None` takes a variable away.
pub(crate) type Change<'v> = (&'static str, Option<&'v str>);

/// What becomes of a complete environment with these changes.
pub(crate) fn changed(changes: &[Change<'_>]) -> Result<Config, String> {
    let mut variables = HashMap::from([
        ("DATABASE_URL", "service.db"),
        ("JWT_SIGNING_KEY", SECRET),
        ("LOGIN_URL", "https://auth.example.org/login"),
        ("OWN_URL", "https://service.example.org"),
    ]);
    for (name, value) in changes {
        match value {
            Some(value) => variables.insert(name, value),
            None => variables.remove(name),
        };
    }
    Config::from_env(|name| variables.get(name).map(|value| (*value).to_owned()))
        .map_err(|error| error.to_string())
}

/// Each row is refused in one line that begins with the name of the setting and shows none of the values.
pub(crate) fn assert_each_is_named(rows: &[(&str, &[Change<'_>])], never_shown: &[&str]) {
    for (setting, changes) in rows {
        let Err(message) = changed(changes) else {
            panic!("{setting} {changes:?} is accepted");
        };
        let remedy = message.strip_prefix(&format!("{setting}: "));
        assert!(
            remedy.is_some_and(|remedy| remedy.len() > 20),
            "{setting}: {message}"
        );
        assert_eq!(message.lines().count(), 1, "{message}");
        for value in never_shown {
            assert!(!message.contains(value), "{message}");
        }
    }
}

/// A set with the Ed25519 key of `TestIssuer`, as a file in this folder.
pub(crate) fn set_in(folder: &Path) -> PathBuf {
    write_set(folder, &[ed25519_jwk(&TestIssuer::ed25519())])
}

pub(crate) fn write_set(folder: &Path, keys: &[Value]) -> PathBuf {
    let path = folder.join("jwks.json");
    std::fs::write(&path, json!({"keys": keys}).to_string()).unwrap();
    path
}

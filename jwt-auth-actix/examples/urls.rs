//! A program for the Python suite `interop/`, no example of use: answers questions about addresses, for the suite to compare,
//! a line of JSON each, in and out.
//!
//! `{"login_url": …, "own_url": …, "path": …}` asks for the redirect to the login page, `{"next": …, "origins": […]}` where
//! `next` leads, if anywhere. Settings that cannot stand are answered with `{"refused": …}`.
#![allow(clippy::unwrap_used)]

use std::io::{self, BufRead as _, BufWriter, Write as _};

use jwt_auth_actix::{ClaimsOnlyStore, JwtAuth, JwtUser, TestIssuer, Verifier, is_allowed_next};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(untagged)]
enum Question {
    Redirect {
        login_url: String,
        own_url: String,
        path: String,
    },
    Next {
        next: String,
        origins: Vec<String>,
    },
}

#[derive(JwtUser)]
struct Nobody {
    #[jwt(key, claim = "user_uuid")]
    _username: String,
}

fn main() -> io::Result<()> {
    let verifier = Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
    let verifier = verifier.build().unwrap();
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?)? {
            Question::Redirect {
                login_url,
                own_url,
                path,
            } => redirect(&verifier, login_url, own_url, &path),
            Question::Next { next, origins } => json!(is_allowed_next(&next, &origins)),
        };
        writeln!(out, "{answer}")?;
    }
    out.flush()
}

fn redirect(verifier: &Verifier, login_url: String, own_url: String, path: &str) -> Value {
    let auth = JwtAuth::<Nobody>::builder(verifier.clone(), ClaimsOnlyStore)
        .access_cookie("access")
        .login_url(login_url)
        .own_url(own_url);
    match auth.build() {
        Ok(auth) => json!(auth.login_redirect(path)),
        Err(error) => json!({ "refused": error.problems() }),
    }
}

//! `service explain`: what is wrong with a token, and what to do.
//!
//! The token is judged by the service's own verifier and by nothing else. What is read from it besides that is for a person's
//! eyes, and is shown without the texts of its claims: names, times, and what stands in the header.

mod advice;
mod contents;
mod secrets;
mod words;

use std::fmt;

use jwt_auth_actix::{Clock as _, JwtUser, Refusal, SystemClock, Verified};

use self::advice::Advice;
use self::contents::Contents;
use crate::config::{Config, ConfigError};
use crate::model::User;

type Claims = <User as JwtUser>::Claims;

/// What a browser keeps in one cookie.
const COOKIE_BYTES: usize = 4_096;

/// How a token was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// This service takes it.
    Good,
    /// This service does not.
    Refused,
    /// Nobody knows: the keys cannot be had.
    Unknown,
}

/// The verdict on a token, and its reasons as text for a person. Never quotes the token or its signature.
#[derive(Debug)]
pub struct Explanation {
    /// How it was judged.
    pub verdict: Verdict,
    text: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Judges a token as the service with these settings does. White space around it does not count.
///
/// # Errors
/// The first setting that is missing or unsafe.
pub async fn explain(
    token: &str,
    var: impl Fn(&str) -> Option<String>,
) -> Result<Explanation, ConfigError> {
    let config = Config::from_env(&var)?;
    let token = token.trim();
    let contents = Contents::read(token);
    let now = SystemClock.now();
    Ok(match config.verifier.verify_with_refresh(token).await {
        Ok(verified) => good(&verified, token, &contents, now),
        Err(refusal) => {
            let culprit = match refusal {
                Refusal::BadSignature => secrets::culprit(token, &contents, &config, &var),
                _ => None,
            };
            let advice = Advice::on(refusal, token, &contents, &config, now, culprit);
            refused(refusal, &advice, &contents, now)
        }
    })
}

fn good(verified: &Verified<Claims>, token: &str, contents: &Contents, now: u64) -> Explanation {
    let key = words::shown(&User::key_text(verified.claims()));
    let mut text = format!(
        "good: this service takes the token, and its bearer would be this person: key {key}.\n\
         Not looked at: the person's row, which may say that they are not active or were signed out.\n"
    );
    if token.len() > COOKIE_BYTES {
        text += "Only as Bearer (ALLOW_BEARER=1): a cookie holds 4,096 bytes, and it is longer.\n";
    }
    Explanation {
        verdict: Verdict::Good,
        text: format!("{text}\nThe token:\n{}", contents.text(now)),
    }
}

fn refused(refusal: Refusal, advice: &Advice, contents: &Contents, now: u64) -> Explanation {
    let verdict = match refusal {
        Refusal::KeysUnavailable { .. } => Verdict::Unknown,
        _ => Verdict::Refused,
    };
    let unproven = if is_proven(refusal) {
        ""
    } else {
        ", which nothing proves"
    };
    let contents = if contents.is_empty() {
        String::new()
    } else {
        format!(
            "\nWhat it says of itself{unproven}:\n{}",
            contents.text(now)
        )
    };
    Explanation {
        verdict,
        text: format!(
            "{refusal}: {}\nWhat to do: {}\n{contents}",
            advice.meaning, advice.remedy
        ),
    }
}

/// Whether the signature was found good before the refusal.
fn is_proven(refusal: Refusal) -> bool {
    use Refusal::{
        ClaimsMismatch, Expired, InvalidClaim, IssuedInFuture, LifetimeTooLong, MissingClaim,
        NotYetValid, WrongAudience, WrongIssuer,
    };
    matches!(
        refusal,
        ClaimsMismatch
            | Expired
            | InvalidClaim(_)
            | IssuedInFuture
            | LifetimeTooLong
            | MissingClaim(_)
            | NotYetValid
            | WrongAudience
            | WrongIssuer
    )
}

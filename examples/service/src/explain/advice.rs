//! What each refusal means and what to do, in the words of `docs/reasons.md`.

use jwt_auth_actix::Refusal;

use super::contents::Contents;
use super::words::when;
use crate::config::Config;

pub(super) struct Advice {
    pub(super) meaning: String,
    pub(super) remedy: String,
}

impl Advice {
    /// `culprit` is what a token with a bad signature was signed with, if that was found out.
    pub(super) fn on(
        refusal: Refusal,
        token: &str,
        contents: &Contents,
        config: &Config,
        now: u64,
        culprit: Option<&str>,
    ) -> Self {
        let judgement = &config.judgement;
        let date = |name| {
            contents
                .date(name)
                .map_or_else(String::new, |it| when(it, now))
        };
        match refusal {
            Refusal::Malformed => malformed(token),
            Refusal::TooLarge => Self::new(
                format!(
                    "it has {} bytes, and the most are 8,192, or 4,096 in a cookie",
                    token.len()
                ),
                "the Auth service puts too much into the claims",
            ),
            Refusal::UnsupportedHeader(name) => Self::new(
                format!("its header has `{name}`, which must not be ignored and is not supported"),
                "another kind of token than an access token, or an attack: ask where it comes from",
            ),
            Refusal::AlgorithmNotAllowed => Self::new(
                "no key is for the token's `alg`".to_owned(),
                format!(
                    "the Auth service signs with another algorithm than the key here was made for: the keys of {} are for {}; see JWT_ALGORITHM",
                    judgement.keys, judgement.algorithms
                ),
            ),
            Refusal::UnknownKid => Self::new(
                "no key has the token's `kid`".to_owned(),
                format!(
                    "a rotation without overlap, or another issuer's token: {}",
                    names_of_keys(config)
                ),
            ),
            Refusal::BadSignature => bad_signature(judgement.keys, culprit),
            Refusal::KeysUnavailable { .. } => Self::new(
                format!(
                    "{} has given no key, so nothing is known about the token",
                    judgement.keys
                ),
                "the network, or the host of the JWK set",
            ),
            Refusal::WrongType => wrong_type(contents),
            Refusal::Expired => Self::new(
                format!(
                    "`exp` has passed, under a good signature: expired {}",
                    date("exp")
                ),
                "nothing: signing in again, or a renewal, gives another one. If it comes right after signing in, the clocks of the two machines differ",
            ),
            Refusal::NotYetValid => Self::new(
                format!(
                    "`nbf` lies ahead, beyond the leeway: it begins {}",
                    date("nbf")
                ),
                "the clocks of the two machines differ: run NTP on both; JWT_LEEWAY_SECONDS allows up to 120 seconds",
            ),
            Refusal::IssuedInFuture => Self::new(
                format!(
                    "`iat` lies ahead, beyond the leeway: it was issued {}",
                    date("iat")
                ),
                "the clocks of the two machines differ: run NTP on both; JWT_LEEWAY_SECONDS allows up to 120 seconds",
            ),
            Refusal::LifetimeTooLong => Self::new(
                format!("`exp` is too far away: it ends {}", date("exp")),
                "shorter tokens: no more than 24 hours, or JWT_ACCESS_LIFETIME_SECONDS where that is set",
            ),
            Refusal::WrongIssuer => wrong_party("iss", "JWT_ISSUER", &judgement.issuer, contents),
            Refusal::WrongAudience => {
                wrong_party("aud", "JWT_AUDIENCE", &judgement.audience, contents)
            }
            Refusal::MissingClaim(name) => Self::new(
                format!("the claim `{name}` is not there, or is null"),
                "the Auth service does not send what this service needs",
            ),
            Refusal::InvalidClaim(name) => Self::new(
                format!(
                    "the claim `{name}` does not fit: its type, its length, or control characters"
                ),
                "the Auth service sends something else than this service needs, or the person's data do not fit the column",
            ),
            _ => Self::new(
                "this service does not take it".to_owned(),
                "see docs/reasons.md",
            ),
        }
    }

    fn new(meaning: String, remedy: impl Into<String>) -> Self {
        Self {
            meaning,
            remedy: remedy.into(),
        }
    }
}

/// What people paste instead of a token.
fn malformed(token: &str) -> Advice {
    let parts = token.split('.').count();
    let start = token.get(..7).unwrap_or_default();
    let (meaning, remedy) = if token.is_empty() {
        (
            "there is nothing on standard input",
            "give the token there: service explain < token.txt",
        )
    } else if start.eq_ignore_ascii_case("bearer ") {
        (
            "it is a header, not a token",
            "give only what follows `Bearer`",
        )
    } else if token.starts_with(['"', '\'']) {
        ("it has quotes around it", "give it without them")
    } else if token.contains("=eyJ") {
        // A token has no `=`, and `eyJ` is how the header of each begins.
        (
            "it is a cookie, not a token",
            "give only what follows the cookie's name and `=`, up to a `;`",
        )
    } else if token.contains(char::is_whitespace) {
        (
            "there is white space in it",
            "it was wrapped when it was copied: give it in one line",
        )
    } else if parts == 5 {
        (
            "it has five parts, as an encrypted token (JWE)",
            "have the Auth service send a signed token",
        )
    } else if parts != 3 {
        (
            "it is no JWS in compact form, which has three parts with dots between",
            "give all of it; if that is all, it is junk or an attack",
        )
    } else {
        (
            "it is no JWS in compact form: not canonical base64url, not strict JSON, or a duplicate member",
            "give all of it, as it was issued: copying may cut its end; if that is how it came, it is junk or an attack",
        )
    };
    Advice::new(meaning.to_owned(), remedy)
}

fn bad_signature(keys: &str, culprit: Option<&str>) -> Advice {
    let meaning = "no key that was tried made it";
    match culprit {
        Some(culprit) => Advice::new(
            format!("{meaning}. It was signed with {culprit}"),
            format!("give both sides the same bytes: {keys} is taken as it stands there"),
        ),
        None => Advice::new(
            meaning.to_owned(),
            format!(
                "the two sides have different keys, or the token was changed: compare {keys} with the Auth service's key; \
                 a rotation that one side has not seen; another service's token; a part that was lost when it was copied"
            ),
        ),
    }
}

fn wrong_type(contents: &Contents) -> Advice {
    let meaning = match contents.claim("token_type") {
        Some("refresh") => "it is a refresh token, and only the Auth service takes those",
        _ => "`token_type` or `typ` is not the one of an access token",
    };
    Advice::new(
        meaning.to_owned(),
        "the client sends the wrong one of its tokens: send the access token",
    )
}

/// The setting's value is shown, the claim's is not: a difference that is hard to see is named.
fn wrong_party(claim: &str, setting: &str, expected: &str, contents: &Contents) -> Advice {
    let bare = |text: &str| text.trim().trim_end_matches('/').to_ascii_lowercase();
    let is_near = |found: &str| bare(found) == bare(expected);
    let meaning = if !contents.has_claim(claim) {
        format!("it has no `{claim}`, and {setting} is {expected}")
    } else if contents.claim(claim).is_some_and(is_near) {
        format!(
            "`{claim}` is not {setting}, which is {expected}: they differ in white space, the case of letters or a slash at the end"
        )
    } else {
        format!("`{claim}` is not {setting}, which is {expected}")
    };
    Advice::new(
        meaning,
        "a token for another service, or a setting with another spelling: they are compared byte for byte",
    )
}

fn names_of_keys(config: &Config) -> String {
    let names = config.names_of_keys();
    if names.is_empty() {
        format!("the keys of {} have no names", config.judgement.keys)
    } else {
        format!(
            "the keys of {} are called {}",
            config.judgement.keys,
            names.join(", ")
        )
    }
}

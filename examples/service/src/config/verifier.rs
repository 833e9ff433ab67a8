//! By which rules tokens are judged.

use std::time::Duration;

use jwt_auth_actix::{Clock, KeySource, Verifier, VerifierBuilder};

use super::ConfigError;
use super::env::Env;
use super::keys::Keys;

pub(super) const PROFILE: &str = "JWT_PROFILE";
pub(super) const DEFAULT_PROFILE: &str = "simple_jwt";
pub(super) const ISSUER: &str = "JWT_ISSUER";
pub(super) const AUDIENCE: &str = "JWT_AUDIENCE";
const LEEWAY: &str = "JWT_LEEWAY_SECONDS";
const ACCESS_LIFETIME: &str = "JWT_ACCESS_LIFETIME_SECONDS";

/// The `max_lifetime` of all profiles.
const LONGEST_LIFETIME: u64 = 24 * 3_600;

pub(super) fn verifier(
    env: &Env<'_>,
    keys: &Keys,
    clock: impl Clock,
) -> Result<Verifier, ConfigError> {
    let mut builder = profile(env, keys.current.clone())?.clock(clock);
    if let Some(previous) = &keys.previous {
        builder = builder.also_accept(previous.key.clone());
    }
    if let Some(seconds) = env.seconds(LEEWAY, 0..=120)? {
        let leeway = Duration::from_secs(seconds);
        builder = builder.leeway(leeway).expiry_leeway(leeway);
    }
    builder
        .build()
        .map_err(|error| ConfigError::new(PROFILE, error.to_string()))
}

fn profile(env: &Env<'_>, keys: KeySource) -> Result<VerifierBuilder, ConfigError> {
    match env.or(PROFILE, DEFAULT_PROFILE).as_str() {
        DEFAULT_PROFILE => simple_jwt(env, keys),
        "at_jwt" => at_jwt(env, keys),
        _ => Err(ConfigError::new(
            PROFILE,
            "set it to simple_jwt or at_jwt (RFC 9068), or leave it out for simple_jwt",
        )),
    }
}

fn simple_jwt(env: &Env<'_>, keys: KeySource) -> Result<VerifierBuilder, ConfigError> {
    let mut builder = Verifier::simple_jwt(keys);
    if let Some(issuer) = env.text(ISSUER) {
        builder = builder.issuer(issuer);
    }
    if let Some(audience) = env.text(AUDIENCE) {
        builder = builder.audience(audience);
    }
    if let Some(seconds) = env.seconds(ACCESS_LIFETIME, 1..=LONGEST_LIFETIME)? {
        builder = builder.issued_at_from_expiry(Duration::from_secs(seconds));
    }
    Ok(builder)
}

fn at_jwt(env: &Env<'_>, keys: KeySource) -> Result<VerifierBuilder, ConfigError> {
    if env.text(ACCESS_LIFETIME).is_some() {
        let remedy = format!("it is for {PROFILE}=simple_jwt: remove it");
        return Err(ConfigError::new(ACCESS_LIFETIME, remedy));
    }
    let issuer = env.required(
        ISSUER,
        "JWT_PROFILE=at_jwt needs it: the `iss` of the tokens",
    )?;
    let audience = env.required(
        AUDIENCE,
        "JWT_PROFILE=at_jwt needs it: the name of this service in the `aud` of the tokens",
    )?;
    Ok(Verifier::at_jwt(keys, issuer, audience))
}

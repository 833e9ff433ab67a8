use super::env::Env;
use super::keys::Keys;
use super::verifier::{AUDIENCE, DEFAULT_PROFILE, ISSUER, PROFILE};

const NOT_LOOKED_AT: &str = "(not looked at)";

/// What tokens are judged by, for whoever reads the log.
pub(crate) struct Judgement {
    profile: String,
    /// The setting that they come from.
    pub(crate) keys: &'static str,
    pub(crate) algorithms: String,
    previous: Option<&'static str>,
    pub(crate) issuer: String,
    pub(crate) audience: String,
}

impl Judgement {
    pub(super) fn new(env: &Env<'_>, keys: &Keys) -> Self {
        let algorithms: Vec<_> = keys.algorithms.iter().map(|it| it.name()).collect();
        let previous = keys.previous.as_ref();
        Self {
            profile: env.or(PROFILE, DEFAULT_PROFILE),
            keys: keys.key_origin.setting(),
            algorithms: algorithms.join(","),
            previous: previous.map(|previous| previous.algorithm.name()),
            issuer: env.or(ISSUER, NOT_LOOKED_AT),
            audience: env.or(AUDIENCE, NOT_LOOKED_AT),
        }
    }

    pub(crate) fn log(&self) {
        tracing::info!(
            profile = self.profile,
            keys = self.keys,
            algorithms = self.algorithms,
            previous = self.previous,
            issuer = self.issuer,
            audience = self.audience,
            "what tokens are judged by"
        );
    }
}

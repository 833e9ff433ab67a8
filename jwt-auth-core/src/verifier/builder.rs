use std::sync::Arc;
use std::time::Duration;

use super::key::VerifyingKey;
use super::{MAX_TRIES, Rules, Verifier};
use crate::clock::{Clock, SystemClock};

const MAX_KEYS: usize = 64;
const MAX_LEEWAY: Duration = Duration::from_secs(120);
const TOKEN_BYTES: std::ops::RangeInclusive<usize> = 512..=16_384;
const LIFETIME: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(60)..=Duration::from_secs(400 * 24 * 3_600);

/// Settings of a [`Verifier`]; made by [`Verifier::simple_jwt`]. Durations count in whole seconds.
#[derive(Debug, Clone)]
#[must_use]
pub struct VerifierBuilder {
    keys: Vec<VerifyingKey>,
    rules: Rules,
    leeway: Duration,
    expiry_leeway: Duration,
    max_lifetime: Duration,
    clock: Arc<dyn Clock>,
}

impl VerifierBuilder {
    /// SimpleJWT's rules: all defaults of the profile stand here.
    ///
    /// No leeway for `exp`, as SimpleJWT. Ten seconds for `nbf` and `iat`, so that an Auth service whose clock is
    /// slightly ahead does not send people round in circles. 24 hours of life at most, so that a token with a
    /// mistaken `exp` does not stay good for ever. 8,192 bytes, twice what a browser keeps in one cookie.
    pub(super) fn simple_jwt(key: VerifyingKey) -> Self {
        Self {
            keys: vec![key],
            rules: Rules {
                token_type: Some("access".to_owned()),
                require_id: true,
                issuer: None,
                audience: None,
                max_bytes: 8_192,
                leeway: 0,
                expiry_leeway: 0,
                max_lifetime: 0,
                issued_before_expiry: None,
            },
            leeway: Duration::from_secs(10),
            expiry_leeway: Duration::ZERO,
            max_lifetime: Duration::from_secs(24 * 3_600),
            clock: Arc::new(SystemClock),
        }
    }

    /// Accepts tokens under a further key: during a rotation, or a move from one algorithm to another.
    ///
    /// For one token at most four keys are tried. Without a `kid` to tell them apart, that is how many keys of one
    /// algorithm there may be.
    pub fn also_accept(mut self, key: VerifyingKey) -> Self {
        self.keys.push(key);
        self
    }

    /// Requires this `iss`, compared exactly. Defaults to not looking at `iss`, as SimpleJWT.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.rules.issuer = Some(issuer.into());
        self
    }

    /// Requires this `aud`, alone or in a list. Defaults to not looking at `aud`, as SimpleJWT.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.rules.audience = Some(audience.into());
        self
    }

    /// The required `token_type`. Defaults to `access`; an Auth service that reads its own refresh tokens says `refresh`.
    pub fn token_type(mut self, token_type: impl Into<String>) -> Self {
        self.rules.token_type = Some(token_type.into());
        self
    }

    /// How far `nbf` and `iat` may lie in the future. Defaults to 10 seconds; at most 120.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// How long a token is accepted after `exp`. Defaults to 0; at most 120 seconds.
    pub fn expiry_leeway(mut self, leeway: Duration) -> Self {
        self.expiry_leeway = leeway;
        self
    }

    /// Orders the tokens of one person by `exp` minus this lifetime instead of by `iat`. Defaults to `iat`.
    ///
    /// For an Auth service with SimpleJWT before 5.5, whose access tokens carry the `iat` of the refresh token they were
    /// made from: a renewed token would otherwise look older than one from another device, and what it says of the
    /// person would be ignored. Give the one lifetime of all access tokens there; tokens that live longer are refused.
    pub fn issued_at_from_expiry(mut self, access_lifetime: Duration) -> Self {
        self.rules.issued_before_expiry = Some(access_lifetime.as_secs());
        self
    }

    /// How far `exp` may lie ahead of now. Defaults to 24 hours; 1 minute to 400 days.
    pub fn max_lifetime(mut self, lifetime: Duration) -> Self {
        self.max_lifetime = lifetime;
        self
    }

    /// The longest token that is looked at. Defaults to 8,192 bytes; 512 to 16,384. `jwt-auth-actix` reads no more than
    /// 4,096 from a cookie and 8,192 from `Authorization`.
    pub fn max_token_bytes(mut self, bytes: usize) -> Self {
        self.rules.max_bytes = bytes;
        self
    }

    /// The clock by which tokens are judged. Defaults to [`SystemClock`].
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// [`VerifierBuildError`], which lists everything that is wrong.
    pub fn build(mut self) -> Result<Verifier, VerifierBuildError> {
        let rules = &self.rules;
        let unnamed = |key: &VerifyingKey| {
            let same = |other: &&VerifyingKey| {
                other.kid().is_none() && other.algorithm() == key.algorithm()
            };
            self.keys.iter().filter(same).count()
        };
        let own_lifetime = rules.issued_before_expiry.map(Duration::from_secs);
        let blank = |setting: &Option<String>| setting.as_deref().is_some_and(str::is_empty);
        let checks = [
            (self.keys.len() > MAX_KEYS, "more than 64 keys"),
            (
                self.keys.iter().any(|key| unnamed(key) > MAX_TRIES),
                "more than 4 keys of one algorithm without a kid",
            ),
            (
                own_lifetime.is_some_and(|own| own.is_zero() || own > self.max_lifetime),
                "issued_at_from_expiry outside 1 second to max_lifetime",
            ),
            (self.leeway > MAX_LEEWAY, "leeway above 120 s"),
            (self.expiry_leeway > MAX_LEEWAY, "expiry_leeway above 120 s"),
            (
                !LIFETIME.contains(&self.max_lifetime),
                "max_lifetime outside 1 minute to 400 days",
            ),
            (
                !TOKEN_BYTES.contains(&rules.max_bytes),
                "max_token_bytes outside 512 to 16384",
            ),
            (blank(&rules.issuer), "empty issuer"),
            (blank(&rules.audience), "empty audience"),
            (blank(&rules.token_type), "empty token_type"),
        ];
        let problems: Vec<_> = checks
            .into_iter()
            .filter_map(|(wrong, problem)| wrong.then_some(problem))
            .collect();
        if !problems.is_empty() {
            return Err(VerifierBuildError { problems });
        }
        self.rules.leeway = self.leeway.as_secs();
        self.rules.expiry_leeway = self.expiry_leeway.as_secs();
        self.rules.max_lifetime = self.max_lifetime.as_secs();
        Ok(Verifier {
            keys: self.keys.into(),
            rules: Arc::new(self.rules),
            clock: self.clock,
        })
    }
}

/// Settings of a verifier that cannot stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the verifier cannot be built: {}", .problems.join("; "))]
pub struct VerifierBuildError {
    problems: Vec<&'static str>,
}

impl VerifierBuildError {
    /// One entry for each wrong setting.
    #[must_use]
    pub fn problems(&self) -> &[&'static str] {
        &self.problems
    }
}

use std::sync::Arc;
use std::time::Duration;

use super::Verifier;
use super::judge::{Judge, MAX_TRIES};
use super::jwk_set::MAX_KEYS;
use super::key::VerifyingKey;
use super::key_source::KeySource;
use super::rules::Rules;
use crate::clock::{Clock, SystemClock};

const MAX_LEEWAY: Duration = Duration::from_secs(120);
const TOKEN_BYTES: std::ops::RangeInclusive<usize> = 512..=16_384;
const LIFETIME: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(60)..=Duration::from_secs(400 * 24 * 3_600);

/// Settings of a [`Verifier`]; made by [`Verifier::simple_jwt`], [`Verifier::at_jwt`] or [`Verifier::builder`]. Durations
/// count in whole seconds.
#[derive(Debug, Clone)]
#[must_use]
pub struct VerifierBuilder {
    sources: Vec<KeySource>,
    rules: Rules,
    issuer_undecided: bool,
    audience_undecided: bool,
    leeway: Duration,
    expiry_leeway: Duration,
    max_lifetime: Duration,
    clock: Arc<dyn Clock>,
}

/// All defaults of the profiles.
impl VerifierBuilder {
    /// 24 hours of life at most, so that a token with a mistaken `exp` does not stay good for ever. 8,192 bytes, twice what
    /// a browser keeps in one cookie. 30 seconds of leeway, half of what other libraries allow.
    pub(super) fn generic(keys: KeySource) -> Self {
        Self {
            sources: vec![keys],
            rules: Rules {
                typ: None,
                token_type: None,
                required: Vec::new(),
                require_iat: false,
                exact: Vec::new(),
                issuer: None,
                audience: Vec::new(),
                max_bytes: 8_192,
                leeway: 0,
                expiry_leeway: 0,
                max_lifetime: 0,
                lifetime_from_issue: true,
                issued_before_expiry: None,
            },
            issuer_undecided: true,
            audience_undecided: true,
            leeway: Duration::from_secs(30),
            expiry_leeway: Duration::from_secs(30),
            max_lifetime: Duration::from_secs(24 * 3_600),
            clock: Arc::new(SystemClock),
        }
    }

    /// No leeway for `exp`, as SimpleJWT. Ten seconds for `nbf` and `iat`, so that an Auth service whose clock is slightly
    /// ahead does not send people round in circles. The lifetime is not counted from `iat`: SimpleJWT before 5.5 copies
    /// that from the refresh token, which is up to days old.
    pub(super) fn simple_jwt(keys: KeySource) -> Self {
        let mut builder = Self::generic(keys);
        builder.rules.token_type = Some("access".to_owned());
        builder.rules.required = vec!["jti"];
        builder.rules.lifetime_from_issue = false;
        builder.leeway = Duration::from_secs(10);
        builder.expiry_leeway = Duration::ZERO;
        builder.accept_any_issuer().accept_any_audience()
    }

    /// RFC 9068 sections 2.2 and 4.
    pub(super) fn at_jwt(keys: KeySource, issuer: String, audience: String) -> Self {
        let mut builder = Self::generic(keys);
        builder.rules.typ = Some("at+jwt".to_owned());
        builder.rules.required = vec!["sub", "client_id", "jti"];
        builder.rules.require_iat = true;
        builder.issuer(issuer).audience(audience)
    }
}

impl VerifierBuilder {
    /// Accepts tokens under further keys: during a rotation, or a move from one algorithm to another. Defaults to none.
    ///
    /// For one token at most four keys are tried. Without a `kid` to tell them apart, or with the same one, that is how many
    /// keys of one algorithm there may be.
    pub fn also_accept(mut self, keys: impl Into<KeySource>) -> Self {
        self.sources.push(keys.into());
        self
    }

    /// Requires this `iss`, compared exactly (RFC 7519 section 4.1.1). Required itself in [`Verifier::builder`], unless it is
    /// waived by [`accept_any_issuer`](Self::accept_any_issuer).
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.rules.issuer = Some(issuer.into());
        self.issuer_undecided = false;
        self
    }

    /// Does not look at `iss`: whoever holds a key may say who they are. The default of [`Verifier::simple_jwt`] only.
    pub fn accept_any_issuer(mut self) -> Self {
        self.rules.issuer = None;
        self.issuer_undecided = false;
        self
    }

    /// Requires this `aud`, alone or in a list (RFC 7519 section 4.1.3). Called again, one of several. Required itself in
    /// [`Verifier::builder`], unless it is waived by [`accept_any_audience`](Self::accept_any_audience).
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.rules.audience.push(audience.into());
        self.audience_undecided = false;
        self
    }

    /// Does not look at `aud`: also tokens meant for other services are accepted. The default of [`Verifier::simple_jwt`]
    /// only.
    pub fn accept_any_audience(mut self) -> Self {
        self.rules.audience.clear();
        self.audience_undecided = false;
        self
    }

    /// Requires the claim `token_type` to be this. `access` in [`Verifier::simple_jwt`]; an Auth service that reads its own
    /// refresh tokens says `refresh`. Not looked at by the other profiles unless set.
    pub fn token_type(mut self, token_type: impl Into<String>) -> Self {
        self.rules.token_type = Some(token_type.into());
        self
    }

    /// Requires the header's `typ` to be this media type, in any letter case and with or without `application/` (RFC 8725
    /// section 3.11). `at+jwt` in [`Verifier::at_jwt`]; elsewhere `JWT` or none unless set.
    pub fn typ(mut self, media_type: impl Into<String>) -> Self {
        self.rules.typ = Some(media_type.into());
        self
    }

    /// Requires the claim to be exactly this text; called again, each of them. Defaults to none. For issuers that tell their
    /// tokens apart by a claim of their own, such as `token_use` or `tid`. Without such a mark the ID tokens of an OpenID
    /// provider pass for access tokens wherever the client is also the audience.
    pub fn require_claim(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.rules.exact.push((name, value.into()));
        self
    }

    /// How far `nbf` and `iat` may lie in the future (RFC 7519 sections 4.1.5 and 4.1.6). Defaults to 30 seconds, to 10 in
    /// [`Verifier::simple_jwt`]; at most 120.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// How long a token is accepted after `exp` (RFC 7519 section 4.1.4). Defaults to 30 seconds, to 0 in
    /// [`Verifier::simple_jwt`]; at most 120.
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
        self.rules.lifetime_from_issue = false;
        self
    }

    /// How far `exp` may lie ahead of now and, but for [`Verifier::simple_jwt`], of `iat`. Defaults to 24 hours; 1 minute to
    /// 400 days.
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
        let own_lifetime = rules.issued_before_expiry.map(Duration::from_secs);
        let is_blank = |text: &Option<String>| text.as_deref().is_some_and(str::is_empty);
        let keys: Vec<&VerifyingKey> = self.sources.iter().flat_map(KeySource::fixed).collect();
        VerifierBuildError::unless_none([
            (keys.len() > MAX_KEYS, "more than 64 keys"),
            (
                most_alike(&keys) > MAX_TRIES,
                "more than 4 keys of one algorithm with the same kid or none",
            ),
            (
                self.issuer_undecided,
                "issuer missing: set issuer, or waive it by accept_any_issuer",
            ),
            (
                self.audience_undecided,
                "audience missing: set audience, or waive it by accept_any_audience",
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
            (is_blank(&rules.issuer), "empty issuer"),
            (
                rules.audience.iter().any(String::is_empty),
                "empty audience",
            ),
            (is_blank(&rules.token_type), "empty token_type"),
            (is_blank(&rules.typ), "empty typ"),
        ])?;
        self.rules.leeway = self.leeway.as_secs();
        self.rules.expiry_leeway = self.expiry_leeway.as_secs();
        self.rules.max_lifetime = self.max_lifetime.as_secs();
        Ok(Verifier {
            judges: [Judge {
                sources: self.sources,
                rules: self.rules,
                clock: self.clock,
            }]
            .into(),
        })
    }
}

/// The most keys of one algorithm that nothing tells apart.
fn most_alike(keys: &[&VerifyingKey]) -> usize {
    let alike = |key: &&VerifyingKey| {
        let same = |other: &&&VerifyingKey| {
            other.kid() == key.kid() && other.algorithm() == key.algorithm()
        };
        keys.iter().filter(same).count()
    };
    keys.iter().map(alike).max().unwrap_or_default()
}

/// Settings of a verifier that cannot stand. Culprit: whoever configures the service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the verifier cannot be built: {}", .problems.join("; "))]
pub struct VerifierBuildError {
    problems: Vec<&'static str>,
}

impl VerifierBuildError {
    pub(super) fn unless_none<const N: usize>(
        checks: [(bool, &'static str); N],
    ) -> Result<(), Self> {
        let wrong = checks.into_iter().filter(|(wrong, _)| *wrong);
        let problems: Vec<_> = wrong.map(|(_, problem)| problem).collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self { problems })
        }
    }

    /// One entry for each wrong setting.
    #[must_use]
    pub fn problems(&self) -> &[&'static str] {
        &self.problems
    }
}

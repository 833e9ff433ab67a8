use std::fmt;
use std::sync::Arc;

use super::judge::{Judge, utf8};
use super::key_source::Glimpse;
use crate::Refusal;
use crate::claims::{ClaimSet, FromClaims, RegisteredClaims};
use crate::clock::Clock;
use crate::token::CompactToken;

/// The proof that a token was verified: its signature, its header and its registered claims were all judged good.
///
/// Only a [`Verifier`](crate::Verifier) can make one, so a function that takes `Verified<C>` cannot be handed claims
/// that nobody checked.
pub struct Verified<C> {
    claims: C,
    token: Arc<Token>,
}

struct Token {
    /// In compact form.
    text: Arc<str>,
    registered: RegisteredClaims,
    issued_at: Option<i64>,
    verified_at: u64,
    /// The second from which on it is refused, leeway included.
    refused_from: u64,
    leeway: u64,
    clock: Arc<dyn Clock>,
    /// The keys that can change, as they were.
    keys: Vec<Glimpse>,
}

impl<C> Verified<C> {
    pub(super) fn new(
        claims: C,
        text: Arc<str>,
        registered: RegisteredClaims,
        verified_at: u64,
        judge: &Judge,
        keys: Vec<Glimpse>,
    ) -> Self {
        let rules = &judge.rules;
        let issued_at = match rules.issued_before_expiry {
            Some(lifetime) => Some(registered.expires_at() - seconds(lifetime)),
            None => registered.issued_at(),
        };
        let token = Arc::new(Token {
            text,
            issued_at,
            verified_at,
            refused_from: rules.refused_from(&registered),
            registered,
            leeway: rules.leeway,
            clock: Arc::clone(&judge.clock),
            keys,
        });
        Self { claims, token }
    }

    /// The claims, typed.
    pub fn claims(&self) -> &C {
        &self.claims
    }

    /// The registered claims of RFC 7519 section 4.1.
    #[must_use]
    pub fn registered(&self) -> &RegisteredClaims {
        &self.token.registered
    }

    /// When the token was issued, in whole seconds since 1970, which orders the tokens of one person: `iat`, unless
    /// [`issued_at_from_expiry`](crate::VerifierBuilder::issued_at_from_expiry) is set. `None` when the token has none.
    #[must_use]
    pub fn issued_at(&self) -> Option<i64> {
        self.token.issued_at
    }

    /// The second since 1970 from which on the token is no longer accepted, without leeway (`exp`, RFC 7519 section 4.1.4).
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        self.token.registered.expires_at()
    }

    /// The verifier's time when it judged the token, in seconds since 1970.
    #[must_use]
    pub fn verified_at(&self) -> u64 {
        self.token.verified_at
    }

    /// The verifier's time, in seconds since 1970. Later than [`verified_at`](Self::verified_at), where the token was
    /// verified for an earlier request.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.token.clock.now()
    }

    /// The latest `iat` that the verifier would accept now, in seconds since 1970: a stored one beyond it cannot have come from
    /// a token.
    #[must_use]
    pub fn latest_issued_at(&self) -> i64 {
        seconds(self.now().saturating_add(self.token.leeway))
    }

    /// The token in compact form.
    pub(crate) fn text(&self) -> &str {
        &self.token.text
    }

    /// Whether the verifier would accept the token again: it has not expired, the clock was not set back, and the keys are
    /// those of then.
    pub(crate) fn still_holds(&self, now: u64) -> bool {
        let token = &self.token;
        (token.verified_at..token.refused_from).contains(&now)
            && token.keys.iter().all(Glimpse::is_as_seen)
    }

    /// The same proof without its claims.
    #[must_use]
    pub fn without_claims(&self) -> Verified<()> {
        Verified {
            claims: (),
            token: Arc::clone(&self.token),
        }
    }

    /// The same proof with its claims read as another type. Nothing is verified again.
    ///
    /// # Errors
    /// [`Refusal::MissingClaim`], [`Refusal::InvalidClaim`] or [`Refusal::ClaimsMismatch`].
    pub fn read_as<D: FromClaims>(&self) -> Result<Verified<D>, Refusal> {
        let token = CompactToken::parse(&self.token.text, usize::MAX)?;
        let text = utf8(token.decode_claims()?)?;
        let claims = D::from_claims(&ClaimSet::parse(&text)?)?;
        Ok(Verified {
            claims,
            token: Arc::clone(&self.token),
        })
    }
}

/// Shows when the token expires and nothing of what it says about a person.
impl<C> fmt::Debug for Verified<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("expires_at", &self.expires_at())
            .field("claims", &"[redacted]")
            .finish()
    }
}

fn seconds(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

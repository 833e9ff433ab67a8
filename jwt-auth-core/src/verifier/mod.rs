//! One synchronous pass: size, form, header, key, signature, registered claims, typed claims.

mod builder;
pub(crate) mod crypto;
mod header;
mod jwk_set;
pub(crate) mod key;
mod verified;

use std::sync::Arc;

pub use builder::{VerifierBuildError, VerifierBuilder};
pub use jwk_set::{JwkSet, JwkSetError, SkipReason, SkippedKey};
pub use key::{KeyError, VerifyingKey};
pub use verified::Verified;

use crate::Refusal;
use crate::claims::{ClaimSet, FromClaims, RegisteredClaims};
use crate::clock::Clock;
use crate::token::CompactToken;
use header::Header;

/// How many keys are tried for one token when its header does not single one out.
const MAX_TRIES: usize = 4;

/// Judges tokens by a fixed set of keys and rules. Cheap to clone; never blocks, never does I/O.
///
/// ```
/// use jwt_auth_core::{Verifier, VerifyingKey};
///
/// let secret = "a secret of at least 64 bytes, as RFC 7518 demands it for HS512: 0123456789";
/// let verifier = Verifier::simple_jwt(VerifyingKey::hs512(secret)?).build()?;
/// assert!(verifier.verify::<serde_json::Value>("not.a.token").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Verifier {
    keys: Arc<[VerifyingKey]>,
    rules: Arc<Rules>,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, Clone)]
struct Rules {
    token_type: Option<String>,
    require_id: bool,
    issuer: Option<String>,
    audience: Option<String>,
    max_bytes: usize,
    leeway: u64,
    expiry_leeway: u64,
    max_lifetime: u64,
    /// The lifetime of every access token, where `iat` is not the token's own.
    issued_before_expiry: Option<u64>,
}

impl Verifier {
    /// The rules of djangorestframework-simplejwt: `exp` and `jti` required, `token_type` is `access`, `iss` and `aud`
    /// not looked at unless configured.
    pub fn simple_jwt(key: VerifyingKey) -> VerifierBuilder {
        VerifierBuilder::simple_jwt(key)
    }

    /// Verifies a token in compact form and reads its claims as `C`.
    ///
    /// # Errors
    /// A [`Refusal`]. [`Refusal::Expired`] and everything about claims is reported only for a good signature.
    pub fn verify<C: FromClaims>(&self, token: &str) -> Result<Verified<C>, Refusal> {
        let token = CompactToken::parse(token, self.rules.max_bytes)?;
        self.check_signature(&token)?;
        let text = utf8(token.decode_claims()?)?;
        let now = self.clock.now();
        let (registered, claims) = {
            let set = ClaimSet::parse(&text)?;
            (self.rules.judge(&set, now)?, C::from_claims(&set)?)
        };
        Ok(Verified::new(claims, text, registered, now, &self.rules))
    }

    /// Whether some key is a shared secret below the length of RFC 7518 section 3.2; worth a warning at start.
    #[must_use]
    pub fn has_short_secret(&self) -> bool {
        self.keys.iter().any(VerifyingKey::is_short)
    }

    /// The longest token that is looked at, in bytes.
    #[must_use]
    pub fn max_token_bytes(&self) -> usize {
        self.rules.max_bytes
    }

    fn check_signature(&self, token: &CompactToken<'_>) -> Result<(), Refusal> {
        let header = utf8(token.decode_header()?)?;
        let header = Header::parse(&header)?;
        let candidates = self.candidates(&header)?;
        let signature = token.decode_signature()?;
        let good = candidates
            .take(MAX_TRIES)
            .any(|key| key.verifies(token.signed(), &signature));
        if good {
            Ok(())
        } else {
            Err(Refusal::BadSignature)
        }
    }

    /// A key with a `kid` is for tokens that name it or name none; a key without one is for every token.
    fn candidates<'v>(
        &'v self,
        header: &'v Header<'_>,
    ) -> Result<impl Iterator<Item = &'v VerifyingKey>, Refusal> {
        let fits = move |key: &&VerifyingKey| key.algorithm().is_named(&header.alg);
        let wanted = header.kid.as_deref();
        let same_kid = move |key: &&VerifyingKey| wanted.is_some() && key.kid() == wanted;
        let open = move |key: &&VerifyingKey| wanted.is_none() || key.kid().is_none();
        let candidates = self.keys.iter().filter(same_kid);
        let candidates = candidates.chain(self.keys.iter().filter(open));
        if candidates.clone().any(|key| fits(&key)) {
            Ok(candidates.filter(fits))
        } else if self.keys.iter().any(|key| fits(&key)) {
            Err(Refusal::UnknownKid)
        } else {
            Err(Refusal::AlgorithmNotAllowed)
        }
    }
}

impl Rules {
    fn judge(&self, claims: &ClaimSet<'_>, now: u64) -> Result<RegisteredClaims, Refusal> {
        let registered = RegisteredClaims::read(claims)?;
        self.judge_times(&registered, now)?;
        self.judge_kind(claims, &registered)?;
        self.judge_parties(&registered)?;
        Ok(registered)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds before the year 10000 are exact"
    )]
    fn judge_times(&self, claims: &RegisteredClaims, now: u64) -> Result<(), Refusal> {
        let seconds = |seconds: u64| seconds as f64;
        let (now, leeway) = (seconds(now), seconds(self.leeway));
        let expires = claims.exp;
        if now >= expires + seconds(self.expiry_leeway) {
            return Err(Refusal::Expired);
        }
        if claims.nbf.is_some_and(|begin| begin > now + leeway) {
            return Err(Refusal::NotYetValid);
        }
        if claims.iat.is_some_and(|issued| issued > now + leeway) {
            return Err(Refusal::IssuedInFuture);
        }
        let begins = claims.nbf.into_iter().chain(claims.iat);
        if begins.into_iter().any(|begin| expires <= begin) {
            return Err(Refusal::InvalidClaim("exp"));
        }
        // Not counted from `iat`: SimpleJWT before 5.5 copies it from the refresh token, which is up to days old.
        let longest = self.issued_before_expiry.unwrap_or(self.max_lifetime);
        if expires - now > seconds(longest) + leeway {
            return Err(Refusal::LifetimeTooLong);
        }
        Ok(())
    }

    /// SimpleJWT's own claims: `token_type` tells access from refresh, `jti` must be there.
    fn judge_kind(
        &self,
        claims: &ClaimSet<'_>,
        registered: &RegisteredClaims,
    ) -> Result<(), Refusal> {
        if let Some(expected) = &self.token_type {
            let found: String = claims.claim("token_type").required()?;
            if found != *expected {
                return Err(Refusal::WrongType);
            }
        }
        if self.require_id && registered.jti.is_none() {
            return Err(Refusal::MissingClaim("jti"));
        }
        Ok(())
    }

    fn judge_parties(&self, claims: &RegisteredClaims) -> Result<(), Refusal> {
        if self.issuer.is_some() && claims.iss != self.issuer {
            return Err(Refusal::WrongIssuer);
        }
        match &self.audience {
            Some(ours) if !claims.aud.contains(ours) => Err(Refusal::WrongAudience),
            _ => Ok(()),
        }
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, Refusal> {
    String::from_utf8(bytes).map_err(|_| Refusal::Malformed)
}

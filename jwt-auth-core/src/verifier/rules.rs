//! What a token must say besides having a good signature.

use super::header::Header;
use crate::Refusal;
use crate::claims::{ClaimSet, RegisteredClaims};

#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// The media type that the header's `typ` must be (RFC 8725 section 3.11). Without: `JWT`, or no `typ` at all.
    pub(super) typ: Option<String>,
    /// What the claim `token_type` must be.
    pub(super) token_type: Option<String>,
    /// Claims that must be there as text.
    pub(super) required: Vec<&'static str>,
    pub(super) require_iat: bool,
    /// Claims that must have exactly this text.
    pub(super) exact: Vec<(&'static str, String)>,
    pub(super) issuer: Option<String>,
    /// One of them must be in `aud`; empty: not looked at.
    pub(super) audience: Vec<String>,
    pub(super) max_bytes: usize,
    pub(super) leeway: u64,
    pub(super) expiry_leeway: u64,
    pub(super) max_lifetime: u64,
    /// Whether the lifetime also counts from `iat`, which must then be the token's own.
    pub(super) lifetime_from_issue: bool,
    /// The lifetime of every access token, where `iat` is not the token's own.
    pub(super) issued_before_expiry: Option<u64>,
}

impl Rules {
    /// RFC 8725 section 3.11: an explicit type other than ours is another kind of token.
    pub(super) fn judge_header(&self, header: &Header<'_>) -> Result<(), Refusal> {
        let fits = match &self.typ {
            Some(typ) => header.is_typed(typ),
            None => header.typ.is_none() || header.is_typed("JWT"),
        };
        if fits {
            Ok(())
        } else {
            Err(Refusal::WrongType)
        }
    }

    /// The second from which on a token is refused: `exp` and the leeway.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numeric dates lie between 1970 and the year 10000"
    )]
    pub(super) fn refused_from(&self, claims: &RegisteredClaims) -> u64 {
        (claims.exp.ceil() as u64).saturating_add(self.expiry_leeway)
    }

    pub(super) fn judge(
        &self,
        claims: &ClaimSet<'_>,
        now: u64,
    ) -> Result<RegisteredClaims, Refusal> {
        let registered = RegisteredClaims::read(claims)?;
        self.judge_times(&registered, now)?;
        self.judge_kind(claims)?;
        self.judge_parties(&registered)?;
        self.judge_presence(claims, &registered)?;
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
        let longest = seconds(self.issued_before_expiry.unwrap_or(self.max_lifetime));
        let issued = claims.iat.filter(|_| self.lifetime_from_issue);
        if expires - now > longest + leeway
            || issued.is_some_and(|issued| expires - issued > longest)
        {
            return Err(Refusal::LifetimeTooLong);
        }
        Ok(())
    }

    fn judge_kind(&self, claims: &ClaimSet<'_>) -> Result<(), Refusal> {
        if let Some(expected) = &self.token_type {
            let found: String = claims.claim("token_type").required()?;
            if found != *expected {
                return Err(Refusal::WrongType);
            }
        }
        Ok(())
    }

    fn judge_parties(&self, claims: &RegisteredClaims) -> Result<(), Refusal> {
        if self.issuer.is_some() && claims.iss != self.issuer {
            return Err(Refusal::WrongIssuer);
        }
        let ours = |audience| self.audience.contains(audience);
        if !self.audience.is_empty() && !claims.aud.iter().any(ours) {
            return Err(Refusal::WrongAudience);
        }
        Ok(())
    }

    fn judge_presence(
        &self,
        claims: &ClaimSet<'_>,
        registered: &RegisteredClaims,
    ) -> Result<(), Refusal> {
        for name in &self.required {
            claims.claim(name).required::<String>()?;
        }
        for (name, expected) in &self.exact {
            if claims.claim(name).required::<String>()? != *expected {
                return Err(Refusal::InvalidClaim(name));
            }
        }
        if self.require_iat && registered.iat.is_none() {
            return Err(Refusal::MissingClaim("iat"));
        }
        Ok(())
    }
}

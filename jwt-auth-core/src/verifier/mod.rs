//! One synchronous pass: size, form, header, key, signature, registered claims, typed claims.

mod builder;
pub(crate) mod crypto;
mod header;
mod judge;
mod jwk;
mod jwk_set;
mod jwk_set_file;
#[cfg(feature = "jwks")]
mod jwks;
pub(crate) mod key;
mod key_source;
mod rules;
mod verified;

use std::sync::Arc;

pub use builder::{VerifierBuildError, VerifierBuilder};
pub use jwk::SkipReason;
pub use jwk_set::{JwkSet, JwkSetError, SkippedKey};
pub use jwk_set_file::{JwkSetFile, JwkSetFileError};
#[cfg(feature = "jwks")]
pub use jwks::{RemoteJwkSet, RemoteJwkSetBuildError, RemoteJwkSetBuilder};
pub use key::{KeyError, VerifyingKey};
pub use key_source::{KeySet, KeySource};
pub use verified::Verified;

use futures_util::future::join_all;

use crate::Refusal;
use crate::claims::{ClaimSet, FromClaims};
use crate::token::CompactToken;

use judge::{Failure, Judge, utf8};
use key_source::{Glimpse, Renewal};

/// How long to wait, in seconds, before the keys of a source that does not answer are asked for again.
const RETRY_UNREACHABLE: u16 = 5;

/// Judges tokens by keys and rules, for one issuer or for several. Cheap to clone; never blocks, never does I/O.
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
    /// At least one. Several have an issuer each, no two the same.
    judges: Arc<[Judge]>,
}

impl Verifier {
    /// The rules of djangorestframework-simplejwt: `exp` and `jti` required, `token_type` is `access`, `iss` and `aud`
    /// not looked at unless configured.
    pub fn simple_jwt(keys: impl Into<KeySource>) -> VerifierBuilder {
        VerifierBuilder::simple_jwt(keys.into())
    }

    /// The rules of RFC 9068 for OAuth 2.0 access tokens: `typ` is `at+jwt`; `iss`, `aud`, `exp`, `sub`, `client_id`, `iat`
    /// and `jti` required.
    pub fn at_jwt(
        keys: impl Into<KeySource>,
        issuer: impl Into<String>,
        audience: impl Into<String>,
    ) -> VerifierBuilder {
        VerifierBuilder::at_jwt(keys.into(), issuer.into(), audience.into())
    }

    /// Rules for any other issuer: `exp` required, `iss` and `aud` to be configured or waived by name.
    ///
    /// ```
    /// use jwt_auth_core::{Algorithm, JwkSet, Verifier};
    ///
    /// # let set = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    /// let verifier = Verifier::builder(JwkSet::from_json(set, &[Algorithm::EdDSA])?)
    ///     .issuer("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE")
    ///     .accept_any_audience()
    ///     .require_claim("token_use", "access")
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn builder(keys: impl Into<KeySource>) -> VerifierBuilder {
        VerifierBuilder::generic(keys.into())
    }

    /// One verifier for several issuers. A token is judged only by the verifier whose issuer it names in `iss`: that one's
    /// keys, that one's rules.
    ///
    /// # Errors
    /// [`VerifierBuildError`] when one has no configured issuer, when two have the same, or when there is none.
    pub fn for_issuers(
        verifiers: impl IntoIterator<Item = Self>,
    ) -> Result<Self, VerifierBuildError> {
        let all: Vec<Self> = verifiers.into_iter().collect();
        let judges: Vec<Judge> = all
            .iter()
            .flat_map(|it| it.judges.iter().cloned())
            .collect();
        let mut issuers: Vec<_> = judges.iter().map(|it| &it.rules.issuer).collect();
        issuers.sort_unstable();
        issuers.dedup();
        let checks = [
            (judges.is_empty(), "no verifiers"),
            (
                issuers.contains(&&None),
                "a verifier without an issuer: call issuer on its builder",
            ),
            (
                issuers.len() < judges.len(),
                "two verifiers for one issuer: use also_accept for its keys",
            ),
        ];
        VerifierBuildError::unless_none(checks)?;
        Ok(Self {
            judges: judges.into(),
        })
    }

    /// Verifies a token in compact form and reads its claims as `C`. Where keys are fetched (`RemoteJwkSet`), prefer
    /// [`verify_with_refresh`](Self::verify_with_refresh): right after the start, and after a rotation, they are not here
    /// yet.
    ///
    /// # Errors
    /// A [`Refusal`]. [`Refusal::Expired`] and everything else that claims are judged by is reported only for a good
    /// signature; where there are several issuers, the claims are parsed and `iss` is compared before.
    pub fn verify<C: FromClaims>(&self, token: &str) -> Result<Verified<C>, Refusal> {
        self.judge(token, || token.into())
            .map_err(|failure| failure.refusal)
    }

    /// As [`verify`](Self::verify), but waits once for keys that are fetched, when none that is here fits the token: after
    /// a rotation, or at the start. Waits for one fetch of every such set at a time, or for two where one was under way
    /// already, and for most tokens not at all.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); [`Refusal::KeysUnavailable`] also when no key is the one that the token names in `kid`
    /// and a source did not answer.
    pub async fn verify_with_refresh<C: FromClaims>(
        &self,
        token: &str,
    ) -> Result<Verified<C>, Refusal> {
        self.verify_and_keep(token, || token.into()).await
    }

    /// As [`verify_with_refresh`](Self::verify_with_refresh), with the copy of the token that the proof will keep.
    pub(crate) async fn verify_and_keep<C: FromClaims>(
        &self,
        token: &str,
        kept: impl Fn() -> Arc<str>,
    ) -> Result<Verified<C>, Refusal> {
        let mut failure = match self.judge(token, &kept) {
            Ok(verified) => return Ok(verified),
            Err(failure) => failure,
        };
        let mut unreachable = false;
        for _ in 0..2 {
            let renew = |glimpse: &Glimpse| glimpse.keys.renew(failure.kid.clone());
            let renewals = join_all(failure.live.iter().map(renew)).await;
            unreachable = renewals.contains(&Renewal::Unreachable);
            if failure.live.iter().any(Glimpse::is_outdated) {
                failure = match self.judge(token, &kept) {
                    Ok(verified) => return Ok(verified),
                    Err(failure) => failure,
                };
            }
            if !renewals.contains(&Renewal::Joined) {
                break;
            }
        }
        let key_is_unknown = match failure.refusal {
            Refusal::UnknownKid => true,
            Refusal::BadSignature => failure.kid.is_some(),
            _ => false,
        };
        if unreachable && key_is_unknown && !failure.live.is_empty() {
            return Err(Refusal::KeysUnavailable {
                retry_after: RETRY_UNREACHABLE,
            });
        }
        Err(failure.refusal)
    }

    /// Whether the keys of every issuer are at hand: false while a set that is fetched was never loaded or is too old. For
    /// a readiness probe, unless one issuer's outage shall not take the service away from the people of the others.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let mut sources = self.judges.iter().flat_map(|judge| &judge.sources);
        sources.all(|source| source.current().is_ok())
    }

    /// The issuers whose tokens are accepted. Empty when `iss` is not looked at.
    pub fn issuers(&self) -> impl Iterator<Item = &str> {
        let issuers = self.judges.iter().map(|judge| &judge.rules.issuer);
        issuers.filter_map(Option::as_deref)
    }

    /// Whether `iss` is compared for every token.
    #[must_use]
    pub fn checks_issuer(&self) -> bool {
        self.judges.iter().all(|judge| judge.rules.issuer.is_some())
    }

    /// Whether `aud` is compared for every token.
    #[must_use]
    pub fn checks_audience(&self) -> bool {
        self.judges
            .iter()
            .all(|judge| !judge.rules.audience.is_empty())
    }

    /// Whether some key is a shared secret below the length of RFC 7518 section 3.2; worth a warning at start.
    #[must_use]
    pub fn has_short_secret(&self) -> bool {
        self.any_key(VerifyingKey::is_short)
    }

    /// Whether some key is a shared secret that others know or guess; worth a loud warning at start.
    #[must_use]
    pub fn has_insecure_secret(&self) -> bool {
        self.any_key(VerifyingKey::is_insecure)
    }

    /// The longest token that is looked at, in bytes.
    #[must_use]
    pub fn max_token_bytes(&self) -> usize {
        let sizes = self.judges.iter().map(|judge| judge.rules.max_bytes);
        sizes.max().unwrap_or_default()
    }

    fn any_key(&self, is: fn(&VerifyingKey) -> bool) -> bool {
        let sources = self.judges.iter().flat_map(|judge| &judge.sources);
        let mut sets = sources.filter_map(|source| source.current().ok());
        sets.any(|keys| keys.iter().any(is))
    }

    /// What size and form alone tell.
    pub(crate) fn check_form(&self, token: &str) -> Result<(), Refusal> {
        CompactToken::parse(token, self.max_token_bytes()).map(drop)
    }

    fn judge<C: FromClaims>(
        &self,
        token: &str,
        kept: impl FnOnce() -> Arc<str>,
    ) -> Result<Verified<C>, Failure> {
        let token = CompactToken::parse(token, self.max_token_bytes())?;
        self.judge_of(&token)?.verify(&token, kept)
    }

    /// With several issuers the claim `iss` is read before anything proves it, only to choose who judges the token.
    fn judge_of(&self, token: &CompactToken<'_>) -> Result<&Judge, Refusal> {
        if let [judge] = &*self.judges {
            return Ok(judge);
        }
        let text = utf8(token.decode_claims()?)?;
        let issuer: String = ClaimSet::parse(&text)?.claim("iss").required()?;
        let names_it = |judge: &&Judge| judge.rules.issuer.as_ref() == Some(&issuer);
        match self.judges.iter().find(names_it) {
            Some(judge) if token.len() > judge.rules.max_bytes => Err(Refusal::TooLarge),
            Some(judge) => Ok(judge),
            None => Err(Refusal::WrongIssuer),
        }
    }
}

/// For standard vectors, whose content is no JWT.
#[cfg(feature = "test-util")]
#[doc(hidden)]
impl Verifier {
    pub fn verify_signature_only(&self, token: &str) -> Result<(), Refusal> {
        let token = CompactToken::parse_any_content(token, self.max_token_bytes())?;
        let mut judges = self.judges.iter();
        let judge = judges.next().ok_or(Refusal::Malformed)?;
        judge
            .check_signature(&token)
            .map_err(|failure| failure.refusal)?;
        // Signed or not, what is no base64url is no JWS.
        token.decode_claims().map(drop)
    }
}

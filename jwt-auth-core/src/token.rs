use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Refusal;

/// A token in compact form, split into its parts and not yet trusted (RFC 7515 section 7.1).
///
/// Borrows from the request; `Debug` shows lengths only.
pub(crate) struct CompactToken<'t> {
    header: &'t str,
    claims: &'t str,
    signature: &'t str,
    signed: &'t str,
}

impl<'t> CompactToken<'t> {
    /// Checks size and form before anything is decoded, without allocating.
    pub(crate) fn parse(token: &'t str, max_bytes: usize) -> Result<Self, Refusal> {
        let token = Self::parse_any_content(token, max_bytes)?;
        if token.claims.is_empty() {
            return Err(Refusal::Malformed);
        }
        Ok(token)
    }

    /// As [`parse`](Self::parse), for a JWS that is no JWT: its content may be empty.
    pub(crate) fn parse_any_content(token: &'t str, max_bytes: usize) -> Result<Self, Refusal> {
        if token.len() > max_bytes {
            return Err(Refusal::TooLarge);
        }
        let mut parts = token.split('.');
        let (Some(header), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Refusal::Malformed);
        };
        let signed = token
            .get(..header.len() + 1 + claims.len())
            .ok_or(Refusal::Malformed)?;
        if header.is_empty() || signature.is_empty() {
            return Err(Refusal::Malformed);
        }
        Ok(Self {
            header,
            claims,
            signature,
            signed,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.signed.len() + 1 + self.signature.len()
    }

    /// The bytes that the signature covers.
    pub(crate) fn signed(&self) -> &'t [u8] {
        self.signed.as_bytes()
    }

    pub(crate) fn decode_header(&self) -> Result<Vec<u8>, Refusal> {
        decode(self.header)
    }

    pub(crate) fn decode_claims(&self) -> Result<Vec<u8>, Refusal> {
        decode(self.claims)
    }

    pub(crate) fn decode_signature(&self) -> Result<Vec<u8>, Refusal> {
        decode(self.signature)
    }
}

impl fmt::Debug for CompactToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompactToken")
            .field("header_chars", &self.header.len())
            .field("claims_chars", &self.claims.len())
            .field("signature_chars", &self.signature.len())
            .finish()
    }
}

/// Canonical only: padding, white space and non-zero spare bits are refused.
fn decode(part: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed)
}

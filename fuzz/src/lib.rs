//! What the fuzz targets have in common: Auth services whose clock stands still, JSON read without forgiving anything, and
//! header lines of any bytes.

mod header_lines;
mod members;

use jwt_auth_core::{Algorithm, TestClock, TestIssuer, Verifier, VerifierBuilder};

pub use header_lines::header_lines;
pub use members::{Members, members};

/// 2026-01-01T00:00:00Z.
pub const NOW: u64 = 1_767_225_600;
/// The `exp` of a good token.
pub const EXP: u64 = NOW + 300;

pub const HEADER: &str = r#"{"alg":"HS512","typ":"JWT"}"#;
pub const CLAIMS: &str =
    r#"{"token_type":"access","exp":1767225900,"iat":1767225600,"jti":"d0c5a1b6"}"#;

/// Auth services whose signatures are cheap to make.
pub fn issuers() -> [TestIssuer; 4] {
    [
        TestIssuer::hmac(Algorithm::HS256),
        TestIssuer::hs512(),
        TestIssuer::es256(),
        TestIssuer::ed25519(),
    ]
    .map(|issuer| issuer.clock(TestClock::at(NOW)))
}

pub fn hs512() -> TestIssuer {
    TestIssuer::hs512().clock(TestClock::at(NOW))
}

pub fn simple_jwt(issuer: &TestIssuer) -> VerifierBuilder {
    Verifier::simple_jwt(issuer.verifying_key()).clock(TestClock::at(NOW))
}

/// Whether `part` is base64url as RFC 7515 section 2 wants it: one text for each sequence of bytes, and no other.
pub fn is_canonical(part: &str) -> bool {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    URL_SAFE_NO_PAD
        .decode(part)
        .is_ok_and(|bytes| URL_SAFE_NO_PAD.encode(bytes) == part)
}

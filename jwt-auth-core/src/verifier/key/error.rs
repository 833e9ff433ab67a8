use crate::Algorithm;
use crate::verifier::crypto;

/// Why key material was refused. Culprit: whoever configures the service. Never shows the material.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The secret has fewer bytes than the algorithm needs (RFC 7518 section 3.2).
    #[error("the secret is too short: {algorithm} needs at least {least} bytes")]
    SecretTooShort {
        /// The algorithm it was meant for.
        algorithm: Algorithm,
        /// The least number of bytes.
        least: usize,
    },
    /// The secret is one that others know or guess: a word from a tutorial, Django's `django-insecure-…`, one character
    /// over and over.
    #[error(
        "the secret is a known or guessable one: make a random one, for example with `openssl rand -base64 48`, and give it to the Auth service too; \
         for development, VerifyingKey::from_insecure_secret takes it as it is"
    )]
    KnownSecret,
    /// The secret is text with a line break at its end. Cause: a file that was read and not trimmed.
    #[error("the secret ends with a line break: trim it, or it will not be the one that signs")]
    SecretEndsWithLineBreak,
    /// A key in PEM, DER, SSH or JWK form was given where a shared secret belongs: with a public one, everybody could sign.
    #[error(
        "a PEM, DER, SSH or JWK key was given as a shared secret: use the constructor for its form"
    )]
    KeyAsSecret,
    /// A private key was given; verifying needs, and a service should hold, only the public one.
    #[error("a private key was given: give the public key only")]
    PrivateKey,
    /// The algorithm does not go with this kind of key.
    #[error(
        "{0} does not go with this kind of key: HS256, HS384 and HS512 take secrets, the others public keys"
    )]
    WrongKind(Algorithm),
    /// The text is no public key for the algorithm.
    #[error("this is not a public key for {0}")]
    NotAKey(Algorithm),
    /// RFC 7518 section 3.3 demands 2048 bits; above 8192 (4096 with `rust-crypto` alone) nothing can be verified in time.
    #[error("the RSA key must have {} to {} bits and an odd exponent above 1, of 33 bits at most", crypto::RSA_BITS.start(), crypto::RSA_BITS.end())]
    RsaSize,
    /// The RSA key was made by a chip whose keys can be factored (CVE-2017-15361, ROCA).
    #[error(
        "the RSA key was made by a faulty generator (CVE-2017-15361) and can be factored: make a new one"
    )]
    FactorableRsa,
    /// A `kid` is 1 to 256 printable ASCII characters.
    #[error("a kid must be 1 to 256 printable ASCII characters")]
    Kid,
}

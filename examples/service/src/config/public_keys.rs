//! Public keys: one in PEM, or a JWK set in a file or behind a URL.

use jwt_auth_actix::{
    Algorithm, JwkSetError, JwkSetFile, JwkSetFileError, KeyError, RemoteJwkSet, VerifyingKey,
};
use url::Url;

use super::ConfigError;
use super::waiver::Waiver;

pub(super) const PUBLIC_KEY_FILE: &str = "JWT_PUBLIC_KEY_FILE";
pub(super) const SET_FILE: &str = "JWT_JWKS_FILE";
pub(super) const SET_URL: &str = "JWT_JWKS_URL";
pub(super) const HTTP_ALLOWED: &str = "JWT_JWKS_ALLOW_HTTP";

pub(super) fn in_file(path: &str, algorithm: Algorithm) -> Result<VerifyingKey, ConfigError> {
    let refused = |remedy| ConfigError::new(PUBLIC_KEY_FILE, remedy);
    let pem = std::fs::read(path).map_err(|error| refused(unreadable(&error)))?;
    VerifyingKey::from_pem(algorithm, pem).map_err(|error| {
        refused(match error {
            KeyError::NotAKey(_) | KeyError::PrivateKey => format!(
                "{error}; give the PEM that `openssl pkey -pubout` prints, and its algorithm in JWT_ALGORITHM"
            ),
            error => error.to_string(),
        })
    })
}

pub(super) fn set_in_file(path: &str, algorithms: &[Algorithm]) -> Result<JwkSetFile, ConfigError> {
    JwkSetFile::open(path, algorithms).map_err(|error| {
        let remedy = match error {
            JwkSetFileError::Read(error) => unreadable(&error),
            error @ JwkSetFileError::Set(JwkSetError::NoUsableKey { .. }) => {
                format!("{error}; JWT_ALGORITHM names those that are wanted")
            }
            error => error.to_string(),
        };
        ConfigError::new(SET_FILE, remedy)
    })
}

pub(super) fn set_behind_url(
    text: &str,
    algorithms: &[Algorithm],
    plain_http: &Waiver,
) -> Result<RemoteJwkSet, ConfigError> {
    let refused = |remedy: String| ConfigError::new(SET_URL, remedy);
    // The parser would trim as well, and more than this.
    let url = Url::parse(text.trim()).map_err(|_| refused(not_https()))?;
    let is_plain = url.scheme() == "http";
    let has_scheme = url.scheme() == "https" || (is_plain && plain_http.lets_pass());
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    if !has_scheme || has_credentials || url.fragment().is_some() {
        return Err(refused(not_https()));
    }
    let mut set = RemoteJwkSet::at(url, algorithms);
    if is_plain {
        set = set.dangerous_allow_http();
    }
    set.build()
        .map_err(|error| refused(error.problems().join("; ")))
}

fn not_https() -> String {
    format!(
        "give an absolute https URL without credentials and fragment, such as https://auth.example.org/.well-known/jwks.json; \
         {HTTP_ALLOWED}=1 permits http"
    )
}

fn unreadable(error: &std::io::Error) -> String {
    format!(
        "cannot read the file ({}): name a readable one",
        error.kind()
    )
}

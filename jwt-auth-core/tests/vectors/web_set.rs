//! The JSON Web sets of Wycheproof, which no crate has.
//!
//! They are read from the folder that `JWT_AUTH_VECTORS` names, or else from `shared/vectors` beside the workspace. A
//! checkout that has neither skips them, and says so.

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_auth_core::{
    Algorithm, JwkSet, JwkSetError, KeyError, Refusal, SkipReason, Verifier, VerifyingKey,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WebSet {
    number_of_tests: usize,
    test_groups: Vec<WebGroup>,
}

#[derive(Deserialize)]
pub(crate) struct WebGroup {
    public: Option<Value>,
    private: Value,
    pub(crate) tests: Vec<WebTest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebTest {
    pub(crate) tc_id: u32,
    pub(crate) jws: String,
    result: Label,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Label {
    Valid,
    Invalid,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    Accepted,
    TokenRefused(Refusal),
    KeyRefused(SkipReason),
}

/// What became of a file.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) as_labelled: usize,
    pub(crate) exceptions: Vec<(u32, Label, Verdict)>,
    /// The first test of each group whose secret is one that anybody could guess.
    pub(crate) waived: Vec<u32>,
}

/// `None` where the file is to be skipped.
pub(crate) fn judge(file: &str) -> Option<Outcome> {
    let mut outcome = Outcome::default();
    for group in read(file)? {
        let keys = group.keys();
        if matches!(keys, Ok(Keys::Waived(_))) {
            outcome.waived.push(group.tests[0].tc_id);
        }
        let verifier = keys.map(Keys::verifier);
        for test in &group.tests {
            let verdict = test.verdict(&verifier);
            if (verdict == Verdict::Accepted) == (test.result == Label::Valid) {
                outcome.as_labelled += 1;
            } else {
                outcome.exceptions.push((test.tc_id, test.result, verdict));
            }
        }
    }
    let (fits, others) = (outcome.as_labelled, outcome.exceptions.len());
    println!(
        "{file}: {} tokens, {fits} as labelled, {others} not",
        fits + others
    );
    Some(outcome)
}

/// The groups of the file, in its order.
pub(crate) fn read(file: &str) -> Option<Vec<WebGroup>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = locate(env::var_os("JWT_AUTH_VECTORS").map(PathBuf::from), &beside);
    let Some(folder) = folder.unwrap_or_else(|missing| panic!("{missing}")) else {
        // Past the capture of output, which would hide a skip.
        let mut stderr = std::io::stderr();
        writeln!(stderr, "SKIPPED {file}: set JWT_AUTH_VECTORS to its folder").unwrap();
        return None;
    };
    let text = std::fs::read_to_string(folder.join(file));
    let text = text.unwrap_or_else(|error| panic!("{file}: {error}"));
    let set: WebSet = serde_json::from_str(&text).unwrap();
    let found: usize = set.test_groups.iter().map(|group| group.tests.len()).sum();
    assert_eq!(found, set.number_of_tests, "{file}");
    Some(set.test_groups)
}

fn locate(named: Option<PathBuf>, beside: &Path) -> Result<Option<PathBuf>, String> {
    let shared = beside.join("shared");
    let is_expected = named.is_some() || shared.is_dir();
    let folder = named.unwrap_or_else(|| shared.join("vectors"));
    match (folder.is_dir(), is_expected) {
        (true, _) => Ok(Some(folder)),
        (false, true) => Err(format!("no such folder: {}", folder.display())),
        (false, false) => Ok(None),
    }
}

pub(crate) enum Keys {
    Usable(JwkSet),
    Waived(VerifyingKey),
}

impl WebGroup {
    /// The keys of whoever trusts them. Every algorithm is wanted, so that nothing but the `alg` of a key stands between it
    /// and the tokens of another; a key that names none is for the one algorithm that its owner has configured.
    pub(crate) fn keys(&self) -> Result<Keys, SkipReason> {
        let published = self.public.as_ref().unwrap_or(&self.private);
        let set = match published.get("keys") {
            Some(_) => published.clone(),
            None => json!({"keys": [published]}),
        };
        match JwkSet::from_json(&set.to_string(), wanted(&set)).map_err(first_reason) {
            Ok(set) => Ok(Keys::Usable(set)),
            Err(SkipReason::Material(KeyError::KnownSecret)) => {
                Ok(Keys::Waived(known_secret(&set["keys"][0])))
            }
            Err(reason) => Err(reason),
        }
    }
}

impl Keys {
    pub(crate) fn verifier(self) -> Verifier {
        crate::trace::start();
        let rules = match self {
            Self::Usable(set) => Verifier::builder(set),
            Self::Waived(key) => Verifier::builder(key),
        };
        let rules = rules.accept_any_issuer().accept_any_audience();
        rules.build().unwrap()
    }
}

impl WebTest {
    fn verdict(&self, verifier: &Result<Verifier, SkipReason>) -> Verdict {
        match verifier {
            Ok(verifier) => match verifier.verify_signature_only(&self.jws) {
                Ok(()) => Verdict::Accepted,
                Err(refusal) => Verdict::TokenRefused(refusal),
            },
            Err(reason) => Verdict::KeyRefused(reason.clone()),
        }
    }
}

fn wanted(set: &Value) -> &'static [Algorithm] {
    use Algorithm::{
        ES256, ES384, EdDSA, HS256, HS384, HS512, PS256, PS384, PS512, RS256, RS384, RS512,
    };
    let keys = set["keys"].as_array().unwrap();
    if keys.iter().all(|key| key.get("alg").is_some()) {
        &[
            HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA,
        ]
    } else {
        &[HS256, RS256, ES256]
    }
}

fn first_reason(error: JwkSetError) -> SkipReason {
    let JwkSetError::NoUsableKey { skipped } = error else {
        panic!("{error}");
    };
    skipped.into_iter().next().unwrap().reason
}

/// A secret of zeros, or one that counts, is refused by a JWK set; whoever wants it says so.
fn known_secret(jwk: &Value) -> VerifyingKey {
    let algorithm: Algorithm = jwk["alg"].as_str().unwrap().parse().unwrap();
    let secret = URL_SAFE_NO_PAD.decode(jwk["k"].as_str().unwrap()).unwrap();
    let key = VerifyingKey::from_insecure_secret(algorithm, secret).unwrap();
    key.with_kid(jwk["kid"].as_str().unwrap()).unwrap()
}

#[test]
fn a_missing_folder_is_skipped_only_where_nobody_expects_it() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("web_set");
    let (bare, empty, full) = (place.join("bare"), place.join("empty"), place.join("full"));
    std::fs::create_dir_all(&bare).unwrap();
    std::fs::create_dir_all(empty.join("shared")).unwrap();
    let vectors = full.join("shared/vectors");
    std::fs::create_dir_all(&vectors).unwrap();

    assert_eq!(locate(None, &bare), Ok(None));
    assert!(locate(None, &empty).is_err());
    assert_eq!(locate(None, &full), Ok(Some(vectors.clone())));
    assert!(locate(Some(bare.join("misspelt")), &full).is_err());
    assert_eq!(locate(Some(vectors.clone()), &bare), Ok(Some(vectors)));
}

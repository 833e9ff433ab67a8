//! Where the keys come from.

use crate::settings::{Change, P256, SECRET, assert_each_is_named, changed, set_in};

const UNREACHABLE: &str = "https://127.0.0.1:1/hidden-path";
const PLAIN: &str = "http://127.0.0.1:1/hidden-path";
const OTHER: &str =
    "the secret before the last rotation, which has sixty-four bytes too, as it must";
const SHORT: &str = "a-secret-that-is-too-short-but-secret";

#[test]
fn each_mistake_is_named_by_its_setting_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let set = set_in(folder.path());
    let (pem, set) = (pem_in(&folder), set.to_str().unwrap());
    let pem = pem.as_str();
    let rows: &[(&str, &[Change<'_>])] = &[
        ("JWT_SIGNING_KEY", &[NO_SECRET]),
        ("JWT_SIGNING_KEY", &[NO_SECRET, algorithm("HS512")]),
        ("JWT_SIGNING_KEY", &[NO_SECRET, previous(SECRET)]),
        ("JWT_SIGNING_KEY", &[secret(SHORT)]),
        ("JWT_SIGNING_KEY", &[secret(P256)]),
        ("JWT_SIGNING_KEY", &[algorithm("ES256")]),
        ("JWT_SIGNING_KEY", &[public_key(pem)]),
        ("JWT_SIGNING_KEY", &[set_file(set), algorithm("EdDSA")]),
        ("JWT_SIGNING_KEY", &[set_url(UNREACHABLE)]),
        (
            "JWT_SIGNING_KEY",
            &[NO_SECRET, set_file(set), set_url(UNREACHABLE)],
        ),
        (
            "JWT_SIGNING_KEY",
            &[NO_SECRET, public_key(pem), set_file(set)],
        ),
        ("JWT_SIGNING_KEY_PREVIOUS", &[previous(SHORT)]),
        ("JWT_SIGNING_KEY_PREVIOUS", &[previous(P256)]),
        ("JWT_SIGNING_KEY_PREVIOUS", &[previous(SECRET)]),
        (
            "JWT_SIGNING_KEY_PREVIOUS",
            &[previous(SHORT), previous_algorithm("HS384")],
        ),
        (
            "JWT_SIGNING_KEY_PREVIOUS",
            &[
                NO_SECRET,
                set_file(set),
                algorithm("EdDSA"),
                previous(SHORT),
            ],
        ),
        (
            "JWT_ALGORITHM_PREVIOUS",
            &[previous(OTHER), previous_algorithm("hidden")],
        ),
        (
            "JWT_ALGORITHM_PREVIOUS",
            &[previous(OTHER), previous_algorithm("EdDSA")],
        ),
        (
            "JWT_ALGORITHM_PREVIOUS",
            &[previous(OTHER), previous_algorithm("HS256,HS512")],
        ),
        ("JWT_ALGORITHM_PREVIOUS", &[previous_algorithm("hidden")]),
        (
            "JWT_ALLOW_SHORT_KEY",
            &[("JWT_ALLOW_SHORT_KEY", Some("hidden"))],
        ),
        ("JWT_ALGORITHM", &[algorithm("none")]),
        ("JWT_ALGORITHM", &[algorithm("HS512,RS256")]),
        ("JWT_ALGORITHM", &[algorithm("HS512;hidden")]),
        ("JWT_ALGORITHM", &[NO_SECRET, public_key(pem)]),
        (
            "JWT_ALGORITHM",
            &[NO_SECRET, public_key(pem), algorithm("ES256,RS256")],
        ),
        (
            "JWT_ALGORITHM",
            &[NO_SECRET, public_key(pem), algorithm("HS512")],
        ),
        ("JWT_ALGORITHM", &[NO_SECRET, set_file(set)]),
        ("JWT_ALGORITHM", &[NO_SECRET, set_url(UNREACHABLE)]),
        (
            "JWT_ALGORITHM",
            &[NO_SECRET, set_url(UNREACHABLE), algorithm("EdDSA,HS512")],
        ),
        (
            "JWT_PUBLIC_KEY_FILE",
            &[
                NO_SECRET,
                public_key("/nonexistent/hidden.pem"),
                algorithm("ES256"),
            ],
        ),
        (
            "JWT_PUBLIC_KEY_FILE",
            &[NO_SECRET, public_key(pem), algorithm("RS256")],
        ),
        (
            "JWT_JWKS_FILE",
            &[
                NO_SECRET,
                set_file("/nonexistent/hidden.json"),
                algorithm("ES256"),
            ],
        ),
        (
            "JWT_JWKS_FILE",
            &[NO_SECRET, set_file(pem), algorithm("ES256")],
        ),
        (
            "JWT_JWKS_FILE",
            &[NO_SECRET, set_file(set), algorithm("ES256,RS256")],
        ),
        (
            "JWT_JWKS_URL",
            &[NO_SECRET, set_url(PLAIN), algorithm("EdDSA")],
        ),
        (
            "JWT_JWKS_URL",
            &[NO_SECRET, set_url("hidden"), algorithm("EdDSA")],
        ),
        (
            "JWT_JWKS_URL",
            &[
                NO_SECRET,
                set_url("ftp://hidden/x"),
                ALLOW_HTTP,
                algorithm("EdDSA"),
            ],
        ),
        (
            "JWT_JWKS_URL",
            &[
                NO_SECRET,
                set_url("https://me:hidden@127.0.0.1:1/"),
                algorithm("EdDSA"),
            ],
        ),
        (
            "JWT_JWKS_ALLOW_HTTP",
            &[
                NO_SECRET,
                set_url(PLAIN),
                algorithm("EdDSA"),
                ("JWT_JWKS_ALLOW_HTTP", Some("hidden")),
            ],
        ),
    ];
    assert_each_is_named(rows, &[SHORT, SECRET, OTHER, "hidden", "MFkw"]);
}

#[test]
fn each_source_of_keys_is_taken_by_itself_and_next_to_the_previous_secret() {
    let folder = tempfile::tempdir().unwrap();
    let set = set_in(folder.path());
    let (pem, set) = (pem_in(&folder), set.to_str().unwrap());
    let sources: &[&[Change<'_>]] = &[
        &[],
        &[algorithm("HS256")],
        &[NO_SECRET, public_key(&pem), algorithm("ES256")],
        &[NO_SECRET, set_file(set), algorithm("EdDSA")],
        &[NO_SECRET, set_file(set), algorithm("RS256, EdDSA,EdDSA")],
        &[NO_SECRET, set_url(UNREACHABLE), algorithm("RS256,EdDSA")],
        &[NO_SECRET, set_url(PLAIN), algorithm("EdDSA"), ALLOW_HTTP],
    ];
    for source in sources {
        changed(source).unwrap_or_else(|error| panic!("{source:?}: {error}"));
        let rotating = [source, [previous(OTHER)].as_slice()].concat();
        changed(&rotating).unwrap_or_else(|error| panic!("{rotating:?}: {error}"));
    }
}

const NO_SECRET: Change<'_> = ("JWT_SIGNING_KEY", None);
const ALLOW_HTTP: Change<'_> = ("JWT_JWKS_ALLOW_HTTP", Some("1"));

fn secret(value: &str) -> Change<'_> {
    ("JWT_SIGNING_KEY", Some(value))
}

fn previous(value: &str) -> Change<'_> {
    ("JWT_SIGNING_KEY_PREVIOUS", Some(value))
}

fn previous_algorithm(value: &str) -> Change<'_> {
    ("JWT_ALGORITHM_PREVIOUS", Some(value))
}

fn algorithm(value: &str) -> Change<'_> {
    ("JWT_ALGORITHM", Some(value))
}

fn public_key(path: &str) -> Change<'_> {
    ("JWT_PUBLIC_KEY_FILE", Some(path))
}

fn set_file(path: &str) -> Change<'_> {
    ("JWT_JWKS_FILE", Some(path))
}

fn set_url(url: &str) -> Change<'_> {
    ("JWT_JWKS_URL", Some(url))
}

fn pem_in(folder: &tempfile::TempDir) -> String {
    let path = folder.path().join("key.pem");
    std::fs::write(&path, P256).unwrap();
    path.display().to_string()
}

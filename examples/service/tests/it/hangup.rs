//! SIGHUP: the keys are looked at again, and a mistake in them changes nothing.
#![cfg(unix)]

use jwt_auth_actix::TestIssuer;
use serde_json::json;

use crate::jwks::{JwksServer, ed25519_jwk, p256_jwk};
use crate::process::{Process, until};
use crate::rules::ada;
use crate::settings::{P256, SECRET, write_set};

#[test]
fn a_changed_file_counts_from_the_hangup_on_and_a_broken_one_does_not() {
    let (old, new) = (TestIssuer::es256(), TestIssuer::ed25519());
    let (old_token, new_token) = (old.access_token(&ada()), new.access_token(&ada()));
    let folder = tempfile::tempdir().unwrap();
    let path = write_set(folder.path(), &[p256_jwk(&old)]);
    let process = Process::start(&[
        ("JWT_JWKS_FILE", path.to_str().unwrap()),
        ("JWT_ALGORITHM", "ES256,EdDSA"),
    ]);
    let logged = |text: &str| {
        until(text, || process.log().contains(text).then_some(()));
    };

    write_set(folder.path(), &[ed25519_jwk(&new)]);
    assert!(process.knows(&old_token) && !process.knows(&new_token));
    process.hang_up();
    logged("SIGHUP: read JWT_JWKS_FILE again");
    assert!(!process.knows(&old_token) && process.knows(&new_token));

    std::fs::write(&path, "{").unwrap();
    process.hang_up();
    logged("SIGHUP: the keys stay as they are");
    assert!(!process.knows(&old_token) && process.knows(&new_token));
    assert!(process.log().contains("ERROR"));
    assert_eq!(process.get("/readyz").status, 200);
}

#[test]
fn a_key_that_is_withdrawn_behind_the_url_is_refused_after_the_hangup() {
    let (old, new) = (TestIssuer::es256(), TestIssuer::ed25519());
    let (old_token, new_token) = (old.access_token(&ada()), new.access_token(&ada()));
    let server = JwksServer::start();
    server.publish(&[p256_jwk(&old), ed25519_jwk(&new)]);
    let process = Process::start(&[
        ("JWT_JWKS_URL", &server.url()),
        ("JWT_JWKS_ALLOW_HTTP", "1"),
        ("JWT_ALGORITHM", "ES256,EdDSA"),
    ]);
    until("it is ready", || {
        (process.get("/readyz").status == 200).then_some(())
    });
    assert!(process.knows(&old_token) && process.knows(&new_token));

    server.publish(&[ed25519_jwk(&new)]);
    process.hang_up();
    until("it has fetched", || {
        let log = process.log();
        log.contains("SIGHUP: fetched JWT_JWKS_URL again")
            .then_some(())
    });
    assert!(!process.knows(&old_token) && process.knows(&new_token));
}

#[test]
fn the_log_says_how_many_keys_there_are_after_the_hangup_and_how_many_were_skipped() {
    let (old, new) = (TestIssuer::es256(), TestIssuer::ed25519());
    let folder = tempfile::tempdir().unwrap();
    let path = write_set(folder.path(), &[p256_jwk(&old)]);
    let process = Process::start(&[
        ("JWT_JWKS_FILE", path.to_str().unwrap()),
        ("JWT_ALGORITHM", "ES256,EdDSA"),
    ]);
    let unusable = json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"});
    let keys = [p256_jwk(&old), unusable, ed25519_jwk(&new)];
    write_set(folder.path(), &keys);
    process.hang_up();
    let line = until("it has read", || {
        process.line("SIGHUP: read JWT_JWKS_FILE again")
    });
    assert!(
        line.contains("keys=2") && line.contains("skipped=1"),
        "{line}"
    );
    let skipped = process.line("key 1 skipped").unwrap();
    assert!(skipped.contains("WARN"), "{skipped}");
}

#[test]
fn a_key_that_is_read_only_at_start_survives_the_hangup_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("key.pem");
    std::fs::write(&pem, P256).unwrap();
    let secret = ("JWT_SIGNING_KEY", SECRET);
    let public_key = ("JWT_PUBLIC_KEY_FILE", pem.to_str().unwrap());
    for settings in [&[secret][..], &[public_key, ("JWT_ALGORITHM", "ES256")]] {
        let process = Process::start(settings);
        process.hang_up();
        let setting = settings[0].0;
        let warning = until("it warns", || process.line("SIGHUP"));
        let told = "is read only at start: restart, or use JWT_JWKS_FILE";
        assert!(warning.contains(&format!("SIGHUP: {setting} {told}")));
        assert!(warning.contains("WARN"), "{warning}");
        assert_eq!(process.get("/readyz").status, 200);
    }
}

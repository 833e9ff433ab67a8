//! SIGHUP: the keys are looked at again, and a mistake in them changes nothing.
#![cfg(unix)]

use jwt_auth_actix::TestIssuer;

use crate::jwks::{JwksServer, ed25519_jwk, p256_jwk};
use crate::process::{Process, until};
use crate::rules::ada;
use crate::settings::write_set;

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

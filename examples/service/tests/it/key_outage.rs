use jwt_auth_actix::TestIssuer;

use crate::jwks::{JwksServer, ed25519_jwk};
use crate::process::{Process, until};
use crate::rules::ada;

#[test]
fn without_the_issuers_keys_the_service_starts_serves_strangers_and_recovers_by_itself() {
    let issuer = TestIssuer::ed25519();
    let token = issuer.access_token(&ada());
    let server = JwksServer::start();
    let process = Process::start(&[
        ("JWT_JWKS_URL", &server.url()),
        ("JWT_JWKS_ALLOW_HTTP", "1"),
        ("JWT_ALGORITHM", "EdDSA"),
    ]);

    let readiness = process.get("/readyz");
    assert_eq!(readiness.status, 503);
    assert_eq!(readiness.header("retry-after"), Some("5"));
    assert_eq!(readiness.header("cache-control"), Some("no-store"));
    assert_eq!(process.head("/readyz").status, 503);
    assert_eq!(process.get("/health").status, 200);
    let refused = process.whoami(&token);
    assert_eq!(refused.status, 503);
    assert_eq!(refused.header("retry-after"), Some("5"));
    let stranger = process.get("/whoami");
    assert_eq!(stranger.status, 200);
    assert!(stranger.body.contains(r#""anonymous":true"#));

    server.publish(&[ed25519_jwk(&issuer)]);
    until("it is ready", || {
        (process.get("/readyz").status == 200).then_some(())
    });
    assert!(process.knows(&token));
    assert!(!process.knows(&issuer.foreign_token(&ada())));
}

#[test]
fn a_plain_address_is_warned_of_at_start() {
    let process = Process::start(&[
        ("JWT_JWKS_URL", &JwksServer::start().url()),
        ("JWT_JWKS_ALLOW_HTTP", "1"),
        ("JWT_ALGORITHM", "EdDSA"),
    ]);
    let log = process.log();
    let mut lines = log.lines();
    let warning = lines.find(|line| line.contains("WARN") && line.contains("JWT_JWKS_URL"));
    assert!(
        warning.is_some_and(|line| line.contains("plain http")),
        "{log}"
    );
}

//! A server is believed for its certificate only.

use std::time::Duration;

use jwt_auth_core::{Algorithm, RemoteJwkSet, RemoteJwkSetBuilder};
use serde_json::json;

use crate::issuer::{LONG, Signer, keys, refreshed, verdict, verifier};
use crate::server::{Reply, Server};
use crate::tls_server::{Authority, https};

fn set_at(server: &Server) -> RemoteJwkSetBuilder {
    RemoteJwkSet::at(format!("{}/jwks.json", https(server)), &[Algorithm::EdDSA]).timeout(LONG)
}

#[tokio::test]
async fn a_configured_authority_is_trusted_and_no_other() {
    let signer = Signer::new("a");
    let (own, other) = (Authority::new(), Authority::new());
    let server = own.server("localhost", keys(&[&signer]));

    let set = set_at(&server)
        .root_certificates_pem(own.pem())
        .build()
        .unwrap();
    assert!(refreshed(&set).await);
    assert_eq!(verdict(&verifier(&set), &signer.token()), Ok(()));
    let both = [other.pem(), own.pem()].concat();
    let set = set_at(&server).root_certificates_pem(both).build().unwrap();
    assert!(refreshed(&set).await);

    let before = server.count();
    let web = set_at(&server).build().unwrap();
    assert!(!refreshed(&web).await, "Mozilla's authorities");
    let stranger = set_at(&server)
        .root_certificates_pem(other.pem())
        .build()
        .unwrap();
    assert!(!refreshed(&stranger).await, "another authority");
    let waived = set_at(&server).dangerous_allow_http().build().unwrap();
    assert!(!refreshed(&waived).await, "http is allowed, not any https");
    assert_eq!(server.count(), before, "no request came through");
}

#[tokio::test]
async fn a_certificate_for_another_name_or_another_time_is_refused() {
    let signer = Signer::new("a");
    let authority = Authority::new();
    for server in [
        authority.server("other.example", keys(&[&signer])),
        authority.server("localhost.example", keys(&[&signer])),
        authority.server("127.0.0.1", keys(&[&signer])),
        authority.expired_server("localhost", keys(&[&signer])),
    ] {
        let set = set_at(&server)
            .root_certificates_pem(authority.pem())
            .build()
            .unwrap();
        assert!(!refreshed(&set).await);
        assert_eq!(server.count(), 0, "no request came through");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_no_https_server() {
    let server = Server::start(keys(&[&Signer::new("a")]));
    let soon = Duration::from_millis(500);
    let set = set_at(&server).timeout(soon).build().unwrap();
    assert!(!refreshed(&set).await);
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn nothing_leads_from_https_to_http() {
    let authority = Authority::new();
    let trap = Server::start(keys(&[&Signer::new("a")]));
    let server = authority.server("localhost", Reply::redirect(301, &trap.url()));
    let set = set_at(&server)
        .root_certificates_pem(authority.pem())
        .build()
        .unwrap();
    assert!(!refreshed(&set).await, "F12");
    assert!(server.count() > 0, "F12");

    let document = json!({"issuer": https(&server), "jwks_uri": trap.url()});
    server.reply(Reply::json(document.to_string()));
    let set = RemoteJwkSet::of_issuer(https(&server), &[Algorithm::EdDSA])
        .root_certificates_pem(authority.pem())
        .build()
        .unwrap();
    assert!(!refreshed(&set).await, "K16");
    assert_eq!(trap.connections(), 0, "F12, K16");
}

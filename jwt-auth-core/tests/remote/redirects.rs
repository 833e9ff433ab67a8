//! F12: no redirect is followed, so nobody can be made to knock at another door.

use crate::issuer::{Issuer, Signer, keys, refreshed, verdict, verifier};
use crate::server::{Reply, Server};

#[tokio::test]
async fn no_redirect_is_followed() {
    let signer = Signer::new("a");
    let trap = Server::start(keys(&[&signer]));
    let issuer = Issuer::publishing(&[&signer]);
    let set = issuer.loaded();
    let verifier = verifier(&set);
    let port = trap.address().port();
    let targets = [
        trap.url(),
        format!("http://localhost:{port}/jwks.json"),
        format!("//127.0.0.1:{port}/jwks.json"),
        format!("https://127.0.0.1:{port}/jwks.json"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "/jwks.json".to_owned(),
        "file:///etc/passwd".to_owned(),
    ];
    for status in [301, 302, 303, 307, 308] {
        for target in &targets {
            issuer.server.reply(Reply::redirect(status, target));
            let before = issuer.server.count();
            assert!(!refreshed(&set).await, "F12 {status} {target}");
            assert_eq!(issuer.server.count(), before + 1, "F12 {status} {target}");
            assert_eq!(verdict(&verifier, &signer.token()), Ok(()), "F12");
        }
    }
    assert_eq!(trap.connections(), 0, "F12");
}

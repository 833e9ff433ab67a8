//! The set that an issuer's discovery document names.

use jwt_auth_core::{Algorithm, RemoteJwkSet, RemoteJwkSetBuilder};
use serde_json::{Value, json};

use crate::issuer::{LONG, Signer, keys, refreshed, verdict, verifier};
use crate::server::{Reply, Server};

/// An issuer whose document and set are on two servers.
struct Discoverable {
    documents: Server,
    sets: Server,
    signer: Signer,
}

impl Discoverable {
    fn new() -> Self {
        let signer = Signer::new("a");
        Self {
            documents: Server::start(Reply::Silence),
            sets: Server::start(keys(&[&signer])),
            signer,
        }
    }

    fn name(&self) -> String {
        format!("http://{}", self.documents.address())
    }

    fn document(&self) -> Value {
        let rest = json!({"scopes_supported": ["openid"], "claims": {"nested": [1]}});
        let mut document = json!({"issuer": self.name(), "jwks_uri": self.sets.url()});
        document
            .as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        document
    }

    fn set(&self) -> RemoteJwkSetBuilder {
        RemoteJwkSet::of_issuer(self.name(), &[Algorithm::EdDSA])
            .timeout(LONG)
            .dangerous_allow_http()
    }
}

#[tokio::test]
async fn the_document_leads_to_the_set_each_time() {
    let issuer = Discoverable::new();
    issuer
        .documents
        .reply(Reply::json(issuer.document().to_string()));
    let set = issuer.set().build().unwrap();
    assert!(refreshed(&set).await);
    assert_eq!(verdict(&verifier(&set), &issuer.signer.token()), Ok(()));
    let requests = issuer.documents.requests();
    let expected = "GET /.well-known/openid-configuration HTTP/1.1\r\n";
    assert!(requests[0].starts_with(expected), "{requests:?}");
    assert_eq!(issuer.documents.count(), issuer.sets.count());
}

#[tokio::test]
async fn the_path_of_an_issuer_comes_before_that_of_its_document() {
    for (path, document) in [
        ("/", "/.well-known/openid-configuration"),
        (
            "/realms/one",
            "/realms/one/.well-known/openid-configuration",
        ),
        (
            "/realms/one/",
            "/realms/one/.well-known/openid-configuration",
        ),
    ] {
        let issuer = Discoverable::new();
        let name = format!("{}{path}", issuer.name());
        let mut answer = issuer.document();
        answer["issuer"] = json!(name);
        issuer.documents.reply(Reply::json(answer.to_string()));
        let set = RemoteJwkSet::of_issuer(name, &[Algorithm::EdDSA])
            .timeout(LONG)
            .dangerous_allow_http();
        assert!(refreshed(&set.build().unwrap()).await, "{path}");
        let requests = issuer.documents.requests();
        assert!(
            requests[0].starts_with(&format!("GET {document} HTTP/1.1\r\n")),
            "{requests:?}"
        );
    }
}

#[tokio::test]
async fn a_document_that_is_not_this_issuers_is_refused() {
    let issuer = Discoverable::new();
    let name = issuer.name();
    let with = |member: &str, value: Value| {
        let mut document = issuer.document();
        document[member] = value;
        Reply::json(document.to_string())
    };
    let without = |member: &str| {
        let mut document = issuer.document();
        document.as_object_mut().unwrap().remove(member);
        Reply::json(document.to_string())
    };
    let good = issuer.document().to_string();
    let rows = [
        (
            "other issuer",
            with("issuer", json!("https://evil.example")),
        ),
        ("slash", with("issuer", json!(format!("{name}/")))),
        (
            "upper case",
            with("issuer", json!(name.to_ascii_uppercase())),
        ),
        ("issuer in a list", with("issuer", json!([name]))),
        ("issuer null", with("issuer", Value::Null)),
        ("no issuer", without("issuer")),
        ("no jwks_uri", without("jwks_uri")),
        ("jwks_uri null", with("jwks_uri", Value::Null)),
        (
            "jwks_uri in a list",
            with("jwks_uri", json!([issuer.sets.url()])),
        ),
        ("file", with("jwks_uri", json!("file:///etc/passwd"))),
        ("relative", with("jwks_uri", json!("/jwks.json"))),
        (
            "userinfo",
            with("jwks_uri", json!(issuer.sets.url().replace("//", "//u:p@"))),
        ),
        (
            "fragment",
            with("jwks_uri", json!(format!("{}#a", issuer.sets.url()))),
        ),
        (
            "an array",
            Reply::json(json!([name, issuer.sets.url()]).to_string()),
        ),
        (
            "twice",
            Reply::json(good.replacen('{', r#"{"issuer":"https://evil.example","#, 1)),
        ),
        ("html", Reply::json("<!doctype html>")),
        ("too long", Reply::json(good.clone() + &" ".repeat(70_000))),
        (
            "404",
            Reply::status("404 Not Found", "application/json", &good),
        ),
        ("redirect", Reply::redirect(302, &issuer.sets.url())),
        ("closed", Reply::Bytes(Vec::new())),
    ];
    for (id, reply) in rows {
        issuer.documents.reply(reply);
        let set = issuer.set().build().unwrap();
        assert!(!refreshed(&set).await, "{id}");
        assert!(!set.is_ready(), "{id}");
    }
    assert_eq!(
        issuer.sets.connections(),
        0,
        "nothing is asked where nothing was named"
    );

    issuer.documents.reply(Reply::json(&good));
    assert!(refreshed(&issuer.set().build().unwrap()).await);
}

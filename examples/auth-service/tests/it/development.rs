//! The development issuer, where everybody signs in as anybody: on this machine, and nowhere else.

use std::net::{SocketAddr, TcpListener};

use auth_service::{
    ClaimChanges, Config, ConfigError, Person, StartError, mint, serve, server_without_signals,
};
use jwt_auth_actix::{Algorithm, JwkSet, Refusal, Verifier};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::http::{Request, Response};
use crate::service::{ACCESS, REFRESH, SECRET, SERVICE, Service};
use crate::{log, token};

const SAM: [(&str, &str); 4] = [
    ("email", "sam@example.org"),
    ("first_name", "Sam"),
    ("is_staff", "1"),
    ("lifetime", "300"),
];

struct Issuer {
    address: SocketAddr,
    folder: TempDir,
}

fn config(folder: &TempDir, settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::for_development(folder.path(), environment(settings))
}

fn environment(settings: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
    |name| {
        if let Some((_, value)) = settings.iter().find(|(setting, _)| *setting == name) {
            return Some((*value).to_owned());
        }
        (name == "ALLOWED_ORIGINS").then(|| SERVICE.to_owned())
    }
}

impl Issuer {
    fn start() -> Self {
        log::record();
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let config = config(&folder, &[("BIND", &address.to_string())]).unwrap();
        std::thread::spawn(|| {
            actix_web::rt::System::new()
                .block_on(serve(config, listener))
                .unwrap();
        });
        Self { address, folder }
    }

    fn get(&self, target: &str) -> Response {
        Request::get(target).send(self.address)
    }

    fn post(&self, fields: &[(&str, &str)]) -> Response {
        Request::post("/dev", fields).send(self.address)
    }

    fn verifier(&self) -> Verifier {
        let set = self.get("/.well-known/jwks.json").body;
        let keys = JwkSet::from_json(&set, &[Algorithm::EdDSA]).unwrap();
        let issuer = format!("http://{}", self.address);
        let verifier = Verifier::simple_jwt(keys).issuer(issuer);
        verifier.build().unwrap()
    }
}

fn person(email: &str) -> Person {
    Person {
        email: email.to_owned(),
        ..Person::default()
    }
}

fn claims(response: &Response) -> Map<String, Value> {
    token::claims(response.cookie(ACCESS).unwrap())
}

#[test]
fn it_runs_on_loopback_only_whatever_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    for (setting, value) in [
        ("OWN_URL", "https://auth.example.org"),
        ("OWN_URL", "http://10.0.0.1:8001"),
        ("BIND", "0.0.0.0:8001"),
        ("BIND", "[::]:8001"),
        ("BIND", "10.0.0.1:8001"),
        ("BIND", "nonsense"),
    ] {
        let error = config(&folder, &[(setting, value)]).unwrap_err();
        let error = error.to_string();
        assert!(error.starts_with(&format!("{setting}: ")), "{error}");
    }
    config(&folder, &[]).unwrap();
    config(&folder, &[("OWN_URL", "http://auth.localhost:8001")]).unwrap();
    config(&folder, &[("BIND", "[::1]:8001")]).unwrap();
}

#[test]
fn it_does_not_serve_a_port_that_others_can_reach() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&folder, &[]).unwrap();
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let refused = server_without_signals(config, listener);
    assert!(matches!(refused, Err(StartError::Config(_))));
}

#[test]
fn an_auth_service_that_is_not_for_development_has_none_of_it() {
    let service = Service::start();
    assert_eq!(service.get("/dev").status, 404);
    assert_eq!(service.post("/dev", &SAM).status, 404);
    let login = service.get("/login");
    assert!(login.body.contains(r#"name="password""#));
}

#[test]
fn whoever_is_clicked_is_signed_in_and_goes_back_to_next() {
    let issuer = Issuer::start();
    let next = format!("{SERVICE}/home");
    let page = issuer.get(&format!("/dev?next={next}"));
    assert_eq!(page.status, 200);
    assert!(page.body.contains("For development only"));
    assert!(page.body.contains(&format!(r#"value="{next}""#)));
    let signed_in = issuer.post(&[&SAM[..], &[("next", &next)]].concat());
    assert_eq!(
        (signed_in.status, signed_in.location()),
        (303, next.as_str())
    );
    let access = signed_in.cookie(ACCESS).unwrap();
    let verified = issuer.verifier().verify::<Value>(access).unwrap();
    assert_eq!(verified.claims()["user_email"], "sam@example.org");
    assert_eq!(verified.claims()["user_first_name"], "Sam");
    assert_eq!(verified.claims()["user_is_staff"], true);
    assert_eq!(verified.claims()["user_is_superuser"], false);
}

#[test]
fn the_refresh_cookie_brings_the_same_person_again() {
    let issuer = Issuer::start();
    let fields = [&SAM[..], &[("renews", "1"), ("user_uuid", "sam-7")]].concat();
    let signed_in = issuer.post(&fields);
    let cookie = format!("{REFRESH}={}", signed_in.cookie(REFRESH).unwrap());
    let login = Request::get("/login").header("Cookie", cookie);
    let renewed = claims(&login.send(issuer.address));
    assert_eq!(renewed["user_uuid"], "sam-7");
    assert_eq!(renewed["user_is_staff"], true);
    let without = issuer.post(&[&SAM[..], &[("user_uuid", "sam-7")]].concat());
    assert_eq!(without.cookie(REFRESH), Some(""));
}

#[test]
fn the_same_person_changes_and_another_one_may_not_have_the_same_address() {
    let issuer = Issuer::start();
    issuer.post(&SAM);
    let demoted = issuer.post(&[SAM[0], SAM[3]]);
    assert_eq!(claims(&demoted)["user_is_staff"], false);
    let other = issuer.post(&[SAM[0], SAM[3], ("user_uuid", "somebody else")]);
    assert_eq!(other.status, 422);
    let other = issuer.post(&[SAM[0], SAM[3], ("user_uuid", "else")]);
    assert_eq!(other.status, 422);
    assert!(other.sets_no_cookie());
}

#[test]
fn a_token_that_has_ended_is_sent_and_refused_for_that_reason() {
    let issuer = Issuer::start();
    let signed_in = issuer.post(&[SAM[0], ("lifetime", "-60")]);
    let line = signed_in.set_cookie(ACCESS).unwrap();
    assert!(line.contains("Max-Age=300"), "{line}");
    let access = signed_in.cookie(ACCESS).unwrap();
    let refused = issuer.verifier().verify::<Value>(access);
    assert_eq!(refused.unwrap_err(), Refusal::Expired);
    for lifetime in ["", "soon", "86401", "-86401"] {
        let refused = issuer.post(&[SAM[0], ("lifetime", lifetime)]);
        assert_eq!(refused.status, 422, "{lifetime}");
    }
}

#[test]
fn a_service_that_sends_people_to_sign_in_sends_them_to_the_page() {
    let issuer = Issuer::start();
    let next = format!("{SERVICE}/home?a=1&b=2");
    let query: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let sent = issuer.get(&format!("/login?next={query}"));
    assert_eq!(sent.status, 302);
    let page = issuer.get(sent.location());
    let escaped = next.replace('&', "&#38;");
    assert!(
        page.body.contains(&format!(r#"value="{escaped}""#)),
        "{}",
        page.body
    );
}

#[test]
fn a_next_that_is_not_allowed_is_said_to_be_ignored() {
    let issuer = Issuer::start();
    let sent = issuer.get("/login?next=https%3A//evil.example/%3Fcode%3Dvery-private");
    let page = issuer.get(sent.location());
    assert!(page.body.contains("ALLOWED_ORIGINS"), "{}", page.body);
    assert!(!page.body.contains("evil.example"));
    let log = log::written();
    let line = log
        .lines()
        .find(|line| line.contains("https://evil.example"));
    assert!(line.unwrap().contains("ALLOWED_ORIGINS"), "{log}");
    assert!(!log.contains("very-private"));
    for none in ["/login", "/login?next="] {
        let page = issuer.get(issuer.get(none).location());
        assert!(!page.body.contains("ALLOWED_ORIGINS"), "{none}");
    }
}

#[test]
fn people_may_be_sent_back_to_the_usual_ports_of_this_machine_and_to_what_is_set() {
    let issuer = Issuer::start();
    for origin in ["http://127.0.0.1:8000", "http://localhost:8080", SERVICE] {
        let next = format!("{origin}/home");
        let signed_in = issuer.post(&[&SAM[..], &[("next", &next)]].concat());
        assert_eq!(signed_in.location(), next);
    }
    let next = "http://127.0.0.1:9000/home";
    let signed_in = issuer.post(&[&SAM[..], &[("next", next)]].concat());
    assert_eq!(signed_in.location(), "/dev");
}

#[test]
fn the_database_and_the_keys_of_a_service_are_left_alone() {
    let (folder, of_service) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = |name| of_service.path().join(name).display().to_string();
    let settings = [
        ("DATABASE_URL", &*path("service.db")),
        ("SIGNING_KEYS_FILE", &*path("keys.json")),
    ];
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let config = config(&folder, &settings).unwrap();
    actix_web::rt::System::new()
        .block_on(async { drop(server_without_signals(config, listener).unwrap()) });
    assert!(folder.path().join("auth.db").is_file());
    assert!(folder.path().join("auth.keys.json").is_file());
    assert_eq!(of_service.path().read_dir().unwrap().count(), 0);
}

#[test]
fn a_command_in_a_folder_without_an_issuer_is_refused_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Config::of_development_issuer(folder.path(), environment(&[]));
    let error = missing.unwrap_err().to_string();
    assert!(
        error.ends_with("auth.keys.json here: run it in the folder of the issuer"),
        "{error}"
    );
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    config(&folder, &[]).unwrap();
    Config::of_development_issuer(folder.path(), environment(&[])).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let secret = [("JWT_SIGNING_KEY", SECRET)];
    Config::of_development_issuer(elsewhere.path(), environment(&secret)).unwrap();
}

#[test]
fn another_site_signs_nobody_in() {
    let issuer = Issuer::start();
    for headers in [
        &[][..],
        &[("Origin", "https://evil.example")],
        &[("Origin", SERVICE)],
    ] {
        let request = Request::cross_site_post("/dev", &SAM);
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        let refused = request.send(issuer.address);
        assert_eq!(refused.status, 403);
        assert!(refused.sets_no_cookie());
    }
}

#[test]
fn a_token_is_minted_under_the_keys_of_the_issuer_that_runs() {
    let issuer = Issuer::start();
    let bind = issuer.address.to_string();
    let config = config(&issuer.folder, &[("BIND", &bind)]).unwrap();
    let plain = ClaimChanges::default();
    let token = mint(&config, &person("sam@example.org"), 60, &plain).unwrap();
    let verified = issuer.verifier().verify::<Value>(&token).unwrap();
    let minted = &verified.claims()["user_uuid"];
    assert_eq!(*minted, claims(&issuer.post(&SAM))["user_uuid"]);
    let ended = mint(&config, &person("sam@example.org"), 0, &plain).unwrap();
    let refused = issuer.verifier().verify::<Value>(&ended);
    assert_eq!(refused.unwrap_err(), Refusal::Expired);
    assert!(mint(&config, &person("nobody"), 60, &plain).is_err());
    assert!(mint(&config, &person("sam@example.org"), 86_401, &plain).is_err());
}

#[test]
fn a_minted_token_says_whatever_is_wanted_and_services_judge_it_as_ever() {
    let issuer = Issuer::start();
    let bind = issuer.address.to_string();
    let config = config(&issuer.folder, &[("BIND", &bind)]).unwrap();
    let minted = |changes: &ClaimChanges| mint(&config, &person("sam@example.org"), 60, changes);
    let mut changes = ClaimChanges::default();
    changes.set("aud", json!("shop"));
    changes.set("user_email", json!("sam@example.com"));
    changes.set("realm_access", json!({ "roles": ["editor"] }));
    changes.leave_out("user_last_name");
    let token = minted(&changes).unwrap();
    let verified = issuer.verifier().verify::<Value>(&token).unwrap();
    let claims = verified.claims();
    assert_eq!(claims["aud"], "shop");
    assert_eq!(claims["user_email"], "sam@example.com");
    assert_eq!(claims["realm_access"]["roles"][0], "editor");
    assert_eq!(claims["user_is_staff"], false);
    assert_eq!(claims.get("user_last_name"), None);

    changes.leave_out("jti");
    let refused = issuer
        .verifier()
        .verify::<Value>(&minted(&changes).unwrap());
    assert_eq!(refused.unwrap_err(), Refusal::MissingClaim("jti"));
}

#[test]
fn no_token_is_minted_with_keys_that_are_not_for_development() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("auth.db").display().to_string();
    let config = Config::from_env(|name| match name {
        "DATABASE_URL" => Some(database.clone()),
        "OWN_URL" => Some("http://127.0.0.1:8001".to_owned()),
        _ => None,
    });
    let error = mint(
        &config.unwrap(),
        &person("sam@example.org"),
        60,
        &ClaimChanges::default(),
    )
    .unwrap_err();
    assert!(error.to_string().contains("--dev"), "{error}");
}

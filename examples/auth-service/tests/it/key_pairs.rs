//! Tokens under key pairs, which services verify with the set that is published.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use auth_service::{Rotation, rotate_keys};
use jwt_auth_actix::{Algorithm, RemoteJwkSet, Verifier};
use serde_json::{Value, json};

use crate::http::{Request, Response};
use crate::key_pair_service::Auth;
use crate::service::{ACCESS, EMAIL, PASSWORD, Service};
use crate::token;

const ADA: [(&str, &str); 2] = [("email", EMAIL), ("password", PASSWORD)];
const DAY: u64 = 24 * 3_600;

/// What a service makes of a token.
fn verdict(verifier: &Verifier, token: &str) -> Result<(), String> {
    let verified = verifier.verify_with_refresh::<Value>(token);
    let verified = actix_web::rt::System::new().block_on(verified);
    verified.map(drop).map_err(|refusal| refusal.to_string())
}

fn a_service_of(auth: &Auth) -> Verifier {
    let url = format!("{}/.well-known/jwks.json", auth.service.origin());
    let keys = RemoteJwkSet::at(url, &[Algorithm::EdDSA]).dangerous_allow_http();
    Verifier::simple_jwt(keys.build().unwrap())
        .issuer(auth.service.origin())
        .clock(auth.service.clock.clone())
        .build()
        .unwrap()
}

#[test]
fn a_service_accepts_the_access_token_by_the_published_set_and_the_issuer() {
    let auth = Auth::start();
    let signed_in = auth.service.post("/login", &ADA);
    let access = signed_in.cookie(ACCESS).unwrap();
    assert_eq!(verdict(&a_service_of(&auth), access), Ok(()));
    let [kid] = auth.published().try_into().unwrap();
    let expected = json!({"alg": "EdDSA", "typ": "JWT", "kid": kid});
    assert_eq!(token::header(access), expected);
    let claims = token::claims(access);
    assert_eq!(claims["iss"], auth.service.origin());
    assert_eq!(claims["token_type"], "access");
    assert_eq!(claims["user_email"], EMAIL);
    assert_eq!(claims["user_is_staff"], true);
}

#[test]
fn a_refresh_token_is_no_access_token_though_the_key_is_the_same() {
    let auth = Auth::start();
    let refresh = auth.service.refresh_token();
    assert!(verdict(&a_service_of(&auth), &refresh).is_err());
    assert_eq!(auth.service.renew(&refresh).status, 302);
}

#[test]
fn the_set_is_for_everybody_and_shows_public_halves_only() {
    let auth = Auth::start();
    let answer = auth.service.get("/.well-known/jwks.json");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        Some("application/jwk-set+json")
    );
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
    let set: Value = serde_json::from_str(&answer.body).unwrap();
    let mut members: Vec<_> = set["keys"][0].as_object().unwrap().keys().collect();
    members.sort_unstable();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"]);
    let head = Request::new("HEAD", "/.well-known/jwks.json");
    assert_eq!(auth.service.send(head).status, 200);
}

#[test]
fn with_a_secret_there_is_no_set_and_the_tokens_are_those_of_the_article() {
    let service = Service::start();
    assert_eq!(service.get("/.well-known/jwks.json").status, 404);
    let refresh = token::claims(&service.refresh_token());
    assert!(!refresh.contains_key("iss"));
}

#[test]
fn the_file_is_made_for_its_owner_alone_and_read_again_at_the_next_start() {
    let auth = Auth::start();
    let mode = fs::metadata(&auth.file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let token = auth.service.refresh_token();
    let restarted = auth.restarted();
    assert_eq!(restarted.renew(&token).status, 302);
}

#[test]
fn a_planned_rotation_is_noticed_by_nobody() {
    let auth = Auth::start();
    let [old] = auth.published().try_into().unwrap();
    let token = auth.service.refresh_token();
    let new = auth.rotate(Rotation::Planned);
    let text = fs::read_to_string(&auth.file).unwrap();
    assert!(text.contains(&new) && text.contains(&old));
    auth.service.wait(2);
    assert_eq!(auth.published(), [old.as_str(), &new]);
    auth.service.wait(657);
    assert_eq!(auth.signs_with(), old);
    let last = auth.service.refresh_token();
    auth.service.wait(1);
    assert_eq!(auth.signs_with(), new);
    assert_eq!(auth.service.renew(&token).status, 302);
    auth.service.wait(5 * DAY - 2);
    assert_eq!(auth.service.renew(&last).status, 302);
    auth.service.wait(2 + 120);
    assert_eq!(auth.published(), [new]);
}

#[test]
fn a_token_of_the_time_before_is_not_good_again_when_its_key_has_gone() {
    let auth = Auth::start();
    let token = auth.service.refresh_token();
    auth.rotate(Rotation::Planned);
    auth.service.wait(660 + 5 * DAY + 120);
    assert_eq!(auth.service.renew(&token).status, 200);
    auth.rotate(Rotation::Planned);
    assert_eq!(auth.pairs_in_file(), 2);
}

#[test]
fn a_leaked_key_goes_at_once_with_all_that_it_signed() {
    let auth = Auth::start();
    let service = a_service_of(&auth);
    let before = auth.service.post("/login", &ADA);
    let stolen = before.cookie(ACCESS).unwrap();
    assert_eq!(verdict(&service, stolen), Ok(()));
    let refresh = auth.service.refresh_token();
    auth.rotate(Rotation::Planned);
    let new = auth.rotate(Rotation::AtOnce);
    auth.service.wait(2);
    assert_eq!(auth.published(), [new.as_str()]);
    assert_eq!(auth.service.renew(&refresh).status, 200);
    let after = auth.service.post("/login", &ADA);
    let access = after.cookie(ACCESS).unwrap();
    assert_eq!(token::header(access)["kid"], new);
    assert_eq!(verdict(&service, access), Ok(()));
    assert!(verdict(&service, stolen).is_err());
}

#[test]
fn a_file_that_broke_leaves_the_keys_as_they_are() {
    let auth = Auth::start();
    let kids = auth.published();
    let good = fs::read_to_string(&auth.file).unwrap();
    let breakages: [&dyn Fn(); 4] = [
        &|| fs::write(&auth.file, "{").unwrap(),
        &|| fs::write(&auth.file, r#"{"keys":[]}"#).unwrap(),
        &|| fs::set_permissions(&auth.file, Permissions::from_mode(0o644)).unwrap(),
        &|| fs::remove_file(&auth.file).unwrap(),
    ];
    for breaks in breakages {
        breaks();
        auth.service.wait(2);
        assert_eq!(auth.published(), kids);
        assert_eq!(auth.signs_with(), kids[0]);
    }
    fs::write(&auth.file, good).unwrap();
    fs::set_permissions(&auth.file, Permissions::from_mode(0o600)).unwrap();
    let new = auth.rotate(Rotation::AtOnce);
    auth.service.wait(2);
    assert_eq!(auth.signs_with(), new);
}

#[test]
fn a_file_that_was_open_to_others_is_read_as_soon_as_it_no_longer_is() {
    let auth = Auth::start();
    let new = auth.rotate(Rotation::AtOnce);
    fs::set_permissions(&auth.file, Permissions::from_mode(0o640)).unwrap();
    auth.service.wait(2);
    assert_ne!(auth.published(), [new.as_str()]);
    fs::set_permissions(&auth.file, Permissions::from_mode(0o600)).unwrap();
    auth.service.wait(2);
    assert_eq!(auth.published(), [new]);
}

#[test]
fn a_link_to_the_file_stays_one() {
    let auth = Auth::start();
    let real = auth.file.with_extension("real");
    fs::rename(&auth.file, &real).unwrap();
    std::os::unix::fs::symlink(&real, &auth.file).unwrap();
    let new = auth.rotate(Rotation::AtOnce);
    assert!(fs::symlink_metadata(&auth.file).unwrap().is_symlink());
    auth.service.wait(2);
    assert_eq!(auth.published(), [new]);
}

#[test]
fn a_key_is_not_rotated_where_tokens_are_signed_with_a_secret() {
    let auth = Auth::start();
    let config = auth.config(&[("JWT_SIGNING_KEY", crate::service::SECRET)]);
    let error = rotate_keys(&config, Rotation::Planned).unwrap_err();
    assert!(error.to_string().starts_with("JWT_SIGNING_KEY: "));
}

/// ASVS 3.3.5: browsers drop a cookie of more than 4,096 bytes, without a word.
#[test]
fn the_longest_names_fit_into_a_cookie() {
    let auth = Auth::with(&[("OWN_URL", "https://auth.example.org")]);
    let (name, email) = (
        "\u{1f600}".repeat(150),
        format!("{}@example.org", "e".repeat(242)),
    );
    let answer = auth.service.post(
        "/register",
        &[
            ("first_name", &name),
            ("last_name", &name),
            ("email", &email),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
        ],
    );
    assert_eq!(answer.status, 303, "{}", answer.bytes());
    let longest = |response: &Response, name| name_and_value(response, name).len();
    assert!(longest(&answer, "__Secure-org.breakthesystem.jwt.access") <= 3_800);
    assert!(longest(&answer, "__Host-org.breakthesystem.jwt.refresh") <= 3_800);
}

fn name_and_value(response: &Response, name: &str) -> String {
    let line = response.set_cookie(name).unwrap();
    line.split(';').next().unwrap().to_owned()
}

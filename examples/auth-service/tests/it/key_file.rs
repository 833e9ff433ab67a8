//! What `SIGNING_KEYS_FILE` may name at the start.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::thread::JoinHandle;

use auth_service::{ClaimChanges, Config, ConfigError, Person, Rotation, mint, rotate_keys};
use serde_json::Value;

use crate::service::SECRET;
use crate::token;

fn config(folder: &Path, settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let database = folder.join("auth.db");
    Config::from_env(|name| {
        if let Some((_, value)) = settings.iter().find(|(setting, _)| *setting == name) {
            return Some((*value).to_owned());
        }
        match name {
            "DATABASE_URL" => Some(database.display().to_string()),
            "OWN_URL" => Some("https://auth.example.org".to_owned()),
            _ => None,
        }
    })
}

#[test]
fn without_any_setting_it_is_made_beside_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let made = config(folder.path(), &[]).unwrap();
    assert!(folder.path().join("auth.keys.json").is_file());
    let url = "https://auth.example.org/.well-known/jwks.json";
    assert_eq!(made.jwks_url().as_deref(), Some(url));
    let shown = format!("{made:?}");
    let text = fs::read_to_string(folder.path().join("auth.keys.json")).unwrap();
    let private = text.split('"').find(|part| part.len() == 43).unwrap();
    assert!(!shown.contains(private));
}

#[test]
fn nothing_is_made_where_another_setting_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    config(folder.path(), &[("ALLOWED_ORIGINS", "*")]).unwrap_err();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_cannot_be_used_is_refused_with_a_remedy_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str, mode| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path.display().to_string()
    };
    config(folder.path(), &[]).unwrap();
    let good = fs::read_to_string(folder.path().join("auth.keys.json")).unwrap();
    let missing = folder.path().join("no-such-folder/keys.json");
    let cases = [
        file("group", &good, 0o640),
        file("everybody", &good, 0o604),
        file("writable", &good, 0o620),
        file("empty", "", 0o600),
        file("text", "secret", 0o600),
        file("oct", r#"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#, 0o600),
        file(
            "public",
            r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
            0o600,
        ),
        missing.display().to_string(),
        folder.path().display().to_string(),
    ];
    for path in cases {
        let error = config(folder.path(), &[("SIGNING_KEYS_FILE", &path)]).unwrap_err();
        let error = error.to_string();
        assert!(error.starts_with("SIGNING_KEYS_FILE: "), "{error}");
        assert!(error.len() > 40 && !error.contains('\n'), "{error}");
        assert!(
            !error.contains("secret") && !error.contains(&path),
            "{error}"
        );
    }
}

#[test]
fn a_set_that_somebody_brings_needs_neither_names_nor_times() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("auth.keys.json");
    // RFC 8037 appendix A.1.
    let set = r#"{"keys":[{"kty":"OKP","crv":"Ed25519",
        "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    fs::write(&path, set).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let config = config(folder.path(), &[]).unwrap();
    rotate_keys(&config, Rotation::Planned).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_of_key_pairs_beside_a_secret_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json").display().to_string();
    let both = [
        ("SIGNING_KEYS_FILE", path.as_str()),
        ("JWT_SIGNING_KEY", SECRET),
    ];
    let error = config(folder.path(), &both).unwrap_err().to_string();
    assert!(error.starts_with("SIGNING_KEYS_FILE: "), "{error}");
}

#[test]
fn it_is_required_where_the_database_is_no_plain_file() {
    let folder = tempfile::tempdir().unwrap();
    let error = config(folder.path(), &[("DATABASE_URL", "file:auth.db")]).unwrap_err();
    let error = error.to_string();
    assert!(error.starts_with("SIGNING_KEYS_FILE: missing"), "{error}");
}

#[test]
fn many_processes_that_start_at_once_agree_on_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let starts = [(); 8].map(|()| {
        let folder = folder.path().to_owned();
        std::thread::spawn(move || {
            let config = Config::for_development(&folder, |_| None).unwrap();
            let person = Person {
                email: "sam@example.org".to_owned(),
                ..Person::default()
            };
            token::header(&mint(&config, &person, 60, &ClaimChanges::default()).unwrap())
        })
    });
    let [first, others @ ..] = starts.map(|start| start.join().unwrap());
    assert_eq!(others, [(); 7].map(|()| first.clone()));
}

#[test]
fn keys_that_are_rotated_by_many_at_once_are_all_there_and_leaked_ones_stay_gone() {
    let folder = tempfile::tempdir().unwrap();
    config(folder.path(), &[]).unwrap();
    let text = || fs::read_to_string(folder.path().join("auth.keys.json")).unwrap();
    let leaked = kids(&text());
    let rotate_many = || [(); 8].map(|()| rotate_in_a_thread(folder.path()));
    let mut new: Vec<_> = rotate_many().map(|it| it.join().unwrap()).into();
    new.extend(leaked.clone());
    new.sort_unstable();
    assert_eq!(kids(&text()), new);

    let others = rotate_many();
    rotate_keys(&config(folder.path(), &[]).unwrap(), Rotation::AtOnce).unwrap();
    for other in others {
        other.join().unwrap();
    }
    assert!(!kids(&text()).contains(&leaked[0]));
}

fn rotate_in_a_thread(folder: &Path) -> JoinHandle<String> {
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        let config = config(&folder, &[]).unwrap();
        let rotated = rotate_keys(&config, Rotation::Planned).unwrap();
        rotated.kid().to_owned()
    })
}

fn kids(set: &str) -> Vec<String> {
    let set: Value = serde_json::from_str(set).unwrap();
    let kid = |key: &Value| key["kid"].as_str().unwrap().to_owned();
    let mut kids: Vec<_> = set["keys"].as_array().unwrap().iter().map(kid).collect();
    kids.sort_unstable();
    kids
}

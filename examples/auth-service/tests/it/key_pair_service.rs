use std::path::PathBuf;

use auth_service::{Config, Rotation, rotate_keys};
use serde_json::Value;
use tempfile::TempDir;

use crate::service::{ACCESS, EMAIL, PASSWORD, Service};
use crate::token;

/// An Auth service that signs with key pairs, in a file of its own.
pub(crate) struct Auth {
    pub(crate) service: Service,
    pub(crate) file: PathBuf,
    _folder: TempDir,
}

impl Auth {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        let key_pairs = [("SIGNING_KEYS_FILE", file.to_str().unwrap())];
        Self {
            service: Service::with(&[&key_pairs, settings].concat()),
            file,
            _folder: folder,
        }
    }

    /// The same accounts and keys.
    pub(crate) fn restarted(&self) -> Service {
        let file = self.file.to_str().unwrap();
        self.service.restarted(&[("SIGNING_KEYS_FILE", file)])
    }

    /// What the command has, in the environment of the service.
    pub(crate) fn config(&self, settings: &[(&str, &str)]) -> Config {
        let config = Config::with_clock(self.service.clock.clone(), |name| {
            if let Some((_, value)) = settings.iter().find(|(setting, _)| *setting == name) {
                return Some((*value).to_owned());
            }
            match name {
                "DATABASE_URL" => Some("auth.db".to_owned()),
                "SIGNING_KEYS_FILE" if settings.is_empty() => Some(self.file.display().to_string()),
                "OWN_URL" => Some(self.service.origin()),
                _ => None,
            }
        });
        config.unwrap()
    }

    /// The name of the new key.
    pub(crate) fn rotate(&self, rotation: Rotation) -> String {
        let rotated = rotate_keys(&self.config(&[]), rotation).unwrap();
        rotated.kid().to_owned()
    }

    /// The names of the published keys.
    pub(crate) fn published(&self) -> Vec<String> {
        let answer = self.service.get("/.well-known/jwks.json");
        let set: Value = serde_json::from_str(&answer.body).unwrap();
        let keys = set["keys"].as_array().unwrap().iter();
        keys.map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) fn pairs_in_file(&self) -> usize {
        let text = std::fs::read_to_string(&self.file).unwrap();
        let set: Value = serde_json::from_str(&text).unwrap();
        set["keys"].as_array().unwrap().len()
    }

    /// The name of the key that a token is signed with now.
    pub(crate) fn signs_with(&self) -> String {
        let ada = [("email", EMAIL), ("password", PASSWORD)];
        let signed_in = self.service.post("/login", &ada);
        let header = token::header(signed_in.cookie(ACCESS).unwrap());
        header["kid"].as_str().unwrap().to_owned()
    }
}

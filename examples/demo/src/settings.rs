use std::net::SocketAddr;
use std::path::Path;

use uuid::Uuid;

/// The environments of the two services: they share the key, and each knows the address of the other.
pub(crate) struct Settings {
    pub(crate) service_url: String,
    pub(crate) auth_url: String,
    service_database: String,
    auth_database: String,
    key: String,
}

impl Settings {
    pub(crate) fn new(service: SocketAddr, auth: SocketAddr, folder: &Path) -> Self {
        let database = |name| folder.join(name).display().to_string();
        Self {
            service_url: format!("http://{service}"),
            auth_url: format!("http://{auth}"),
            service_database: database("service.db"),
            auth_database: database("auth.db"),
            key: [(); 4].map(|()| Uuid::new_v4().to_string()).concat(),
        }
    }

    /// Both hosts are 127.0.0.1, and browsers do not tell ports apart in cookies: no domain is needed.
    pub(crate) fn auth(&self, name: &str) -> Option<String> {
        let value = match name {
            "DATABASE_URL" => &self.auth_database,
            "JWT_SIGNING_KEY" => &self.key,
            "OWN_URL" => &self.auth_url,
            "ALLOWED_ORIGINS" => &self.service_url,
            _ => return None,
        };
        Some(value.clone())
    }

    pub(crate) fn service(&self, name: &str) -> Option<String> {
        let value = match name {
            "DATABASE_URL" => &self.service_database,
            "JWT_SIGNING_KEY" => &self.key,
            "OWN_URL" => &self.service_url,
            "LOGIN_URL" => &format!("{}/login", self.auth_url),
            "LOGOUT_URL" => &format!("{}/logout", self.auth_url),
            _ => return None,
        };
        Some(value.clone())
    }
}

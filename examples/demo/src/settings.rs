use std::net::SocketAddr;

use crate::databases::Databases;

/// Who asks for settings.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Service {
    First,
    Second,
}

impl Service {
    fn name(self) -> &'static str {
        match self {
            Self::First => "First service",
            Self::Second => "Second service",
        }
    }
}

/// The environments of the three. Only the Auth service has a key that signs; what the services need of it, it tells.
pub(crate) struct Settings {
    pub(crate) first_url: String,
    pub(crate) second_url: String,
    pub(crate) auth_url: String,
    databases: [String; 3],
    keys_file: String,
}

impl Settings {
    pub(crate) fn new(
        first: SocketAddr,
        second: SocketAddr,
        auth: SocketAddr,
        databases: &Databases,
    ) -> Self {
        Self {
            first_url: format!("http://{first}"),
            second_url: format!("http://{second}"),
            auth_url: format!("http://{auth}"),
            databases: ["first", "second", "auth"].map(|name| databases.url(name)),
            keys_file: databases.keys_file(),
        }
    }

    /// All hosts are 127.0.0.1, and browsers do not tell ports apart in cookies: no domain is needed.
    pub(crate) fn auth(&self, name: &str) -> Option<String> {
        let [.., database] = &self.databases;
        let value = match name {
            "DATABASE_URL" => database,
            "SIGNING_KEYS_FILE" => &self.keys_file,
            "OWN_URL" => &self.auth_url,
            "ALLOWED_ORIGINS" => &format!("{},{}", self.first_url, self.second_url),
            _ => return None,
        };
        Some(value.clone())
    }

    /// `from_auth` is what the Auth service tells all its services.
    pub(crate) fn service(
        &self,
        service: Service,
        from_auth: &[(&'static str, String)],
        name: &str,
    ) -> Option<String> {
        let [first, second, _] = &self.databases;
        let (database, own_url, other_url) = match service {
            Service::First => (first, &self.first_url, &self.second_url),
            Service::Second => (second, &self.second_url, &self.first_url),
        };
        let value = match name {
            "DATABASE_URL" => database,
            "SERVICE_NAME" => service.name(),
            "OWN_URL" => own_url,
            "OTHER_SERVICES" => other_url,
            _ => {
                let told = from_auth.iter().find(|(setting, _)| *setting == name);
                return told.map(|(_, value)| value.clone());
            }
        };
        Some(value.to_owned())
    }
}

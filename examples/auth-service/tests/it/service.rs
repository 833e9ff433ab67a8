use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use auth_service::{Config, NewAccount, create_account, serve};
use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection};
use jwt_auth_actix::TestIssuer;
use tempfile::TempDir;

use crate::http::{Request, Response};

pub(crate) const ACCESS: &str = "org.breakthesystem.jwt.access";
pub(crate) const REFRESH: &str = "org.breakthesystem.jwt.refresh";
/// A secret that nobody else has, for a service that is not local.
pub(crate) const SECRET: &str = "Qw4h-0GZt8yXnP2vLr7sKd1mB5cJ9aFeUo3iTq6xRzYl_HbNkVgWpSjMuEfDoCiA";
/// A service that people may be sent back to.
pub(crate) const SERVICE: &str = "https://someservice.example.org";
pub(crate) const EMAIL: &str = "ada@example.org";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// An Auth service with one account, Ada's.
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    pub(crate) database: String,
    folder: Arc<TempDir>,
}

impl Service {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        Self::in_folder(Arc::new(tempfile::tempdir().unwrap()), settings)
    }

    /// The same accounts under these settings, as after a restart.
    pub(crate) fn restarted(&self, settings: &[(&str, &str)]) -> Self {
        Self::in_folder(Arc::clone(&self.folder), settings)
    }

    fn in_folder(folder: Arc<TempDir>, settings: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let database = folder.path().join("auth.db").display().to_string();
        let is_restart = Path::new(&database).exists();
        let own_url = format!("http://{address}");
        let config = Config::from_env(|name| {
            if let Some((_, value)) = settings.iter().find(|(setting, _)| *setting == name) {
                return Some((*value).to_owned());
            }
            match name {
                "DATABASE_URL" => Some(database.clone()),
                "JWT_SIGNING_KEY" => Some(TestIssuer::SECRET.to_owned()),
                "OWN_URL" => Some(own_url.clone()),
                "ALLOWED_ORIGINS" => Some(SERVICE.to_owned()),
                _ => None,
            }
        })
        .unwrap();
        if !is_restart {
            create_account(&config, &ada()).unwrap();
        }
        std::thread::spawn(|| {
            actix_web::rt::System::new()
                .block_on(serve(config, listener))
                .unwrap();
        });
        Self {
            address,
            database,
            folder,
        }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn get(&self, target: &str) -> Response {
        self.send(Request::get(target))
    }

    pub(crate) fn post(&self, target: &str, fields: &[(&str, &str)]) -> Response {
        self.send(Request::post(target, fields))
    }

    pub(crate) fn send(&self, request: Request) -> Response {
        request.send(self.address)
    }

    /// Ada's refresh cookie, as a `Cookie` header.
    pub(crate) fn refresh_cookie(&self) -> String {
        let signed_in = self.post("/login", &[("email", EMAIL), ("password", PASSWORD)]);
        format!("{REFRESH}={}", signed_in.cookie(REFRESH).unwrap())
    }

    pub(crate) fn sql(&self, statement: &str) {
        let mut conn = SqliteConnection::establish(&self.database).unwrap();
        diesel::sql_query(statement).execute(&mut conn).unwrap();
    }
}

fn ada() -> NewAccount {
    NewAccount {
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
        is_staff: true,
        is_superuser: false,
    }
}

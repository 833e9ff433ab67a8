use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use auth_service::{Config, NewAccount, create_account, serve};
use jwt_auth_actix::{Clock as _, SystemClock, TestClock, TestIssuer};

use crate::database::Database;
use crate::http::{Request, Response};
use crate::log;

pub(crate) const ACCESS: &str = "org.breakthesystem.jwt.access";
pub(crate) const REFRESH: &str = "org.breakthesystem.jwt.refresh";
/// A secret that nobody else has, for a service that is not local.
pub(crate) const SECRET: &str = "Qw4h-0GZt8yXnP2vLr7sKd1mB5cJ9aFeUo3iTq6xRzYl_HbNkVgWpSjMuEfDoCiA";
/// A service that people may be sent back to.
pub(crate) const SERVICE: &str = "https://someservice.example.org";
pub(crate) const FORWARDED_FOR: &str = "X-Forwarded-For";
pub(crate) const BEHIND_A_PROXY: &[(&str, &str)] = &[("CLIENT_ADDRESS_HEADER", FORWARDED_FOR)];
pub(crate) const EMAIL: &str = "ada@example.org";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// An Auth service with one account, Ada's. Its clock stands still at the time of its start.
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    pub(crate) database: Arc<Database>,
    pub(crate) clock: TestClock,
}

impl Service {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        Self::on_new(Database::new(), settings)
    }

    /// In a database of which it knows nothing yet.
    pub(crate) fn on_new(database: Database, settings: &[(&str, &str)]) -> Self {
        let clock = TestClock::at(SystemClock.now());
        Self::on(Arc::new(database), clock, settings, true)
    }

    /// The same accounts under these settings, as after a restart.
    pub(crate) fn restarted(&self, settings: &[(&str, &str)]) -> Self {
        let database = Arc::clone(&self.database);
        Self::on(database, self.clock.clone(), settings, false)
    }

    fn on(
        database: Arc<Database>,
        clock: TestClock,
        settings: &[(&str, &str)],
        is_new: bool,
    ) -> Self {
        log::record();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let own_url = format!("http://{address}");
        let mut names = settings.iter().map(|(setting, _)| *setting);
        let has_key_pairs = names.any(|name| name == "SIGNING_KEYS_FILE");
        let config = Config::with_clock(clock.clone(), |name| {
            if let Some((_, value)) = settings.iter().find(|(setting, _)| *setting == name) {
                return Some((*value).to_owned());
            }
            match name {
                "DATABASE_URL" => Some(database.url()),
                "JWT_SIGNING_KEY" if has_key_pairs => None,
                "JWT_SIGNING_KEY" => Some(TestIssuer::SECRET.to_owned()),
                "OWN_URL" => Some(own_url.clone()),
                "ALLOWED_ORIGINS" => Some(SERVICE.to_owned()),
                _ => None,
            }
        })
        .unwrap();
        if is_new {
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
            clock,
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

    /// Somebody signs in, and the proxy in front says from where: for a service with [`BEHIND_A_PROXY`].
    pub(crate) fn sign_in_from(&self, address: &str, email: &str, password: &str) -> Response {
        let form = [("email", email), ("password", password)];
        self.send(Request::post("/login", &form).header(FORWARDED_FOR, address))
    }

    /// Ada signs in: her refresh token.
    pub(crate) fn refresh_token(&self) -> String {
        let signed_in = self.post("/login", &[("email", EMAIL), ("password", PASSWORD)]);
        signed_in.cookie(REFRESH).unwrap().to_owned()
    }

    /// The same, as a `Cookie` header.
    pub(crate) fn refresh_cookie(&self) -> String {
        format!("{REFRESH}={}", self.refresh_token())
    }

    /// What `GET /login` answers to a browser with this refresh token.
    pub(crate) fn renew(&self, token: &str) -> Response {
        let cookie = format!("{REFRESH}={token}");
        self.send(Request::get("/login").header("Cookie", cookie))
    }

    /// Lets this many seconds pass.
    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.set(self.clock.now() + seconds);
    }

    pub(crate) fn sql(&self, statement: &str) {
        self.database.execute(statement);
    }

    /// How many rows of a table are so.
    pub(crate) fn count(&self, rows: &str) -> i64 {
        self.database.count(rows)
    }
}

pub(crate) fn ada() -> NewAccount {
    NewAccount {
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
        is_staff: true,
        is_superuser: false,
    }
}

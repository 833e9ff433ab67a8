use std::net::TcpListener;

use actix_web::web::Data;
use actix_web::{App as ActixApp, HttpServer};
use jwt_auth_actix::{BuildError, DieselUserStore, JwtAuth};

use crate::config::{Config, ConfigError};
use crate::connection::AnyConnection;
use crate::migration::Migration;
use crate::model::User;
use crate::probes::probes;
use crate::routes::{App, debug_routes, routes};

/// How long requests in flight may take after SIGTERM.
const SHUTDOWN_SECONDS: u64 = 10;

/// Why the service did not start, or ended by itself.
#[derive(Debug)]
pub enum StartError {
    /// A setting is missing or unsafe.
    Config(ConfigError),
    /// The server failed.
    Io(std::io::Error),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}

impl From<ConfigError> for StartError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

/// Migrates the database and serves until SIGTERM or Ctrl-C. A database server that is away for now is no obstacle: it is
/// migrated when it comes, and `/readyz` answers 503 until then.
///
/// # Errors
/// [`StartError`].
pub async fn serve(config: Config, listener: TcpListener) -> Result<(), StartError> {
    let users = DieselUserStore::<User, AnyConnection>::connect(config.database.url())
        .map_err(|error| ConfigError::new("DATABASE_URL", error.to_string()))?;
    let migration = Migration::start(config.database.clone()).await?;
    actix_web::rt::spawn(report(migration.done(), users.clone()));
    let pool = users.pool().clone();
    let auth = auth(&config, users)?;
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    config.judgement.log();
    let app = Data::new(App {
        auth: auth.clone(),
        verifier: config.verifier,
        pool,
        migration,
    });
    let debug = config.debug_routes;
    let address = listener.local_addr().map_err(StartError::Io)?;
    tracing::info!(%address, own_url = config.own_url, "listening");
    HttpServer::new(move || {
        let server = ActixApp::new().app_data(app.clone()).wrap(auth.clone());
        let server = server.configure(probes).configure(routes);
        if debug {
            server.configure(debug_routes)
        } else {
            server
        }
    })
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .listen(listener)
    .map_err(StartError::Io)?
    .run()
    .await
    .map_err(StartError::Io)
}

/// Says what the table lacks for the model. That ends nothing: most people may be served all the same.
async fn report(migrated: impl Future<Output = ()>, users: DieselUserStore<User, AnyConnection>) {
    migrated.await;
    match users.check().await {
        Ok(problems) if problems.is_empty() => tracing::info!("the users table is complete"),
        Ok(problems) => {
            for problem in problems {
                tracing::warn!("{problem}");
            }
        }
        Err(error) => tracing::warn!("the users table was not checked: {error}"),
    }
}

fn auth(
    config: &Config,
    users: DieselUserStore<User, AnyConnection>,
) -> Result<JwtAuth<User>, ConfigError> {
    let mut builder = JwtAuth::builder(config.verifier.clone(), users)
        .access_cookie(&config.access_cookie)
        .login_url(&config.login_url)
        .own_url(&config.own_url);
    if let Some(cookie) = &config.refresh_cookie {
        builder = builder.also_require_cookie(cookie);
    }
    if let Some(url) = &config.logout_url {
        builder = builder.logout_url(url);
    }
    if config.allow_bearer {
        builder = builder.allow_bearer();
    }
    for origin in &config.trusted_origins {
        builder = builder.trusted_origin(origin);
    }
    let auth = builder.build().map_err(|error| named(&error))?;
    for warning in auth.warnings() {
        tracing::warn!("{warning}");
    }
    Ok(auth)
}

/// The first problem of the middleware's settings, under the name of the variable that it came from.
fn named(error: &BuildError) -> ConfigError {
    let problem = error.problems().first().copied().unwrap_or_default();
    let (setting, remedy) = problem.split_once(' ').unwrap_or((problem, ""));
    let (variable, example) = match setting {
        "access_cookie" => ("ACCESS_COOKIE", ""),
        "also_require_cookie" => ("REFRESH_COOKIE", ""),
        "login_url" => ("LOGIN_URL", ", such as https://auth.example.org/login"),
        "logout_url" => ("LOGOUT_URL", ", such as https://auth.example.org/logout"),
        "own_url" => ("OWN_URL", ", such as https://service.example.org"),
        "trusted_origin" => ("TRUSTED_ORIGINS", ""),
        other => (other, ""),
    };
    ConfigError::new(variable, format!("{remedy}{example}"))
}

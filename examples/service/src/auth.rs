//! The middleware, by the settings.

use jwt_auth_actix::{BuildError, JwtAuth, Report, Verifier};

use crate::config::{Config, ConfigError};
use crate::model::User;
use crate::statements::MeteredStore;

/// # Errors
/// Everything that is wrong, under the names of the variables that it came from.
pub(crate) fn auth(
    config: &Config,
    verifier: &Verifier,
    users: &MeteredStore,
) -> Result<JwtAuth<User>, ConfigError> {
    let mut builder = JwtAuth::builder(verifier.clone(), users.clone())
        .access_cookie(&config.access_cookie)
        .login_url(&config.login_url)
        .own_url(&config.own_url)
        .row_ttl(config.row_ttl);
    if let Some(cookie) = &config.refresh_cookie {
        builder = builder.also_require_cookie(cookie);
    }
    if let Some(domain) = &config.cookie_domain {
        builder = builder.cookie_domain(domain);
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
    builder.build().map_err(|error| named(&error))
}

/// A line for each fact, and the warnings as such.
pub(crate) fn log(report: &Report) {
    let text = report.to_string();
    for fact in text.lines().filter(|line| !line.starts_with("warning: ")) {
        tracing::info!("{fact}");
    }
    for warning in report.warnings() {
        tracing::warn!(target: "service::settings", "{warning}");
    }
}

/// In one line.
fn named(error: &BuildError) -> ConfigError {
    let mut problems = error.problems().iter().map(|problem| variable(problem));
    let (first, mut remedy) = problems.next().unwrap_or_default();
    for (variable, further) in problems {
        remedy += &format!("; {variable}: {further}");
    }
    ConfigError::new(first, remedy)
}

/// The variable that a problem came from, and what to do.
fn variable(problem: &str) -> (String, String) {
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
    (variable.to_owned(), format!("{remedy}{example}"))
}

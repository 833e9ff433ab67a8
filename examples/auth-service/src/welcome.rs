//! What the development issuer says when it starts.

use auth_service::Config;
use url::Url;

/// The exports are to be pasted into a shell, and so is the command: with an `OWN_URL` of its own even where it is the default,
/// since that shell has the service's then.
pub(crate) fn welcome(config: &Config, program: &str, bind: Option<&str>) -> String {
    let own = config.own_url();
    let host = Url::parse(own)
        .ok()
        .and_then(|url| Some(url.host()?.to_string()));
    let host = host.unwrap_or_default();
    let mut settings = vec![
        ("OWN_URL", format!("http://{host}:8000")),
        ("DATABASE_URL", "service.db".to_owned()),
    ];
    settings.extend(config.settings_for_services());
    let exports = settings
        .iter()
        .map(|(name, value)| format!("export {name}={}\n", quoted(value)));
    let exports: String = exports.collect();
    let secret = match config.jwks_url() {
        Some(_) => "",
        None => "The service and the command need the same JWT_SIGNING_KEY as this issuer.\n",
    };
    let bind = bind.map(|bind| format!("BIND={} ", quoted(bind)));
    let (bind, program) = (bind.unwrap_or_default(), quoted(program));
    let not_localhost = if host == "localhost" {
        "127.0.0.1"
    } else {
        "localhost"
    };
    format!(
        "\
FOR DEVELOPMENT ONLY: no password is asked for, and only this machine can reach it.

Sign in as anybody   {own}/dev
Without a browser    {bind}OWN_URL={own} {program} --dev mint --email sam@example.org --staff

For the shell in which you start the service:

{exports}
{secret}OWN_URL has to have the host {host} there too (not {not_localhost}): browsers send the cookies to no other.
People may be sent back to 127.0.0.1 and localhost at the ports 8000 and 8080. ALLOWED_ORIGINS, here, adds other origins.
"
    )
}

/// As a shell takes it for one word.
fn quoted(value: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "_-./:,@%+".contains(it);
    if value.chars().all(is_plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(settings: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let set = |name: &str| {
            let mut named = settings.iter().filter(|(setting, _)| *setting == name);
            named.next().map(|(_, value)| (*value).to_owned())
        };
        let config = Config::for_development(folder.path(), set).unwrap();
        welcome(&config, "target/debug/auth-service", set("BIND").as_deref())
    }

    #[test]
    fn what_a_service_needs_can_be_pasted_into_a_shell() {
        let printed = printed(&[]);
        for line in [
            "export OWN_URL=http://127.0.0.1:8000",
            "export DATABASE_URL=service.db",
            "export JWT_JWKS_URL=http://127.0.0.1:8001/.well-known/jwks.json",
            "export LOGIN_URL=http://127.0.0.1:8001/login",
            "export REFRESH_COOKIE=",
        ] {
            assert!(printed.lines().any(|it| it == line), "{line}: {printed}");
        }
        assert!(printed.contains("the host 127.0.0.1 there too (not localhost)"));
    }

    #[test]
    fn the_command_is_for_the_issuer_that_runs_also_in_the_shell_of_the_service() {
        let command = "OWN_URL=http://127.0.0.1:8001 target/debug/auth-service --dev mint";
        assert!(printed(&[]).contains(command));
        let elsewhere = printed(&[("BIND", "127.0.0.1:9001")]);
        let command = "BIND=127.0.0.1:9001 OWN_URL=http://127.0.0.1:9001 target/";
        assert!(elsewhere.contains(command), "{elsewhere}");
        assert!(elsewhere.contains("export JWT_ISSUER=http://127.0.0.1:9001\n"));
    }

    #[test]
    fn a_value_is_one_word_to_the_shell() {
        assert_eq!(quoted("it's|$(x)"), r"'it'\''s|$(x)'");
        assert_eq!(
            quoted("target/debug/auth-service"),
            "target/debug/auth-service"
        );
    }

    #[test]
    fn a_secret_is_asked_for_and_not_shown() {
        let secret = "Qw4h-0GZt8yXnP2vLr7sKd1mB5cJ9aFeUo3iTq6xRzYl_HbNkVgWpSjMuEfDoCiA";
        let printed = printed(&[("JWT_SIGNING_KEY", secret)]);
        assert!(printed.contains("the same JWT_SIGNING_KEY"));
        assert!(!printed.contains(secret));
    }
}

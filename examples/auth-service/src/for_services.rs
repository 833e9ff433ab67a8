use crate::config::Config;

impl Config {
    /// The origin at which people reach this service, as `iss` says it.
    #[must_use]
    pub fn own_url(&self) -> &str {
        &self.own_origin
    }

    /// Where services fetch the public keys. `None` where tokens are signed with a secret.
    #[must_use]
    pub fn jwks_url(&self) -> Option<String> {
        let keys = self.tokens.signing_keys();
        keys.map(|_| format!("{}/.well-known/jwks.json", self.own_origin))
    }

    /// What the example service needs in its environment to take the tokens of this one; a secret it must be told otherwise.
    ///
    /// ```
    /// use auth_service::Config;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let database = folder.path().join("auth.db").display().to_string();
    /// let config = Config::from_env(|name| match name {
    ///     "DATABASE_URL" => Some(database.clone()),
    ///     "OWN_URL" => Some("https://auth.example.org".to_owned()),
    ///     _ => None,
    /// })?;
    /// let settings = config.settings_for_services();
    /// assert!(settings.contains(&("LOGIN_URL", "https://auth.example.org/login".to_owned())));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn settings_for_services(&self) -> Vec<(&'static str, String)> {
        let own = &self.own_origin;
        let mut settings = Vec::new();
        if let Some(url) = self.jwks_url() {
            settings.push(("JWT_JWKS_URL", url));
            if !self.cookies.secure {
                settings.push(("JWT_JWKS_ALLOW_HTTP", "1".to_owned()));
            }
            settings.push(("JWT_ALGORITHM", "EdDSA".to_owned()));
            settings.push(("JWT_ISSUER", own.clone()));
        }
        settings.push(("LOGIN_URL", format!("{own}/login")));
        settings.push(("LOGOUT_URL", format!("{own}/logout")));
        settings.push(("ACCESS_COOKIE", self.cookies.access.name.clone()));
        // Where services do not get the refresh cookie, they must not demand it.
        let refresh = match self.jwks_url() {
            Some(_) => String::new(),
            None => self.cookies.refresh.name.clone(),
        };
        settings.push(("REFRESH_COOKIE", refresh));
        if let Some(domain) = &self.cookies.access.domain {
            settings.push(("COOKIE_DOMAIN", domain.clone()));
        }
        settings
    }
}

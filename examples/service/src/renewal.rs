//! SIGHUP: look at the keys again without a restart.

use std::io;

use jwt_auth_actix::{JwkSetFile, RemoteJwkSet};

/// Where the keys come from. Verifiers share those that may change while the service runs.
#[derive(Clone)]
#[cfg_attr(not(unix), allow(dead_code))]
pub(crate) enum KeyOrigin {
    /// This setting, which is read at the start.
    Start(&'static str),
    File(JwkSetFile),
    Remote(RemoteJwkSet),
}

impl KeyOrigin {
    pub(crate) fn setting(&self) -> &'static str {
        match self {
            Self::Start(setting) => setting,
            Self::File(_) => "JWT_JWKS_FILE",
            Self::Remote(_) => "JWT_JWKS_URL",
        }
    }

    pub(crate) fn names_of_keys(&self) -> Vec<String> {
        let keys = match self {
            Self::Start(_) => return Vec::new(),
            Self::File(file) => file.keys(),
            Self::Remote(set) => set.keys(),
        };
        let names = keys.iter().filter_map(|key| key.kid());
        names.map(str::to_owned).collect()
    }

    /// Renews the keys on every SIGHUP from now on. Also where that is impossible: unheeded, the signal would end the service.
    #[cfg(unix)]
    pub(crate) fn renew_on_hangup(self) -> io::Result<()> {
        use actix_web::rt::signal::unix::{SignalKind, signal};

        let mut hangups = signal(SignalKind::hangup())?;
        actix_web::rt::spawn(async move {
            while hangups.recv().await.is_some() {
                self.renew().await;
            }
        });
        Ok(())
    }

    #[cfg(not(unix))]
    pub(crate) fn renew_on_hangup(self) -> io::Result<()> {
        Ok(())
    }

    #[cfg(unix)]
    async fn renew(&self) {
        match self {
            Self::Start(setting) => tracing::warn!(
                "SIGHUP: {setting} is read only at start: restart, or use JWT_JWKS_FILE"
            ),
            Self::File(file) => match file.reload() {
                Ok(skipped) => {
                    let (keys, skipped) = (file.keys().len(), skipped.len());
                    tracing::info!(keys, skipped, "SIGHUP: read JWT_JWKS_FILE again");
                }
                Err(error) => {
                    tracing::error!("SIGHUP: the keys stay as they are: JWT_JWKS_FILE: {error}");
                }
            },
            Self::Remote(set) => {
                if set.refresh_now().await {
                    let keys = set.keys().len();
                    tracing::info!(keys, "SIGHUP: fetched JWT_JWKS_URL again");
                } else {
                    tracing::error!("SIGHUP: the keys stay as they are: JWT_JWKS_URL gave none");
                }
            }
        }
    }
}

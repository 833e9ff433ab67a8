//! SIGHUP: look at the keys again without a restart.

use std::io;

use jwt_auth_actix::{JwkSetFile, RemoteJwkSet};

/// Keys that may change while the service runs. Verifiers share them.
#[cfg_attr(not(unix), allow(dead_code))]
pub(crate) enum RenewableKeys {
    File(JwkSetFile),
    Remote(RemoteJwkSet),
}

impl RenewableKeys {
    /// Renews the keys on every SIGHUP from now on.
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
            Self::File(file) => match file.reload() {
                Ok(_) => tracing::info!("SIGHUP: read JWT_JWKS_FILE again"),
                Err(error) => {
                    tracing::error!("SIGHUP: the keys stay as they are: JWT_JWKS_FILE: {error}");
                }
            },
            Self::Remote(set) => {
                if set.refresh_now().await {
                    tracing::info!("SIGHUP: fetched JWT_JWKS_URL again");
                } else {
                    tracing::error!("SIGHUP: the keys stay as they are: JWT_JWKS_URL gave none");
                }
            }
        }
    }
}

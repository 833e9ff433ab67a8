use actix_web::http::header::HeaderMap;
use actix_web::web;

use crate::accounts::Account;
use crate::failure::Failure;
use crate::server::App;

/// Whom the refresh cookie signs in.
pub(crate) enum Session {
    /// There is no refresh cookie.
    None,
    /// There is one, and it signs nobody in: it is forged or expired, or the account is gone or inactive.
    Dead,
    /// An active account, as it is in the database now.
    Of(Account),
}

impl App {
    /// Reads the refresh cookie and loads its account again: a token outlives what it says.
    ///
    /// Cookies that do not verify are skipped. Two that verify for different people sign nobody in.
    pub(crate) async fn session(&self, headers: &HeaderMap) -> Result<Session, Failure> {
        let values = self.cookies.refresh_values(headers);
        if values.is_empty() {
            return Ok(Session::None);
        }
        let mut owners = values
            .into_iter()
            .filter_map(|token| self.tokens.refresh_owner(token));
        let Some(owner) = owners.next() else {
            return Ok(Session::Dead);
        };
        if owners.any(|another| another != owner) {
            tracing::warn!("refresh cookies of two people in one request");
            return Ok(Session::Dead);
        }
        let accounts = self.accounts.clone();
        let account = web::block(move || accounts.by_uuid(&owner)).await??;
        Ok(match account {
            Some(account) if account.is_active => Session::Of(account),
            _ => Session::Dead,
        })
    }
}

impl Session {
    pub(crate) fn account(&self) -> Option<&Account> {
        match self {
            Self::Of(account) => Some(account),
            Self::None | Self::Dead => None,
        }
    }
}

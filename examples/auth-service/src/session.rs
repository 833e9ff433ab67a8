use std::cmp::Reverse;
use std::collections::HashSet;

use actix_web::http::header::HeaderMap;
use actix_web::web;

use crate::accounts::{Account, Accounts, Reading};
use crate::database::StoreError;
use crate::failure::Failure;
use crate::families::{Families, Family, Standing};
use crate::server::App;
use crate::tokens::RefreshToken;

/// How many refresh cookies of one request are judged, as many as a service judges access cookies.
const MAX_COOKIES: usize = 4;

/// Whom the refresh cookie signs in.
pub(crate) enum Session {
    /// There is no refresh cookie.
    None,
    /// There is one, and it signs nobody in: it is forged or expired, or the account is gone or inactive.
    Dead,
    /// Its family was revoked: somebody signed out, or a token was used again after it was replaced.
    Revoked,
    /// There are good ones of several people, or too many to look at. Any of them may have been planted by a sibling
    /// sub-domain, which nobody can tell, so nobody is signed in, and no cookie is deleted: it would be the person's own.
    Unclear,
    Of(Box<SignedIn>),
}

/// An active account, as it is in the database now, and the sign-in that the cookie belongs to.
pub(crate) struct SignedIn {
    pub(crate) account: Account,
    /// When it was so: `iat` of an access token that says it.
    pub(crate) read_at: i64,
    pub(crate) family: Family,
}

impl App {
    /// Reads the refresh cookies and loads their accounts again: a token outlives what it says.
    pub(crate) async fn session(&self, headers: &HeaderMap) -> Result<Session, Failure> {
        self.session_by(headers, false).await
    }

    /// The same, and the refresh token is replaced, unless that is switched off.
    pub(crate) async fn renewed_session(&self, headers: &HeaderMap) -> Result<Session, Failure> {
        self.session_by(headers, self.refresh_rotation).await
    }

    async fn session_by(&self, headers: &HeaderMap, renews: bool) -> Result<Session, Failure> {
        match self.cookies.refresh_values(headers).count() {
            0 => return Ok(Session::None),
            1..=MAX_COOKIES => {}
            _ => {
                tracing::warn!("too many refresh cookies in one request");
                return Ok(Session::Unclear);
            }
        }
        let tokens = self.refresh_tokens(headers);
        let (accounts, families) = (self.accounts.clone(), self.families.clone());
        let session = web::block(move || judge(tokens, &accounts, &families, renews));
        Ok(session.await??)
    }

    /// The refresh tokens of a request that are good in themselves: the newest of each family, the newest first. However many
    /// there are, so that what is planted does not keep another from being revoked.
    pub(crate) fn refresh_tokens(&self, headers: &HeaderMap) -> Vec<RefreshToken> {
        let values = self.cookies.refresh_values(headers);
        let mut tokens: Vec<_> = values
            .filter_map(|value| self.tokens.verify_refresh(value))
            .collect();
        tokens.sort_by_key(|token| Reverse(token.issued));
        let mut seen = HashSet::new();
        tokens.retain(|it| seen.insert((it.user_uuid.clone(), it.family().to_owned())));
        tokens
    }
}

/// Tokens that sign nobody in are passed over. Those of different people sign nobody in; of one person's, the newest counts.
fn judge(
    tokens: Vec<RefreshToken>,
    accounts: &Accounts,
    families: &Families,
    renews: bool,
) -> Result<Session, StoreError> {
    let mut none = Session::Dead;
    let mut good: Vec<(RefreshToken, SignedIn)> = Vec::new();
    for token in tokens {
        let reading = accounts.by_uuid(&token.user_uuid)?;
        let Some(Reading { account, at }) = reading.filter(|it| it.account.is_active) else {
            continue;
        };
        match families.look(&token)? {
            Standing::Good(family) => {
                let signed_in = SignedIn {
                    account,
                    read_at: at,
                    family,
                };
                good.push((token, signed_in));
            }
            Standing::Revoked => none = Session::Revoked,
            Standing::Unknown => {}
        }
    }
    let mut good = good.into_iter();
    let Some((token, mut signed_in)) = good.next() else {
        return Ok(none);
    };
    if good.any(|(other, _)| other.user_uuid != token.user_uuid) {
        tracing::warn!("refresh cookies of two people in one request");
        return Ok(Session::Unclear);
    }
    if renews {
        signed_in.family = match families.renew(&token)? {
            Standing::Good(family) => family,
            Standing::Revoked => return Ok(Session::Revoked),
            Standing::Unknown => return Ok(Session::Dead),
        };
    }
    Ok(Session::Of(Box::new(signed_in)))
}

impl Session {
    pub(crate) fn account(&self) -> Option<&Account> {
        match self {
            Self::Of(signed_in) => Some(&signed_in.account),
            Self::None | Self::Dead | Self::Revoked | Self::Unclear => None,
        }
    }
}

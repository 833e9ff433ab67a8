use diesel::prelude::*;

use crate::tokens::{REFRESH_LIFETIME, REFRESH_LIFETIME_CAP, RefreshToken};

/// How many seconds long a replaced token still brings its successor, for tabs that renew at the same time. The successor
/// itself is not replaced meanwhile: all tabs get one and the same, and no late answer puts an older one into the cookie.
pub(super) const GRACE: i64 = 10;
/// How many seconds after the sign-in the password is asked for again, however often the token was renewed.
const ABSOLUTE_LIFETIME: i64 = 30 * 24 * 3_600;

diesel::table! {
    families (id) {
        id -> Text,
        account_uuid -> Text,
        current_jti -> Text,
        issued -> BigInt,
        previous_jti -> Nullable<Text>,
        ends -> BigInt,
        revoked -> Bool,
    }
}

/// What came of one sign-in. That a token has ended is its own `exp` to say.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = families)]
pub(crate) struct Family {
    pub(crate) id: String,
    account_uuid: String,
    pub(crate) current_jti: String,
    /// `iat` of the current token, if it is one of ours.
    pub(crate) issued: i64,
    previous_jti: Option<String>,
    ends: i64,
    pub(super) revoked: bool,
}

impl Family {
    pub(super) fn begun(jti: String, account_uuid: String, issued: i64) -> Self {
        Self {
            id: jti.clone(),
            account_uuid,
            current_jti: jti,
            issued,
            previous_jti: None,
            ends: issued.saturating_add(ABSOLUTE_LIFETIME),
            revoked: false,
        }
    }

    /// A token of another Auth service may be good for longer than ours. Its family's row, which is deleted by `issued`, must not go
    /// before it.
    pub(super) fn founded_by(token: &RefreshToken) -> Self {
        let latest = token.expires.saturating_sub(REFRESH_LIFETIME_CAP);
        let issued = token.issued.unwrap_or(latest);
        Self {
            issued: issued.max(latest),
            ..Self::begun(token.jti.clone(), token.user_uuid.clone(), issued)
        }
    }

    /// `exp` of the current token.
    pub(crate) fn expires(&self) -> i64 {
        self.ends.min(self.issued.saturating_add(REFRESH_LIFETIME))
    }

    pub(super) fn accepts(&self, jti: &str, now: i64) -> bool {
        let is_previous = self.previous_jti.as_deref() == Some(jti);
        self.current_jti == jti || is_previous && now <= self.issued.saturating_add(GRACE)
    }
}

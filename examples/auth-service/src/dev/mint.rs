use std::ops::RangeInclusive;

use super::{ClaimChanges, Person};
use crate::config::{Config, ConfigError};

/// A verifier refuses tokens that live for longer than a day.
pub(crate) const LIFETIMES: RangeInclusive<i64> = -86_400..=86_400;

/// An access token for curl or a browser test, under the keys of the development issuer that has the same environment and
/// folder. Good for so many seconds; none or fewer: it ended so long ago. The changes come last, and no claim is safe from them:
/// a token that services refuse is made in the same way.
///
/// # Errors
/// When `config` is not for development, or the person cannot stand.
pub fn mint(
    config: &Config,
    person: &Person,
    lifetime: i64,
    changes: &ClaimChanges,
) -> Result<String, ConfigError> {
    let refused = |remedy: &str| Err(ConfigError::new("mint", remedy));
    if !config.is_development {
        return refused("only the development issuer makes tokens for anybody: add --dev");
    }
    if let Some(problem) = person.problems().first() {
        return refused(problem);
    }
    if !LIFETIMES.contains(&lifetime) {
        return refused("a token lasts a day at most: --expires-in takes -86400 to 86400 seconds");
    }
    // Services go by user_uuid. A number would be that of a row, and there is none.
    let account = person.clone().into_account(0);
    let token = config.tokens.access_changed(&account, lifetime, changes);
    token.map_err(|_| ConfigError::new("mint", "the token cannot be signed"))
}

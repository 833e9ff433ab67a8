use crate::accounts::{Accounts, Creation};
use crate::config::Config;
use crate::database::Database;
use crate::passwords;
use crate::registration::NewAccount;

/// Makes an account in the database of `config`, with privileges if wanted. Blocks.
///
/// ```
/// use auth_service::{Config, CreateAccountError, NewAccount, create_account};
///
/// let folder = tempfile::tempdir()?;
/// let database = folder.path().join("auth.db").display().to_string();
/// let config = Config::from_env(|name| match name {
///     "DATABASE_URL" => Some(database.clone()),
///     "JWT_SIGNING_KEY" => Some("a secret that is random in real life: 7c1f0b9e4d2a86537c1f0b9e4d2a8653".to_owned()),
///     "OWN_URL" => Some("https://auth.example.org".to_owned()),
///     _ => None,
/// })?;
/// let daniel = NewAccount {
///     email: "daniel@example.org".to_owned(),
///     password: "eight or more characters".to_owned(),
///     is_staff: true,
///     ..NewAccount::default()
/// };
/// create_account(&config, &daniel)?;
/// assert!(matches!(create_account(&config, &daniel), Err(CreateAccountError::Taken)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`CreateAccountError`].
pub fn create_account(config: &Config, new: &NewAccount) -> Result<(), CreateAccountError> {
    if let Some(problem) = new.problems().first() {
        return Err(CreateAccountError::Invalid(problem));
    }
    let failed = |error: &dyn std::fmt::Display| CreateAccountError::Failed(error.to_string());
    let database = Database::open(&config.database).map_err(|error| failed(&error))?;
    let hash = passwords::hash(&new.password).map_err(|error| failed(&error))?;
    match Accounts::new(database, config.tokens.clock().clone())
        .create(new, &hash)
        .map_err(|error| failed(&error))?
    {
        Creation::Created(_) => Ok(()),
        Creation::Taken => Err(CreateAccountError::Taken),
    }
}

/// Why there is no new account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CreateAccountError {
    /// The account cannot stand as it was given.
    Invalid(&'static str),
    /// Another account has the e-mail address.
    Taken,
    /// The database or the hashing failed.
    Failed(String),
}

impl std::fmt::Display for CreateAccountError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Invalid(problem) => f.write_str(problem),
            Self::Taken => f.write_str("another account has this e-mail address"),
            Self::Failed(cause) => write!(f, "the account cannot be stored: {cause}"),
        }
    }
}

impl std::error::Error for CreateAccountError {}

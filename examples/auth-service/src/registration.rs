/// The longest e-mail address, RFC 5321 section 4.5.3.1.3 less the brackets.
const EMAIL_BYTES: usize = 254;
const NAME_CHARS: usize = 150;
const PASSWORD_BYTES: std::ops::RangeInclusive<usize> = 8..=1_024;

/// An account to be made, with its password in clear.
#[derive(Clone, Default)]
pub struct NewAccount {
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Upper and lower case are not told apart.
    pub email: String,
    /// 8 to 1,024 bytes; hashed before it is stored.
    pub password: String,
    /// Staff in every service.
    pub is_staff: bool,
    /// Superuser in every service.
    pub is_superuser: bool,
}

impl NewAccount {
    /// What is wrong, in words for the person who filled in the form.
    ///
    /// Control characters are refused here because every service refuses tokens that hold any.
    pub(crate) fn problems(&self) -> Vec<&'static str> {
        let checks = [
            (
                !is_email(&self.email),
                "Please give an e-mail address of at most 254 characters, such as ada@example.org.",
            ),
            (
                !is_name(&self.first_name) || !is_name(&self.last_name),
                "A name may have at most 150 characters, all of them printable.",
            ),
            (
                !PASSWORD_BYTES.contains(&self.password.len()),
                "The password must have at least 8 characters, and not more than 1,024 bytes.",
            ),
        ];
        checks
            .into_iter()
            .filter_map(|(wrong, problem)| wrong.then_some(problem))
            .collect()
    }
}

/// Never shows the password.
impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccount")
            .field("is_staff", &self.is_staff)
            .field("is_superuser", &self.is_superuser)
            .finish_non_exhaustive()
    }
}

/// Whether a password could have been accepted at all.
pub(crate) fn is_possible_password(password: &str) -> bool {
    PASSWORD_BYTES.contains(&password.len())
}

/// One `@`, nothing unprintable, and not too long.
pub(crate) fn is_email(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.contains('@')
            && !part.chars().any(|c| c.is_control() || c.is_whitespace())
    };
    let fits = text.len().max(text.to_lowercase().len()) <= EMAIL_BYTES;
    fits && text
        .split_once('@')
        .is_some_and(|(local, domain)| plain(local) && plain(domain))
}

fn is_name(text: &str) -> bool {
    text.chars().count() <= NAME_CHARS && !text.chars().any(char::is_control)
}

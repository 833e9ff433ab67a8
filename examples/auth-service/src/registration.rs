use crate::problems::Problem;

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
    pub(crate) fn problems(&self) -> Vec<&'static str> {
        self.field_problems().map(|problem| problem.text).collect()
    }

    /// The same with the names of the fields.
    pub(crate) fn field_problems(&self) -> impl Iterator<Item = Problem> {
        [
            email_problem(&self.email),
            name_problem("first_name", &self.first_name),
            name_problem("last_name", &self.last_name),
            password_problem(&self.password),
        ]
        .into_iter()
        .flatten()
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

pub(crate) fn email_problem(email: &str) -> Option<Problem> {
    let text = "Please give an e-mail address of at most 254 characters, such as ada@example.org.";
    Problem::when(!is_email(email), "email", text)
}

/// Control characters are refused here because every service refuses tokens that hold any.
pub(crate) fn name_problem(field: &'static str, name: &str) -> Option<Problem> {
    let text = "A name may have at most 150 characters, all of them printable.";
    Problem::when(!is_name(name), field, text)
}

pub(crate) fn password_problem(password: &str) -> Option<Problem> {
    let text = "The password must have at least 8 characters, and not more than 1,024 bytes.";
    Problem::when(!is_possible_password(password), "password", text)
}

/// The password has to be typed twice.
pub(crate) fn repetition_problem(password: &str, again: &str) -> Option<Problem> {
    let text = "The two passwords differ.";
    Problem::when(password != again, "password_again", text)
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

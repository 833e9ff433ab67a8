use aws_lc_rs::digest::{SHA256, digest};
use uuid::Builder;

use crate::accounts::Account;
use crate::registration::{NewAccount, is_email};

/// Somebody made up, as a token of the development issuer describes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The stable id; empty: one that is always the same for this e-mail address.
    pub user_uuid: String,
    /// Required.
    pub email: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// Staff in every service.
    pub is_staff: bool,
    /// Superuser in every service.
    pub is_superuser: bool,
}

/// Whom the page shows.
pub(crate) struct Sample {
    pub(crate) label: &'static str,
    pub(crate) person: Person,
}

impl Person {
    pub(crate) fn samples() -> [Sample; 4] {
        let sample = |label, email: &str, names: [&str; 2], is_staff, is_superuser| Sample {
            label,
            person: Self {
                email: email.to_owned(),
                first_name: names[0].to_owned(),
                last_name: names[1].to_owned(),
                is_staff,
                is_superuser,
                ..Self::default()
            }
            .with_uuid(),
        };
        [
            sample(
                "an ordinary person",
                "olive@example.org",
                ["Olive", "Ordinary"],
                false,
                false,
            ),
            sample(
                "staff",
                "stefan@example.org",
                ["Stefan", "Staff"],
                true,
                false,
            ),
            sample(
                "a superuser",
                "sue@example.org",
                ["Sue", "Superuser"],
                true,
                true,
            ),
            sample(
                "somebody without names",
                "nobody@example.org",
                ["", ""],
                false,
                false,
            ),
        ]
    }

    /// What is wrong, in words for whoever filled in the form.
    pub(crate) fn problems(&self) -> Vec<&'static str> {
        let id_is_plain = self.user_uuid.len() <= 150
            && !self
                .user_uuid
                .chars()
                .any(|it| it.is_control() || it.is_whitespace());
        let account = NewAccount {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
            password: "not asked for".to_owned(),
            is_staff: self.is_staff,
            is_superuser: self.is_superuser,
        };
        let mut problems = account.problems();
        if !id_is_plain {
            problems.push("The user_uuid may have at most 150 bytes, and no spaces.");
        }
        problems
    }

    pub(crate) fn with_uuid(mut self) -> Self {
        if self.user_uuid.is_empty() && is_email(&self.email) {
            let hash = digest(&SHA256, self.email.to_lowercase().as_bytes());
            let mut bytes = [0; 16];
            bytes
                .iter_mut()
                .zip(hash.as_ref())
                .for_each(|(to, from)| *to = *from);
            self.user_uuid = Builder::from_custom_bytes(bytes).into_uuid().to_string();
        }
        self
    }

    /// With the id that a token shows and nobody looks up.
    pub(crate) fn into_account(self, id: i32) -> Account {
        let person = self.with_uuid();
        Account {
            id,
            uuid: person.user_uuid,
            email: person.email.to_lowercase(),
            first_name: person.first_name,
            last_name: person.last_name,
            password_hash: String::new(),
            is_staff: person.is_staff,
            is_superuser: person.is_superuser,
            is_active: true,
        }
    }
}

//! Who can sign in from the start.

use auth_service::NewAccount;

pub(crate) struct Account {
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
    first_name: &'static str,
    is_superuser: bool,
}

pub(crate) const DANIEL: Account = Account {
    email: "daniel@example.org",
    password: "open-sesame-daniel",
    first_name: "Daniel",
    is_superuser: false,
};

pub(crate) const GRACE: Account = Account {
    email: "grace@example.org",
    password: "open-sesame-grace",
    first_name: "Grace",
    is_superuser: true,
};

impl Account {
    pub(crate) fn new_account(&self) -> NewAccount {
        NewAccount {
            first_name: self.first_name.to_owned(),
            last_name: "Example".to_owned(),
            email: self.email.to_owned(),
            password: self.password.to_owned(),
            is_staff: true,
            is_superuser: self.is_superuser,
        }
    }
}

use std::future::ready;

use serde_json::Value;

use crate::user::JwtUser;
use crate::user_store::UserStore;

/// A store, and what the suite must know of its model to judge it.
///
/// What a store or a model does not have keeps its default; the cases that need it are then skipped and reported as such.
pub trait StoreUnderTest {
    /// The model.
    type User: JwtUser;
    /// The store.
    type Store: UserStore<Self::User>;

    /// Whether there are rows at all. Defaults to yes; no for a store whose users are their tokens.
    const KEEPS_ROWS: bool = true;

    /// Whether keys are any text. Defaults to yes; no for numbers and UUIDs.
    const KEYS_ARE_TEXT: bool = true;

    /// How long a key may be, in characters. Defaults to 150.
    const LONGEST_KEY: usize = 150;

    /// Whether no two people may have one e-mail address. Defaults to no.
    const UNIQUE_EMAIL: bool = false;

    /// The store.
    fn store(&self) -> &Self::Store;

    /// The claims, but for the registered ones, by which a token names this person. A first name that is `None` is left out or
    /// null.
    fn claims(&self, person: &Person) -> Value;

    /// The user as a person.
    fn person(&self, user: &Self::User) -> Person;

    /// Every row that is there, in any order. Not called where [`KEEPS_ROWS`](Self::KEEPS_ROWS) is `false`.
    fn rows(&self) -> impl Future<Output = Vec<Row>>;

    /// A key that nobody has: made of this number, another one for each number. Defaults to 16 hexadecimal digits.
    fn key(&self, number: u64) -> String {
        format!("{number:016x}")
    }

    /// Bans a person at this service, and says whether that is possible. Defaults to no.
    fn ban(&self, key: &str) -> impl Future<Output = bool> {
        let _ = key;
        ready(false)
    }

    /// Lets tokens issued before this second no longer count for a person, and says whether that is possible. Defaults to no.
    fn sign_out(&self, key: &str, not_before: i64) -> impl Future<Output = bool> {
        let _ = (key, not_before);
        ready(false)
    }

    /// Writes into a column of the service's own, which no claim fills, and says whether there is one. Defaults to no.
    fn set_local(&self, key: &str, value: &str) -> impl Future<Output = bool> {
        let _ = (key, value);
        ready(false)
    }

    /// What [`set_local`](Self::set_local) wrote. Defaults to nothing.
    fn local(&self, key: &str) -> impl Future<Output = Option<String>> {
        let _ = key;
        ready(None)
    }
}

/// A person, as the suite knows one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What names them, and never changes.
    pub key: String,
    /// Their e-mail address.
    pub email: String,
    /// Whether they are staff.
    pub staff: bool,
    /// Whether they are a superuser.
    pub superuser: bool,
    /// Their first name: optional, so that a token without it keeps the one that is stored.
    pub first_name: Option<String>,
}

/// A row, as the suite compares it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The key as it is stored.
    pub key: String,
    /// All of its columns as one text, so that any difference shows.
    pub columns: String,
}

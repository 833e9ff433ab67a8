//! Columns that Django fills when it makes a user and that no token has.

use uuid::Uuid;

/// What Django's `make_password(None)` writes: no password has this hash, not even the text itself.
pub(crate) fn unusable_password<Claims>(_: &Claims) -> String {
    let random = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    format!("!{random:.40}")
}

/// By the clock of the database: UTC in SQLite, a moment with its zone in PostgreSQL. MySQL and MariaDB take the time zone of the
/// session, which has to be UTC, as Django's are.
pub(crate) fn now<Claims>(_: &Claims) -> diesel::dsl::now {
    diesel::dsl::now
}

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

/// Every column of a person's row but its number.
#[derive(Debug, PartialEq, QueryableByName)]
pub(super) struct Stored {
    #[diesel(sql_type = Text)]
    pub(super) username: String,
    #[diesel(sql_type = Text)]
    pub(super) email: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_staff: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_superuser: bool,
    #[diesel(sql_type = Text)]
    pub(super) first_name: String,
    #[diesel(sql_type = Text)]
    pub(super) last_name: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_active: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) token_iat: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) not_before: Option<i64>,
}

/// Everybody, in the order of their usernames.
pub(super) fn rows(url: &str) -> Vec<Stored> {
    let query = diesel::sql_query("SELECT * FROM users ORDER BY username");
    match url.split(':').next().unwrap() {
        #[cfg(feature = "postgres")]
        "postgres" => query.load(&mut PgConnection::establish(url).unwrap()),
        #[cfg(feature = "mysql")]
        "mysql" => query.load(&mut MysqlConnection::establish(url).unwrap()),
        _ => query
            .load(&mut SqliteConnection::establish(url.strip_prefix("sqlite:").unwrap()).unwrap()),
    }
    .unwrap()
}

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

/// Every column of a person's row but its number.
#[derive(Debug, PartialEq, QueryableByName)]
pub(crate) struct Stored {
    #[diesel(sql_type = Text)]
    pub(crate) username: String,
    #[diesel(sql_type = Text)]
    pub(crate) email: String,
    #[diesel(sql_type = Bool)]
    pub(crate) is_staff: bool,
    #[diesel(sql_type = Bool)]
    pub(crate) is_superuser: bool,
    #[diesel(sql_type = Text)]
    pub(crate) first_name: String,
    #[diesel(sql_type = Text)]
    pub(crate) last_name: String,
    #[diesel(sql_type = Bool)]
    pub(crate) is_active: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(crate) token_iat: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(crate) not_before: Option<i64>,
}

/// Everybody, in the order of their usernames.
pub(crate) fn rows(url: &str) -> Vec<Stored> {
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

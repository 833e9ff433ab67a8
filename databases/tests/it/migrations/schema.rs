use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::database::{AnyConnection, Database};

/// Name and type of each column of `users`, in order; nothing where there is no such table.
pub(crate) fn columns_of_users(database: &Database) -> Vec<(String, String)> {
    let statement = database.kind().pick(
        "SELECT name, type FROM pragma_table_info('users') ORDER BY cid",
        "SELECT CAST(column_name AS text), CAST(data_type AS text) FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = 'users' ORDER BY ordinal_position",
        "SELECT column_name, column_type FROM information_schema.columns \
         WHERE table_schema = DATABASE() AND table_name = 'users' ORDER BY ordinal_position",
    );
    sql::<(Text, Text)>(statement)
        .load(&mut database.connect())
        .unwrap()
}

pub(crate) fn names_of_users(database: &Database) -> Vec<String> {
    let columns = columns_of_users(database);
    columns.into_iter().map(|(name, _)| name).collect()
}

pub(crate) fn run(conn: &mut AnyConnection, statement: &str) {
    diesel::sql_query(statement).execute(conn).unwrap();
}

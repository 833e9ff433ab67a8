use diesel::QueryResult;
use diesel::sql_types::Text;

use super::{DieselUser, Layout};

/// One fact about the table, as the database's own catalog knows it. Columns: `name`, `property`, `value`.
///
/// Facts of columns: `type`; `unfilled` (NOT NULL, and nothing fills it); `chars` (the longest text); `folds` (its
/// comparison takes different texts for equal). Of unique indexes: `column`; `partial`. Of the database: `lenient`.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct CatalogRow {
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) property: String,
    #[diesel(sql_type = Text)]
    pub(super) value: String,
}

impl CatalogRow {
    #[doc(hidden)]
    #[must_use]
    pub fn into_name(self) -> String {
        self.name
    }
}

/// Everything that the catalog says about the table of the model; nothing when there is no such table.
pub(super) fn facts<U: DieselUser<Conn>, Conn>(
    conn: &mut Conn,
    layout: &Layout,
) -> QueryResult<Vec<CatalogRow>> {
    let query = Database::of::<U, Conn>(conn)?.query(&layout.table);
    U::catalog(conn, &query)
}

#[derive(Clone, Copy)]
enum Database {
    Sqlite,
    Postgres,
    Mysql,
}

impl Database {
    /// By asking: a connection does not tell what it is connected to.
    fn of<U: DieselUser<Conn>, Conn>(conn: &mut Conn) -> QueryResult<Self> {
        let sqlite = "SELECT '' AS name, '' AS property, sqlite_version() AS value";
        if U::catalog(conn, sqlite).is_ok() {
            return Ok(Self::Sqlite);
        }
        let version = "SELECT '' AS name, '' AS property, version() AS value";
        let answer = U::catalog(conn, version)?;
        let postgres = answer
            .iter()
            .any(|row| row.value.starts_with("PostgreSQL") || row.value.contains("Cockroach"));
        Ok(if postgres {
            Self::Postgres
        } else {
            Self::Mysql
        })
    }

    fn query(self, table: &str) -> String {
        match self {
            Self::Sqlite => SQLITE.replace("{table}", &literal(&last_name(table))),
            Self::Postgres => POSTGRES.replace("{table}", &literal(table)),
            Self::Mysql => {
                let schema = match schema(table) {
                    Some(schema) => literal(&schema),
                    None => "database()".to_owned(),
                };
                MYSQL
                    .replace("{schema}", &schema)
                    .replace("{table}", &literal(&last_name(table)))
            }
        }
    }
}

const SQLITE: &str = "\
    SELECT name, 'type' AS property, type AS value FROM pragma_table_xinfo({table}) \
    UNION ALL SELECT name, 'unfilled', '' FROM pragma_table_xinfo({table}) \
        WHERE \"notnull\" = 1 AND dflt_value IS NULL AND hidden = 0 AND NOT (pk = 1 AND upper(type) = 'INTEGER') \
    UNION ALL SELECT 'primary key', 'column', name FROM pragma_table_info({table}) WHERE pk > 0 \
    UNION ALL SELECT list.name, 'column', coalesce(part.name, '') \
        FROM pragma_index_list({table}) AS list, pragma_index_info(list.name) AS part WHERE list.\"unique\" = 1 \
    UNION ALL SELECT name, 'partial', '' FROM pragma_index_list({table}) WHERE \"unique\" = 1 AND partial = 1 \
    UNION ALL SELECT part.name, 'folds', part.coll \
        FROM pragma_index_list({table}) AS list, pragma_index_xinfo(list.name) AS part \
        WHERE list.\"unique\" = 1 AND part.key = 1 AND part.name IS NOT NULL AND upper(part.coll) <> 'BINARY'";

const POSTGRES: &str = "\
    WITH columns AS ( \
        SELECT c.*, format_type(c.atttypid, c.atttypmod) AS type_name FROM pg_attribute AS c \
        WHERE c.attrelid = to_regclass({table}) AND c.attnum > 0 AND NOT c.attisdropped \
    ), indexes AS ( \
        SELECT i.*, o.relname FROM pg_index AS i JOIN pg_class AS o ON o.oid = i.indexrelid \
        WHERE i.indrelid = to_regclass({table}) AND i.indisunique AND i.indisvalid AND i.indexprs IS NULL \
    ) \
    SELECT attname::text AS name, 'type' AS property, type_name::text AS value FROM columns \
    UNION ALL SELECT attname::text, 'unfilled', '' FROM columns \
        WHERE attnotnull AND NOT atthasdef AND attidentity = '' AND attgenerated = '' \
    UNION ALL SELECT attname::text, 'chars', (atttypmod - 4)::text FROM columns \
        WHERE atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND atttypmod > 4 \
    UNION ALL SELECT attname::text, 'folds', type_name::text FROM columns \
        WHERE atttypid = 'bpchar'::regtype OR type_name LIKE '%citext%' \
    UNION ALL SELECT attname::text, 'folds', collname::text FROM columns \
        JOIN pg_collation ON pg_collation.oid = attcollation WHERE NOT collisdeterministic \
    UNION ALL SELECT relname::text, 'column', attname::text FROM indexes \
        JOIN columns ON attnum = ANY ((indkey::int2[])[0:indnkeyatts - 1]) \
    UNION ALL SELECT relname::text, 'partial', '' FROM indexes WHERE indpred IS NOT NULL";

const MYSQL: &str = "\
    SELECT column_name AS name, 'type' AS property, column_type AS value FROM information_schema.columns \
        WHERE table_schema = {schema} AND table_name = {table} \
    UNION ALL SELECT column_name, 'unfilled', '' FROM information_schema.columns \
        WHERE table_schema = {schema} AND table_name = {table} AND is_nullable = 'NO' AND column_default IS NULL \
        AND extra NOT LIKE '%auto_increment%' AND extra NOT LIKE '%GENERATED%' \
    UNION ALL SELECT column_name, 'chars', cast(character_maximum_length AS char) FROM information_schema.columns \
        WHERE table_schema = {schema} AND table_name = {table} AND data_type IN ('char', 'varchar') \
    UNION ALL SELECT column_name, 'folds', collation_name FROM information_schema.columns \
        WHERE table_schema = {schema} AND table_name = {table} AND collation_name IS NOT NULL \
        AND collation_name NOT LIKE '%\\_bin' AND collation_name <> 'binary' \
    UNION ALL SELECT index_name, 'column', column_name FROM information_schema.statistics \
        WHERE table_schema = {schema} AND table_name = {table} AND non_unique = 0 AND column_name IS NOT NULL \
    UNION ALL SELECT index_name, 'partial', '' FROM information_schema.statistics \
        WHERE table_schema = {schema} AND table_name = {table} AND non_unique = 0 AND sub_part IS NOT NULL \
    UNION ALL SELECT table_name, 'lenient', @@sql_mode FROM information_schema.tables \
        WHERE table_schema = {schema} AND table_name = {table} AND @@sql_mode NOT LIKE '%STRICT\\_%'";

/// `"auth"."users"` and `` `users` `` without quotes.
fn names(table: &str) -> impl DoubleEndedIterator<Item = String> {
    table.split('.').map(|name| {
        name.chars()
            .filter(|character| !matches!(character, '"' | '`' | ' '))
            .collect()
    })
}

fn last_name(table: &str) -> String {
    names(table).next_back().unwrap_or_default()
}

fn schema(table: &str) -> Option<String> {
    names(table).rev().nth(1)
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

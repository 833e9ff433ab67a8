use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Untyped;
use diesel::{QueryResult, RunQueryDsl};

use super::{CatalogRow, Write};
use crate::user::{Changes, JwtUser};

/// The statements of a model on one type of connection. `#[derive(JwtUser)]` implements it for each
/// `#[jwt(connection = …)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored through `{Conn}`",
    note = "add `#[jwt(connection = {Conn})]` to the model"
)]
pub trait DieselUser<Conn>: JwtUser {
    /// Whether the database runs in this process, so that a look-up waits for nothing but the file: `SqliteConnection` by that
    /// name. Defaults to no.
    const IN_PROCESS: bool = false;

    /// `SELECT` by key.
    ///
    /// # Errors
    /// Whatever Diesel reports.
    fn find(conn: &mut Conn, claims: &Self::Claims) -> QueryResult<Option<Self>>;

    /// `INSERT` of a complete row, but for the columns of `leaving_out`, which get their defaults.
    ///
    /// # Errors
    /// Whatever Diesel reports, unique violations included.
    fn insert(
        conn: &mut Conn,
        claims: &Self::Claims,
        issued_at: Option<i64>,
        leaving_out: Changes,
    ) -> QueryResult<usize>;

    /// `UPDATE` of the changed columns, guarded by the watermark that was read.
    ///
    /// # Errors
    /// Whatever Diesel reports.
    fn update(conn: &mut Conn, claims: &Self::Claims, write: Write) -> QueryResult<usize>;

    /// `UPDATE` that gives `row` the token's key and this watermark, guarded by the key that the row had. The synced columns
    /// follow by [`update`](Self::update).
    ///
    /// # Errors
    /// Whatever Diesel reports.
    fn link(
        conn: &mut Conn,
        row: &Self,
        claims: &Self::Claims,
        watermark: Option<i64>,
    ) -> QueryResult<usize>;

    /// What the statements name in the database.
    ///
    /// # Errors
    /// Whatever Diesel reports.
    fn layout(conn: &mut Conn) -> QueryResult<Layout>;

    /// Runs a query that returns [`CatalogRow`]s.
    ///
    /// # Errors
    /// Whatever Diesel reports.
    fn catalog(conn: &mut Conn, query: &str) -> QueryResult<Vec<CatalogRow>>;
}

/// What the statements of a model name in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The table as it stands after `FROM`, quoted and with its schema.
    pub table: String,
    /// The columns of the key, each with the longest text that the model lets through, in characters, where it is text.
    pub key: &'static [(&'static str, Option<usize>)],
    /// The columns that are read.
    pub read: &'static [&'static str],
    /// The columns that every `INSERT` fills.
    pub inserted: &'static [&'static str],
    /// Whether rows are filtered, so that the key need be unique only among those.
    pub filtered: bool,
}

/// `SELECT '"users"' AS name, …` as a [`CatalogRow`]: the table as this connection writes it. Asked of the database, as Diesel
/// shows no statement of a `MultiConnection` without one.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, QueryId)]
pub struct TableName<T>(pub T);

impl<T> Query for TableName<T> {
    type SqlType = Untyped;
}

impl<T, Conn> RunQueryDsl<Conn> for TableName<T> {}

impl<T: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for TableName<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT '");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql("' AS name, '' AS property, '' AS value");
        Ok(())
    }
}

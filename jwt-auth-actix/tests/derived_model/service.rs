use std::marker::PhantomData;
use std::sync::Arc;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::r2d2::R2D2Connection;
use diesel::sql_types::{Nullable, Text};
use jwt_auth_actix::{
    DieselUser, DieselUserStore, Refusal, TestClock, TestIssuer, UserStore, UserStoreError,
    Verifier,
};
use serde_json::Value;
use tempfile::TempDir;

/// The time at which every token is judged, and the `iat` of a token that says nothing else.
pub(crate) const NOW: i64 = 1_800_000_000;

/// One service: a database file, the store of one model in it, and the Auth service whose tokens it takes.
pub(crate) struct Service<U, Conn = SqliteConnection> {
    folder: TempDir,
    issuer: TestIssuer,
    verifier: Verifier,
    model: PhantomData<fn() -> (U, Conn)>,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

impl<U, Conn> Service<U, Conn>
where
    U: DieselUser<Conn>,
    Conn: R2D2Connection + 'static,
{
    pub(crate) fn with_table(create_table: &str) -> Self {
        crate::trace::start();
        let clock = TestClock::at(NOW.unsigned_abs());
        let issuer = TestIssuer::hs512().clock(clock.clone());
        let verifier = Verifier::simple_jwt(issuer.verifying_key()).clock(clock);
        let service = Self {
            folder: tempfile::tempdir().unwrap(),
            issuer,
            verifier: verifier.build().unwrap(),
            model: PhantomData,
        };
        service.execute(create_table);
        service
    }

    /// What a request with an access token of these claims, beside SimpleJWT's own, gets.
    pub(crate) async fn sign_in(&self, claims: Value) -> Result<U, Refusal> {
        self.present(&self.issuer.access_token(&claims)).await
    }

    /// The same with a token that has no `iat`.
    pub(crate) async fn sign_in_without_iat(&self, claims: Value) -> Result<U, Refusal> {
        let mut all = self.issuer.registered_claims();
        all.remove("iat");
        all.extend(claims.as_object().unwrap().clone());
        self.present(&self.issuer.sign_claims(&all.into())).await
    }

    async fn present(&self, token: &str) -> Result<U, Refusal> {
        let verified = Arc::new(self.verifier.verify(token)?);
        match self.store().get_or_sync(verified).await {
            Ok(user) => Ok(user),
            Err(UserStoreError::Refused(refusal)) => Err(refusal),
            Err(error) => panic!("{error:?}"),
        }
    }

    /// The same for a model whose own code fails.
    pub(crate) async fn store_error(&self, claims: Value) -> UserStoreError {
        let token = self.issuer.access_token(&claims);
        let verified = Arc::new(self.verifier.verify(&token).unwrap());
        match self.store().get_or_sync(verified).await {
            Ok(_) => panic!("the user was served"),
            Err(error) => error,
        }
    }

    fn store(&self) -> impl UserStore<U> {
        let manager = diesel::r2d2::ConnectionManager::<Conn>::new(self.path());
        let pool = diesel::r2d2::Pool::builder().max_size(1).build(manager);
        DieselUserStore::new(pool.unwrap())
    }

    fn path(&self) -> String {
        let path = self.folder.path().join("service.db");
        path.into_os_string().into_string().unwrap()
    }

    fn conn(&self) -> SqliteConnection {
        SqliteConnection::establish(&self.path()).unwrap()
    }

    /// Runs statements that the model knows nothing of.
    pub(crate) fn execute(&self, sql: &str) {
        self.conn().batch_execute(sql).unwrap();
    }

    /// One value as text, `None` for `NULL`, read past the model.
    pub(crate) fn value(&self, expression: &str, table: &str) -> Option<String> {
        let sql = format!("SELECT CAST({expression} AS TEXT) AS value FROM {table}");
        let answer: Answer = diesel::sql_query(sql).get_result(&mut self.conn()).unwrap();
        answer.value
    }

    /// From now on every column that an `UPDATE` names is noted, whether its value changes or not.
    pub(crate) fn watch(&self, table: &str, columns: &[&str]) {
        self.execute("CREATE TABLE updates (column_name TEXT NOT NULL)");
        for column in columns {
            self.execute(&format!(
                "CREATE TRIGGER watch_{column} AFTER UPDATE OF {column} ON {table} \
                 BEGIN INSERT INTO updates VALUES ('{column}'); END"
            ));
        }
    }

    /// The columns named so far, in alphabetical order and with repetitions.
    pub(crate) fn updated(&self) -> Vec<String> {
        let sql = "SELECT column_name AS value FROM updates ORDER BY 1";
        let answers: Vec<Answer> = diesel::sql_query(sql).load(&mut self.conn()).unwrap();
        answers.into_iter().filter_map(|row| row.value).collect()
    }
}

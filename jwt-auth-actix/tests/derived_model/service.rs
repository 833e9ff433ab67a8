use std::marker::PhantomData;
use std::sync::Arc;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool, R2D2Connection};
use diesel::sql_types::{Nullable, Text};
use jwt_auth_actix::{
    DieselUser, DieselUserStore, JwtUser, Refusal, SharedUserStore, TestClock, TestIssuer,
    UserStoreError, VerificationCache, Verifier,
};
use serde_json::Value;
use tempfile::TempDir;

use crate::caches;

/// The time at which every token is judged, and the `iat` of a token that says nothing else.
pub(crate) const NOW: i64 = 1_800_000_000;

/// One service: a database file, the store of one model in it, and the Auth service whose tokens it takes.
pub(crate) struct Service<U: JwtUser, Conn = SqliteConnection> {
    folder: TempDir,
    issuer: TestIssuer,
    cache: VerificationCache<U>,
    store: SharedUserStore<U>,
    model: PhantomData<fn() -> Conn>,
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
        Self::new(create_table, |store| {
            if caches::reads_inline() {
                store.inline_reads()
            } else {
                store
            }
        })
    }

    /// For a model that may be elsewhere than in this process: such a one cannot be read on the worker.
    pub(crate) fn with_table_anywhere(create_table: &str) -> Self {
        Self::new(create_table, |store| store)
    }

    fn new(
        create_table: &str,
        set_up: impl FnOnce(DieselUserStore<U, Conn>) -> DieselUserStore<U, Conn>,
    ) -> Self {
        crate::trace::start();
        let clock = TestClock::at(NOW.unsigned_abs());
        let issuer = TestIssuer::hs512().clock(clock.clone());
        let verifier = Verifier::simple_jwt(issuer.verifying_key()).clock(clock);
        let folder = tempfile::tempdir().unwrap();
        let path = path(&folder);
        let mut conn = SqliteConnection::establish(&path).unwrap();
        conn.batch_execute(create_table).unwrap();
        let pool = Pool::builder()
            .max_size(1)
            .build(ConnectionManager::new(path));
        Self {
            folder,
            issuer,
            cache: VerificationCache::new(verifier.build().unwrap(), caches::settings()),
            store: SharedUserStore::new(set_up(DieselUserStore::new(pool.unwrap()))),
            model: PhantomData,
        }
    }

    /// What a request with an access token of these claims, beside SimpleJWT's own, gets.
    pub(crate) async fn sign_in(&self, claims: Value) -> Result<Arc<U>, Refusal> {
        self.present(&self.issuer.access_token(&claims)).await
    }

    /// The same with a token that has no `iat`.
    pub(crate) async fn sign_in_without_iat(&self, claims: Value) -> Result<Arc<U>, Refusal> {
        let mut all = self.issuer.registered_claims();
        all.remove("iat");
        all.extend(claims.as_object().unwrap().clone());
        self.present(&self.issuer.sign_claims(&all.into())).await
    }

    async fn present(&self, token: &str) -> Result<Arc<U>, Refusal> {
        let token = self.cache.verify(token).await?;
        let user = self.cache.user(&token, &self.store).await;
        user.map_err(|error| match *error {
            UserStoreError::Refused(refusal) => refusal,
            _ => panic!("{error:?}"),
        })
    }

    /// The same for a model whose own code fails.
    pub(crate) async fn store_error(&self, claims: Value) -> Arc<UserStoreError> {
        let token = self.issuer.access_token(&claims);
        let token = self.cache.verify(&token).await.unwrap();
        match self.cache.user(&token, &self.store).await {
            Ok(_) => panic!("the user was served"),
            Err(error) => error,
        }
    }

    fn conn(&self) -> SqliteConnection {
        SqliteConnection::establish(&path(&self.folder)).unwrap()
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

fn path(folder: &TempDir) -> String {
    let path = folder.path().join("service.db");
    path.into_os_string().into_string().unwrap()
}

use std::sync::{Arc, Mutex};

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection as _};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use jwt_auth_actix::{DieselUser, DieselUserStore};

use crate::database::{AnyConnection, Database};
use crate::tokens::{PATIENCE, Store};

/// The statements that a store ran, as the database got them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

/// A store on one connection, and the log of that connection.
pub(crate) fn logged_store<U: DieselUser<AnyConnection>>(database: &Database) -> (Store<U>, Log) {
    let log = Log::default();
    let pool = Pool::builder()
        .max_size(1)
        .test_on_check_out(false)
        .connection_customizer(Box::new(Logged(log.clone())))
        .build(ConnectionManager::new(database.url()))
        .unwrap();
    (DieselUserStore::new(pool).pool_wait(PATIENCE), log)
}

impl Log {
    /// The statements since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// Those, each by its verb, an `UPDATE` with the columns that it writes.
    pub(crate) fn take_shapes(&self) -> Vec<String> {
        self.take().iter().map(|sql| shape(sql)).collect()
    }

    pub(super) fn push(&self, sql: String) {
        self.0.lock().unwrap().push(sql);
    }
}

fn shape(sql: &str) -> String {
    let sql = sql.replace(['"', '`'], "");
    let verb = sql.split(' ').next().unwrap_or_default();
    let Some((_, rest)) = sql.split_once(" SET ").filter(|_| verb == "UPDATE") else {
        return verb.to_owned();
    };
    let set = rest.split(" WHERE ").next().unwrap_or_default();
    let columns = set
        .split(", ")
        .filter_map(|one| one.split(" = ").next())
        .map(|column| column.rsplit('.').next().unwrap_or_default());
    columns.fold(verb.to_owned(), |shape, column| format!("{shape} {column}"))
}

#[derive(Debug)]
struct Logged(Log);

impl CustomizeConnection<AnyConnection, diesel::r2d2::Error> for Logged {
    fn on_acquire(&self, conn: &mut AnyConnection) -> Result<(), diesel::r2d2::Error> {
        if matches!(conn, AnyConnection::Sqlite(_)) {
            for setting in ["PRAGMA busy_timeout = 5000", "PRAGMA journal_mode = WAL"] {
                conn.batch_execute(setting)
                    .map_err(diesel::r2d2::Error::QueryError)?;
            }
        }
        conn.set_instrumentation(self.0.clone());
        Ok(())
    }
}

impl Instrumentation for Log {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let sql = query.to_string();
            let sql = sql.split(" -- binds").next().unwrap_or_default();
            self.push(sql.to_owned());
        }
    }
}

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::{AnyConnection, Database, on_each_database};

on_each_database!(
    two_databases_of_one_kind_know_nothing_of_each_other,
    a_database_is_gone_after_its_test_even_after_a_panic,
    a_pool_gives_as_many_connections_as_it_was_asked_for,
    each_kind_has_a_connection_of_its_own_type,
);

fn two_databases_of_one_kind_know_nothing_of_each_other(first: &Database) {
    first
        .connect()
        .batch_execute("CREATE TABLE here (id INTEGER)")
        .unwrap();
    Database::provide(first.kind(), |second| {
        assert!(second.connect().batch_execute("DROP TABLE here").is_err());
    });
    first.connect().batch_execute("DROP TABLE here").unwrap();
}

fn a_database_is_gone_after_its_test_even_after_a_panic(other: &Database) {
    let mut url = String::new();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        Database::provide(other.kind(), |database| {
            let _still_connected = database.pool(1).get().unwrap();
            url = database.url().to_owned();
            panic!("as a test that fails");
        });
    }));
    assert!(ended.is_err());
    assert!(AnyConnection::establish(other.url()).is_ok());
    assert!(AnyConnection::establish(&url).is_err());
}

fn a_pool_gives_as_many_connections_as_it_was_asked_for(database: &Database) {
    let pool = database.pool(3);
    let mut connections: Vec<_> = (0..3).map(|_| pool.get().unwrap()).collect();
    for conn in &mut connections {
        conn.batch_execute("SELECT 1").unwrap();
    }
    assert!(pool.try_get().is_none());
}

fn each_kind_has_a_connection_of_its_own_type(database: &Database) {
    let sql = "CREATE TABLE own_type (id INTEGER)";
    match database.connect() {
        AnyConnection::Sqlite(_) => database.sqlite().batch_execute(sql).unwrap(),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => database.postgres().batch_execute(sql).unwrap(),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => database.mysql().batch_execute(sql).unwrap(),
    }
    assert!(database.connect().batch_execute(sql).is_err());
}

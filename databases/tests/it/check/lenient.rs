#![cfg(feature = "mysql")]

use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use jwt_auth_actix::{DieselUserStore, SchemaFault};

use super::{TABLE, faults_of, one};
use crate::database::{AnyConnection, Database, Kind};
use crate::people::Person;
use crate::tables::define;

#[test]
fn a_session_that_cuts_what_is_too_long_is_reported() {
    Database::provide(Kind::Mysql, |database| {
        define(database, TABLE);
        for (mode, strict) in [
            ("", false),
            ("NO_ZERO_DATE", false),
            ("STRICT_ALL_TABLES", true),
            ("STRICT_TRANS_TABLES", true),
        ] {
            let pool = Pool::builder()
                .max_size(1)
                .connection_customizer(Box::new(Mode(mode)))
                .build(ConnectionManager::<AnyConnection>::new(database.url()))
                .unwrap();
            let store = DieselUserStore::<Person, _>::new(pool);
            let expected = if strict {
                vec![]
            } else {
                one("", SchemaFault::Lenient)
            };
            assert_eq!(faults_of(&store), expected, "{mode:?}");
        }
    });
}

#[derive(Debug)]
struct Mode(&'static str);

impl CustomizeConnection<AnyConnection, diesel::r2d2::Error> for Mode {
    fn on_acquire(&self, conn: &mut AnyConnection) -> Result<(), diesel::r2d2::Error> {
        diesel::sql_query(format!("SET SESSION sql_mode = '{}'", self.0))
            .execute(conn)
            .map(drop)
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

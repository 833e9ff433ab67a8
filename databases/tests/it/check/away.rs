use jwt_auth_actix::{DieselUserStore, UserStoreError};

use crate::database::{AnyConnection, Database, on_each_database};
use crate::people::Person;
use crate::tokens::check;

on_each_database!(a_database_that_is_away_is_an_outage_and_names_no_password);

fn a_database_that_is_away_is_an_outage_and_names_no_password(database: &Database) {
    let url = database.kind().pick(
        "/nowhere/hunter2/users.db",
        "postgres://jwt_auth:hunter2@127.0.0.1:1/users",
        "mysql://jwt_auth:hunter2@127.0.0.1:1/users",
    );
    let store = DieselUserStore::<Person, AnyConnection>::connect(url).unwrap();
    let error = check(&store).unwrap_err();
    assert!(matches!(error, UserStoreError::Unavailable(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert!(!format!("{store:?}").contains("hunter2"));
}

//! Tables in a schema of their own, and names that need quotes.

use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, SchemaFault};

use super::{faults_of, one};
use crate::database::{AnyConnection, Database, on_each_database};
use crate::tables::define;
use crate::tokens::{ada, check, store, visit};

on_each_database!(names_that_need_quotes_are_found);

diesel::table! {
    #[sql_name = "AppUser"]
    app_users (id) {
        id -> Integer,
        #[sql_name = "userUuid"]
        user_uuid -> Text,
        #[sql_name = "group"]
        group_name -> Text,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = app_users)]
#[jwt(connection = AnyConnection)]
struct AppUser {
    #[jwt(key, claim = "sub")]
    user_uuid: String,
    #[jwt(claim = "name")]
    group_name: String,
}

fn names_that_need_quotes_are_found(database: &Database) {
    let store = store::<AppUser>(database);
    assert_eq!(faults_of(&store), one("", SchemaFault::NoTable));
    let quoted = |sql: &str| sql.replace('"', database.kind().pick("\"", "\"", "`"));
    define(
        database,
        &quoted(r#"CREATE TABLE "AppUser" (id {id}, "userUuid" {key} NOT NULL)"#),
    );
    assert_eq!(
        faults_of(&store),
        [
            ("group".to_owned(), SchemaFault::NoColumn),
            ("userUuid".to_owned(), SchemaFault::NotUnique)
        ]
    );
    let problems = check(&store).unwrap();
    assert!(problems[0].table().contains("AppUser"));
    define(
        database,
        &quoted(r#"ALTER TABLE "AppUser" ADD "group" VARCHAR(150)"#),
    );
    define(
        database,
        &quoted(r#"CREATE UNIQUE INDEX one ON "AppUser" ("userUuid")"#),
    );
    assert_eq!(faults_of(&store), []);
    let person = visit(&store, ada()).unwrap();
    assert_eq!(
        (person.user_uuid.as_str(), person.group_name.as_str()),
        ("ada", "ada")
    );
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod schema {
    use super::*;
    use crate::database::Kind;

    diesel::table! {
        jwt_auth_elsewhere.users (id) {
            id -> Integer,
            sub -> Text,
            email -> Text,
        }
    }

    #[derive(Debug, Queryable, Selectable, JwtUser)]
    #[diesel(table_name = users)]
    #[jwt(connection = AnyConnection)]
    struct User {
        #[jwt(key, claim = "sub")]
        sub: String,
        #[jwt(claim = "email")]
        email: String,
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn a_table_in_another_schema_is_not_taken_for_its_namesake_on_postgres() {
        Database::provide(Kind::Postgres, a_table_in_another_schema);
    }

    #[cfg(feature = "mysql")]
    #[test]
    fn a_table_in_another_database_is_not_taken_for_its_namesake_on_mysql() {
        Database::provide(Kind::Mysql, a_table_in_another_schema);
    }

    fn a_table_in_another_schema(database: &Database) {
        // In MariaDB, a schema is a database of the whole server.
        let (make, clear) = database.kind().pick(
            ("", ""),
            ("CREATE SCHEMA jwt_auth_elsewhere", "DROP TABLE users"),
            (
                "CREATE OR REPLACE DATABASE jwt_auth_elsewhere",
                "DROP DATABASE jwt_auth_elsewhere",
            ),
        );
        let store = store::<User>(database);
        define(
            database,
            "CREATE TABLE users (id {id}, sub {key} NOT NULL UNIQUE, email VARCHAR(150) NOT NULL)",
        );
        define(database, make);
        assert_eq!(faults_of(&store), one("", SchemaFault::NoTable));
        define(
            database,
            "CREATE TABLE jwt_auth_elsewhere.users (id {id}, sub {key} NOT NULL, email VARCHAR(150) NOT NULL)",
        );
        assert_eq!(faults_of(&store), one("sub", SchemaFault::NotUnique));
        define(
            database,
            "CREATE UNIQUE INDEX one ON jwt_auth_elsewhere.users (sub)",
        );
        assert_eq!(faults_of(&store), []);
        let person = visit(&store, ada()).unwrap();
        assert_eq!(
            (person.sub.as_str(), person.email.as_str()),
            ("ada", "ada@example.org")
        );
        define(database, clear);
    }
}

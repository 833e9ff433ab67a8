//! Keys in a column of PostgreSQL's own type for UUIDs, which reads them in many spellings.

use diesel::prelude::*;
use jwt_auth_actix::{DieselUserStore, JwtUser, Refusal};
use serde_json::json;
use uuid::Uuid;

use crate::database::{Database, Kind};
use crate::tables::define;
use crate::tokens::{person, refusal, visit, with};

diesel::table! {
    accounts {
        id -> Integer,
        sub -> Uuid,
        staff -> Bool,
    }
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = accounts)]
#[jwt(connection = PgConnection)]
struct Account {
    id: i32,
    #[jwt(key, claim = "sub")]
    sub: Uuid,
    #[jwt(claim = "staff", staff)]
    staff: bool,
}

const KEY: &str = "6f1c0001-8a52-4b1e-9c3d-2f60718293a4";

/// P11.
#[test]
fn a_uuid_has_one_spelling() {
    Database::provide(Kind::Postgres, |database| {
        define(
            database,
            "CREATE TABLE accounts (id {id}, sub UUID NOT NULL UNIQUE, staff BOOLEAN NOT NULL)",
        );
        let store = DieselUserStore::<Account, PgConnection>::connect(database.url()).unwrap();
        let victim = visit(&store, with(person(KEY), json!({"staff": true}))).unwrap();
        assert_eq!(victim.sub.to_string(), KEY);
        for spelling in [
            KEY.to_uppercase(),
            KEY.replace('-', ""),
            KEY.replacen('-', "", 1),
            format!("{{{KEY}}}"),
            format!("urn:uuid:{KEY}"),
            format!("{KEY} "),
            KEY[1..].to_owned(),
            String::new(),
            "nil".to_owned(),
        ] {
            let answer = visit(&store, person(&spelling));
            assert_eq!(refusal(answer), Refusal::InvalidClaim("sub"), "{spelling}");
        }
        let rows: Vec<Account> = accounts::table
            .select(Account::as_select())
            .load(&mut database.postgres())
            .unwrap();
        assert_eq!(rows, [victim]);
    });
}

//! PostgreSQL has a type for them.

use diesel::prelude::*;
use jwt_auth_actix::{DieselUserStore, JwtUser, Refusal};
use serde_json::json;
use uuid::Uuid;

use crate::database::{Database, Kind};
use crate::tables::{column, define};
use crate::tokens::{NOW, check, refusal, visit};

diesel::table! {
    people {
        id -> Integer,
        user_uuid -> Uuid,
        name -> Text,
        token_iat -> Nullable<BigInt>,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = PgConnection)]
struct Person {
    id: i32,
    #[jwt(key, claim = "sub")]
    user_uuid: Uuid,
    #[jwt(claim = "name")]
    name: String,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

const ADA: &str = "6f1c2d3e-4a5b-4c6d-8e7f-0123456789ab";

#[test]
fn a_uuid_can_be_the_key_in_its_one_spelling() {
    Database::provide(Kind::Postgres, |database| {
        define(
            database,
            "CREATE TABLE people (id {id}, user_uuid UUID NOT NULL UNIQUE, name VARCHAR(150) NOT NULL, token_iat BIGINT)",
        );
        let store = DieselUserStore::<Person, PgConnection>::connect(database.url()).unwrap();
        assert_eq!(check(&store).unwrap(), []);
        let token = |key: &str, name: &str, iat: i64| json!({"sub": key, "name": name, "iat": iat});
        let made = visit(&store, token(ADA, "a", NOW - 1)).unwrap();
        let found = visit(&store, token(ADA, "b", NOW)).unwrap();
        assert_eq!(
            (made.id, found.user_uuid.to_string().as_str()),
            (found.id, ADA)
        );
        assert_eq!((found.name.as_str(), found.token_iat), ("b", Some(NOW)));
        let others = [
            ADA.to_uppercase(),
            format!("{{{ADA}}}"),
            format!("urn:uuid:{ADA}"),
            ADA.replace('-', ""),
            format!(" {ADA}"),
            "ada".to_owned(),
        ];
        for other in others {
            let answer = visit(&store, token(&other, "c", NOW));
            assert_eq!(refusal(answer), Refusal::InvalidClaim("sub"), "{other}");
        }
        assert_eq!(column(database, "name"), ["b"]);
    });
}

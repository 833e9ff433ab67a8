use jwt_auth_actix::Refusal;
use serde_json::json;

use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::statements::logged_store;
use crate::tables::run;
use crate::tokens::{NOW, ada, refusal, visit, with};

on_each_database!(
    a_token_that_is_older_than_the_sign_out_is_refused_at_the_cost_of_the_look_up,
    a_token_of_the_second_of_the_sign_out_or_later_is_accepted,
    a_token_without_iat_is_refused_after_a_sign_out,
    a_sign_out_of_one_person_is_nobody_elses,
);

fn a_token_that_is_older_than_the_sign_out_is_refused_at_the_cost_of_the_look_up(
    database: &Database,
) {
    people::create(database);
    let (store, log) = logged_store::<Person>(database);
    visit(&store, with(ada(), json!({"iat": NOW - 60}))).unwrap();
    sign_out(database, NOW - 30);
    let before = people::all(database);
    log.take();
    let older = with(ada(), json!({"iat": NOW - 31, "staff": true}));
    assert_eq!(refusal(visit(&store, older)), Refusal::SignedOut);
    assert_eq!(log.take_shapes(), ["SELECT"]);
    assert_eq!(people::all(database), before);
}

fn a_token_of_the_second_of_the_sign_out_or_later_is_accepted(database: &Database) {
    people::create(database);
    let (store, log) = logged_store::<Person>(database);
    visit(&store, with(ada(), json!({"iat": NOW - 30}))).unwrap();
    sign_out(database, NOW - 30);
    log.take();
    let equal = visit(&store, with(ada(), json!({"iat": NOW - 30}))).unwrap();
    assert_eq!(log.take_shapes(), ["SELECT"]);
    assert_eq!(equal.not_before, Some(NOW - 30));
    let later = visit(&store, with(ada(), json!({"iat": NOW - 29, "staff": true}))).unwrap();
    assert!(later.staff);
    assert_eq!(later.not_before, Some(NOW - 30), "a token never moves it");
}

fn a_token_without_iat_is_refused_after_a_sign_out(database: &Database) {
    people::create(database);
    let (store, _) = logged_store::<Person>(database);
    let token = with(ada(), json!({"iat": null}));
    visit(&store, token.clone()).unwrap();
    sign_out(database, 1);
    assert_eq!(refusal(visit(&store, token)), Refusal::SignedOut);
}

fn a_sign_out_of_one_person_is_nobody_elses(database: &Database) {
    people::create(database);
    let (store, _) = logged_store::<Person>(database);
    visit(&store, with(ada(), json!({"iat": NOW - 60}))).unwrap();
    sign_out(database, NOW);
    let grace = with(crate::tokens::person("grace"), json!({"iat": NOW - 60}));
    visit(&store, grace.clone()).unwrap();
    visit(&store, grace).unwrap();
}

fn sign_out(database: &Database, second: i64) {
    let statement = format!("UPDATE people SET not_before = {second} WHERE sub = 'ada'");
    assert_eq!(run(database, &statement), 1);
}

/// A column of the database's own type, read by a model of its own.
mod timestamp {
    use diesel::prelude::*;
    use jwt_auth_actix::{DieselUser, DieselUserStore, JwtUser, Refusal};
    use serde_json::json;

    use crate::database::{Database, Kind, on_each_database};
    use crate::tables::{define, run};
    use crate::tokens::{NOW, refusal, visit};

    on_each_database!(a_sign_out_may_be_a_timestamp);

    diesel::table! {
        people {
            id -> Integer,
            sub -> Text,
            signed_out -> Nullable<Timestamp>,
        }
    }

    macro_rules! model {
        ($name:ident, $connection:ty, $time:ty, $second:ident) => {
            #[derive(Debug, Queryable, Selectable, JwtUser)]
            #[diesel(table_name = people)]
            #[jwt(connection = $connection)]
            struct $name {
                #[jwt(key, claim = "sub")]
                sub: String,
                #[jwt(not_before, with = $second)]
                signed_out: Option<$time>,
            }
        };
    }

    model!(OnSqlite, SqliteConnection, String, of_text);
    #[cfg(feature = "postgres")]
    model!(
        OnPostgres,
        PgConnection,
        std::time::SystemTime,
        of_system_time
    );
    #[cfg(feature = "mysql")]
    model!(
        OnMysql,
        MysqlConnection,
        diesel::mysql::data_types::MysqlTime,
        of_mysql_time
    );

    const SIGN_OUT: &str = "2027-01-15 07:59:00";

    /// `SIGN_OUT` is a minute before `NOW`.
    fn of_text(time: &Option<String>) -> Option<i64> {
        time.as_ref().map(|text| {
            assert_eq!(text, SIGN_OUT);
            NOW - 60
        })
    }

    #[cfg(feature = "postgres")]
    fn of_system_time(time: &Option<std::time::SystemTime>) -> Option<i64> {
        let time = time.as_ref()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        i64::try_from(time.as_secs()).ok()
    }

    #[cfg(feature = "mysql")]
    fn of_mysql_time(time: &Option<diesel::mysql::data_types::MysqlTime>) -> Option<i64> {
        let time = time.as_ref()?;
        let of_day = time.hour * 3_600 + time.minute * 60 + time.second;
        assert_eq!((time.year, time.month, time.day), (2027, 1, 15));
        Some(NOW - 8 * 3_600 + i64::from(of_day))
    }

    fn a_sign_out_may_be_a_timestamp(database: &Database) {
        let table = "CREATE TABLE people (id {id}, sub {key} NOT NULL UNIQUE, signed_out {time})";
        let time = database
            .kind()
            .pick("TIMESTAMP", "TIMESTAMP", "DATETIME NULL");
        define(database, &table.replace("{time}", time));
        match database.kind() {
            Kind::Sqlite => refuses_older::<OnSqlite, SqliteConnection>(database),
            #[cfg(feature = "postgres")]
            Kind::Postgres => refuses_older::<OnPostgres, PgConnection>(database),
            #[cfg(feature = "mysql")]
            Kind::Mysql => refuses_older::<OnMysql, MysqlConnection>(database),
        }
    }

    fn refuses_older<U, Conn>(database: &Database)
    where
        U: DieselUser<Conn> + std::fmt::Debug,
        Conn: diesel::r2d2::R2D2Connection + 'static,
    {
        let store = DieselUserStore::<U, Conn>::connect(database.url()).unwrap();
        let token = |iat: i64| json!({"sub": "ada", "iat": iat});
        visit(&store, token(NOW - 61)).unwrap();
        run(
            database,
            &format!("UPDATE people SET signed_out = '{SIGN_OUT}'"),
        );
        assert_eq!(refusal(visit(&store, token(NOW - 61))), Refusal::SignedOut);
        visit(&store, token(NOW - 60)).unwrap();
    }
}

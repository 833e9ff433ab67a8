//! `DieselUserStore` over the table of the migrations.

use diesel::prelude::*;
use diesel_migrations::MigrationHarness as _;
use jwt_auth_actix::conformance::{Person, Row, StoreUnderTest};
use jwt_auth_actix::{DieselUserStore, JwtUser, SharedUserStore, UserStore};
use serde_json::{Value, json};

use super::conforms_without;
use crate::database::{AnyConnection, Database, Kind, on_each_database};
use crate::tables::run;

on_each_database!(
    a_store_for_connections_of_any_kind_conforms,
    a_store_for_connections_of_the_kinds_own_type_conforms,
    a_store_over_a_pool_of_the_applications_own_conforms,
    a_store_whose_own_type_is_erased_conforms,
);

diesel::table! {
    users {
        id -> Integer,
        username -> Text,
        email -> Text,
        is_staff -> Bool,
        is_superuser -> Bool,
        first_name -> Text,
        last_name -> Text,
        is_active -> Bool,
        token_iat -> Nullable<BigInt>,
        not_before -> Nullable<BigInt>,
    }
}

#[derive(Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(connection = AnyConnection, connection = SqliteConnection)]
#[cfg_attr(feature = "postgres", jwt(connection = PgConnection))]
#[cfg_attr(feature = "mysql", jwt(connection = MysqlConnection))]
struct User {
    #[jwt(key, claim = "user_uuid")]
    username: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    is_superuser: bool,
    #[jwt(claim = "user_first_name", optional)]
    first_name: String,
    #[jwt(active)]
    is_active: bool,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
    #[jwt(not_before)]
    not_before: Option<i64>,
}

type Columns = (
    i32,
    String,
    String,
    bool,
    bool,
    String,
    String,
    bool,
    Option<i64>,
    Option<i64>,
);

fn a_store_for_connections_of_any_kind_conforms(database: &Database) {
    let store = DieselUserStore::<User, AnyConnection>::connect(database.url()).unwrap();
    conforms(database, store);
}

fn a_store_for_connections_of_the_kinds_own_type_conforms(database: &Database) {
    let url = database.url();
    match database.kind() {
        Kind::Sqlite => {
            let store = DieselUserStore::<User, SqliteConnection>::connect(url);
            conforms(database, store.unwrap());
        }
        #[cfg(feature = "postgres")]
        Kind::Postgres => {
            let store = DieselUserStore::<User, PgConnection>::connect(url);
            conforms(database, store.unwrap());
        }
        #[cfg(feature = "mysql")]
        Kind::Mysql => {
            let store = DieselUserStore::<User, MysqlConnection>::connect(url);
            conforms(database, store.unwrap());
        }
    }
}

fn a_store_over_a_pool_of_the_applications_own_conforms(database: &Database) {
    let store = DieselUserStore::<User, AnyConnection>::new(database.pool(3));
    conforms(database, store);
}

fn a_store_whose_own_type_is_erased_conforms(database: &Database) {
    let store = DieselUserStore::<User, AnyConnection>::connect(database.url());
    conforms(database, SharedUserStore::new(store.unwrap()));
}

fn conforms(database: &Database, store: impl UserStore<User>) {
    let migrations = crate::migrations::embedded(database.kind());
    let mut conn = database.connect();
    conn.run_pending_migrations(migrations).unwrap();
    let unique_email = database.kind().pick(
        "CREATE UNIQUE INDEX users_email ON users (email)",
        "CREATE UNIQUE INDEX users_email ON users (email)",
        "CREATE UNIQUE INDEX users_email ON users (email(191))",
    );
    run(database, unique_email);
    conforms_without(&InTable { store, database }, &[]);
}

struct InTable<'d, S> {
    store: S,
    database: &'d Database,
}

impl<S: UserStore<User>> StoreUnderTest for InTable<'_, S> {
    type User = User;
    type Store = S;
    const UNIQUE_EMAIL: bool = true;

    fn store(&self) -> &S {
        &self.store
    }

    fn claims(&self, person: &Person) -> Value {
        json!({
            "user_uuid": person.key,
            "user_email": person.email,
            "user_is_staff": person.staff,
            "user_is_superuser": person.superuser,
            "user_first_name": person.first_name,
        })
    }

    fn person(&self, user: &User) -> Person {
        Person {
            key: user.username.clone(),
            email: user.email.clone(),
            staff: user.is_staff,
            superuser: user.is_superuser,
            first_name: Some(user.first_name.clone()),
        }
    }

    async fn rows(&self) -> Vec<Row> {
        let rows: Vec<Columns> = users::table.load(&mut self.database.connect()).unwrap();
        let row = |row: Columns| Row {
            key: row.1.clone(),
            columns: format!("{row:?}"),
        };
        rows.into_iter().map(row).collect()
    }

    async fn ban(&self, key: &str) -> bool {
        let row = users::table.filter(users::username.eq(key));
        let banned = diesel::update(row).set(users::is_active.eq(false));
        banned.execute(&mut self.database.connect()) == Ok(1)
    }

    async fn sign_out(&self, key: &str, not_before: i64) -> bool {
        let row = users::table.filter(users::username.eq(key));
        let signed_out = diesel::update(row).set(users::not_before.eq(not_before));
        signed_out.execute(&mut self.database.connect()) == Ok(1)
    }

    async fn set_local(&self, key: &str, value: &str) -> bool {
        let row = users::table.filter(users::username.eq(key));
        let written = diesel::update(row).set(users::last_name.eq(value));
        written.execute(&mut self.database.connect()) == Ok(1)
    }

    async fn local(&self, key: &str) -> Option<String> {
        let row = users::table.filter(users::username.eq(key));
        let local = row.select(users::last_name);
        local.get_result(&mut self.database.connect()).ok()
    }
}

//! The Auth service and a service in one database.

use diesel::{Connection as _, PgConnection};
use jwt_auth_migrations::RunLocked as _;

use crate::database::Database;
use crate::service::{EMAIL, PASSWORD, Service};

/// What a service does at its start: the versions that it ran.
fn migrate_a_service(url: &str) -> Vec<String> {
    let mut conn = PgConnection::establish(url).unwrap();
    conn.run_locked(jwt_auth_migrations::POSTGRES).unwrap()
}

fn assert_both_work(service: &Service) {
    service.sql("INSERT INTO users (username, email) VALUES ('ada', 'ada@example.org')");
    assert_eq!(service.count("users"), 1);
    let token = service.refresh_token();
    assert_eq!(service.renew(&token).status, 302);
    assert_eq!(service.count("accounts"), 1);
}

#[test]
fn each_finds_its_own_tables_whoever_comes_first() {
    let service = Service::start();
    let Database::Server(_) = &*service.database else {
        return;
    };
    let url = service.database.url();
    assert!(!migrate_a_service(&url).is_empty());
    assert_both_work(&service);
    // Neither takes the other's migrations for its own, or for undone ones.
    assert_eq!(migrate_a_service(&url), Vec::<String>::new());
    assert_both_work_after_restart(&service);

    let database = Database::new();
    assert!(!migrate_a_service(&database.url()).is_empty());
    assert_both_work(&Service::on_new(database, &[]));
}

fn assert_both_work_after_restart(service: &Service) {
    let again = service.restarted(&[]);
    let answer = again.post("/login", &[("email", EMAIL), ("password", PASSWORD)]);
    assert_eq!(answer.status, 303);
    assert_eq!(again.count("users"), 1);
}

#[test]
fn both_may_start_at_once_in_an_empty_database() {
    let database = Database::new();
    let Database::Server(_) = &database else {
        return;
    };
    let url = database.url();
    let service = std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| migrate_a_service(&url));
        }
        Service::on_new(database, &[])
    });
    assert_both_work(&service);
}

#[test]
fn where_a_service_has_tables_of_these_names_a_schema_of_its_own_is_the_way_out() {
    let database = Database::new();
    let Database::Server(server) = &database else {
        return;
    };
    let mut url = server.url.clone();
    url.set_query(Some("options=-csearch_path%3Dauth"));
    database.execute("CREATE SCHEMA auth; CREATE TABLE accounts (number TEXT); CREATE TABLE families (name TEXT)");
    migrate_a_service(&database.url());

    let service = Service::on_new(database, &[("DATABASE_URL", url.as_str())]);

    let token = service.refresh_token();
    assert_eq!(service.renew(&token).status, 302);
    let rows = [
        "auth.accounts",
        "auth.families",
        "public.accounts",
        "public.families",
    ];
    assert_eq!(rows.map(|table| service.count(table)), [1, 1, 0, 0]);
}

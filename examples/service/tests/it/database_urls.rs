//! Which database `DATABASE_URL` means, and what it cannot mean.

use crate::settings::{Change, assert_each_is_named, changed};

fn refused(urls: &[&'static str]) {
    for url in urls {
        let changes: &[Change<'_>] = &[("DATABASE_URL", Some(url))];
        assert_each_is_named(&[("DATABASE_URL", changes)], &["hidden", "hid", "den"]);
    }
}

#[test]
fn without_a_server_s_scheme_it_is_a_file() {
    for url in [
        "service.db",
        "/var/lib/service/service.db",
        "sqlite:service.db",
        "sqlite:///var/lib/service/service.db",
        "file:service.db?mode=rwc",
        r"C:\service\service.db",
    ] {
        assert!(changed(&[("DATABASE_URL", Some(url))]).is_ok(), "{url}");
    }
}

#[test]
fn a_scheme_that_no_database_has_is_refused() {
    refused(&[
        "mariadb://me:hidden@db/x",
        "postgress://me:hidden@db/x",
        "POSTGRES://me:hidden@db/x",
        "postgresql+psycopg2://me:hidden@db/x",
        "http://me:hidden@db/x",
    ]);
}

#[cfg(not(feature = "postgres"))]
#[test]
fn without_postgres_built_in_its_urls_are_refused_with_the_feature() {
    for url in ["postgres://me:hidden@db/x", "postgresql://me:hidden@db/x"] {
        refused(&[url]);
        let error = changed(&[("DATABASE_URL", Some(url))]).unwrap_err();
        assert!(error.contains("--features postgres"), "{error}");
    }
}

#[cfg(not(feature = "mysql"))]
#[test]
fn without_mysql_built_in_its_urls_are_refused_with_the_feature() {
    refused(&["mysql://me:hidden@db/x"]);
    let error = changed(&[("DATABASE_URL", Some("mysql://me:hidden@db/x"))]).unwrap_err();
    assert!(error.contains("--features mysql"), "{error}");
}

#[cfg(all(feature = "postgres", feature = "mysql"))]
#[test]
fn a_server_is_taken_with_whatever_its_url_may_hold() {
    for url in [
        "postgres://me:hidden@db/x",
        "postgresql://me:hidden@db:5433/x?sslmode=require&connect_timeout=5",
        "postgres://me@[::1]/x",
        "postgres://db/x",
        "postgres:///x?host=/run/postgresql",
        "postgres://me:a%40b%2Fc%25@db/x",
        "mysql://me:hidden@db:3307/x",
        "mysql://me:a%40b@localhost/x?unix_socket=/run/mysqld/mysqld.sock",
    ] {
        assert!(changed(&[("DATABASE_URL", Some(url))]).is_ok(), "{url}");
    }
}

/// Each would make a driver show a part of the password in its message, or connect to something else.
#[cfg(all(feature = "postgres", feature = "mysql"))]
#[test]
fn a_server_s_url_that_a_driver_would_misread_is_refused() {
    refused(&[
        "postgres:",
        "postgres://",
        "postgres:me:hidden@db/x",
        "postgres:/me:hidden@db/x",
        "postgres://me:hidden@db",
        "postgres://me:hidden@db/",
        "postgres://me:hidden@db//x",
        "postgres://me:hidden@db/x/y",
        "postgres://me:hidden@db/x#y",
        "postgres://me:hidden@db/x\n",
        "postgres://me:hid den@db/x",
        "postgres://me:hid/den@db/x",
        "postgres://me:hid#den@db/x",
        "postgres://me:hid?den@db/x",
        "postgres://me:hid@den@db/x",
        "postgres://me:12/hidden@db/x",
        "postgres://me:12/hidden@db",
        "postgres://me:12/x?hid=den@db",
        "postgres://me:hid%xden@db/x",
        "postgres://me:hidden%@db/x",
        "postgres://me:hidden%0@db/x",
        "postgres://me:hidden%+1@db/x",
        "postgres://me:hidden%00@db/x",
        "postgres://db/x?password=hid=den",
        "postgres://db/x?user=me&hidden",
        "postgres://me:hidden@db:port/x",
        "mysql://me:hidden@db",
        "mysql://me:hid/den@db/x",
        "mysql://me:hid@den@db/x",
        "mysql:me:hidden@db/x",
    ]);
}

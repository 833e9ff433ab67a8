//! Which database `DATABASE_URL` means, and what it cannot mean.

use crate::start_up::config;

fn refusal(url: &str) -> String {
    let error = config(&[("DATABASE_URL", url)]).unwrap_err().to_string();
    assert!(error.starts_with("DATABASE_URL: "), "{error}");
    assert!(!error.contains("hid") && !error.contains("den"), "{error}");
    error
}

#[test]
fn without_a_server_s_scheme_it_is_a_file() {
    for url in [
        "auth.db",
        "/var/lib/auth/auth.db",
        "sqlite:auth.db",
        "sqlite:///var/lib/auth/auth.db",
        "file:auth.db?mode=rwc",
        r"C:\auth\auth.db",
    ] {
        assert!(config(&[("DATABASE_URL", url)]).is_ok(), "{url}");
    }
}

#[test]
fn a_file_that_every_connection_would_have_by_itself_is_refused() {
    for url in [
        ":memory:",
        "sqlite::memory:",
        "sqlite://:memory:",
        "file::memory:",
        "file:auth.db?mode=memory",
        "sqlite:",
        "sqlite://",
    ] {
        assert!(refusal(url).contains("such as auth.db"), "{url}");
    }
}

#[test]
fn a_scheme_that_is_not_supported_is_refused_with_those_that_are() {
    for url in [
        "mysql://me:hidden@db/x",
        "mysql:hidden",
        "mariadb://me:hidden@db/x",
        "postgress://me:hidden@db/x",
        "POSTGRES://me:hidden@db/x",
        "postgresql+psycopg2://me:hidden@db/x",
        "http://me:hidden@db/x",
    ] {
        assert!(refusal(url).contains("postgres://"), "{url}");
    }
}

#[cfg(not(feature = "postgres"))]
#[test]
fn without_postgres_built_in_its_urls_are_refused_with_the_feature() {
    for url in ["postgres://me:hidden@db/x", "postgresql://me:hidden@db/x"] {
        assert!(refusal(url).contains("--features postgres"), "{url}");
    }
}

#[cfg(feature = "postgres")]
#[test]
fn a_server_is_taken_with_whatever_its_url_may_hold() {
    for url in [
        "postgres://me:hidden@db/x",
        "postgresql://me:hidden@db:5433/x?sslmode=require&connect_timeout=9",
        "postgres://me@[::1]/x",
        "postgres://db/x",
        "postgres:///x?host=/run/postgresql",
        "postgres://me:a%40b%2Fc%25@db/x",
        "postgres://me:hidden@db/x?options=-csearch_path%3Dauth",
    ] {
        assert!(config(&[("DATABASE_URL", url)]).is_ok(), "{url}");
    }
}

/// Each would make libpq show a part of the password in its message, or connect to something else.
#[cfg(feature = "postgres")]
#[test]
fn a_server_s_url_that_libpq_would_misread_is_refused() {
    for url in [
        "postgres:",
        "postgres://",
        "postgres:me:hidden@db/x",
        "postgres://me:hidden@db",
        "postgres://me:hidden@db/",
        "postgres://me:hidden@db/x/y",
        "postgres://me:hidden@db/x#y",
        "postgres://me:hidden@db/x\n",
        "postgres://me:hid den@db/x",
        "postgres://me:hid/den@db/x",
        "postgres://me:hid#den@db/x",
        "postgres://me:hid?den@db/x",
        "postgres://me:hid@den@db/x",
        "postgres://me:12/hidden@db/x",
        "postgres://me:hid%xden@db/x",
        "postgres://me:hidden%00@db/x",
        "postgres://db/x?password=hid=den",
        "postgres://me:hidden@db:port/x",
    ] {
        assert!(refusal(url).contains("postgres://user:"), "{url}");
    }
}

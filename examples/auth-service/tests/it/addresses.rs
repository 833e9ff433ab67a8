//! An account is found by its e-mail address in lower case, of which every byte counts: the same on each database.

use auth_service::{CreateAccountError, NewAccount, create_account};

use crate::database::Database;
use crate::service::{PASSWORD, Service};
use crate::start_up::config;

fn person(email: &str) -> NewAccount {
    NewAccount {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        ..NewAccount::default()
    }
}

#[test]
fn addresses_that_differ_in_a_byte_are_different_people() {
    let service = Service::start();
    let url = service.database.url();
    let config = config(&[("DATABASE_URL", &url)]).unwrap();
    // The é is one character in the one and two in the other, and the ı has no dot.
    for email in [
        "ren\u{e9}@example.org",
        "rene\u{301}@example.org",
        "rene@example.org",
        "strasse@example.org",
        "stra\u{df}e@example.org",
        "lili@example.org",
        "l\u{131}li@example.org",
        "l%li@example.org",
        "l_li@example.org",
    ] {
        create_account(&config, &person(email)).unwrap();
        let taken = create_account(&config, &person(email));
        assert_eq!(taken, Err(CreateAccountError::Taken), "{email}");
        let signed_in = service.post("/login", &[("email", email), ("password", PASSWORD)]);
        assert_eq!(signed_in.status, 303, "{email}");
    }
}

#[test]
fn letters_of_every_alphabet_are_compared_in_lower_case() {
    let service = Service::start();
    let url = service.database.url();
    let config = config(&[("DATABASE_URL", &url)]).unwrap();
    for [email, other] in [
        ["Grace.Hopper@Example.ORG", "gRACE.hOPPER@eXAMPLE.org"],
        ["REN\u{c9}@example.org", "ren\u{e9}@example.org"],
        [
            "\u{391}\u{39d}\u{39d}\u{391}@example.org",
            "\u{3b1}\u{3bd}\u{3bd}\u{3b1}@example.org",
        ],
    ] {
        create_account(&config, &person(email)).unwrap();
        let taken = create_account(&config, &person(other));
        assert_eq!(taken, Err(CreateAccountError::Taken), "{email}");
        let signed_in = service.post("/login", &[("email", other), ("password", PASSWORD)]);
        assert_eq!(signed_in.status, 303, "{email}");
    }
}

#[test]
fn processes_that_meet_an_empty_database_at_once_all_make_its_tables_or_find_them() {
    let database = Database::new();
    let url = database.url();
    let config = config(&[("DATABASE_URL", &url)]).unwrap();
    std::thread::scope(|scope| {
        for number in 0..4 {
            let (config, email) = (&config, format!("person{number}@example.org"));
            scope.spawn(move || create_account(config, &person(&email)).unwrap());
        }
    });
    assert_eq!(database.count("accounts"), 4);
}

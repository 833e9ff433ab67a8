//! Storms: hundreds of requests at once for people whom the service has never seen, by clients that come back after a 503.
//! Nothing but 200 and 503 is answered, and what is stored in the end is exact.
//!
//! 500 requests, 64 at a time; `JWT_AUTH_STORM=10000` asks for that many, 256 at a time. `.ci/full storms` runs those.

pub(crate) mod crowd;
pub(crate) mod stored;

use std::sync::{Mutex, MutexGuard, PoisonError};

use self::crowd::{Size, Visitor};
use self::stored::Stored;
use crate::database::Database;
use crate::on_each_database::ready;
use crate::process::Process;

const STAFF: [bool; 2] = [false, true];
const ONE: &str = "one person";
const NEWCOMERS: &str = "newcomers";

mod sqlite {
    #[test]
    fn one_person() {
        super::one_person("sqlite", 1);
    }

    #[test]
    fn newcomers() {
        super::newcomers("sqlite", 1);
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    #[test]
    fn one_person() {
        super::one_person("postgres", 1);
    }

    #[test]
    fn newcomers() {
        super::newcomers("postgres", 1);
    }

    #[test]
    fn one_person_through_four_processes() {
        super::one_person("postgres", 4);
    }

    #[test]
    fn newcomers_through_four_processes() {
        super::newcomers("postgres", 4);
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    #[test]
    fn one_person() {
        super::one_person("mysql", 1);
    }

    #[test]
    fn newcomers() {
        super::newcomers("mysql", 1);
    }
}

/// One storm at a time is enough for one machine.
pub(crate) fn one_at_a_time() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Each request brings a token of another second, which tells another e-mail address.
fn one_person(scheme: &str, processes: usize) {
    storm(ONE, scheme, processes, |size| {
        let newest = crowd::now();
        let visitor = |number: u64| Visitor {
            id: "6f1c0001-0000-4000-8000-000000000001".to_owned(),
            is_staff: STAFF[usize::from(crowd::age(number, size) == 0)],
            issued_at: newest - crowd::age(number, size),
        };
        let visitors: Vec<_> = (0..size.requests).map(visitor).collect();
        let last = visitors.iter().max_by_key(|it| it.issued_at).unwrap();
        let expected = vec![last.stored()];
        (visitors, expected)
    });
}

fn newcomers(scheme: &str, processes: usize) {
    storm(NEWCOMERS, scheme, processes, |size| {
        let now = crowd::now();
        let visitors: Vec<_> = (0..size.requests)
            .map(|number| Visitor {
                id: format!("6f1c0001-0000-4000-8000-{number:012}"),
                is_staff: number % 2 == 1,
                issued_at: now - number % 60,
            })
            .collect();
        let expected = visitors.iter().map(Visitor::stored).collect();
        (visitors, expected)
    });
}

fn storm(
    what: &str,
    scheme: &str,
    processes: usize,
    plan: impl FnOnce(Size) -> (Vec<Visitor>, Vec<Stored>),
) {
    let _turn = one_at_a_time();
    let Some(database) = Database::each()
        .into_iter()
        .find(|it| it.url().starts_with(scheme))
    else {
        return;
    };
    let size = Size::of_environment();
    let (visitors, expected) = plan(size);
    let processes: Vec<Process> = (0..processes)
        .map(|_| ready(&database.url(), &[]))
        .collect();
    let addresses: Vec<_> = processes.iter().map(Process::address).collect();

    let answers = crowd::rush(&addresses, &visitors, size.at_once);

    answers.report(&format!(
        "{what} on {scheme}, {} process(es)",
        addresses.len()
    ));
    assert_eq!(answers.welcomed, visitors.len());
    assert!(stored::rows(&database.url()) == expected, "not exact");
    for process in &processes {
        let log = process.log();
        assert!(!log.contains("panicked"), "{log}");
    }
}

//! Who takes part in a storm, and how they behave.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jwt_auth_actix::TestIssuer;
use serde_json::{Value, json};

use super::stored::Stored;
use crate::client::Client;

/// How often one visitor comes back. Each 503 says after how many seconds.
const MOST_RETRIES: usize = 60;
/// How far back tokens go.
const OLDEST: u64 = 600;

#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) requests: u64,
    pub(super) at_once: usize,
}

impl Size {
    pub(super) fn of_environment() -> Self {
        match std::env::var("JWT_AUTH_STORM") {
            Err(_) => Self {
                requests: 500,
                at_once: 64,
            },
            Ok(requests) => Self {
                requests: requests.parse().unwrap(),
                at_once: 256,
            },
        }
    }
}

/// Somebody with a token.
pub(crate) struct Visitor {
    pub(crate) id: String,
    pub(crate) is_staff: bool,
    pub(crate) issued_at: u64,
}

impl Visitor {
    pub(crate) fn token(&self, issuer: &TestIssuer) -> String {
        let stored = self.stored();
        issuer.access_token(&json!({
            "iat": self.issued_at,
            "exp": now() + 3_600,
            "user_uuid": stored.username,
            "user_email": stored.email,
            "user_is_staff": stored.is_staff,
            "user_is_superuser": stored.is_superuser,
            "user_first_name": stored.first_name,
            "user_last_name": stored.last_name,
        }))
    }

    /// The row that this token makes.
    pub(crate) fn stored(&self) -> Stored {
        Stored {
            username: self.id.clone(),
            email: format!("{}@{}.example.org", self.issued_at, self.id),
            is_staff: self.is_staff,
            is_superuser: !self.is_staff,
            first_name: format!("Ada {}", self.issued_at),
            last_name: "Lovelace".to_owned(),
            is_active: true,
            token_iat: self.issued_at.try_into().ok(),
            not_before: None,
        }
    }

    /// Whoever is served is served as themselves, and never with what an older token said.
    pub(crate) fn assert_is_served(&self, body: &str) {
        let answer: Value = serde_json::from_str(body).unwrap();
        assert_eq!(answer["user"]["username"], self.id.as_str());
        let email = answer["user"]["email"].as_str().unwrap();
        let (issued_at, of_whom) = email.split_once('@').unwrap();
        assert!(issued_at.parse::<u64>().unwrap() >= self.issued_at);
        assert_eq!(of_whom, format!("{}.example.org", self.id));
    }
}

/// What came of a storm.
pub(super) struct Answers {
    pub(super) welcomed: usize,
    unavailable: usize,
    took: Duration,
}

impl Answers {
    /// The test harness keeps to itself what the macro prints.
    pub(super) fn report(&self, what: &str) {
        let line = format!(
            "storm: {what}: {} requests, {} x 200, {} x 503, {:.1} s\n",
            self.welcomed + self.unavailable,
            self.welcomed,
            self.unavailable,
            self.took.as_secs_f64()
        );
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
}

/// Sends everybody, `at_once` at a time, to these addresses in turn, until each was served.
pub(super) fn rush(to: &[SocketAddr], visitors: &[Visitor], at_once: usize) -> Answers {
    let issuer = TestIssuer::hs512();
    let tokens: Vec<_> = visitors.iter().map(|it| it.token(&issuer)).collect();
    let (next, unavailable) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let began = Instant::now();
    let welcomed = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..at_once)
            .map(|number| {
                let address = to[number % to.len()];
                let (tokens, next, unavailable) = (&tokens, &next, &unavailable);
                scope.spawn(move || {
                    let mut client = Client::connect(address).unwrap();
                    let mut welcomed = 0;
                    loop {
                        let turn = next.fetch_add(1, Ordering::Relaxed);
                        let Some((visitor, token)) = visitors.get(turn).zip(tokens.get(turn))
                        else {
                            return welcomed;
                        };
                        let turned_away = until_served(&mut client, visitor, token);
                        unavailable.fetch_add(turned_away, Ordering::Relaxed);
                        welcomed += 1;
                    }
                })
            })
            .collect();
        clients.into_iter().map(|it| it.join().unwrap()).sum()
    });
    Answers {
        welcomed,
        unavailable: unavailable.into_inner(),
        took: began.elapsed(),
    }
}

/// How often the visitor was told to come back.
fn until_served(client: &mut Client, visitor: &Visitor, token: &str) -> usize {
    for turned_away in 0..=MOST_RETRIES {
        let answer = client.whoami(token).unwrap();
        if answer.status == 200 {
            visitor.assert_is_served(&answer.body);
            return turned_away;
        }
        assert_eq!(answer.status, 503, "{answer:?}");
        let seconds = answer.retry_after.expect("a 503 says when to come back");
        std::thread::sleep(Duration::from_secs(seconds));
    }
    panic!("still not served after {MOST_RETRIES} retries");
}

/// How many seconds older than the newest token this one is: neither in order nor the same for two in a row.
pub(super) fn age(number: u64, size: Size) -> u64 {
    (number + size.requests / 2) * 7_919 % OLDEST
}

pub(crate) fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_secs()
}

use fastrand::Rng;

use super::rules::Row;
use super::token::Token;
use super::{rounds, seed};
use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tokens::{NOW, Store, store, visit, visit_at_once};

on_each_database!(
    tokens_of_different_seconds_at_once_end_in_exactly_what_the_newest_says,
    tokens_of_one_second_or_none_at_once_end_in_exactly_what_the_next_of_the_newest_says,
);

fn tokens_of_different_seconds_at_once_end_in_exactly_what_the_newest_says(database: &Database) {
    people::create(database);
    let store = store::<Person>(database);
    let seed = seed();
    let mut rng = Rng::with_seed(seed);
    let rounds = rounds(500) / 5;
    for round in 0..rounds {
        let key = format!("person{round}");
        let mut tokens = six(&mut rng);
        for (second, token) in (0..).zip(&mut tokens) {
            token.iat = Some(NOW - 9 + second);
        }
        let newest = tokens[5].clone();
        rng.shuffle(&mut tokens);
        show_at_once(&store, &key, &tokens);
        let row = shown_to_the_oldest(&store, &key);
        let expected = Row::made_by(&key, &newest);
        assert_eq!(
            row, expected,
            "JWT_AUTH_SEED={seed}, round {round}: {tokens:?}"
        );
    }
    assert_eq!(people::all(database).len(), rounds);
}

/// Tokens that nothing orders may leave a bit of each behind until one of the newest comes again.
fn tokens_of_one_second_or_none_at_once_end_in_exactly_what_the_next_of_the_newest_says(
    database: &Database,
) {
    people::create(database);
    let store = store::<Person>(database);
    let seed = seed();
    let mut rng = Rng::with_seed(seed);
    for round in 0..rounds(500) / 5 {
        let key = format!("person{round}");
        let mut tokens = six(&mut rng);
        for token in &mut tokens {
            token.iat = (rng.u8(..4) > 0).then(|| NOW - rng.i64(0..2));
        }
        tokens[0].iat = Some(NOW - rng.i64(0..2));
        let newest = tokens.iter().max_by_key(|token| token.iat).unwrap();
        show_at_once(&store, &key, &tokens);
        let row = shown_to_the_oldest(&store, &key);
        let case = format!("JWT_AUTH_SEED={seed}, round {round}: {tokens:?}");
        assert_eq!(row.watermark, newest.iat, "{case}");
        let expected = Row::made_by(&key, newest);
        let again = visit(&store, newest.claims(&key)).unwrap();
        assert_eq!(Row::from(again), expected, "{case}");
        assert_eq!(shown_to_the_oldest(&store, &key), expected, "{case}");
    }
}

fn six(rng: &mut Rng) -> Vec<Token> {
    let mut tokens: Vec<_> = (0..6).map(|_| Token::random(rng)).collect();
    for token in &mut tokens {
        // So that a token says all of the row.
        token.name = token.name.or(Some(0));
    }
    tokens
}

/// As clients do, whoever is answered with an outage asks again.
fn show_at_once(store: &Store<Person>, key: &str, tokens: &[Token]) {
    let claims = tokens.iter().map(|token| token.claims(key)).collect();
    let answers = visit_at_once(store, claims);
    for (token, answer) in tokens.iter().zip(answers) {
        if answer.is_err() {
            visit(store, token.claims(key)).unwrap();
        }
    }
}

/// It is too old to write anything.
fn shown_to_the_oldest(store: &Store<Person>, key: &str) -> Row {
    let oldest = Token {
        iat: Some(1),
        email: 0,
        staff: false,
        name: None,
    };
    Row::from(visit(store, oldest.claims(key)).unwrap())
}

use fastrand::Rng;

use super::rules::Row;
use super::token::Token;
use super::{rounds, seed};
use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tokens::{store, visit, visit_at_once};

on_each_database!(tokens_at_once_end_in_what_one_of_the_newest_says);

fn tokens_at_once_end_in_what_one_of_the_newest_says(database: &Database) {
    people::create(database);
    let store = store::<Person>(database);
    let seed = seed();
    let mut rng = Rng::with_seed(seed);
    for round in 0..rounds(500) / 5 {
        let key = format!("person{round}");
        let mut tokens: Vec<_> = (0..6).map(|_| Token::random(&mut rng)).collect();
        // So that the outcome says all of it.
        for token in &mut tokens {
            token.name = token.name.or(Some(0));
        }
        let newest = tokens.iter().map(|token| token.iat).max().unwrap();
        let claims = tokens.iter().map(|token| token.claims(&key)).collect();
        for answer in visit_at_once(&store, claims) {
            answer.unwrap_or_else(|error| panic!("JWT_AUTH_SEED={seed}, round {round}: {error:?}"));
        }
        let newest: Vec<_> = tokens.iter().filter(|token| token.iat == newest).collect();
        // One that is too old to write anything shows what is there.
        let mut reader = newest[0].clone();
        reader.iat = newest[0].iat.map(|_| 1);
        let row = Row::from(visit(&store, reader.claims(&key)).unwrap());
        let allowed: Vec<_> = newest
            .iter()
            .map(|token| Row::made_by(&key, token))
            .collect();
        assert!(
            allowed.contains(&row),
            "JWT_AUTH_SEED={seed}, round {round}: {row:?} after {tokens:?}"
        );
    }
    let people = people::all(database);
    assert_eq!(people.len(), rounds(500) / 5, "one row for each person");
}

use diesel::prelude::*;
use fastrand::Rng;

use super::rules::Row;
use super::token::Token;
use super::{rounds, seed};
use crate::database::{AnyConnection, Database, on_each_database};
use crate::people::{self, Person, people as table};
use crate::tokens::{NOW, Store, store, visit};

on_each_database!(any_order_of_tokens_ends_and_is_answered_as_the_rules_say);

/// How far a clock may be ahead.
const LEEWAY: i64 = 10;

fn any_order_of_tokens_ends_and_is_answered_as_the_rules_say(database: &Database) {
    people::create(database);
    let (store, mut conn) = (store::<Person>(database), database.connect());
    let seed = seed();
    let mut rng = Rng::with_seed(seed);
    for round in 0..rounds(database.kind().pick(2_000, 1_000, 1_000)) {
        let key = format!("person{round}");
        let tokens: Vec<_> = (0..6).map(|_| Token::random(&mut rng)).collect();
        let forged_watermark = (rng.u8(..10) == 0).then(|| NOW + LEEWAY + rng.i64(0..2));
        let case = format!("JWT_AUTH_SEED={seed}, round {round}: {tokens:?}, {forged_watermark:?}");
        play(&store, &mut conn, &key, &tokens, forged_watermark, &case);
    }
}

/// A watermark that somebody forged comes in after the first token.
fn play(
    store: &Store<Person>,
    conn: &mut AnyConnection,
    key: &str,
    tokens: &[Token],
    mut forged_watermark: Option<i64>,
    case: &str,
) {
    let mut before: Option<Row> = None;
    for token in tokens {
        let expected = match before {
            None => Row::made_by(key, token),
            Some(row) => row.shown(key, token, NOW + LEEWAY),
        };
        let answer = Row::from(visit(store, token.claims(key)).unwrap());
        assert_eq!(answer, expected, "answer to {token:?} in {case}");
        let row = table::table.filter(table::sub.eq(key));
        let stored: Vec<Person> = row.select(Person::as_select()).load(conn).unwrap();
        let stored: Vec<_> = stored.into_iter().map(Row::from).collect();
        assert_eq!(stored, [answer], "row after {token:?} in {case}");
        let watermark = match forged_watermark.take() {
            Some(second) => {
                let forge = diesel::update(row).set(table::token_iat.eq(second));
                forge.execute(conn).unwrap();
                Some(second)
            }
            None => expected.watermark,
        };
        before = Some(Row {
            watermark,
            ..expected
        });
    }
}

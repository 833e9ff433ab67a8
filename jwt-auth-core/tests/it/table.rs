//! Tables of tokens: what must become of each, with the id that names it when it does not.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jwt_auth_core::{FromClaims, Refusal, Verifier};
use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Expect {
    Good,
    Refused,
    As(Refusal),
}

/// Judges every row before it fails. A table without a good token would also pass for a verifier that refuses all.
pub(crate) fn judge(verifier: &Verifier, rows: Vec<(impl Display, String, Expect)>) {
    judge_as::<Value>(verifier, rows);
}

pub(crate) fn judge_as<C: FromClaims>(
    verifier: &Verifier,
    rows: Vec<(impl Display, String, Expect)>,
) {
    assert!(
        rows.iter().any(|row| row.2 == Expect::Good),
        "no good twin in the table"
    );
    let failures: Vec<String> = rows
        .into_iter()
        .filter_map(|(id, token, expect)| {
            let verdict = catch_unwind(AssertUnwindSafe(|| {
                verifier.verify::<C>(&token).map(|_| ())
            }));
            let fits = match (&verdict, expect) {
                (Ok(Ok(())), Expect::Good) | (Ok(Err(_)), Expect::Refused) => true,
                (Ok(Err(refusal)), Expect::As(expected)) => *refusal == expected,
                _ => false,
            };
            (!fits).then(|| format!("{id}: expected {expect:?}, got {verdict:?}"))
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

//! The conformance suite of `jwt-auth-core` on every store, and the proof that it can fail.

mod any_token;
mod broken_stores;
mod in_memory;
mod in_tables;
mod member;
mod numbered;

use jwt_auth_actix::conformance::{self, Report, StoreUnderTest};
use tokio::runtime::Runtime;

const CASES: usize = 21;

/// Passes where every case does, but for these, which the store has nothing for.
fn conforms_without(under_test: &impl StoreUnderTest, skipped: &[&str]) {
    let report = Runtime::new()
        .unwrap()
        .block_on(conformance::run(under_test));
    let left_out: Vec<_> = report.skipped.iter().map(|(case, _)| *case).collect();
    assert_eq!(left_out, skipped);
    assert_eq!(report.passed.len() + skipped.len(), CASES);
}

fn report(under_test: &impl StoreUnderTest) -> Report {
    Runtime::new()
        .unwrap()
        .block_on(conformance::report(under_test))
}

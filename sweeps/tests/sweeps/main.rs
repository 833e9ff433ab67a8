//! Whole spaces of inputs, swept from end to end, each answer held against a second opinion.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod cookie_names;
mod cross_origin_matrix;
#[cfg(feature = "ada")]
mod hostile_urls;
#[cfg(feature = "ada")]
mod next_urls;
#[cfg(feature = "ada")]
mod redirects;
#[cfg(feature = "ada")]
mod request_targets;
mod site;

#[cfg(not(feature = "ada"))]
#[test]
#[ignore = "addresses are judged with --features ada, which needs a C++ compiler; .ci/run does"]
fn addresses_are_judged_by_a_second_parser() {}

//! The catalogue of reasons.

const CATALOGUE: &str = include_str!("../../../docs/reasons.md");

#[test]
fn every_word_that_a_log_or_a_counter_can_say_is_in_the_catalogue() {
    let sources = [
        include_str!("../../src/reason.rs"),
        include_str!("../../../jwt-auth-core/src/refusal.rs"),
    ];
    let arms = sources.iter().flat_map(|source| source.lines());
    let codes: Vec<_> = arms
        .filter_map(|line| line.trim().strip_suffix("\",")?.split_once("=> \""))
        .map(|(_, code)| code)
        .collect();
    assert!(
        codes.len() > 25 && codes.contains(&"bad_signature"),
        "{codes:?}"
    );
    let counted = [
        "forbidden",
        "redirect_loop",
        "store_unavailable",
        "store_busy",
        "store_panicked",
        "panicked",
    ];
    for word in codes.into_iter().chain(counted) {
        assert!(CATALOGUE.contains(&format!("`{word}`")), "{word}");
    }
}

//! Each mistake that a store could make fails the cases that are about it, and no others.

use super::in_memory::{InMemory, Mistake};
use super::{conforms_without, report};

fn fails(mistake: Mistake, expected: &[&str]) {
    let report = report(&InMemory::with(mistake));
    let failed: Vec<_> = report.failed.iter().map(|(case, _)| *case).collect();
    assert_eq!(failed, expected, "{mistake:?}\n{report}");
}

#[test]
fn a_store_in_memory_conforms() {
    conforms_without(&InMemory::with(Mistake::None), &[]);
}

#[test]
#[should_panic(expected = "keys_that_look_alike_are_never_one_row: ")]
fn a_store_that_does_not_conform_fails_its_test() {
    conforms_without(&InMemory::with(Mistake::FoldsCase), &[]);
}

#[test]
fn keys_that_are_folded_or_trimmed_or_not_looked_at_fail() {
    let look_alikes = "keys_that_look_alike_are_never_one_row";
    fails(Mistake::FoldsCase, &[look_alikes]);
    fails(Mistake::TrimsKeys, &[look_alikes]);
    fails(
        Mistake::TakesEmailForKey,
        &[
            "a_changed_claim_is_synced",
            "an_email_of_somebody_else_touches_nobody_elses_row",
        ],
    );
}

#[test]
fn a_store_without_the_order_of_tokens_fails() {
    fails(
        Mistake::LetsOlderTokensWrite,
        &[
            "an_older_token_reads_and_never_overwrites",
            "a_renewed_token_keeps_a_still_older_one_from_writing",
            "older_and_newer_tokens_at_once_end_with_the_newest",
        ],
    );
    fails(
        Mistake::LetsUndatedTokensWrite,
        &["a_token_without_a_date_never_overwrites_a_dated_one"],
    );
    fails(
        Mistake::MovesNoWatermark,
        &[
            "an_older_token_reads_and_never_overwrites",
            "a_renewed_token_keeps_a_still_older_one_from_writing",
            "older_and_newer_tokens_at_once_end_with_the_newest",
        ],
    );
}

#[test]
fn a_store_that_withdraws_no_privilege_fails() {
    fails(
        Mistake::KeepsPrivileges,
        &[
            "a_demotion_is_synced",
            "an_older_token_reads_and_never_overwrites",
            "of_two_tokens_of_one_second_the_last_wins",
            "older_and_newer_tokens_at_once_end_with_the_newest",
        ],
    );
}

#[test]
fn a_store_that_writes_or_serves_the_refused_fails() {
    let about_refusals = [
        "somebody_who_is_banned_is_refused_and_not_written",
        "tokens_from_before_a_sign_out_do_not_count",
    ];
    fails(Mistake::WritesTheRefused, &about_refusals);
    fails(Mistake::ServesTheRefused, &about_refusals);
}

#[test]
fn a_store_that_writes_what_no_token_says_fails() {
    fails(
        Mistake::EmptiesWhatIsMissing,
        &["a_missing_optional_claim_keeps_what_is_stored"],
    );
    fails(
        Mistake::ResetsLocalColumns,
        &["a_local_column_is_left_alone"],
    );
}

#[test]
fn a_store_that_writes_at_every_request_fails() {
    fails(
        Mistake::CountsVisits,
        &[
            "the_same_token_writes_nothing",
            "a_local_column_is_left_alone",
            "an_older_token_reads_and_never_overwrites",
            "a_token_without_a_date_never_overwrites_a_dated_one",
            "somebody_who_is_banned_is_refused_and_not_written",
            "tokens_from_before_a_sign_out_do_not_count",
        ],
    );
}

#[test]
fn a_store_that_makes_a_row_at_every_request_fails_nearly_everything() {
    let report = report(&InMemory::with(Mistake::MakesARowEachTime));
    let failed: Vec<_> = report.failed.iter().map(|(case, _)| *case).collect();
    for case in [
        "somebody_known_is_found_again",
        "the_same_token_writes_nothing",
        "first_requests_at_once_make_one_complete_row",
    ] {
        assert!(failed.contains(&case), "{report}");
    }
}

#[test]
fn a_store_that_looks_and_then_writes_what_has_changed_meanwhile_fails() {
    fails(
        Mistake::ForgetsToLookAgain,
        &[
            "first_requests_at_once_make_one_complete_row",
            "older_and_newer_tokens_at_once_end_with_the_newest",
        ],
    );
}

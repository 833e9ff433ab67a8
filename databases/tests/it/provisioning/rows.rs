//! Every row of group P and the tests that are it, so that a missing one is seen.

use std::fs;
use std::path::Path;

const HERE: &str = "databases/tests/it/provisioning";

/// Number, file and test; without a slash, the file is beside this one.
const ROWS: &[(u8, &str, &str)] = &[
    (
        1,
        "keys.rs",
        "a_space_after_a_key_that_fills_its_column_is_refused",
    ),
    (
        1,
        "raw_keys.rs",
        "the_store_alone_keeps_keys_apart_that_the_usual_column_does_not",
    ),
    (2, "keys.rs", "white_space_at_either_end_is_refused"),
    (3, "keys.rs", "white_space_at_either_end_is_refused"),
    (4, "keys.rs", "another_case_is_somebody_else"),
    (
        5,
        "keys.rs",
        "twins_by_accent_width_or_ligature_are_somebody_else",
    ),
    (6, "keys.rs", "another_normal_form_is_refused"),
    (7, "keys.rs", "nul_is_refused"),
    (
        8,
        "keys.rs",
        "keys_beyond_150_characters_are_refused_and_150_are_not",
    ),
    (
        9,
        "keys.rs",
        "keys_beyond_150_characters_are_refused_and_150_are_not",
    ),
    (
        10,
        "keys.rs",
        "names_that_programs_use_for_nothing_are_names",
    ),
    (10, "keys.rs", "what_is_no_text_is_no_key"),
    (11, "uuid_keys.rs", "a_uuid_has_one_spelling"),
    (12, "keys.rs", "characters_that_cannot_be_seen_are_refused"),
    (13, "keys.rs", "sql_is_a_name"),
    (14, "keys.rs", "a_lenient_database_does_not_cut_a_key"),
    (
        15,
        "keys.rs",
        "combining_marks_without_a_letter_or_without_end_are_refused",
    ),
    (
        16,
        "folding_columns.rs",
        "a_column_that_folds_case_gives_nobody_the_victims_row",
    ),
    (
        16,
        "folding_columns.rs",
        "citext_gives_nobody_the_victims_row",
    ),
    (
        16,
        "folding_columns.rs",
        "two_rows_that_the_column_takes_for_one_are_both_left_alone",
    ),
    (
        17,
        "folding_columns.rs",
        "a_padded_column_gives_nobody_the_victims_row",
    ),
    (
        17,
        "folding_columns.rs",
        "a_column_that_ignores_spaces_at_the_end_gives_nobody_the_victims_row",
    ),
    (
        21,
        "races.rs",
        "a_row_that_another_process_made_after_our_look_is_the_persons",
    ),
    (
        22,
        "races.rs",
        "a_row_that_vanishes_before_our_look_is_made_again",
    ),
    (22, "races.rs", "a_row_that_keeps_vanishing_is_an_outage"),
    (
        23,
        "races.rs",
        "a_row_that_another_process_made_after_our_look_is_the_persons",
    ),
    (
        24,
        "emails.rs",
        "somebody_new_with_the_victims_email_gets_neither_its_row_nor_one_of_their_own",
    ),
    (
        25,
        "emails.rs",
        "somebody_known_with_the_victims_email_keeps_their_own_row",
    ),
    (26, "sources.rs", "no_statement_is_an_upsert"),
    (
        26,
        "upserts.rs",
        "an_upsert_would_have_written_the_victims_row",
    ),
    (
        27,
        "emails.rs",
        "an_email_that_the_column_takes_for_the_victims_is_the_victims",
    ),
    (28, "sources.rs", "nobody_is_looked_up_by_email"),
    (29, "order.rs", "nothing_is_written_when_nothing_changed"),
    (
        30,
        "order.rs",
        "a_privilege_that_was_withdrawn_does_not_come_back_by_an_older_token",
    ),
    (
        31,
        "order.rs",
        "of_two_tokens_of_one_second_the_last_wins_and_repeats_write_nothing",
    ),
    (
        33,
        "order.rs",
        "a_token_from_the_future_wins_no_longer_than_until_its_second",
    ),
    (
        34,
        "order.rs",
        "without_a_watermark_the_last_token_that_differs_wins",
    ),
    (
        35,
        "local_columns.rs",
        "a_ban_outlasts_every_token_and_nothing_is_written",
    ),
    (36, "local_columns.rs", "no_claim_lifts_a_ban"),
    (
        37,
        "local_columns.rs",
        "who_was_deleted_here_is_made_again_or_refused_as_the_service_says",
    ),
    (
        38,
        "two_issuers.rs",
        "one_subject_of_two_issuers_is_two_people",
    ),
    (
        39,
        "local_columns.rs",
        "nobody_can_sign_in_with_a_password_to_a_row_that_a_token_made",
    ),
];

/// The storms of first requests, the interleavings, and what the derive says of a claim that is named like a local column.
const OTHERS: &[u8] = &[18, 19, 20, 32, 40];

#[test]
fn every_row_has_a_test() {
    let missing: Vec<_> = (1..=40)
        .filter(|number| {
            let tested = ROWS.iter().any(|(row, ..)| row == number);
            tested == OTHERS.contains(number)
        })
        .collect();
    assert_eq!(missing, [0; 0]);
}

#[test]
fn every_test_of_a_row_is_there() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (row, file, test) in ROWS {
        let path = if file.contains('/') {
            workspace.join(file)
        } else {
            workspace.join(HERE).join(file)
        };
        let text = fs::read_to_string(&path).unwrap();
        let function = format!("fn {test}(");
        assert!(text.contains(&function), "P{row:02}: {test} in {file}");
    }
}

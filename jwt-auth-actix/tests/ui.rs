//! What the compiler says about a wrong model, and that right ones compile without a warning.
//!
//! Only messages of the derive itself belong here: one mistake a file, named after the mistake. After a wanted change
//! run with `TRYBUILD=overwrite` and read the difference. What only a whole build finds is in `docs/what_does_not_compile.rs`.

#[test]
fn mistakes_are_reported_at_the_token_that_is_wrong_and_right_models_compile() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
}

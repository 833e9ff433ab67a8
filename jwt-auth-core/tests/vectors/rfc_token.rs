//! A token of an RFC: good as it stands, and bad after any change of it.

use jwt_auth_core::{KeySource, Refusal, Verifier};

/// Counts the changed tokens that were refused.
pub(crate) fn assert_only_the_original_is_good(
    name: &str,
    keys: impl Into<KeySource>,
    token: &str,
) {
    let verifier = verifier(keys);
    assert_eq!(verifier.verify_signature_only(token), Ok(()), "{name}");

    let header_ends = token.find('.').unwrap() + 1;
    let mut refused = 0;
    for at in (header_ends..token.len()).step_by(5) {
        if let Some(changed) = with_other_character(token, at) {
            let refusal = verifier.verify_signature_only(&changed).unwrap_err();
            assert_eq!(refusal, Refusal::BadSignature, "{name}: {changed}");
            refused += 1;
        }
    }
    assert!(refused >= 20, "{name}: {refused}");
    println!("{name}: 1 token accepted, {refused} changed ones refused");
}

pub(crate) fn verifier(keys: impl Into<KeySource>) -> Verifier {
    crate::trace::start();
    let rules = Verifier::builder(keys);
    let rules = rules.accept_any_issuer().accept_any_audience();
    rules.build().unwrap()
}

/// `None` at a dot, and at the end of a part, whose last character may not be any.
fn with_other_character(token: &str, at: usize) -> Option<String> {
    let (before, rest) = token.split_at(at);
    let (old, after) = rest.split_at(1);
    if old == "." || after.is_empty() || after.starts_with('.') {
        return None;
    }
    let new = if old == "A" { "B" } else { "A" };
    Some(format!("{before}{new}{after}"))
}

use super::*;

const START: i64 = 1_790_000_000;
const DAY: i64 = 24 * 3_600;

fn kid_at(set: &PrivateKeySet, now: i64) -> &str {
    set.signing(now).unwrap().kid()
}

fn published(set: &PrivateKeySet, now: i64) -> Vec<&str> {
    set.live(now).map(KeyPair::kid).collect()
}

/// The set after a rotation at the start, and the names of the old key and of the new one.
fn rotated() -> (PrivateKeySet, [String; 2]) {
    let mut set = PrivateKeySet::generate(START - DAY).unwrap();
    let old = kid_at(&set, START).to_owned();
    let new = set.rotate(START).unwrap().unwrap();
    (set, [old, new])
}

#[test]
fn a_new_key_is_published_at_once_and_signs_after_eleven_minutes() {
    let (set, [old, new]) = rotated();
    assert_eq!(published(&set, START), [&*old, &*new]);
    assert_eq!(kid_at(&set, START), old);
    assert_eq!(kid_at(&set, START + 659), old);
    assert_eq!(kid_at(&set, START + 660), new);
}

#[test]
fn the_old_key_goes_two_minutes_after_the_last_refresh_token_under_it() {
    let (mut set, [old, new]) = rotated();
    let end = START + 660 + 5 * DAY + 120;
    assert_eq!(published(&set, end - 1), [&*old, &*new]);
    assert_eq!(published(&set, end), [&*new]);
    set.rotate(end).unwrap().unwrap();
    assert_eq!(set.len(), 2);
}

#[test]
fn the_only_key_never_goes() {
    let set = PrivateKeySet::generate(START).unwrap();
    assert_eq!(published(&set, START + 1_000 * DAY).len(), 1);
    assert!(set.signing(START + 1_000 * DAY).is_some());
}

#[test]
fn a_clock_that_was_set_back_leaves_a_key_to_sign_with() {
    let (set, [old, _]) = rotated();
    assert_eq!(kid_at(&set, 0), old);
}

#[test]
fn rotating_again_before_the_new_key_signs_puts_another_one_behind_it() {
    let (mut set, [_, second]) = rotated();
    let third = set.rotate(START + 60).unwrap().unwrap();
    assert_eq!(kid_at(&set, START + 660), second);
    assert_eq!(kid_at(&set, START + 720), third);
    assert_eq!(published(&set, START + 60).len(), 3);
}

#[test]
fn services_would_not_take_a_set_of_very_many_keys_so_there_are_none() {
    let mut set = PrivateKeySet::generate(START).unwrap();
    for _ in 1..32 {
        set.rotate(START).unwrap().unwrap();
    }
    assert!(set.rotate(START).unwrap().is_none());
}

#[test]
fn what_was_written_is_read_again() {
    let (set, kids) = rotated();
    let text = set.to_json().unwrap();
    let read = PrivateKeySet::from_json(&text).ok().unwrap();
    assert_eq!(published(&read, START), kids);
    assert_eq!(kid_at(&read, START + 659), kids[0]);
}

#[test]
fn what_is_no_set_of_private_keys_is_refused_and_not_shown() {
    let text = PrivateKeySet::generate(START).unwrap().to_json().unwrap();
    let key = text.trim().strip_prefix(r#"{"#).unwrap();
    let key = &key[key.find('[').unwrap() + 1..key.rfind(']').unwrap()];
    let cases = [
        (String::new(), NotASet::Json),
        ("secret".to_owned(), NotASet::Json),
        (format!("[[{key}]]"), NotASet::Json),
        (r#"{"keys":["secret"]}"#.to_owned(), NotASet::Json),
        (r#"{"keys":[]}"#.to_owned(), NotASet::Number),
        (format!(r#"{{"keys":[{key},{key}]}}"#), NotASet::SameKid),
        (text.replace("\"Ed25519\"", "\"X25519\""), NotASet::Pair(1)),
        (text.replace("\"d\": \"", "\"d\": \"A"), NotASet::Pair(1)),
        (
            text.replace("\"kid\": \"", "\"kid\": \"\\\""),
            NotASet::Pair(1),
        ),
    ];
    for (text, expected) in cases {
        let error = PrivateKeySet::from_json(&text).err().unwrap();
        assert_eq!(error, expected, "{text}");
        assert!(!error.to_string().contains("secret"));
    }
}

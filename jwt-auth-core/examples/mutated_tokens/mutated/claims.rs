//! Registered claims of RFC 7519 section 4.1.

use fastrand::Rng;

use super::json::Object;
use super::one;
use super::setting::{AUDIENCE, ISSUER, LEEWAY};

pub(super) fn date(claims: &mut Object, now: u64, rng: &mut Rng) {
    let name = one(&["exp", "nbf", "iat"], rng);
    let value = match rng.u8(..4) {
        0 => one(STRANGE_DATES, rng).to_owned(),
        1 => number(rng.u64(now - 40..now + 40), rng),
        _ => number(boundary(now, rng), rng),
    };
    match rng.u8(..8) {
        0 => claims.remove(name),
        1 => claims.repeat(name, &value, rng),
        _ => claims.set(name, value),
    }
}

/// A second at, before or after one at which a verdict changes.
fn boundary(now: u64, rng: &mut Rng) -> u64 {
    let day = 86_400;
    let places = [
        now - LEEWAY,
        now,
        now + LEEWAY,
        now + 300,
        now - 60 + day,
        now + day,
        now + day + LEEWAY,
    ];
    places[rng.usize(..places.len())] + rng.u64(..3) - 1
}

/// The same number, or a little more, in one of the ways in which JSON writes numbers.
fn number(seconds: u64, rng: &mut Rng) -> String {
    let digits = seconds.to_string();
    let (first, rest) = digits.split_at(1);
    match rng.u8(..8) {
        0 => format!("{digits}.0"),
        1 => format!("{digits}.5"),
        2 => format!(
            "{digits}.{}",
            one(&["0000001", "4999", "4999999999", "9999999"], rng)
        ),
        3 => format!("{first}.{rest}e{}", rest.len()),
        4 => format!("{digits}{}", one(&["e0", "E+0", "0e-1"], rng)),
        _ => digits,
    }
}

const STRANGE_DATES: &[&str] = &[
    "null",
    "true",
    "\"1\"",
    "\"9999999999\"",
    "[9999999999]",
    "{}",
    "0",
    "-0",
    "-0.0",
    "-1",
    "1e-300",
    "1e19",
    "1e308",
    "9e999",
    "18446744073709551615",
    "18446744073709551616",
    "253402300800",
    "9223372036854775808",
    "01",
    "+1",
    "1.",
    ".5",
    "0x10",
    "1_000",
    "Infinity",
    "\"\"",
];

pub(super) fn party(claims: &mut Object, rng: &mut Rng) {
    let (name, ours) = match rng.u8(..8) {
        0..3 => ("iss", ISSUER),
        3..6 => ("aud", AUDIENCE),
        6 => ("sub", "6f1c0001"),
        _ => ("token_type", "access"),
    };
    let (first, rest) = ours.split_at(1);
    let value = match rng.u8(..16) {
        0 => format!("[\"{ours}\"]"),
        1 => format!("[\"x\",\"{ours}\"]"),
        2 => format!("[\"{ours}\",\"{ours}\"]"),
        3 => format!("[\"{ours}\",5]"),
        4 => format!("[[\"{ours}\"]]"),
        5 => format!("\"{ours} \""),
        6 => format!("\"{ours},x\""),
        7 => format!("\"{}\"", ours.to_uppercase()),
        8 => format!("\"{rest}\""),
        9 => format!("\"\\u{:04x}{rest}\"", u32::from(first.as_bytes()[0])),
        10 => format!("[\"\\u{:04x}{rest}\"]", u32::from(first.as_bytes()[0])),
        11 => format!("{{\"{ours}\":1}}"),
        _ => one(&["null", "5", "[]", "[null]", "\"\"", "true"], rng).to_owned(),
    };
    match rng.u8(..8) {
        0 => claims.remove(name),
        1 => claims.repeat(name, &value, rng),
        _ => claims.set(name, value),
    }
}

/// An unknown claim that is deep or wide.
pub(super) fn nesting(claims: &mut Object, rng: &mut Rng) {
    let depth = rng.usize(1..12);
    let (open, close) = if rng.bool() {
        ("[", "]")
    } else {
        ("{\"a\":", "}")
    };
    match rng.u8(..4) {
        0 => {
            let numbers: Vec<String> = (0..rng.usize(1..200)).map(|it| it.to_string()).collect();
            claims.set("x", format!("[{}]", numbers.join(",")));
        }
        1 => {
            for number in 0..rng.usize(118..125) {
                claims.set(&format!("x{number}"), "0");
            }
        }
        _ => claims.set(
            "x",
            format!("{}1{}", open.repeat(depth), close.repeat(depth)),
        ),
    }
}

/// Text in `jti`, which must be there, or in an unknown claim.
pub(super) fn text(claims: &mut Object, rng: &mut Rng) {
    let long = format!("\"{}\"", "x".repeat(rng.usize(990..4_100)));
    let value = one(
        &[
            r#""\u0064""#,
            r#""\ud83d\ude00""#,
            r#""\ud800""#,
            r#""\udc00\ud800""#,
            r#""\u0000""#,
            r#""\n""#,
            "\"\n\"",
            "\"\u{7f}\"",
            "\"\u{85}\"",
            "\"é\"",
            r#""e\u0301""#,
            r#""\x""#,
            r#""\u12""#,
            r#""\/""#,
            r#""""#,
            &long,
        ],
        rng,
    );
    let name = one(&["jti", "user_first_name"], rng);
    claims.set(name, value);
}

//! The three parts and two dots of RFC 7515 section 7.1.

use fastrand::Rng;

use super::one;

pub(super) fn form(token: &mut String, rng: &mut Rng) {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        return;
    };
    let around = one(
        &[" ", "\n", "\t", "\0", "\u{feff}", "\"", "=", ".", "Bearer "],
        rng,
    );
    *token = match rng.u8(..12) {
        0 => format!("{around}{token}"),
        1 => format!("{token}{around}"),
        2 => format!("{header}.{claims}"),
        3 => format!("{header}.{claims}."),
        4 => format!("{header}..{signature}"),
        5 => format!(".{claims}.{signature}"),
        6 => format!("{claims}.{header}.{signature}"),
        7 => format!("{header}.{claims}.x.{signature}"),
        8 => token.replacen('.', "..", 1),
        9 => token.replace('.', one(&["%2E", "\u{ff0e}", ",", ". "], rng)),
        10 => {
            format!(r#"{{"protected":"{header}","payload":"{claims}","signature":"{signature}"}}"#)
        }
        _ => format!("{header}.{claims}.{}", "A".repeat(rng.usize(8_000..9_000))),
    };
}

//! What a person reads instead of numbers and of text that nobody vouches for.

use std::time::{Duration, UNIX_EPOCH};

use actix_web::http::header::HttpDate;
use jwt_auth_actix::NumericDate;

const MOST_CHARS: usize = 80;

/// Text of a token, in quotes: nothing in it reaches a terminal as anything but letters.
pub(super) fn shown(text: &str) -> String {
    let start: String = text.chars().take(MOST_CHARS).collect();
    let rest = if start.len() < text.len() { " …" } else { "" };
    format!("{start:?}{rest}")
}

/// `3 minutes ago (Wed, 25 Nov 2026 21:04:00 GMT)`.
pub(super) fn when(date: NumericDate, now: u64) -> String {
    let then = u64::try_from(date.seconds()).unwrap_or_default();
    let distance = span(then.abs_diff(now));
    let words = match then.cmp(&now) {
        std::cmp::Ordering::Less => format!("{distance} ago"),
        std::cmp::Ordering::Equal => "now".to_owned(),
        std::cmp::Ordering::Greater => format!("in {distance}"),
    };
    let absolute = HttpDate::from(UNIX_EPOCH + Duration::from_secs(then));
    format!("{words} ({absolute})")
}

/// In the largest unit of which there are two, so that what is left out matters little.
pub(super) fn span(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (86_400, "days"),
        (3_600, "hours"),
        (60, "minutes"),
        (1, "seconds"),
    ];
    let fits = |(length, _): &&(u64, &str)| seconds >= 2 * length;
    match UNITS.iter().find(fits) {
        Some((length, name)) => format!("{} {name}", seconds / length),
        None => format!("{seconds} second"),
    }
}

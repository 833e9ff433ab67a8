//! Request targets that try to lead somewhere else, put together at random from parts that have fooled servers before.

use std::iter::repeat_with;

use fastrand::Rng;

pub(crate) fn request_targets(seed: u64) -> impl Iterator<Item = String> {
    let mut random = Rng::with_seed(seed);
    repeat_with(move || {
        let start = STARTS[random.usize(..STARTS.len())];
        let parts = repeat_with(|| part(&mut random)).take(7);
        let length = parts.collect::<Vec<_>>();
        let kept = random.usize(..=length.len());
        format!("{start}{}", length[..kept].concat())
    })
}

fn part(random: &mut Rng) -> String {
    match random.u8(..100) {
        0..60 => PARTS[random.usize(..PARTS.len())].to_owned(),
        60..75 => repeat_with(|| random.alphanumeric()).take(3).collect(),
        75..85 => random.char('!'..='~').to_string(),
        85..90 => format!("%{:02x}", random.u8(..)),
        90..95 => random.char('\0'..'\u{a0}').to_string(),
        95..99 => random.char('\0'..).to_string(),
        _ => "long".repeat(600),
    }
}

/// Mostly a path, as browsers send it; else the absolute form, or what belongs into no request.
const STARTS: [&str; 16] = [
    "/",
    "/",
    "/",
    "/",
    "/",
    "/",
    "/",
    "/",
    "//evil.example",
    "/\\evil.example",
    "http://evil.example",
    "HTTPS://user:password@evil.example:8443",
    "https://[::1]/",
    "evil.example",
    "*",
    "",
];

const PARTS: [&str; 56] = [
    "/",
    "//",
    "///",
    "\\",
    "/\\",
    "/.",
    "/..",
    "/..//",
    "%2f",
    "%2F%2F",
    "%5C",
    "%2e%2e/",
    "@",
    "%40",
    ":",
    "%3A//",
    ".",
    "evil.example",
    ".evil.example",
    "user:password@",
    "https://evil.example/",
    "http:",
    "javascript:",
    "?",
    "?",
    "&",
    "&",
    "=",
    "#",
    ";",
    "next",
    "next=",
    "?next=https://evil.example/",
    "&next=//evil.example/",
    "%26next%3D%2F%2Fevil.example",
    "#next=",
    "\r\n",
    "%0d%0a",
    "\0",
    "%00",
    "\t",
    " ",
    "%20",
    "+",
    "%",
    "%2",
    "%zz",
    "\"",
    "<",
    "'",
    "\u{e9}",
    "%C3%A9",
    "\u{3002}",
    "\u{ff0f}",
    "\u{202e}",
    "\u{1f600}",
];

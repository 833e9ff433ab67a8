//! Addresses that are meant to be read in two ways, put together from parts that have fooled parsers before.

/// Each combination of scheme, slashes, credentials, host and rest, with `host` as the one that is meant well.
pub(crate) fn hostile_urls(host: &str) -> impl Iterator<Item = String> {
    SCHEMES.into_iter().flat_map(move |scheme| {
        SLASHES.into_iter().flat_map(move |slashes| {
            CREDENTIALS.into_iter().flat_map(move |credentials| {
                HOSTS.into_iter().flat_map(move |name| {
                    RESTS.into_iter().map(move |rest| {
                        format!("{scheme}{slashes}{credentials}{name}{rest}").replace("GOOD", host)
                    })
                })
            })
        })
    })
}

const SCHEMES: [&str; 15] = [
    "",
    "https:",
    "HTTPS:",
    "http:",
    "ftp:",
    "ws:",
    "file:",
    "javascript:",
    "data:",
    "blob:https:",
    "view-source:https:",
    "java\nscript:",
    " https:",
    "\u{1}https:",
    "https%3A",
];

const SLASHES: [&str; 12] = [
    "", "/", "//", "///", "////", "\\\\", "/\\", "\\/", "/\t/", "/\\/", "%2F%2F", "/.//",
];

const CREDENTIALS: [&str; 11] = [
    "",
    "@",
    "GOOD@",
    "GOOD:443@",
    "user:password@",
    "GOOD%40",
    "GOOD\\@",
    "GOOD/@",
    "GOOD?@",
    "GOOD#@",
    "GOOD&@",
];

const HOSTS: [&str; 36] = [
    "GOOD",
    "GOOD:443",
    "GOOD:0443",
    "GOOD:",
    "GOOD:80",
    "GOOD:8443",
    "GOOD:65979",
    "GOOD:443:80",
    "GOOD.",
    ".GOOD",
    "GOOD%2E",
    "GO\u{ad}OD",
    "\u{feff}GOOD",
    "GOOD\u{200b}",
    "evil.example",
    "GOOD.evil.example",
    "evilGOOD",
    "evil.example;GOOD",
    "GOOD,evil.example",
    "GOOD;evil.example",
    "GOOD%00.evil.example",
    "GOOD%2eevil.example",
    "GOOD%2fevil.example",
    "GOOD%23.evil.example",
    "GOOD%5c.evil.example",
    "GOOD\t.evil.example",
    "GOOD\r\n.evil.example",
    "GOOD\u{3002}evil.example",
    "GOOD\u{ff0f}evil.example",
    "GOOD\u{2100}.evil.example",
    "xn--GOOD-9za",
    "127.1",
    "0x7f.1",
    "[::1]",
    "[::ffff:127.0.0.1%25GOOD]",
    "",
];

const RESTS: [&str; 9] = [
    "",
    "/",
    "/page?a=b#c",
    "//evil.example/",
    "/..//evil.example/",
    "/\\evil.example/",
    "/@evil.example/",
    "/\r\nLocation: https://evil.example/",
    "?@evil.example/",
];

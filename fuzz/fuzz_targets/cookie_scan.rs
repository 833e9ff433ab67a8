//! Any bytes as `Cookie` lines. What is found under a name is what a reader finds that sees one byte at a time.
#![no_main]

use actix_web::http::header::COOKIE;
use jwt_auth_actix::fuzzing::cookies;
use jwt_auth_fuzz::header_lines;
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 4] = ["a", "aa", "__Host-access", "org.breakthesystem.jwt.access"];

fuzz_target!(|data: &[u8]| {
    let headers = header_lines(COOKIE, data);
    for name in NAMES {
        let found = cookies(&headers, name);
        let lines = headers.get_all(COOKIE);
        let pairs = lines.flat_map(|line| Reader::read(line.as_bytes()));
        let named = pairs.filter(|(it, _)| it == name.as_bytes());
        let expected: Vec<_> = named.map(|(_, value)| value).collect();
        assert_eq!(found, expected, "{name}");
    }
});

/// Reads pairs of a name and a value; what has no `=` is none.
#[derive(Default)]
struct Reader {
    name: Vec<u8>,
    value: Option<Vec<u8>>,
    pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Reader {
    fn read(line: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut reader = Self::default();
        for byte in line {
            reader.see(*byte);
        }
        reader.end_of_pair();
        reader.pairs
    }

    fn see(&mut self, byte: u8) {
        match (byte, &mut self.value) {
            (b';', _) => self.end_of_pair(),
            (b'=', None) => self.value = Some(Vec::new()),
            (b' ' | b'\t', None) if self.name.is_empty() => {}
            (_, None) => self.name.push(byte),
            (_, Some(value)) => value.push(byte),
        }
    }

    fn end_of_pair(&mut self) {
        let name = std::mem::take(&mut self.name);
        if let Some(mut value) = self.value.take() {
            while matches!(value.last(), Some(b' ' | b'\t')) {
                value.pop();
            }
            self.pairs.push((name, value));
        }
    }
}

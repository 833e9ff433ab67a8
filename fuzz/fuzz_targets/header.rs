//! Any bytes as the header of a token whose claims and signature are good.
#![no_main]

use std::sync::LazyLock;

use jwt_auth_core::{TestIssuer, Verifier};
use jwt_auth_fuzz::{CLAIMS, Members, hs512, members, simple_jwt};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

static ISSUER: LazyLock<TestIssuer> = LazyLock::new(hs512);
static UNNAMED: LazyLock<Verifier> = LazyLock::new(|| simple_jwt(&ISSUER).build().unwrap());
static NAMED: LazyLock<Verifier> = LazyLock::new(|| {
    let key = ISSUER.verifying_key().with_kid("2026").unwrap();
    let clock = jwt_auth_core::TestClock::at(jwt_auth_fuzz::NOW);
    Verifier::simple_jwt(key).clock(clock).build().unwrap()
});

/// RFC 7515 section 4.1.11 and what else changes the meaning of a token.
const NEVER: [&str; 7] = ["crit", "b64", "zip", "enc", "epk", "p2c", "p2s"];

fuzz_target!(|data: &[u8]| {
    let token = ISSUER.sign(data, CLAIMS);
    if UNNAMED.verify::<Value>(&token).is_ok() {
        check(&members(data).expect("an accepted header is a JSON object"));
    }
    if NAMED.verify::<Value>(&token).is_ok() {
        let header = members(data).expect("an accepted header is a JSON object");
        check(&header);
        assert!(!header.has("kid") || header.text("kid") == Some("2026"));
    }
});

fn check(header: &Members) {
    assert!(header.no_name_occurs_twice());
    assert_eq!(header.text("alg"), Some("HS512"));
    assert!(!NEVER.into_iter().any(|name| header.has(name)));
    if header.has("kid") {
        let kid = header.text("kid").expect("a kid is text");
        assert!(kid.len() <= 256 && kid.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
    }
    if header.has("typ") {
        let typ = header
            .text("typ")
            .expect("a typ is text")
            .to_ascii_lowercase();
        assert!(typ == "jwt" || typ == "application/jwt");
    }
    if header.has("cty") {
        let cty = header.text("cty").expect("a cty is text");
        assert!(!cty.eq_ignore_ascii_case("JWT"));
    }
}

//! Header parameters of RFC 7515 section 4.1.

use fastrand::Rng;

use super::json::Object;
use super::one;

pub(super) fn algorithm(header: &mut Object, rng: &mut Rng) {
    let value = one(
        &[
            r#""none""#,
            r#""None""#,
            r#""""#,
            "null",
            "512",
            r#"["HS512"]"#,
            r#""HS256""#,
            r#""HS384""#,
            r#""HS512""#,
            r#""hs512""#,
            r#""HS512 ""#,
            r#""\u0048S512""#,
            r#""RS256""#,
            r#""PS256""#,
            r#""ES256""#,
            r#""ES384""#,
            r#""ES256K""#,
            r#""EdDSA""#,
            r#""Ed25519""#,
            r#""Ed448""#,
        ],
        rng,
    );
    if rng.u8(..4) == 0 {
        header.repeat("alg", value, rng);
    } else {
        header.set("alg", value);
    }
}

pub(super) fn kid(header: &mut Object, rng: &mut Rng) {
    let long = format!("\"{}\"", "k".repeat(rng.usize(255..258)));
    let values = [
        r#""2025""#,
        r#""2026 ""#,
        r#""\u00320\u00326""#,
        r#""""#,
        "null",
        "2026",
        r#"["2026"]"#,
        r#""../../dev/null""#,
        r#""2026\u0000""#,
        r#""\n""#,
        r#""é""#,
        &long,
    ];
    match rng.u8(..4) {
        0 => header.remove("kid"),
        _ => header.set("kid", one(&values, rng)),
    }
}

pub(super) fn typ(header: &mut Object, rng: &mut Rng) {
    let values = [
        r#""jwt""#,
        r#""application/jwt""#,
        r#""APPLICATION/JWT""#,
        r#""\u004aWT""#,
        r#""at+jwt""#,
        r#""JOSE""#,
        r#""""#,
        "null",
        "1",
        r#"["JWT"]"#,
    ];
    match rng.u8(..4) {
        0 => header.remove("typ"),
        1 => header.set("cty", one(&[r#""JWT""#, r#""jwt""#, r#""json""#, "1"], rng)),
        _ => header.set("typ", one(&values, rng)),
    }
}

/// What changes the meaning of a token, and a recipient must not ignore.
pub(super) fn critical(header: &mut Object, rng: &mut Rng) {
    let crit = [
        "[]",
        r#"["exp"]"#,
        r#"["b64"]"#,
        r#""b64""#,
        "null",
        "[1]",
        r#"["x","x"]"#,
    ];
    match rng.u8(..5) {
        0 => header.set("crit", one(&crit, rng)),
        1 => {
            header.set("crit", r#"["b64"]"#);
            header.set("b64", one(&["false", "true"], rng));
        }
        2 => header.set("b64", one(&["false", "true", "null"], rng)),
        3 => header.set("zip", one(&[r#""DEF""#, r#""x""#, "null"], rng)),
        _ => header.set("enc", one(&[r#""A128GCM""#, "null"], rng)),
    }
}

/// What points to a key or brings one along, and nobody may follow.
pub(super) fn pointer(header: &mut Object, rng: &mut Rng) {
    const URL: &str = r#""https://evil.example/""#;
    const THUMBPRINT: &str = r#""Vm0eWWx5dmVXcXhhV2c""#;
    let pointers = [
        ("jku", URL),
        ("x5u", URL),
        ("url", URL),
        ("jwk", r#"{"kty":"oct","k":"AAAA"}"#),
        (
            "jwk",
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        ),
        ("x5c", r#"["MIIB"]"#),
        ("x5t", THUMBPRINT),
        ("x5t#S256", THUMBPRINT),
        ("nonce", r#""AAAA""#),
    ];
    let (name, value) = pointers[rng.usize(..pointers.len())];
    match rng.u8(..8) {
        0 => header.set(name, one(&["null", "1", "{}", "[]"], rng)),
        _ => header.set(name, value),
    }
}

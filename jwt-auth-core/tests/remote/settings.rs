//! K15–K17 and section (e): what cannot be built.

use std::time::Duration;

use jwt_auth_core::{Algorithm, RemoteJwkSet, RemoteJwkSetBuilder};

use crate::tls_server::Authority;

const URL: &str = "https://127.0.0.1:1/jwks.json";
const EDDSA: [Algorithm; 1] = [Algorithm::EdDSA];

fn problems(builder: RemoteJwkSetBuilder) -> Vec<&'static str> {
    match builder.build() {
        Ok(_) => Vec::new(),
        Err(error) => error.problems().to_vec(),
    }
}

fn good() -> RemoteJwkSetBuilder {
    RemoteJwkSet::at(URL, &EDDSA)
}

#[test]
fn only_absolute_https_urls_without_credentials_and_fragment() {
    let bad = [
        "",
        "/jwks.json",
        "jwks.json",
        "//auth.example.org/jwks.json",
        "auth.example.org/jwks.json",
        "http://auth.example.org/jwks.json",
        "HTTP://auth.example.org/jwks.json",
        "http://127.0.0.1:1/jwks.json",
        "http://169.254.169.254/",
        "ftp://auth.example.org/jwks.json",
        "file:///etc/jwks.json",
        "data:application/json,{}",
        "https://",
        "https:///",
        "https://user@auth.example.org/jwks.json",
        "https://user:secret@auth.example.org/jwks.json",
        "https://:secret@auth.example.org/jwks.json",
        "https://auth.example.org/jwks.json#keys",
        "https://auth.example.org/jwks.json#",
        "https://auth.example.org:99999/jwks.json",
        "https://auth.exa mple.org/",
    ];
    for url in bad {
        for builder in [
            RemoteJwkSet::at(url, &EDDSA),
            RemoteJwkSet::of_issuer(url, &EDDSA),
        ] {
            let problems = problems(builder);
            assert_eq!(problems.len(), 1, "K16 {url}");
            assert!(problems[0].contains("https"), "K16 {url} {problems:?}");
            assert!(!problems[0].contains("secret"), "K16 {url}");
        }
    }
    assert_eq!(problems(good()), [""; 0]);
    assert_eq!(
        problems(RemoteJwkSet::of_issuer("https://127.0.0.1:1", &EDDSA)),
        [""; 0]
    );
    let with_query = RemoteJwkSet::of_issuer("https://127.0.0.1:1/?a=1", &EDDSA);
    assert_eq!(problems(with_query).len(), 1);
}

#[test]
fn http_needs_its_waiver_and_the_waiver_is_for_nothing_else() {
    let waived = |url: &str| problems(RemoteJwkSet::at(url, &EDDSA).dangerous_allow_http()).len();
    assert_eq!(waived("http://127.0.0.1:1/jwks.json"), 0);
    assert_eq!(waived(URL), 0);
    for url in [
        "file:///etc/jwks.json",
        "http://user@127.0.0.1:1/",
        "http://127.0.0.1:1/#a",
        "/jwks.json",
    ] {
        assert_eq!(waived(url), 1, "K16 {url}");
    }
}

#[test]
fn the_algorithms_must_be_named() {
    let problems = problems(RemoteJwkSet::at(URL, &[]));
    assert_eq!(problems.len(), 1, "K15");
    assert!(problems[0].contains("no algorithm"), "K15 {problems:?}");
}

#[test]
fn a_set_that_is_fetched_is_for_no_hmac_algorithm() {
    use Algorithm::{EdDSA, HS256, HS384, HS512};
    for hmac in [HS256, HS384, HS512] {
        for algorithms in [&[hmac][..], &[EdDSA, hmac]] {
            let problems = problems(RemoteJwkSet::at(URL, algorithms));
            assert_eq!(problems.len(), 1, "K11 {hmac}");
            assert!(problems[0].contains("HMAC"), "K11 {problems:?}");
        }
    }
}

#[test]
fn a_fetch_ends_well_before_the_next_is_due() {
    let (seconds, millis) = (Duration::from_secs, Duration::from_millis);
    let least = || good().ttl(seconds(30)).max_stale(seconds(30));
    assert_eq!(problems(least().timeout(seconds(6))), [""; 0]);
    let problems = problems(least().timeout(millis(6_001)));
    assert_eq!(problems, ["timeout above a fifth of ttl"]);
}

#[test]
fn every_bound_is_exact() {
    let (second, milli) = (Duration::from_secs, Duration::from_millis);
    let day = 24 * 3_600;
    type Set = Box<dyn Fn(Duration) -> RemoteJwkSetBuilder>;
    let wide: Set = Box::new(move |it| good().ttl(it).max_stale(second(day).max(it)));
    let stale: Set = Box::new(move |it| good().ttl(second(60)).max_stale(it));
    let cooldown: Set = Box::new(|it| good().cooldown(it));
    let timeout: Set = Box::new(|it| good().timeout(it));
    for (name, set, least, most) in [
        ("ttl", wide, second(30), second(day)),
        ("max_stale", stale, second(60), second(day)),
        ("cooldown", cooldown, second(10), second(3_600)),
        ("timeout", timeout, milli(100), milli(10_000)),
    ] {
        for fits in [least, most] {
            assert_eq!(problems(set(fits)), [""; 0], "{name} {fits:?}");
        }
        for wrong in [
            Duration::ZERO,
            least - milli(1),
            most + milli(1),
            Duration::MAX,
        ] {
            let problems = problems(set(wrong));
            assert!(
                problems.iter().any(|it| it.starts_with(name)),
                "{name} {wrong:?}"
            );
        }
    }
    for (bytes, fits) in [
        (1_023, false),
        (1_024, true),
        (524_288, true),
        (524_289, false),
    ] {
        assert_eq!(
            problems(good().max_bytes(bytes)).is_empty(),
            fits,
            "{bytes}"
        );
    }
    for (keys, fits) in [
        (0, false),
        (1, true),
        (256, true),
        (257, false),
        (usize::MAX, false),
    ] {
        assert_eq!(problems(good().max_keys(keys)).is_empty(), fits, "{keys}");
    }
}

#[test]
fn authorities_are_certificates_and_nothing_else() {
    let pem = Authority::new().pem();
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let cut = pem.replacen("MII", "MIJ", 1);
    for bad in [
        "",
        "no PEM",
        &key,
        &[&*pem, &*key].concat(),
        no_certificate,
        &cut,
    ] {
        let problems = problems(good().root_certificates_pem(bad));
        assert_eq!(problems.len(), 1, "{bad}");
        assert!(problems[0].contains("root_certificates_pem"), "{bad}");
        let mixed = good()
            .root_certificates_pem(&pem)
            .root_certificates_pem(bad);
        assert!(mixed.build().is_err(), "{bad}");
    }
    assert_eq!(problems(good().root_certificates_pem(&pem)), [""; 0]);
}

#[test]
fn every_mistake_is_named_at_once_and_no_value() {
    let error = RemoteJwkSet::at("http://user:canary@example.org", &[])
        .ttl(Duration::ZERO)
        .max_stale(Duration::MAX)
        .cooldown(Duration::ZERO)
        .timeout(Duration::ZERO)
        .max_bytes(0)
        .max_keys(0)
        .root_certificates_pem("canary")
        .build()
        .unwrap_err();
    assert_eq!(error.problems().len(), 9);
    assert!(!format!("{error} {error:?}").contains("canary"));
    let debug = format!("{:?}", RemoteJwkSet::at("https://canary.example", &EDDSA));
    assert!(!debug.contains("canary"), "{debug}");
}

use std::time::Duration;

use super::{Fetcher, Limits, Location, parse_url};
use crate::Algorithm;

/// The name that each line of the log has.
fn source(location: Location) -> String {
    let limits = Limits {
        timeout: Duration::from_secs(1),
        max_bytes: 1_024,
        max_keys: 1,
    };
    let algorithms = vec![Algorithm::EdDSA];
    Fetcher::new(location, algorithms, limits, false, Vec::new()).source()
}

#[test]
fn the_log_calls_a_set_by_its_url_and_does_not_show_the_query() {
    for (url, name) in [
        ("https://a.example/keys", "https://a.example/keys"),
        ("https://a.example:8443", "https://a.example:8443/"),
        (
            "https://a.example/keys?token=canary",
            "https://a.example/keys",
        ),
    ] {
        let set = Location::Set(parse_url(url, false).unwrap());
        assert_eq!(source(set), name);
    }
}

#[test]
fn the_log_calls_an_issuer_by_its_name() {
    let document = "https://a.example/.well-known/openid-configuration";
    let issuer = Location::Discovery {
        issuer: "https://a.example".to_owned(),
        document: parse_url(document, false).unwrap(),
    };
    assert_eq!(source(issuer), "https://a.example");
}

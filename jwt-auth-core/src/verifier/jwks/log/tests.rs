use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::Log;
use crate::Algorithm;
use crate::verifier::JwkSet;
use crate::verifier::jwks::fetch::{FetchError, Published};

const GOOD: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const PRIVATE: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"canary","d":"canary","x":"canary"}"#;

/// The lines as text, without the debug ones.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<(Level, String)>>>);

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "jwt_auth" && *metadata.level() <= Level::INFO
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        let level = *event.metadata().level();
        self.0.lock().unwrap().push((level, line.0));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

fn written(fetches: &[Result<Published, FetchError>]) -> Vec<(Level, String)> {
    let lines = Lines::default();
    tracing::subscriber::with_default(lines.clone(), || {
        let mut log = Log::new("https://issuer.example/keys".to_owned());
        fetches.iter().for_each(|fetched| log.write(fetched));
    });
    let lines = lines.0.lock().unwrap();
    lines.clone()
}

fn set(keys: &str) -> Result<Published, FetchError> {
    let text = format!(r#"{{"keys":[{keys}]}}"#).into_bytes();
    let set = JwkSet::published(&text, &[Algorithm::EdDSA], 64)?;
    Ok(Published { set, text })
}

fn levels(lines: &[(Level, String)]) -> Vec<Level> {
    lines.iter().map(|(level, _)| *level).collect()
}

#[test]
fn content_that_cannot_be_used_is_an_error_once_until_it_was_good_again() {
    let fetches = vec![
        set(""),
        Err(FetchError::Status(500)),
        set(""),
        Err(FetchError::TooLong(1)),
        set(GOOD),
        set(""),
    ];
    let lines = written(&fetches);
    let (error, warn, info) = (Level::ERROR, Level::WARN, Level::INFO);
    assert_eq!(levels(&lines), [error, warn, warn, warn, info, error]);
    assert!(lines[0].1.contains("jwks_unusable"), "{lines:?}");
    assert!(lines[1].1.contains("status 500"), "{lines:?}");
}

#[test]
fn the_first_success_after_a_failure_is_told_and_each_line_names_the_source() {
    let failed = || Err(FetchError::Status(500));
    let lines = written(&[set(GOOD), set(GOOD), failed(), set(GOOD), set(GOOD)]);
    assert_eq!(levels(&lines), [Level::INFO, Level::WARN, Level::INFO]);
    for (_, line) in lines {
        assert!(line.contains("https://issuer.example/keys"), "{line}");
    }
}

#[test]
fn an_outage_is_one_warning_a_fetch() {
    let fetches = [(); 5].map(|()| Err(FetchError::Status(503)));
    assert_eq!(levels(&written(&fetches)), [Level::WARN; 5]);
}

#[test]
fn a_skipped_key_is_a_warning_once_and_shows_nothing_of_the_key() {
    let with_private = || set(&format!("{GOOD},{PRIVATE}"));
    let fetches = vec![with_private(), with_private(), set(GOOD), with_private()];
    let lines = written(&fetches);
    assert_eq!(levels(&lines), [Level::INFO, Level::WARN, Level::WARN]);
    for (_, line) in lines.into_iter().skip(1) {
        assert!(line.contains("key 1 skipped"), "K14 {line}");
        assert!(line.contains("publish only public keys"), "K14 {line}");
        assert!(!line.contains("canary"), "{line}");
    }
}

//! docs/settings.md names every setting that the sources have, and none that they do not have.

#![allow(missing_docs, clippy::expect_used, clippy::panic)]

mod page;
mod sources;

use std::collections::BTreeSet;

use page::Page;

/// Constructors and `mut self` methods of public types that set nothing a service would set.
const NO_SETTINGS: [(&str, &str); 6] = [
    ("Changes", "a set of columns, for hand-written models"),
    ("Claim", "one claim, for a hand-written `FromClaims`"),
    ("SharedUserStore", "for adapters of other frameworks"),
    ("VerificationCache", "for adapters of other frameworks"),
    ("TestClock", "for tests"),
    ("TestIssuer", "for tests"),
];

#[test]
fn every_builder_method_and_constructor_is_in_settings_md() {
    let page = Page::read();
    let documented = page.methods();
    let mut settings = sources::settings();
    settings.retain(|(of, _)| NO_SETTINGS.iter().all(|(other, _)| of != other));
    assert!(
        settings.len() > 80,
        "the sources were not read: {settings:?}"
    );
    assert_none(settings.difference(&documented), "missing in settings.md");
    assert_none(
        documented.difference(&sources::methods()),
        "gone from the sources",
    );
}

#[test]
fn every_option_of_the_derive_is_in_settings_md() {
    let page = Page::read();
    for (section, attribute) in [("Of the struct", "StructAttr"), ("Of a field", "FieldAttr")] {
        let options = sources::derive_options(attribute);
        assert!(options.len() > 4, "attr.rs was not read: {options:?}");
        assert_same(&options, &page.names(section));
    }
}

#[test]
fn every_cargo_feature_is_in_settings_md_with_its_default() {
    assert_same(&sources::features(), &Page::read().features());
}

#[test]
fn every_variable_of_the_service_is_in_settings_md() {
    let variables = sources::variables_in_code("examples/service/src/config");
    assert!(variables.len() > 20, "config was not read: {variables:?}");
    let page = Page::read();
    assert_same(&variables, &page.names("The environment of `service`"));
}

#[test]
fn every_variable_of_the_auth_service_is_in_settings_md() {
    let variables = sources::variables_in_rustdoc("examples/auth-service/src/config.rs");
    assert!(variables.len() > 8, "config.rs was not read: {variables:?}");
    let page = Page::read();
    assert_same(&variables, &page.names("The environment of `auth-service`"));
}

fn assert_same<T: Ord + std::fmt::Debug>(sources: &BTreeSet<T>, page: &BTreeSet<T>) {
    assert_none(sources.difference(page), "missing in settings.md");
    assert_none(page.difference(sources), "gone from the sources");
}

fn assert_none<'a, T: std::fmt::Debug + 'a>(found: impl Iterator<Item = &'a T>, what: &str) {
    let found: Vec<_> = found.collect();
    assert!(found.is_empty(), "{what}: {found:?}");
}

//! Which types are public, so that none is forgotten.

use std::collections::BTreeSet;

/// What has no field for a secret: kinds of things, settings of the developer's own, and what is named by static texts.
const PLAIN: [&str; 28] = [
    "AdoptExisting",
    "Algorithm",
    "AnonymousReason",
    "AuthErrorKind",
    "BuildError",
    "CacheSettings",
    "CatalogRow",
    "Category",
    "Changes",
    "ClaimsOnlyStore",
    "ClientKind",
    "ConnectError",
    "CrossOriginMode",
    "JwkSetError",
    "JwkSetFileError",
    "KeyError",
    "Layout",
    "NumericDate",
    "Refusal",
    "RemoteJwkSetBuildError",
    "SchemaFault",
    "SchemaProblem",
    "SkipReason",
    "SystemClock",
    "UnknownAlgorithm",
    "UnknownUser",
    "VerifierBuildError",
    "Write",
];
const TRAITS: [&str; 11] = [
    "ClaimsUser",
    "Clock",
    "DieselUser",
    "FromClaims",
    "JwtUser",
    "Login",
    "RefusalResponder",
    "TokenSource",
    "UserKey",
    "UserStore",
    "UserTest",
];

/// Fails for a type that is public and neither one of these nor plain, and for one that is not public any more.
pub(crate) fn assert_all_public<'s>(shown: impl IntoIterator<Item = &'s str>) {
    let known: BTreeSet<&str> = shown.into_iter().chain(PLAIN).chain(TRAITS).collect();
    let public = public_names();
    let not_looked_at: Vec<_> = public.difference(&known).collect();
    assert!(
        not_looked_at.is_empty(),
        "X31 not looked at: {not_looked_at:?}"
    );
    let gone: Vec<_> = known.difference(&public).collect();
    assert!(gone.is_empty(), "not public any more: {gone:?}");
}

/// The types and traits that the two crates re-export at their top.
fn public_names() -> BTreeSet<&'static str> {
    let crates = [
        include_str!("../../src/lib.rs"),
        include_str!("../../../jwt-auth-core/src/lib.rs"),
    ];
    crates
        .iter()
        .filter_map(|text| text.split("mod __private").next())
        .flat_map(|text| text.split("\npub use ").skip(1))
        .filter_map(|used| used.split(';').next())
        .flat_map(|used| used.split([':', ',', '{', '}']))
        .map(str::trim)
        .filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
        .collect()
}

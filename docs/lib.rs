//! The Rust code of the READMEs and of the pages of this folder, as tests: `cargo test -p docs`.

#[cfg(doctest)]
mod what_does_not_compile;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../jwt-auth-derive/README.md")]
struct ReadmeOfTheDerive;

#[cfg(doctest)]
#[doc = include_str!("browsers-and-programs.md")]
struct BrowsersAndPrograms;

#[cfg(doctest)]
#[doc = include_str!("testing-your-handlers.md")]
struct TestingYourHandlers;

// Its program embeds the folder `migrations` beside it. There is one here too, the same.
#[cfg(doctest)]
#[doc = include_str!("tutorial.md")]
struct Tutorial;

#[cfg(doctest)]
#[doc = include_str!("existing-tables.md")]
struct ExistingTables;

#[cfg(doctest)]
#[doc = include_str!("coming-from-django.md")]
struct ComingFromDjango;

#[cfg(doctest)]
#[doc = include_str!("differences-from-the-article.md")]
struct DifferencesFromTheArticle;

#[cfg(doctest)]
#[doc = include_str!("erasing-a-person.md")]
struct ErasingAPerson;

#[cfg(doctest)]
#[doc = include_str!("api-clients.md")]
struct ApiClients;

#[cfg(doctest)]
#[doc = include_str!("single-page-apps.md")]
struct SinglePageApps;

#[cfg(doctest)]
#[doc = include_str!("several-issuers.md")]
struct SeveralIssuers;

#[cfg(doctest)]
#[doc = include_str!("openid-providers.md")]
struct OpenidProviders;

#[cfg(doctest)]
#[doc = include_str!("key-rotation.md")]
struct KeyRotation;

#[cfg(doctest)]
#[doc = include_str!("reverse-proxy.md")]
struct ReverseProxy;

#[cfg(doctest)]
#[doc = include_str!("replicas.md")]
struct Replicas;

#[cfg(doctest)]
#[doc = include_str!("observability.md")]
struct Observability;

#[cfg(doctest)]
#[doc = include_str!("websockets.md")]
struct Websockets;

/// What the macro generates names `jwt-auth-actix`, on which its own crate cannot depend. So its rustdoc, which nobody compiles
/// there, has to show what stands in its README, which is compiled here.
#[cfg(test)]
#[test]
fn the_example_of_the_macro_is_the_one_of_its_readme() {
    let rustdoc = include_str!("../jwt-auth-derive/src/lib.rs").replace("/// ", "");
    let example = rustdoc
        .split("```")
        .find_map(|it| it.strip_prefix("ignore\n"));
    let readme = include_str!("../jwt-auth-derive/README.md");
    assert!(example.is_some_and(|example| readme.contains(example)));
}

//! The Rust code of the README and of the pages of this folder, as tests: `cargo test -p docs`.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("browsers-and-programs.md")]
struct BrowsersAndPrograms;

#[cfg(doctest)]
#[doc = include_str!("testing-your-handlers.md")]
struct TestingYourHandlers;

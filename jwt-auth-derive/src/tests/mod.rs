//! Snapshots of what the derive generates, pretty-printed. After a wanted change run the tests with
//! `INSTA_UPDATE=always` and read the difference.

#![allow(clippy::expect_used)]

mod claims_only;
mod everything;
mod mistakes;
mod rows;

use proc_macro2::TokenStream;

use crate::expand::derive;

/// The expansion as `rustfmt` would show it.
pub(crate) fn expanded(model: TokenStream) -> String {
    let file = syn::parse2(derive(model)).expect("the expansion is a list of items");
    prettyplease::unparse(&file)
}

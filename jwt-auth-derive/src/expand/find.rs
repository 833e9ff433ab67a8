use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use crate::model::Model;

/// `get_result` and not `first`: a bound `LIMIT` makes `SQLite` prepare the statement anew at every call.
pub(super) fn find(model: &Model<'_>, connection: &Type) -> TokenStream {
    let (claims, table) = (&model.claims, &model.table);
    let by_key = by_key(model);
    let select = quote_spanned! {connection.span()=>
        <Self as ::diesel::SelectableHelper<<#connection as ::diesel::Connection>::Backend>>::as_select()
    };
    quote! {
        fn find(__conn: &mut #connection, __claims: &#claims) -> ::diesel::QueryResult<::core::option::Option<Self>> {
            let __row = ::diesel::QueryDsl::select(::diesel::QueryDsl::filter(#table::table, #by_key), #select);
            ::diesel::OptionalExtension::optional(::diesel::RunQueryDsl::get_result(__row, __conn))
        }
    }
}

pub(super) fn by_key(model: &Model<'_>) -> TokenStream {
    let table = &model.table;
    let Some(key) = model.key() else {
        return TokenStream::new();
    };
    let (field, column) = (key.ident, &key.column);
    quote_spanned!(key.ty.span()=> ::diesel::ExpressionMethods::eq(#table::#column, &__claims.#field))
}

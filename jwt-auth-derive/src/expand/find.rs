use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use crate::model::Model;

/// Where the database takes several keys for one, a row that is somebody else's: an `UPDATE` by key would write all of them.
///
/// No `LIMIT`: a bound one makes `SQLite` prepare the statement anew at every call.
pub(super) fn find(model: &Model<'_>, connection: &Type) -> TokenStream {
    let claims = &model.claims;
    let rows = rows_of_key(model);
    let select = quote_spanned! {connection.span()=>
        <Self as ::diesel::SelectableHelper<<#connection as ::diesel::Connection>::Backend>>::as_select()
    };
    quote! {
        fn find(__conn: &mut #connection, __claims: &#claims) -> ::diesel::QueryResult<::core::option::Option<Self>> {
            let __rows = ::diesel::QueryDsl::select(#rows, #select);
            let __rows: ::std::vec::Vec<Self> = ::diesel::RunQueryDsl::load(__rows, __conn)?;
            let __strangers = __rows.iter().position(|__row| !__jwt::JwtUser::has_key_of(__row, __claims));
            ::core::result::Result::Ok(__rows.into_iter().nth(__strangers.unwrap_or(0)))
        }
    }
}

/// The rows whose key the database takes for the token's.
pub(super) fn rows_of_key(model: &Model<'_>) -> TokenStream {
    let table = &model.table;
    rows_where(
        model,
        model.keys().map(|key| {
            let (field, column) = (key.ident, &key.column);
            quote_spanned!(key.ty.span()=> ::diesel::ExpressionMethods::eq(#table::#column, &__claims.#field))
        }),
    )
}

/// Among those that count.
pub(super) fn rows_where(
    model: &Model<'_>,
    conditions: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let table = &model.table;
    let counts = model
        .filter
        .as_ref()
        .map(|(_, filter)| quote_spanned!(filter.span()=> #filter));
    conditions.chain(counts).fold(
        quote!(#table::table),
        |rows, condition| quote!(::diesel::QueryDsl::filter(#rows, #condition)),
    )
}

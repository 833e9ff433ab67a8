use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use super::find::rows_where;
use crate::field::Field;
use crate::model::Model;

/// Gives a row that was found by other means the token's key, unless somebody else has it by now.
pub(super) fn link(model: &Model<'_>, connection: &Type) -> TokenStream {
    let (claims, table) = (&model.claims, &model.table);
    // A key that is never null names its row already.
    let primary = match model.keys().any(Field::is_option) {
        true => model.primary_key(),
        false => Vec::new(),
    };
    let conditions = primary
        .into_iter()
        .chain(model.keys())
        .map(|field| is_still(model, field));
    // A token may have written it since it was found.
    let unwritten = model.watermark().map(|field| {
        let column = &field.column;
        quote_spanned!(field.ty.span()=> ::diesel::ExpressionMethods::is_null(#table::#column))
    });
    let row = rows_where(model, conditions.chain(unwritten));
    let keys = model.keys().map(|field| {
        let (name, column) = (field.ident, &field.column);
        quote_spanned!(field.ty.span()=> ::diesel::ExpressionMethods::eq(#table::#column, &__claims.#name),)
    });
    let watermark = model.watermark().map(|field| {
        let column = &field.column;
        quote_spanned! {field.ty.span()=>
            __watermark.map(|__watermark| ::diesel::ExpressionMethods::eq(#table::#column, __watermark)),
        }
    });
    quote! {
        fn link(
            __conn: &mut #connection,
            __row: &Self,
            __claims: &#claims,
            __watermark: ::core::option::Option<i64>,
        ) -> ::diesel::QueryResult<usize> {
            let __update = ::diesel::update(#row).set((#(#keys)* #watermark));
            ::diesel::RunQueryDsl::execute(__update, __conn)
        }
    }
}

/// A key that may be null is free only while it is.
fn is_still(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (table, name, column) = (&model.table, field.ident, &field.column);
    if field.is_option() {
        quote_spanned!(field.ty.span()=> ::diesel::ExpressionMethods::is_null(#table::#column))
    } else {
        quote_spanned!(field.ty.span()=> ::diesel::ExpressionMethods::eq(#table::#column, &__row.#name))
    }
}

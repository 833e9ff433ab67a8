use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use super::find::rows_of_key;
use crate::field::Field;
use crate::model::Model;

/// Only the columns that differ, and only if no other token has written the row since it was read.
pub(super) fn update(model: &Model<'_>, connection: &Type) -> TokenStream {
    let (claims, table) = (&model.claims, &model.table);
    let rows = rows_of_key(model);
    let columns: Vec<_> = model
        .synced()
        .map(|(place, field)| set(model, place, field))
        .collect();
    let (guard, watermark) = match model.watermark() {
        Some(field) => {
            let column = &field.column;
            let column = quote_spanned!(field.ty.span()=> #table::#column);
            let guard = quote! {
                let __unwritten = ::diesel::ExpressionMethods::is_null(#column);
                let __as_seen = ::diesel::ExpressionMethods::le(#column, __write.seen.unwrap_or(i64::MIN));
                let __implausible = ::diesel::ExpressionMethods::gt(#column, __write.horizon);
                let __guard = ::diesel::BoolExpressionMethods::or(__unwritten, __as_seen);
                let __guard = ::diesel::BoolExpressionMethods::or(__guard, __implausible);
                let __row = ::diesel::QueryDsl::filter(__row, __guard);
            };
            let set = quote! {
                __write.issued_at.map(|__issued_at| ::diesel::ExpressionMethods::eq(#column, __issued_at)),
            };
            (guard, set)
        }
        None => (TokenStream::new(), TokenStream::new()),
    };
    let body = if columns.is_empty() && watermark.is_empty() {
        quote!(::core::result::Result::Ok(0))
    } else {
        quote! {
            let __row = #rows;
            #guard
            let __update = ::diesel::update(__row).set((#(#columns)* #watermark));
            ::diesel::RunQueryDsl::execute(__update, __conn)
        }
    };
    quote! {
        fn update(
            __conn: &mut #connection,
            __claims: &#claims,
            __write: __jwt::Write,
        ) -> ::diesel::QueryResult<usize> {
            #body
        }
    }
}

fn set(model: &Model<'_>, place: u32, field: &Field<'_>) -> TokenStream {
    let (table, column, name) = (&model.table, &field.column, field.ident);
    let span = field.ty.span();
    if field.claim().is_some_and(|claim| claim.is_optional()) {
        quote_spanned! {span=>
            __claims.#name.as_ref()
                .filter(|_| __write.changes.contains(#place))
                .map(|__value| ::diesel::ExpressionMethods::eq(#table::#column, __value)),
        }
    } else {
        quote_spanned! {span=>
            __write.changes.contains(#place)
                .then(|| ::diesel::ExpressionMethods::eq(#table::#column, &__claims.#name)),
        }
    }
}

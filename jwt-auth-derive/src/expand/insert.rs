use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use crate::field::{Claim, Field, Role};
use crate::model::Model;

/// The complete row in one statement, so that nobody ever reads a half-filled one.
pub(super) fn insert(model: &Model<'_>, connection: &Type) -> TokenStream {
    let (claims, table) = (&model.claims, &model.table);
    let columns = model.fields.iter().filter_map(|field| {
        let value = value(model, field)?;
        Some(match model.place(field) {
            // One `Option` for both reasons to leave the column to the database.
            Some(place) if field.is_optional_on_conflict() && is_left_out(field) => quote! {
                (!__leaving_out.contains(#place)).then(|| #value).flatten(),
            },
            Some(place) if field.is_optional_on_conflict() => quote! {
                (!__leaving_out.contains(#place)).then(|| #value),
            },
            _ => quote!(#value,),
        })
    });
    let extra = model.insert.iter().map(|insert| {
        let (column, function) = (&insert.column, &insert.function);
        quote_spanned! {function.span()=>
            ::diesel::ExpressionMethods::eq(#table::#column, #function(__claims)),
        }
    });
    quote! {
        fn insert(
            __conn: &mut #connection,
            __claims: &#claims,
            __issued_at: ::core::option::Option<i64>,
            __leaving_out: __jwt::Changes,
        ) -> ::diesel::QueryResult<usize> {
            let __row = ::diesel::insert_into(#table::table).values((#(#columns)* #(#extra)*));
            ::diesel::RunQueryDsl::execute(__row, __conn)
        }
    }
}

fn value(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    let (table, column) = (&model.table, &field.column);
    let span = field.ty.span();
    Some(match &field.role {
        Role::Claim(claim) => {
            let column = quote!(#table::#column);
            from_claim(field, claim, &column)
        }
        Role::Active { with: None, .. } => {
            quote_spanned!(span=> ::diesel::ExpressionMethods::eq(#table::#column, true))
        }
        Role::IssuedAt(_) => {
            quote_spanned!(span=> ::diesel::ExpressionMethods::eq(#table::#column, __issued_at))
        }
        Role::Local | Role::Unclear | Role::NotBefore { .. } | Role::Active { .. } => return None,
    })
}

fn from_claim(field: &Field<'_>, claim: &Claim, column: &TokenStream) -> TokenStream {
    let name = field.ident;
    let span = field.ty.span();
    if is_left_out(field) {
        quote_spanned!(span=> __claims.#name.as_ref().map(|__value| ::diesel::ExpressionMethods::eq(#column, __value)))
    } else if !claim.is_optional() {
        quote_spanned!(span=> ::diesel::ExpressionMethods::eq(#column, &__claims.#name))
    } else {
        quote_spanned!(span=> ::diesel::ExpressionMethods::eq(#column, __claims.#name.as_deref().unwrap_or("")))
    }
}

/// Whether a missing claim leaves the column to its default. Text becomes empty instead.
pub(super) fn is_left_out(field: &Field<'_>) -> bool {
    field.claim().is_some_and(Claim::is_optional) && !field.is_string()
}

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Type};

use super::insert::is_left_out;
use crate::field::{Field, Role};
use crate::model::Model;

/// `DieselUserStore::check` compares it with the database. The names are those of the table, not of the fields.
pub(super) fn layout(model: &Model<'_>, connection: &Type) -> TokenStream {
    let table = &model.table;
    let name = |column: &Ident| quote!(<#table::#column as ::diesel::Column>::NAME);
    let keys = model.keys().map(|field| {
        let (column, chars) = (name(&field.column), longest(field));
        quote!((#column, #chars))
    });
    let read = model.fields.iter().map(|field| name(&field.column));
    let extra = model.insert.iter().map(|insert| name(&insert.column));
    let inserted = model
        .fields
        .iter()
        .filter(|field| is_inserted(field))
        .map(|field| name(&field.column))
        .chain(extra);
    let filtered = model.filter.is_some();
    quote! {
        fn layout(__conn: &mut #connection) -> ::diesel::QueryResult<__jwt::Layout> {
            let __table = __jwt::TableName(#table::table);
            let __table: __jwt::CatalogRow = ::diesel::RunQueryDsl::get_result(__table, __conn)?;
            ::core::result::Result::Ok(__jwt::Layout {
                table: __table.into_name(),
                key: &[#(#keys),*],
                read: &[#(#read),*],
                inserted: &[#(#inserted),*],
                filtered: #filtered,
            })
        }
        fn catalog(
            __conn: &mut #connection,
            __query: &str,
        ) -> ::diesel::QueryResult<::std::vec::Vec<__jwt::CatalogRow>> {
            ::diesel::RunQueryDsl::load(::diesel::sql_query(__query), __conn)
        }
    }
}

fn longest(field: &Field<'_>) -> TokenStream {
    match field.claim().map(|claim| &claim.max_len) {
        _ if !field.holds_text() => quote!(::core::option::Option::None),
        Some(Some(length)) => quote!(::core::option::Option::Some(#length)),
        _ => quote!(::core::option::Option::Some(__jwt::MAX_KEY_CHARS)),
    }
}

/// Whether an `INSERT` fills the column whatever the token says.
fn is_inserted(field: &Field<'_>) -> bool {
    match field.role {
        Role::Claim(_) => !is_left_out(field),
        Role::IssuedAt(_) | Role::Active { with: None, .. } => true,
        _ => false,
    }
}

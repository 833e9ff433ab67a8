//! What is generated beside the errors, so that "trait not implemented" does not bury them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::attr::StructAttr;
use crate::ctxt::Ctxt;
use crate::model::default_crate;

pub(crate) fn fallback(input: &DeriveInput) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let attr = StructAttr::parse(&input.attrs, &mut Ctxt::default());
    let krate = attr.krate.unwrap_or_else(default_crate);
    let (ident, vis) = (&input.ident, &input.vis);
    let claims = attr.claims.map(|name| quote!(#vis struct #name {}));
    let stored = if attr.table.is_some() {
        quote! {
            impl<Conn> __jwt::DieselUser<Conn> for #ident {
                fn find(_: &mut Conn, _: &()) -> ::diesel::QueryResult<::core::option::Option<Self>> {
                    ::core::unreachable!()
                }
                fn insert(_: &mut Conn, _: &(), _: ::core::option::Option<i64>) -> ::diesel::QueryResult<usize> {
                    ::core::unreachable!()
                }
                fn update(_: &mut Conn, _: &(), _: __jwt::Write) -> ::diesel::QueryResult<usize> {
                    ::core::unreachable!()
                }
            }
        }
    } else {
        quote! {
            impl __jwt::ClaimsUser for #ident {
                fn from_claims(_: &()) -> Self { ::core::unreachable!() }
            }
        }
    };
    quote! {
        #claims
        const _: () = {
            use #krate::__private as __jwt;
            impl __jwt::JwtUser for #ident {
                type Claims = ();
                const COLUMNS: &'static [&'static str] = &[];
                const HAS_WATERMARK: bool = false;
                fn has_key_of(&self, _: &()) -> bool { ::core::unreachable!() }
                fn same_person(_: &(), _: &()) -> bool { ::core::unreachable!() }
                fn changes(&self, _: &()) -> __jwt::Changes { ::core::unreachable!() }
                fn apply(&mut self, _: &(), _: __jwt::Changes) { ::core::unreachable!() }
            }
            #stored
        };
    }
}

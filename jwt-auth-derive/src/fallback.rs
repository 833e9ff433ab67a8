//! What is generated beside the errors, so that "trait not implemented" does not bury them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Ident, parse_quote};

use crate::attr::{FieldAttr, StructAttr};
use crate::ctxt::Ctxt;
use crate::model::default_crate;

pub(crate) fn fallback(input: &DeriveInput) -> TokenStream {
    let attr = StructAttr::parse(&input.attrs, &mut Ctxt::default());
    let krate = attr.krate.unwrap_or_else(default_crate);
    let ident = &input.ident;
    let (claims, claims_struct, from_claims) = match &attr.claims {
        Some(name) => (
            quote!(#name),
            Some(claims_struct(input, name)),
            Some(from_claims(name)),
        ),
        None => (quote!(()), None, None),
    };
    let mut generics = input.generics.clone();
    if !generics.params.is_empty() {
        let supertraits = parse_quote!(Self: ::core::marker::Send + ::core::marker::Sync + 'static);
        generics.make_where_clause().predicates.push(supertraits);
    }
    let (of, arguments, bounds) = generics.split_for_impl();
    let mut with_conn = generics.clone();
    with_conn.params.push(parse_quote!(__Conn));
    let of_conn = with_conn.split_for_impl().0;
    let stored = if attr.table.is_some() {
        quote! {
            impl #of_conn __jwt::DieselUser<__Conn> for #ident #arguments #bounds {
                fn find(_: &mut __Conn, _: &#claims) -> ::diesel::QueryResult<::core::option::Option<Self>> {
                    ::core::unreachable!()
                }
                fn insert(_: &mut __Conn, _: &#claims, _: ::core::option::Option<i64>, _: __jwt::Changes) -> ::diesel::QueryResult<usize> {
                    ::core::unreachable!()
                }
                fn link(_: &mut __Conn, _: &Self, _: &#claims, _: ::core::option::Option<i64>) -> ::diesel::QueryResult<usize> {
                    ::core::unreachable!()
                }
                fn layout(_: &mut __Conn) -> ::diesel::QueryResult<__jwt::Layout> { ::core::unreachable!() }
                fn catalog(_: &mut __Conn, _: &str) -> ::diesel::QueryResult<::std::vec::Vec<__jwt::CatalogRow>> {
                    ::core::unreachable!()
                }
                fn update(_: &mut __Conn, _: &#claims, _: __jwt::Write) -> ::diesel::QueryResult<usize> {
                    ::core::unreachable!()
                }
            }
        }
    } else {
        quote! {
            impl #of __jwt::ClaimsUser for #ident #arguments #bounds {
                fn from_claims(_: &#claims) -> Self { ::core::unreachable!() }
            }
        }
    };
    quote! {
        #claims_struct
        const _: () = {
            use #krate::__private as __jwt;
            #from_claims
            impl #of __jwt::JwtUser for #ident #arguments #bounds {
                type Claims = #claims;
                const COLUMNS: &'static [&'static str] = &[];
                const HAS_WATERMARK: bool = false;
                fn has_key_of(&self, _: &#claims) -> bool { ::core::unreachable!() }
                fn same_person(_: &#claims, _: &#claims) -> bool { ::core::unreachable!() }
                fn key_text(_: &#claims) -> ::std::borrow::Cow<'_, str> { ::core::unreachable!() }
                fn changes(&self, _: &#claims) -> __jwt::Changes { ::core::unreachable!() }
            }
            #stored
        };
    }
}

/// With every field that the model has, so that functions that read claims still compile.
fn claims_struct(input: &DeriveInput, name: &Ident) -> TokenStream {
    let vis = &input.vis;
    let fields = match &input.data {
        Data::Struct(data) if input.generics.params.is_empty() => Some(&data.fields),
        _ => None,
    };
    let fields = fields.into_iter().flatten().filter_map(|field| {
        let (ident, ty) = (field.ident.as_ref()?, &field.ty);
        let attr = FieldAttr::parse(&field.attrs, &mut Ctxt::default());
        Some(match (attr.optional, attr.default) {
            (Some(_), None) => quote!(pub #ident: ::core::option::Option<#ty>,),
            _ => quote!(pub #ident: #ty,),
        })
    });
    quote!(#vis struct #name { #(#fields)* })
}

fn from_claims(name: &Ident) -> TokenStream {
    quote! {
        impl __jwt::FromClaims for #name {
            fn from_claims(_: &__jwt::ClaimSet<'_>) -> ::core::result::Result<Self, __jwt::Refusal> {
                ::core::unreachable!()
            }
        }
    }
}

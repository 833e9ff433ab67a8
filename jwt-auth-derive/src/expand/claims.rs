use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::field::{Claim, Field, Presence};
use crate::model::Model;

/// The claims with the types of the model's own fields; an optional one is wrapped in `Option`.
pub(super) fn claims_struct(model: &Model<'_>) -> TokenStream {
    let name = &model.claims;
    let doc = format!(
        " The claims of a token that a `{}` is filled from.",
        model.ident
    );
    let vis = if model.claims_named {
        let vis = model.vis;
        quote!(#vis)
    } else {
        quote!(pub)
    };
    let fields = with_claims(model).map(|(field, claim)| {
        let (ident, ty) = (field.ident, field.ty);
        let doc = format!(" The claim `{}`.", claim.name.value());
        let ty = if claim.is_optional() {
            quote_spanned!(ty.span()=> ::core::option::Option<#ty>)
        } else {
            quote!(#ty)
        };
        quote! {
            #[doc = #doc]
            pub #ident: #ty,
        }
    });
    quote! {
        #[doc = #doc]
        #vis struct #name {
            #(#fields)*
        }
    }
}

pub(super) fn from_claims(model: &Model<'_>) -> TokenStream {
    let name = &model.claims;
    let fields = with_claims(model).map(|(field, claim)| {
        let ident = field.ident;
        let value = read(field, claim);
        quote!(#ident: #value,)
    });
    quote! {
        #[automatically_derived]
        impl __jwt::FromClaims for #name {
            fn from_claims(__claims: &__jwt::ClaimSet<'_>) -> ::core::result::Result<Self, __jwt::Refusal> {
                ::core::result::Result::Ok(Self { #(#fields)* })
            }
        }
    }
}

fn read(field: &Field<'_>, claim: &Claim) -> TokenStream {
    let name = &claim.name;
    let max = claim
        .max_len
        .as_ref()
        .map(|length| quote_spanned!(length.span()=> .max_chars(#length)));
    let found = if claim.nested {
        quote!(__claims.path(#name))
    } else {
        quote!(__claims.claim(#name))
    };
    if claim.key.is_some() {
        let ty = field.ty;
        return quote_spanned!(ty.span()=> <#ty as __jwt::UserKey>::from_claim(#found.key()#max)?);
    }
    let (required, optional) = match &claim.with {
        Some(function) => (
            quote_spanned!(function.span()=> .required_with(#function)),
            quote_spanned!(function.span()=> .optional_with(#function)),
        ),
        None => (
            quote_spanned!(field.ty.span()=> .required()),
            quote_spanned!(field.ty.span()=> .optional()),
        ),
    };
    let nullable = field.is_option();
    let read = match &claim.presence {
        Presence::Required if nullable => match &claim.with {
            Some(_) => quote!(#optional?.flatten()),
            None => quote!(#optional?),
        },
        Presence::Required => quote!(#required?),
        Presence::Optional => quote!(#optional?),
        Presence::Default(value) => {
            quote_spanned!(value.span()=> #optional?.unwrap_or_else(|| #value))
        }
    };
    quote!(#found #max #read)
}

fn with_claims<'m>(model: &'m Model<'_>) -> impl Iterator<Item = (&'m Field<'m>, &'m Claim)> {
    model
        .fields
        .iter()
        .filter_map(|field| Some((field, field.claim()?)))
}

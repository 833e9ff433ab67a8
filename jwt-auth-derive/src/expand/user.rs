use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use crate::field::{Field, Role};
use crate::model::Model;

pub(super) fn jwt_user(model: &Model<'_>) -> TokenStream {
    let (ident, claims) = (model.ident, &model.claims);
    let key = model.key().map(|field| field.ident);
    let columns = model
        .synced()
        .map(|(_, field)| field.column.unraw().to_string());
    let has_watermark = model.watermark().is_some();
    let differs = model.synced().map(|(place, field)| differs(place, field));
    let applies = model.synced().map(|(place, field)| apply(place, field));
    let watermark = model.watermark().map(watermark);
    let active = model.fields.iter().find_map(is_active);
    let staff = flag(model, |field| field.staff.is_some())
        .map(|field| quote!(fn is_staff(&self) -> bool { self.#field }));
    let superuser = flag(model, |field| field.superuser.is_some())
        .map(|field| quote!(fn is_superuser(&self) -> bool { self.#field }));
    quote! {
        #[automatically_derived]
        impl __jwt::JwtUser for #ident {
            type Claims = #claims;
            const COLUMNS: &'static [&'static str] = &[#(#columns),*];
            const HAS_WATERMARK: bool = #has_watermark;

            fn has_key_of(&self, __claims: &#claims) -> bool {
                self.#key == __claims.#key
            }
            fn same_person(__one: &#claims, __other: &#claims) -> bool {
                __one.#key == __other.#key
            }
            fn changes(&self, __claims: &#claims) -> __jwt::Changes {
                __jwt::Changes::none() #(#differs)*
            }
            fn apply(&mut self, __claims: &#claims, __changes: __jwt::Changes) {
                #(#applies)*
            }
            #watermark
            #active
            #staff
            #superuser
        }
    }
}

/// A claims-only user is built from its claims; a missing optional one is the type's default.
pub(super) fn claims_user(model: &Model<'_>) -> TokenStream {
    let (ident, claims) = (model.ident, &model.claims);
    let fields = model.fields.iter().filter_map(|field| {
        let (name, claim) = (field.ident, field.claim()?);
        let value = quote_spanned!(field.ty.span()=> ::core::clone::Clone::clone(&__claims.#name));
        Some(if claim.is_optional() {
            quote!(#name: #value.unwrap_or_default(),)
        } else {
            quote!(#name: #value,)
        })
    });
    quote! {
        #[automatically_derived]
        impl __jwt::ClaimsUser for #ident {
            fn from_claims(__claims: &#claims) -> Self {
                Self { #(#fields)* }
            }
        }
    }
}

fn differs(place: u32, field: &Field<'_>) -> TokenStream {
    let name = field.ident;
    let differs = if field.claim().is_some_and(|claim| claim.is_optional()) {
        quote_spanned!(field.ty.span()=> __claims.#name.as_ref().is_some_and(|__new| self.#name != *__new))
    } else {
        quote_spanned!(field.ty.span()=> self.#name != __claims.#name)
    };
    quote!(.and(#place, #differs))
}

fn apply(place: u32, field: &Field<'_>) -> TokenStream {
    let name = field.ident;
    let value = quote_spanned!(field.ty.span()=> ::core::clone::Clone::clone(&__claims.#name));
    let take = if field.claim().is_some_and(|claim| claim.is_optional()) {
        quote!(if let ::core::option::Option::Some(__new) = #value { self.#name = __new; })
    } else {
        quote!(self.#name = #value;)
    };
    quote!(if __changes.contains(#place) { #take })
}

fn watermark(field: &Field<'_>) -> TokenStream {
    let name = field.ident;
    let read = quote_spanned!(field.ty.span()=> self.#name);
    quote! {
        fn watermark(&self) -> ::core::option::Option<i64> { #read }
        fn set_watermark(&mut self, __issued_at: i64) {
            self.#name = ::core::option::Option::Some(__issued_at);
        }
    }
}

fn is_active(field: &Field<'_>) -> Option<TokenStream> {
    let Role::Active { with, .. } = &field.role else {
        return None;
    };
    let name = field.ident;
    let active = match with {
        Some(function) => quote_spanned!(function.span()=> #function(&self.#name)),
        None => quote_spanned!(field.ty.span()=> self.#name),
    };
    Some(quote!(fn is_active(&self) -> bool { #active }))
}

fn flag<'m>(model: &'m Model<'_>, is_flag: impl Fn(&Field<'_>) -> bool) -> Option<&'m syn::Ident> {
    model
        .fields
        .iter()
        .find(|field| is_flag(field))
        .map(|field| field.ident)
}

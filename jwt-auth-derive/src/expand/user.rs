use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Path;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use crate::field::{Field, Role};
use crate::model::Model;

pub(super) fn jwt_user(model: &Model<'_>) -> TokenStream {
    let (ident, claims) = (model.ident, &model.claims);
    let keys: Vec<_> = model.keys().map(|field| field.ident).collect();
    let key_text = model.keys().find(|field| !field.is_issuer()).map(key_text);
    let key_has_issuer = model.keys().any(Field::is_issuer);
    let optional_on_conflict = model
        .synced()
        .filter(|(_, field)| field.is_optional_on_conflict())
        .map(|(place, _)| quote!(.and(#place, true)));
    let columns = model
        .synced()
        .map(|(_, field)| field.column.unraw().to_string());
    let has_watermark = model.watermark().is_some();
    let differs = model.synced().map(|(place, field)| differs(place, field));
    let watermark = model.watermark().map(watermark);
    let not_before = model.fields.iter().find_map(not_before);
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
            const KEY_HAS_ISSUER: bool = #key_has_issuer;
            const OPTIONAL_ON_CONFLICT: __jwt::Changes = __jwt::Changes::none() #(#optional_on_conflict)*;

            fn has_key_of(&self, __claims: &#claims) -> bool {
                #(self.#keys == __claims.#keys)&&*
            }
            fn same_person(__one: &#claims, __other: &#claims) -> bool {
                #(__one.#keys == __other.#keys)&&*
            }
            #key_text
            fn changes(&self, __claims: &#claims) -> __jwt::Changes {
                __jwt::Changes::none() #(#differs)*
            }
            #watermark
            #not_before
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

fn key_text(field: &Field<'_>) -> TokenStream {
    let (name, claims) = (field.ident, quote!(__claims));
    let text = quote_spanned!(field.ty.span()=> __jwt::UserKey::text(&#claims.#name));
    quote! {
        fn key_text(__claims: &Self::Claims) -> ::std::borrow::Cow<'_, str> { #text }
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
        Some(function) => call(function, field),
        None => quote_spanned!(field.ty.span()=> self.#name),
    };
    Some(quote!(fn is_active(&self) -> bool { #active }))
}

fn not_before(field: &Field<'_>) -> Option<TokenStream> {
    let Role::NotBefore { with, .. } = &field.role else {
        return None;
    };
    let name = field.ident;
    let second = match with {
        Some(function) => call(function, field),
        None => quote_spanned!(field.ty.span()=> self.#name),
    };
    Some(quote!(fn not_before(&self) -> ::core::option::Option<i64> { #second }))
}

/// Where a `macro_rules!` macro was given the function, a `self` that stands where the function does is not this one.
fn call(function: &Path, field: &Field<'_>) -> TokenStream {
    let name = field.ident;
    let value = quote!(self.#name);
    quote_spanned!(function.span()=> #function(&#value))
}

fn flag<'m>(model: &'m Model<'_>, is_flag: impl Fn(&Field<'_>) -> bool) -> Option<&'m syn::Ident> {
    model
        .fields
        .iter()
        .find(|field| is_flag(field))
        .map(|field| field.ident)
}

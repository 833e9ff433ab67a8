mod claims;
mod find;
mod insert;
mod layout;
mod link;
mod update;
mod user;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Type};

use crate::check::check;
use crate::ctxt::Ctxt;
use crate::fallback::fallback;
use crate::model::Model;

/// Input to output: an expansion, or every mistake and a stand-in.
///
/// Trait methods are called by their full paths: the user's module may have another trait with a method of that name,
/// such as `diesel_async::RunQueryDsl`. Generated names start with `__`: Actix turns a handler `fn claims` into a unit
/// struct `claims`, and a plain parameter of that name would be a pattern that matches the struct.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut ctxt = Ctxt::default();
    let model = Model::from_syn(&input, &mut ctxt);
    if let Some(model) = &model {
        check(model, &mut ctxt);
    }
    match (ctxt.finish(), model) {
        (Ok(()), Some(model)) => expand(&model),
        (Ok(()), None) => TokenStream::new(),
        (Err(error), _) => {
            let errors = error.into_compile_error();
            let stand_in = fallback(&input);
            quote!(#errors #stand_in)
        }
    }
}

fn expand(model: &Model<'_>) -> TokenStream {
    let krate = &model.krate;
    let claims_struct = claims::claims_struct(model);
    let from_claims = claims::from_claims(model);
    let user = user::jwt_user(model);
    let kept = if model.table.is_some() {
        statements(model)
    } else {
        user::claims_user(model)
    };
    let (named, unnamed) = if model.claims_named {
        (Some(claims_struct), None)
    } else {
        (None, Some(claims_struct))
    };
    quote! {
        #named
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        #[allow(unreachable_pub, unused_qualifications)]
        const _: () = {
            use #krate::__private as __jwt;
            #unnamed
            #from_claims
            #user
            #kept
        };
    }
}

fn statements(model: &Model<'_>) -> TokenStream {
    let ident = model.ident;
    let impls = model.connections.iter().map(|connection| {
        let find = find::find(model, connection);
        let insert = insert::insert(model, connection);
        let update = update::update(model, connection);
        let link = link::link(model, connection);
        let layout = layout::layout(model, connection);
        let in_process = in_process(connection);
        quote! {
            #[automatically_derived]
            impl __jwt::DieselUser<#connection> for #ident {
                #in_process
                #find
                #insert
                #update
                #link
                #layout
            }
        }
    });
    quote! {
        #(#impls)*
    }
}

/// SQLite is known by the name of its connection; by another name it counts as a database that is somewhere else.
fn in_process(connection: &Type) -> Option<TokenStream> {
    let Type::Path(path) = connection else {
        return None;
    };
    let name = &path.path.segments.last()?.ident;
    (name == "SqliteConnection").then(|| {
        quote!(
            const IN_PROCESS: bool = true;
        )
    })
}

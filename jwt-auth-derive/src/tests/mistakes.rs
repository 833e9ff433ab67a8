use insta::assert_snapshot;
use quote::{format_ident, quote};

use super::expanded;

/// The stand-in answers for the traits and the named claims, so that the rest of the crate is checked as if all were
/// well.
#[test]
fn a_row_with_mistakes_gets_all_errors_and_a_stand_in() {
    assert_snapshot!(expanded(quote! {
        #[diesel(table_name = users)]
        #[jwt(claims = UserClaims)]
        pub(crate) struct User {
            #[jwt(claim = "user_uuid")]
            username: String,
            #[jwt(claim = "user_first_name", optional, default = String::new())]
            first_name: String,
            #[jwt(claim = "user_last_name", optional)]
            last_name: String,
            #[jwt(claim = "user_is_staff", staff, on_create)]
            is_staff: bool,
        }
    }));
}

#[test]
fn claims_without_a_table_get_the_stand_in_for_claims() {
    assert_snapshot!(expanded(quote! {
        #[jwt(crate = sign_in)]
        struct Visitor {
            #[jwt(key)]
            uuid: String,
        }
    }));
}

#[test]
fn a_generic_struct_gets_a_stand_in_for_its_parameters() {
    assert_snapshot!(expanded(quote! {
        #[diesel(table_name = users)]
        #[jwt(connection = SqliteConnection)]
        struct User<'a, T: Clone, const N: usize>
        where
            T: Default,
        {
            #[jwt(key, claim = "user_uuid")]
            username: &'a str,
            extra: [T; N],
        }
    }));
}

#[test]
fn what_is_no_rust_item_gets_the_error_alone() {
    assert_snapshot!(expanded(quote!(
        fn user() {}
    )));
}

/// The set of changed columns has a bit for each, and the key is none of them.
#[test]
fn sixty_four_fields_can_be_kept_in_step_and_no_more() {
    let with_fields = |count: usize| {
        let fields = (1..=count).map(|number| {
            let (field, claim) = (format_ident!("f{number}"), format!("c{number}"));
            quote!(#[jwt(claim = #claim)] #field: bool,)
        });
        expanded(quote!(struct Visitor { #[jwt(key, claim = "sub")] sub: String, #(#fields)* }))
    };
    assert!(!with_fields(64).contains("compile_error"));
    let refused = with_fields(65);
    assert!(refused.contains("at most 64 fields can be kept in step with a token"));
}

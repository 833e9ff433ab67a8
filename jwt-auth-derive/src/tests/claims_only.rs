use insta::assert_snapshot;
use quote::quote;

use super::expanded;

#[test]
fn without_a_table_there_are_no_statements_and_nothing_of_diesel() {
    let expansion = expanded(quote! {
        #[derive(Debug, Clone, JwtUser)]
        pub struct Visitor {
            #[jwt(key, claim = "user_uuid")]
            pub uuid: String,
            #[jwt(claim = "user_is_staff", staff, default = false)]
            pub is_staff: bool,
            #[jwt(claim = "user_first_name", optional)]
            pub first_name: String,
            #[jwt(claim = "locale")]
            pub locale: Option<String>,
        }
    });
    assert!(!expansion.contains("diesel"), "{expansion}");
    assert_snapshot!(expansion);
}

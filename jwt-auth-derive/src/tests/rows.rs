use insta::assert_snapshot;
use quote::quote;

use super::expanded;

/// The model of the design and of the README.
#[test]
fn a_row_gets_claims_a_mapping_and_three_statements() {
    assert_snapshot!(expanded(quote! {
        #[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
        #[diesel(table_name = users)]
        #[jwt(connection = SqliteConnection)]
        struct User {
            id: i32,
            #[jwt(key, claim = "user_uuid")]
            username: String,
            #[jwt(claim = "user_email")]
            email: String,
            #[jwt(claim = "user_is_staff", staff)]
            is_staff: bool,
            #[jwt(claim = "user_is_superuser", superuser)]
            is_superuser: bool,
            #[jwt(claim = "user_first_name", optional)]
            first_name: String,
            #[jwt(claim = "user_last_name", optional)]
            last_name: String,
            #[jwt(active)]
            is_active: bool,
            #[jwt(issued_at)]
            token_iat: Option<i64>,
        }
    }));
}

/// Nothing can differ, so there is no `UPDATE`: Diesel would refuse an empty one.
#[test]
fn a_key_alone_never_updates() {
    assert_snapshot!(expanded(quote! {
        #[diesel(table_name = people)]
        #[jwt(connection = PgConnection)]
        pub struct Person {
            #[jwt(key, claim = "sub")]
            pub subject: String,
        }
    }));
}

//! The table of every case here.

diesel::table! {
    users (id) {
        id -> Integer,
        username -> Text,
        email -> Text,
        password -> Text,
        is_staff -> Bool,
        is_superuser -> Bool,
        is_active -> Bool,
        token_iat -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// What Django's own migrations make, and after it the columns of `migrations/additive`, of which each model names only
    /// those that it has.
    auth_user (id) {
        id -> Integer,
        password -> Text,
        last_login -> Nullable<Timestamp>,
        is_superuser -> Bool,
        username -> Text,
        last_name -> Text,
        email -> Text,
        is_staff -> Bool,
        is_active -> Bool,
        date_joined -> Timestamp,
        first_name -> Text,
        token_iat -> Nullable<BigInt>,
        not_before -> Nullable<BigInt>,
        user_uuid -> Nullable<Text>,
    }
}

use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, SharedUserStore};

#[derive(JwtUser)]
#[jwt(filter = true)]
struct User {
    #[jwt(key, claim = "user_uuid")]
    username: String,
}

fn main() {
    let _ = SharedUserStore::<User>::new(ClaimsOnlyStore);
}

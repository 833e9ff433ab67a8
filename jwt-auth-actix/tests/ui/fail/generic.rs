use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, SharedUserStore};

#[derive(JwtUser)]
struct Visitor<T> {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "level")]
    level: T,
}

fn main() {
    let _ = SharedUserStore::<Visitor<u8>>::new(ClaimsOnlyStore);
}

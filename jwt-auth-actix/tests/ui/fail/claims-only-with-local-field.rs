use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, SharedUserStore};

#[derive(JwtUser)]
struct Visitor {
    id: i32,
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
}

fn main() {
    let _ = SharedUserStore::<Visitor>::new(ClaimsOnlyStore);
}

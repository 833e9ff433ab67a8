use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, SharedUserStore};

#[derive(JwtUser)]
struct Visitor {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(active)]
    is_active: bool,
}

fn main() {
    let _ = SharedUserStore::<Visitor>::new(ClaimsOnlyStore);
}

use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, SharedUserStore};

#[derive(JwtUser)]
enum Visitor {
    Guest {
        #[jwt(key, claim = "user_uuid")]
        uuid: String,
    },
}

fn main() {
    let _ = SharedUserStore::<Visitor>::new(ClaimsOnlyStore);
}

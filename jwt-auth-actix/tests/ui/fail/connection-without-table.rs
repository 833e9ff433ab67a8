use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, SharedUserStore};

#[derive(JwtUser)]
#[jwt(connection = diesel::SqliteConnection)]
struct Visitor {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
}

fn main() {
    let _ = SharedUserStore::<Visitor>::new(ClaimsOnlyStore);
}

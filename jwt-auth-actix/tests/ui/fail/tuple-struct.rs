use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, SharedUserStore};

#[derive(JwtUser)]
struct Visitor(#[jwt(key, claim = "user_uuid")] String);

fn main() {
    let _ = SharedUserStore::<Visitor>::new(ClaimsOnlyStore);
}

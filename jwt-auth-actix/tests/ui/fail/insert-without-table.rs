use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, SharedUserStore};

#[derive(JwtUser)]
#[jwt(claims = VisitorClaims, insert(password = unusable_password))]
struct Visitor {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
}

fn unusable_password(_: &VisitorClaims) -> String {
    "!".to_owned()
}

fn main() {
    let _ = SharedUserStore::<Visitor>::new(ClaimsOnlyStore);
}

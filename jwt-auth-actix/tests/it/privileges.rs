//! Staff and superusers.

use serde_json::json;

use crate::service::{Database, ada, app, auth, get, issuer, send, signed_in, with};

#[actix_web::test]
async fn a_privilege_opens_its_own_door_and_no_other() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let now = issuer.registered_claims()["iat"].as_i64().unwrap();
    let people = [(false, false), (true, false), (false, true), (true, true)];
    for (age, (staff, superuser)) in (0..).zip(people) {
        let claims = json!({
            "iat": now - 10 + age,
            "user_is_staff": staff,
            "user_is_superuser": superuser,
        });
        let token = issuer.access_token(&with(ada(), claims));
        for (path, may) in [("/staff", staff), ("/superuser", superuser)] {
            let expected = if may { 200 } else { 403 };
            let answer = send(&app, signed_in(get(path), &token)).await;
            assert_eq!(
                answer.status.as_u16(),
                expected,
                "{path} {staff} {superuser}"
            );
            assert!(answer.header("location").is_none());
        }
    }
    for path in ["/staff", "/superuser"] {
        assert_eq!(send(&app, get(path)).await.status, 302, "{path}");
    }
}

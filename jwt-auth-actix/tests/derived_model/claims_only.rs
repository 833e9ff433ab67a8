use std::sync::Arc;

use jwt_auth_actix::{
    ClaimsOnlyStore, JwtUser, Refusal, SharedUserStore, TestIssuer, UserStore, Verifier,
};
use serde_json::{Value, json};

/// SimpleJWT's `TokenUser`: the person is what the token says.
#[derive(Debug, Clone, PartialEq, JwtUser)]
struct Visitor {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(claim = "groups", with = administrates, default = false, superuser)]
    is_superuser: bool,
    #[jwt(claim = "user_first_name", optional, max_len = 10)]
    first_name: String,
    #[jwt(claim = "level", optional)]
    level: u8,
    #[jwt(claim = "locale")]
    locale: Option<String>,
    #[jwt(claim = "theme", default = "light".to_owned())]
    theme: String,
}

fn administrates(groups: Vec<String>) -> Result<bool, &'static str> {
    if groups.is_empty() {
        return Err("everybody is in some group");
    }
    Ok(groups.iter().any(|group| group == "administrators"))
}

async fn sign_in(claims: Value) -> Result<Visitor, Refusal> {
    let issuer = TestIssuer::hs512();
    let verifier = Verifier::simple_jwt(issuer.verifying_key())
        .build()
        .unwrap();
    let verified = verifier.verify(&issuer.access_token(&claims))?;
    let store = SharedUserStore::<Visitor>::new(ClaimsOnlyStore);
    Ok(store.get_or_sync(Arc::new(verified)).await.unwrap())
}

#[tokio::test]
async fn the_user_is_what_the_token_says() {
    let claims = json!({
        "user_uuid": "6f1c", "user_is_staff": true, "groups": ["administrators"], "user_first_name": "Ada", "level": 3,
        "locale": "it", "theme": "dark",
    });
    let expected = Visitor {
        uuid: "6f1c".to_owned(),
        is_staff: true,
        is_superuser: true,
        first_name: "Ada".to_owned(),
        level: 3,
        locale: Some("it".to_owned()),
        theme: "dark".to_owned(),
    };
    let visitor = sign_in(claims).await.unwrap();
    assert!(visitor.is_staff() && visitor.is_superuser() && visitor.is_active());
    assert_eq!(visitor, expected);
}

#[tokio::test]
async fn what_is_missing_is_the_types_default_or_none_or_the_models_default() {
    let expected = Visitor {
        uuid: "6f1c".to_owned(),
        is_staff: false,
        is_superuser: false,
        first_name: String::new(),
        level: 0,
        locale: None,
        theme: "light".to_owned(),
    };
    let missing = json!({"user_uuid": "6f1c", "user_is_staff": false});
    assert_eq!(sign_in(missing).await.unwrap(), expected);
    let nulls = json!({
        "user_uuid": "6f1c", "user_is_staff": false, "groups": null, "user_first_name": null, "level": null,
        "locale": null, "theme": null,
    });
    assert_eq!(sign_in(nulls).await.unwrap(), expected);
}

#[tokio::test]
async fn claims_are_judged_as_for_a_row() {
    let with = |name: &str, value: Value| {
        let mut claims = json!({"user_uuid": "6f1c", "user_is_staff": false});
        claims[name] = value;
        sign_in(claims)
    };
    for (name, value) in [
        ("user_uuid", json!("")),
        ("user_uuid", json!(" 6f1c")),
        ("user_is_staff", json!("true")),
        ("groups", json!([])),
        ("user_first_name", json!("Augusta Ada")),
        ("level", json!(256)),
        ("locale", json!("i\0t")),
    ] {
        let refused = with(name, value).await;
        assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim(name));
    }
    for name in ["user_uuid", "user_is_staff"] {
        let refused = with(name, Value::Null).await;
        assert_eq!(refused.unwrap_err(), Refusal::MissingClaim(name));
    }
}

#[tokio::test]
async fn people_are_told_apart_by_their_key() {
    let ada = sign_in(json!({"user_uuid": "6f1c", "user_is_staff": false}))
        .await
        .unwrap();
    let bob = sign_in(json!({"user_uuid": "6F1C", "user_is_staff": false}))
        .await
        .unwrap();
    assert_ne!(ada, bob);
    assert_eq!(Visitor::COLUMNS.len(), 6);
}

//! X31: `{:?}` of whatever is public shows no token, no key and nothing that a token said.

use std::fmt::Debug;

use actix_web::test::TestRequest;
use actix_web::test::init_service;
use actix_web::{App, web};
use diesel::SqliteConnection;
use jwt_auth_actix::{
    Algorithm, AuthError, CacheSettings, Challenge, ClaimSet, CrossOriginProtection, CurrentUser,
    DieselUserStore, FromClaims, JwkSet, JwkSetFile, JwtAuth, JwtUser, KeySet, KeySource, LazyUser,
    LoginRequired, MaybeUser, Refusal, RemoteJwkSet, SharedUserStore, StaffRequired, StaffUser,
    SuperUser, SuperuserRequired, TestClock, TestIssuer, TokenExpiry, UserPassesTest, UserPassing,
    UserStoreError, UserTest, VerificationCache, VerifiedClaims, Verifier, VerifyingKey,
};
use serde_json::{Value, json};

use crate::log::listen;
use crate::people::Store;
use crate::public_types::assert_all_public;
use crate::service::{get, send, with_cookie};

const SECRET: &str = "nobody guesses this one: 5d0e1f7ab94c2c83e6f7091a2b3c4d5e6f708192a3b4c5d6";
const KEY: &str = "6f1c0001-5d0e1f7a";
const EMAIL: &str = "ada-5d0e1f7a@example.org";

/// Its `Debug` is the developer's own, so it says nothing here.
#[derive(JwtUser)]
struct Person {
    #[jwt(key, claim = "user_uuid")]
    _username: String,
    #[jwt(claim = "user_email")]
    _email: String,
    #[jwt(claim = "user_is_staff", staff, superuser)]
    _is_staff: bool,
}

impl Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Person")
    }
}

#[derive(Debug)]
struct Anybody;

impl UserTest<Person> for Anybody {
    fn passes(_: &Person) -> bool {
        true
    }
}

/// Name and text of one value of each type.
#[derive(Default)]
struct Shown(Vec<(&'static str, String)>);

impl Shown {
    fn add(&mut self, name: &'static str, value: &impl Debug) {
        self.0.push((name, format!("{value:?} {value:#?}")));
    }

    fn keys(&mut self) {
        let key = || VerifyingKey::hs512(SECRET).unwrap();
        let jwk = json!({"kty": "oct", "k": encoded(SECRET)});
        let short = json!({"kty": "oct", "k": encoded(&SECRET[..20])});
        let text = json!({"keys": [jwk, short]}).to_string();
        let set = JwkSet::from_json(&text, &[Algorithm::HS512]).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &text).unwrap();
        let remote = RemoteJwkSet::at("https://nobody.invalid/?5d0e1f7a", &[Algorithm::EdDSA]);
        let rules = || Verifier::simple_jwt(key());
        self.add("VerifyingKey", &key());
        self.add("SkippedKey", &set.skipped());
        self.add("JwkSet", &set);
        self.add(
            "JwkSetFile",
            &JwkSetFile::open(file.path(), &[Algorithm::HS512]).unwrap(),
        );
        self.add("KeySet", &KeySet::new([key()]));
        self.add("KeySource", &KeySource::from(set));
        self.add("RemoteJwkSetBuilder", &remote);
        self.add("RemoteJwkSet", &remote.build().unwrap());
        self.add("VerifierBuilder", &rules());
        self.add("Verifier", &rules().build().unwrap());
        self.add("TestIssuer", &TestIssuer::hs512());
        self.add("TestClock", &TestClock::at(0));
    }

    fn claims(&mut self, token: &str) {
        struct Texts(Vec<(&'static str, String)>);
        impl FromClaims for Texts {
            fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
                let claim = claims.claim("user_email");
                Ok(Self(vec![
                    ("ClaimSet", format!("{claims:?} {claims:#?}")),
                    ("Claim", format!("{claim:?} {claim:#?}")),
                ]))
            }
        }
        let verifier = verifier();
        let texts = verifier.verify::<Texts>(token).unwrap();
        self.0.extend(texts.claims().0.iter().cloned());
        let verified = verifier.verify::<Value>(token).unwrap();
        assert_eq!(verified.claims()["user_email"], EMAIL);
        self.add("Verified", &verified);
        self.add("RegisteredClaims", verified.registered());
    }

    fn settings(&mut self) {
        let protection = || CrossOriginProtection::builder("https://service.example.org");
        self.add("JwtAuthBuilder", &builder());
        self.add("JwtAuth", &auth());
        self.add("Report", auth().report());
        self.add("CrossOriginProtectionBuilder", &protection());
        self.add("CrossOriginProtection", &protection().build().unwrap());
        self.add("LoginRequired", &LoginRequired::new());
        self.add("StaffRequired", &StaffRequired::new());
        self.add("SuperuserRequired", &SuperuserRequired::new());
        self.add("UserPassesTest", &UserPassesTest::new(|_: &Person| true));
        let store = DieselUserStore::<crate::people::User, SqliteConnection>::connect(
            "/nonexistent/5d0e1f7a/users.db",
        );
        self.add("DieselUserStore", &store.unwrap());
        self.add(
            "SharedUserStore",
            &SharedUserStore::<crate::people::User>::new(Store::Works),
        );
        self.add(
            "UserStoreError",
            &UserStoreError::Refused(Refusal::Inactive),
        );
    }

    async fn extractors(&mut self, token: &str) {
        async fn extracted(
            current: CurrentUser<Person>,
            staff: StaffUser<Person>,
            superuser: SuperUser<Person>,
            passing: UserPassing<Person, Anybody>,
            maybe: MaybeUser<Person>,
            lazy: LazyUser<Person>,
            (claims, expiry): (VerifiedClaims<Value>, TokenExpiry),
        ) -> web::Json<Vec<(&'static str, String)>> {
            let mut shown = Shown::default();
            shown.add("CurrentUser", &current);
            shown.add("StaffUser", &staff);
            shown.add("SuperUser", &superuser);
            shown.add("UserPassing", &passing);
            shown.add("MaybeUser", &maybe);
            shown.add("LazyUser", &lazy);
            shown.add("VerifiedClaims", &claims);
            shown.add("TokenExpiry", &expiry);
            web::Json(shown.0)
        }
        async fn refused(user: LazyUser<Person>) -> String {
            let error: AuthError = user.get().await.unwrap_err();
            format!("{error:?} {error:#?} {error}")
        }
        let cache = VerificationCache::<Person>::new(verifier(), CacheSettings::default());
        let cached = cache.verify(token).await.unwrap();
        self.add("CachedToken", &*cached);
        self.add("VerificationCache", &cache);
        let app = App::new()
            .route("/extracted", web::get().to(extracted))
            .route("/refused", web::get().to(refused))
            .wrap(auth());
        let app = init_service(app).await;
        let answer = send(&app, with_cookie(get("/extracted"), token)).await;
        let texts: Vec<(String, String)> = serde_json::from_str(&answer.body).unwrap();
        for (name, text) in texts {
            self.0.push((Box::leak(name.into_boxed_str()), text));
        }
        let foreign = TestIssuer::hs512().foreign_token(&person());
        let answer = send(&app, with_cookie(get("/refused"), &foreign)).await;
        assert!(answer.body.contains("BadSignature"), "{}", answer.body);
        self.0.push(("AuthError", answer.body));
    }

    /// A challenge is shown to a responder only.
    async fn challenge(&mut self, token: &str) {
        let (sender, receiver) = std::sync::mpsc::channel();
        let responder = move |challenge: &Challenge| {
            sender
                .send(format!("{challenge:?} {challenge:#?}"))
                .unwrap();
            None
        };
        let app = App::new()
            .route("/me", web::get().to(async |_: CurrentUser<Person>| ""))
            .wrap(builder().responder(responder).build().unwrap());
        let app = init_service(app).await;
        let path = "/me?password=5d0e1f7a";
        let request = TestRequest::get().uri(path);
        send(&app, with_cookie(request, &format!("{token}x"))).await;
        self.0.push(("Challenge", receiver.recv().unwrap()));
    }
}

#[actix_web::test]
async fn no_debug_text_of_a_public_type_shows_a_secret() {
    let token = TestIssuer::hs512().access_token(&person());
    let mut shown = Shown::default();
    shown.keys();
    shown.claims(&token);
    shown.settings();
    shown.extractors(&token).await;
    shown.challenge(&token).await;

    let parts: Vec<&str> = token.split('.').collect();
    let (secret, of_tests) = (encoded(SECRET), encoded(TestIssuer::SECRET));
    for (name, text) in &shown.0 {
        let mut hidden = vec![
            "5d0e1f7a",
            EMAIL,
            KEY,
            TestIssuer::SECRET,
            &secret[..20],
            &of_tests[..20],
        ];
        hidden.extend(&parts);
        let numbers = [numbers(SECRET), numbers(TestIssuer::SECRET)];
        hidden.extend(numbers.iter().map(String::as_str));
        // On several lines, `Debug` puts every number of a list on its own.
        let on_one_line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for hidden in hidden {
            assert!(
                !on_one_line.contains(hidden),
                "X31 {name}: {hidden} in {text}"
            );
        }
    }
    assert_all_public(shown.0.iter().map(|(name, _)| *name));
}

fn person() -> Value {
    json!({"user_uuid": KEY, "user_email": EMAIL, "user_is_staff": true, "iss": EMAIL, "sub": KEY})
}

fn verifier() -> Verifier {
    let keys = TestIssuer::hs512().verifying_key();
    Verifier::simple_jwt(keys).build().unwrap()
}

fn builder() -> jwt_auth_actix::JwtAuthBuilder<Person> {
    listen();
    JwtAuth::builder(verifier(), jwt_auth_actix::ClaimsOnlyStore)
        .access_cookie("access")
        .login_url("https://auth.example.org/login")
        .own_url("https://service.example.org")
}

fn auth() -> JwtAuth<Person> {
    builder().build().unwrap()
}

/// The beginning of a text as the list of numbers that `Debug` makes of bytes.
fn numbers(text: &str) -> String {
    let bytes: Vec<_> = text.bytes().take(8).map(|byte| byte.to_string()).collect();
    bytes.join(", ")
}

fn encoded(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

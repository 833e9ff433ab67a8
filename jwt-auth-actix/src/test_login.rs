use std::any::Any;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;
use actix_web::test::TestRequest;
use jwt_auth_core::{JwtUser, Refusal};

use crate::absence::Absence;
use crate::cross_origin::Origins;
use crate::{AnonymousReason, TokenExpiry};

static HEADER: HeaderName = HeaderName::from_static("jwt-auth-test-login");
const TOKEN_LIFETIME: u64 = 300;

type AnyUser = Arc<dyn Any + Send + Sync>;

/// Who is signed in by which header of this process. Nobody outside of it can put anybody here.
static LOGINS: LazyLock<Mutex<HashMap<String, AnyUser>>> = LazyLock::new(Mutex::default);

/// Signs a user in for one request of a test, without token, key, store or database: Django's `force_login`.
///
/// ```
/// use actix_web::test::{TestRequest, call_service, init_service};
/// use actix_web::{App, web};
/// use jwt_auth_actix::{CurrentUser, JwtAuth, JwtUser, Login as _};
///
/// #[derive(JwtUser)]
/// struct User {
///     #[jwt(key, claim = "user_uuid")]
///     username: String,
/// }
///
/// async fn hello(user: CurrentUser<User>) -> String {
///     format!("Hello, {}", user.username)
/// }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let auth = JwtAuth::<User>::for_tests().build().unwrap();
/// let app = init_service(App::new().wrap(auth).route("/", web::get().to(hello))).await;
///
/// let ada = User { username: "ada".to_owned() };
/// let answer = call_service(&app, TestRequest::get().uri("/").login(ada).to_request()).await;
/// assert_eq!(answer.status(), 200);
/// # }
/// ```
pub trait Login {
    /// The request as this user makes it. It counts as one with a cookie from the service's own pages, for a
    /// [`CrossOriginProtection`](crate::CrossOriginProtection) too, unless it has an `Origin`, `Referer` or `Sec-Fetch-Site` that
    /// says otherwise. An inactive user is refused as ever. Extractors of claims
    /// answer 500: there is no token; use [`TestIssuer`](crate::TestIssuer) for them.
    #[must_use]
    fn login<U: JwtUser>(self, user: U) -> Self;
}

impl Login for TestRequest {
    fn login<U: JwtUser>(self, user: U) -> Self {
        self.insert_header(login_header(user))
    }
}

/// The header that signs a user in, for any client of a server that runs in this process:
/// `server.get("/").insert_header(login_header(ada))`. Good for as many requests as you like; see [`Login`].
#[must_use]
pub fn login_header<U: JwtUser>(user: U) -> (&'static str, String) {
    let value = format!("{:016x}{:016x}", random(), random());
    let mut logins = LOGINS.lock().unwrap_or_else(PoisonError::into_inner);
    logins.insert(value.clone(), Arc::new(user));
    (HEADER.as_str(), value)
}

pub(crate) fn is_in(req: &HttpRequest) -> bool {
    find(req).is_some()
}

/// `None` without a login.
pub(crate) fn user<U: JwtUser>(
    req: &HttpRequest,
    origins: &Origins,
) -> Option<Result<Arc<U>, Absence>> {
    let user = find(req)?;
    Some(match Arc::downcast::<U>(user) {
        _ if !origins.nothing_contradicts(req) => {
            Err(Absence::Anonymous(AnonymousReason::CrossOrigin))
        }
        Ok(user) if !user.is_active() => Err(Absence::from(Refusal::Inactive)),
        Ok(user) => Ok(user),
        Err(_) => Err(misused(
            "this login is of another type of user than the JwtAuth is for",
        )),
    })
}

pub(crate) fn has_no_token() -> Absence {
    misused("a login has no token: use a TestIssuer for handlers that ask for claims")
}

/// As of a token that was issued just now.
pub(crate) fn expiry() -> TokenExpiry {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.unwrap_or_default().as_secs();
    let end = i64::try_from(now + TOKEN_LIFETIME).unwrap_or(i64::MAX);
    TokenExpiry::new(end, now)
}

fn find(req: &HttpRequest) -> Option<AnyUser> {
    let value = req.headers().get(&HEADER)?.to_str().ok()?;
    let logins = LOGINS.lock().unwrap_or_else(PoisonError::into_inner);
    logins.get(value).cloned()
}

fn misused(remedy: &'static str) -> Absence {
    tracing::error!(target: "jwt_auth", event = "misconfigured", "{remedy}");
    Absence::Internal
}

/// From the operating system, by way of the keys of a hash map.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

use std::time::{Duration, Instant, SystemTime};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;

use super::identity;
use crate::AuthError;

/// How long to sleep at most before the clocks are read again: they may have jumped, or the machine may have slept.
const NAP: Duration = Duration::from_secs(10);

/// When the token of this request ends, for connections that outlive it: a WebSocket or an event stream was allowed by a
/// token that is good for minutes, and would otherwise go on for days.
///
/// Verifies the token, without any look-up; refuses as [`VerifiedClaims`](super::VerifiedClaims) does.
///
/// ```
/// use actix_web::HttpResponse;
/// use actix_web::web::Bytes;
/// use futures_util::{StreamExt as _, stream};
/// use jwt_auth_actix::TokenExpiry;
///
/// async fn events(expiry: TokenExpiry) -> HttpResponse {
///     let ticks = stream::repeat(Bytes::from_static(b"data: tick\n\n")).map(Ok::<_, actix_web::Error>);
///     HttpResponse::Ok()
///         .content_type("text/event-stream")
///         .streaming(Box::pin(ticks.take_until(async move { expiry.passed().await })))
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TokenExpiry {
    expires_at: i64,
    /// How long it had to live when it was looked at.
    lifetime: Duration,
    looked_at: (Instant, SystemTime),
}

impl TokenExpiry {
    /// `now` is the verifier's time, in seconds since 1970.
    pub(crate) fn new(expires_at: i64, now: u64) -> Self {
        let end = u64::try_from(expires_at).unwrap_or_default();
        Self {
            expires_at,
            lifetime: Duration::from_secs(end.saturating_sub(now)),
            looked_at: (Instant::now(), SystemTime::now()),
        }
    }

    /// The second since 1970 from which on the token is no longer accepted, without leeway (`exp`, RFC 7519 section 4.1.4).
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// How long the token is still good; zero when it has ended. Counts by the system's clock or by the time that passed
    /// since the request came, whichever is further.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        let (instant, time) = self.looked_at;
        let passed = instant.elapsed().max(time.elapsed().unwrap_or_default());
        self.lifetime.saturating_sub(passed)
    }

    /// Waits until the token has ended.
    pub async fn passed(&self) {
        loop {
            let remaining = self.remaining();
            if remaining.is_zero() {
                return;
            }
            actix_web::rt::time::sleep(remaining.min(NAP)).await;
        }
    }
}

impl FromRequest for TokenExpiry {
    type Error = AuthError;
    type Future = LocalBoxFuture<'static, Result<Self, AuthError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let identity = identity(&req)?;
            let expiry = identity.token_expiry(&req).await;
            expiry.map_err(|absence| AuthError::absent(&req, identity.settings(), absence))
        })
    }
}

use std::time::{Duration, SystemTime};

use serde::de::{Deserialize, Deserializer, Error};

/// RFC 7519 section 2, `NumericDate`: seconds since 1970, fractions allowed; not negative and before the year 10000.
///
/// Read a claim that is a date with `#[jwt(claim = "…", with = function)]` and a function of this type:
///
/// ```
/// use std::convert::Infallible;
/// use std::time::SystemTime;
///
/// use jwt_auth_core::NumericDate;
///
/// fn date(claim: NumericDate) -> Result<SystemTime, Infallible> {
///     Ok(claim.system_time())
/// }
///
/// # let claim: NumericDate = serde_json::from_str("1800000000.5").unwrap();
/// # let seconds = date(claim).unwrap().duration_since(SystemTime::UNIX_EPOCH).unwrap();
/// # assert_eq!(seconds.as_millis(), 1_800_000_000_500);
/// ```
///
/// `chrono::DateTime<Utc>` and `time::OffsetDateTime` are made from that `SystemTime` by `into()`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct NumericDate(f64);

impl NumericDate {
    /// Whole seconds since 1970, rounded down.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "between 1970 and the year 10000"
    )]
    pub fn seconds(self) -> i64 {
        self.0.floor() as i64
    }

    /// The moment itself, with its fraction.
    #[must_use]
    pub fn system_time(self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs_f64(self.0)
    }

    pub(super) fn as_f64(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const YEAR_10000: f64 = 253_402_300_800.0;
        serde_json::Number::deserialize(deserializer)?
            .as_f64()
            .filter(|seconds| seconds.is_sign_positive() && *seconds < YEAR_10000)
            .map(Self)
            .ok_or_else(|| D::Error::custom("no date between 1970 and the year 10000"))
    }
}

//! What is wrong with the settings of a `JwtAuth` or a `CrossOriginProtection`, in words that both share.

pub(crate) const OWN_URL_PROBLEM: &str =
    "own_url must be an absolute http(s) URL without credentials, query and fragment";
pub(crate) const TRUSTED_ORIGIN_PROBLEM: &str =
    "trusted_origin must be an origin as browsers write it: https://host or https://host:port";

/// Settings that cannot stand, all of them at once. Culprit: whoever configures the service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the settings cannot stand: {}", .problems.join("; "))]
pub struct BuildError {
    problems: Vec<&'static str>,
}

impl BuildError {
    pub(crate) fn new(problems: Vec<&'static str>) -> Self {
        Self { problems }
    }

    /// One entry for each wrong setting, starting with its name.
    #[must_use]
    pub fn problems(&self) -> &[&'static str] {
        &self.problems
    }
}

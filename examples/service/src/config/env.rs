use std::ops::RangeInclusive;

use super::ConfigError;

/// An empty variable counts as unset.
pub(super) struct Env<'v>(pub(super) &'v dyn Fn(&str) -> Option<String>);

impl Env<'_> {
    pub(super) fn text(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    pub(super) fn or(&self, name: &str, default: &str) -> String {
        self.text(name).unwrap_or_else(|| default.to_owned())
    }

    pub(super) fn required(&self, name: &'static str, remedy: &str) -> Result<String, ConfigError> {
        self.text(name)
            .ok_or_else(|| ConfigError::new(name, format!("missing; {remedy}")))
    }

    pub(super) fn switch(&self, name: &'static str) -> Result<bool, ConfigError> {
        match self.text(name).as_deref() {
            None | Some("0") => Ok(false),
            Some("1") => Ok(true),
            Some(_) => Err(ConfigError::new(name, "set it to 1 or leave it out")),
        }
    }

    pub(super) fn seconds(
        &self,
        name: &'static str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<u64>, ConfigError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(seconds) if range.contains(&seconds) => Ok(Some(seconds)),
            _ => {
                let (least, most) = range.into_inner();
                let remedy = format!("give a whole number of seconds from {least} to {most}");
                Err(ConfigError::new(name, remedy))
            }
        }
    }

    /// Items separated by commas or spaces.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        let items = text.split([',', ' ']).filter(|item| !item.is_empty());
        items.map(str::to_owned).collect()
    }
}

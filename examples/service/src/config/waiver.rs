use std::cell::Cell;

use super::ConfigError;
use super::env::Env;

/// A switch that lets something weak pass, and whether there was anything weak.
pub(super) struct Waiver {
    name: &'static str,
    is_given: bool,
    is_needed: Cell<bool>,
}

impl Waiver {
    pub(super) fn read(env: &Env<'_>, name: &'static str) -> Result<Self, ConfigError> {
        Ok(Self {
            name,
            is_given: env.switch(name)?,
            is_needed: Cell::new(false),
        })
    }

    /// To be asked only about something that is refused without it.
    pub(super) fn lets_pass(&self) -> bool {
        self.is_needed.set(true);
        self.is_given
    }

    pub(super) fn is_used(&self) -> bool {
        self.is_given && self.is_needed.get()
    }

    pub(super) fn warning(&self) -> Option<String> {
        let is_idle = self.is_given && !self.is_needed.get();
        is_idle.then(|| format!("{}=1 has no effect here: remove it", self.name))
    }
}

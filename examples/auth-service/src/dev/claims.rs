use std::collections::BTreeMap;

use serde_json::Value;

/// How a token that is made up differs from the person's, claim by claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimChanges(BTreeMap<String, Option<Value>>);

impl ClaimChanges {
    /// The claim gets this value, whatever the person's is.
    pub fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), Some(value));
    }

    /// The token is without the claim.
    pub fn leave_out(&mut self, name: &str) {
        self.0.insert(name.to_owned(), None);
    }

    /// The claims, changed.
    pub(crate) fn apply(&self, claims: &mut serde_json::Map<String, Value>) {
        for (name, value) in &self.0 {
            match value {
                Some(value) => claims.insert(name.clone(), value.clone()),
                None => claims.remove(name),
            };
        }
    }
}

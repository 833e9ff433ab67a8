//! Verdicts next to what they should be.

use std::fmt::Display;

#[derive(Default)]
pub(crate) struct Tally {
    accepted: usize,
    refused: usize,
    wrong: Vec<String>,
}

impl Tally {
    pub(crate) fn judge(&mut self, id: impl Display, good: bool, accepted: bool) {
        if accepted {
            self.accepted += 1;
        } else {
            self.refused += 1;
        }
        if accepted != good {
            self.wrong
                .push(format!("{id}: good is {good}, accepted is {accepted}"));
        }
    }

    /// A set that has shrunk proves nothing: so many at least must have been accepted and refused.
    pub(crate) fn finish(self, family: &str, accepted: usize, refused: usize) {
        let all = self.accepted + self.refused;
        println!(
            "{family}: {all} vectors, {} accepted, {} refused",
            self.accepted, self.refused
        );
        assert!(self.wrong.is_empty(), "{family}\n{}", self.wrong.join("\n"));
        assert!(
            self.accepted >= accepted && self.refused >= refused,
            "{family}: at least {accepted} accepted and {refused} refused were expected"
        );
    }
}

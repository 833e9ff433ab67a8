use std::collections::BTreeMap;
use std::fmt;

use crate::mutated::Class;

/// How many tokens there were, and who accepted them.
#[derive(Default)]
pub(crate) struct Tally {
    all: Row,
    by_class: BTreeMap<Class, Row>,
    excuses: BTreeMap<&'static str, u64>,
}

#[derive(Default)]
struct Row {
    tokens: u64,
    ours: u64,
    theirs: u64,
}

impl Tally {
    pub(crate) fn count(
        &mut self,
        classes: &[Class],
        ours: bool,
        theirs: bool,
        excuse: Option<&'static str>,
    ) {
        self.all.count(ours, theirs);
        for class in classes {
            self.by_class.entry(*class).or_default().count(ours, theirs);
        }
        if let Some(excuse) = excuse {
            *self.excuses.entry(excuse).or_default() += 1;
        }
    }

    /// Tokens that are all good or all bad would show nothing, and neither would one class of them. Nobody can forge a signature.
    pub(crate) fn assert_telling(&self) {
        let Row { tokens, ours, .. } = self.all;
        assert!(ours * 100 > tokens, "hardly one accepted");
        assert!(ours * 100 < tokens * 99, "hardly one refused");
        for class in Class::ALL {
            let seen = self.by_class.get(&class).map_or(0, |row| row.tokens);
            assert!(seen * 100 > tokens, "{class:?} occurs {seen} times");
        }
        for forged in [
            Class::SignatureBits,
            Class::SignatureLength,
            Class::OtherKey,
        ] {
            assert_eq!(self.by_class[&forged].ours, 0, "{forged:?} accepted");
        }
        let excused: u64 = self.excuses.values().sum();
        assert!(excused * 50 < tokens, "too many exceptions");
    }
}

impl Row {
    fn count(&mut self, ours: bool, theirs: bool) {
        self.tokens += 1;
        self.ours += u64::from(ours);
        self.theirs += u64::from(theirs);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:16} {:>9} {:>9} {:>13}",
            "", "tokens", "accepted", "jsonwebtoken"
        )?;
        let rows = self
            .by_class
            .iter()
            .map(|(class, row)| (format!("{class:?}"), row));
        for (name, row) in rows.chain([("all".to_owned(), &self.all)]) {
            let Row {
                tokens,
                ours,
                theirs,
            } = row;
            writeln!(f, "{name:16} {tokens:>9} {ours:>9} {theirs:>13}")?;
        }
        for (excuse, count) in &self.excuses {
            writeln!(f, "accepted by us only, {count} times: {excuse}")?;
        }
        Ok(())
    }
}

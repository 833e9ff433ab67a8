use std::fmt;

/// How a case went: `Ok` where it passed.
pub(super) type Judged = Result<(), Miss>;

/// Why a case did not pass.
pub(super) enum Miss {
    /// The store does not have what the case is about.
    Skipped(&'static str),
    Failed(String),
}

/// How the cases went, each by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Those that passed.
    pub passed: Vec<&'static str>,
    /// Those that the store has nothing for, and what that is.
    pub skipped: Vec<(&'static str, &'static str)>,
    /// Those that failed, and why.
    pub failed: Vec<(&'static str, String)>,
}

impl Report {
    pub(super) fn add(&mut self, case: &'static str, judged: Judged) {
        match judged {
            Ok(()) => self.passed.push(case),
            Err(Miss::Skipped(why)) => self.skipped.push((case, why)),
            Err(Miss::Failed(why)) => self.failed.push((case, why)),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (passed, skipped) = (self.passed.len(), self.skipped.len());
        write!(
            f,
            "{} failed, {passed} passed, {skipped} skipped",
            self.failed.len()
        )?;
        for (case, why) in &self.failed {
            write!(f, "\n{case}: {why}")?;
        }
        for (case, why) in &self.skipped {
            write!(f, "\n{case}: skipped: {why}")?;
        }
        Ok(())
    }
}

pub(super) fn ensure(good: bool, otherwise: impl FnOnce() -> String) -> Judged {
    if good {
        Ok(())
    } else {
        Err(Miss::Failed(otherwise()))
    }
}

pub(super) fn ensure_equal<T: PartialEq + fmt::Debug>(
    found: &T,
    expected: &T,
    what: &str,
) -> Judged {
    ensure(found == expected, || {
        format!("{what}: {found:?} instead of {expected:?}")
    })
}

pub(super) fn needs(there: bool, what: &'static str) -> Judged {
    if there {
        Ok(())
    } else {
        Err(Miss::Skipped(what))
    }
}

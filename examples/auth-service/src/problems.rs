/// What is wrong with a form, in words for the person who filled it in.
#[derive(Default)]
pub(crate) struct Problems(Vec<Problem>);

/// One thing that is wrong, and the field it is about: the page ties the two together for those who cannot see it.
pub(crate) struct Problem {
    pub(crate) field: &'static str,
    pub(crate) text: &'static str,
}

impl Problem {
    pub(crate) fn when(wrong: bool, field: &'static str, text: &'static str) -> Option<Self> {
        wrong.then_some(Self { field, text })
    }

    /// Of no field in particular.
    pub(crate) fn of_the_form(text: &'static str) -> Self {
        Self {
            field: "form",
            text,
        }
    }
}

impl Problems {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.iter().any(|problem| problem.field == field)
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<I: IntoIterator<Item = Problem>>(problems: I) -> Self {
        Self(problems.into_iter().collect())
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

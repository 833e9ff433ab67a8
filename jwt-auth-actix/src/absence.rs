use jwt_auth_core::Refusal;

use crate::AnonymousReason;

/// Why somebody who asked for the user got none.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Absence {
    Anonymous(AnonymousReason),
    /// The store, or who publishes the keys, could not answer: whether somebody is signed in is not known.
    Unavailable(Outage),
    /// The application is at fault.
    Internal,
}

impl From<Refusal> for Absence {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::KeysUnavailable { retry_after } => {
                Self::Unavailable(Outage::Keys { retry_after })
            }
            refusal => Self::Anonymous(AnonymousReason::Refused(refusal)),
        }
    }
}

/// What could not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outage {
    Store,
    /// The store is there and has more to do than it can.
    BusyStore,
    Keys {
        retry_after: u16,
    },
}

impl Outage {
    /// `Retry-After`, in seconds.
    pub(crate) fn retry_after(self) -> u16 {
        match self {
            Self::Store => 2,
            Self::BusyStore => 1,
            Self::Keys { retry_after } => retry_after,
        }
    }
}

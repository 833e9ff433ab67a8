//! The key pairs that tokens are signed with, and the set that is published: read from a file, and again when it changes.

mod file;
mod lock;
mod pair;
mod rotate;
mod set;
mod settings;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jwt_auth_actix::{Algorithm, JwkSet, KeySet};

pub use rotate::{RotatedKeys, Rotation, rotate_keys};
pub(crate) use settings::tokens;

use crate::clock::TokenClock;
use file::{Stamp, Unreadable};
use set::{NotASet, PrivateKeySet};

/// For so many seconds nobody looks again whether the file has changed.
const LOOK_INTERVAL: i64 = 2;

/// The key pairs of a file, as they are now.
pub(crate) struct SigningKeys {
    path: PathBuf,
    clock: TokenClock,
    verifying: KeySet,
    state: Mutex<State>,
}

struct State {
    pairs: Arc<PrivateKeySet>,
    published: Arc<str>,
    /// What the file was like when it was last read, or tried to.
    seen: Option<Stamp>,
    looked: i64,
}

impl SigningKeys {
    /// Reads the file, or makes it with one pair where there is none.
    ///
    /// # Errors
    /// The remedy.
    pub(crate) fn open(path: PathBuf, clock: TokenClock) -> Result<Self, String> {
        let now = clock.now();
        make_if_missing(&path, now)?;
        let (pairs, seen) = read(&path).map_err(|error| error.to_string())?;
        let (published, verifying) = (published(&pairs, now)?, KeySet::new([]));
        verifying.replace(verifying_keys(&published)?.keys().iter().cloned());
        let state = State {
            pairs: Arc::new(pairs),
            published,
            seen: Some(seen),
            looked: now,
        };
        Ok(Self {
            path,
            clock,
            verifying,
            state: Mutex::new(state),
        })
    }

    /// The pairs of this moment.
    pub(crate) fn pairs(&self) -> Arc<PrivateKeySet> {
        Arc::clone(&self.looked().pairs)
    }

    /// The set that services read.
    pub(crate) fn published(&self) -> Arc<str> {
        Arc::clone(&self.looked().published)
    }

    /// The public halves of the same keys, for a verifier: as they were when somebody looked last.
    pub(crate) fn verifying(&self) -> KeySet {
        self.verifying.clone()
    }

    pub(crate) fn clock(&self) -> &TokenClock {
        &self.clock
    }

    /// The state, after a look at the file unless there was one just now. Whatever is wrong with the file, the keys stay as
    /// they are. On the worker: it is one `stat`, and the file is short.
    fn looked(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        // A clock that was set back looks as well.
        if (state.looked..state.looked.saturating_add(LOOK_INTERVAL)).contains(&now) {
            return state;
        }
        state.looked = now;
        let seen = file::stamp(&self.path);
        if seen != state.seen {
            state.take(seen, read(&self.path));
        }
        if let Err(error) = self.publish(&mut state, now) {
            tracing::error!("SIGNING_KEYS_FILE: {error}; the published keys stay as they were");
        }
        state
    }

    /// Keys also go because their time is over.
    fn publish(&self, state: &mut State, now: i64) -> Result<(), String> {
        let published = published(&state.pairs, now)?;
        if published != state.published {
            let keys = verifying_keys(&published)?;
            self.verifying.replace(keys.keys().iter().cloned());
            state.published = published;
        }
        Ok(())
    }
}

impl State {
    /// What came of reading the file, which was so just before.
    fn take(&mut self, seen: Option<Stamp>, read: Result<(PrivateKeySet, Stamp), NotRead>) {
        match read {
            Ok((pairs, seen)) => {
                tracing::info!(keys = pairs.len(), "the signing keys are read again");
                self.pairs = Arc::new(pairs);
                self.seen = Some(seen);
            }
            Err(error) => {
                tracing::error!("SIGNING_KEYS_FILE: {error}; the keys stay as they were");
                // The same file may be read the next time, and its keys may be there because the ones in use have leaked.
                self.seen = if error.may_pass() { None } else { seen };
            }
        }
    }
}

fn make_if_missing(path: &Path, now: i64) -> Result<(), String> {
    if file::stamp(path).is_none() {
        let pairs = PrivateKeySet::generate(now).map_err(|_| NO_KEY)?;
        let text = pairs.to_json().map_err(|_| NO_KEY)?;
        match file::create(path, &text) {
            Ok(()) => tracing::info!("a key pair is made, for the first start"),
            // Another process was first.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(format!(
                    "cannot make the file ({}): name one in a folder that exists and can be written to",
                    error.kind()
                ));
            }
        }
    }
    Ok(())
}

const NO_KEY: &str = "no key can be made: the operating system gives no random bytes";

/// Why there are no pairs from a file.
#[derive(Debug)]
enum NotRead {
    Unreadable(Unreadable),
    NotASet(NotASet),
}

impl NotRead {
    /// Without a change of the file.
    fn may_pass(&self) -> bool {
        match self {
            Self::Unreadable(Unreadable::Io(kind)) => *kind != ErrorKind::InvalidData,
            Self::Unreadable(Unreadable::Open | Unreadable::TooLong) | Self::NotASet(_) => false,
        }
    }
}

impl std::fmt::Display for NotRead {
    /// With the remedy.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(error) => {
                let remedy = match error {
                    Unreadable::Io(_) => "let this process, and nobody else, read it",
                    Unreadable::Open => {
                        "chmod it to 600, and call `rotate-keys --now` if somebody may have read it"
                    }
                    Unreadable::TooLong => "name a private JWK set",
                };
                write!(f, "{error}: {remedy}")
            }
            Self::NotASet(error) => {
                write!(
                    f,
                    "{error}: name a private JWK set, or a file that does not exist yet"
                )
            }
        }
    }
}

fn read(path: &Path) -> Result<(PrivateKeySet, Stamp), NotRead> {
    let (text, seen) = file::read(path).map_err(NotRead::Unreadable)?;
    let pairs = PrivateKeySet::from_json(&text).map_err(NotRead::NotASet)?;
    Ok((pairs, seen))
}

fn published(pairs: &PrivateKeySet, now: i64) -> Result<Arc<str>, String> {
    let text = pairs.published(now);
    text.map(Into::into).map_err(|error| error.to_string())
}

fn verifying_keys(published: &str) -> Result<JwkSet, String> {
    JwkSet::from_json(published, &[Algorithm::EdDSA]).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;

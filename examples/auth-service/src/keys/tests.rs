use std::io::ErrorKind;

use jwt_auth_actix::{Clock as _, TestClock};
use tempfile::TempDir;

use super::*;

/// A running service's keys, and a file that has been replaced since it looked, because they have leaked.
struct Leaked {
    keys: SigningKeys,
    clock: TestClock,
    new: String,
    _folder: TempDir,
}

impl Leaked {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let clock = TestClock::at(1_800_000_000);
        let keys = SigningKeys::open(path.clone(), TokenClock::new(clock.clone())).unwrap();
        let new = PrivateKeySet::generate(keys.clock.now()).unwrap();
        file::replace(&path, &new.to_json().unwrap()).unwrap();
        let new = kid(&new);
        Self {
            keys,
            clock,
            new,
            _folder: folder,
        }
    }

    /// The first read of the new file ends so.
    fn reading_fails(&self, error: NotRead) {
        let seen = file::stamp(&self.keys.path);
        self.keys.state.lock().unwrap().take(seen, Err(error));
    }

    fn signs_with_the_new_key_after_the_next_look(&self) -> bool {
        self.clock.set(self.clock.now() + 2);
        kid(&self.keys.pairs()) == self.new
    }
}

fn kid(pairs: &PrivateKeySet) -> String {
    pairs.signing(i64::MAX).unwrap().kid().to_owned()
}

#[test]
fn a_file_that_could_not_be_read_for_a_moment_is_read_at_the_next_look() {
    // ErrorKind has no name for EMFILE and EIO.
    let too_many_open_files = std::io::Error::from_raw_os_error(24).kind();
    for kind in [too_many_open_files, ErrorKind::PermissionDenied] {
        let leaked = Leaked::new();
        leaked.reading_fails(NotRead::Unreadable(Unreadable::Io(kind)));
        assert_ne!(kid(&leaked.keys.pairs()), leaked.new);
        assert!(leaked.signs_with_the_new_key_after_the_next_look());
    }
}

#[test]
fn a_file_that_is_bad_in_itself_is_not_read_again_until_it_changes() {
    for error in [
        NotRead::Unreadable(Unreadable::Open),
        NotRead::Unreadable(Unreadable::TooLong),
        NotRead::Unreadable(Unreadable::Io(ErrorKind::InvalidData)),
        NotRead::NotASet(NotASet::Json),
    ] {
        let leaked = Leaked::new();
        leaked.reading_fails(error);
        assert!(!leaked.signs_with_the_new_key_after_the_next_look());
    }
}

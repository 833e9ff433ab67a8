//! A file that only its owner can read, and that is replaced as a whole.

use std::fs::{File, Metadata};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::NamedTempFile;
use zeroize::Zeroizing;

/// Far above the longest set.
const MAX_BYTES: u64 = 256 * 1_024;

/// By which a file that was replaced is told from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    /// Two files of one moment and one length are two files.
    inode: u64,
    /// When the mode changed, too, so that a remedy is noticed.
    changed: (i64, i64),
}

/// Why a file is not read.
#[derive(Debug)]
pub(super) enum Unreadable {
    Io(io::ErrorKind),
    /// Others than its owner may read or write it.
    Open,
    TooLong,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(kind) => write!(f, "cannot read the file ({kind})"),
            Self::Open => f.write_str("others than its owner can read or write the file"),
            Self::TooLong => f.write_str("the file is too long"),
        }
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}

/// `None` when there is no such file, or it cannot be looked at.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    std::fs::metadata(path)
        .ok()
        .map(|metadata| stamp_of(&metadata))
}

pub(super) fn read(path: &Path) -> Result<(Zeroizing<String>, Stamp), Unreadable> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if is_open_to_others(&metadata) {
        return Err(Unreadable::Open);
    }
    if metadata.len() > MAX_BYTES {
        return Err(Unreadable::TooLong);
    }
    let mut text = Zeroizing::new(String::new());
    file.take(MAX_BYTES).read_to_string(&mut text)?;
    Ok((text, stamp_of(&metadata)))
}

/// # Errors
/// `AlreadyExists` when somebody else was first; the file is theirs then.
pub(super) fn create(path: &Path, text: &str) -> io::Result<()> {
    let file = written(path, text)?;
    file.persist_noclobber(path)?;
    sync_folder(path)
}

/// Whoever reads the file has the old text or the new one, also after a crash. It keeps its owner: who rotates keys may be
/// root, and the service is not.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link stays one.
    let path = path.canonicalize()?;
    let file = written(&path, text)?;
    keep_owner(&path, file.as_file())?;
    file.persist(&path)?;
    sync_folder(&path)
}

/// A file beside it, which only its owner can read from its first moment on.
fn written(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(folder(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(unix)]
fn stamp_of(metadata: &Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt as _;
    Stamp {
        modified: metadata.modified().ok(),
        length: metadata.len(),
        inode: metadata.ino(),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
    }
}

#[cfg(unix)]
fn is_open_to_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

/// Gives the file to whom the one at the path belongs.
#[cfg(unix)]
pub(super) fn keep_owner(path: &Path, file: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let (old, new) = (std::fs::metadata(path)?, file.metadata()?);
    if (old.uid(), old.gid()) == (new.uid(), new.gid()) {
        return Ok(());
    }
    fchown(file, Some(old.uid()), Some(old.gid()))
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

#[cfg(not(unix))]
fn stamp_of(metadata: &Metadata) -> Stamp {
    Stamp {
        modified: metadata.modified().ok(),
        length: metadata.len(),
        inode: 0,
        changed: (0, 0),
    }
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
pub(super) fn keep_owner(_: &Path, _: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_root_replaces_still_belongs_to_the_service() {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        create(&path, "old").unwrap();
        // Only root can give a file away; whoever is not cannot be in the situation either.
        if chown(&path, Some(1), Some(1)).is_err() {
            return;
        }
        replace(&path, "new").unwrap();
        let metadata = std::fs::metadata(&path).unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), (1, 1));
        assert_eq!(*read(&path).unwrap().0, "new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn whoever_comes_second_does_not_replace_the_file_of_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        create(&path, "first").unwrap();
        let second = create(&path, "second").unwrap_err();
        assert_eq!(second.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(*read(&path).unwrap().0, "first");
    }
}

//! Who replaces the file of keys is alone, from reading the old one to putting the new one in its place.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::file::keep_owner;

/// Until it is dropped, whoever else asks for it waits. It is on a file beside, since the file of keys becomes another one.
pub(super) fn lock(path: &Path) -> io::Result<File> {
    // Whoever comes by a link is to meet the others.
    let path = path.canonicalize()?;
    let mut beside = path.clone().into_os_string();
    beside.push(".lock");
    let file = match for_its_owner().create_new(true).open(&beside) {
        // Only of a file that was made here: root must give away nothing to which somebody has made a link.
        Ok(made) => keep_owner(&path, &made).map(|()| made)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            OpenOptions::new().append(true).open(&beside)?
        }
        Err(error) => return Err(error),
    };
    file.lock()?;
    Ok(file)
}

#[cfg(unix)]
fn for_its_owner() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.append(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn for_its_owner() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.append(true);
    options
}

//! File identity: whether two names lead to the same file.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use same_file::Handle;

/// How many symbolic links are followed to a file; as many as Linux does.
const LINKS: usize = 40;

/// A regular file, over whatever links it is come by: no other that exists at the same time is equal to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Identity(Inner);

/// The numbers that the system tells files apart by. To ask for them opens nothing, which counts where files are many.
#[cfg(unix)]
type Inner = (u64, u64);

#[cfg(not(unix))]
type Inner = Handle;

impl Identity {
    /// Of the file at `path`; `None` if there is no regular file.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = path.metadata().ok()?;
        // What is no file is not opened either: to open a pipe is to wait for its other end.
        metadata.is_file().then_some(())?;
        #[cfg(unix)]
        let inner = numbers(&metadata);
        #[cfg(not(unix))]
        let inner = Handle::from_path(path).ok()?;
        Some(Identity(inner))
    }

    /// Of the file that standard output goes to; `None` if it goes to no regular file.
    pub fn of_stdout() -> Option<Self> {
        Identity::of_handle(Handle::stdout().ok()?)
    }

    /// Of the file that standard input comes from; `None` if it comes from no regular file.
    pub(crate) fn of_stdin() -> Option<Self> {
        Identity::of_handle(Handle::stdin().ok()?)
    }

    #[cfg_attr(unix, expect(clippy::needless_pass_by_value, reason = "elsewhere it is kept"))]
    fn of_handle(handle: Handle) -> Option<Self> {
        let metadata = handle.as_file().metadata().ok()?;
        metadata.is_file().then_some(())?;
        #[cfg(unix)]
        let inner = numbers(&metadata);
        #[cfg(not(unix))]
        let inner = handle;
        Some(Identity(inner))
    }
}

#[cfg(unix)]
fn numbers(metadata: &std::fs::Metadata) -> Inner {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

/// Whether both paths lead to the same regular file, over whatever links. No, if either leads nowhere.
pub(crate) fn same_file(one: &Path, other: &Path) -> bool {
    Identity::of(one).is_some_and(|one| Some(one) == Identity::of(other))
}

/// Whether writing to both would be writing to one file, over whatever links and whether or not it is there already.
pub fn same_place(one: &Path, other: &Path) -> bool {
    // What exists and is no regular file can be written to twice.
    let is_special = || fs::metadata(one).is_ok_and(|metadata| !metadata.is_file());
    same_file(one, other)
        || (!is_special()
            && place(one).is_some_and(|place_of_one| Some(place_of_one) == place(other)))
}

/// Whether the regular file at `path` is the one that standard input comes from.
pub fn is_stdin(path: &Path) -> bool {
    Identity::of(path).is_some_and(|file| Some(file) == Identity::of_stdin())
}

/// Whether the regular file at `path` is the one that standard output was sent to.
pub(crate) fn is_stdout(path: &Path) -> bool {
    Identity::of(path).is_some_and(|file| Some(file) == Identity::of_stdout())
}

/// The folder and the name that `path` leads to; `None` if it leads to no folder.
fn place(path: &Path) -> Option<(PathBuf, OsString)> {
    let target = follow_links(path).ok()?;
    Some((fs::canonicalize(folder_of(&target)).ok()?, target.file_name()?.to_owned()))
}

/// Where `path` leads when every link that it ends in is followed, whether or not something is there.
pub(crate) fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_path_buf();
    for _ in 0..LINKS {
        match fs::read_link(&target) {
            Ok(link) => target = folder_of(&target).join(link),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// The folder in which `path` is.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_same_under_all_its_names_and_no_other_is() {
        let folder = tempfile::tempdir().unwrap();
        let (file, other) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&file, "{}").unwrap();
        fs::write(&other, "{}").unwrap();
        let identity = Identity::of(&file);
        assert!(identity.is_some());
        assert_ne!(identity, Identity::of(&other));
        assert_eq!(identity, Identity::of(&folder.path().join(".").join("a")));
        let second = folder.path().join("second");
        fs::hard_link(&file, &second).unwrap();
        assert_eq!(identity, Identity::of(&second));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_what_is_no_file_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("link"));
        fs::write(&file, "{}").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(Identity::of(&file), Identity::of(&link));
        fs::remove_file(&file).unwrap();
        for path in [&link, folder.path(), Path::new("/dev/null")] {
            assert_eq!(Identity::of(path), None, "{}", path.display());
        }
    }
}

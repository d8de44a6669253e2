//! File identity: whether two names lead to the same file.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use same_file::Handle;

/// How many symbolic links are followed to a file; as many as Linux does.
const LINKS: usize = 40;

/// A regular file or, on Unix, a named pipe, over whatever links it is come by: no other that exists at the same time is
/// equal to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Identity(Inner);

/// The numbers that the system tells files apart by. To ask for them opens nothing, which counts where files are many.
#[cfg(unix)]
type Inner = (u64, u64);

#[cfg(not(unix))]
type Inner = Handle;

impl Identity {
    /// Of the file at `path`; `None` if there is none.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = path.metadata().ok()?;
        has_identity(&metadata).then_some(())?;
        #[cfg(unix)]
        let inner = numbers(&metadata);
        #[cfg(not(unix))]
        let inner = Handle::from_path(path).ok()?;
        Some(Identity(inner))
    }

    /// Of the file that standard output goes to; `None` if it goes to none.
    pub fn of_stdout() -> Option<Self> {
        Identity::of_handle(Handle::stdout().ok()?)
    }

    /// Of the file that standard error goes to; `None` if it goes to none.
    pub fn of_stderr() -> Option<Self> {
        Identity::of_handle(Handle::stderr().ok()?)
    }

    /// Of the file that standard input comes from; `None` if it comes from none.
    pub fn of_stdin() -> Option<Self> {
        Identity::of_handle(Handle::stdin().ok()?)
    }

    #[cfg_attr(unix, expect(clippy::needless_pass_by_value, reason = "elsewhere it is kept"))]
    fn of_handle(handle: Handle) -> Option<Self> {
        let metadata = handle.as_file().metadata().ok()?;
        has_identity(&metadata).then_some(())?;
        #[cfg(unix)]
        let inner = numbers(&metadata);
        #[cfg(not(unix))]
        let inner = handle;
        Some(Identity(inner))
    }
}

#[cfg(unix)]
fn numbers(metadata: &Metadata) -> Inner {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(unix)]
fn has_identity(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.is_file() || metadata.file_type().is_fifo()
}

/// What is no file is not opened either: to open a pipe is to wait for its other end.
#[cfg(not(unix))]
fn has_identity(metadata: &Metadata) -> bool {
    metadata.is_file()
}

/// Whether both paths lead to the same file, over whatever links. No, if either leads nowhere.
fn same_file(one: &Path, other: &Path) -> bool {
    Identity::of(one).is_some_and(|one| Some(one) == Identity::of(other))
}

/// Whether writing to both would be writing to one file, over whatever links and whether or not it is there already.
pub fn same_place(one: &Path, other: &Path) -> bool {
    // A device can be written to twice.
    let is_special = || fs::metadata(one).is_ok_and(|metadata| !metadata.is_file());
    let is_same_name = || {
        let (one, other) = (place(one)?, place(other)?);
        // A folder that is mounted twice has two paths.
        Some(one.1 == other.1 && (one.0 == other.0 || same_folder(&one.0, &other.0)))
    };
    same_file(one, other) || (!is_special() && is_same_name().unwrap_or_default())
}

/// Whether the open `file` is the one at `path`.
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    let [file, path] = [file.metadata(), path.metadata()].map(|file| Some(numbers(&file.ok()?)));
    #[cfg(not(unix))]
    let [file, path] =
        [file.try_clone().and_then(Handle::from_file), Handle::from_path(path)].map(Result::ok);
    file.is_some() && file == path
}

/// Whether the file at `path` is the one that standard input comes from.
pub fn is_stdin(path: &Path) -> bool {
    Identity::of(path).is_some_and(|file| Some(file) == Identity::of_stdin())
}

/// Whether `path` leads to what standard output goes to: a file, a pipe or a socket. No, if it is a device, such as a
/// terminal, which can be written to twice.
pub fn is_stdout(path: &Path) -> bool {
    Handle::stdout().is_ok_and(|stdout| leads_to(path, &stdout))
}

/// Whether `path` leads to what standard error goes to, as [`is_stdout`].
pub fn is_stderr(path: &Path) -> bool {
    Handle::stderr().is_ok_and(|stderr| leads_to(path, &stderr))
}

#[cfg(unix)]
fn leads_to(path: &Path, open: &Handle) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let is_device = |kind: fs::FileType| kind.is_char_device() || kind.is_block_device();
    path.metadata().is_ok_and(|metadata| {
        !is_device(metadata.file_type()) && {
            let open = open.as_file().metadata();
            open.is_ok_and(|open| numbers(&open) == numbers(&metadata))
        }
    })
}

#[cfg(not(unix))]
fn leads_to(path: &Path, open: &Handle) -> bool {
    path.is_file() && Handle::from_path(path).is_ok_and(|handle| handle == *open)
}

/// An open descriptor that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Descriptor {
    /// One of this process, by its number.
    Own(i32),
    /// One of another process.
    Foreign,
}

impl Descriptor {
    /// The one whose name is `path`, such as `/dev/fd/3`, or to whose name `path` leads as a link, such as `/dev/stdin`.
    pub fn named(path: &Path) -> Option<Self> {
        links(path).find_map(|path| Self::named_itself(&path.ok()?))
    }

    fn named_itself(path: &Path) -> Option<Self> {
        // Most names are none of a descriptor, and that costs nothing.
        let number = path.file_name()?.to_str()?.parse().ok()?;
        let folder = fs::canonicalize(folder_of(path)).ok()?;
        let is_descriptors = folder.starts_with("/proc") && folder.ends_with("fd");
        if folder == Path::new("/dev/fd") {
            return Some(Descriptor::Own(number));
        }
        // A thread has the descriptors of its process.
        let own = fs::canonicalize("/proc/self");
        is_descriptors.then(|| match own {
            Ok(own) if folder.starts_with(&own) => Descriptor::Own(number),
            _ => Descriptor::Foreign,
        })
    }
}

#[cfg(unix)]
fn same_folder(one: &Path, other: &Path) -> bool {
    let numbers = |path: &Path| path.metadata().ok().map(|metadata| numbers(&metadata));
    numbers(one).is_some_and(|one| Some(one) == numbers(other))
}

#[cfg(not(unix))]
fn same_folder(one: &Path, other: &Path) -> bool {
    one == other
}

/// The folder and the name that `path` leads to; `None` if it leads to no folder.
fn place(path: &Path) -> Option<(PathBuf, OsString)> {
    let target = follow_links(path).ok()?;
    Some((fs::canonicalize(folder_of(&target)).ok()?, target.file_name()?.to_owned()))
}

/// Where `path` leads when every link that it ends in is followed, whether or not something is there.
pub(crate) fn follow_links(path: &Path) -> io::Result<PathBuf> {
    links(path).last().unwrap_or_else(|| Ok(path.to_owned()))
}

/// `path`, what it leads to if it is a link, what that leads to, and so on; an error if there is no end.
fn links(path: &Path) -> impl Iterator<Item = io::Result<PathBuf>> {
    let next = |path: &PathBuf| Some(folder_of(path).join(fs::read_link(path).ok()?));
    let all = std::iter::successors(Some(path.to_owned()), next);
    all.enumerate().take(LINKS + 2).map(|(followed, path)| match followed {
        0..=LINKS => Ok(path),
        _ => Err(io::Error::other("too many symbolic links")),
    })
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
    fn links_are_followed_and_what_is_no_file_has_no_identity() {
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

//! Which file is behind a name.

use std::path::Path;

use same_file::Handle;

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
        let stdout = Handle::stdout().ok()?;
        let metadata = stdout.as_file().metadata().ok()?;
        metadata.is_file().then_some(())?;
        #[cfg(unix)]
        let inner = numbers(&metadata);
        #[cfg(not(unix))]
        let inner = stdout;
        Some(Identity(inner))
    }
}

#[cfg(unix)]
fn numbers(metadata: &std::fs::Metadata) -> Inner {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(test)]
mod tests {
    use std::fs;

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

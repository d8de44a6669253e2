//! The files that a mapping may show: those of its repository, or of its folder.
//!
//! Whoever proposes a change to a mapping names the files of its tests, and a pipeline runs it where there are others.

use std::fs;
use std::path::{Path, PathBuf};

/// What a repository has at its root.
const REPOSITORY: &str = ".git";

/// Whether values of `file` may be shown for a mapping in `folder`: it lies in the repository around the mapping, or where
/// there is none in its folder, and is not hidden there. Links are followed first.
pub(super) fn include(folder: &Path, file: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Some((folder, file)) = fs::canonicalize(folder).ok().zip(fs::canonicalize(file).ok())
    else {
        return false;
    };
    let root = root(&folder);
    file.strip_prefix(root).is_ok_and(|inside| {
        let hidden = |part: &std::ffi::OsStr| part.as_encoded_bytes().starts_with(b".");
        !inside.iter().any(hidden)
    })
}

fn root(folder: &Path) -> PathBuf {
    let repository = folder.ancestors().find(|ancestor| ancestor.join(REPOSITORY).exists());
    repository.unwrap_or(folder).to_owned()
}

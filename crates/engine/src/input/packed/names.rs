//! Which files among others hold captures, by their names and by how they begin.

use std::ffi::OsStr;
use std::path::Path;

use crate::input::recovery::RECORD_SEPARATOR;

/// Names that say that a file among others holds captures.
const EXTENSIONS: [&str; 4] = ["json", "jsonl", "ndjson", "log"];

/// Names that say that such a file is compressed.
const COMPRESSED: [&str; 4] = ["gz", "zst", "bz2", "xz"];

/// Whether a file is named like captures, compressed or not.
pub(crate) fn is_named_like_captures(path: &Path) -> bool {
    let is = |path: &Path, known: &[&str]| {
        let extension = path.extension();
        extension.is_some_and(|name| known.iter().any(|known| name.eq_ignore_ascii_case(known)))
    };
    is(path, &EXTENSIONS)
        || (is(path, &COMPRESSED)
            && path.file_stem().is_some_and(|stem| is(Path::new(stem), &EXTENSIONS)))
}

/// Whether a file or folder of this name is left alone.
pub(crate) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether a member of an archive is left alone, as it is hidden or in a folder that is.
pub(super) fn is_hidden_member(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| !matches!(part, "." | "..") && is_hidden(OsStr::new(part)))
}

/// Whether the first bytes of a file are those of an object or array.
pub(crate) fn begins_like_json(start: &[u8]) -> bool {
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let text = text.strip_prefix(&[RECORD_SEPARATOR]).unwrap_or(text);
    text.starts_with(b"{") || text.starts_with(b"[")
}

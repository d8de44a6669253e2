//! Messages beside the output.

use std::io::{self, Write as _};

/// Writes `text` to standard error. A closed standard error is ignored: there is nobody left to tell.
pub(crate) fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

//! Files that are read whole: mappings, and documents of schemas. What is none, such as `/dev/zero`, must not fill the
//! memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The most that is read of one, in bytes.
const LARGEST: u64 = 64 << 20;

/// All that is in the file at `path`, or without one in standard input.
///
/// # Errors
/// When it cannot be read, or is larger than any mapping or schema would be.
pub fn read(path: Option<&Path>) -> io::Result<Vec<u8>> {
    let bytes = match path {
        None => limited(io::stdin().lock())?,
        Some(path) => limited(File::open(path)?)?,
    };
    if bytes.len() as u64 > LARGEST {
        let message = format!("it is larger than {} MiB", LARGEST >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// What `reader` gives, up to one byte more than is allowed.
fn limited(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

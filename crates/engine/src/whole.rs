//! Files that are read whole: mappings, and documents of schemas. What is none, such as `/dev/zero`, must not fill the
//! memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest mapping, in bytes.
pub const LARGEST_MAPPING: u64 = 8 << 20;

/// The largest document of a schema, in bytes.
pub const LARGEST_SCHEMA: u64 = 64 << 20;

/// All that is in the file at `path`, or without one in standard input.
///
/// # Errors
/// When it cannot be read, or has more bytes than `largest`.
pub fn read(path: Option<&Path>, largest: u64) -> io::Result<Vec<u8>> {
    let bytes = match path {
        None => limited(io::stdin().lock(), largest)?,
        Some(path) => limited(File::open(path)?, largest)?,
    };
    if bytes.len() as u64 > largest {
        let message = format!("it is larger than {} MiB", largest >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// What `reader` gives, up to one byte more than is allowed.
fn limited(reader: impl Read, largest: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(largest + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

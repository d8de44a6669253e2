//! Compressed bodies: gzip (RFC 1952) and zlib (RFC 1950), known by their first bytes.

use std::fmt;
use std::io::{self, Read};

use flate2::read::{MultiGzDecoder, ZlibDecoder};

/// The most bytes that a body is decompressed to: as much as a capture may have.
const MOST: u64 = 64 << 20;

/// Why compressed bytes cannot be had.
#[derive(Debug)]
pub(super) enum Fault {
    /// They are damaged, or end early.
    Damaged(io::Error),
    /// They are more than so many.
    TooLarge(u64),
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Damaged(why) => {
                write!(formatter, "the compressed data is damaged or ends early: {why}")
            }
            Fault::TooLarge(most) => {
                write!(formatter, "it is larger than {most} bytes, decompressed")
            }
        }
    }
}

/// What `bytes` hold if they are compressed, and otherwise they themselves.
///
/// # Errors
/// When that cannot be had.
pub(super) fn decompressed(bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let mut whole = Vec::new();
    match bytes.as_slice() {
        [0x1F, 0x8B, ..] => {
            let reader = MultiGzDecoder::new(bytes.as_slice());
            reader.take(MOST + 1).read_to_end(&mut whole).map_err(Fault::Damaged)?;
        }
        [0x78, flags, ..] if (0x7800 | u16::from(*flags)) % 31 == 0 => {
            let mut reader = ZlibDecoder::new(bytes.as_slice());
            reader.by_ref().take(MOST + 1).read_to_end(&mut whole).map_err(Fault::Damaged)?;
            if (whole.len() as u64) <= MOST && reader.total_in() < bytes.len() as u64 {
                let message = "something follows the compressed data";
                return Err(Fault::Damaged(io::Error::new(io::ErrorKind::InvalidData, message)));
            }
        }
        _ => return Ok(bytes),
    }
    match whole.len() as u64 > MOST {
        true => Err(Fault::TooLarge(MOST)),
        false => Ok(whole),
    }
}

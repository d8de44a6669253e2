//! Decompresses inputs, recognised by their first bytes.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;

/// What gzip (RFC 1952) begins with.
const GZIP: &[u8] = &[0x1F, 0x8B];

/// What Zstandard (RFC 8878) begins with.
const ZSTANDARD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// Whether `bytes` begin like gzip or Zstandard.
pub(crate) fn is_compressed(bytes: &[u8]) -> bool {
    bytes.starts_with(GZIP) || bytes.starts_with(ZSTANDARD)
}

/// The bytes that `reader` gives, decompressed if they begin like gzip or Zstandard.
pub(crate) fn decompressed(
    mut reader: impl Read + Send + 'static,
) -> io::Result<Box<dyn Read + Send>> {
    let mut start = Vec::with_capacity(4);
    let is_begun = |signature: &[u8], start: &[u8]| {
        start.len() < signature.len() && signature.starts_with(start)
    };
    // One byte more only while the bytes so far can still become a signature: a pipe may pause after any of them.
    while is_begun(GZIP, &start) || is_begun(ZSTANDARD, &start) {
        let mut byte = [0];
        match reader.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => start.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let is_gzip = start == GZIP;
    let is_zstandard = start == ZSTANDARD;
    let whole = Cursor::new(start).chain(reader);
    if is_gzip {
        Ok(Box::new(Decompressor { reader: MultiGzDecoder::new(whole), format: "gzip" }))
    } else if is_zstandard {
        let reader = zstd::stream::read::Decoder::new(whole)?;
        Ok(Box::new(Decompressor { reader, format: "Zstandard" }))
    } else {
        Ok(Box::new(whole))
    }
}

/// A decompressor whose errors say what was being decompressed. Errors of the system pass as they are.
struct Decompressor<R> {
    reader: R,
    format: &'static str,
}

impl<R: Read> Read for Decompressor<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).map_err(|error| {
            if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
                return error;
            }
            let what = match error.kind() {
                io::ErrorKind::UnexpectedEof => "ends early".into(),
                _ => format!("is damaged ({error})"),
            };
            io::Error::new(error.kind(), format!("the {} data {what}", self.format))
        })
    }
}

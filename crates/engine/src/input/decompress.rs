//! Decompresses inputs, recognised by their first bytes.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;

/// How bytes are compressed, as far as their beginning tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    Gzip,
    Zstandard,
    None,
    /// Only the bytes that follow tell.
    Undecided,
}

impl Compression {
    /// By what gzip (RFC 1952, section 2.3.1) and the two kinds of frames of Zstandard (RFC 8878, sections 3.1.1 and
    /// 3.1.2) begin with. Skippable frames come first in what pzstd writes.
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1F, 0x8B, ..] => Compression::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => {
                Compression::Zstandard
            }
            []
            | [0x1F | 0x28 | 0x50..=0x5F]
            | [0x28, 0xB5]
            | [0x28, 0xB5, 0x2F]
            | [0x50..=0x5F, 0x2A]
            | [0x50..=0x5F, 0x2A, 0x4D] => Compression::Undecided,
            _ => Compression::None,
        }
    }
}

/// Whether `bytes` begin like gzip or Zstandard.
pub(crate) fn is_compressed(bytes: &[u8]) -> bool {
    matches!(Compression::of(bytes), Compression::Gzip | Compression::Zstandard)
}

/// The bytes that `reader` gives, decompressed if they begin like gzip or Zstandard.
pub(crate) fn decompressed(
    mut reader: impl Read + Send + 'static,
) -> io::Result<Box<dyn Read + Send>> {
    let mut start = Vec::with_capacity(4);
    // One byte more only while the bytes so far can still become a signature: a pipe may pause after any of them.
    while Compression::of(&start) == Compression::Undecided {
        let mut byte = [0];
        match reader.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => start.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let compression = Compression::of(&start);
    let whole = Cursor::new(start).chain(reader);
    Ok(match compression {
        Compression::Gzip => {
            Box::new(Decompressor { reader: MultiGzDecoder::new(whole), format: "gzip" })
        }
        Compression::Zstandard => {
            let reader = zstd::stream::read::Decoder::new(whole)?;
            Box::new(Decompressor { reader, format: "Zstandard" })
        }
        Compression::None | Compression::Undecided => Box::new(whole),
    })
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

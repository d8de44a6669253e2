//! Decompresses inputs, recognised by their first bytes.

use std::io::{self, BufReader, Read};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use super::packed::{Beginning, Begun, Compression};

/// The most memory that xz may ask for, in KiB: twice what `xz -9` needs. What is compressed says how much it wants, up to
/// 4 GiB.
const XZ_MEMORY: u32 = 128 << 10;

/// Whether `bytes` begin like something that is compressed.
pub(crate) fn is_compressed(bytes: &[u8]) -> bool {
    matches!(Beginning::of(bytes, true), Some(Beginning::Compressed(_)))
}

/// The bytes that `reader` gives, decompressed if they begin like something that is compressed.
pub(crate) fn decompressed(reader: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let (begun, beginning) = Begun::of(reader)?;
    Ok(match beginning {
        Beginning::Compressed(compression) => Box::new(Decompressor::new(begun, compression)?),
        _ => Box::new(begun),
    })
}

/// A decompressor whose errors say what was being decompressed. Errors of the system pass as they are.
pub(crate) struct Decompressor<R: Read> {
    reader: Decoder<R>,
    compression: Compression,
}

enum Decoder<R: Read> {
    Gzip(Box<MultiGzDecoder<R>>),
    Zstandard(zstd::stream::read::Decoder<'static, BufReader<R>>),
    Bzip2(MultiBzDecoder<R>),
    Xz(Box<XzReader<BufReader<R>>>),
}

impl<R: Read> Decompressor<R> {
    /// Decompresses what `reader` gives.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(crate) fn new(reader: R, compression: Compression) -> io::Result<Self> {
        let reader = match compression {
            Compression::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(reader))),
            Compression::Zstandard => Decoder::Zstandard(zstd::stream::read::Decoder::new(reader)?),
            Compression::Bzip2 => Decoder::Bzip2(MultiBzDecoder::new(reader)),
            Compression::Xz => {
                let reader = BufReader::new(reader);
                Decoder::Xz(Box::new(XzReader::new_mem_limit(reader, true, XZ_MEMORY)))
            }
        };
        Ok(Decompressor { reader, compression })
    }
}

impl<R: Read> Read for Decompressor<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.reader {
            Decoder::Gzip(reader) => reader.read(buffer),
            Decoder::Zstandard(reader) => reader.read(buffer),
            Decoder::Bzip2(reader) => reader.read(buffer),
            Decoder::Xz(reader) => reader.read(buffer),
        };
        read.map_err(|error| damage(&format!("{} data", self.compression.name()), error))
    }
}

/// The error that `what` ends early or is damaged, if it is not one of the system.
pub(crate) fn damage(what: &str, error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
        return error;
    }
    let is = match error.kind() {
        io::ErrorKind::UnexpectedEof => "ends early".into(),
        io::ErrorKind::OutOfMemory => {
            format!("needs more than the {} MiB that it may take", XZ_MEMORY >> 10)
        }
        _ => format!("is damaged ({error})"),
    };
    io::Error::new(error.kind(), format!("the {what} {is}"))
}

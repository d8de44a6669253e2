//! Schema documents among the inputs of a command.
//!
//! Anybody who can send a payload can send one that looks like a schema. So a document is known only where it is the whole
//! of an input that the user named; anywhere else it is a payload.

use std::fs::{self, File};
use std::io::{self, BufRead as _, IsTerminal as _, Read};

use super::{MARKER, is_document};
use crate::error::{Error, Result};
use crate::input::decompress::decompressed;
use crate::input::source::{Source, Sources};
use crate::json::scan;

/// A larger input is no schema document.
const LARGEST: u64 = 64 << 20;

/// A document does not begin behind more blanks than this, in bytes.
const MOST_BLANKS: usize = 64 << 10;

/// The byte-order mark of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A schema document that is an input of its own.
#[derive(Debug)]
pub struct InputDocument {
    /// What the input is called.
    pub name: String,
    /// The document.
    pub text: String,
}

/// Takes the documents out of `sources`, in their order. What has been read of standard input to know it stays with it.
///
/// # Errors
/// When an input cannot be read.
pub fn take_documents(sources: &mut Sources) -> Result<Vec<InputDocument>> {
    let mut documents = Vec::new();
    let mut others = Vec::with_capacity(sources.sources.len());
    for source in std::mem::take(&mut sources.sources) {
        let name = source.name();
        match taken(source).map_err(Error::reading(&name))? {
            Input::Document(text) => documents.push(InputDocument { name, text }),
            Input::Captures(source) => others.push(source),
        }
    }
    sources.sources = others;
    Ok(documents)
}

enum Input {
    Document(String),
    Captures(Source),
}

fn taken(source: Source) -> io::Result<Input> {
    match &source {
        Source::File(path) if fs::metadata(path)?.is_file() => {
            let read = decompressed(File::open(path)?).and_then(read_if_document);
            // Compressed data that is damaged is a matter of the reading itself.
            Ok(match read.unwrap_or_default().and_then(|bytes| document(&bytes)) {
                Some(text) => Input::Document(text),
                None => Input::Captures(source),
            })
        }
        Source::Stdin if !io::stdin().is_terminal() => {
            if begins(io::stdin().lock().fill_buf()?) == Begins::Otherwise {
                return Ok(Input::Captures(source));
            }
            let mut ahead = Vec::new();
            while begins(&ahead) == Begins::Open {
                if io::stdin().take(512).read_to_end(&mut ahead)? == 0 {
                    break;
                }
            }
            if begins(&ahead) == Begins::AsDocument {
                io::stdin().take(LARGEST).read_to_end(&mut ahead)?;
            }
            Ok(match document(&ahead) {
                Some(text) => Input::Document(text),
                None => Input::Captures(Source::StdinAfter(ahead.into())),
            })
        }
        Source::File(_) | Source::Found(_) | Source::Stdin | Source::StdinAfter(_) => {
            Ok(Input::Captures(source))
        }
    }
}

/// All that `reader` gives, if it begins as a document and is not too large for one.
fn read_if_document(mut reader: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    while begins(&bytes) == Begins::Open {
        if reader.by_ref().take(512).read_to_end(&mut bytes)? == 0 {
            return Ok(None);
        }
    }
    if begins(&bytes) == Begins::Otherwise {
        return Ok(None);
    }
    reader.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// The document that these bytes are and nothing else.
fn document(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let text = scan::check(bytes).ok()?;
    is_document(text).then(|| text.to_owned())
}

/// How an input begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    AsDocument,
    Otherwise,
    /// That cannot be told yet.
    Open,
}

fn begins(bytes: &[u8]) -> Begins {
    let rest = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes).trim_ascii_start();
    let Some(rest) = rest.strip_prefix(b"{") else {
        let is_open = (rest.is_empty() && bytes.len() < MOST_BLANKS)
            || (bytes.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(bytes));
        return if is_open { Begins::Open } else { Begins::Otherwise };
    };
    let (rest, key) = (rest.trim_ascii_start(), format!("\"{MARKER}\""));
    if rest.starts_with(key.as_bytes()) {
        Begins::AsDocument
    } else if key.as_bytes().starts_with(rest) {
        Begins::Open
    } else {
        Begins::Otherwise
    }
}

//! What is packed: compressed inputs, and archives, whose members are inputs as the files of a folder are.
//!
//! ```text
//!            beginning            decompress              tar, zip
//!   bytes ─────────────▶ gzip, … ────────────▶ tar, zip ───────────▶ members, each as an input
//!                          ▲                                            │
//!                          └────────────────────────────────────────────┘ up to so many, one in another
//! ```
//!
//! Nothing is ever written to a disk: names of members are names, wherever they would lead. An input is read as it is
//! unpacked, so that what it holds may be larger than memory; only a zip archive that is no file of its own is kept, up
//! to a limit, for it is read from its end.

mod beginning;
mod begun;
mod tar;
mod text;
mod zip;

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::decompress::Decompressor;
use super::source::{Pace, PassedOver, Why};
use crate::error::{Error, Result};
use crate::message::visible;
use crate::reject::RejectCode;

pub(crate) use beginning::{BEGINNING, Beginning, Compression};
pub(crate) use begun::Begun;
pub(crate) use text::looks_like;

use names::{begins_like_json, is_named_like_captures};

pub(crate) mod names;

/// How many packings are undone that are one in another, such as tar in gzip in zip.
const LEVELS: usize = 6;

/// How much is held of zip archives that are no files of their own, in bytes.
const HELD: usize = 64 << 20;

/// The bytes of an input.
pub(crate) enum Stream<'a> {
    /// They are there, or nobody waits for one of them.
    Ready(Box<dyn Read + 'a>),
    /// They may come at any time.
    Live(Box<dyn Read + Send>),
}

impl Stream<'_> {
    /// Whether reading may have to wait.
    pub(crate) fn pace(&self) -> Pace {
        match self {
            Stream::Ready(_) => Pace::Ready,
            Stream::Live(_) => Pace::Live,
        }
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Ready(reader) => reader.read(buffer),
            Stream::Live(reader) => reader.read(buffer),
        }
    }
}

impl<'a> Stream<'a> {
    /// The same, and what it begins with.
    fn begun(self, least: usize) -> io::Result<(Self, Beginning, Vec<u8>)> {
        Ok(match self {
            Stream::Ready(reader) => {
                let (begun, beginning) = Begun::with(reader, least)?;
                let start = begun.start().to_vec();
                (Stream::Ready(Box::new(begun)), beginning, start)
            }
            Stream::Live(reader) => {
                let (begun, beginning) = Begun::with(reader, least)?;
                let start = begun.start().to_vec();
                (Stream::Live(Box::new(begun)), beginning, start)
            }
        })
    }

    fn decompressed(self, compression: Compression) -> io::Result<Self> {
        Ok(match self {
            Stream::Ready(reader) => {
                Stream::Ready(Box::new(Decompressor::new(reader, compression)?))
            }
            Stream::Live(reader) => Stream::Live(Box::new(Decompressor::new(reader, compression)?)),
        })
    }
}

/// One thing that a source holds.
pub(crate) enum Content<'a> {
    /// Captures.
    Input {
        name: &'a str,
        stream: Stream<'a>,
        /// Whether the user did not name it, but a folder or an archive that it is in.
        is_found: bool,
    },
    /// Something that cannot be read as captures, though it should: why.
    Refused { name: &'a str, code: RejectCode, message: String },
    /// Something in an archive that is not named like captures and is not read.
    PassedOver(PassedOver),
}

/// Takes what a source holds.
pub(crate) type Visit<'v> = dyn FnMut(Content<'_>) -> Result<ControlFlow<()>> + 'v;

/// Something to be unpacked.
pub(crate) struct Packed<'a> {
    pub(crate) name: &'a str,
    pub(crate) stream: Stream<'a>,
    /// The file that it is, if it is one.
    pub(crate) file: Option<&'a Path>,
    pub(crate) standing: Standing,
}

/// How something came to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The user has named it.
    Named,
    /// It is in a folder that the user named, and is named like captures or begins like them.
    Found,
    /// It is in an archive, and what it is has still to be seen.
    Member,
}

/// Unpacks one source.
pub(crate) struct Unpacker<'v, 'f> {
    visit: &'v mut Visit<'f>,
    /// How many packings it is in.
    level: usize,
    /// How many bytes of zip archives are held.
    held: usize,
    /// How many inputs there were so far, or what was refused instead.
    inputs: u64,
}

impl<'v, 'f> Unpacker<'v, 'f> {
    pub(crate) fn new(visit: &'v mut Visit<'f>) -> Self {
        Unpacker { visit, level: 0, held: 0, inputs: 0 }
    }

    /// Visits what is in it.
    ///
    /// # Errors
    /// When it cannot be read, and those of the visitor.
    pub(crate) fn unpack(&mut self, packed: Packed<'_>) -> Result<ControlFlow<()>> {
        let Packed { name, mut stream, file, standing } = packed;
        let mut level = self.level;
        let least = if standing == Standing::Member { BEGINNING } else { 0 };
        loop {
            let (begun, beginning, start) = stream.begun(least).map_err(Error::reading(name))?;
            stream = begun;
            let is_packing = !matches!(beginning, Beginning::Plain | Beginning::Foreign(_));
            if is_packing && level == LEVELS {
                let name_shown = visible(name);
                let message =
                    format!("{name_shown} is packed in more than {LEVELS} ways, one in another");
                return self.reject(name, RejectCode::OtherFormat, message);
            }
            level += 1;
            match beginning {
                Beginning::Compressed(compression) => {
                    stream = stream.decompressed(compression).map_err(Error::reading(name))?;
                }
                Beginning::Tar | Beginning::Zip => {
                    let outer = std::mem::replace(&mut self.level, level);
                    let is_file = level == 1;
                    let done = match beginning {
                        Beginning::Tar => self.tar(name, stream, standing),
                        _ => self.zip(name, stream, file.filter(|_| is_file), standing),
                    };
                    self.level = outer;
                    return done;
                }
                Beginning::Foreign(what) => {
                    return self.foreign(name, standing, what);
                }
                Beginning::Plain
                    if standing == Standing::Member
                        && !is_named_like_captures(Path::new(name))
                        && !begins_like_json(&start) =>
                {
                    return self.pass_over(name, Why::Unlike);
                }
                Beginning::Plain => {
                    self.inputs += 1;
                    let is_found = standing != Standing::Named;
                    return (self.visit)(Content::Input { name, stream, is_found });
                }
            }
        }
    }

    /// What is in no format that is read. Among others it is passed over, unless its name says that it holds captures.
    fn foreign(&mut self, name: &str, standing: Standing, what: &str) -> Result<ControlFlow<()>> {
        let hint = if what.contains(": ") { "" } else { ": captures are JSON" };
        let message = format!("{} {what}{hint}", visible(name));
        self.refuse(name, standing, RejectCode::OtherFormat, message)
    }

    fn refuse(
        &mut self,
        name: &str,
        standing: Standing,
        code: RejectCode,
        message: String,
    ) -> Result<ControlFlow<()>> {
        let is_expected = standing == Standing::Named || is_named_like_captures(Path::new(name));
        if code == RejectCode::OtherFormat && !is_expected {
            return self.pass_over(name, Why::Unlike);
        }
        self.reject(name, code, message)
    }

    fn reject(&mut self, name: &str, code: RejectCode, message: String) -> Result<ControlFlow<()>> {
        self.inputs += 1;
        (self.visit)(Content::Refused { name, code, message })
    }

    fn pass_over(&mut self, name: &str, why: Why) -> Result<ControlFlow<()>> {
        (self.visit)(Content::PassedOver(PassedOver { path: PathBuf::from(name), why }))
    }

    /// Unpacks a member of the archive called `archive`.
    fn member(
        &mut self,
        archive: &str,
        member: &str,
        reader: Box<dyn Read + '_>,
    ) -> Result<ControlFlow<()>> {
        let name = name_of(archive, member);
        let (stream, standing) = (Stream::Ready(reader), Standing::Member);
        self.unpack(Packed { name: &name, stream, file: None, standing })
    }

    /// Says of an archive of which nothing was read that it holds no captures.
    fn without_captures(
        &mut self,
        name: &str,
        standing: Standing,
        before: u64,
    ) -> Result<ControlFlow<()>> {
        if self.inputs > before {
            return Ok(ControlFlow::Continue(()));
        }
        let message = format!(
            "{} is an archive without captures: no file in it is named *.json, *.jsonl, *.ndjson or *.log, or begins like JSON",
            visible(name)
        );
        self.refuse(name, standing, RejectCode::OtherFormat, message)
    }
}

/// The name of a member in messages, reject lines and `origin:file`: as if the archive were a folder.
fn name_of(archive: &str, member: &str) -> String {
    format!("{archive}/{}", member.trim_start_matches("./"))
}

//! Inputs by name: which files there are, and what is in them once decompressed.

use std::error::Error as _;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};
use walkdir::{DirEntry, WalkDir};

use super::decompress::decompressed;
use super::packed::names::{begins_like_json, is_hidden, is_named_like_captures};
use super::packed::{BEGINNING, Beginning, Begun, Packed, Standing, Stream, Unpacker, Visit};
use super::pipe;
use crate::message::visible;

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// Standard input, of which these bytes have been read already.
    StdinAfter(Arc<[u8]>),
    /// A file that the user named.
    File(PathBuf),
    /// A file in a folder that the user named: what is in it is less sure to be what the user thinks.
    Found(PathBuf),
}

/// The inputs that some arguments name.
#[derive(Debug, Default)]
pub struct Sources {
    /// In the order in which they are read.
    pub sources: Vec<Source>,
    /// What is in folders and is not read.
    pub passed_over: Vec<PassedOver>,
}

/// Something in a folder or an archive that is not read, or in which there is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Where it is.
    pub path: PathBuf,
    /// Why it is not read.
    pub why: Why,
}

/// Why something in a folder is not read. What the system says is in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It does not begin like captures.
    Unlike,
    /// Nothing is there to be read: it is a link that leads nowhere, or back to where it is.
    LeadsNowhere(String),
    /// It is a file, and could not be looked into.
    ClosedFile(String),
    /// It is in an archive, and could not be looked into.
    ClosedMember(String),
    /// It is an input without a byte that is not white space.
    Nothing,
    /// It is a folder, or could be one, and could not be looked into: files that are named like captures may be in it.
    ClosedFolder(String),
}

impl Why {
    /// That what is at `path` could not be looked into.
    fn failed(error: &Error, path: &Path) -> Self {
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        match fs::metadata(path) {
            _ if matches!(error, Error::Walk { .. }) => Why::LeadsNowhere(said),
            Ok(metadata) if metadata.is_dir() => Why::ClosedFolder(said),
            Ok(_) => Why::ClosedFile(said),
            Err(error) if leads_nowhere(&error) => Why::LeadsNowhere(said),
            Err(_) => Why::ClosedFolder(said),
        }
    }
}

/// Whether an error says that there is nothing, or nothing but links to links.
fn leads_nowhere(error: &io::Error) -> bool {
    #[cfg(unix)]
    let is_around = error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    #[cfg(not(unix))]
    let is_around = false;
    is_around || error.kind() == io::ErrorKind::NotFound
}

/// Whether reading may have to wait for the writer of a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// All of it is there.
    Ready,
    /// More may come at any time, or none for long.
    Live,
}

impl Source {
    /// The name in messages, reject lines and `origin:file`.
    pub fn name(&self) -> String {
        match self {
            Source::Stdin | Source::StdinAfter(_) => "<stdin>".into(),
            Source::File(path) | Source::Found(path) => path.to_string_lossy().into_owned(),
        }
    }

    /// Opens it. What is compressed is decompressed.
    ///
    /// # Errors
    /// When it cannot be opened or its first bytes cannot be read.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let (reader, _) = self.stream(&BytesRead::default())?;
        decompressed(reader)
    }

    /// Visits the inputs that are in it: itself, decompressed if need be, or the members of an archive. What is read of it is
    /// added to `taken`.
    ///
    /// # Errors
    /// When it cannot be opened or read, and those of the visitor.
    pub(crate) fn visit(&self, taken: &BytesRead, visit: &mut Visit<'_>) -> Result<()> {
        let name = self.name();
        let (reader, pace) = self.stream(taken).map_err(Error::reading(&name))?;
        let stream = match pace {
            Pace::Ready => Stream::Ready(reader),
            Pace::Live => Stream::Live(reader),
        };
        let standing = match self {
            Source::Found(_) => Standing::Found,
            Source::Stdin | Source::StdinAfter(_) | Source::File(_) => Standing::Named,
        };
        let packed = Packed { name: &name, stream, file: self.path(), standing };
        Unpacker::new(visit).unpack(packed).map(drop)
    }

    /// The bytes as they are. What has been read of them is counted in `taken`.
    fn stream(&self, taken: &BytesRead) -> io::Result<(Box<dyn Read + Send>, Pace)> {
        let count = taken.clone();
        Ok(match self {
            Source::Stdin => {
                let stdin = io::stdin();
                pipe::make_room(&stdin);
                (Box::new(Counted { reader: stdin, count }), Pace::Live)
            }
            Source::StdinAfter(ahead) => {
                let stdin = io::Cursor::new(Arc::clone(ahead)).chain(io::stdin());
                (Box::new(Counted { reader: stdin, count }), Pace::Live)
            }
            Source::File(path) | Source::Found(path) => {
                let file = File::open(path)?;
                let pace = if file.metadata()?.is_file() {
                    Pace::Ready
                } else {
                    pipe::make_room(&file);
                    Pace::Live
                };
                (Box::new(Counted { reader: file, count }), pace)
            }
        })
    }

    /// The path of a file.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Source::Stdin | Source::StdinAfter(_) => None,
            Source::File(path) | Source::Found(path) => Some(path),
        }
    }

    /// The size of a file that is all there, in bytes as it is, compressed or not; `None` for anything else.
    pub fn size(&self) -> Option<u64> {
        let metadata = fs::metadata(self.path()?).ok()?;
        metadata.is_file().then_some(metadata.len())
    }

    /// The [size](Self::size) of a file that is not larger than `most`. Nothing else is small.
    pub(crate) fn small(&self, most: usize) -> Option<usize> {
        let size = usize::try_from(self.size()?).ok()?;
        (size <= most).then_some(size)
    }
}

/// How much has been read of an input, as it is, compressed or not.
#[derive(Debug, Clone, Default)]
pub(crate) struct BytesRead(Arc<AtomicU64>);

impl BytesRead {
    /// In bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A reader that counts.
struct Counted<R> {
    reader: R,
    count: BytesRead,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.count.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Sources {
    /// The inputs that `arguments` name: files as they are, folders walked in the order of names, `-` or nothing for
    /// standard input. In folders, hidden files are left alone, and files count that are named like captures or begin
    /// like JSON or an archive. What is not named like captures and cannot be looked into, such as a link that leads nowhere, does not
    /// keep the rest from being read.
    ///
    /// # Errors
    /// When a file does not exist, a folder cannot be walked, or one holds no captures.
    pub fn named(arguments: &[PathBuf]) -> Result<Self> {
        let mut found = Sources::default();
        if arguments.is_empty() {
            found.sources.push(Source::Stdin);
        }
        for argument in arguments {
            if argument.as_os_str() == "-" {
                found.sources.push(Source::Stdin);
                continue;
            }
            let kind = fs::metadata(argument).map_err(Error::reading(argument))?;
            if kind.is_dir() {
                found.walk(argument)?;
            } else {
                found.sources.push(Source::File(argument.clone()));
            }
        }
        if found.sources.iter().filter(|source| **source == Source::Stdin).count() > 1 {
            return Err(Error::Arguments("standard input can be read only once".into()));
        }
        Ok(found)
    }

    /// The files among them.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().filter_map(Source::path)
    }

    /// Whether there are folders among them that could not be walked.
    pub fn have_closed_folders(&self) -> bool {
        self.passed_over.iter().any(|entry| matches!(entry.why, Why::ClosedFolder(_)))
    }

    fn walk(&mut self, folder: &Path) -> Result<()> {
        let before = self.sources.len();
        let visible_entry = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry.file_name());
        // Those that are compared are in one folder: their paths differ where their names do, and need no cutting.
        let entries = WalkDir::new(folder)
            .follow_links(true)
            .sort_by(|one, other| one.path().as_os_str().cmp(other.path().as_os_str()))
            .into_iter();
        let mut failure = None;
        for entry in entries.filter_entry(visible_entry) {
            let looked_into = entry.map_err(|error| {
                let path = error.path().unwrap_or(folder).to_owned();
                (path, Error::walking(error, folder))
            });
            let looked_into = looked_into.and_then(|entry| {
                let is_file = entry.file_type().is_file();
                let path = entry.into_path();
                if !is_file {
                    return Ok(None);
                }
                let is_capture = is_named_like_captures(&path) || {
                    let begins = begins_like_captures(&path);
                    begins.map_err(|error| (path.clone(), Error::reading(&path)(error)))?
                };
                Ok(Some((path, is_capture)))
            });
            match looked_into {
                Ok(None) => {}
                Ok(Some((path, true))) => self.sources.push(Source::Found(path)),
                Ok(Some((path, false))) => {
                    self.passed_over.push(PassedOver { path, why: Why::Unlike });
                }
                // An entry that cannot be looked at has not been asked for its name.
                Err((path, _)) if path != folder && path.file_name().is_some_and(is_hidden) => {}
                Err((path, error)) if path == folder || is_named_like_captures(&path) => {
                    return Err(error);
                }
                Err((path, error)) => {
                    let why = Why::failed(&error, &path);
                    self.passed_over.push(PassedOver { path, why });
                    failure.get_or_insert(error);
                }
            }
        }
        if self.sources.len() == before {
            return Err(failure.unwrap_or_else(|| Error::Arguments(format!(
                "no captures in the folder {}: no file is named *.json, *.jsonl, *.ndjson or *.log (also .gz, .zst, .bz2, .xz), or begins like JSON or an archive",
                visible(&folder.display().to_string())
            ))));
        }
        Ok(())
    }
}

/// Whether the first bytes of the file, decompressed, are those of an object or array, or of an archive.
fn begins_like_captures(path: &Path) -> io::Result<bool> {
    let (begun, beginning) = Begun::with(decompressed(File::open(path)?)?, BEGINNING)?;
    Ok(match beginning {
        Beginning::Tar | Beginning::Zip => true,
        _ => begins_like_json(begun.start()),
    })
}

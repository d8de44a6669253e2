//! Zip archives: their list of members stands at the end.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;

use flate2::read::DeflateDecoder;
use rawzip::{
    CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive,
    ZipArchiveEntryWayfinder, ZipLocator,
};

use super::names::{is_hidden_member, is_named_like_captures};
use super::{HELD, Standing, Stream, Unpacker, Why, name_of};
use crate::error::{Error, Result};
use crate::input::decompress::{Decompressor, damage};
use crate::input::packed::Compression;
use crate::message::visible;
use crate::reject::RejectCode;

/// The most members that are listed.
const MEMBERS: u64 = 1 << 20;

/// A member, as the list has it.
struct Listed {
    name: String,
    place: ZipArchiveEntryWayfinder,
    /// Where its header stands, and where its data ends at the earliest.
    span: (u64, u64),
    method: CompressionMethod,
    is_encrypted: bool,
    is_link: bool,
}

/// An archive of which bytes can be had in any order.
type Zip<'a> = ZipArchive<Box<dyn ReaderAt + 'a>>;

impl Unpacker<'_, '_> {
    /// Visits the members in the order of their names, as files of a folder.
    pub(super) fn zip(
        &mut self,
        name: &str,
        mut stream: Stream<'_>,
        file: Option<&Path>,
        standing: Standing,
    ) -> Result<ControlFlow<()>> {
        let is_file = file.is_some_and(Path::is_file);
        if let Some(path) = file.filter(|_| is_file) {
            let file = File::open(path).map_err(Error::reading(name))?;
            let length = file.metadata().map_err(Error::reading(name))?.len();
            return self.zip_in(name, Box::new(FileReader::from(file)), length, standing);
        }
        let room = HELD - self.held;
        let mut bytes = Vec::new();
        match stream.by_ref().take(room as u64 + 1).read_to_end(&mut bytes) {
            Err(error) if error.raw_os_error().is_some() => {
                return Err(Error::reading(name)(error));
            }
            Err(error) => {
                return self.refuse(name, standing, RejectCode::DamagedInput, error.to_string());
            }
            Ok(count) if count > room => {
                let message = format!(
                    "{} is a zip archive of more than {} MiB, which is read from its end: save it as a file, and name that",
                    visible(name),
                    HELD >> 20
                );
                return self.refuse(name, standing, RejectCode::TooLarge, message);
            }
            Ok(_) => {}
        }
        let length = bytes.len();
        self.held += length;
        let done = self.zip_in(name, Box::new(bytes), length as u64, standing);
        self.held -= length;
        done
    }

    fn zip_in(
        &mut self,
        name: &str,
        reader: Box<dyn ReaderAt + '_>,
        length: u64,
        standing: Standing,
    ) -> Result<ControlFlow<()>> {
        let before = self.inputs;
        let (archive, members) = match opened(reader, length) {
            Ok(opened) => opened,
            Err(error) if error.raw_os_error().is_some() => {
                return Err(Error::reading(name)(error));
            }
            Err(error) => {
                return self.refuse(name, standing, RejectCode::DamagedInput, error.to_string());
            }
        };
        if let Some(what) = document(&members) {
            return self.foreign(name, standing, what);
        }
        for member in &members {
            if self.zip_member(name, &archive, member)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        self.without_captures(name, standing, before)
    }

    fn zip_member(
        &mut self,
        archive: &str,
        zip: &Zip<'_>,
        member: &Listed,
    ) -> Result<ControlFlow<()>> {
        if member.name.ends_with('/') || is_hidden_member(&member.name) {
            return Ok(ControlFlow::Continue(()));
        }
        let name = name_of(archive, &member.name);
        if member.is_link {
            return self.pass_over(&name, Why::ClosedMember("a link".into()));
        }
        let why = match decoder(zip, member) {
            Ok(reader) => return self.member(archive, &member.name, reader),
            Err(why) => why,
        };
        if is_named_like_captures(Path::new(&name)) {
            let message = format!("{} {why}", visible(&name));
            return self.refuse(&name, Standing::Member, RejectCode::DamagedInput, message);
        }
        self.pass_over(&name, Why::ClosedMember(why))
    }
}

/// The archive, and its members by their names.
fn opened(reader: Box<dyn ReaderAt + '_>, length: u64) -> io::Result<(Zip<'_>, Vec<Listed>)> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipLocator::new().locate_in_reader(reader, &mut buffer, length);
    let archive = archive.map_err(|(_, error)| unreadable(error))?;
    let mut members = Vec::new();
    // A record of the list may be larger than the buffer that was recommended.
    let mut buffer = vec![0; rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(unreadable)? {
        if members.len() as u64 == MEMBERS {
            return Err(invalid(&format!("the zip archive has more than {MEMBERS} members")));
        }
        let name = entry.file_path().as_bytes();
        let start = entry.local_header_offset();
        let end = start.saturating_add(HEADER + name.len() as u64);
        members.push(Listed {
            name: String::from_utf8_lossy(name).into_owned(),
            place: entry.wayfinder(),
            span: (start, end.saturating_add(entry.compressed_size_hint())),
            method: entry.compression_method(),
            is_encrypted: entry.flags().is_encrypted(),
            is_link: entry.mode().is_symlink(),
        });
    }
    let listed = archive.entries_hint();
    // Without Zip64 the number has 16 bits, and some writers let it run over.
    if listed != members.len() as u64 && listed != members.len() as u64 & 0xFFFF {
        return Err(invalid(&format!(
            "the zip archive is damaged: it lists {} of {listed} members",
            members.len()
        )));
    }
    members.sort_by_key(|member| member.span);
    let begins = members.first().map_or(archive.directory_offset(), |first| first.span.0);
    if begins > 0 || archive.end_offset() < length {
        return Err(invalid(
            "something stands before the zip archive or after it, as where two are joined: \
             one at a time can be read",
        ));
    }
    if members.array_windows().any(|[one, next]| next.span.0 < one.span.1) {
        return Err(invalid(
            "members of the zip archive lie in each other, as in what is made to fill a disk",
        ));
    }
    members.sort_by(|one, other| Path::new(&one.name).cmp(Path::new(&other.name)));
    Ok((archive, members))
}

/// The size of what stands before the name and the data of a member, in bytes.
const HEADER: u64 = 30;

/// The bytes of a member, or why it cannot be read.
fn decoder<'a>(archive: &'a Zip<'_>, member: &Listed) -> Result<Box<dyn Read + 'a>, String> {
    if member.is_encrypted {
        return Err("is encrypted: unpack the archive with its password, as `7z x` does".into());
    }
    let entry = archive.get_entry(member.place).map_err(other);
    let entry = entry.map_err(|error| format!("is damaged ({error})"))?;
    let reader = entry.reader();
    let decompressed = |compression| {
        let reader = Decompressor::new(entry.reader(), compression);
        reader.map_err(|error| error.to_string())
    };
    let reader: Box<dyn Read> = match member.method {
        CompressionMethod::STORE => Box::new(reader),
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(reader)),
        CompressionMethod::BZIP2 => Box::new(decompressed(Compression::Bzip2)?),
        CompressionMethod::ZSTD => Box::new(decompressed(Compression::Zstandard)?),
        CompressionMethod::XZ => Box::new(decompressed(Compression::Xz)?),
        method => {
            let number = method.as_u16();
            let method = method.name().map_or_else(|| number.to_string(), str::to_owned);
            return Err(format!(
                "is compressed by {method}, which is not read: unpack the archive, as `7z x` does"
            ));
        }
    };
    Ok(Box::new(Checked(entry.verifying_reader(reader))))
}

/// The bytes of a member, of which the size and the checksum are as the archive says.
struct Checked<R>(R);

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| damage("zip archive", error))
    }
}

/// The document of an office program that an archive with these members is.
fn document(members: &[Listed]) -> Option<&'static str> {
    let has = |start: &str| members.iter().any(|member| member.name.starts_with(start));
    if has("[Content_Types].xml") {
        return Some(if has("xl/") {
            "is a spreadsheet (XLSX)"
        } else if has("word/") {
            "is a text document (DOCX)"
        } else {
            "is a document of an office program"
        });
    }
    (has("mimetype") && (has("META-INF/manifest.xml") || has("META-INF/container.xml")))
        .then_some("is a document of an office program or an e-book")
}

fn unreadable(error: rawzip::Error) -> io::Error {
    match error.kind() {
        rawzip::ErrorKind::MissingEndOfCentralDirectory => invalid(
            "the zip archive ends early: the list of its members is missing; `zip -FF ARCHIVE --out MENDED` finds what is there",
        ),
        _ => damage("zip archive", other(error)),
    }
}

fn other(error: rawzip::Error) -> io::Error {
    match error.into_kind() {
        rawzip::ErrorKind::IO(error) => error,
        rawzip::ErrorKind::Eof => io::ErrorKind::UnexpectedEof.into(),
        kind => io::Error::new(io::ErrorKind::InvalidData, kind.to_string()),
    }
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

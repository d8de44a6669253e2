//! What an input begins with: how it is packed, or which format it is in that holds no captures.

use crate::input::encoding;

/// How many bytes tell everything that is told by the beginning.
pub(crate) const BEGINNING: usize = 512;

/// How the beginning of an input tells it is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// It has to be decompressed.
    Compressed(Compression),
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// Something in which there are no captures: what is to be said of it after its name.
    Foreign(&'static str),
    /// Text, as far as can be told.
    Plain,
}

/// How bytes are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Zstandard,
    Bzip2,
    Xz,
}

impl Compression {
    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstandard => "Zstandard",
            Compression::Bzip2 => "bzip2",
            Compression::Xz => "xz",
        }
    }
}

/// Bytes that a format begins with, each group at its offset.
type Signature = &'static [(usize, &'static [u8])];

const SIGNATURES: &[(Signature, Beginning)] = &[
    // RFC 1952, section 2.3.1.
    (&[(0, b"\x1F\x8B")], Beginning::Compressed(Compression::Gzip)),
    // RFC 8878, section 3.1.1; its skippable frames (3.1.2) are below.
    (&[(0, b"\x28\xB5\x2F\xFD")], Beginning::Compressed(Compression::Zstandard)),
    // The second six bytes are those of a block, or of the end where there is none.
    (&[(0, b"BZh"), (4, b"\x31\x41\x59\x26\x53\x59")], Beginning::Compressed(Compression::Bzip2)),
    (&[(0, b"BZh"), (4, b"\x17\x72\x45\x38\x50\x90")], Beginning::Compressed(Compression::Bzip2)),
    (&[(0, b"\xFD7zXZ\0")], Beginning::Compressed(Compression::Xz)),
    (&[(0, b"PK\x03\x04")], Beginning::Zip),
    // One without members.
    (&[(0, b"PK\x05\x06")], Beginning::Zip),
    (&[(0, b"PK\x07\x08")], Beginning::Zip),
    (
        &[(0, b"7z\xBC\xAF\x27\x1C")],
        Beginning::Foreign("is a 7z archive: `7z x -so FILE` unpacks it"),
    ),
    (
        &[(0, b"Rar!\x1A\x07")],
        Beginning::Foreign("is a RAR archive: `unrar p -inul FILE` unpacks it"),
    ),
    (
        &[(0, b"\x04\x22\x4D\x18")],
        Beginning::Foreign("is packed by LZ4: `lz4 -dc FILE` unpacks it"),
    ),
    (&[(0, b"LZIP\x01")], Beginning::Foreign("is packed by lzip: `lzip -dc FILE` unpacks it")),
    (&[(0, b"\x5D\0\0")], Beginning::Foreign("is packed by LZMA: `xz -dc FILE` unpacks it")),
    (&[(0, b"\x1F\x9D")], Beginning::Foreign("is packed by compress: `gzip -dc FILE` unpacks it")),
    (
        &[(0, b"\xFF\x06\0\0sNaPpY")],
        Beginning::Foreign("is packed by Snappy: `snzip -dc FILE` unpacks it"),
    ),
    (&[(0, b"\x89PNG\r\n\x1A\n")], Beginning::Foreign("is a PNG image")),
    (&[(0, b"\xFF\xD8\xFF")], Beginning::Foreign("is a JPEG image")),
    (&[(0, b"GIF87a")], Beginning::Foreign("is a GIF image")),
    (&[(0, b"GIF89a")], Beginning::Foreign("is a GIF image")),
    (&[(0, b"RIFF"), (8, b"WEBP")], Beginning::Foreign("is a WebP image")),
    (&[(0, b"II*\0")], Beginning::Foreign("is a TIFF image")),
    (&[(0, b"MM\0*")], Beginning::Foreign("is a TIFF image")),
    (&[(0, b"\0\0\0"), (4, b"ftyp")], Beginning::Foreign("is an image or a film (HEIC, MP4)")),
    (&[(0, b"%PDF-")], Beginning::Foreign("is a PDF document")),
    (&[(0, b"{\\rtf")], Beginning::Foreign("is an RTF document")),
    (
        &[(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")],
        Beginning::Foreign("is an old document of Microsoft Office (XLS, DOC or MSG)"),
    ),
    (&[(0, b"SQLite format 3\0")], Beginning::Foreign("is an SQLite database")),
    (&[(0, b"PAR1")], Beginning::Foreign("is a Parquet file")),
    (&[(0, b"Obj\x01")], Beginning::Foreign("is an Avro file")),
    (&[(0, b"\xD4\xC3\xB2\xA1")], Beginning::Foreign("is a capture of network packets (pcap)")),
    (&[(0, b"\xA1\xB2\xC3\xD4")], Beginning::Foreign("is a capture of network packets (pcap)")),
    (&[(0, b"\x0A\x0D\x0D\x0A")], Beginning::Foreign("is a capture of network packets (pcapng)")),
    (&[(0, b"\x7FELF")], Beginning::Foreign("is a program")),
    (&[(0, b"MZ\x90\0")], Beginning::Foreign("is a program")),
    (&[(0, b"\xCF\xFA\xED\xFE")], Beginning::Foreign("is a program")),
    (&[(0, b"\xCA\xFE\xBA\xBE")], Beginning::Foreign("is a program")),
    (&[(0, b"\0asm")], Beginning::Foreign("is a program")),
];

/// What the bytes so far say about something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Yes,
    No,
    /// Only those that follow tell.
    Open,
}

impl Beginning {
    /// Of an input of which these are the first bytes, `ended` if they are all; `None` while only those that follow tell.
    /// At most [`BEGINNING`] bytes are asked for, and of text none beyond its first line, or the first
    /// byte after one of CSV: a pipe may pause after any.
    pub(crate) fn of(bytes: &[u8], ended: bool) -> Option<Self> {
        let mut is_open = bytes.is_empty();
        for (signature, beginning) in SIGNATURES {
            match begins_with(signature, bytes) {
                Verdict::Yes => return Some(*beginning),
                Verdict::Open => is_open = true,
                Verdict::No => {}
            }
        }
        match begins_with_skippable_frame(bytes) {
            Verdict::Yes => return Some(Beginning::Compressed(Compression::Zstandard)),
            Verdict::Open => is_open = true,
            Verdict::No => {}
        }
        match is_tar(bytes) {
            Verdict::Yes => return Some(Beginning::Tar),
            Verdict::Open => is_open = true,
            Verdict::No => {}
        }
        match is_quoted_csv(bytes, ended) {
            Verdict::Yes => return Some(Beginning::Foreign(CSV)),
            Verdict::Open => is_open = true,
            Verdict::No => {}
        }
        // What is in UTF-16 is said where text is read.
        (!is_open || ended || encoding::foreign(bytes).is_some()).then_some(Beginning::Plain)
    }
}

/// What is said of CSV.
pub(crate) const CSV: &str = "looks like CSV";

/// Skippable frames of Zstandard (RFC 8878, section 3.1.2), which come first in what pzstd writes.
fn begins_with_skippable_frame(bytes: &[u8]) -> Verdict {
    let Some((first, rest)) = bytes.split_first() else {
        return Verdict::Open;
    };
    match (0x50..=0x5F).contains(first) {
        true => begins_with(&[(0, b"\x2A\x4D\x18")], rest),
        false => Verdict::No,
    }
}

fn begins_with(signature: &[(usize, &[u8])], bytes: &[u8]) -> Verdict {
    let mut verdict = Verdict::Yes;
    for (offset, part) in signature {
        let there = bytes.get(*offset..).unwrap_or_default();
        if there.len() >= part.len() {
            if !there.starts_with(part) {
                return Verdict::No;
            }
        } else if part.starts_with(there) {
            verdict = Verdict::Open;
        } else {
            return Verdict::No;
        }
    }
    verdict
}

/// Whether the first block is the header of a member: its checksum tells, also in archives from before `ustar`.
fn is_tar(bytes: &[u8]) -> Verdict {
    // A name, then zeros, then numbers. The first byte of JSON can begin a name, but hardly does.
    if matches!(bytes.first(), Some(b'{' | b'[' | b'"' | 0..=b' ' | 0xEF)) {
        return Verdict::No;
    }
    let name = bytes.iter().position(|&byte| byte == 0);
    let text = bytes.get(..name.unwrap_or(bytes.len())).unwrap_or_default();
    if text.len() > NAME + MODE || text.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return Verdict::No;
    }
    let Some(header) = bytes.first_chunk::<BEGINNING>() else {
        return Verdict::Open;
    };
    let (before, rest) = header.split_at(CHECKSUM);
    let (sum, after) = rest.split_at(8);
    let sum = str::from_utf8(sum).unwrap_or_default();
    let sum = u32::from_str_radix(sum.trim_matches(['\0', ' ']), 8);
    let bytes = before.iter().chain(&[b' '; 8]).chain(after);
    match sum.is_ok_and(|sum| sum == bytes.map(|&byte| u32::from(byte)).sum::<u32>()) {
        true => Verdict::Yes,
        false => Verdict::No,
    }
}

/// How long the name and the mode are in a header of tar, in bytes.
const NAME: usize = 100;
const MODE: usize = 8;

/// Where its checksum stands.
const CHECKSUM: usize = 148;

/// Whether the first line is one of CSV in which all cells are in quotes. The first of them would be a JSON string. What
/// the next line begins with tells whether that was the first of several, or something before JSON.
fn is_quoted_csv(bytes: &[u8], ended: bool) -> Verdict {
    let mut rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut cells = 0;
    while let Some(cell) = rest.strip_prefix(b"\"") {
        let Some(end) = cell.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n')) else {
            return if bytes.len() < BEGINNING { Verdict::Open } else { Verdict::No };
        };
        if cell.get(end) != Some(&b'"') {
            return Verdict::No;
        }
        cells += 1;
        rest = cell.get(end + 1..).unwrap_or_default();
        match rest {
            [b',' | b';' | b'\t', after @ ..] => rest = after,
            [b'\r' | b'\n', ..] if cells > 1 => {
                return match rest.trim_ascii_start().first() {
                    Some(b'{' | b'[') => Verdict::No,
                    None if !ended => Verdict::Open,
                    None | Some(_) => Verdict::Yes,
                };
            }
            [] => return Verdict::Open,
            _ => return Verdict::No,
        }
    }
    match rest.is_empty() && cells > 0 {
        true => Verdict::Open,
        false => Verdict::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_by_its_first_bytes_or_its_first_line() {
        for text in [
            "{ ",
            "[ ",
            "\"a\" ",
            " {",
            "\n{",
            "5\n",
            "a line\n",
            "\u{feff}{",
            "2026-11-28 a\n",
            "true\n",
        ] {
            let beginning = Beginning::of(text.as_bytes(), false);
            assert_eq!(beginning, Some(Beginning::Plain), "{text:?}");
        }
        let long = "x".repeat(NAME + MODE + 1);
        assert_eq!(Beginning::of(long.as_bytes(), false), Some(Beginning::Plain));
    }

    #[test]
    fn every_signature_is_known_from_its_last_byte_on_and_open_before() {
        for (signature, beginning) in SIGNATURES {
            let mut bytes = Vec::new();
            for (offset, part) in *signature {
                bytes.resize(*offset, b'9');
                bytes.extend_from_slice(part);
            }
            assert_eq!(Beginning::of(&bytes, false), Some(*beginning), "{bytes:?}");
            for cut in 0..bytes.len() {
                let cut = &bytes[..cut];
                assert_eq!(Beginning::of(cut, false), None, "{cut:?}");
                assert_eq!(Beginning::of(cut, true), Some(Beginning::Plain), "{cut:?}");
            }
        }
    }

    #[test]
    fn a_header_of_tar_is_known_by_its_checksum() {
        let mut header = tar::Header::new_gnu();
        header.set_path("2026/captures.json").unwrap();
        header.set_size(12);
        header.set_cksum();
        let mut bytes = header.as_bytes().to_vec();
        assert_eq!(Beginning::of(&bytes, false), Some(Beginning::Tar));
        assert_eq!(Beginning::of(&bytes[..511], false), None);
        bytes[0] = b'3';
        assert_eq!(Beginning::of(&bytes, false), Some(Beginning::Plain));
    }

    #[test]
    fn csv_in_quotes_is_known_by_a_whole_line() {
        let is = |text: &str| Beginning::of(text.as_bytes(), false);
        let all = "\"name\",\"phone\"\n";
        assert_eq!(Beginning::of(all.as_bytes(), true), Some(Beginning::Foreign(CSV)));
        assert_eq!(is(all), None);
        assert_eq!(is("\"name\",\"phone\"\n\"A"), Some(Beginning::Foreign(CSV)));
        assert_eq!(is("\"name\";\"phone\"\r\n\"A"), Some(Beginning::Foreign(CSV)));
        assert_eq!(is("\"a\",\"b\"\n\n{"), Some(Beginning::Plain));
        assert_eq!(is("\"name\",\"ph"), None);
        assert_eq!(is("\"name\""), None);
        for other in ["\"name\"\n", "\"name\": 1", "\"{\\\"a\\\":1}\"", "\"name\",1\n"] {
            assert_eq!(is(other), Some(Beginning::Plain), "{other}");
        }
    }
}

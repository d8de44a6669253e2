//! The layouts that the same deliveries can be written in.

#![expect(clippy::indexing_slicing, reason = "the number is taken within the length")]

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use clap::ValueEnum;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::deliveries::json::{Spacing, break_line};
use crate::deliveries::{Deliveries, Delivery};
use crate::wrapper::Tool;

/// How the values of one file stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layout {
    /// A payload on each line
    Ndjson,
    /// Payloads over several lines, one after the other
    Pretty,
    /// One array of payloads on one line
    Array,
    /// One array of payloads over several lines
    PrettyArray,
    /// Payloads in the wrapper of one tool, one on each line
    Captures,
    /// Payloads in the wrappers of seven tools in turn, one on each line
    Wrapped,
}

/// How deliveries are shared out among files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// One file.
    One,
    /// A folder of so many files.
    Several(u64),
    /// A folder with a file for each delivery.
    Each,
}

/// Writes as many deliveries as `size` bytes of NDJSON hold, to the file or the folder `path`. A file is compressed as its
/// name's extension says. Returns how many deliveries were written.
pub(crate) fn write(
    layout: Layout,
    files: Files,
    size: u64,
    seed: u64,
    path: &Path,
) -> Result<u64> {
    if files != Files::One {
        fs::create_dir_all(path).with_context(|| format!("could not make {}", path.display()))?;
    }
    let mut deliveries = Deliveries::new(seed);
    let mut line = Vec::new();
    // Bytes as NDJSON, in whatever layout they are written.
    let (mut written, mut count) = (0, 0);
    for number in 0.. {
        if written >= size {
            break;
        }
        let (file, end) = match files {
            Files::One => (path.to_owned(), size),
            Files::Several(all) => {
                (path.join(format!("{number:03}.json")), size * (number + 1) / all.max(1))
            }
            Files::Each => (path.join(format!("{number:06}.json")), written + 1),
        };
        let context = || format!("could not write {}", file.display());
        let mut out = Output::create(&file).with_context(context)?;
        let mut framing = Framing::new(layout, count);
        while written < end
            && let Some(delivery) = deliveries.next()
        {
            line.clear();
            delivery.write_line(&mut line);
            written += line.len() as u64 + 1;
            count += 1;
            framing.add(&delivery, &line, &mut out).with_context(context)?;
        }
        framing.end(&mut out).with_context(context)?;
        out.finish().with_context(context)?;
    }
    Ok(count)
}

/// One file's framing.
struct Framing {
    layout: Layout,
    /// Of the next value: in the file, and in all files.
    place: u64,
    number: u64,
    text: Vec<u8>,
}

impl Framing {
    fn new(layout: Layout, number: u64) -> Self {
        Framing { layout, place: 0, number, text: Vec::new() }
    }

    fn add(&mut self, delivery: &Delivery, line: &[u8], out: &mut impl Write) -> io::Result<()> {
        let text = &mut self.text;
        text.clear();
        match self.layout {
            Layout::Ndjson => {
                text.extend_from_slice(line);
                text.push(b'\n');
            }
            Layout::Pretty => {
                delivery.payload.write(delivery.beyond, Spacing::Pretty(0), text);
                text.push(b'\n');
            }
            Layout::Array => {
                text.push(if self.place == 0 { b'[' } else { b',' });
                text.extend_from_slice(line);
            }
            Layout::PrettyArray => {
                text.push(if self.place == 0 { b'[' } else { b',' });
                break_line(1, text);
                delivery.payload.write(delivery.beyond, Spacing::Pretty(1), text);
            }
            Layout::Captures | Layout::Wrapped => {
                let tool = match self.layout {
                    Layout::Captures => Tool::Quickwork,
                    _ => Tool::ALL[(self.number % Tool::ALL.len() as u64) as usize],
                };
                tool.capture(delivery).write(delivery.beyond, delivery.spacing, text);
                text.push(b'\n');
            }
        }
        self.place += 1;
        self.number += 1;
        out.write_all(text)
    }

    fn end(&self, out: &mut impl Write) -> io::Result<()> {
        match self.layout {
            Layout::Array => out.write_all(b"]\n"),
            Layout::PrettyArray => out.write_all(b"\n]\n"),
            Layout::Ndjson | Layout::Pretty | Layout::Captures | Layout::Wrapped => Ok(()),
        }
    }
}

/// A file, compressed or not.
enum Output {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zstandard(zstd::Encoder<'static, BufWriter<File>>),
}

impl Output {
    fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 18, File::create(path)?);
        Ok(match path.extension().and_then(|name| name.to_str()) {
            Some("gz") => Output::Gzip(GzEncoder::new(file, Compression::default())),
            Some("zst") => Output::Zstandard(zstd::Encoder::new(file, 0)?),
            _ => Output::Plain(file),
        })
    }

    fn finish(self) -> io::Result<()> {
        let mut file = match self {
            Output::Plain(file) => file,
            Output::Gzip(encoder) => encoder.finish()?,
            Output::Zstandard(encoder) => encoder.finish()?,
        };
        file.flush()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Plain(file) => file.write(bytes),
            Output::Gzip(encoder) => encoder.write(bytes),
            Output::Zstandard(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Plain(file) => file.flush(),
            Output::Gzip(encoder) => encoder.flush(),
            Output::Zstandard(encoder) => encoder.flush(),
        }
    }
}

//! Sinks: writers of records, one file a format, behind one small trait.
//!
//! [`open`] makes the sink for a [`Format`]; [`output`] is the place its bytes go to. No sink does anything when it is
//! dropped that could fail: what was not flushed or finished is not promised to be written.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;

use crate::projection::Refusal;
use crate::record::Record;

mod csv;
mod guard;
mod json;
mod ndjson;
mod object;
pub mod output;
pub mod output_kind;
mod plain;
mod rows;

#[cfg(test)]
mod torture;

pub use rows::{Delimiters, Renderer, Rows};

/// What records are written to.
///
/// After an error the sink is of no further use: what it had not passed on is lost, and may be passed on in part.
pub trait Sink {
    /// Writes one record, which has as many cells as there are columns. It may be held back until [`flush`](Sink::flush).
    /// What is wrong with this record alone is a [refusal](Response::Refused) and no error.
    ///
    /// # Errors
    ///
    /// Those of the writer, with their [`io::ErrorKind`].
    fn write(&mut self, record: &Record<'_>) -> io::Result<Response>;

    /// Passes on everything written so far. Called when the input pauses, so that a lead is seen as it comes.
    ///
    /// # Errors
    ///
    /// Those of the writer, with their [`io::ErrorKind`].
    fn flush(&mut self) -> io::Result<()>;

    /// Writes what closes the output and passes everything on. Called once, after the last record.
    ///
    /// # Errors
    ///
    /// Those of the writer, with their [`io::ErrorKind`].
    fn finish(&mut self) -> io::Result<()>;

    /// How many cells the formula guard has marked so far, header cells among them. Formats without a guard have none.
    fn guarded_cells(&self) -> u64 {
        0
    }

    /// Makes the sink's rows elsewhere, for [`Sink::write_rows`]; `None` where how a record is written depends on the
    /// others, or where the sink may refuse one: rows are never refused.
    fn renderer(&self) -> Option<Box<dyn Renderer>> {
        None
    }

    /// Writes whole rows that its [renderer](Sink::renderer) has made, in which so many cells are guarded.
    ///
    /// # Errors
    ///
    /// Those of the writer, with their [`io::ErrorKind`]; and where there is no renderer.
    fn write_rows(&mut self, _rows: &[u8], _guarded: u64) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// The answer of a sink to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// It took it.
    Accepted,
    /// It does not take this one, for this reason. The record becomes a reject, and the run goes on.
    Refused(Refusal),
}

/// The shape of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Tab-separated values, quoted like CSV.
    Tsv,
    /// One JSON object a line.
    Ndjson,
    /// One JSON array of objects.
    Json,
}

impl Format {
    /// All formats, with the extensions of file names that name them.
    const EXTENSIONS: [(Self, &[&str]); 4] = [
        (Format::Csv, &["csv"]),
        (Format::Tsv, &["tsv"]),
        (Format::Ndjson, &["ndjson", "jsonl"]),
        (Format::Json, &["json"]),
    ];

    /// The format that a file name's extension names, in any case.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(OsStr::to_str)?;
        let is_named = |name: &&str| name.eq_ignore_ascii_case(extension);
        let named = Self::EXTENSIONS.iter().find(|(_, names)| names.iter().any(is_named));
        named.map(|(format, _)| *format)
    }
}

/// How CSV and TSV are written.
#[derive(Debug, Clone, Copy, Default)]
pub struct CsvOptions {
    /// Whether the columns' names come first.
    pub header: Header,
    /// For which reader it is meant.
    pub dialect: Dialect,
    /// Whether cells are kept from becoming formulas.
    pub guard: Guard,
}

/// Whether the first row holds the columns' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Header {
    /// It does, even when no record follows.
    #[default]
    Present,
    /// Records only.
    Absent,
}

/// For which reader CSV and TSV are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// Programs: UTF-8, lines end in LF.
    #[default]
    Plain,
    /// Spreadsheets: a UTF-8 byte order mark at the start, lines end in CR LF.
    Excel,
}

/// Whether CSV and TSV cells in which a spreadsheet could find a formula get an apostrophe before it, and cells that one could
/// split get quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Guard {
    /// They do. Phone numbers, numbers and a lone dash are never touched.
    #[default]
    Auto,
    /// Every cell is written as it is.
    Off,
}

/// Makes the sink that writes records of `columns` to `writer`, and writes a CSV header to it. `csv` is for
/// [`Format::Csv`] and [`Format::Tsv`].
///
/// Records are passed on many at a time.
///
/// # Errors
///
/// Those of the writer.
pub fn open<'w>(
    format: Format,
    columns: &[&str],
    csv: CsvOptions,
    writer: impl Write + 'w,
) -> io::Result<Box<dyn Sink + 'w>> {
    Ok(match format {
        Format::Csv => Box::new(csv::open(columns, csv::Separator::Comma, csv, writer)?),
        Format::Tsv => Box::new(csv::open(columns, csv::Separator::Tab, csv, writer)?),
        Format::Ndjson => Box::new(ndjson::open(columns, writer)?),
        Format::Json => Box::new(json::open(columns, writer)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_names_the_format() {
        let of = |name: &str| Format::of_path(Path::new(name));
        assert_eq!(of("leads.csv"), Some(Format::Csv));
        assert_eq!(of("a/Leads.TSV"), Some(Format::Tsv));
        assert_eq!(of("leads.ndjson"), Some(Format::Ndjson));
        assert_eq!(of("leads.2026.jsonl"), Some(Format::Ndjson));
        assert_eq!(of("leads.json"), Some(Format::Json));
        for silent in ["leads", "leads.txt", "leads.csv.gz", ".csv", "", "/dev/null"] {
            assert_eq!(of(silent), None, "{silent}");
        }
    }
}

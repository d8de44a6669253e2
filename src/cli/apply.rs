//! The options of `leadmap apply`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use leadmap_engine::apply::MaxRejects;
use leadmap_engine::sink;

use super::value::{self, Given};
use super::{Messages, ReadingArgs, WorkArgs};

/// The options of `leadmap apply`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Inputs are sequences of JSON values: one per line, pretty-printed, concatenated or one big array, also in gzip or \
Zstandard. A broken value is a reject and costs itself alone.

Every payload is mapped, empty (`each` selects nothing), filtered (`when` does not hold) or rejected; every record is \
written, a duplicate (`unique`) or rejected. The summary counts them all.

Exit status: 0 done and clean, 1 done and something was rejected, 2 could not run.")]
pub(crate) struct Apply {
    /// The mapping file
    pub(crate) mapping: PathBuf,

    /// Files and folders with captures; `-` or none is standard input
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// The output format [default: from the extension of --output; else a table on a terminal, CSV in a pipe]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<ApplyFormat>,

    /// Write to FILE instead of standard output. It is replaced only when the run has come to its end
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Keep what is rejected in FILE, one JSON line each with the reason and the place. Mended, it is an input again
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,

    /// End with status 2, and leave the file of --output as it is, on more than N rejects or with rejects in more than P %
    /// of the payloads
    #[arg(long, value_name = "N|P%", value_parser = value::max_rejects)]
    pub(crate) max_rejects: Option<Given<MaxRejects>>,

    /// Reject what is otherwise kept and counted: values that do not fit, duplicate keys, halves of surrogate pairs
    #[arg(long)]
    pub(crate) strict: bool,

    /// Stop after N records
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    /// CSV and TSV without the header row
    #[arg(long)]
    pub(crate) no_header: bool,

    /// CSV for spreadsheets: with a byte-order mark and CRLF
    #[arg(long)]
    pub(crate) excel: bool,

    /// Whether CSV and TSV cells that a spreadsheet would run as a formula are marked with a `'`, and those that it would
    /// split quoted
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) guard: GuardArg,

    /// Write what was counted to FILE as one JSON document
    #[arg(long, value_name = "FILE")]
    pub(crate) stats: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) work: WorkArgs,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// The formats that records are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ApplyFormat {
    /// Comma-separated values (RFC 4180)
    Csv,
    /// Tab-separated values
    Tsv,
    /// One JSON object a line
    Ndjson,
    /// One JSON array
    Json,
    /// A table for people
    Table,
}

impl ApplyFormat {
    /// The engine's format; `None` for the table, which is no format of files.
    pub(crate) fn of_files(self) -> Option<sink::Format> {
        match self {
            ApplyFormat::Csv => Some(sink::Format::Csv),
            ApplyFormat::Tsv => Some(sink::Format::Tsv),
            ApplyFormat::Ndjson => Some(sink::Format::Ndjson),
            ApplyFormat::Json => Some(sink::Format::Json),
            ApplyFormat::Table => None,
        }
    }
}

/// Whether formulas are guarded against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GuardArg {
    /// What could be a formula is marked
    Auto,
    /// Cells are written as they are
    Off,
}

impl From<GuardArg> for sink::Guard {
    fn from(guard: GuardArg) -> Self {
        match guard {
            GuardArg::Auto => sink::Guard::Auto,
            GuardArg::Off => sink::Guard::Off,
        }
    }
}

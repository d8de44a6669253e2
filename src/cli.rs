//! The command line: every argument and option, and nothing else.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turn captured webhook deliveries into lead lists.
#[derive(Debug, Parser)]
#[command(name = "leadmap", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 done and clean, 1 done and something was rejected, 2 could not run."
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What leadmap can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Apply a mapping to captures: payloads in, records out
    Apply(Apply),

    /// Show where every cell of one record came from
    Trace(Trace),

    /// Find the paths that hold a value
    Find(Find),
}

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
    pub(crate) format: Option<Format>,

    /// Write to FILE instead of standard output. It is replaced only when the run has come to its end
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Keep what is rejected in FILE, one JSON line each with the reason and the place. Mended, it is an input again
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,

    /// End with status 2, and leave the file of --output as it is, on more than N rejects or with rejects in more than P %
    /// of the payloads
    #[arg(long, value_name = "N|P%")]
    pub(crate) max_rejects: Option<String>,

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

    /// Whether CSV and TSV cells that a spreadsheet would run as a formula are marked with a `'`
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) guard: Guard,

    /// Write what was counted to FILE as one JSON document
    #[arg(long, value_name = "FILE")]
    pub(crate) stats: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// How captures are read, in every command that reads some.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// How captures are wrapped: `auto` recognises wrappers, `json` unwraps nothing, a path names the payload
    #[arg(long, value_name = "auto|json|PATH", default_value = "auto")]
    pub(crate) from: String,

    /// Mend small faults in the input: commas, comments, a wrapper's missing opening, a cut end, invalid UTF-8
    #[arg(long)]
    pub(crate) repair: bool,

    /// Reject captures of more than SIZE decompressed bytes: a number, also with K, M or G (of 1024)
    #[arg(long, value_name = "SIZE", default_value = "64M")]
    pub(crate) max_payload: String,
}

/// What is said beside the output, and how.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Messages {
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Whether to use colours; NO_COLOR is honoured
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
}

/// The options of `leadmap trace`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Without --record, --where and --only, the first record is shown. For each of its cells: the paths that were looked up \
and what they select, which of them gave the value, and what every step made of it: clean, values, type, default. Of a \
record that is rejected, the cells after the one at fault are shown too.

A mapping may fill a cell from a header. The cell is shown, as apply writes it; what else the header holds is not, as \
headers hold secrets.

Examples:
  leadmap trace leads.json captures.ndjson --where mobile=+919820010431
  leadmap trace leads.json captures.ndjson --only rejected
  leadmap trace leads.json captures.ndjson --only written --record 12    (the 12th row that apply writes)

Exit status: 0 a record is shown, 1 there is no such record, 2 could not run.")]
pub(crate) struct Trace {
    /// The mapping file
    pub(crate) mapping: PathBuf,

    /// Files and folders with captures; `-` or none is standard input
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// The Nth record, counted from 1. Rejected records and duplicates count, unless --only says which do
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) record: Option<u64>,

    /// The first record in which the cell of COLUMN reads VALUE; `COLUMN=` is a blank cell
    #[arg(long = "where", value_name = "COLUMN=VALUE", conflicts_with = "record")]
    pub(crate) cell: Option<String>,

    /// Look only among the records of which this became
    #[arg(long, value_name = "OUTCOME")]
    pub(crate) only: Option<Fate>,

    /// Reject what `leadmap apply --strict` rejects
    #[arg(long)]
    pub(crate) strict: bool,

    /// The output format
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TraceFormat,

    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Fate {
    /// It is a row of the output
    Written,
    /// `unique` leaves it out
    Duplicate,
    /// It cannot be made
    Rejected,
}

/// The formats of a traced record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TraceFormat {
    /// For people; long values are cut
    Text,
    /// One JSON document, with every value as it stands in the payload
    Json,
}

/// The options of `leadmap find`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
A string is found by its text. A number is found by its digits and by its value: 1 finds 1.0, and never the text \"1.0\". \
true, false and null find themselves.

Looked into are payloads, the JSON that strings in them hold (the mapping must then `decode` those), and the headers and \
query of captures; the values of headers are not shown. Paths are written as a mapping takes them: [*] for any element \
of a list, and look-ups such as field_data[name=email] in lists of named things. The first 200 different paths are \
listed, what is found at others is only counted.

Examples:
  leadmap find +919820010431 captures.ndjson
  leadmap find --contains --ignore-case pune captures/

Exit status: 0 found, 1 not found, 2 could not run.")]
pub(crate) struct Find {
    /// The value to find. One that begins with a letter after `-` stands after `--`
    #[arg(allow_negative_numbers = true)]
    pub(crate) value: String,

    /// Files and folders with captures; `-` or none is standard input
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Find values of which VALUE is a part
    #[arg(long)]
    pub(crate) contains: bool,

    /// Take upper and lower case for the same
    #[arg(short, long)]
    pub(crate) ignore_case: bool,

    /// The output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: FindFormat,

    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// The formats of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindFormat {
    /// A table for people, and what to paste into a mapping
    Table,
    /// One JSON document
    Json,
}

/// The formats that records are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
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

/// Whether formulas are guarded against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Guard {
    /// What could be a formula is marked
    Auto,
    /// Cells are written as they are
    Off,
}

/// When something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}

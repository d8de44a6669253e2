//! The options of `leadmap trace`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use leadmap_engine::tally;

use super::{Messages, ReadingArgs, Threads};

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
    pub(crate) only: Option<FateArg>,

    /// Reject what `leadmap apply --strict` rejects
    #[arg(long)]
    pub(crate) strict: bool,

    /// The output format
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TraceFormat,

    #[command(flatten)]
    pub(crate) threads: Threads,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FateArg {
    /// It is a row of the output
    Written,
    /// `unique` leaves it out
    Duplicate,
    /// It cannot be made
    Rejected,
}

impl From<FateArg> for tally::Fate {
    fn from(fate: FateArg) -> Self {
        match fate {
            FateArg::Written => tally::Fate::Written,
            FateArg::Duplicate => tally::Fate::Duplicate,
            FateArg::Rejected => tally::Fate::Rejected,
        }
    }
}

/// The formats of a traced record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TraceFormat {
    /// For people; long values are cut
    Text,
    /// One JSON document, with every value as it stands in the payload
    Json,
}

//! The options of `leadmap schema`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Messages, ReadingArgs, WorkArgs};

/// The options of `leadmap schema`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Everything is read, so that a key that only the last payload has is told too. Each path is as a mapping takes it; `[*]` \
is every element of an array, and every member of an object whose keys identify things: UUIDs, long numbers, dates, \
e-mail addresses. A look-up such as `[name=email]` is offered in lists of names and values.

`type` counts the values; `blank` are strings of white space only. `present` is the share of payloads that have the \
path, be it blank; behind a `[*]` it is the share of the elements. `JSON (decode)` are strings that hold JSON: the paths \
behind them need `decode` in the mapping.

The output does not depend on the order of the payloads. An object with more than 512 keys is told as `[*]`; where there \
would be more than 100000 paths, so are smaller ones, the largest first.

With -f json a schema can be kept. Where such a document is the whole of a file that you name, or of standard input, it is \
taken in as the payloads it was made of.

Exit status: 0 done and clean, 1 done and something was rejected, 2 could not run.")]
pub(crate) struct Schema {
    /// Files and folders with captures, and schemas of -f json; `-` or none is standard input
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Tell payloads apart by what they have at PATH, such as `event_type`: a schema for each of up to 100 values
    #[arg(short, long, value_name = "PATH")]
    pub(crate) group_by: Option<String>,

    /// Take only the payloads that have VALUE at PATH. Of several conditions all must hold
    #[arg(short = 'w', long = "where", value_name = "PATH=VALUE")]
    pub(crate) conditions: Vec<String>,

    /// The output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SchemaFormat,

    /// Show what values look like, but none of them, nor names in lists of names and values. The values of --group-by are
    /// shown
    #[arg(long)]
    pub(crate) redact: bool,

    #[command(flatten)]
    pub(crate) work: WorkArgs,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// The formats that schemas are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFormat {
    /// A table for people
    Table,
    /// The whole schema as one JSON document, which can be an input again
    Json,
    /// A JSON Schema (draft 2020-12), which every payload read fits
    JsonSchema,
    /// The paths alone, one a line, as a mapping takes them
    Paths,
}

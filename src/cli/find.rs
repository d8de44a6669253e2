//! The options of `leadmap find`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Messages, ReadingArgs, Threads};

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
    pub(crate) threads: Threads,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

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

//! The options of `leadmap init`.

use std::path::PathBuf;

use clap::Args;

use super::{Messages, ReadingArgs, Threads};

/// The options of `leadmap init`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Chosen are people's details and where they came from. Secrets, definitions of forms and paths that are always blank \
are left out. Where payloads tell of several events, those pass that hold a lead's details.

PATTERN is compared with whole paths as `leadmap schema` shows them, in upper or lower case: `*` stands for any \
characters, `?` for one, everything else for itself, brackets too: '*utm*', 'payload.people_detail.*', \
'field_data[name=*].values[*]'.

With --pick these are only the proposal. The columns come in the order of the list; below it are the first records as \
the mapping gives them. Keys:

  Space       choose the path, or leave it out
  a           choose all that is shown, or leave it out
  /           search: words, in any case; Enter goes back to the list, Esc ends the search
  r, F2       rename the column
  <, >        move the column up, down
  Tab         show only what is chosen, or all
  Enter       write the mapping
  q, Esc      leave without writing

The arrows, j and k, Page Up and Down, Home and End move. Captures can come through a pipe: the keys are read from the \
terminal.

Exit status: 0 done and clean, 1 something was rejected, there is nothing to map or --pick was left without writing, \
2 could not run.")]
pub(crate) struct Init {
    /// Files and folders with captures; `-` or none is standard input
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Replace FILE if it exists
    #[arg(long, requires = "output")]
    pub(crate) force: bool,

    /// Choose in the terminal: which paths become columns, what they are called, in which order
    #[arg(long)]
    pub(crate) pick: bool,

    /// Take every path that holds values
    #[arg(long, conflicts_with = "include")]
    pub(crate) all: bool,

    /// Take the paths that match PATTERN, and no others; can be given several times
    #[arg(long, value_name = "PATTERN")]
    pub(crate) include: Vec<String>,

    /// Leave out the paths that match PATTERN; can be given several times
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,

    #[command(flatten)]
    pub(crate) threads: Threads,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

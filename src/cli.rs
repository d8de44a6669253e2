//! The command line: every argument and option, and nothing else.

mod find;
mod trace;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use find::{Find, FindFormat};
pub(crate) use trace::{Fate, Trace, TraceFormat};

/// Turn captured webhook deliveries into lead lists.
#[derive(Debug, Parser)]
#[command(name = "leadmap", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 done and clean, 1 done and something was rejected or found wrong, 2 could not run."
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What leadmap can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Get the schema of captures: every path, with its types, how often it is there, and what the values look like
    Schema(Schema),
    /// Apply a mapping to captures: payloads in, records out
    Apply(Apply),
    /// Write a first mapping from captures: the fields that look like a lead's
    Init(Init),
    /// Check mappings: everything that is wrong with them, and whether their own tests hold
    Check(Check),
    /// Explain a code of a problem or a reject, with a wrong and a right example
    Explain(Explain),
    /// Print the completions of a shell
    Completions(Completions),
    /// Print the manual page of leadmap or of one of its commands
    Man(Man),

    /// Show where every cell of one record came from
    Trace(Trace),

    /// Find the paths that hold a value
    Find(Find),
}

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

With -f json a schema can be kept. Such a document among the inputs is taken in as the payloads it was made of.

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
    pub(crate) reading: Reading,

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

  Space       choose the path, or leave it out   /           search: words, in any case; Esc ends it
  a           choose all that is shown, or none  Tab         show only what is chosen, or all
  r, F2       rename the column                  Enter       write the mapping
  <, >        move the column up, down           q, Esc      leave without writing

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

/// The options of `leadmap check`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Every problem of every mapping is reported in one run, in the order of the text. The tests of a mapping without errors \
are run as `leadmap apply` would run them; one that gives other records than it expects is a problem too.

Exit status: 0 no errors, 1 errors (with --deny warnings also warnings), 2 could not run or could not read a mapping.")]
pub(crate) struct Check {
    /// Mapping files, and folders with mappings (*.json, *.jsonc); `-` is standard input
    #[arg(value_name = "MAPPING", required = true)]
    pub(crate) mappings: Vec<PathBuf>,

    /// The form in which problems are reported
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,

    /// End with status 1 on warnings too
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,

    /// Say nothing but problems and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Whether to use colours; NO_COLOR is honoured
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
}

/// The options of `leadmap explain`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Codes stand in brackets in what leadmap says: `error[unknown-key]` is a problem of a mapping, `reject[syntax]` a payload \
or record that gave no row.

Exit status: 0 done, 2 there is no such code.")]
pub(crate) struct Explain {
    /// The code; without it all codes are listed
    pub(crate) code: Option<String>,

    /// Whether to use colours; NO_COLOR is honoured
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
}

/// The options of `leadmap completions`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
For one session of bash:    source <(leadmap completions bash)
For all sessions of bash:   leadmap completions bash > ~/.local/share/bash-completion/completions/leadmap
For zsh:                    leadmap completions zsh > FOLDER/_leadmap, with FOLDER in $fpath
For fish:                   leadmap completions fish > ~/.config/fish/completions/leadmap.fish")]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// The options of `leadmap man`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
To read a page:       leadmap man apply | man -l -
To install them all:  leadmap man --output /usr/local/share/man/man1")]
pub(crate) struct Man {
    /// The command; without it the page is that of leadmap itself
    pub(crate) command: Option<String>,

    /// Write all pages into FOLDER, which is made if it is not there: leadmap.1, leadmap-apply.1 …
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "command")]
    pub(crate) output: Option<PathBuf>,
}

/// The formats that problems are reported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Each problem with its line and a caret under the place
    Text,
    /// One line for each problem
    Short,
    /// One JSON array with an object for each problem
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0
    Sarif,
}

/// What a check does not let pass beside errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings
    Warnings,
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

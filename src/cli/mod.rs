//! The command line: every argument and option, and nothing else.

mod apply;
mod captures;
mod check;
mod completions;
mod explain;
mod find;
mod init;
mod man;
mod schema;
mod trace;
mod usage;
pub(crate) mod value;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use leadmap_engine::input::identity::Descriptor;

pub(crate) use apply::Apply;
pub(crate) use captures::Captures;
pub(crate) use check::{Check, CheckFormat, Deny};
pub(crate) use completions::Completions;
pub(crate) use explain::Explain;
pub(crate) use find::{Find, FindFormat};
pub(crate) use init::Init;
use leadmap_engine::capture::Unwrapping;
pub(crate) use man::Man;
pub(crate) use schema::{Schema, SchemaFormat};
pub(crate) use trace::{Trace, TraceFormat};
pub(crate) use usage::parse;

use value::Given;

/// Turn captured webhook deliveries into lead lists.
#[derive(Debug, Parser)]
#[command(name = "leadmap", bin_name = "leadmap", version, about, max_term_width = 100)]
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
    /// Write a first mapping from captures: the fields that look like a lead's
    Init(Init),
    /// Check mappings: everything that is wrong with them, whether their own tests hold, and how they do on captures
    Check(Check),
    /// Apply a mapping to captures: payloads in, records out
    Apply(Apply),
    /// Show where every cell of one record came from
    Trace(Trace),
    /// Find the paths that hold a value
    Find(Find),
    /// List the wrappers of captures that are recognised, with the signs by which they are known
    Captures(Captures),
    /// Explain a code of a problem or a reject, with a wrong and a right example
    Explain(Explain),
    /// Print the completions of a shell
    Completions(Completions),
    /// Print the manual page of leadmap or of one of its commands
    Man(Man),
}

impl Command {
    /// Whether captures or a mapping come on standard input.
    pub(crate) fn reads_stdin(&self) -> bool {
        let any = |paths: &[PathBuf]| paths.iter().any(|path| is_dash(path) || is_stdin(path));
        let inputs = |inputs: &[PathBuf]| inputs.is_empty() || any(inputs);
        match self {
            Command::Schema(arguments) => inputs(&arguments.inputs),
            Command::Init(arguments) => inputs(&arguments.inputs),
            Command::Apply(arguments) => inputs(&arguments.inputs) || is_stdin(&arguments.mapping),
            Command::Trace(arguments) => inputs(&arguments.inputs) || is_stdin(&arguments.mapping),
            Command::Find(arguments) => inputs(&arguments.inputs),
            Command::Check(Check { mappings, samples, schema, .. }) => {
                any(mappings) || any(samples) || schema.as_deref().is_some_and(is_stdin)
            }
            Command::Captures(_)
            | Command::Explain(_)
            | Command::Completions(_)
            | Command::Man(_) => false,
        }
    }

    /// Whether something is written to standard output.
    pub(crate) fn writes_stdout(&self) -> bool {
        let by_default = |output: &Option<PathBuf>| {
            output.as_ref().is_none_or(|path| is_dash(path) || is_stdout(path))
        };
        match self {
            Command::Apply(Apply { output, rejects, stats, .. }) => {
                by_default(output)
                    || [rejects, stats].into_iter().flatten().any(|path| is_stdout(path))
            }
            Command::Init(arguments) => by_default(&arguments.output),
            Command::Man(arguments) => by_default(&arguments.output),
            Command::Schema(_)
            | Command::Check(_)
            | Command::Trace(_)
            | Command::Find(_)
            | Command::Captures(_)
            | Command::Explain(_)
            | Command::Completions(_) => true,
        }
    }
}

/// Whether `path` is `-`.
fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether `path` is the name of standard input, such as `/dev/stdin`.
fn is_stdin(path: &Path) -> bool {
    Descriptor::named(path) == Some(Descriptor::Own(0))
}

/// Whether `path` is the name of standard output, such as `/dev/stdout`.
fn is_stdout(path: &Path) -> bool {
    Descriptor::named(path) == Some(Descriptor::Own(1))
}

/// The default of `--max-payload`.
pub(crate) const MAX_PAYLOAD: &str = "64M";

/// How captures are read, in every command that reads some.
#[derive(Debug, Args)]
#[group(id = "reading")]
pub(crate) struct ReadingArgs {
    /// How captures are wrapped: `auto` recognises wrappers, `json` unwraps nothing, `log` looks for JSON in lines of text
    /// (which `auto` does where lines begin as those of logs do), a path names the payload in what is
    /// left, and steps after it decode it, as in `data|base64|json`. `rejects` reads lines of a rejects file wherever they
    /// stand; `auto` does in an input that begins with one [default: what the mapping says, or auto]
    #[arg(long, value_name = "auto|json|log|rejects|PATH", value_parser = value::from)]
    pub(crate) from: Option<Given<value::From>>,

    /// Mend small faults in the input: commas, comments, a wrapper's missing opening, a cut end, invalid UTF-8
    #[arg(long)]
    pub(crate) repair: bool,

    /// Reject captures of more than SIZE decompressed bytes: a number, also with K, M or G (of 1024)
    #[arg(long, value_name = "SIZE", default_value = MAX_PAYLOAD, value_parser = value::max_payload)]
    pub(crate) max_payload: Given<usize>,
}

impl ReadingArgs {
    /// What `--from` says, or what `default`, of the mapping, says in its place.
    pub(crate) fn from(&self, default: Option<&Unwrapping>) -> value::From {
        match &self.from {
            Some(given) => given.value.clone(),
            None => value::From::of(default.cloned().unwrap_or(Unwrapping::Auto)),
        }
    }
}

/// How much is done at a time, in every command that reads captures.
#[derive(Debug, Clone, Copy, Args)]
#[group(id = "threads")]
pub(crate) struct Threads {
    /// Work in N threads; what comes out is the same for every N [default: one for each processor]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// How much is done at a time, and what is shown of it, in every command that can have much to do.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct WorkArgs {
    #[command(flatten)]
    pub(crate) threads: Threads,

    /// Whether to show how far the work has come on standard error. `auto`: as a bar, on a terminal, after a second, and
    /// not where the output goes into a pipe. `always`: at once, and as a line each second where there is no terminal.
    /// Never with -q, and never on a terminal that rows go to as well or that captures are typed in
    #[arg(
        long,
        value_name = "auto|always|never",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub(crate) progress: When,
}

/// Nothing is shown.
impl From<Threads> for WorkArgs {
    fn from(threads: Threads) -> Self {
        WorkArgs { threads, progress: When::Never }
    }
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

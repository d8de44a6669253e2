//! The options of `leadmap check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use leadmap_view::report::ReportFormat;

use super::{Messages, ReadingArgs, Threads};

/// The options of `leadmap check`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Every problem of every mapping is reported in one run, in the order of the text. The tests of a mapping without errors \
are run as `leadmap apply` would run them; one that gives other records than it expects is a problem too.

With --samples the mappings are also held to payloads as they really come. The samples are read once for all mappings; \
--from, --repair and --max-payload say how. With --schema they are held to what is known of other payloads.

Exit status: 0 no errors, 1 errors (with --deny warnings also warnings), 2 could not run or could not read a mapping.")]
// Options that say how samples are read have no effect without samples.
#[command(mut_group("reading", |reading| reading.requires("samples")))]
#[command(mut_group("threads", |threads| threads.requires("samples")))]
pub(crate) struct Check {
    /// Mapping files, and folders with mappings (*.json, *.jsonc); `-` is standard input
    #[arg(value_name = "MAPPING", required = true)]
    pub(crate) mappings: Vec<PathBuf>,

    /// Hold the mappings to the captures in INPUT, a file or a folder: paths that are not there, conditions that never
    /// hold, values that do not fit. Can be given several times
    #[arg(long, value_name = "INPUT")]
    pub(crate) samples: Vec<PathBuf>,

    /// Hold the mappings to FILE, a schema as `leadmap schema -f json` writes it; with --samples say what has changed
    /// since it was made
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Option<PathBuf>,

    /// The form in which problems are reported
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CheckFormat,

    /// End with status 1 on warnings too
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,

    #[command(flatten)]
    pub(crate) threads: Threads,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// The formats that problems are reported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
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

impl From<CheckFormat> for ReportFormat {
    fn from(format: CheckFormat) -> Self {
        match format {
            CheckFormat::Text => ReportFormat::Text,
            CheckFormat::Short => ReportFormat::Short,
            CheckFormat::Json => ReportFormat::Json,
            CheckFormat::Github => ReportFormat::Github,
            CheckFormat::Sarif => ReportFormat::Sarif,
        }
    }
}

/// What a check does not let pass beside errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings
    Warnings,
}

//! The options of `leadmap captures`.

use clap::Args;

use super::When;

/// The options of `leadmap captures`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
A wrapper is recognised by its key and by what stands beside it, never by one of the two. Wrappers in wrappers are opened \
one after the other. --from of the other commands says where payloads are in anything else.

Exit status: 0 done, 2 could not be written.")]
pub(crate) struct Captures {
    /// Whether to use colours; NO_COLOR is honoured
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
}

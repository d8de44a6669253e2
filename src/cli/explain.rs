//! The options of `leadmap explain`.

use clap::Args;

use super::When;

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

//! The options of `leadmap man`.

use std::path::PathBuf;

use clap::Args;

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

//! `leadmap completions`

use std::io::{self, Write as _};

use anyhow::Result;
use clap::CommandFactory as _;

use super::Finding;
use crate::cli::{Cli, Completions};

pub(super) fn run(arguments: &Completions) -> Result<Finding> {
    // The generator takes a failure to write for a fault in the program, so that it gets memory to write to.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "leadmap", &mut script);
    let mut stdout = io::stdout().lock();
    stdout.write_all(&script)?;
    stdout.flush()?;
    Ok(Finding::Clean)
}

//! `leadmap completions`

use anyhow::Result;
use clap::CommandFactory as _;

use super::{Status, print};
use crate::cli::{Cli, Completions};

pub(super) fn run(arguments: &Completions) -> Result<Status> {
    // The generator takes a failure to write for a fault in the program, so that it gets memory to write to.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "leadmap", &mut script);
    print(&script)?;
    Ok(Status::Clean)
}

//! The subcommands: arguments in, library calls, outcome out.

mod apply;
mod captures;
mod check;
mod init;
mod mapping;
mod report;
mod settings;
mod summary;

use anyhow::Result;

use crate::cli::Command;

/// What a command that could run has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finding {
    /// All is well.
    Clean,
    /// Something was found: rejects, problems.
    Something,
}

/// Runs a command.
///
/// # Errors
/// When it cannot run: nothing to read, nowhere to write, a mapping that is no mapping.
pub(crate) fn run(command: Command) -> Result<Finding> {
    match command {
        Command::Apply(arguments) => apply::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
    }
}

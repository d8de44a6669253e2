//! The subcommands: arguments in, library calls, exit status out.

mod apply;
mod captures;
mod check;
mod completions;
mod explain;
mod find;
mod init;
mod man;
mod mapping;
mod outputs;
mod pick;
mod progress;
mod report;
mod schema;
mod settings;
mod shapes;
mod trace;

use std::io::Write as _;

use anyhow::{Context as _, Error, Result};

use leadmap_engine::error;
use leadmap_engine::sink::output::Output;
use leadmap_json::index;
use leadmap_view::shown::{Shown, Spelling};

use crate::cli::Command;
use crate::descriptors;

/// The result of a command that could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// All is well.
    Clean,
    /// Something was found: rejects, problems.
    Something,
}

/// Runs a command.
///
/// # Errors
/// When it cannot run: nothing to read, nowhere to write, a mapping that is no mapping.
pub(crate) fn run(command: Command) -> Result<Status> {
    index::check_environment().map_err(Error::msg)?;
    if command.reads_stdin() {
        descriptors::check_stdin().context("could not read standard input")?;
    }
    if command.writes_stdout() {
        descriptors::check_stdout().context("could not write standard output")?;
    }
    match command {
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Apply(arguments) => apply::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Captures(arguments) => shapes::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Trace(arguments) => trace::run(&arguments),
        Command::Find(arguments) => find::run(&arguments),
    }
}

/// Shows what `--help` or `--version` has asked for.
pub(crate) fn show(help: &clap::Error) -> Result<Status> {
    descriptors::check_stdout().context("could not write standard output")?;
    let stdout = Output::stdout();
    help.print().map_err(error::Error::writing(stdout.name()))?;
    stdout.commit()?;
    Ok(Status::Clean)
}

/// Writes JSON to standard output, such that a terminal can be shown it.
fn print_json(text: &str) -> Result<()> {
    let mut stdout = Output::stdout();
    let name = stdout.name().to_owned();
    let mut shown = Shown::new(Spelling::Json, &mut stdout);
    // In pieces, so that no second text of this length is made.
    let mut pieces = text.as_bytes().chunks(64 << 10);
    let written = pieces.try_for_each(|piece| shown.write_all(piece));
    written.and_then(|()| shown.flush()).map_err(error::Error::writing(name))?;
    Ok(stdout.commit()?)
}

/// Writes `bytes` to standard output.
fn print(bytes: &[u8]) -> Result<()> {
    let mut stdout = Output::stdout();
    stdout.write_all(bytes).map_err(error::Error::writing(stdout.name()))?;
    Ok(stdout.commit()?)
}

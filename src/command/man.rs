//! `leadmap man`

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use leadmap_engine::error::Error;
use leadmap_engine::message::{could_not_write, visible};
use leadmap_engine::problem::nearest::nearest;
use leadmap_engine::sink::output::{Access, commit_all};

use super::{Status, outputs, print};
use crate::cli::{self, Cli};

pub(super) fn run(arguments: &cli::Man) -> Result<Status> {
    let program = program();
    match &arguments.output {
        Some(folder) => write_all(&program, folder)?,
        None => print(&page(named(&program, arguments.command.as_deref())?)?)?,
    }
    Ok(Status::Clean)
}

/// The command line, with the names that pages have. There is no page about `help`.
fn program() -> Command {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    program
}

fn named<'p>(program: &'p Command, name: Option<&str>) -> Result<&'p Command> {
    let Some(name) = name else {
        return Ok(program);
    };
    if let Some(command) = program.find_subcommand(name) {
        return Ok(command);
    }
    let known = || program.get_subcommands().map(Command::get_name);
    match nearest(name, known()) {
        Some(meant) => bail!("there is no command `{}`; did you mean `{meant}`?", visible(name)),
        None => bail!(
            "there is no command `{}`; there are {}",
            visible(name),
            known().collect::<Vec<_>>().join(", ")
        ),
    }
}

/// The page of a command, in the language of man pages.
fn page(command: &Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    // Of itself it names commands as if each were a program of its own, without a version.
    let source = concat!("leadmap ", env!("CARGO_PKG_VERSION"));
    Man::new(command.clone()).source(source).render(&mut page)?;
    Ok(page)
}

/// Writes the page of the program and those of all commands into `folder`.
fn write_all(program: &Command, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| could_not_write(folder))?;
    let mut pages = Vec::new();
    for command in std::iter::once(program).chain(program.get_subcommands()) {
        let path = folder.join(Man::new(command.clone()).get_filename());
        let mut file = outputs::open(&path, Access::Usual)?;
        file.write_all(&page(command)?).map_err(Error::writing(&path))?;
        pages.push(file);
    }
    Ok(commit_all(pages)?)
}

//! What a command writes beside messages: no input is overwritten by it, and no two of it go to one place.

#![expect(clippy::indexing_slicing, reason = "each number is less than the count of outputs")]

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use leadmap_engine::input::identity::{Identity, is_stderr, is_stdin, is_stdout, same_place};
use leadmap_engine::input::source::{Source, Sources};
use leadmap_engine::message::{could_not_write, visible};
use leadmap_engine::sink::output::{Access, Output};

use super::settings;
use crate::interrupt;

/// An output that an option names.
pub(super) struct Named<'a> {
    pub(super) option: &'static str,
    pub(super) path: &'a Path,
}

/// Opens the file at `path`. From now on, a signal removes what is unfinished.
pub(super) fn open(path: &Path, access: Access) -> Result<Output> {
    let listens = interrupt::clean_up_on_signal().context("could not listen for signals");
    listens.with_context(|| could_not_write(path))?;
    Ok(Output::open(path, access)?)
}

/// Whether a command writes to standard output, beside the outputs that its options name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stdout {
    Written,
    Unused,
}

/// Refuses outputs that are also inputs, and two outputs in one place: of either, one would be lost.
pub(super) fn refuse_sharing<'p>(
    named: &[Named<'_>],
    stdout: Stdout,
    sources: &'p Sources,
    more_inputs: impl Iterator<Item = &'p Path>,
) -> Result<()> {
    let reads_stdin = sources.sources.contains(&Source::Stdin);
    let mut writes_stdout = stdout == Stdout::Written;
    for (index, Named { option, path }) in named.iter().enumerate() {
        let name = visible(&path.to_string_lossy()).into_owned();
        if settings::is_stdout(path) {
            bail!("{option} takes a file; `-` is for --output");
        }
        if reads_stdin && is_stdin(path) {
            bail!("{option} {name} is also an input, which would be lost");
        }
        if is_stderr(path) {
            bail!("{option} {name} is also where messages go: standard error");
        }
        if is_stdout(path) && std::mem::replace(&mut writes_stdout, true)
            || named[..index].iter().any(|other| same_place(other.path, path))
        {
            bail!("{name} is given for two outputs");
        }
    }

    let stdout = writes_stdout.then(Identity::of_stdout).flatten();
    let streams = [("standard output", stdout), ("standard error", Identity::of_stderr())];
    let files: Vec<_> = named.iter().map(|named| Identity::of(named.path)).collect();
    // An output that does not exist is no input. Then no system calls are spent on a great many files.
    if files.iter().chain(streams.iter().map(|(_, stream)| stream)).all(Option::is_none) {
        return Ok(());
    }
    let stdin = reads_stdin.then(Identity::of_stdin).flatten();
    let read = sources.files().chain(more_inputs).filter_map(Identity::of).chain(stdin);
    for input in read {
        let is_read = |output: &Option<Identity>| output.as_ref() == Some(&input);
        if let Some(at) = files.iter().position(is_read) {
            let Named { option, path } = &named[at];
            let name = visible(&path.to_string_lossy()).into_owned();
            bail!("{option} {name} is also an input, which would be lost");
        }
        if let Some((stream, _)) = streams.iter().find(|(_, stream)| is_read(stream)) {
            bail!("{stream} is also an input: what is written would be read again");
        }
    }
    Ok(())
}

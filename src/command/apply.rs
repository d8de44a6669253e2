//! `leadmap apply`

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use leadmap_engine::apply::{Ending, Run};
use leadmap_engine::error::Error;
use leadmap_engine::input::identity::{Identity, is_stdin, same_place};
use leadmap_engine::input::source::{Source, Sources};
use leadmap_engine::message::{could_not_write, counted, visible};
use leadmap_engine::reading;
use leadmap_engine::sink::output::Output;
use leadmap_view::paint::Ink;
use leadmap_view::summary::apply::{self as summary, NotShown};

use super::Status;
use super::progress::{ProgressDisplay, ProgressMode};
use super::report::{RejectReporter, Volume};
use super::settings::{format, is_stdout, jobs, messages, options, sink};
use super::{captures, mapping, settings};
use crate::cli::Apply;
use crate::interrupt;
use crate::say::say;

pub(super) fn run(arguments: &Apply) -> Result<Status> {
    let (volume, stderr_color) = messages(arguments.messages);
    let mapping = mapping::read(&arguments.mapping, volume, stderr_color)?;
    let format = format(arguments)?;
    let options = options(arguments);
    let mut reading = settings::reading(&arguments.reading);
    let sources = Arc::new(Sources::named(&arguments.inputs)?);
    reading.jobs = jobs(arguments.work.threads.jobs, &sources.sources);
    refuse_to_overwrite(arguments, &sources)?;
    captures::announce_terminal(&sources, volume);

    let mut report = RejectReporter::new(volume, stderr_color);
    let mut output = open_output(arguments.output.as_deref())?;
    if let Some(temporary) = output.temporary() {
        interrupt::remove_on_signal(temporary.to_owned())
            .context("could not listen for signals")?;
    }
    let to = arguments.output.as_deref().unwrap_or(Path::new("standard output"));
    // `refuse_to_overwrite` has compared a named file with the inputs.
    let is_named = arguments.output.as_deref().is_some_and(|path| !is_stdout(path));
    if !is_named && are_read(&[Identity::of_stdout()], sources.files()).contains(&true) {
        bail!("{} is also an input, which would never end", visible(&to.display().to_string()));
    }
    let stats = arguments.stats.as_deref().map(Statistics::open);
    let stats = stats.transpose()?;
    // This truncates the file, so that nothing after it may fail before the run.
    if let Some(path) = &arguments.rejects {
        report.keep_rejects_in(File::create(path).with_context(|| could_not_write(path))?);
    }

    let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
    let mode = ProgressMode::of(arguments.work.progress, volume, output.kind(), &sources);
    let mut sink =
        sink(format, &columns, arguments, &mut output).with_context(|| could_not_write(to))?;
    report.show(mode.and_then(|mode| ProgressDisplay::start(mode, "record", Arc::clone(&sources))));
    let mut run = Run::new(&mapping, &options, sink.as_mut(), &mut report);
    let (mut tally, ending) = reading::divided(&sources.sources, &reading, &mut run)
        .and_then(|inputs| run.finish(inputs))
        .map_err(|error| name_output(error, to))?;
    drop(sink);
    tally.passed_over = sources.passed_over.len() as u64;

    let complete = matches!(ending, Ending::Complete);
    report.close()?;
    if complete {
        output.commit().with_context(|| could_not_write(to))?;
    }
    if let Some(stats) = stats {
        stats.write(&tally.to_json(&mapping, complete))?;
    }
    if volume == Volume::Normal {
        let (rejects, repairs) = report.not_shown();
        let not_shown = NotShown { rejects, repairs };
        let ink = Ink(stderr_color);
        say(&summary::text(&tally, &mapping, &sources.passed_over, not_shown, ink));
    }
    if !complete {
        let limit = arguments.max_rejects.as_ref().map_or("", |limit| limit.text.as_str());
        let rejects = counted(tally.rejected(), "reject");
        let verb = if tally.rejected() == 1 { "is" } else { "are" };
        let payloads = counted(tally.payloads.read, "payload");
        bail!("{rejects} {verb} more than --max-rejects {limit} allows, in {payloads}");
    }
    Ok(if tally.rejected() > 0 { Status::Something } else { Status::Clean })
}

/// The place of `--stats`.
struct Statistics<'p> {
    path: &'p Path,
    file: Output,
}

impl<'p> Statistics<'p> {
    /// Opens the file before the run, so that a place that cannot be written is an error then and not after it.
    fn open(path: &'p Path) -> Result<Self> {
        let file = Output::open(path).with_context(|| could_not_write(path))?;
        Ok(Statistics { path, file })
    }

    fn write(mut self, document: &serde_json::Value) -> Result<()> {
        writeln!(self.file, "{document:#}")
            .and_then(|()| self.file.commit())
            .with_context(|| could_not_write(self.path))
    }
}

/// Refuses outputs that are also inputs, which would be lost.
fn refuse_to_overwrite(arguments: &Apply, sources: &Sources) -> Result<()> {
    let reads_stdin = sources.sources.contains(&Source::Stdin);
    let written = [
        ("--output", arguments.output.as_deref().filter(|path| !is_stdout(path))),
        ("--rejects", arguments.rejects.as_deref()),
        ("--stats", arguments.stats.as_deref()),
    ];
    let written: Vec<(&str, &Path)> =
        written.into_iter().filter_map(|(option, path)| Some((option, path?))).collect();
    let identities: Vec<_> = written.iter().map(|(_, path)| Identity::of(path)).collect();
    let read = sources.files().chain([arguments.mapping.as_path()]);
    let are_read = are_read(&identities, read);
    for (index, (option, path)) in written.iter().enumerate() {
        if option != &"--output" && is_stdout(path) {
            bail!("{option} takes a file; `-` is for --output");
        }
        if are_read[index] || (reads_stdin && is_stdin(path)) {
            bail!(
                "{option} {} is also an input, which would be lost",
                visible(&path.display().to_string())
            );
        }
        if written[..index].iter().any(|(_, other)| same_place(other, path)) {
            bail!("{} is given for two outputs", visible(&path.display().to_string()));
        }
    }
    Ok(())
}

/// Which of these `outputs` are among the `files` that are read.
fn are_read<'p>(outputs: &[Option<Identity>], files: impl Iterator<Item = &'p Path>) -> Vec<bool> {
    let mut are_read = vec![false; outputs.len()];
    // An output that does not exist is no input. Then no system calls are spent on a great many files.
    if outputs.iter().any(Option::is_some) {
        for file in files.filter_map(Identity::of) {
            for (is_read, output) in are_read.iter_mut().zip(outputs) {
                *is_read |= output.as_ref() == Some(&file);
            }
        }
    }
    are_read
}

fn open_output(path: Option<&Path>) -> Result<Output> {
    match path.filter(|path| !is_stdout(path)) {
        None => Ok(Output::stdout()),
        Some(path) => Output::open(path).with_context(|| could_not_write(path)),
    }
}

/// The engine does not know what the output is called.
fn name_output(error: Error, to: &Path) -> anyhow::Error {
    match error {
        Error::Output(error) => anyhow::Error::new(error).context(could_not_write(to)),
        error => error.into(),
    }
}

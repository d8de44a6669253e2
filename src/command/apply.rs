//! `leadmap apply`

use std::io::Write as _;
use std::iter;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use leadmap_engine::apply::{Ending, Run};
use leadmap_engine::error::Error;
use leadmap_engine::input::source::{PassedOver, Sources, Why};
use leadmap_engine::message::{could_not_write, counted};
use leadmap_engine::reading;
use leadmap_engine::sink::output::{Access, Output, commit_all};
use leadmap_view::paint::Ink;
use leadmap_view::shown::{Shown, Spelling};
use leadmap_view::summary::apply::{self as summary, NotShown};

use super::Status;
use super::outputs::{self, Named, Stdout};
use super::progress::{ProgressDisplay, ProgressMode};
use super::report::{RejectReporter, Volume};
use super::settings::{format, is_stdout, jobs, messages, options, sink};
use super::{captures, mapping, settings};
use crate::cli::Apply;
use crate::say::say;

pub(super) fn run(arguments: &Apply) -> Result<Status> {
    let (volume, stderr_color) = messages(arguments.messages);
    let mapping = mapping::read(&arguments.mapping, volume, stderr_color)?;
    let format = format(arguments)?;
    let options = options(arguments);
    let mut reading = settings::reading(&arguments.reading, mapping.from.as_ref());
    let sources = Arc::new(Sources::named(&arguments.inputs)?);
    reading.jobs = jobs(arguments.work.threads.jobs, &sources.sources);
    let to_stdout = arguments.output.as_deref().is_none_or(is_stdout);
    let named = [
        ("--output", arguments.output.as_deref().filter(|_| !to_stdout)),
        ("--rejects", arguments.rejects.as_deref()),
        ("--stats", arguments.stats.as_deref()),
    ];
    let named = named.into_iter().filter_map(|(option, path)| Some(Named { option, path: path? }));
    let stdout = if to_stdout { Stdout::Written } else { Stdout::Unused };
    let mapping_file = arguments.mapping.as_path();
    outputs::refuse_sharing(
        &named.collect::<Vec<_>>(),
        stdout,
        &sources,
        iter::once(mapping_file),
    )?;
    captures::warn_of_closed(&sources);
    captures::announce_terminal(&sources, volume);

    // All of them before the run, so that a place that cannot be written is an error then and not after it.
    let mut output = match arguments.output.as_deref() {
        Some(path) if !to_stdout => outputs::open(path, Access::Usual)?,
        _ => Output::stdout(),
    };
    let to = output.name().to_owned();
    let stats = arguments.stats.as_deref();
    let stats =
        stats.map(|path| outputs::open(path, Access::Usual)).transpose()?.map(Output::to_be_read);
    let mut report = RejectReporter::new(volume, stderr_color);
    if let Some(path) = &arguments.rejects {
        // It holds what people have written about themselves, and headers.
        report.keep_rejects_in(outputs::open(path, Access::Private)?.to_be_read());
    }

    let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
    let mode = ProgressMode::of(arguments.work.progress, volume, output.kind(), &sources);
    let mut sink =
        sink(format, &columns, arguments, &mut output).with_context(|| could_not_write(&to))?;
    report.show(mode.and_then(|mode| ProgressDisplay::start(mode, "record", Arc::clone(&sources))));
    let mut run = Run::new(&mapping, &options, sink.as_mut(), &mut report);
    let (mut tally, ending) = reading::divided(&sources.sources, &reading, &mut run)
        .and_then(|inputs| run.finish(inputs))
        .map_err(|error| name_output(error, &to))?;
    drop(sink);
    let mut passed_over = sources.passed_over.clone();
    passed_over.append(&mut report.take_passed_over());
    let is_blank = |entry: &&PassedOver| entry.why == Why::Nothing;
    tally.blank_inputs = passed_over.iter().filter(is_blank).count() as u64;
    tally.passed_over = passed_over.len() as u64 - tally.blank_inputs;

    let complete = matches!(ending, Ending::Complete);
    let rejects = report.close();
    let stats = stats.map(|mut stats| {
        let document = tally.to_json(&mapping, complete);
        let mut shown = Shown::new(Spelling::Json, &mut stats);
        let written = writeln!(shown, "{document:#}").and_then(|()| shown.flush());
        written.map_err(Error::writing(stats.name())).map(|()| stats)
    });
    let output = complete.then_some(output);
    commit_all([output, rejects, stats.transpose()?].into_iter().flatten())?;
    if volume == Volume::Normal {
        let (rejects, repairs) = report.not_shown();
        let not_shown = NotShown { rejects, repairs };
        let ink = Ink(stderr_color);
        say(&summary::text(&tally, &mapping, &passed_over, not_shown, ink));
    }
    if !complete {
        let limit = arguments.max_rejects.as_ref().map_or("", |limit| limit.text.as_str());
        let rejects = counted(tally.rejected(), "reject");
        let verb = if tally.rejected() == 1 { "is" } else { "are" };
        let payloads = counted(tally.payloads.read, "payload");
        bail!("{rejects} {verb} more than --max-rejects {limit} allows, in {payloads}");
    }
    let is_flawed = arguments.strict && !tally.blank_columns(&mapping).is_empty();
    let is_clean = tally.rejected() == 0 && !is_flawed && !sources.have_closed_folders();
    Ok(if is_clean { Status::Clean } else { Status::Something })
}

/// The engine does not know what the output is called.
fn name_output(error: Error, to: &Path) -> anyhow::Error {
    match error {
        Error::Output(error) => anyhow::Error::new(error).context(could_not_write(to)),
        error => error.into(),
    }
}

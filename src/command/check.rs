//! `leadmap check`

use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, anyhow, bail};

use leadmap_engine::capture::Unwrapping;
use leadmap_engine::check::files::{FileContent, Named};
use leadmap_engine::check::samples::{Samples, judge_by_schema};
use leadmap_engine::check::{Checked, check};
use leadmap_engine::mapping::Mapping;
use leadmap_engine::message::visible;
use leadmap_engine::schema::document::is_document;
use leadmap_engine::schema::{Schema, Survey};
use leadmap_engine::sink::output::Output;
use leadmap_engine::whole;
use leadmap_json::scan;
use leadmap_view::report::Report;
use leadmap_view::shown::{Shown, Spelling};
use leadmap_view::summary::check::CheckCounts;

use super::Status;
use super::captures;
use super::report::Volume;
use super::settings::{self, color};
use crate::cli::{Check, CheckFormat, Deny};
use crate::say::say;

pub(super) fn run(arguments: &Check) -> Result<Status> {
    refuse_stdin_twice(arguments)?;
    let named = Named::by(&arguments.mappings);
    let mut failures: Vec<_> = named.failures.into_iter().map(Error::from).collect();
    let mut counts = CheckCounts::default();
    let mut files = Vec::new();
    for file in &named.files {
        let name = file.name();
        match file.read() {
            Ok(FileContent::Mapping(bytes)) => {
                let checked = check(&bytes, file.folder());
                files.push((name, String::from_utf8_lossy(&bytes).into_owned(), checked));
            }
            Ok(FileContent::Schema) => counts.schemas.push(name),
            Err(failure) => failures.push(failure.into()),
        }
    }
    let schema = arguments.schema.as_deref().map(read_schema).transpose()?;
    let mut samples = None;
    let mut checked: Vec<_> = files.iter_mut().map(|(_, _, checked)| checked).collect();
    if !arguments.samples.is_empty() {
        samples = Some(hold_to_samples(&mut checked, schema.as_ref(), arguments)?);
    } else if let Some(schema) = schema {
        for checked in checked {
            let problems = checked.mapping.as_ref();
            let problems = problems.map(|mapping| judge_by_schema(mapping, &schema));
            checked.add(problems.unwrap_or_default());
        }
    }
    let color = color(arguments.messages.color, io::stdout().is_terminal());
    let mut out = Output::stdout();
    let writer: Box<dyn Write> = match arguments.format {
        CheckFormat::Json | CheckFormat::Sarif => Box::new(Shown::new(Spelling::Json, &mut out)),
        CheckFormat::Text | CheckFormat::Short | CheckFormat::Github => Box::new(&mut out),
    };
    let mut report = Report::new(arguments.format.into(), color, writer).context(NOT_WRITTEN)?;
    for (name, text, checked) in &files {
        report.add(name, text, &checked.problems).context(NOT_WRITTEN)?;
        counts.add(checked);
    }
    let told: Vec<_> = failures.iter().map(|failure| format!("{failure:#}")).collect();
    report.finish(&told).context(NOT_WRITTEN)?;
    out.commit()?;
    let denies_warnings = arguments.deny == Some(Deny::Warnings);
    if !arguments.messages.quiet {
        let samples = samples.as_ref().map(captures::Counts::inputs);
        say(&counts.text(denies_warnings, samples));
    }
    end(failures)?;
    let passes = counts.errors == 0
        && !(denies_warnings && counts.warnings > 0)
        && samples.is_none_or(|samples| samples.status() == Status::Clean);
    Ok(if passes { Status::Clean } else { Status::Something })
}

fn is_stdin(paths: &[PathBuf]) -> bool {
    paths.iter().any(|path| path.as_os_str() == "-")
}

/// Refuses standard input for two things.
fn refuse_stdin_twice(arguments: &Check) -> Result<()> {
    if is_stdin(&arguments.mappings) && is_stdin(&arguments.samples) {
        bail!("standard input cannot be both a mapping and the samples");
    }
    Ok(())
}

/// Reads a schema that `leadmap schema -f json` has written.
fn read_schema(path: &Path) -> Result<Schema> {
    let name = || visible(&path.to_string_lossy()).into_owned();
    let bytes = whole::read(Some(path), whole::LARGEST_SCHEMA)
        .with_context(|| format!("could not read the schema {}", name()))?;
    let text = scan::check(&bytes).map_err(|_| anyhow!("{} is not JSON", name()))?;
    if !is_document(text) {
        bail!("{} is not a schema: `leadmap schema -f json` writes one", name());
    }
    let survey =
        Survey::read(text).with_context(|| format!("could not read the schema {}", name()))?;
    let schema = survey.into_whole();
    if schema.payloads() == 0 {
        bail!("there is nothing to hold the mappings to: {} is of no payload", name());
    }
    Ok(schema)
}

/// Adds to each mapping what the samples say about it.
fn hold_to_samples(
    checked: &mut [&mut Checked],
    schema: Option<&Schema>,
    arguments: &Check,
) -> Result<captures::Counts> {
    let mut left: Vec<(Mapping, &mut Checked)> = checked
        .iter_mut()
        .filter_map(|checked| Some((checked.mapping.clone()?, &mut **checked)))
        .collect();
    let mut counts = captures::Counts::default();
    let from = |mapping: &Mapping| arguments.reading.from(mapping.from.as_ref()).unwrapping;
    // Once for all mappings that open captures in the same way.
    loop {
        let way = left.first().map_or(Unwrapping::Auto, |(mapping, _)| from(mapping));
        let (these, others): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|(mapping, _)| from(mapping).name() == way.name());
        if !others.is_empty() && is_stdin(&arguments.samples) {
            bail!("standard input cannot be read once more for a mapping with another `from`");
        }
        let (mappings, checked): (Vec<_>, Vec<_>) = these.into_iter().unzip();
        let mut samples = Samples::of(&mappings);
        if let Some(schema) = schema {
            samples = samples.compared_with(schema.clone());
        }
        let read = captures::read(
            &arguments.samples,
            settings::reading(&arguments.reading, Some(&way)),
            arguments.threads,
            arguments.messages,
            &mut samples,
        )?;
        if samples.payloads() == 0 {
            if settings::messages(arguments.messages).0 == Volume::Normal {
                captures::say_not_read(&read);
            }
            bail!("there is nothing to hold the mappings to: the samples have no payload");
        }
        for (checked, problems) in checked.into_iter().zip(samples.problems()) {
            checked.add(problems);
        }
        if counts.captures.read == 0 || read.rejected > counts.rejected {
            counts = read;
        }
        if others.is_empty() {
            return Ok(counts);
        }
        left = others;
    }
}

const NOT_WRITTEN: &str = "could not write standard output";

/// Reports the failures, if there are any. The last one is the error of the run, which `main` prints.
fn end(mut failures: Vec<Error>) -> Result<()> {
    let Some(last) = failures.pop() else {
        return Ok(());
    };
    for failure in failures {
        say(&format!("error: {failure:#}\n"));
    }
    Err(last)
}

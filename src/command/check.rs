//! `leadmap check`

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, anyhow, bail};

use leadmap_engine::check::files::{Content, Named};
use leadmap_engine::check::samples::{Samples, judge_by_schema};
use leadmap_engine::check::{Checked, check};
use leadmap_engine::mapping::Mapping;
use leadmap_engine::message::{counted, visible};
use leadmap_engine::problem::{Code, Severity};
use leadmap_engine::schema::document::is_document;
use leadmap_engine::schema::{Schema, Survey};
use leadmap_json::scan;
use leadmap_view::report::{Format, Report};

use super::Status;
use super::captures;
use super::settings::color;
use crate::cli::{Check, Deny, FROM, MAX_PAYLOAD, Reading, ReportFormat};

pub(super) fn run(arguments: &Check) -> Result<Status> {
    refuse_what_means_nothing(arguments)?;
    let named = Named::by(&arguments.mappings);
    let mut failures = named.failures;
    let mut counts = Counts::default();
    let mut files = Vec::new();
    for file in &named.files {
        let name = file.name();
        match file.read() {
            Ok(Content::Mapping(bytes)) => {
                let checked = check(&bytes, file.folder());
                files.push((name, String::from_utf8_lossy(&bytes).into_owned(), checked));
            }
            Ok(Content::Schema) => counts.schemas.push(name),
            Err(failure) => failures.push(failure),
        }
    }
    let schema = arguments.schema.as_deref().map(read_schema).transpose()?;
    let mut checked: Vec<_> = files.iter_mut().map(|(_, _, checked)| checked).collect();
    if !arguments.samples.is_empty() {
        counts.samples = Some(hold_to_samples(&mut checked, schema, arguments)?);
    } else if let Some(schema) = schema {
        for checked in checked {
            let problems = checked.mapping.as_ref();
            let problems = problems.map(|mapping| judge_by_schema(mapping, &schema));
            checked.add(problems.unwrap_or_default());
        }
    }
    let color = color(arguments.messages.color, io::stdout().is_terminal());
    let out = BufWriter::new(io::stdout().lock());
    let mut report = Report::new(format(arguments.format), color, out).context(NOT_WRITTEN)?;
    for (name, text, checked) in &files {
        report.add(name, text, &checked.problems).context(NOT_WRITTEN)?;
        counts.add(checked);
    }
    let told: Vec<_> = failures.iter().map(|failure| format!("{failure:#}")).collect();
    report.finish(&told).context(NOT_WRITTEN)?;
    if !arguments.messages.quiet {
        // Where standard error is closed nobody wants to know.
        let _ = io::stderr().write_all(counts.summary(arguments.deny).as_bytes());
    }
    end(failures)?;
    Ok(if counts.passes(arguments.deny) { Status::Clean } else { Status::Something })
}

/// Refuses options that say how samples are read where there are none, and standard input for two things.
fn refuse_what_means_nothing(arguments: &Check) -> Result<()> {
    let Reading { from, repair, max_payload } = &arguments.reading;
    let given = [
        ("--from", from != FROM),
        ("--repair", *repair),
        ("--max-payload", max_payload != MAX_PAYLOAD),
    ];
    let given = given.iter().find(|(_, is_given)| *is_given);
    if let Some((option, _)) = given.filter(|_| arguments.samples.is_empty()) {
        bail!("{option} says how samples are read, and there are no --samples");
    }
    let is_stdin = |paths: &[PathBuf]| paths.iter().any(|path| path.as_os_str() == "-");
    if is_stdin(&arguments.mappings) && is_stdin(&arguments.samples) {
        bail!("standard input cannot be both a mapping and the samples");
    }
    Ok(())
}

/// Reads a schema that `leadmap schema -f json` has written.
fn read_schema(path: &Path) -> Result<Schema> {
    let name = || visible(&path.to_string_lossy()).into_owned();
    let bytes = fs::read(path).with_context(|| format!("could not read the schema {}", name()))?;
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
    schema: Option<Schema>,
    arguments: &Check,
) -> Result<captures::Counts> {
    let mappings: Vec<Mapping> =
        checked.iter().filter_map(|checked| checked.mapping.clone()).collect();
    let mut samples = Samples::of(&mappings);
    if let Some(schema) = schema {
        samples = samples.compared_with(schema);
    }
    let counts =
        captures::read(&arguments.samples, &arguments.reading, arguments.messages, |arrival| {
            samples.take(&arrival.payload, arrival.node);
            Ok(ControlFlow::Continue(()))
        })?;
    if samples.payloads() == 0 {
        bail!("there is nothing to hold the mappings to: the samples have no payload");
    }
    let usable = checked.iter_mut().filter(|checked| checked.mapping.is_some());
    for (checked, problems) in usable.zip(samples.problems()) {
        checked.add(problems);
    }
    Ok(counts)
}

const NOT_WRITTEN: &str = "could not write standard output";

/// Ends with the failures, if there are any. What ends a run is told by its caller: that is the last of them.
fn end(mut failures: Vec<Error>) -> Result<()> {
    let Some(last) = failures.pop() else {
        return Ok(());
    };
    for failure in failures {
        let _ = writeln!(io::stderr(), "error: {failure:#}");
    }
    Err(last)
}

fn format(format: ReportFormat) -> Format {
    match format {
        ReportFormat::Text => Format::Text,
        ReportFormat::Short => Format::Short,
        ReportFormat::Json => Format::Json,
        ReportFormat::Github => Format::Github,
        ReportFormat::Sarif => Format::Sarif,
    }
}

/// What was found in all mappings.
#[derive(Debug, Default)]
struct Counts {
    mappings: u64,
    mappings_with_problems: u64,
    errors: u64,
    warnings: u64,
    notes: u64,
    /// What kinds of errors and warnings there are.
    codes: BTreeSet<Code>,
    tests_passed: u64,
    tests_failed: u64,
    /// Mappings whose tests were not run.
    untested: u64,
    /// Files that were passed over.
    schemas: Vec<String>,
    /// What there was in the samples, if there were any.
    samples: Option<captures::Counts>,
}

impl Counts {
    fn add(&mut self, checked: &Checked) {
        let count = |severity| {
            let problems = checked.problems.iter();
            problems.filter(|problem| problem.severity == severity).count() as u64
        };
        let grave = checked.problems.iter();
        let grave = grave.filter(|problem| problem.severity > Severity::Note);
        self.codes.extend(grave.map(|problem| problem.code));
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        self.mappings += 1;
        self.mappings_with_problems += u64::from(errors + warnings > 0);
        self.errors += errors;
        self.warnings += warnings;
        self.notes += count(Severity::Note);
        match checked.tests {
            Some(tests) => {
                self.tests_passed += tests.passed;
                self.tests_failed += tests.failed;
            }
            None => self.untested += 1,
        }
    }

    fn passes(&self, deny: Option<Deny>) -> bool {
        let denied = match deny {
            Some(Deny::Warnings) => self.warnings,
            None => 0,
        };
        let rejected = self.samples.as_ref().map_or(0, |samples| samples.rejected);
        self.errors + denied + rejected == 0
    }

    /// What was counted, for people.
    fn summary(&self, deny: Option<Deny>) -> String {
        let mut text = String::new();
        let found: Vec<_> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| counted(count, what))
            .collect();
        let mappings = counted(self.mappings, "mapping");
        // Writing to a string cannot fail.
        let _ = if found.is_empty() {
            let what = match self.notes {
                0 => "problems",
                _ => "errors or warnings",
            };
            writeln!(text, "no {what} in {mappings}")
        } else {
            let of = if self.mappings == 1 {
                mappings
            } else {
                format!("{} of {mappings}", self.mappings_with_problems)
            };
            let denied = match deny {
                Some(Deny::Warnings) if self.warnings > 0 => " (--deny warnings)",
                _ => "",
            };
            writeln!(text, "{} in {of}{denied}", found.join(" and "))
        };
        let codes: Vec<_> = self.codes.iter().map(|code| code.name()).collect();
        let _ = match codes.as_slice() {
            [] => Ok(()),
            [code] => writeln!(text, "for more, `leadmap explain {code}`"),
            codes => writeln!(text, "for more, `leadmap explain CODE`: {}", codes.join(", ")),
        };
        let tests = self.tests_passed + self.tests_failed;
        let _ = match self.tests_failed {
            0 if tests == 0 => Ok(()),
            0 => writeln!(text, "{} passed", counted(tests, "test")),
            failed => writeln!(text, "{failed} of {} failed", counted(tests, "test")),
        };
        if self.untested > 0 {
            let mappings = counted(self.untested, "mapping");
            let _ = writeln!(text, "not tested: {mappings} with errors");
        }
        if let Some(samples) = &self.samples {
            let read = counted(samples.payloads, "sample");
            let _ = match samples.rejected {
                0 => writeln!(text, "held to {read}"),
                1 => writeln!(text, "held to {read}; 1 more is broken"),
                rejected => writeln!(text, "held to {read}; {rejected} more are broken"),
            };
            if samples.not_shown > 0 {
                let _ = writeln!(text, "not shown: {}", counted(samples.not_shown, "reject"));
            }
            for file in &samples.passed_over {
                let file = file.to_string_lossy();
                let _ = writeln!(
                    text,
                    "not read: {}, which does not look like captures",
                    visible(&file)
                );
            }
        }
        for schema in &self.schemas {
            let _ = writeln!(text, "not checked: {}, a JSON Schema", visible(schema));
        }
        text
    }
}

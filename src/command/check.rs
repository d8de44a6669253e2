//! `leadmap check`

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};

use anyhow::{Context, Error, Result};

use leadmap::check::files::{Content, Named};
use leadmap::check::{Checked, check};
use leadmap::problem::Severity;
use leadmap::problem::report::{Format, Report};
use leadmap::terminal::visible;

use super::Finding;
use super::settings::color;
use crate::cli::{Check, Deny, ReportFormat};

pub(super) fn run(arguments: &Check) -> Result<Finding> {
    let named = Named::by(&arguments.mappings);
    let mut failures = named.failures;
    let mut counts = Counts::default();
    let out = BufWriter::new(io::stdout().lock());
    let color = color(arguments.color, io::stdout().is_terminal());
    let mut report = Report::new(format(arguments.format), color, out).context(NOT_WRITTEN)?;
    for file in &named.files {
        let name = file.name();
        match file.read() {
            Ok(Content::Mapping(bytes)) => {
                let checked = check(&bytes, file.folder());
                report
                    .add(&name, &String::from_utf8_lossy(&bytes), &checked.problems)
                    .context(NOT_WRITTEN)?;
                counts.add(&checked);
            }
            Ok(Content::Schema) => counts.schemas.push(name),
            Err(failure) => failures.push(failure),
        }
    }
    let told: Vec<_> = failures
        .iter()
        .map(|failure| format!("{failure:#}"))
        .collect();
    report.finish(&told).context(NOT_WRITTEN)?;
    if !arguments.quiet {
        // Where standard error is closed nobody wants to know.
        let _ = io::stderr().write_all(counts.summary(arguments.deny).as_bytes());
    }
    end(failures)?;
    Ok(if counts.passes(arguments.deny) {
        Finding::Clean
    } else {
        Finding::Something
    })
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
    tests_passed: u64,
    tests_failed: u64,
    /// Mappings whose tests were not run.
    untested: u64,
    /// Files that were passed over.
    schemas: Vec<String>,
}

impl Counts {
    fn add(&mut self, checked: &Checked) {
        let count = |severity| {
            let problems = checked.problems.iter();
            problems
                .filter(|problem| problem.severity == severity)
                .count() as u64
        };
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        self.mappings += 1;
        self.mappings_with_problems += u64::from(errors + warnings > 0);
        self.errors += errors;
        self.warnings += warnings;
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
        self.errors + denied == 0
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
            writeln!(text, "no problems in {mappings}")
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
        for schema in &self.schemas {
            let _ = writeln!(text, "not checked: {}, a JSON Schema", visible(schema));
        }
        text
    }
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

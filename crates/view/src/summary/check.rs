//! The summary of `leadmap check`.

use std::collections::BTreeSet;

use leadmap_engine::check::Checked;
use leadmap_engine::message::{counted, visible};
use leadmap_engine::problem::{ProblemCode, Severity};

use super::{InputCounts, not_read};

/// Counts of the problems in all mappings.
#[derive(Debug, Default)]
pub struct CheckCounts {
    /// Problems that are errors.
    pub errors: u64,
    /// Problems that are warnings.
    pub warnings: u64,
    /// Files that are schemas, and were passed over.
    pub schemas: Vec<String>,
    notes: u64,
    mappings: u64,
    mappings_with_problems: u64,
    /// What kinds of errors and warnings there are.
    codes: BTreeSet<ProblemCode>,
    tests_passed: u64,
    tests_failed: u64,
    /// Mappings whose tests were not run.
    untested: u64,
}

impl CheckCounts {
    /// Counts what was found in a mapping.
    pub fn add(&mut self, checked: &Checked) {
        let [mut errors, mut warnings] = [0, 0];
        for problem in &checked.problems {
            match problem.severity {
                Severity::Error => errors += 1,
                Severity::Warning => warnings += 1,
                Severity::Note => {
                    self.notes += 1;
                    continue;
                }
            }
            self.codes.insert(problem.code);
        }
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

    /// What was counted, with what was read of `samples` if there are any.
    pub fn text(&self, denies_warnings: bool, samples: Option<InputCounts<'_>>) -> String {
        let mut lines = vec![self.problems(denies_warnings)];
        lines.extend(self.explanation());
        lines.extend(self.tests());
        if self.untested > 0 {
            lines.push(format!("not tested: {} with errors", counted(self.untested, "mapping")));
        }
        if let Some(samples) = samples {
            lines.extend(held_to(samples));
        }
        let schemas = self.schemas.iter().map(|schema| visible(schema));
        lines.extend(schemas.map(|schema| format!("not checked: {schema}, a JSON Schema")));
        lines.into_iter().map(|line| line + "\n").collect()
    }

    fn problems(&self, denies_warnings: bool) -> String {
        let mappings = counted(self.mappings, "mapping");
        let found = [(self.errors, "error"), (self.warnings, "warning")];
        let found = found.into_iter().filter(|(count, _)| *count > 0);
        let found: Vec<_> = found.map(|(count, what)| counted(count, what)).collect();
        if found.is_empty() {
            let what = if self.notes == 0 { "problems" } else { "errors or warnings" };
            return format!("no {what} in {mappings}");
        }
        let of = match self.mappings {
            1 => mappings,
            _ => format!("{} of {mappings}", self.mappings_with_problems),
        };
        let denied = if denies_warnings && self.warnings > 0 { " (--deny warnings)" } else { "" };
        format!("{} in {of}{denied}", found.join(" and "))
    }

    /// Where to read more.
    fn explanation(&self) -> Option<String> {
        let codes: Vec<_> = self.codes.iter().map(|code| code.name()).collect();
        match codes.as_slice() {
            [] => None,
            [code] => Some(format!("for more, `leadmap explain {code}`")),
            codes => Some(format!("for more, `leadmap explain CODE`: {}", codes.join(", "))),
        }
    }

    fn tests(&self) -> Option<String> {
        let tests = self.tests_passed + self.tests_failed;
        match self.tests_failed {
            0 if tests == 0 => None,
            0 => Some(format!("{} passed", counted(tests, "test"))),
            failed => Some(format!("{failed} of {} failed", counted(tests, "test"))),
        }
    }
}

fn held_to(samples: InputCounts<'_>) -> Vec<String> {
    let read = counted(samples.payloads, "sample");
    let mut lines = vec![match samples.rejected {
        0 => format!("held to {read}"),
        1 => format!("held to {read}; 1 more is broken"),
        rejected => format!("held to {read}; {rejected} more are broken"),
    }];
    lines.extend(samples.captures().map(|captures| format!("read: {captures}")));
    if samples.not_shown > 0 {
        lines.push(format!("not shown: {}", counted(samples.not_shown, "reject")));
    }
    let files = not_read(samples.passed_over).into_iter();
    lines.extend(files.map(|(label, files)| format!("{label}: {files}")));
    lines
}

//! Problems of fields, found by filling them from the samples.

use super::suggestion::Suggestion;
use super::unknown::{PathContext, UnknownPath};
use crate::check::samples::evidence::Evidence;
use crate::check::samples::field::{FieldStats, PathStats};
use crate::check::samples::followed::PathStart;
use crate::check::samples::words::{all, share};
use crate::mapping::{FieldSource, OnInvalid, Requirement};
use crate::message::counted;
use crate::problem::quoted::quoted;
use crate::problem::{Problem, ProblemCode, Severity};

/// In fewer records than this it means little that a column is always blank.
const TELLING: u64 = 10;

/// What is wrong with the fields of a mapping, of which there are records.
pub(super) fn judge<'m>(evidence: &Evidence<'m>, context: PathContext<'_, 'm>) -> Vec<Problem> {
    let judge = |(index, stats)| {
        let field = evidence.mapping.fields.get(index);
        let context = PathContext { field, ..context };
        FieldJudge { stats, index, records: evidence.records, context }.problems()
    };
    evidence.fields.iter().enumerate().flat_map(judge).collect()
}

fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

/// One field, its statistics and where it is used.
struct FieldJudge<'j, 'm> {
    stats: &'j FieldStats<'m>,
    index: usize,
    records: u64,
    context: PathContext<'j, 'm>,
}

impl<'m> FieldJudge<'_, 'm> {
    fn problems(&self) -> Vec<Problem> {
        let paths = self.stats.paths.iter().enumerate();
        let mut problems: Vec<Problem> =
            paths.filter_map(|(index, path)| self.path(index, path)).collect();
        problems.extend(self.blank());
        problems.extend(self.invalid());
        problems
    }

    fn name(&self) -> String {
        quoted(&self.stats.field.name).to_string()
    }

    /// Whether one of the paths gives something.
    fn is_fed(&self) -> bool {
        self.stats.paths.iter().any(|path| path.filled > 0)
    }

    /// What is wrong with one path.
    fn path(&self, index: usize, path: &PathStats<'m>) -> Option<Problem> {
        if !path.followed.is_found() {
            return Some(self.unknown(index, path));
        }
        if path.several > 0 {
            return Some(self.several(path));
        }
        let is_fallback = index > 0 && matches!(self.stats.field.source, FieldSource::Paths(_));
        if !is_fallback || path.filled > 0 || !self.is_fed() {
            return None;
        }
        let message = format!(
            "no record uses the fallback {} of {}",
            quoted(path.followed.text),
            self.name()
        );
        let problem =
            Problem::notice(ProblemCode::IdleFallback, path.followed.span.clone(), message);
        Some(problem.note(if path.tried == 0 {
            "the paths before it are never blank in these samples".to_owned()
        } else {
            format!("it is blank in all of the {} that ask for it", counted(path.tried, "record"))
        }))
    }

    fn unknown(&self, index: usize, path: &PathStats<'m>) -> Problem {
        let unknown = self.context.unknown(&path.followed);
        let is_bare = match path.followed.start {
            PathStart::Header(_) => self.context.facts.names.headers.is_empty(),
            PathStart::Parameter(_) => self.context.facts.names.parameters.is_empty(),
            PathStart::Payload(_) | PathStart::Node(_) | PathStart::Input => false,
        };
        let name = self.name();
        if self.is_fed() {
            let others = match self.stats.field.source {
                FieldSource::Template(_) => format!("{name} is made of its other parts"),
                _ => format!("{name} comes from its other paths"),
            };
            // What comes first, and what is nearly right, is hardly there for the case that it comes one day.
            let is_first = index == 0 && matches!(self.stats.field.source, FieldSource::Paths(_));
            let is_doubtful = match &unknown.suggestion {
                Suggestion::Name { .. } | Suggestion::Path { .. } => true,
                Suggestion::Advice(_) => !unknown.may_come,
                Suggestion::Nothing => is_first && !unknown.may_come,
            };
            return if !is_bare && is_doubtful {
                unknown.warning(&others)
            } else {
                unknown.notice(&others)
            };
        }
        let consequence = match (&self.stats.field.default, self.stats.field.required) {
            (Some(_), _) => format!("{name} holds its default in every record"),
            (None, Requirement::Required) => {
                format!("{name} is required: every record is rejected")
            }
            (None, Requirement::Optional) => format!("the column {name} is empty in every record"),
        };
        let is_required = self.stats.field.required == Requirement::Required;
        if unknown.may_come && unknown.suggestion == Suggestion::Nothing && !is_required {
            // As a question that nobody has answered yet.
            self.empty(unknown, &consequence)
        } else if is_bare {
            unknown.warning(&consequence)
        } else {
            unknown.error(&consequence)
        }
    }

    /// A column that is empty and need not be wrong: worth a warning only of enough records.
    fn empty(&self, unknown: UnknownPath, consequence: &str) -> Problem {
        if self.records < TELLING {
            unknown.notice(consequence)
        } else {
            unknown.warning(consequence)
        }
    }

    fn several(&self, path: &PathStats<'m>) -> Problem {
        let message = format!(
            "{} selects up to {} values where one is wanted: {} rejected",
            quoted(path.followed.text),
            path.most,
            share(path.several, self.records)
        );
        let problem =
            Problem::error(ProblemCode::SeveralValues, path.followed.span.clone(), message)
                .label("say with `many` what is wanted: `first`, `join` or `list`");
        match &path.several_at {
            Some(place) => problem.note(format!("the first time: {place}")),
            None => problem,
        }
    }

    /// A column that is required and blank, or always blank.
    fn blank(&self) -> Option<Problem> {
        let stats = self.stats;
        let span = stats.field.span.clone();
        if stats.paths.iter().all(|path| !path.followed.is_found()) {
            // Said already, where there are paths at all.
            return None;
        }
        if stats.required_blank > 0 {
            let message = format!(
                "{} is required, and blank in {} records",
                self.name(),
                share(stats.required_blank, self.records)
            );
            let problem =
                self.lost(ProblemCode::RequiredBlank, span, message, stats.required_blank);
            return Some(problem.note("each of these records is rejected"));
        }
        let refused = stats.refused + stats.paths.iter().map(|path| path.several).sum::<u64>();
        if stats.filled > 0 || refused > 0 || stats.misfits > 0 {
            return None;
        }
        let message = format!("{} is blank in {}", self.name(), all(self.records, "record"));
        let mut problem = if self.records < TELLING {
            Problem::notice(ProblemCode::AlwaysBlank, span, message)
        } else {
            Problem::warning(ProblemCode::AlwaysBlank, span, message)
        };
        problem = problem.note("its path is there, with nothing in it");
        Some(match self.context.mapping.unique.contains(&self.index) {
            true => problem.note("`unique` can tell no records apart by it"),
            false => problem,
        })
    }

    /// Values that do not fit.
    fn invalid(&self) -> Option<Problem> {
        let stats = self.stats;
        if stats.misfits == 0 {
            return None;
        }
        let message = format!(
            "{} of the values of {} do not fit",
            share(stats.misfits, stats.values),
            self.name()
        );
        let span = stats.field.span.clone();
        let (mut problem, consequence) = match stats.field.on_invalid {
            OnInvalid::Reject => (
                self.lost(ProblemCode::InvalidValues, span, message, stats.refused),
                format!("{} rejected (`on_invalid`)", counted(stats.refused, "record")),
            ),
            kept => {
                let is_most = stats.misfits.saturating_mul(2) > stats.values;
                let problem = match is_most {
                    true => Problem::warning(ProblemCode::InvalidValues, span, message),
                    false => Problem::notice(ProblemCode::InvalidValues, span, message),
                };
                let consequence = match kept {
                    OnInvalid::Blank => "they become blank (`on_invalid`)",
                    _ => "they are kept as they are (`on_invalid`)",
                };
                (problem, consequence.to_owned())
            }
        };
        for (reason, found) in &stats.reasons {
            let example =
                |(value, place): &(String, String)| format!("{} ({place})", quoted(value));
            let examples: Vec<String> = found.examples.iter().map(example).collect();
            let examples = match examples.as_slice() {
                [] => String::new(),
                examples => format!(": {}", examples.join(", ")),
            };
            problem = problem.note(format!("{reason}, {}{examples}", times(found.count)));
        }
        Some(problem.note(consequence))
    }

    /// A problem that costs `lost` records: an error if these are most of them.
    fn lost(
        &self,
        code: ProblemCode,
        span: std::ops::Range<usize>,
        message: String,
        lost: u64,
    ) -> Problem {
        let severity =
            if lost.saturating_mul(2) > self.records { Severity::Error } else { Severity::Warning };
        let mut problem = Problem::warning(code, span, message);
        problem.severity = severity;
        problem
    }
}

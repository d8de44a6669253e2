//! Problems about paths that select nothing.

use std::ops::Range;

use super::suggestion::{BrokenPath, Suggestion};
use crate::check::samples::Facts;
use crate::check::samples::followed::{FollowedPath, PathStart};
use crate::check::samples::outline::{Outline, has_vanished};
use crate::check::samples::words::{list, percent};
use crate::mapping::{Field, Mapping};
use crate::path::Hop;
use crate::problem::quoted::quoted;
use crate::problem::{Problem, ProblemCode};
use crate::schema::Entry;

/// Which payloads a path was followed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Population {
    /// All samples.
    All,
    /// Those that `when` lets through.
    Passed,
    /// Those that a schema was made of.
    Schema,
}

/// Where a mapping uses a path, and which payloads are judged.
#[derive(Clone, Copy)]
pub(super) struct PathContext<'k, 'm> {
    pub(super) mapping: &'m Mapping,
    /// The field that uses the path; `None` for conditions, `decode` and `each`.
    pub(super) field: Option<&'m Field>,
    pub(super) population: Population,
    /// What the payloads look like.
    pub(super) outline: &'k Outline,
    pub(super) facts: &'k Facts,
}

/// A path that selects nothing, before its severity is decided.
pub(super) struct UnknownPath {
    code: ProblemCode,
    span: Range<usize>,
    message: String,
    pub(super) suggestion: Suggestion,
    /// Whether the next payload may well have it.
    pub(super) may_come: bool,
    notes: Vec<String>,
    /// Whether the samples are so few that they may lack it by chance.
    by_chance: bool,
}

impl<'m> PathContext<'_, 'm> {
    /// What there is to say about a path that selects nothing.
    pub(super) fn unknown(&self, followed: &FollowedPath<'m>) -> UnknownPath {
        let each = match (followed.start, &self.mapping.each) {
            (PathStart::Node(_), Some(each)) => each.path.hops(),
            _ => Vec::new(),
        };
        let broken = BrokenPath {
            followed,
            each,
            field: self.field,
            decode: &self.mapping.decode,
            outline: self.outline,
        };
        let place = broken.place();
        let until = followed.text.get(..place.end).unwrap_or(followed.text);
        let segment = followed.segments.get(followed.reached);
        let mut unknown = UnknownPath {
            code: ProblemCode::UnknownPath,
            span: segment.unwrap_or(followed.span).clone(),
            message: format!("{} {}", self.none(followed), quoted(until)),
            suggestion: broken.suggestion(self.facts),
            may_come: broken.may_come(),
            notes: self.notes(&broken),
            by_chance: false,
        };
        if let Some(before) = &self.facts.before {
            let (mut hops, hop, _) = broken.hops();
            hops.extend(hop);
            if let Some(entry) = before.told_at(&hops) {
                unknown.code = ProblemCode::VanishedPath;
                unknown.message = format!(
                    "{} {}, which {} of the schema's payloads have",
                    self.none(followed),
                    quoted(until),
                    presence(entry)
                );
                unknown.by_chance = !has_vanished(entry, self.facts.payloads);
            }
        }
        unknown
    }

    /// The beginning of the message: the subject, and that it lacks the path.
    fn none(&self, followed: &FollowedPath<'_>) -> &'static str {
        match (followed.start, self.population) {
            (PathStart::Node(_), _) => "no node of `each` has",
            (PathStart::Header(_) | PathStart::Parameter(_), _) => "no sample came with",
            (_, Population::Schema) => "no payload of the schema has",
            (_, Population::All) => "no payload has",
            (_, Population::Passed) => "no payload that passes `when` has",
        }
    }

    fn notes(&self, broken: &BrokenPath<'_, 'm>) -> Vec<String> {
        let followed = broken.followed;
        let mut notes = Vec::new();
        let names = &self.facts.names;
        let (names, what) = match followed.start {
            PathStart::Header(_) => (&names.headers, "header"),
            PathStart::Parameter(_) => (&names.parameters, "query parameter"),
            PathStart::Payload(_) | PathStart::Node(_) | PathStart::Input => {
                notes.extend(self.siblings(broken));
                if followed.reached_filtered >= followed.length() {
                    notes.push(format!(
                        "payloads that `when` filters out have {}",
                        quoted(followed.text)
                    ));
                }
                return notes;
            }
        };
        notes.push(if names.is_empty() {
            format!("the samples have no {what}s: they are payloads without a capture around them")
        } else {
            let listed = list(names.iter().map(|name| quoted(name).to_string()), names.len());
            let plural = if names.len() == 1 { "" } else { "s" };
            format!("the samples have the {what}{plural} {listed}")
        });
        notes
    }

    /// A note of what is there instead, where the path breaks off.
    fn siblings(&self, broken: &BrokenPath<'_, 'm>) -> Option<String> {
        let (before, hop, _) = broken.hops();
        let place = broken.place();
        let start = broken.followed.text.get(..place.start).unwrap_or_default();
        let start = start.trim_end_matches('.');
        let parent = match start {
            "" | "$" => "the payload".to_owned(),
            "@" => "the node of `each`".to_owned(),
            start => quoted(start).to_string(),
        };
        if let Some(Hop::LookUp { key, .. }) = hop {
            let names = self.outline.names(&before, key);
            let count = names.len();
            let listed = list(names.into_iter().map(|name| quoted(name).to_string()), count);
            return (count > 0).then(|| format!("in {parent}, {} is: {listed}", quoted(key)));
        }
        if matches!(hop, Some(Hop::Some | Hop::Anywhere)) {
            return Some(format!("{parent} is there, and nothing in it is selected from here on"));
        }
        let mut members = self.outline.members(&before, &self.mapping.decode);
        if members.is_empty() {
            return None;
        }
        members.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.present.count));
        let count = members.len();
        let told = members.iter().map(|(key, entry)| {
            format!("{} ({})", crate::message::shortened(key, 60), presence(entry))
        });
        Some(format!("{parent} has: {}", list(told, count)))
    }
}

impl UnknownPath {
    /// The mapping cannot do what it is for.
    pub(super) fn error(self, consequence: &str) -> Problem {
        if self.by_chance {
            return self.notice(consequence);
        }
        let problem = Problem::error(self.code, self.span.clone(), self.message.clone());
        self.finish(problem, consequence)
    }

    /// It hardly does what was meant.
    pub(super) fn warning(self, consequence: &str) -> Problem {
        if self.by_chance {
            return self.notice(consequence);
        }
        let problem = Problem::warning(self.code, self.span.clone(), self.message.clone());
        self.finish(problem, consequence)
    }

    /// It is worth knowing.
    pub(super) fn notice(self, consequence: &str) -> Problem {
        let problem = Problem::notice(self.code, self.span.clone(), self.message.clone());
        self.finish(problem, consequence)
    }

    fn finish(self, problem: Problem, consequence: &str) -> Problem {
        let (label, text) = match self.suggestion {
            Suggestion::Nothing => (None, None),
            Suggestion::Name { name, text } => {
                (Some(format!("did you mean {}?", quoted(&name))), text)
            }
            Suggestion::Path { path, text } => {
                (Some(format!("did you mean {}?", quoted(&path))), text)
            }
            Suggestion::Advice(advice) => (Some(advice), None),
        };
        let mut problem = match label {
            Some(label) => problem.label(label),
            None => problem,
        };
        if let Some(text) = text {
            // It goes into a string, where it has to be escaped.
            let token = serde_json::Value::from(text).to_string();
            problem = problem.replacement(&token[1..token.len() - 1]);
        }
        problem.notes.extend(self.notes);
        problem.note(consequence)
    }
}

/// How often something is there.
fn presence(entry: &Entry) -> String {
    percent(entry.present.count, entry.present.of)
}

//! Paths that select nothing: what is said about them.

use std::ops::Range;

use super::asked::{Asked, Origin};
use super::meant::{Broken, Meant};
use super::outline::Outline;
use super::words::percent;
use super::{Known, drift};
use crate::mapping::{Field, Mapping};
use crate::path::Hop;
use crate::problem::quoted::quoted;
use crate::problem::{Code, Problem};
use crate::schema::Entry;

/// So many members are listed.
const LISTED: usize = 8;

/// Which payloads a path was followed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    /// All samples.
    All,
    /// Those that `when` lets through.
    Passed,
    /// Those that a schema was made of.
    Schema,
}

/// Who asks for a path.
#[derive(Clone, Copy)]
pub(super) struct Asker<'k, 'm> {
    pub(super) mapping: &'m Mapping,
    /// The field, if it is one.
    pub(super) field: Option<&'m Field>,
    pub(super) among: Among,
    /// What the payloads look like.
    pub(super) outline: &'k Outline,
    pub(super) known: &'k Known,
}

/// A path that selects nothing, before it is said how bad that is.
pub(super) struct Finding {
    code: Code,
    span: Range<usize>,
    message: String,
    pub(super) meant: Meant,
    /// Whether the next payload may well have it.
    pub(super) may_come: bool,
    notes: Vec<String>,
    /// Whether so few samples can be without it by chance.
    by_chance: bool,
}

impl<'m> Asker<'_, 'm> {
    /// What there is to say about a path that selects nothing.
    pub(super) fn finding(&self, asked: &Asked<'m>) -> Finding {
        let each = match (asked.origin, &self.mapping.each) {
            (Origin::Node(_), Some(each)) => each.path.hops(),
            _ => Vec::new(),
        };
        let broken = Broken {
            asked,
            each,
            field: self.field,
            decode: &self.mapping.decode,
            outline: self.outline,
        };
        let place = broken.place();
        let until = asked.text.get(..place.end).unwrap_or(asked.text);
        let segment = asked.segments.get(asked.reached);
        let mut finding = Finding {
            code: Code::UnknownPath,
            span: segment.unwrap_or(asked.span).clone(),
            message: format!("{} {}", self.none(asked), quoted(until)),
            meant: broken.meant(self.known),
            may_come: broken.may_come(),
            notes: self.notes(&broken),
            by_chance: false,
        };
        if let Some(before) = &self.known.before {
            let (mut hops, hop, _) = broken.hops();
            hops.extend(hop);
            if let Some(entry) = drift::known_before(&hops, before) {
                finding.code = Code::VanishedPath;
                finding.message = format!(
                    "{} {}, which {} of the schema's payloads have",
                    self.none(asked),
                    quoted(until),
                    presence(entry)
                );
                finding.by_chance = !drift::has_vanished(entry, self.known.payloads);
            }
        }
        finding
    }

    /// The beginning of the sentence: what has it not.
    fn none(&self, asked: &Asked<'_>) -> &'static str {
        match (asked.origin, self.among) {
            (Origin::Node(_), _) => "no node of `each` has",
            (Origin::Header(_) | Origin::Parameter(_), _) => "no sample came with",
            (_, Among::Schema) => "no payload of the schema has",
            (_, Among::All) => "no payload has",
            (_, Among::Passed) => "no payload that passes `when` has",
        }
    }

    fn notes(&self, broken: &Broken<'_, 'm>) -> Vec<String> {
        let asked = broken.asked;
        let mut notes = Vec::new();
        let names = &self.known.names;
        let (names, what) = match asked.origin {
            Origin::Header(_) => (&names.headers, "header"),
            Origin::Parameter(_) => (&names.parameters, "query parameter"),
            Origin::Payload(_) | Origin::Node(_) | Origin::Input => {
                notes.extend(self.siblings(broken));
                if asked.reached_filtered >= asked.length() {
                    notes.push(format!(
                        "payloads that `when` filters out have {}",
                        quoted(asked.text)
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

    /// What there is where the path breaks off.
    fn siblings(&self, broken: &Broken<'_, 'm>) -> Option<String> {
        let (before, hop, _) = broken.hops();
        let place = broken.place();
        let start = broken.asked.text.get(..place.start).unwrap_or_default();
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
            format!("{} ({})", crate::terminal::shortened(key, 60), presence(entry))
        });
        Some(format!("{parent} has: {}", list(told, count)))
    }
}

impl Finding {
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
        let (label, text) = match self.meant {
            Meant::Nothing => (None, None),
            Meant::Name { name, text } => (Some(format!("did you mean {}?", quoted(&name))), text),
            Meant::Path { path, text } => (Some(format!("did you mean {}?", quoted(&path))), text),
            Meant::Advice(advice) => (Some(advice), None),
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

/// The first few, and how many more there are.
pub(super) fn list(names: impl Iterator<Item = String>, count: usize) -> String {
    let listed: Vec<String> = names.take(LISTED).collect();
    match count.saturating_sub(LISTED) {
        0 => listed.join(", "),
        more => format!("{}, and {more} more", listed.join(", ")),
    }
}

//! What fields make of the samples.

use std::collections::BTreeMap;

use super::asked::Asked;
use crate::mapping::Field;
use crate::projection::{Content, Payload, Story};
use crate::record::Cell;
use crate::reject::Code;
use crate::terminal::shortened;

/// So many reasons why values do not fit are told apart.
const REASONS: usize = 8;

/// So many values that do not fit are kept as examples of each reason.
const EXAMPLES: usize = 3;

/// An example of more characters is cut.
const EXAMPLE: usize = 40;

/// A field, and what became of it.
#[derive(Debug)]
pub(super) struct Tally<'m> {
    pub(super) field: &'m Field,
    /// Its paths, or those of its template.
    pub(super) paths: Vec<PathTally<'m>>,
    /// In how many records its cell holds a value: the payload's, not the default.
    pub(super) filled: u64,
    /// How many records were refused because it is required and blank.
    pub(super) required_blank: u64,
    /// How many values went through clean, values and type.
    pub(super) values: u64,
    /// How many of them do not fit.
    pub(super) misfits: u64,
    /// How many records were refused for that.
    pub(super) refused: u64,
    /// Why they do not fit, with examples.
    pub(super) reasons: BTreeMap<String, Reason>,
}

/// One of a field's paths.
#[derive(Debug)]
pub(super) struct PathTally<'m> {
    /// Its number, as [`Story`] counts.
    number: usize,
    pub(super) asked: Asked<'m>,
    /// In how many records it was looked up.
    pub(super) tried: u64,
    /// In how many it gave something that is not blank.
    pub(super) filled: u64,
    /// How many records were refused because it gave several values.
    pub(super) several: u64,
    /// The most values that it gave where one is wanted.
    pub(super) most: usize,
    /// Where that was first.
    pub(super) several_at: Option<String>,
}

/// A reason why values do not fit.
#[derive(Debug, Default)]
pub(super) struct Reason {
    pub(super) count: u64,
    /// The first different values, with where they came from.
    pub(super) examples: Vec<(String, String)>,
}

impl<'m> Tally<'m> {
    pub(super) fn of(field: &'m Field) -> Self {
        let path = |(number, written)| PathTally {
            number,
            asked: Asked::of(written),
            tried: 0,
            filled: 0,
            several: 0,
            most: 0,
            several_at: None,
        };
        Tally {
            field,
            paths: field.source.paths().map(path).collect(),
            filled: 0,
            required_blank: 0,
            values: 0,
            misfits: 0,
            refused: 0,
            reasons: BTreeMap::new(),
        }
    }

    /// Takes in how the field of one record came to its value.
    pub(super) fn take(&mut self, story: &Story<'_>, payload: &Payload<'_>) {
        let place = || format!("{}:{}", payload.file, payload.line);
        for tried in &story.tried {
            let Some(path) = self.paths.iter_mut().find(|path| path.number == tried.path) else {
                continue;
            };
            let is_blank = |json: &str| Cell::of_json(json).is_blank();
            let filled = tried.nodes.iter().filter(|node| !is_blank(&node.json));
            let filled = filled.count();
            path.tried += 1;
            path.filled += u64::from(filled > 0);
        }
        match &story.end {
            Ok((_, fill)) => {
                self.filled += u64::from(matches!(fill.content, Content::Value | Content::Misfit));
            }
            Err(refusal) => match refusal.code {
                Code::RequiredBlank => self.required_blank += 1,
                Code::InvalidValue => self.refused += 1,
                Code::SeveralValues => self.several(story, place),
                _ => {}
            },
        }
        self.values += story.values.len() as u64;
        let may_be_shown = self.field.source.may_be_shown();
        for passage in &story.values {
            let Some((reason, _)) = &passage.misfit else {
                continue;
            };
            self.misfits += 1;
            // What follows is about the one value.
            let reason = reason.split_once(": ").map_or(reason.as_str(), |(kind, _)| kind);
            let reason = match self.reasons.contains_key(reason) || self.reasons.len() < REASONS {
                true => reason,
                false => "does not fit for another reason",
            };
            let reason = self.reasons.entry(reason.to_owned()).or_default();
            reason.count += 1;
            if reason.examples.len() < EXAMPLES && may_be_shown {
                let example = match &passage.from {
                    Cell::Missing => continue,
                    Cell::Text(text) | Cell::Json(text) => shortened(text, EXAMPLE),
                };
                if reason.examples.iter().all(|(other, _)| *other != example) {
                    reason.examples.push((example, place()));
                }
            }
        }
    }

    fn several(&mut self, story: &Story<'_>, place: impl Fn() -> String) {
        let Some(last) = story.tried.last() else {
            return;
        };
        let Some(path) = self.paths.iter_mut().find(|path| path.number == last.path) else {
            return;
        };
        let is_blank = |json: &str| Cell::of_json(json).is_blank();
        let nodes = last.nodes.iter().filter(|node| !is_blank(&node.json));
        path.several += 1;
        path.most = path.most.max(nodes.count());
        path.several_at.get_or_insert_with(place);
    }
}

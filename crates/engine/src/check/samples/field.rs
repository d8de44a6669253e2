//! Statistics of fields on the samples.

use std::collections::BTreeMap;

use super::followed::FollowedPath;
use crate::mapping::Field;
use crate::message::shortened;
use crate::projection::{CellContent, Payload, Story};
use crate::record::Cell;
use crate::reject::RejectCode;

/// How many reasons why values do not fit are told apart.
const REASONS: usize = 8;

/// What the others are counted as.
const OTHER_REASON: &str = "does not fit for another reason";

/// How many values that do not fit are kept as examples of each reason.
const EXAMPLES: usize = 3;

/// An example of more characters is cut.
const EXAMPLE: usize = 40;

/// A field, and how often it was filled, blank or refused.
#[derive(Debug)]
pub(super) struct FieldStats<'m> {
    pub(super) field: &'m Field,
    /// Its paths, or those of its template.
    pub(super) paths: Vec<PathStats<'m>>,
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
    pub(super) reasons: BTreeMap<String, MisfitReason>,
}

/// One of a field's paths.
#[derive(Debug)]
pub(super) struct PathStats<'m> {
    /// Its number, as [`Story`] counts.
    number: usize,
    pub(super) followed: FollowedPath<'m>,
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
pub(super) struct MisfitReason {
    pub(super) count: u64,
    /// The first different values, with where they came from.
    pub(super) examples: Vec<(String, String)>,
}

impl<'m> FieldStats<'m> {
    pub(super) fn of(field: &'m Field) -> Self {
        let path = |(number, written)| PathStats {
            number,
            followed: FollowedPath::of(written),
            tried: 0,
            filled: 0,
            several: 0,
            most: 0,
            several_at: None,
        };
        FieldStats {
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
        let first = payload.provenance.first;
        let place = || format!("{}:{}", first.file, first.place.line);
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
                self.filled +=
                    u64::from(matches!(fill.content, CellContent::Value | CellContent::Misfit));
            }
            Err(refusal) => match refusal.code {
                RejectCode::RequiredBlank => self.required_blank += 1,
                RejectCode::InvalidValue => self.refused += 1,
                RejectCode::SeveralValues => self.several(story, place),
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
                false => OTHER_REASON,
            };
            let reason = self.reasons.entry(reason.to_owned()).or_default();
            reason.count += 1;
            if reason.examples.len() < EXAMPLES && may_be_shown {
                let example = match &passage.from {
                    Cell::Missing => continue,
                    Cell::Text(text) | Cell::Json(text) => shortened(text, EXAMPLE),
                };
                reason.keep(example, place);
            }
        }
    }

    /// Whether it makes no difference to what is counted that `more` was counted apart.
    pub(super) fn has_room_for(&self, more: &FieldStats<'_>) -> bool {
        let new = more.reasons.keys().filter(|reason| !self.reasons.contains_key(*reason));
        let new = new.count();
        new == 0 && !more.reasons.contains_key(OTHER_REASON)
            || self.reasons.len() + new <= REASONS && more.reasons.len() <= REASONS
    }

    /// Counts what became of the field in the payloads that come next.
    pub(super) fn append(&mut self, more: FieldStats<'_>) {
        for (path, more) in self.paths.iter_mut().zip(more.paths) {
            path.followed.append(&more.followed);
            path.tried += more.tried;
            path.filled += more.filled;
            path.several += more.several;
            path.most = path.most.max(more.most);
            path.several_at = path.several_at.take().or(more.several_at);
        }
        self.filled += more.filled;
        self.required_blank += more.required_blank;
        self.values += more.values;
        self.misfits += more.misfits;
        self.refused += more.refused;
        for (reason, more) in more.reasons {
            let reason = self.reasons.entry(reason).or_default();
            reason.count += more.count;
            for (example, place) in more.examples {
                reason.keep(example, || place);
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

impl MisfitReason {
    /// Keeps a value as an example, if there is room and it is another one.
    fn keep(&mut self, example: String, place: impl FnOnce() -> String) {
        let is_new = self.examples.iter().all(|(other, _)| *other != example);
        if is_new && self.examples.len() < EXAMPLES {
            self.examples.push((example, place()));
        }
    }
}

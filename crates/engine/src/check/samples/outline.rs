//! A schema as a list of paths, with look-ups for what is at a path and beside it.

#![expect(clippy::indexing_slicing, reason = "the length is compared before")]

use crate::mapping::Written;
use crate::path::{Hop, Path, Query};
use crate::schema::keys::may_be_secret;
use crate::schema::{Entry, Level, Schema, SchemaStep};

/// How many samples are needed to conclude something from what they lack.
const FEWEST: u64 = 5;

/// A path has vanished if it is missing by chance less often than this.
const CHANCE: f64 = 0.01;

/// Every path of some payloads.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) payloads: u64,
    pub(super) entries: Vec<Entry>,
    /// Whether the schema is complete: nothing was collapsed because there was too much.
    pub(super) is_fine: bool,
}

impl Outline {
    pub(super) fn of(schema: &Schema) -> Self {
        Outline {
            payloads: schema.payloads(),
            entries: schema.paths(),
            is_fine: schema.level() == Level::FINEST,
        }
    }

    /// What is at the end of these hops, as far as the schema tells it apart: the first place of those that they lead to.
    pub(super) fn at(&self, hops: &[Hop<'_>]) -> Option<&Entry> {
        self.all(hops).next()
    }

    /// What is at the end of these hops, if it is told by names alone, so that its share is of payloads.
    pub(super) fn told_at(&self, hops: &[Hop<'_>]) -> Option<&Entry> {
        let entry = self.at(hops)?;
        (is_told(entry) && leads(hops, &entry.steps)).then_some(entry)
    }

    /// Whether there would be a path of its own for `entry`, had the schema seen it.
    pub(super) fn tells_apart(&self, entry: &Entry) -> bool {
        let parent = &entry.steps[..entry.steps.len() - 1];
        let collapses = self.entries.iter().any(|other| {
            other.steps.len() == parent.len() + 1
                && other.steps.starts_with(parent)
                && other.steps.last() == Some(&SchemaStep::Each)
        });
        let looks_up = entry.steps.iter().any(|step| matches!(step, SchemaStep::LookUp { .. }));
        self.is_fine && !collapses && !looks_up
    }

    /// Whether it has the very path of `entry`.
    pub(super) fn has(&self, entry: &Entry) -> bool {
        self.entries.iter().any(|other| other.steps == entry.steps)
    }

    /// What is at each of the places that these hops lead to.
    fn all<'o>(&'o self, hops: &[Hop<'_>]) -> impl Iterator<Item = &'o Entry> {
        let exact = |entry: &&Entry| entry.steps.len() == hops.len() && leads(hops, &entry.steps);
        self.entries.iter().filter(exact)
    }

    /// Whether these hops may lead somewhere in a payload of which only `decode` is decoded.
    pub(super) fn may_lead(&self, hops: &[Hop<'_>], decode: &[Written<Query>]) -> bool {
        // What stands in a text here may stand elsewhere as it is.
        let holds_more = |text: &str| {
            let at = self.entries.iter().find(|entry| entry.text == text);
            at.is_some_and(|entry| entry.kinds.object > 0 || entry.kinds.array > 0)
        };
        let mut places = self.all(hops);
        places.any(|entry| undecoded(entry, decode).into_iter().all(holds_more))
    }

    /// The members of the objects at the end of these hops, each once, in payloads of which only `decode` is decoded.
    pub(super) fn members(
        &self,
        hops: &[Hop<'_>],
        decode: &[Written<Query>],
    ) -> Vec<(&str, &Entry)> {
        let mut members: Vec<(&str, &Entry)> = Vec::new();
        for entry in &self.entries {
            if let Some((SchemaStep::Key(key), parent)) = entry.steps.split_last()
                && parent.len() == hops.len()
                && leads(hops, parent)
                && members.iter().all(|(other, _)| other != key)
                && undecoded(entry, decode).is_empty()
            {
                members.push((key, entry));
            }
        }
        members
    }

    /// The names of the things in the lists at the end of these hops, as far as the member `key` names them.
    pub(super) fn names(&self, hops: &[Hop<'_>], key: &str) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for entry in &self.entries {
            if let Some(SchemaStep::LookUp { key: by, name }) = entry.steps.get(hops.len())
                && by == key
                && leads(hops, &entry.steps[..hops.len()])
                && names.last() != Some(&name.as_str())
            {
                names.push(name);
            }
        }
        if !names.is_empty() {
            return names;
        }
        let mut to_names = hops.to_vec();
        to_names.extend([Hop::Every, Hop::Key(key)]);
        let values = self.at(&to_names).map(|entry| entry.values.examples());
        let values = values.unwrap_or_default();
        values.into_iter().map(|value| &*value.text).collect()
    }
}

/// Whether `hops`, step by step, lead where `steps` lead. What selects some of a list leads where all of it is.
pub(super) fn leads(hops: &[Hop<'_>], steps: &[SchemaStep]) -> bool {
    hops.iter().zip(steps).all(|(hop, step)| match (hop, step) {
        (Hop::Key(name), SchemaStep::Key(key)) => name == key,
        (Hop::LookUp { key, value }, SchemaStep::LookUp { key: by, name }) => {
            key == by && value == name
        }
        (Hop::LookUp { .. } | Hop::Index(_), SchemaStep::Each)
        | (Hop::Every | Hop::Some, SchemaStep::Each | SchemaStep::Key(_))
        | (Hop::Anywhere, _) => true,
        _ => false,
    })
}

/// The strings that a mapping must decode for `entry` and does not.
pub(super) fn undecoded<'e>(entry: &'e Entry, decode: &[Written<Query>]) -> Vec<&'e str> {
    let is_decoded = |text: &&String| {
        let Ok(Path::Payload(wanted)) = Path::parse(text) else {
            return false;
        };
        let wanted = wanted.hops();
        decode.iter().any(|written| {
            let hops = written.path.hops();
            let agree = |(left, right): (&Hop<'_>, &Hop<'_>)| match (left, right) {
                (Hop::Key(left), Hop::Key(right)) => left == right,
                (Hop::Key(_), _) | (_, Hop::Key(_)) => matches!(left, Hop::Every | Hop::Some),
                _ => true,
            };
            hops.contains(&Hop::Anywhere)
                || hops.len() == wanted.len() && hops.iter().zip(&wanted).all(agree)
        })
    };
    let missing = entry.decode.iter().filter(|text| !is_decoded(text));
    missing.map(String::as_str).collect()
}

/// Whether a path is told by names and look-ups alone, so that its share is of payloads.
pub(super) fn is_told(entry: &Entry) -> bool {
    !entry.steps.is_empty() && !entry.steps.contains(&SchemaStep::Each) && entry.decode.is_empty()
}

/// Whether there is something at a path that is not blank.
pub(super) fn is_filled(entry: &Entry) -> bool {
    entry.kinds.total() > entry.kinds.null.saturating_add(entry.kinds.blank)
}

/// Whether it is more than chance that none of so many samples has what `entry` counts in the schema.
pub(super) fn has_vanished(entry: &Entry, samples: u64) -> bool {
    let exponent = i32::try_from(samples).unwrap_or(i32::MAX);
    let by_chance = (1.0 - entry.present.fraction()).powi(exponent);
    samples >= FEWEST && by_chance < CHANCE
}

/// Whether the key may say that the value is a secret, which should not be mapped.
pub(super) fn is_secret(entry: &Entry) -> bool {
    matches!(entry.steps.last(), Some(SchemaStep::Key(key)) if may_be_secret(key))
}

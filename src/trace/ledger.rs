//! Keeping count of records, and of which of them were there before.

use std::collections::HashMap;

use super::{Earlier, Fate};
use crate::input::place::Place;
use crate::input::provenance::InputPlace;
use crate::projection::Explained;
use crate::record::unique_key;

/// All records so far.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    made: u64,
    written: u64,
    duplicate: u64,
    rejected: u64,
    /// The records that others can be duplicates of, by what makes them equal.
    seen: HashMap<Box<[u8]>, Kept>,
    /// The names of the inputs in which those stood.
    files: Vec<String>,
}

/// A record, where it stood, and what became of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) number: u64,
    pub(super) number_in_fate: u64,
    pub(super) fate: Fate,
    /// Of a duplicate, the record that was there before.
    pub(super) first: Option<Kept>,
}

/// What is kept of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    number: u64,
    file: usize,
    place: Place,
}

impl Ledger {
    /// Enters a record whose payload stood at `at`.
    pub(super) fn enter(
        &mut self,
        unique: &[usize],
        explained: &Explained<'_>,
        at: InputPlace<'_>,
    ) -> Entry {
        self.made += 1;
        let first = match explained.refusal {
            Some(_) => None,
            None => self.seen_before(unique, explained, at),
        };
        let (fate, count) = match (explained.refusal, first) {
            (Some(_), _) => (Fate::Rejected, &mut self.rejected),
            (None, Some(_)) => (Fate::Duplicate, &mut self.duplicate),
            (None, None) => (Fate::Written, &mut self.written),
        };
        *count += 1;
        Entry { number: self.made, number_in_fate: *count, fate, first }
    }

    /// A kept record as it is told of.
    pub(super) fn earlier(&self, kept: Kept) -> Earlier<'_> {
        Earlier {
            number: kept.number,
            at: InputPlace {
                file: self.files.get(kept.file).map_or("", String::as_str),
                place: kept.place,
            },
        }
    }

    /// The record that was there before; where there is none, this one is kept.
    fn seen_before(
        &mut self,
        unique: &[usize],
        explained: &Explained<'_>,
        at: InputPlace<'_>,
    ) -> Option<Kept> {
        let cells = unique.iter().filter_map(|&index| {
            let end = &explained.stories.get(index)?.end;
            end.as_ref().ok().map(|(cell, _)| cell)
        });
        let key = unique_key(cells)?;
        if let Some(first) = self.seen.get(&key) {
            return Some(*first);
        }
        if self.files.last().is_none_or(|last| last != at.file) {
            self.files.push(at.file.to_owned());
        }
        let kept = Kept { number: self.made, file: self.files.len() - 1, place: at.place };
        self.seen.insert(key, kept);
        None
    }
}

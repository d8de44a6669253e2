//! The earlier records that a later one can depend on.

use std::collections::HashSet;

use super::{EarlierRecord, Search};
use crate::input::place::Place;
use crate::input::provenance::InputPlace;
use crate::record::FirstRecords;
use crate::tally::{Fate, Records};

/// The first record with each key. Others can be duplicates of these.
#[derive(Debug, Default)]
pub(super) struct Firsts {
    by_key: FirstRecords<First>,
    /// The names of the inputs in which they stood.
    files: Vec<String>,
}

/// What is kept of such a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct First {
    number: u64,
    file: usize,
    place: Place,
}

/// The records of a chunk, which cannot be judged without those before it.
#[derive(Debug, Default)]
pub(super) struct ChunkRecords {
    records: Vec<ChunkRecord>,
    files: Vec<String>,
    /// How much memory their keys take, in bytes.
    weight: usize,
}

#[derive(Debug)]
struct ChunkRecord {
    key: Option<Box<[u8]>>,
    is_rejected: bool,
    /// Whether its cells are those that are looked for.
    fits: bool,
    file: usize,
    place: Place,
}

impl Firsts {
    /// What became of the record with this key and number, and the record of which it is a duplicate.
    pub(super) fn enter(
        &mut self,
        key: Option<Box<[u8]>>,
        number: u64,
        at: InputPlace<'_>,
    ) -> (Fate, Option<First>) {
        let files = &mut self.files;
        let keep = || First { number, file: index_of(files, at.file), place: at.place };
        match self.by_key.enter(key, keep) {
            Some(first) => (Fate::Duplicate, Some(*first)),
            None => (Fate::Written, None),
        }
    }

    /// A first record as it is told of.
    pub(super) fn earlier(&self, first: First) -> EarlierRecord<'_> {
        EarlierRecord {
            number: first.number,
            at: InputPlace {
                file: self.files.get(first.file).map_or("", String::as_str),
                place: first.place,
            },
        }
    }
}

impl ChunkRecords {
    pub(super) fn push(
        &mut self,
        key: Option<Box<[u8]>>,
        is_rejected: bool,
        fits: bool,
        at: InputPlace<'_>,
    ) {
        self.weight += size_of::<ChunkRecord>() + key.as_ref().map_or(0, |key| key.len());
        let file = index_of(&mut self.files, at.file);
        self.records.push(ChunkRecord { key, is_rejected, fits, file, place: at.place });
    }

    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// Whether one of them is the record that is looked for, after `firsts` and those that were `counted`.
    pub(super) fn hold(&self, search: &Search, firsts: &Firsts, mut counted: Records) -> bool {
        let mut new = HashSet::new();
        self.records.iter().any(|record| {
            let fate = match &record.key {
                _ if record.is_rejected => Fate::Rejected,
                Some(key) if firsts.by_key.has(key) || !new.insert(key) => Fate::Duplicate,
                _ => Fate::Written,
            };
            counted.count(fate);
            record.fits && search.allows(fate, counted)
        })
    }

    /// Enters and counts them.
    pub(super) fn append_to(self, firsts: &mut Firsts, counted: &mut Records) {
        for record in self.records {
            let file = self.files.get(record.file).map_or("", String::as_str);
            let at = InputPlace { file, place: record.place };
            counted.count(match record.is_rejected {
                true => Fate::Rejected,
                false => firsts.enter(record.key, counted.made + 1, at).0,
            });
        }
    }
}

/// The index of `file`, which follows those that are there if it is not the last of them.
fn index_of(files: &mut Vec<String>, file: &str) -> usize {
    if files.last().is_none_or(|last| last != file) {
        files.push(file.to_owned());
    }
    files.len() - 1
}

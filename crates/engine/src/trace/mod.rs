//! Tracing: finds the origin of every cell of one record.
//!
//! [`Tracer`] goes through payloads as a run does, counts what becomes of them, and stops at the record that is wanted.
//! What it hands over is a [`Traced`], which `leadmap-view` shows to people and [`json`] to programs.
//!
//! Of a header nothing is shown, not even the cell that the mapping makes of it: what `apply` writes where the user wants
//! it, `trace` would write into terminals and logs.

pub mod json;
mod records;
mod tracing;

use std::ops::ControlFlow;

use crate::error::Result;

use crate::input::provenance::InputPlace;
use crate::mapping::{Field, Mapping};
use crate::projection::{Explained, Projection, Story, Strictness};
use crate::reading::Arrival;
use crate::record::unique_key;
use crate::tally::{Fate, Records, Tally};

use records::{ChunkRecords, Firsts};
pub use tracing::Tracing;

/// Which record is traced: the first for which all of this holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// What became of it.
    pub fate: Option<Fate>,
    /// How many such records there are up to it, itself among them.
    pub number: Option<u64>,
    /// What a cell of it is.
    pub cell: Option<CellIs>,
}

/// The text that a cell must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellIs {
    /// The index of the cell's field.
    pub field: usize,
    /// The text; none at all for a blank cell.
    pub text: String,
}

/// The record that was looked for.
#[derive(Debug, Clone, Copy)]
pub struct Traced<'t> {
    /// The mapping.
    pub mapping: &'t Mapping,
    /// Its number among all records that were made, also of those that were not written, counted from 1.
    pub number: u64,
    /// Its number among those of its fate, counted from 1: of a written one the number of its row.
    pub number_in_fate: u64,
    /// What became of it.
    pub fate: Fate,
    /// Of a duplicate, the record that was there before.
    pub first: Option<EarlierRecord<'t>>,
    /// How its payload came.
    pub arrival: &'t Arrival<'t>,
    /// How its cells came about.
    pub explained: Explained<'t>,
}

/// A record that was made before.
#[derive(Debug, Clone, Copy)]
pub struct EarlierRecord<'t> {
    /// Its number among all records that were made.
    pub number: u64,
    /// Where its payload stood.
    pub at: InputPlace<'t>,
}

/// Looks for a record.
#[derive(Debug)]
pub struct Tracer<'m> {
    mapping: &'m Mapping,
    strictness: Strictness,
    projection: Projection<'m>,
    search: Search,
    firsts: Firsts,
    tally: Tally,
    /// Of a chunk, the records: which of them is looked for depends on all before it.
    chunk: Option<ChunkRecords>,
}

/// The most that is kept of a chunk's records, in bytes, about.
const MOST: usize = 4 << 20;

impl Search {
    /// Whether the last of the records that were `counted`, of which this became, is the one, apart from its cells.
    fn allows(&self, fate: Fate, counted: Records) -> bool {
        let number = match self.fate {
            Some(wanted) if wanted != fate => return false,
            Some(_) => counted.of(fate),
            None => counted.made,
        };
        self.number.is_none_or(|wanted| wanted == number)
    }
}

impl<'m> Tracer<'m> {
    /// Looks for what `search` describes among the records that `mapping` makes.
    pub fn new(mapping: &'m Mapping, strictness: Strictness, search: Search) -> Self {
        Tracer {
            mapping,
            strictness,
            projection: Projection::new(mapping, strictness),
            search,
            firsts: Firsts::default(),
            tally: Tally::new(mapping),
            chunk: None,
        }
    }

    /// One for a chunk of the payloads, to be [appended](Self::append) to this. It never finds the record itself.
    fn of_chunk(&self) -> Self {
        Tracer {
            tally: Tally::of_chunk(self.mapping),
            chunk: Some(ChunkRecords::default()),
            ..Tracer::new(self.mapping, self.strictness, self.search.clone())
        }
    }

    /// Whether more comes of a chunk than is worth being kept.
    fn is_full(&self) -> bool {
        self.chunk.as_ref().is_some_and(|chunk| chunk.weight() > MOST)
    }

    /// Whether the record is among those of the chunk that follows.
    fn is_in(&self, chunk: &Self) -> bool {
        let records = chunk.chunk.as_ref();
        records.is_some_and(|records| records.hold(&self.search, &self.firsts, self.tally.records))
    }

    /// Takes in the chunk that follows, in which the record is not.
    fn append(&mut self, chunk: Self) {
        self.tally.append(chunk.tally);
        if let Some(records) = chunk.chunk {
            records.append_to(&mut self.firsts, &mut self.tally.records);
        }
    }

    /// What has been counted of the payloads before the record, or of all if there is none.
    ///
    /// Rejects that never became payloads are not among them.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Looks into a payload; the record that is looked for is handed to `show`, and the search is at its end.
    ///
    /// # Errors
    /// Only those of `show`.
    pub fn take(
        &mut self,
        arrival: &Arrival<'_>,
        mut show: impl FnMut(&Traced<'_>) -> Result<()>,
    ) -> Result<ControlFlow<()>> {
        let Tracer { mapping, projection, search, firsts, tally, chunk, .. } = self;
        let mut search_goes = ControlFlow::Continue(());
        let at = arrival.payload.provenance.first;
        let outcome = projection.explain(&arrival.payload, arrival.nodes, |explained| {
            let key = match explained.refusal {
                Some(_) => None,
                None => key_of(mapping, &explained),
            };
            if let Some(chunk) = chunk {
                let fits = fits(search, mapping, &explained);
                chunk.push(key, explained.refusal.is_some(), fits, at);
                count_refusal(tally, &explained);
                return Ok(ControlFlow::Continue(()));
            }
            let (fate, first) = match explained.refusal {
                Some(_) => (Fate::Rejected, None),
                None => firsts.enter(key, tally.records.made + 1, at),
            };
            let mut counted = tally.records;
            counted.count(fate);
            if !(search.allows(fate, counted) && fits(search, mapping, &explained)) {
                tally.records = counted;
                count_refusal(tally, &explained);
                return Ok(ControlFlow::Continue(()));
            }
            show(&Traced {
                mapping,
                number: counted.made,
                number_in_fate: counted.of(fate),
                fate,
                first: first.map(|first| firsts.earlier(first)),
                arrival,
                explained,
            })?;
            search_goes = ControlFlow::Break(());
            Ok(ControlFlow::Break(()))
        })?;
        if search_goes.is_continue()
            && let Some(refusal) = tally.count_payload(outcome)
        {
            tally.count_reject(refusal.code);
        }
        Ok(search_goes)
    }
}

/// What makes the record equal to another, where the mapping has `unique`.
fn key_of(mapping: &Mapping, explained: &Explained<'_>) -> Option<Box<[u8]>> {
    unique_key(mapping.unique.iter().filter_map(|&index| {
        let end = &explained.stories.get(index)?.end;
        end.as_ref().ok().map(|(cell, _)| cell)
    }))
}

fn count_refusal(tally: &mut Tally, explained: &Explained<'_>) {
    if let Some(refusal) = explained.refusal {
        tally.count_reject(refusal.code);
    }
}

/// Whether the record has the cell that is looked for.
fn fits(search: &Search, mapping: &Mapping, explained: &Explained<'_>) -> bool {
    search.cell.as_ref().is_none_or(|is| {
        let field = mapping.fields.get(is.field);
        let story = explained.stories.get(is.field);
        field.zip(story).is_some_and(|(field, story)| reads(field, story, &is.text))
    })
}

/// Whether a cell is `text`. Where it was refused, the values that it would have been made of are asked instead: they
/// are what the reject's message shows.
fn reads(field: &Field, story: &Story<'_>, text: &str) -> bool {
    match &story.end {
        Ok((cell, _)) if text.is_empty() => cell.is_blank(),
        Ok((cell, _)) => cell.text() == text,
        Err(_) => {
            field.source.taken_may_be_shown(story.taken)
                && story.values.iter().any(|value| value.from.text() == text)
        }
    }
}

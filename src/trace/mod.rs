//! Tracing: for one record, where every cell came from.
//!
//! [`Tracer`] goes through payloads as a run does, counts what becomes of them, and stops at the record that is wanted.
//! What it hands over is a [`Traced`], which [`text`] shows to people and [`json`] to programs.
//!
//! Of a header nothing is shown but the cell that the mapping makes of it: that is output, asked for by the mapping. What
//! it was made of, and what it was on the way, is hidden.

pub mod json;
mod ledger;
pub mod text;

use std::ops::ControlFlow;

use anyhow::Result;

use crate::input::provenance::InputPlace;
use crate::mapping::{Field, Mapping, Piece, Source};
use crate::path::Path;
use crate::projection::{Explained, Outcome, Projection, Story, Strictness};
use crate::reading::Arrival;
use crate::tally::Tally;

use ledger::Ledger;

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

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is written.
    Written,
    /// One that is equal in the `unique` columns was there before.
    Duplicate,
    /// It cannot be made.
    Rejected,
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
    pub first: Option<Earlier<'t>>,
    /// How its payload came.
    pub arrival: &'t Arrival<'t>,
    /// How its cells came about.
    pub explained: Explained<'t>,
}

/// A record that was made before.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'t> {
    /// Its number among all records that were made.
    pub number: u64,
    /// Where its payload stood.
    pub at: InputPlace<'t>,
}

/// Looks for a record.
#[derive(Debug)]
pub struct Tracer<'m> {
    mapping: &'m Mapping,
    projection: Projection<'m>,
    search: Search,
    ledger: Ledger,
    tally: Tally,
}

impl Fate {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Written => "written",
            Fate::Duplicate => "duplicate",
            Fate::Rejected => "rejected",
        }
    }
}

impl<'m> Tracer<'m> {
    /// Looks for what `search` describes among the records that `mapping` makes.
    pub fn new(mapping: &'m Mapping, strictness: Strictness, search: Search) -> Self {
        Tracer {
            mapping,
            projection: Projection::new(mapping, strictness),
            search,
            ledger: Ledger::default(),
            tally: Tally::new(mapping),
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
        let Tracer { mapping, projection, search, ledger, tally } = self;
        let mut search_goes = ControlFlow::Continue(());
        let outcome = projection.explain(&arrival.payload, arrival.node, |explained| {
            let entry = ledger.enter(&mapping.unique, &explained, arrival.payload.provenance.first);
            let fits = search.fate.is_none_or(|fate| fate == entry.fate)
                && search.number.is_none_or(|number| match search.fate {
                    Some(_) => number == entry.number_in_fate,
                    None => number == entry.number,
                })
                && search.cell.as_ref().is_none_or(|is| {
                    let field = mapping.fields.get(is.field);
                    let story = explained.stories.get(is.field);
                    field.zip(story).is_some_and(|(field, story)| reads(field, story, &is.text))
                });
            if !fits {
                count(tally, entry.fate, &explained);
                return Ok(ControlFlow::Continue(()));
            }
            show(&Traced {
                mapping,
                number: entry.number,
                number_in_fate: entry.number_in_fate,
                fate: entry.fate,
                first: entry.first.map(|place| ledger.earlier(place)),
                arrival,
                explained,
            })?;
            search_goes = ControlFlow::Break(());
            Ok(ControlFlow::Break(()))
        })?;
        if search_goes.is_break() {
            return Ok(search_goes);
        }
        tally.payloads.read += 1;
        match outcome {
            Outcome::Mapped => tally.payloads.mapped += 1,
            Outcome::Empty => tally.payloads.empty += 1,
            Outcome::Filtered(path, found) => tally.count_filtered(path, found),
            Outcome::Refused(refusal) => {
                tally.count_rejected_payload();
                *tally.rejects.entry(refusal.code).or_default() += 1;
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

fn count(tally: &mut Tally, fate: Fate, explained: &Explained<'_>) {
    tally.records.made += 1;
    match fate {
        Fate::Written => tally.records.written += 1,
        Fate::Duplicate => tally.records.duplicate += 1,
        Fate::Rejected => tally.records.rejected += 1,
    }
    if let Some(refusal) = explained.refusal {
        *tally.rejects.entry(refusal.code).or_default() += 1;
    }
}

/// Whether a cell is `text`. Where it was refused, the values that it would have been made of are asked instead: they
/// are what the reject's message shows.
fn reads(field: &Field, story: &Story<'_>, text: &str) -> bool {
    match &story.end {
        Ok((cell, _)) if text.is_empty() => cell.is_blank(),
        Ok((cell, _)) => cell.text() == text,
        Err(_) => {
            Shown::of(field, story) == Shown::Yes
                && story.values.iter().any(|value| value.from.text() == text)
        }
    }
}

/// Whether something may be shown. Headers hold secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Yes,
    No,
}

impl Shown {
    /// Of what a path selects.
    fn at(path: &Path) -> Self {
        match path {
            Path::Header(_) => Shown::No,
            _ => Shown::Yes,
        }
    }

    /// Of what a cell was made of.
    fn of(field: &Field, story: &Story<'_>) -> Self {
        let hidden = |path: &Path| Shown::at(path) == Shown::No;
        let any_hidden = match &field.source {
            Source::Constant(_) => false,
            Source::Template(pieces) => pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Path(written) if hidden(&written.path))),
            Source::Paths(paths) => story
                .taken
                .and_then(|number| paths.get(number))
                .is_some_and(|written| hidden(&written.path)),
        };
        if any_hidden { Shown::No } else { Shown::Yes }
    }
}

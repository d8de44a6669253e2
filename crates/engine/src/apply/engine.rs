//! What becomes of each payload, wherever its records and rejects then go.

use std::ops::ControlFlow;

use anyhow::Result;

use crate::capture::Wrapper;
use crate::input::frame::Repair;
use crate::mapping::Mapping;
use crate::projection::{Made, Outcome, Projection, Refusal, Strictness};
use crate::reading::Arrival;
use crate::record::{Record, unique_key};
use crate::reject::Reject;
use crate::tally::Tally;

/// Where records and rejects go.
pub(super) trait Out {
    /// Takes a record.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn record(&mut self, record: &Record<'_>) -> Result<Fate>;

    /// Takes what was rejected.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()>;

    /// Is told what was repaired.
    fn repair(&mut self, input: &str, repair: Repair);

    /// Is told what has been counted, after each record and each reject.
    fn counted(&mut self, tally: &Tally);

    /// Whether nothing more is wanted.
    fn is_done(&self) -> bool;
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Written,
    Duplicate,
}

/// A mapping at work: payloads in; records, rejects and counts out.
pub(super) struct Engine<'m, O> {
    mapping: &'m Mapping,
    projection: Projection<'m>,
    pub(super) tally: Tally,
    pub(super) out: O,
}

impl<'m, O: Out> Engine<'m, O> {
    pub(super) fn new(mapping: &'m Mapping, strictness: Strictness, tally: Tally, out: O) -> Self {
        Engine { mapping, projection: Projection::new(mapping, strictness), tally, out }
    }

    pub(super) fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        let Engine { mapping, projection, tally, out } = self;
        tally.payloads.read += 1;
        let rejected_records = tally.records.rejected;
        let outcome = projection.run(&arrival.payload, arrival.node, |made| {
            tally.records.made += 1;
            match made {
                Made::Record { cells, fills } => {
                    tally.count_fills(fills);
                    match out.record(cells)? {
                        Fate::Written => tally.records.written += 1,
                        Fate::Duplicate => tally.records.duplicate += 1,
                    }
                    out.counted(tally);
                }
                Made::Refused { refusal, node } => {
                    tally.records.rejected += 1;
                    refuse(mapping, tally, out, arrival, refusal, node)?;
                }
            }
            Ok(match out.is_done() {
                false => ControlFlow::Continue(()),
                true => ControlFlow::Break(()),
            })
        })?;
        match outcome {
            Outcome::Mapped => tally.payloads.mapped += 1,
            Outcome::Empty => tally.payloads.empty += 1,
            Outcome::Filtered(path, found) => tally.count_filtered(path, found),
            Outcome::Refused(refusal) => {
                tally.count_rejected_payload();
                refuse(mapping, tally, out, arrival, refusal, None)?;
            }
        }
        if tally.records.rejected > rejected_records {
            tally.touched += 1;
        }
        let flaws = projection.take_flaws();
        tally.count_flaws(flaws);
        Ok(())
    }

    pub(super) fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.tally.payloads.read += 1;
        self.tally.count_rejected_payload();
        note(&mut self.tally, &mut self.out, reject)
    }

    pub(super) fn repair(&mut self, input: &str, repair: Repair) {
        *self.tally.repairs.entry(repair.kind).or_default() += 1;
        self.out.repair(input, repair);
    }

    pub(super) fn opened(&mut self, wrapper: Wrapper) {
        *self.tally.wrappers.entry(wrapper).or_default() += 1;
    }
}

/// What makes a record equal to another, where the mapping has `unique`.
pub(super) fn key_of(mapping: &Mapping, record: &Record<'_>) -> Option<Box<[u8]>> {
    let columns = mapping.unique.iter();
    unique_key(columns.filter_map(|&index| record.get(index)))
}

fn refuse(
    mapping: &Mapping,
    tally: &mut Tally,
    out: &mut impl Out,
    arrival: &Arrival<'_>,
    refusal: Refusal,
    node: Option<String>,
) -> Result<()> {
    let field = refusal.field.and_then(|index| mapping.fields.get(index));
    let field = field.map(|field| field.name.as_str());
    note(tally, out, &arrival.reject(refusal, field, node))
}

fn note(tally: &mut Tally, out: &mut impl Out, reject: &Reject<'_>) -> Result<()> {
    *tally.rejects.entry(reject.code).or_default() += 1;
    out.reject(reject)?;
    out.counted(tally);
    Ok(())
}

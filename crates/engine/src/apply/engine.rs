//! A mapping at work: payloads in; records, rejects and counts out. Where these go is the [`RecordTarget`]'s business.

use std::ops::ControlFlow;

use crate::error::Result;

use crate::capture::Wrapper;
use crate::input::frame::Repair;
use crate::input::source::PassedOver;
use crate::mapping::Mapping;
use crate::projection::{Made, Projection, Refusal, Strictness};
use crate::reading::{Arrival, Events, Progress, Receiver};
use crate::record::{Record, unique_key};
use crate::reject::Reject;
use crate::tally::{CaptureFate, Fate, Tally};

/// Where records and rejects go.
pub trait RecordTarget {
    /// Takes a record, or refuses it.
    ///
    /// # Errors
    /// When the run cannot go on.
    fn record(&mut self, record: &Record<'_>) -> Result<Result<Fate, Refusal>>;

    /// Who is told of rejects, repairs, pauses and progress.
    fn events(&mut self) -> &mut dyn Events;

    /// Makes visible to others what it has taken: the input pauses.
    ///
    /// # Errors
    /// When that cannot be done.
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }

    /// Is told what has been counted, after each record and each reject.
    fn counted(&mut self, _tally: &Tally) {}

    /// Whether nothing more is wanted.
    fn is_done(&self) -> bool;
}

/// A mapping at work.
pub struct Engine<'m, T> {
    pub(super) mapping: &'m Mapping,
    pub(super) strictness: Strictness,
    projection: Projection<'m>,
    pub(super) tally: Tally,
    pub(super) target: T,
}

impl<'m, T: RecordTarget> Engine<'m, T> {
    pub(super) fn to(
        target: T,
        mapping: &'m Mapping,
        strictness: Strictness,
        tally: Tally,
    ) -> Self {
        let projection = Projection::new(mapping, strictness);
        Engine { mapping, strictness, projection, tally, target }
    }
}

impl<T: RecordTarget> Receiver for Engine<'_, T> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        let Engine { mapping, projection, tally, target, .. } = self;
        let rejected = tally.rejected();
        let outcome = projection.run(&arrival.payload, arrival.nodes, |made| {
            match made {
                Made::Record { cells, fills, node, is_blank } => {
                    tally.count_fills(fills);
                    match target.record(cells)? {
                        Ok(fate) => {
                            tally.records.count(fate);
                            tally.blank_records += u64::from(is_blank);
                            target.counted(tally);
                        }
                        Err(refusal) => {
                            tally.records.count(Fate::Refused);
                            refuse(mapping, tally, target, arrival, refusal, node.path())?;
                        }
                    }
                }
                Made::Refused { refusal, node } => {
                    tally.records.count(Fate::Rejected);
                    refuse(mapping, tally, target, arrival, refusal, node)?;
                }
            }
            Ok(match target.is_done() {
                false => ControlFlow::Continue(()),
                true => ControlFlow::Break(()),
            })
        })?;
        if tally.rejected() > rejected {
            tally.touched += 1;
        }
        if let Some(refusal) = tally.count_payload(outcome) {
            refuse(mapping, tally, target, arrival, refusal, None)?;
        }
        let flaws = projection.take_flaws();
        tally.count_flaws(flaws);
        Ok(())
    }

    fn capture_begins(&mut self) {
        self.tally.captures.begin();
    }

    fn without_body(&mut self, method: &'static str) {
        self.tally.captures.count_without_body(method);
    }

    fn text(&mut self) {
        self.tally.captures.count_text();
    }

    fn cut_character(&mut self) {
        self.tally.captures.count_cut_character();
    }

    fn capture_became(&mut self, fate: CaptureFate) {
        self.tally.captures.count(fate);
    }

    fn opened(&mut self, wrapper: Wrapper) {
        self.tally.captures.count_wrapper(wrapper);
    }

    fn is_done(&self) -> bool {
        self.target.is_done()
    }
}

impl<T: RecordTarget> Events for Engine<'_, T> {
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        self.tally.payloads.read += 1;
        self.tally.count_rejected_payload();
        note(&mut self.tally, &mut self.target, reject)
    }

    fn capture_ends(&mut self) -> Result<()> {
        self.target.events().capture_ends()
    }

    fn repair(&mut self, input: &str, repair: Repair) {
        *self.tally.repairs.entry(repair.kind).or_default() += 1;
        self.target.events().repair(input, repair);
    }

    fn passed_over(&mut self, entry: PassedOver) {
        self.target.events().passed_over(entry);
    }

    fn pause(&mut self) -> Result<()> {
        self.target.flush()?;
        self.target.events().pause()
    }

    fn progress(&mut self, progress: &Progress) {
        let results = self.tally.records.written;
        self.target.events().progress(&Progress { results, ..*progress });
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
    target: &mut impl RecordTarget,
    arrival: &Arrival<'_>,
    refusal: Refusal,
    node: Option<String>,
) -> Result<()> {
    let field = refusal.field.and_then(|index| mapping.fields.get(index));
    let field = field.map(|field| field.name.as_str());
    note(tally, target, &arrival.reject(refusal, field, node))
}

fn note(tally: &mut Tally, target: &mut impl RecordTarget, reject: &Reject<'_>) -> Result<()> {
    tally.count_reject(reject.code);
    target.events().reject(reject)?;
    target.counted(tally);
    Ok(())
}

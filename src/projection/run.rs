//! The records of one payload: made one after the other, or explained.

use std::mem;
use std::ops::ControlFlow;

use anyhow::Result;

use super::fit::Filler;
use super::plan::{Plan, Slots};
use super::scope::{NodeScope, Scope, Selector};
use super::story::{Explained, Storyteller};
use super::{EachNode, Fill, Made, Outcome, Refusal, Strictness, twice};
use crate::capture::Object;
use crate::record::{Cell, recycled};

/// The making of one payload's records.
pub(super) struct Run<'r, 's, 'a, 'm> {
    pub(super) fillers: &'r [Filler<'m>],
    pub(super) node_plan: &'r Plan,
    pub(super) strictness: Strictness,
    pub(super) scope: &'r Scope<'s, 'a>,
}

/// One record to be made.
pub(super) struct Order<'o, 's, 'a, 'm> {
    run: &'o Run<'o, 's, 'a, 'm>,
    node: Option<&'o NodeScope<'s, 'a>>,
    /// The normalized path of the node.
    path: &'o dyn Fn() -> Option<String>,
    /// Why it must not be made, if so.
    refusal: Option<Refusal>,
}

/// What becomes of each record.
pub(super) trait Maker {
    /// Makes a record, and can break off.
    fn record(&mut self, order: Order<'_, '_, '_, '_>) -> Result<ControlFlow<()>>;
}

/// Hands over the records.
pub(super) struct Emit<F> {
    pub(super) emit: F,
    pub(super) room: Room,
}

/// Room for records, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Room {
    cells: Vec<Cell<'static>>,
    fills: Vec<Fill>,
    scratch: Vec<Cell<'static>>,
}

/// Tells how they come about.
pub(super) struct Explain<F>(pub(super) F);

impl<'r, 'a, 'm> Run<'r, '_, 'a, 'm> {
    pub(super) fn records<'o>(
        &self,
        each: Option<&Selector<'m>>,
        only: Option<&str>,
        maker: &mut impl Maker,
    ) -> Result<Outcome<'o>> {
        let Some(each) = each else {
            let _ = maker.record(Order { run: self, node: None, path: &|| None, refusal: None })?;
            return Ok(Outcome::Mapped);
        };
        let mut slots = Slots::default();
        let mut made = 0;
        self.scope.nodes(each, |text, path| {
            if only.is_some_and(|only| path() != only) {
                return Ok(ControlFlow::Continue(()));
            }
            made += 1;
            self.node_plan.fill(Object::new(text), &mut slots);
            self.scope.count_duplicates(slots.duplicates());
            let ambiguous = slots.duplicates() > 0 && self.strictness == Strictness::Strict;
            maker.record(Order {
                run: self,
                node: Some(&NodeScope::new(text, self.node_plan, &slots)),
                path: &|| Some(path()),
                refusal: ambiguous.then(twice),
            })
        })?;
        Ok(if made == 0 { Outcome::Empty } else { Outcome::Mapped })
    }
}

impl<F: FnMut(Made<'_>) -> Result<ControlFlow<()>>> Maker for Emit<F> {
    fn record(&mut self, order: Order<'_, '_, '_, '_>) -> Result<ControlFlow<()>> {
        let Order { run, node, path, refusal } = order;
        if let Some(refusal) = refusal {
            let node = path();
            return (self.emit)(Made::Refused { refusal, node });
        }
        let mut cells = recycled(mem::take(&mut self.room.cells));
        let mut scratch = recycled(mem::take(&mut self.room.scratch));
        let fills = &mut self.room.fills;
        fills.clear();
        let mut refusal = None;
        for (index, filler) in run.fillers.iter().enumerate() {
            match filler.fill(run.scope, node, run.strictness, &mut scratch, &mut ()) {
                Ok((cell, fill)) => {
                    cells.push(cell);
                    fills.push(fill);
                }
                Err(reason) => {
                    refusal = Some(Refusal::of_field(index, reason));
                    break;
                }
            }
        }
        let flow = (self.emit)(match refusal {
            None => Made::Record { cells: &cells, fills, node: EachNode(path) },
            Some(refusal) => Made::Refused { refusal, node: path() },
        });
        self.room.cells = recycled(cells);
        self.room.scratch = recycled(scratch);
        flow
    }
}

impl<F: FnMut(Explained<'_>) -> Result<ControlFlow<()>>> Maker for Explain<F> {
    fn record(&mut self, order: Order<'_, '_, '_, '_>) -> Result<ControlFlow<()>> {
        let Order { run, node, path, refusal } = order;
        let mut scratch = Vec::new();
        let mut stories = Vec::with_capacity(run.fillers.len());
        for (index, filler) in run.fillers.iter().enumerate() {
            let mut teller = Storyteller::default();
            let end = filler.fill(run.scope, node, run.strictness, &mut scratch, &mut teller);
            stories.push(teller.end(end.map_err(|reason| Refusal::of_field(index, reason))));
        }
        let of_fields = stories.iter().find_map(|story| story.end.as_ref().err());
        (self.0)(Explained {
            node: path().as_deref(),
            stories: &stories,
            refusal: refusal.as_ref().or(of_fields),
        })
    }
}

//! The records of one payload: made one after the other, or explained.

#![expect(clippy::indexing_slicing, reason = "the position was found in this list")]

use std::mem;
use std::ops::ControlFlow;

use crate::error::Result;

use super::blank::{self, ValueOrigins};
use super::fit::{Context, Filler};
use super::plan::Slots;
use super::room::RecordRoom;
use super::scope::{NodeScope, Scope};
use super::story::{Explained, StoryBuilder};
use super::{EachNode, Fill, Made, NodeSet, Outcome, Projection, Refusal, Strictness, twice};
use crate::json::index::Index;
use crate::record::{Cell, recycled};
use crate::reject::RejectCode;

/// The greatest room for nodes that is kept from one record to the next.
const KEPT: usize = 4096;

/// A record that is still to be made.
pub(super) struct Unmade<'u, 'a> {
    fillers: &'u [Filler<'u>],
    origins: &'u ValueOrigins,
    context: Context<'u, 'a>,
    /// The normalized path of the record's node.
    path: &'u dyn Fn() -> Option<String>,
    /// Why it must not be made, if so.
    refusal: Option<Refusal>,
}

/// Room for records, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Room {
    cells: Vec<Cell<'static>>,
    fills: Vec<Fill>,
    scratch: Vec<Cell<'static>>,
}

impl<'m> Projection<'m> {
    /// Hands over the records of a payload to `make`, which can break off. With `only` no other nodes', and those that are
    /// not there as refused.
    pub(super) fn records<'a>(
        &self,
        scope: &Scope<'_, 'a>,
        only: Option<&NodeSet<'_>>,
        mut make: impl FnMut(Unmade<'_, 'a>) -> Result<ControlFlow<()>>,
    ) -> Result<Outcome<'m>> {
        let Projection { fillers, origins, strictness, node_plan, node_reach, .. } = self;
        let strictness = *strictness;
        let room = RecordRoom::default();
        let Some(each) = &self.each else {
            let context = Context { scope, node: None, strictness, room: &room };
            let _ = make(Unmade { fillers, origins, context, path: &|| None, refusal: None })?;
            return Ok(Outcome::Mapped);
        };
        let (mut slots, mut index) = (Slots::default(), Index::default());
        let mut made = 0;
        let mut missing: Vec<Option<&str>> =
            only.map_or_else(Vec::new, |only| only.iter().map(Some).collect());
        let mut flow = ControlFlow::Continue(());
        scope.nodes(each, |node, path| {
            if let Some(only) = only {
                match only.position(&path()) {
                    Some(position) => missing[position] = None,
                    None => return Ok(ControlFlow::Continue(())),
                }
            }
            made += 1;
            let unreached = node_reach.refusal(node.text());
            node_plan.fill(node.indexed(&mut index), &mut slots);
            scope.count_duplicates(slots.duplicates());
            let ambiguous = slots.duplicates() > 0 && strictness == Strictness::Strict;
            let node = NodeScope::new(node, node_plan, &slots);
            let context = Context { scope, node: Some(&node), strictness, room: &room };
            let path = || Some(path());
            let refusal = unreached.or_else(|| ambiguous.then(twice));
            flow = make(Unmade { fillers, origins, context, path: &path, refusal })?;
            Ok(flow)
        })?;
        for node in missing.into_iter().flatten() {
            if flow.is_break() {
                break;
            }
            made += 1;
            let context = Context { scope, node: None, strictness, room: &room };
            let path = || Some(node.to_owned());
            let refusal = Some(not_found());
            flow = make(Unmade { fillers, origins, context, path: &path, refusal })?;
        }
        Ok(if made == 0 { Outcome::Empty } else { Outcome::Mapped })
    }
}

/// Why no record is made of a node that is wanted and not there.
fn not_found() -> Refusal {
    let message = "the node that the reject line wants is not in the payload: \
                   mend it in its place, or set `node` in the line to where it is now";
    Refusal { code: RejectCode::NotFound, message: message.into(), field: None }
}

impl Unmade<'_, '_> {
    /// Makes it.
    pub(super) fn made(
        self,
        room: &mut Room,
        emit: &mut impl FnMut(Made<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        if let Some(refusal) = self.refusal {
            return emit(Made::Refused { refusal, node: (self.path)() });
        }
        let mut cells = recycled(mem::take(&mut room.cells));
        let mut scratch = recycled(mem::take(&mut room.scratch));
        let fills = &mut room.fills;
        fills.clear();
        self.context.room.restart();
        let mut refusal = None;
        for (index, filler) in self.fillers.iter().enumerate() {
            match filler.fill(self.context, &mut scratch, &mut ()) {
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
        let is_blank = refusal.is_none() && self.origins.is_blank(fills.iter());
        let refusal = refusal.or_else(|| self.refusal_of_blank(is_blank));
        let flow = emit(match refusal {
            None => Made::Record { cells: &cells, fills, node: EachNode(self.path), is_blank },
            Some(refusal) => Made::Refused { refusal, node: (self.path)() },
        });
        room.cells = recycled(cells);
        if scratch.capacity() <= KEPT {
            room.scratch = recycled(scratch);
        }
        flow
    }

    /// Why a blank record is not made, where everything has to fit.
    fn refusal_of_blank(&self, is_blank: bool) -> Option<Refusal> {
        let is_strict = self.context.strictness == Strictness::Strict;
        (is_blank && is_strict).then(blank::refusal)
    }

    /// Tells how it comes about.
    pub(super) fn explained(
        self,
        emit: &mut impl FnMut(Explained<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let mut scratch = Vec::new();
        self.context.room.restart();
        let mut stories = Vec::with_capacity(self.fillers.len());
        for (index, filler) in self.fillers.iter().enumerate() {
            let mut teller = StoryBuilder::default();
            let end = filler.fill(self.context, &mut scratch, &mut teller);
            stories.push(teller.end(end.map_err(|reason| Refusal::of_field(index, reason))));
        }
        let of_fields = stories.iter().find_map(|story| story.end.as_ref().err());
        let fills = stories.iter().filter_map(|story| Some(&story.end.as_ref().ok()?.1));
        let is_blank = of_fields.is_none() && self.origins.is_blank(fills);
        let of_blank = self.refusal_of_blank(is_blank);
        emit(Explained {
            node: (self.path)().as_deref(),
            stories: &stories,
            refusal: self.refusal.as_ref().or(of_fields).or(of_blank.as_ref()),
        })
    }
}

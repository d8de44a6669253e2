//! Where the paths of one record find their values.

use std::borrow::Cow;
use std::cell::{self, OnceCell};
use std::ops::ControlFlow;

use crate::error::Result;

use super::plan::{Entry, Plan, PlanBuilder, Slots};
use super::story::Seen;
use super::watch::Watch;
use super::{Flaws, Payload};
use crate::json::View;
use crate::json::text;
use crate::path::{Argument, Nodes, Origin, Path, Query};
use crate::record::Cell;

/// A path, with the place in the plan at which its plain prefix ends.
#[derive(Debug)]
pub(super) enum Selector<'m> {
    Payload(Entry, &'m Query),
    Node(Entry, &'m Query),
    /// Of the delivery around the payload.
    Delivery(&'m Path),
}

impl<'m> Selector<'m> {
    /// Adds a path to the plan that it belongs to.
    pub(super) fn of(path: &'m Path, payload: &mut PlanBuilder, node: &mut PlanBuilder) -> Self {
        match path {
            Path::Payload(query) => Self::of_payload(query, payload),
            Path::Node(query) => Selector::Node(node.add(query), query),
            Path::Header(_) | Path::QueryParameter(_) | Path::Origin(_) => Selector::Delivery(path),
        }
    }

    pub(super) fn of_payload(query: &'m Query, payload: &mut PlanBuilder) -> Self {
        Selector::Payload(payload.add(query), query)
    }
}

/// What a plan has found in one value, and what paths go on from there.
#[derive(Debug)]
struct Found<'s, 'a> {
    value: View<'a>,
    plan: &'s Plan,
    slots: &'s Slots,
    /// What paths go on from, slot by slot; there only once a path has done so.
    arguments: OnceCell<Vec<OnceCell<Box<Argument<'a>>>>>,
}

/// The payload at hand.
#[derive(Debug)]
pub(super) struct Scope<'s, 'a> {
    payload: &'s Payload<'a>,
    found: Found<'s, 'a>,
    root: OnceCell<Argument<'a>>,
    flaws: cell::Cell<Flaws>,
}

/// The node of `each` at hand.
#[derive(Debug)]
pub(super) struct NodeScope<'s, 'a> {
    found: Found<'s, 'a>,
}

impl<'s, 'a> Found<'s, 'a> {
    fn new(value: View<'a>, plan: &'s Plan, slots: &'s Slots) -> Self {
        Found { value, plan, slots, arguments: OnceCell::new() }
    }

    fn text_at(&self, entry: Entry) -> Option<&'a str> {
        self.plan.found(entry, self.slots, self.value.text())
    }

    /// What paths go on from that lead to `text`, made ready once.
    fn argument(&self, entry: Entry, text: &'a str) -> Option<&Argument<'a>> {
        let slots = || (0..self.plan.slots()).map(|_| OnceCell::new()).collect();
        let argument = self.arguments.get_or_init(slots).get(self.plan.slot(entry))?;
        Some(
            argument
                .get_or_init(|| Box::new(Argument::new(text, self.value.part(text).structure()))),
        )
    }
}

impl<'s, 'a> NodeScope<'s, 'a> {
    pub(super) fn new(node: View<'a>, plan: &'s Plan, slots: &'s Slots) -> Self {
        NodeScope { found: Found::new(node, plan, slots) }
    }
}

impl<'s, 'a> Scope<'s, 'a> {
    pub(super) fn new(payload: &'s Payload<'a>, plan: &'s Plan, slots: &'s Slots) -> Self {
        let flaws = Flaws { duplicate_keys: slots.duplicates(), ..Flaws::default() };
        Scope {
            payload,
            found: Found::new(payload.object, plan, slots),
            root: OnceCell::new(),
            flaws: cell::Cell::new(flaws),
        }
    }

    /// What has been passed over so far.
    pub(super) fn flaws(&self) -> Flaws {
        self.flaws.get()
    }

    pub(super) fn count_duplicates(&self, count: usize) {
        let mut flaws = self.flaws.get();
        flaws.duplicate_keys += count;
        self.flaws.set(flaws);
    }

    /// What `selector` selects, if it is a plain path, which selects one node at most; `None` for others.
    #[inline(always)]
    pub(super) fn select_plain<W: Watch<'a>>(
        &self,
        selector: &Selector<'_>,
        node: Option<&NodeScope<'_, 'a>>,
        watch: &mut W,
    ) -> Option<Option<Cell<'a>>> {
        let text = match selector {
            Selector::Payload(entry, query) if query.is_plain() => self.found.text_at(*entry),
            Selector::Node(entry, query) if query.is_plain() => node?.found.text_at(*entry),
            _ => return None,
        };
        Some(text.map(|text| {
            watch.sees(|| Seen::plain(text));
            self.cell(text)
        }))
    }

    /// Adds what `selector` selects to `cells`, and tells `watch` of it.
    pub(super) fn select<W: Watch<'a>>(
        &self,
        selector: &Selector<'_>,
        node: Option<&NodeScope<'_, 'a>>,
        cells: &mut Vec<Cell<'a>>,
        watch: &mut W,
    ) {
        if let Some(found) = self.select_plain(selector, node, watch) {
            cells.extend(found);
            return;
        }
        match selector {
            Selector::Payload(entry, query) => {
                self.select_in(&self.found, *entry, query, cells, watch);
            }
            Selector::Node(entry, query) => {
                if let Some(node) = node {
                    self.select_in(&node.found, *entry, query, cells, watch);
                }
            }
            Selector::Delivery(Path::Header(name)) => {
                self.add(self.payload.delivery.header(name), cells, watch);
            }
            Selector::Delivery(Path::QueryParameter(name)) => {
                self.add(self.payload.delivery.query(name), cells, watch);
            }
            Selector::Delivery(Path::Origin(origin)) => {
                let first = self.payload.provenance.first;
                let cell = match origin {
                    Origin::File => Cell::Text(Cow::Borrowed(first.file)),
                    Origin::Line => Cell::Json(Cow::Owned(first.place.line.to_string())),
                    Origin::Byte => Cell::Json(Cow::Owned(first.place.byte.to_string())),
                };
                watch.sees(|| Seen {
                    json: Cow::Owned(cell.to_json().into_owned()),
                    below: Vec::new(),
                });
                cells.push(cell);
            }
            // These have a place in a plan.
            Selector::Delivery(Path::Payload(_) | Path::Node(_)) => {}
        }
    }

    fn add<W: Watch<'a>>(&self, values: Vec<&'a str>, cells: &mut Vec<Cell<'a>>, watch: &mut W) {
        for json in values {
            watch.sees(|| Seen::plain(json));
            cells.push(self.cell(json));
        }
    }

    /// Hands each node that `each` selects to `visit`, with its normalized path; `visit` can break off.
    pub(super) fn nodes(
        &self,
        each: &Selector<'_>,
        mut visit: impl FnMut(View<'a>, &dyn Fn() -> String) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let Selector::Payload(entry, query) = each else {
            return Ok(());
        };
        let nodes = self.nodes_of(&self.found, *entry, query);
        for node in nodes.iter() {
            let path = || nodes.normalized(&query.plain, node.location);
            if visit(self.found.value.part(node.value), &path)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn select_in<W: Watch<'a>>(
        &self,
        found: &Found<'_, 'a>,
        entry: Entry,
        query: &Query,
        cells: &mut Vec<Cell<'a>>,
        watch: &mut W,
    ) {
        let nodes = self.nodes_of(found, entry, query);
        for node in nodes.iter() {
            let below = || nodes.steps(node.location);
            watch.sees(|| Seen { json: Cow::Borrowed(node.value), below: below() });
            cells.push(self.cell(node.value));
        }
    }

    /// What `query` selects.
    fn nodes_of<'f>(
        &'f self,
        found: &'f Found<'_, 'a>,
        entry: Entry,
        query: &Query,
    ) -> Nodes<'f, &'a str> {
        let argument = found.text_at(entry).and_then(|text| found.argument(entry, text));
        let Some(argument) = argument else {
            return Nodes::default();
        };
        let root = if query.uses_root() { self.root() } else { argument };
        argument.select(query, root, |count| self.count_duplicates(count))
    }

    /// What `$` means in a filter.
    fn root(&self) -> &Argument<'a> {
        self.root
            .get_or_init(|| Argument::new(self.found.value.text(), self.found.value.structure()))
    }

    fn cell(&self, json: &'a str) -> Cell<'a> {
        if let Some(decoded) = text::decode_token(json) {
            if decoded.lone_surrogates > 0 {
                let mut flaws = self.flaws.get();
                flaws.lone_surrogates += decoded.lone_surrogates;
                self.flaws.set(flaws);
            }
            return Cell::Text(decoded.text);
        }
        if json == "null" { Cell::Missing } else { Cell::Json(Cow::Borrowed(json)) }
    }
}

//! Where the paths of one record find their values.

use std::borrow::Cow;
use std::cell::{self, OnceCell};
use std::ops::ControlFlow;

use anyhow::Result;

use super::plan::{Entry, Plan, PlanBuilder, Slots};
use super::story::Seen;
use super::watch::Watch;
use super::{Flaws, Payload};
use crate::json::{Value, text};
use crate::path::{Origin, Path, Query, Tape};
use crate::record::Cell;

/// A path, with the place in the plan at which its plain prefix ends.
#[derive(Debug)]
pub(super) enum Selector<'m> {
    Payload(Entry, &'m Query),
    Node(Entry, &'m Query),
    Header(&'m str),
    QueryParameter(&'m str),
    Origin(Origin),
}

impl<'m> Selector<'m> {
    /// Adds a path to the plan that it belongs to.
    pub(super) fn of(path: &'m Path, payload: &mut PlanBuilder, node: &mut PlanBuilder) -> Self {
        match path {
            Path::Payload(query) => Self::of_payload(query, payload),
            Path::Node(query) => Selector::Node(node.add(query), query),
            Path::Header(name) => Selector::Header(name),
            Path::QueryParameter(name) => Selector::QueryParameter(name),
            Path::Origin(origin) => Selector::Origin(*origin),
        }
    }

    pub(super) fn of_payload(query: &'m Query, payload: &mut PlanBuilder) -> Self {
        Selector::Payload(payload.add(query), query)
    }

    /// Whether what it selects may be repeated in messages. Headers hold secrets.
    pub(super) fn may_be_shown(&self) -> bool {
        !matches!(self, Selector::Header(_))
    }
}

/// What a plan has found in one text, and the values that were built of it.
#[derive(Debug)]
struct Found<'s, 'a> {
    text: &'a str,
    plan: &'s Plan,
    slots: &'s Slots,
    /// What paths go on from, slot by slot; there only once a path has done so.
    starts: OnceCell<Vec<Start<'a>>>,
}

/// Where paths go on from.
#[derive(Debug, Default)]
struct Start<'a> {
    /// For the paths that can be run on it; `None` inside where the value is not fit for a tape.
    tape: OnceCell<Option<Tape<'a>>>,
    value: OnceCell<Value<'a>>,
}

/// The payload at hand.
#[derive(Debug)]
pub(super) struct Scope<'s, 'a> {
    payload: &'s Payload<'a>,
    found: Found<'s, 'a>,
    root: OnceCell<Value<'a>>,
    flaws: cell::Cell<Flaws>,
}

/// The node of `each` at hand.
#[derive(Debug)]
pub(super) struct NodeScope<'s, 'a> {
    found: Found<'s, 'a>,
}

impl<'s, 'a> Found<'s, 'a> {
    fn new(text: &'a str, plan: &'s Plan, slots: &'s Slots) -> Self {
        Found { text, plan, slots, starts: OnceCell::new() }
    }

    fn text_at(&self, entry: Entry) -> Option<&'a str> {
        self.plan.found(entry, self.slots, self.text)
    }
}

impl<'s, 'a> NodeScope<'s, 'a> {
    pub(super) fn new(text: &'a str, plan: &'s Plan, slots: &'s Slots) -> Self {
        NodeScope { found: Found::new(text, plan, slots) }
    }
}

impl<'a> Found<'_, 'a> {
    /// The tape of what a slot holds, if `query` can be run on it.
    fn tape(&self, entry: Entry, query: &Query, text: &'a str) -> Option<&Tape<'a>> {
        if !query.is_local() {
            return None;
        }
        self.start(entry)?.tape.get_or_init(|| Tape::of(text)).as_ref()
    }

    fn start(&self, entry: Entry) -> Option<&Start<'a>> {
        if !self.plan.goes_on() {
            return None;
        }
        let slots = || 0..self.plan.slots();
        let starts = self.starts.get_or_init(|| slots().map(|_| Start::default()).collect());
        starts.get(self.plan.slot(entry))
    }
}

impl<'s, 'a> Scope<'s, 'a> {
    pub(super) fn new(payload: &'s Payload<'a>, plan: &'s Plan, slots: &'s Slots) -> Self {
        let flaws = Flaws { duplicate_keys: slots.duplicates(), ..Flaws::default() };
        Scope {
            payload,
            found: Found::new(payload.object.text(), plan, slots),
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
    #[inline]
    pub(super) fn select_plain<W: Watch<'a>>(
        &self,
        selector: &Selector<'_>,
        node: Option<&NodeScope<'_, 'a>>,
        watch: &mut W,
    ) -> Option<Option<Cell<'a>>> {
        let (found, entry) = match selector {
            Selector::Payload(entry, query) if query.is_plain() => (&self.found, entry),
            Selector::Node(entry, query) if query.is_plain() => (&node?.found, entry),
            _ => return None,
        };
        let text = found.text_at(*entry);
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
        match selector {
            Selector::Payload(entry, query) => {
                self.select_in(&self.found, *entry, query, cells, watch);
            }
            Selector::Node(entry, query) => {
                if let Some(node) = node {
                    self.select_in(&node.found, *entry, query, cells, watch);
                }
            }
            Selector::Header(name) => {
                self.add(self.payload.delivery.header(name), cells, watch);
            }
            Selector::QueryParameter(name) => {
                self.add(self.payload.delivery.query(name), cells, watch);
            }
            Selector::Origin(origin) => {
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
        }
    }

    fn add<W: Watch<'a>>(&self, values: Vec<&'a str>, cells: &mut Vec<Cell<'a>>, watch: &mut W) {
        for json in values {
            watch.sees(|| Seen::plain(json));
            cells.push(self.cell(json));
        }
    }

    /// Hands the text and the normalized path of each node that `each` selects to `visit`, which can break off.
    pub(super) fn nodes(
        &self,
        each: &Selector<'_>,
        mut visit: impl FnMut(&'a str, &dyn Fn() -> String) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let Selector::Payload(entry, query) = each else {
            return Ok(());
        };
        let Some(text) = self.found.text_at(*entry) else {
            return Ok(());
        };
        if query.is_plain() {
            let _ = visit(text, &|| query.plain_path().to_string())?;
            return Ok(());
        }
        if let Some(tape) = self.found.tape(*entry, query, text) {
            let nodes = query.glance(tape);
            for (text, location) in nodes.iter() {
                if visit(text, &|| nodes.normalized(&query.plain, location))?.is_break() {
                    break;
                }
            }
            return Ok(());
        }
        let Some(start) = self.value(&self.found, *entry, text) else {
            return Ok(());
        };
        let nodes = query.select(start, self.root(query, start));
        for node in nodes.iter() {
            if visit(node.value.text, &|| nodes.normalized(&query.plain, node.location))?.is_break()
            {
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
        let Some(text) = found.text_at(entry) else {
            return;
        };
        if query.is_plain() {
            watch.sees(|| Seen::plain(text));
            cells.push(self.cell(text));
            return;
        }
        if let Some(tape) = found.tape(entry, query, text) {
            let nodes = query.glance(tape);
            for (text, location) in nodes.iter() {
                watch.sees(|| Seen { json: Cow::Borrowed(text), below: nodes.steps(location) });
                cells.push(self.cell(text));
            }
            return;
        }
        let Some(start) = self.value(found, entry, text) else {
            return;
        };
        let root = self.root(query, start);
        let nodes = query.select(start, root);
        for node in nodes.iter() {
            watch.sees(|| Seen {
                json: Cow::Borrowed(node.value.text),
                below: nodes.steps(node.location),
            });
            cells.push(self.cell(node.value.text));
        }
    }

    /// The value that a slot holds, built once.
    fn value<'f>(
        &self,
        found: &'f Found<'_, 'a>,
        entry: Entry,
        text: &'a str,
    ) -> Option<&'f Value<'a>> {
        let start = found.start(entry)?;
        Some(start.value.get_or_init(|| self.build(text)))
    }

    /// What `$` means in a filter of `query`; `start` where it means nothing.
    fn root<'f>(&'f self, query: &Query, start: &'f Value<'a>) -> &'f Value<'a> {
        if query.uses_root() {
            self.root.get_or_init(|| self.build(self.found.text))
        } else {
            start
        }
    }

    fn build(&self, text: &'a str) -> Value<'a> {
        let (value, duplicates) = Value::counted(text);
        self.count_duplicates(duplicates);
        value
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

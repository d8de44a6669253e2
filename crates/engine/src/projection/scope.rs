//! Looks up the paths of one record.

use std::borrow::Cow;
use std::cell::{self, OnceCell};
use std::ops::ControlFlow;

use crate::error::{Error, Result};

use super::observer::FillObserver;
use super::plan::{Plan, PlanBuilder, PlanPath, Slots};
use super::story::SelectedNode;
use super::{Flaws, Payload};
use crate::json::View;
use crate::json::{interoperable, text};
use crate::path::{Argument, Below, Origin, Path, Query};
use crate::record::Cell;

/// A path whose plain prefix is in a plan.
#[derive(Debug)]
pub(super) enum PlannedPath<'m> {
    Payload(PlanPath, &'m Query),
    Node(PlanPath, &'m Query),
    /// Of the delivery around the payload.
    Delivery(&'m Path),
}

impl<'m> PlannedPath<'m> {
    /// Adds a path to the plan that it belongs to.
    pub(super) fn of(path: &'m Path, payload: &mut PlanBuilder, node: &mut PlanBuilder) -> Self {
        match path {
            Path::Payload(query) => Self::of_payload(query, payload),
            Path::Node(query) => PlannedPath::Node(node.add(query), query),
            Path::Header(_) | Path::QueryParameter(_) | Path::Origin(_) => {
                PlannedPath::Delivery(path)
            }
        }
    }

    pub(super) fn of_payload(query: &'m Query, payload: &mut PlanBuilder) -> Self {
        PlannedPath::Payload(payload.add(query), query)
    }
}

/// The matches of a plan in one value, and the values there that the rest of a path runs on.
#[derive(Debug)]
struct PlanMatches<'s, 'a> {
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
    found: PlanMatches<'s, 'a>,
    root: OnceCell<Argument<'a>>,
    flaws: cell::Cell<Flaws>,
}

/// Names of so many bytes together are too long to be repeated for each node.
const LONG_NAMES: usize = 256;

/// The node of `each` at hand.
#[derive(Debug)]
pub(super) struct NodeScope<'s, 'a> {
    found: PlanMatches<'s, 'a>,
}

impl<'s, 'a> PlanMatches<'s, 'a> {
    fn new(value: View<'a>, plan: &'s Plan, slots: &'s Slots) -> Self {
        PlanMatches { value, plan, slots, arguments: OnceCell::new() }
    }

    fn text_at(&self, prefix: PlanPath) -> Option<&'a str> {
        self.plan.found(prefix, self.slots, self.value.text())
    }

    /// What paths go on from that lead to `text`, made ready once.
    fn argument(&self, prefix: PlanPath, text: &'a str) -> Option<&Argument<'a>> {
        let slots = || (0..self.plan.slots()).map(|_| OnceCell::new()).collect();
        let argument = self.arguments.get_or_init(slots).get(self.plan.slot(prefix))?;
        Some(
            argument
                .get_or_init(|| Box::new(Argument::new(text, self.value.part(text).structure()))),
        )
    }
}

impl<'s, 'a> NodeScope<'s, 'a> {
    pub(super) fn new(node: View<'a>, plan: &'s Plan, slots: &'s Slots) -> Self {
        NodeScope { found: PlanMatches::new(node, plan, slots) }
    }
}

impl<'s, 'a> Scope<'s, 'a> {
    pub(super) fn new(payload: &'s Payload<'a>, plan: &'s Plan, slots: &'s Slots) -> Self {
        let flaws = Flaws { duplicate_keys: slots.duplicates(), ..Flaws::default() };
        Scope {
            payload,
            found: PlanMatches::new(payload.object, plan, slots),
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

    /// What `planned` selects, if it is a plain path, which selects one node at most; `None` for others.
    #[inline(always)]
    pub(super) fn select_plain<W: FillObserver<'a>>(
        &self,
        planned: &PlannedPath<'_>,
        node: Option<&NodeScope<'_, 'a>>,
        observer: &mut W,
    ) -> Option<Option<Cell<'a>>> {
        let text = match planned {
            PlannedPath::Payload(prefix, query) if query.is_plain() => self.found.text_at(*prefix),
            PlannedPath::Node(prefix, query) if query.is_plain() => node?.found.text_at(*prefix),
            _ => return None,
        };
        Some(text.map(|text| {
            observer.sees(|| SelectedNode::plain(text));
            self.cell(text)
        }))
    }

    /// Shows each node that `planned` selects to `found`, which can break off, and tells `observer` of it.
    pub(super) fn select<W: FillObserver<'a>>(
        &self,
        planned: &PlannedPath<'_>,
        node: Option<&NodeScope<'_, 'a>>,
        observer: &mut W,
        found: &mut impl FnMut(Cell<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if let Some(plain) = self.select_plain(planned, node, observer) {
            return plain.map_or(ControlFlow::Continue(()), found);
        }
        match planned {
            PlannedPath::Payload(prefix, query) => {
                self.select_in(&self.found, *prefix, query, observer, found)
            }
            PlannedPath::Node(prefix, query) => match node {
                Some(node) => self.select_in(&node.found, *prefix, query, observer, found),
                None => ControlFlow::Continue(()),
            },
            PlannedPath::Delivery(Path::Header(name)) => {
                self.add(self.payload.delivery.header(name), observer, found)
            }
            PlannedPath::Delivery(Path::QueryParameter(name)) => {
                self.add(self.payload.delivery.query(name), observer, found)
            }
            PlannedPath::Delivery(Path::Origin(origin)) => {
                let first = self.payload.provenance.first;
                let cell = match origin {
                    Origin::File => Cell::Text(Cow::Borrowed(first.file)),
                    Origin::Line => Cell::Json(Cow::Owned(first.place.line.to_string())),
                    Origin::Byte => Cell::Json(Cow::Owned(first.place.byte.to_string())),
                };
                observer.sees(|| SelectedNode {
                    json: Cow::Owned(cell.to_json().into_owned()),
                    below: Vec::new(),
                });
                found(cell)
            }
            // These have a place in a plan.
            PlannedPath::Delivery(Path::Payload(_) | Path::Node(_)) => ControlFlow::Continue(()),
        }
    }

    fn add<W: FillObserver<'a>>(
        &self,
        values: Vec<&'a str>,
        observer: &mut W,
        found: &mut impl FnMut(Cell<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        values.into_iter().try_for_each(|json| {
            observer.sees(|| SelectedNode::plain(json));
            found(self.cell(json))
        })
    }

    /// Hands each node that `each` selects to `visit`, with what it is called; `visit` can break off.
    ///
    /// It is called by its normalized path, or where the names in that are very long by its number among these nodes,
    /// counted from 0, as `#17`: otherwise the rejects of a payload with one long name would be many times its size.
    pub(super) fn nodes(
        &self,
        each: &PlannedPath<'_>,
        mut visit: impl FnMut(View<'a>, &dyn Fn() -> String) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let PlannedPath::Payload(prefix, query) = each else {
            return Ok(());
        };
        let mut error: Option<Error> = None;
        let mut before = 0_u64;
        let _ = self.show(&self.found, *prefix, query, |text, below| {
            let number = before;
            before += 1;
            let path = || match below.length_of_names() {
                LONG_NAMES.. => format!("#{number}"),
                _ => below.normalized(&query.plain),
            };
            visit(self.found.value.part(text), &path).unwrap_or_else(|stopped| {
                error = Some(stopped);
                ControlFlow::Break(())
            })
        });
        error.map_or(Ok(()), Err)
    }

    fn select_in<W: FillObserver<'a>>(
        &self,
        matches: &PlanMatches<'_, 'a>,
        prefix: PlanPath,
        query: &Query,
        observer: &mut W,
        found: &mut impl FnMut(Cell<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.show(matches, prefix, query, |text, below| {
            observer.sees(|| SelectedNode { json: Cow::Borrowed(text), below: below.steps() });
            found(self.cell(text))
        })
    }

    /// Shows `found` what `query` selects.
    fn show(
        &self,
        matches: &PlanMatches<'_, 'a>,
        prefix: PlanPath,
        query: &Query,
        found: impl FnMut(&'a str, Below<'_, '_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let argument = matches.text_at(prefix).and_then(|text| matches.argument(prefix, text));
        let Some(argument) = argument else {
            return ControlFlow::Continue(());
        };
        let root = if query.uses_root() { self.root() } else { argument };
        argument.show(query, root, |count| self.count_duplicates(count), found)
    }

    /// What `$` means in a filter.
    fn root(&self) -> &Argument<'a> {
        self.root
            .get_or_init(|| Argument::new(self.found.value.text(), self.found.value.structure()))
    }

    fn cell(&self, json: &'a str) -> Cell<'a> {
        if let Some(decoded) = text::decode_token(json) {
            if decoded.lone_surrogates > 0 {
                self.count_halves(decoded.lone_surrogates);
            }
            return Cell::Text(decoded.text);
        }
        if json.starts_with(['{', '[']) {
            return self.container(json);
        }
        if json == "null" { Cell::Missing } else { Cell::Json(Cow::Borrowed(json)) }
    }

    /// An object or a list, such that whoever reads the record can read it: many stop at half of a surrogate pair, or at a
    /// key that stands twice.
    fn container(&self, json: &'a str) -> Cell<'a> {
        let Some(mended) = interoperable::mended(json) else {
            return Cell::Json(Cow::Borrowed(json));
        };
        self.count_halves(mended.lone_surrogates);
        self.count_duplicates(mended.duplicate_keys);
        Cell::Json(Cow::Owned(mended.text))
    }

    fn count_halves(&self, count: usize) {
        let mut flaws = self.flaws.get();
        flaws.lone_surrogates += count;
        self.flaws.set(flaws);
    }
}

//! Projection: from a payload to the records that a mapping asks for.
//!
//! Everything that can be done once is done when the [`Projection`] is made; then [`Projection::run`] takes one payload
//! after another:
//!
//! ```text
//!   decode ─▶ plan fills slots ─▶ when ─▶ each ─▶ every field: select ─▶ clean ─▶ values ─▶ type ─▶ default ─▶ required
//! ```

mod blank;
mod decode;
mod fit;
mod observer;
mod plan;
mod reach;
mod room;
mod run;
mod scope;
mod story;

use std::borrow::Cow;
use std::fmt;
use std::mem;
use std::ops::ControlFlow;

use indexmap::IndexSet;

use crate::error::Result;

use crate::capture::Delivery;
use crate::input::provenance::Provenance;
use crate::json::View;
use crate::json::index::Index;
use crate::mapping::{Expectation, FieldSource, Mapping, TemplatePart};
use crate::record::{Cell, Record};
use crate::reject::RejectCode;

pub(crate) use decode::{Decoding, TooManyStrings};
pub use story::{Explained, Passage, Passed, Remedy, SelectedNode, Stage, Story, Tried};

use blank::ValueOrigins;
use fit::{Filler, PlannedPart, PlannedSource};
use plan::{Plan, PlanBuilder, Slots};
use reach::Reach;
use run::{Room, Unmade};
use scope::{PlannedPath, Scope};

/// One payload with its delivery and provenance.
#[derive(Debug, Clone, Copy)]
pub struct Payload<'a> {
    /// The payload itself.
    pub object: View<'a>,
    /// The headers and query that came with it.
    pub delivery: Delivery<'a>,
    /// Where its capture came from.
    pub provenance: Provenance<'a>,
}

/// Nodes of `each`, by their normalized paths, in the order in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeSet<'a>(IndexSet<Cow<'a, str>>);

impl<'a> NodeSet<'a> {
    /// Adds one.
    pub fn insert(&mut self, node: impl Into<Cow<'a, str>>) {
        self.0.insert(node.into());
    }

    /// The nodes.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|node| &**node)
    }

    /// How many nodes were added before this one; `None` if it is not among them.
    pub(crate) fn position(&self, node: &str) -> Option<usize> {
        self.0.get_index_of(node)
    }
}

/// The treatment of values that do not fit as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// They are kept as they are, and counted.
    Lenient,
    /// They reject the record, or the payload.
    Strict,
}

/// Why no record was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of reason.
    pub code: RejectCode,
    /// The reason in words.
    pub message: String,
    /// The field concerned.
    pub field: Option<usize>,
}

/// What became of one record.
#[derive(Debug)]
pub enum Made<'r> {
    /// It was made.
    Record {
        /// Its cells.
        cells: &'r Record<'r>,
        /// How each was filled.
        fills: &'r [Fill],
        /// The `each` node it is of.
        node: EachNode<'r>,
        /// Whether nothing in it is of the payload.
        is_blank: bool,
    },
    /// It could not be made.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The `each` node it would have been of.
        node: Option<String>,
    },
}

/// The node of `each` that a record is of, if the mapping has one. Its path is made only where it is asked for.
#[derive(Clone, Copy)]
pub struct EachNode<'r>(&'r dyn Fn() -> Option<String>);

impl EachNode<'_> {
    /// Its normalized path.
    pub fn path(self) -> Option<String> {
        (self.0)()
    }
}

impl fmt::Debug for EachNode<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path().fmt(formatter)
    }
}

/// How a cell was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fill {
    /// What it holds.
    pub content: CellContent,
    /// Which of the field's paths gave the value.
    pub(crate) path: Option<usize>,
}

/// The content of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellContent {
    /// Nothing, or nothing but white space.
    #[default]
    Blank,
    /// A value.
    Value,
    /// The field's default.
    Default,
    /// A value that does not fit, kept as it was.
    Misfit,
}

/// What became of one payload.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<'m> {
    /// Records were made of it, or refused.
    Mapped,
    /// `each` selects nothing in it.
    Empty,
    /// A condition does not hold: its path, and the value that was there instead.
    Filtered(&'m str, String),
    /// It could not be used.
    Refused(Refusal),
}

/// Counts of tolerated flaws in a payload.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flaws {
    /// Halves of surrogate pairs in mapped strings, now U+FFFD.
    pub lone_surrogates: usize,
    /// Keys that stood twice in a mapped object.
    pub duplicate_keys: usize,
    /// Strings to be decoded that are not JSON.
    pub undecoded: usize,
}

/// A mapping made ready to be run on payloads.
#[derive(Debug)]
pub struct Projection<'m> {
    mapping: &'m Mapping,
    strictness: Strictness,
    /// The plan of the conditions' paths, which are all that is looked for in a payload that is filtered.
    condition_plan: Plan,
    /// The plan of all paths into the payload, and of those into a node of `each`.
    payload_plan: Plan,
    node_plan: Plan,
    conditions: Vec<PlannedPath<'m>>,
    each: Option<PlannedPath<'m>>,
    fillers: Vec<Filler<'m>>,
    reach: Reach,
    origins: ValueOrigins,
    node_reach: Reach,
    condition_slots: Slots,
    payload_slots: Slots,
    /// Of payloads of which the structure is not known.
    index: Index,
    /// Memory for records.
    room: Room,
    flaws: Flaws,
}

impl<'m> Projection<'m> {
    /// Makes `mapping` ready.
    pub fn new(mapping: &'m Mapping, strictness: Strictness) -> Self {
        let (mut payload, mut node) = (PlanBuilder::default(), PlanBuilder::default());
        let mut condition_plan = PlanBuilder::default();
        let conditions = mapping
            .when
            .iter()
            .map(|condition| {
                // The conditions' paths are in both plans. The first has only them, so that a filtered payload is not
                // searched for the fields. The second has them again, so that a key that stands twice on the path of a
                // condition and of a field counts once.
                PlannedPath::of(&condition.written.path, &mut payload, &mut node);
                PlannedPath::of(&condition.written.path, &mut condition_plan, &mut node)
            })
            .collect();
        let each = mapping
            .each
            .as_ref()
            .map(|written| PlannedPath::of_payload(&written.path, &mut payload));
        let mut planned = |path| PlannedPath::of(path, &mut payload, &mut node);
        let fillers = mapping
            .fields
            .iter()
            .map(|field| {
                let source = match &field.source {
                    FieldSource::Paths(paths) => PlannedSource::Paths(
                        paths.iter().map(|written| planned(&written.path)).collect(),
                    ),
                    FieldSource::Constant(cell) => PlannedSource::Constant(cell),
                    FieldSource::Template(parts) => PlannedSource::Template(
                        parts
                            .iter()
                            .map(|part| match part {
                                TemplatePart::Literal(text) => PlannedPart::Literal(text),
                                TemplatePart::Path(written) => {
                                    PlannedPart::Path(planned(&written.path))
                                }
                            })
                            .collect(),
                    ),
                };
                Filler::new(field, source)
            })
            .collect();
        Projection {
            mapping,
            strictness,
            condition_plan: condition_plan.build(),
            payload_plan: payload.build(),
            node_plan: node.build(),
            conditions,
            each,
            fillers,
            reach: Reach::into_payloads(mapping),
            node_reach: Reach::into_nodes(mapping),
            origins: ValueOrigins::of(mapping),
            condition_slots: Slots::default(),
            payload_slots: Slots::default(),
            index: Index::default(),
            room: Room::default(),
            flaws: Flaws::default(),
        }
    }

    /// What was passed over since this was last asked.
    pub fn take_flaws(&mut self) -> Flaws {
        std::mem::take(&mut self.flaws)
    }

    /// Makes the records of `payload` and hands them to `emit`, which can break off. With `only` no other nodes' records
    /// are made, and a node that is not there is refused.
    ///
    /// # Errors
    /// Only those of `emit`.
    pub fn run(
        &mut self,
        payload: &Payload<'_>,
        only: Option<&NodeSet<'_>>,
        mut emit: impl FnMut(Made<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<Outcome<'m>> {
        let mut room = mem::take(&mut self.room);
        let outcome = self.make(payload, only, |record| record.made(&mut room, &mut emit));
        self.room = room;
        outcome
    }

    /// As [`Projection::run`], but `emit` is told of each record how every field came to its value. A record that
    /// cannot be made is told to its end, where `run` leaves it at the first field.
    ///
    /// # Errors
    /// Only those of `emit`.
    pub fn explain(
        &mut self,
        payload: &Payload<'_>,
        only: Option<&NodeSet<'_>>,
        mut emit: impl FnMut(Explained<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<Outcome<'m>> {
        self.make(payload, only, |record| record.explained(&mut emit))
    }

    fn make(
        &mut self,
        payload: &Payload<'_>,
        only: Option<&NodeSet<'_>>,
        make: impl FnMut(Unmade<'_, '_>) -> Result<ControlFlow<()>>,
    ) -> Result<Outcome<'m>> {
        if self.mapping.decode.is_empty() {
            return self.make_decoded(payload, only, make);
        }
        let mut decoding = Decoding::of(payload.object.text());
        let paths = self.mapping.decode.iter().map(|written| &written.path);
        let mut failures = 0;
        for path in paths {
            match decoding.take(path) {
                Ok(selected) => failures += selected.failures,
                Err(TooManyStrings) => return Ok(Outcome::Refused(too_many_strings())),
            }
        }
        self.flaws.undecoded += failures;
        if failures > 0 && self.strictness == Strictness::Strict {
            return Ok(Outcome::Refused(Refusal {
                code: RejectCode::NotDecoded,
                message: "a string that the mapping decodes is not JSON".into(),
                field: None,
            }));
        }
        let decoded = decoding.into_text();
        let object = decoded.as_deref().map_or(payload.object, View::new);
        self.make_decoded(&Payload { object, ..*payload }, only, make)
    }

    fn make_decoded(
        &mut self,
        payload: &Payload<'_>,
        only: Option<&NodeSet<'_>>,
        make: impl FnMut(Unmade<'_, '_>) -> Result<ControlFlow<()>>,
    ) -> Result<Outcome<'m>> {
        if payload.object.structure().is_some() {
            return self.make_indexed(payload, only, make);
        }
        let mut index = mem::take(&mut self.index);
        let object = payload.object.indexed(&mut index);
        let outcome = self.make_indexed(&Payload { object, ..*payload }, only, make);
        self.index = index;
        outcome
    }

    fn make_indexed(
        &mut self,
        payload: &Payload<'_>,
        only: Option<&NodeSet<'_>>,
        make: impl FnMut(Unmade<'_, '_>) -> Result<ControlFlow<()>>,
    ) -> Result<Outcome<'m>> {
        if let Some(filtered) = self.filter(payload) {
            return Ok(filtered);
        }
        if let Some(refusal) = self.reach.refusal(payload.object.text()) {
            return Ok(Outcome::Refused(refusal));
        }
        self.payload_plan.fill(payload.object, &mut self.payload_slots);
        let scope = Scope::new(payload, &self.payload_plan, &self.payload_slots);
        if scope.flaws().duplicate_keys > 0 && self.strictness == Strictness::Strict {
            self.flaws.duplicate_keys += scope.flaws().duplicate_keys;
            return Ok(Outcome::Refused(twice()));
        }
        let outcome = self.records(&scope, only, make)?;
        let seen = scope.flaws();
        self.flaws.lone_surrogates += seen.lone_surrogates;
        self.flaws.duplicate_keys += seen.duplicate_keys;
        Ok(outcome)
    }

    /// What becomes of a payload of which a condition does not hold.
    fn filter(&mut self, payload: &Payload<'_>) -> Option<Outcome<'m>> {
        if self.conditions.is_empty() {
            return None;
        }
        self.condition_plan.fill(payload.object, &mut self.condition_slots);
        let scope = Scope::new(payload, &self.condition_plan, &self.condition_slots);
        let filtered = self.judge(&scope);
        let seen = scope.flaws();
        self.flaws.lone_surrogates += seen.lone_surrogates;
        if filtered.is_some() {
            self.flaws.duplicate_keys += seen.duplicate_keys;
        }
        filtered
    }

    /// The first condition that does not hold, and what was found instead.
    fn judge(&self, scope: &Scope<'_, '_>) -> Option<Outcome<'m>> {
        for (condition, path) in self.mapping.when.iter().zip(&self.conditions) {
            let mut verdict = Verdict::of(&condition.is);
            let mut first = None;
            let _ = scope.select(path, None, &mut (), &mut |cell| {
                let flow = verdict.hear(&cell);
                first.get_or_insert(cell);
                flow
            });
            if !verdict.holds() {
                let found = match &first {
                    None => "(missing)".into(),
                    Some(_) if !condition.written.path.may_be_shown() => "(not shown)".into(),
                    Some(cell) => text_of(cell),
                };
                return Some(Outcome::Filtered(&condition.written.text, found));
            }
        }
        None
    }
}

impl Refusal {
    /// Of a field, for this reason.
    fn of_field(field: usize, (code, message): fit::RefusalReason) -> Self {
        Refusal { code, message, field: Some(field) }
    }
}

/// Why a payload is refused of which too much is to be decoded.
fn too_many_strings() -> Refusal {
    let message =
        format!("`decode` selects more than {} strings, the most of a payload", decode::MOST);
    Refusal { code: RejectCode::TooManyNodes, message, field: None }
}

/// Why an ambiguous object is refused.
fn twice() -> Refusal {
    let message = "an object on a mapped path has a key twice".into();
    Refusal { code: RejectCode::DuplicateKey, message, field: None }
}

/// Whether a condition holds of the nodes that its path selects.
pub(crate) fn holds(expectation: &Expectation, nodes: &[Cell<'_>]) -> bool {
    let mut verdict = Verdict::of(expectation);
    let _ = nodes.iter().try_for_each(|node| verdict.hear(node));
    verdict.holds()
}

/// Whether a condition holds, after some of the nodes that its path selects.
pub(crate) struct Verdict<'e> {
    expectation: &'e Expectation,
    /// Whether there was a node that is one of the values, is blank or is not, as the expectation asks.
    found: bool,
    /// Whether there was any.
    any: bool,
}

impl<'e> Verdict<'e> {
    pub(crate) fn of(expectation: &'e Expectation) -> Self {
        Verdict { expectation, found: false, any: false }
    }

    /// Takes the next node in. A break says that the others change nothing.
    pub(crate) fn hear(&mut self, node: &Cell<'_>) -> ControlFlow<()> {
        self.any = true;
        self.found = match self.expectation {
            Expectation::OneOf(values) | Expectation::NoneOf(values) => {
                values.iter().any(|value| value.equals(node))
            }
            Expectation::Blank => node.is_blank(),
            Expectation::NotBlank => !node.is_blank(),
        };
        if self.found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    pub(crate) fn holds(&self) -> bool {
        match self.expectation {
            Expectation::OneOf(_) | Expectation::NotBlank => self.found,
            Expectation::NoneOf(_) => !self.found,
            Expectation::Blank => self.found || !self.any,
        }
    }
}

fn text_of(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Missing => "null".into(),
        Cell::Text(text) => text.clone().into_owned(),
        Cell::Json(json) => json.clone().into_owned(),
    }
}

//! Checks mappings against samples: payloads as providers send them.
//!
//! ```text
//!   payload ──▶ Evidence of each mapping (how far its paths lead, what its conditions and fields make of it)
//!           └─▶ a Schema of all payloads
//!
//!   mapping, evidence, schemas ──judge──▶ problems
//! ```
//!
//! The samples are read once for all mappings. What is kept of them is counts, a few short examples, and schemas, which
//! are bounded: memory does not grow with the number of payloads. Judging reads no payload again, and says nothing that
//! the counts do not show.
//!
//! Three layers, each of which knows only those before it:
//! - what is collected: `followed` paths, `condition`, `field` and `delivery` statistics, the `evidence` of a mapping;
//! - how things are told: an `outline` of a schema, `grouped` paths, `words`;
//! - what is wrong: `judge`, one file a key of mappings.

mod condition;
mod delivery;
mod evidence;
mod field;
mod followed;
mod grouped;
mod judge;
mod outline;
mod words;

use crate::error::Result;

use crate::json::Part;
use crate::mapping::Mapping;
use crate::problem::Problem;
use crate::projection::{NodeSet, Payload};
use crate::reading::Arrival;
use crate::reading::collect::Collection;
use crate::schema::Schema;

use delivery::DeliveryNames;
use evidence::Evidence;
use outline::Outline;

/// Mappings, and the statistics of the samples that they are checked against.
#[derive(Debug)]
pub struct Samples<'m> {
    payloads: u64,
    schema: Schema,
    names: DeliveryNames,
    evidence: Vec<Evidence<'m>>,
    before: Option<Schema>,
}

/// The facts about the samples by which a mapping is judged.
struct Facts {
    /// How many payloads there were.
    payloads: u64,
    /// What all of them look like.
    all: Outline,
    /// The names of headers and parameters.
    names: DeliveryNames,
    /// What other payloads looked like, where that is known.
    before: Option<Outline>,
}

impl<'m> Samples<'m> {
    /// For these mappings, before the first sample.
    pub fn of(mappings: impl IntoIterator<Item = &'m Mapping>) -> Self {
        Samples {
            payloads: 0,
            schema: Schema::new(),
            names: DeliveryNames::default(),
            evidence: mappings.into_iter().map(Evidence::of).collect(),
            before: None,
        }
    }

    /// Also says what has changed since `schema` was made of other payloads.
    #[must_use]
    pub fn compared_with(mut self, schema: Schema) -> Self {
        self.before = Some(schema);
        self
    }

    /// Takes a sample in. With `only`, the normalized path of a node of `each`, no other node's record is looked at.
    pub fn observe(&mut self, payload: &Payload<'_>, only: Option<&NodeSet<'_>>) {
        let value = Part::from(payload.object);
        self.payloads += 1;
        self.schema.observe(value);
        self.names.take(&payload.delivery);
        for evidence in &mut self.evidence {
            evidence.take(payload, value, only);
        }
    }

    /// How many samples were taken in.
    pub fn payloads(&self) -> u64 {
        self.payloads
    }

    /// What the samples say about each mapping, in the order of the mappings, and of the text in each.
    pub fn problems(self) -> Vec<Vec<Problem>> {
        let facts = Facts {
            payloads: self.payloads,
            all: Outline::of(&self.schema),
            names: self.names,
            before: self.before.as_ref().map(Outline::of),
        };
        self.evidence.iter().map(|evidence| judge::judge(evidence, &facts)).collect()
    }
}

impl Collection for Samples<'_> {
    fn take(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        self.observe(&arrival.payload, arrival.nodes);
        Ok(())
    }

    fn empty(&self) -> Self {
        Samples::of(self.evidence.iter().map(|evidence| evidence.mapping))
    }

    fn has_room_for(&self, more: &Self) -> bool {
        self.evidence.iter().zip(&more.evidence).all(|(own, more)| own.has_room_for(more))
    }

    fn append(&mut self, more: Self) -> Result<()> {
        self.payloads += more.payloads;
        self.schema.merge(more.schema);
        self.names.append(&more.names);
        for (evidence, more) in self.evidence.iter_mut().zip(more.evidence) {
            evidence.append(more);
        }
        Ok(())
    }
}

/// What a schema alone says about a mapping: which of its paths no payload of the schema has. Where a schema cannot
/// tell, as of filters and of keys that it does not tell apart, nothing is said.
pub fn judge_by_schema(mapping: &Mapping, schema: &Schema) -> Vec<Problem> {
    judge::by_schema(mapping, schema)
}

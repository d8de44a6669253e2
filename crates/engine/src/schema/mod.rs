//! Schemas: the paths of payloads, with types, frequencies and example values.
//!
//! ```text
//! payload ──observe──▶ Schema ──paths───────▶ Entry, Entry, …   one a path, as it can be pasted into a mapping
//!                       │  ▲  ──json_schema─▶ JSON Schema 2020-12
//!                    write read
//!                       ▼  │
//!                    document
//! ```
//!
//! A schema is a pure function of the payloads it has seen, however often each, and not of their order: it is made of
//! counts, which add, and of greatest, least and chosen things, which do not depend on the order. So
//! `observe(a); observe(b)` is the same as observing them apart and then [`Schema::merge`].
//!
//! Its size is bounded, by [`level`]: beyond that siblings collapse into one, in a way that does not depend on the order
//! either. No value is kept but a few short examples.
//!
//! # Example
//!
//! ```
//! use leadmap_json::Part;
//! use leadmap_engine::schema::{Schema, Shape};
//!
//! let mut schema = Schema::new();
//! for payload in [
//!     r#"{"lead": {"email": "asha@example.com", "tags": ["new", "web"]}}"#,
//!     r#"{"lead": {"email": "ravi@example.com"}}"#,
//! ] {
//!     leadmap_json::scan::check(payload.as_bytes()).expect("the payload is JSON");
//!     schema.observe(Part::Text(payload));
//! }
//!
//! let entries = schema.paths();
//! let paths: Vec<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
//! assert_eq!(paths, ["lead", "lead.email", "lead.tags", "lead.tags[*]"]);
//! assert_eq!(entries[1].shape, Some(Shape::Email));
//! assert_eq!((entries[2].present.count, entries[2].present.of), (1, 2));
//! assert_eq!(entries[3].most, Some(2));
//! ```

pub mod condition;
pub mod document;
mod form;
mod identifier;
mod json_schema;
pub(crate) mod keys;
pub mod level;
mod merge;
pub(crate) mod named;
mod node;
mod observe;
mod paths;
mod shape;
pub mod survey;
mod values;

#[cfg(test)]
mod laws;

pub use level::Level;
pub use node::{Kinds, MinMax};
pub use paths::{Entry, SchemaStep, Share};
pub use shape::Shape;
pub(crate) use shape::Sign;
pub use survey::Survey;
pub use values::{Completeness, Example, ExampleKind, Values};

use node::SchemaNode;
use observe::{Keeping, Observer, Spot};

use crate::json::Part;

/// A payload longer than this is first observed alone, so that it cannot take more memory than a schema may.
const LARGE: usize = 1 << 20;

/// The statistics of payloads.
#[derive(Debug, Clone)]
pub struct Schema {
    payloads: u64,
    root: SchemaNode,
    level: Level,
    /// The weight of `root` at `level`.
    weight: u64,
    /// The greatest weight that is allowed.
    limit: u64,
    keeping: Keeping,
}

impl Default for Schema {
    fn default() -> Self {
        Schema::new()
    }
}

impl Schema {
    /// Of no payloads.
    pub fn new() -> Self {
        Schema::bounded(Level::FINEST, level::NODES)
    }

    /// One that begins at `level` and holds at most `limit` nodes.
    fn bounded(level: Level, limit: u64) -> Self {
        Schema {
            payloads: 0,
            root: SchemaNode::default(),
            level,
            weight: 1,
            limit,
            keeping: Keeping::Values,
        }
    }

    /// Takes in a payload. Of duplicate keys the last counts.
    ///
    /// Recursion is as deep as the payload is, and at most `level::DEPTH`.
    pub fn observe(&mut self, payload: Part<'_>) {
        if payload.text().len() > LARGE {
            self.observe_alone(payload);
            return;
        }
        let mut root = std::mem::take(&mut self.root);
        let mut observer = self.observer(u64::MAX);
        observer.observe(&mut root, payload, Spot::ROOT);
        let Observer { weight, collapsed, .. } = observer;
        self.root = root;
        self.payloads += 1;
        self.weight = weight;
        if collapsed {
            self.weight = self.root.weight(self.level);
        }
        self.settle();
    }

    /// Takes in a payload that may have more paths than are allowed: as soon as it turns out that they are too many,
    /// it is begun anew at a coarser level.
    fn observe_alone(&mut self, payload: Part<'_>) {
        let mut alone = Schema { keeping: self.keeping, ..Schema::bounded(self.level, self.limit) };
        loop {
            let mut root = SchemaNode::default();
            let mut observer = alone.observer(self.limit);
            observer.observe(&mut root, payload, Spot::ROOT);
            let too_heavy = observer.weight > self.limit;
            match alone.level.coarser() {
                Some(coarser) if too_heavy => alone.level = coarser,
                _ => {
                    alone.root = root;
                    break;
                }
            }
        }
        alone.payloads = 1;
        self.merge(alone);
    }

    fn observer(&self, limit: u64) -> Observer {
        Observer {
            level: self.level,
            keeping: self.keeping,
            weight: self.weight,
            collapsed: false,
            limit,
        }
    }

    /// Takes in what `other` has seen. If one of them is redacted, so is what comes out.
    pub fn merge(&mut self, mut other: Schema) {
        if self.keeping != other.keeping {
            self.redact();
            other.redact();
        }
        let level = self.level.common(other.level);
        if level != self.level {
            self.root.lower(level, 0);
        }
        if level != other.level {
            other.root.lower(level, 0);
        }
        self.level = level;
        self.root.absorb(other.root, level, 0);
        self.payloads = self.payloads.saturating_add(other.payloads);
        self.weight = self.root.weight(level);
        self.settle();
    }

    /// Goes on to the level at which the schema is light enough.
    fn settle(&mut self) {
        while self.weight > self.limit
            && let Some(coarser) = self.level.coarser()
        {
            self.level = coarser;
            self.root.lower(coarser, 0);
            self.weight = self.root.weight(coarser);
        }
    }

    /// Forgets every value: the examples, and the names in lists of named things. What is left are keys, types, counts,
    /// lengths and shapes. Keys that identify somebody have been taken together from the beginning.
    pub(crate) fn redact(&mut self) {
        self.keeping = Keeping::Nothing;
        self.root.redact();
        self.weight = self.root.weight(self.level);
    }

    /// Whether the values were forgotten.
    pub fn is_redacted(&self) -> bool {
        self.keeping == Keeping::Nothing
    }

    /// How many payloads were taken in.
    pub fn payloads(&self) -> u64 {
        self.payloads
    }

    /// How fine it is. Coarser than [`Level::FINEST`] only if the payloads have very many paths.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Whether payloads reach as deep as the [level](Self::level) tells, so that what is below may be missing.
    pub fn reaches_depth(&self) -> bool {
        self.root.reaches(self.level.depth)
    }

    /// Every path, in the order that payloads have their members in.
    ///
    /// The payload itself is among them, as `$`, only where it is not always an object. Paths that are too long to be
    /// written (4 KiB) are left out.
    pub fn paths(&self) -> Vec<Entry> {
        paths::of(&self.root, self.payloads)
    }
}

//! Drafts: a first mapping, derived from payloads.
//!
//! ```text
//! payload ──observe──▶ Scaffold ──draft──▶ Draft ──render──▶ the text of a mapping
//! ```
//!
//! A [`Draft`] is data: which payloads pass, which paths are columns, what these are called and of what type they are.
//! Choosing, naming and writing are separate, so that the picker can change a draft and render it again:
//! an [`Offer`] has all that there is to choose from.
//!
//! The law: a mapping that was made of some payloads is one that [`Mapping::parse`](crate::mapping::Mapping::parse)
//! has nothing to say against, and that rejects none of them. No value of a payload stands in it, but for names of
//! events and questions: mappings are kept where everybody reads them.
//!
//! # Example
//!
//! ```
//! use leadmap_json::Part;
//! use leadmap_engine::scaffold::{Scaffold, Selection};
//!
//! let mut scaffold = Scaffold::new();
//! let payload = r#"{"event": "lead.created", "lead": {"id": "L1", "email": "asha@example.com", "utm_source": "ads"}}"#;
//! leadmap_json::scan::check(payload.as_bytes()).expect("the payload is JSON");
//! scaffold.observe(Part::Text(payload));
//!
//! let draft = scaffold.draft(&Selection::default()).expect("there is something to map");
//! let columns: Vec<&str> = draft.fields.iter().map(|field| field.name.as_str()).collect();
//! assert_eq!(columns, ["email", "utm_source", "id"]);
//! assert!(draft.render().contains(r#""email": { "path": "lead.email", "type": "email" }"#));
//! ```

#![expect(
    clippy::indexing_slicing,
    reason = "the number of an entry, or of a step in it, is one that was found in the list"
)]

mod captions;
mod choice;
mod column;
mod decoding;
mod events;
mod identity;
mod meaning;
mod naming;
mod offer;
mod proposal;
mod selection;
mod text;

#[cfg(test)]
mod laws;

use crate::json::Part;
use crate::schema::{Entry, Schema, SchemaStep};

use captions::Captions;
use choice::{Choice, Chosen};
use column::ColumnNames;
use events::EventCandidates;
use meaning::Meaning;

pub use offer::{Offer, OfferedPath};
pub use selection::{BadPattern, Include, PathPattern, Selection};

/// What was seen of some payloads, as far as a mapping is concerned.
///
/// A pure function of the payloads, not of their order.
#[derive(Debug, Clone)]
pub struct Scaffold {
    all: Schema,
    events: EventCandidates,
    captions: Captions,
}

/// A mapping that is not written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What the payloads are from, for people: one line that can be printed.
    pub origin: Option<String>,
    /// What `--from` was: the mapping says it, so that it reads captures as they were read for it.
    pub from: Option<String>,
    /// How many payloads were seen.
    pub read: u64,
    /// How many of them pass `when`.
    pub payloads: u64,
    /// How many paths there were to choose from.
    pub paths: usize,
    /// How many paths would have been chosen but for always being blank.
    pub blank: usize,
    /// Why these paths.
    pub reason: SelectionReason,
    /// Which payloads pass.
    pub when: Option<DraftCondition>,
    /// The path of what there is one of for each of several leads in a payload. They would be joined in one record.
    pub several: Option<String>,
    /// The columns, at least one, in their order. No two have the same name.
    pub fields: Vec<DraftField>,
    /// The column that tells leads apart.
    pub unique: Option<usize>,
}

/// Why the paths of a draft were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectionReason {
    /// They look like a lead's.
    LeadLike,
    /// They were asked for.
    Wanted,
    /// None looks like a lead's, so all were taken.
    NothingElse,
}

/// The condition of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftCondition {
    /// The path of the event's name.
    pub(crate) path: String,
    /// The events that pass, and in how many payloads each was seen.
    pub(crate) values: Vec<(String, u64)>,
    /// The events that do not.
    pub(crate) others: Vec<(String, u64)>,
}

/// A column of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftField {
    /// Its name.
    pub name: String,
    /// The path.
    pub path: String,
    /// The type of the values.
    pub kind: DraftType,
    /// What several values mean.
    pub(crate) many: DraftMany,
    /// What must be decoded for the path, outermost first.
    pub(crate) decode: Vec<String>,
    /// What is said of it: one line that can be printed.
    pub comment: String,
}

/// The type of a draft's field, with what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftType {
    /// Whatever there is.
    Any,
    /// `email`
    Email,
    /// `phone`, of numbers that all have their country code.
    Phone,
    /// `timestamp`, of times with an offset.
    DateTime,
    /// `timestamp`, of seconds since 1970.
    UnixSeconds,
    /// `timestamp`, of milliseconds since 1970.
    UnixMilliseconds,
}

/// What several values of a draft's field mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DraftMany {
    /// There never are several.
    One,
    /// They are joined.
    Join,
}

/// Why there is no draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoDraft {
    /// No payload was seen.
    NoPayload,
    /// The payloads hold nothing that a column can hold.
    NoPath,
    /// Nothing that the payloads hold was asked for: these are the first of the paths, and how many there are.
    NoneWanted {
        /// Paths that there are.
        some: Vec<String>,
        /// How many there are.
        all: usize,
    },
}

impl Default for Scaffold {
    fn default() -> Self {
        Scaffold::new()
    }
}

impl Scaffold {
    /// Of no payloads.
    pub fn new() -> Self {
        Scaffold { all: Schema::new(), events: EventCandidates::new(), captions: Captions::new() }
    }

    /// Takes in a payload.
    pub fn observe(&mut self, payload: Part<'_>) {
        self.all.observe(payload);
        self.events.observe(payload);
        self.captions.observe(payload);
    }

    /// Takes in what `other` has seen.
    pub fn merge(&mut self, other: Scaffold) {
        self.all.merge(other.all);
        self.events.merge(other.events);
        self.captions.merge(other.captions);
    }

    /// How many payloads were taken in.
    pub fn payloads(&self) -> u64 {
        self.all.payloads()
    }

    /// A mapping of what `selection` asks for.
    ///
    /// # Errors
    /// When there is nothing that could be mapped.
    pub fn draft(&self, selection: &Selection) -> Result<Draft, NoDraft> {
        Ok(self.plan(selection)?.draft(&mut ColumnNames::default()))
    }

    /// Decides which paths become columns.
    fn plan(&self, selection: &Selection) -> Result<DraftPlan, NoDraft> {
        let read = self.payloads();
        if read == 0 {
            return Err(NoDraft::NoPayload);
        }
        let (when, schema) = match self.events.condition(read, &self.captions) {
            Some((when, schema)) => (Some(when), schema),
            None => (None, self.all.clone()),
        };
        let mut entries = schema.paths();
        decoding::keep_steady(&mut entries);
        let event: Option<Vec<SchemaStep>> = when.as_ref().map(|when| {
            let keys = when.path.split('.');
            keys.map(|key| SchemaStep::Key(key.to_owned())).collect()
        });
        let mut like = choice::lead_like(&entries, &self.captions);
        let identity = identity::identity(
            &entries,
            schema.payloads(),
            &like,
            event.as_deref(),
            &self.captions,
        );
        let several = several(&entries, like.people.as_deref());
        let leaves = every(&entries, &self.captions, |_| true);
        if let Include::LeadLike = selection.include {
            like.add_identity(identity, &entries, &self.captions);
        }
        let (mut chosen, reason, blank) = match &selection.include {
            Include::LeadLike if like.chosen.is_empty() => {
                (leaves.clone(), SelectionReason::NothingElse, 0)
            }
            Include::LeadLike => (like.chosen, SelectionReason::LeadLike, like.blank),
            Include::All => (leaves.clone(), SelectionReason::Wanted, 0),
            Include::Matching(patterns) => {
                (matching(&entries, &self.captions, patterns), SelectionReason::Wanted, 0)
            }
        };
        chosen.retain(|chosen| {
            let text = entries[chosen.entry].text.as_str();
            !selection.exclude.iter().any(|pattern| pattern.matches(text))
        });
        if chosen.is_empty() {
            if leaves.is_empty() {
                return Err(NoDraft::NoPath);
            }
            let some = leaves.iter().take(SHOWN);
            return Err(NoDraft::NoneWanted {
                some: some.map(|leaf| entries[leaf.entry].text.clone()).collect(),
                all: leaves.len(),
            });
        }
        Ok(DraftPlan {
            read,
            payloads: schema.payloads(),
            when,
            several,
            reason,
            blank,
            identity,
            entries,
            leaves,
            chosen,
        })
    }
}

/// A draft before its columns have names.
struct DraftPlan {
    read: u64,
    payloads: u64,
    when: Option<DraftCondition>,
    several: Option<String>,
    reason: SelectionReason,
    blank: usize,
    /// The path that tells leads apart.
    identity: Option<usize>,
    entries: Vec<Entry>,
    /// Every path that holds values.
    leaves: Vec<Chosen>,
    /// Those that become columns.
    chosen: Vec<Chosen>,
}

impl DraftPlan {
    fn draft(&self, columns: &mut ColumnNames) -> Draft {
        let fields = self.chosen.iter().map(|chosen| self.field(chosen, columns));
        let is_identity = |chosen: &Chosen| Some(chosen.entry) == self.identity;
        Draft {
            origin: None,
            from: None,
            read: self.read,
            payloads: self.payloads,
            paths: self.leaves.len(),
            blank: self.blank,
            reason: self.reason,
            when: self.when.clone(),
            several: self.several.clone(),
            fields: fields.collect(),
            unique: self.chosen.iter().position(is_identity),
        }
    }

    fn field(&self, chosen: &Chosen, columns: &mut ColumnNames) -> DraftField {
        let entry = &self.entries[chosen.entry];
        let name = columns.name(&entry.steps, chosen.path_name.as_ref());
        proposal::field(entry, name, chosen, self.payloads)
    }
}

/// The path that selects several things in one payload, each with the details of a person.
fn several(entries: &[Entry], people: Option<&[SchemaStep]>) -> Option<String> {
    let people = people?;
    let each = people.iter().rposition(|step| *step == SchemaStep::Each)?;
    let entry = entries.iter().find(|entry| entry.steps == people[..=each])?;
    entry.most.is_none_or(|most| most > 1).then(|| entry.text.clone())
}

/// How many paths are shown where none was chosen.
const SHOWN: usize = 8;

impl Choice {
    /// Takes the path in that tells leads apart.
    fn add_identity(&mut self, identity: Option<usize>, entries: &[Entry], captions: &Captions) {
        let Some(entry) = identity.filter(|_| !self.chosen.is_empty()) else {
            return;
        };
        if self.chosen.iter().all(|chosen| chosen.entry != entry) {
            self.chosen.push(Chosen {
                entry,
                path_name: captions.path_name(&entries[entry].steps),
                meaning: Some(Meaning::Identity),
            });
        }
    }
}

/// The paths that hold values, as far as they are `wanted`.
fn every(entries: &[Entry], captions: &Captions, wanted: impl Fn(&Entry) -> bool) -> Vec<Chosen> {
    named(entries, captions, |entry| choice::is_leaf(entry) && wanted(entry))
}

/// The paths that hold values and match one of `patterns`; where none does, those that hold other paths.
fn matching(entries: &[Entry], captions: &Captions, patterns: &[PathPattern]) -> Vec<Chosen> {
    let matches = |entry: &Entry| patterns.iter().any(|pattern| pattern.matches(&entry.text));
    match every(entries, captions, matches) {
        leaves if leaves.is_empty() => named(entries, captions, matches),
        leaves => leaves,
    }
}

/// The paths that are `wanted`, whatever they hold.
fn named(entries: &[Entry], captions: &Captions, wanted: impl Fn(&Entry) -> bool) -> Vec<Chosen> {
    let chosen = entries.iter().enumerate().filter(|(_, entry)| wanted(entry));
    chosen
        .map(|(index, entry)| Chosen {
            entry: index,
            path_name: captions.path_name(&entry.steps),
            meaning: None,
        })
        .collect()
}

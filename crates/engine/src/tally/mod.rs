//! The accounting: every capture, every payload and every record ends in one counted bin.
//!
//! ```text
//!   captures read = opened + empty + rejected
//!   payloads read = mapped + empty + filtered + rejected
//!   records made  = written + duplicate + rejected + refused
//! ```

#![expect(clippy::indexing_slicing, reason = "room for the path is made before")]

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use serde_json::{Value, json};

use crate::capture::Wrapper;
use crate::json::repair::RepairKind;
use crate::mapping::{FieldSource, Mapping};
use crate::projection::{CellContent, Fill, Flaws, Outcome, Refusal};
use crate::reject::RejectCode;

mod filtered;

pub(crate) use filtered::Filtered;

/// What a run has counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The captures, by what became of them.
    pub captures: Captures,
    /// The payloads, by what became of them.
    pub payloads: Payloads,
    /// The records, by what became of them.
    pub records: Records,
    /// Records that were made and hold nothing of their payload.
    pub blank_records: u64,
    /// The fields, in the mapping's order, over all records that were made and not rejected.
    pub fields: Vec<FieldTally>,
    /// Rejects by their reason.
    pub rejects: BTreeMap<RejectCode, u64>,
    /// Filtered payloads, by the path of the condition and what was there.
    pub filtered: Filtered,
    /// Repairs by their kind.
    pub repairs: BTreeMap<RepairKind, u64>,
    /// What was passed over.
    pub flaws: Flaws,
    /// Cells in which a formula was made harmless, header cells included.
    pub guarded_cells: u64,
    /// Payloads that were rejected, or of which a record was.
    pub touched: u64,
    /// Inputs that were read.
    pub inputs: u64,
    /// Files in folders and archives that did not look like captures.
    pub passed_over: u64,
    /// Inputs in which there was no byte that is not white space.
    pub blank_inputs: u64,
}

/// So many records tell that a column which is blank in all of them is not blank by chance.
const TELLING: u64 = 20;

/// Captures, by what became of them. What was read and is no JSON counts as a capture too: nobody can tell what it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captures {
    /// All of them.
    pub read: u64,
    /// Those that gave a payload, or several.
    pub opened: u64,
    /// Those that hold none: their body is an empty list, their requests have none, or they are texts without JSON.
    pub empty: u64,
    /// Those that gave none, though they should.
    pub rejected: u64,
    /// What they were taken for.
    pub wrappers: BTreeMap<Wrapper, u64>,
    /// Requests without a body that are in them, by their method.
    pub without_body: BTreeMap<&'static str, u64>,
    /// Texts of logs in which there is no JSON.
    pub text: u64,
    /// Characters that were cut where a line was divided, before it was written down.
    pub cut_characters: u64,
}

/// What became of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaptureFate {
    /// It holds no payload.
    Empty,
    /// It gave no payload, though it should.
    Rejected,
    /// It gave a payload, or several.
    Opened,
}

/// Payloads, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Payloads {
    /// All of them.
    pub read: u64,
    /// Those of which records were made, or refused.
    pub mapped: u64,
    /// Those in which `each` selects nothing.
    pub empty: u64,
    /// Those for which a condition of `when` does not hold.
    pub filtered: u64,
    /// Those that could not be used.
    pub rejected: u64,
}

/// Records, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Records {
    /// All of them.
    pub made: u64,
    /// Those that were written.
    pub written: u64,
    /// Those whose `unique` fields had been there before.
    pub duplicate: u64,
    /// Those that could not be made.
    pub rejected: u64,
    /// Those that the sink refused.
    pub refused: u64,
}

/// What became of a record that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is written.
    Written,
    /// One that is equal in the `unique` columns was there before.
    Duplicate,
    /// It cannot be made.
    Rejected,
    /// The sink refuses it.
    Refused,
}

/// How a field was filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldTally {
    /// With a value of the payload, or the constant.
    pub(crate) filled: u64,
    /// Not at all.
    pub(crate) blank: u64,
    /// With its default.
    pub(crate) defaulted: u64,
    /// With a value that does not fit and was kept: part of `filled`.
    pub misfits: u64,
    /// For each of the field's paths, how often it gave the value.
    pub paths: Vec<u64>,
}

impl Tally {
    /// An empty tally for a mapping's fields.
    pub fn new(mapping: &Mapping) -> Self {
        Tally { fields: vec![FieldTally::default(); mapping.fields.len()], ..Tally::default() }
    }

    /// An empty tally for a chunk, to be [appended](Self::append) to that of the run.
    pub(crate) fn of_chunk(mapping: &Mapping) -> Self {
        Tally { filtered: Filtered::of_chunk(), ..Tally::new(mapping) }
    }

    /// Counts what came after all that has been counted here.
    pub(crate) fn append(&mut self, later: Tally) {
        self.captures.add(later.captures);
        self.payloads.add(later.payloads);
        self.records.add(later.records);
        self.blank_records += later.blank_records;
        for (field, later) in self.fields.iter_mut().zip(&later.fields) {
            field.add(later);
        }
        add_counts(&mut self.rejects, later.rejects);
        self.filtered.append(later.filtered);
        add_counts(&mut self.repairs, later.repairs);
        self.count_flaws(later.flaws);
        self.guarded_cells += later.guarded_cells;
        self.touched += later.touched;
        self.inputs += later.inputs;
        self.passed_over += later.passed_over;
        self.blank_inputs += later.blank_inputs;
    }

    /// The columns that are blank in every record, by their names, of a run that is long enough to say so.
    pub fn blank_columns<'m>(&self, mapping: &'m Mapping) -> Vec<&'m str> {
        let fields = mapping.fields.iter().zip(&self.fields);
        let blank = fields.filter(|(field, tally)| {
            let is_constant = matches!(field.source, FieldSource::Constant(_));
            tally.blank >= TELLING && tally.filled == 0 && tally.defaulted == 0 && !is_constant
        });
        blank.map(|(field, _)| field.name.as_str()).collect()
    }

    /// Counts a record's cells.
    pub(crate) fn count_fills(&mut self, fills: &[Fill]) {
        for (field, fill) in self.fields.iter_mut().zip(fills) {
            match fill.content {
                CellContent::Blank => field.blank += 1,
                CellContent::Default => field.defaulted += 1,
                CellContent::Value => field.filled += 1,
                CellContent::Misfit => {
                    field.filled += 1;
                    field.misfits += 1;
                }
            }
            if let Some(path) = fill.path {
                if field.paths.len() <= path {
                    field.paths.resize(path + 1, 0);
                }
                field.paths[path] += 1;
            }
        }
    }

    /// Counts what became of a payload. If it was refused, the reason is returned: it is still to be counted as a reject.
    pub(crate) fn count_payload(&mut self, outcome: Outcome<'_>) -> Option<Refusal> {
        self.payloads.read += 1;
        match outcome {
            Outcome::Mapped => self.payloads.mapped += 1,
            Outcome::Empty => self.payloads.empty += 1,
            Outcome::Filtered(path, found) => self.count_filtered(path, found),
            Outcome::Refused(refusal) => {
                self.count_rejected_payload();
                return Some(refusal);
            }
        }
        None
    }

    /// Counts a reject by its reason.
    pub(crate) fn count_reject(&mut self, code: RejectCode) {
        *self.rejects.entry(code).or_default() += 1;
    }

    /// Counts a payload that could not be used.
    pub(crate) fn count_rejected_payload(&mut self) {
        self.payloads.rejected += 1;
        self.touched += 1;
    }

    /// Counts a filtered payload.
    fn count_filtered(&mut self, path: &str, found: String) {
        self.payloads.filtered += 1;
        self.filtered.count(path, found);
    }

    /// Counts what was passed over.
    pub(crate) fn count_flaws(&mut self, flaws: Flaws) {
        self.flaws.lone_surrogates += flaws.lone_surrogates;
        self.flaws.duplicate_keys += flaws.duplicate_keys;
        self.flaws.undecoded += flaws.undecoded;
    }

    /// How many payloads and records were rejected.
    pub fn rejected(&self) -> u64 {
        self.payloads.rejected + self.records.rejected + self.records.refused
    }

    /// Checks all identities.
    ///
    /// # Errors
    /// When something has been lost: a fault of leadmap, never of the input.
    pub fn check(&self) -> Result<()> {
        let Captures { read, opened, empty, rejected, .. } = self.captures;
        // Each that was opened gave a payload, and each that was rejected counts as one.
        if read != opened + empty + rejected || self.payloads.read < opened + rejected {
            return Err(Error::Accounting(format!(
                "captures does not add up, which is a fault in leadmap: \
             {read} read, {opened} opened, {empty} empty, {rejected} rejected, {} payloads",
                self.payloads.read
            )));
        }
        let Payloads { read, mapped, empty, filtered, rejected } = self.payloads;
        if read != mapped + empty + filtered + rejected {
            return Err(Error::Accounting(format!(
                "payloads does not add up, which is a fault in leadmap: \
             {read} read, {mapped} mapped, {empty} empty, {filtered} filtered, {rejected} rejected"
            )));
        }
        let Records { made, written, duplicate, rejected, refused } = self.records;
        if made != written + duplicate + rejected + refused {
            return Err(Error::Accounting(format!(
                "records does not add up, which is a fault in leadmap: {made} made, \
             {written} written, {duplicate} duplicate, {rejected} rejected, {refused} refused"
            )));
        }
        let by_reason: u64 = self.rejects.values().sum();
        if by_reason != self.rejected() {
            return Err(Error::Accounting(format!(
                "rejects does not add up, which is a fault in leadmap: {by_reason} of {}",
                self.rejected()
            )));
        }
        Ok(())
    }

    /// The tally as one JSON document. `complete` says whether the run came to its end; it is the last key.
    pub fn to_json(&self, mapping: &Mapping, complete: bool) -> Value {
        let Payloads { read, mapped, empty, filtered, rejected } = self.payloads;
        let payloads = json!({
            "read": read, "mapped": mapped, "empty": empty, "filtered": filtered, "rejected": rejected
        });
        let Records { made, written, duplicate, rejected, refused } = self.records;
        let mut records = json!({ "made": made, "written": written, "duplicate": duplicate, "rejected": rejected });
        // Files never refuse a record.
        if refused > 0 {
            records["refused"] = refused.into();
        }
        let fields: serde_json::Map<String, Value> = mapping
            .fields
            .iter()
            .zip(&self.fields)
            .map(|(field, tally)| (field.name.clone(), tally.to_json()))
            .collect();
        let filtered: Vec<Value> = self
            .filtered
            .iter()
            .map(|(path, found, count)| json!({ "path": path, "found": found, "payloads": count }))
            .collect();
        let wrappers = self.captures.wrappers.iter();
        let wrappers = counts(wrappers.map(|(wrapper, count)| (wrapper.to_string(), count)));
        let without_body = self.captures.without_body.iter();
        json!({
            "inputs": self.inputs,
            "passed_over": self.passed_over,
            "blank_inputs": self.blank_inputs,
            "capture_totals": self.captures.to_json(),
            "payloads": payloads,
            "records": records,
            "blank_records": self.blank_records,
            "rejects": counts(self.rejects.iter().map(|(code, count)| (code.name(), count))),
            "filtered": filtered,
            "filtered_by_others": self.filtered.others(),
            "captures": wrappers,
            "without_body": counts(without_body.map(|(method, count)| (*method, count))),
            "text": self.captures.text,
            "cut_characters": self.captures.cut_characters,
            "fields": fields,
            "repairs": counts(self.repairs.iter().map(|(kind, count)| (kind.name(), count))),
            "lone_surrogates": self.flaws.lone_surrogates,
            "duplicate_keys": self.flaws.duplicate_keys,
            "undecoded": self.flaws.undecoded,
            "guarded_cells": self.guarded_cells,
            "complete": complete,
        })
    }
}

impl Captures {
    /// Counts one, of which it is not known yet what becomes of it.
    pub(crate) fn begin(&mut self) {
        self.read += 1;
    }

    /// Counts what became of one.
    pub(crate) fn count(&mut self, fate: CaptureFate) {
        match fate {
            CaptureFate::Opened => self.opened += 1,
            CaptureFate::Empty => self.empty += 1,
            CaptureFate::Rejected => self.rejected += 1,
        }
    }

    /// Counts what one was taken for.
    pub(crate) fn count_wrapper(&mut self, wrapper: Wrapper) {
        *self.wrappers.entry(wrapper).or_default() += 1;
    }

    /// Counts a request without a body, of this method.
    pub(crate) fn count_without_body(&mut self, method: &'static str) {
        *self.without_body.entry(method).or_default() += 1;
    }

    /// Counts a text of a log in which there is no JSON.
    pub(crate) fn count_text(&mut self) {
        self.text += 1;
    }

    /// Counts a character that was cut.
    pub(crate) fn count_cut_character(&mut self) {
        self.cut_characters += 1;
    }

    pub(crate) fn add(&mut self, more: Captures) {
        self.read += more.read;
        self.opened += more.opened;
        self.empty += more.empty;
        self.rejected += more.rejected;
        add_counts(&mut self.wrappers, more.wrappers);
        add_counts(&mut self.without_body, more.without_body);
        self.text += more.text;
        self.cut_characters += more.cut_characters;
    }

    fn to_json(&self) -> Value {
        let Captures { read, opened, empty, rejected, .. } = self;
        json!({ "read": read, "opened": opened, "empty": empty, "rejected": rejected })
    }
}

impl Payloads {
    fn add(&mut self, more: Payloads) {
        self.read += more.read;
        self.mapped += more.mapped;
        self.empty += more.empty;
        self.filtered += more.filtered;
        self.rejected += more.rejected;
    }
}

impl Fate {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Written => "written",
            Fate::Duplicate => "duplicate",
            Fate::Rejected => "rejected",
            Fate::Refused => "refused",
        }
    }
}

impl Records {
    /// Counts a record.
    pub(crate) fn count(&mut self, fate: Fate) {
        self.made += 1;
        *self.bin(fate) += 1;
    }

    /// How many records this became of.
    pub fn of(mut self, fate: Fate) -> u64 {
        *self.bin(fate)
    }

    fn bin(&mut self, fate: Fate) -> &mut u64 {
        match fate {
            Fate::Written => &mut self.written,
            Fate::Duplicate => &mut self.duplicate,
            Fate::Rejected => &mut self.rejected,
            Fate::Refused => &mut self.refused,
        }
    }

    fn add(&mut self, more: Records) {
        self.made += more.made;
        self.written += more.written;
        self.duplicate += more.duplicate;
        self.rejected += more.rejected;
        self.refused += more.refused;
    }
}

impl FieldTally {
    /// How many cells were filled with a value of the payload, or the constant.
    pub fn filled(&self) -> u64 {
        self.filled
    }

    fn add(&mut self, more: &FieldTally) {
        self.filled += more.filled;
        self.blank += more.blank;
        self.defaulted += more.defaulted;
        self.misfits += more.misfits;
        if self.paths.len() < more.paths.len() {
            self.paths.resize(more.paths.len(), 0);
        }
        for (count, more) in self.paths.iter_mut().zip(&more.paths) {
            *count += more;
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "filled": self.filled,
            "blank": self.blank,
            "defaulted": self.defaulted,
            "kept_invalid": self.misfits,
            "paths": self.paths,
        })
    }
}

fn add_counts<K: Ord>(counts: &mut BTreeMap<K, u64>, more: BTreeMap<K, u64>) {
    for (key, count) in more {
        *counts.entry(key).or_default() += count;
    }
}

fn counts<'n>(counts: impl Iterator<Item = (impl Into<String>, &'n u64)>) -> Value {
    Value::Object(counts.map(|(name, count)| (name.into(), json!(count))).collect())
}

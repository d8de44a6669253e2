//! Statistics of one mapping on the samples: how far its paths lead, how often its conditions hold, what its fields hold.

use std::ops::ControlFlow;

use super::condition::ConditionStats;
use super::field::FieldStats;
use super::followed::{FollowedPath, PathStart};
use crate::capture::Delivery;
use crate::json::Part;
use crate::mapping::{Mapping, Written};
use crate::path::Query;
use crate::projection::{Decoding, NodeSet, Payload, Projection, Strictness};
use crate::schema::Schema;

/// The statistics of one mapping's paths, conditions and fields.
#[derive(Debug)]
pub(super) struct Evidence<'m> {
    pub(super) mapping: &'m Mapping,
    projection: Projection<'m>,
    pub(super) decodes: Vec<DecodeStats<'m>>,
    pub(super) conditions: Vec<ConditionStats<'m>>,
    pub(super) each: Option<FollowedPath<'m>>,
    pub(super) fields: Vec<FieldStats<'m>>,
    /// Payloads that `when` lets through.
    pub(super) passed: u64,
    /// What they look like, where that is not what all payloads look like.
    pub(super) schema: Option<Schema>,
    /// Records that were made or refused.
    pub(super) records: u64,
}

/// An entry of `decode`.
#[derive(Debug)]
pub(super) struct DecodeStats<'m> {
    pub(super) written: &'m Written<Query>,
    pub(super) followed: FollowedPath<'m>,
    /// Strings that are not blank, also those that an earlier entry has decoded.
    pub(super) strings: u64,
    /// Those of them that are JSON.
    pub(super) json: u64,
}

impl<'m> Evidence<'m> {
    pub(super) fn of(mapping: &'m Mapping) -> Self {
        Evidence {
            mapping,
            projection: Projection::new(mapping, Strictness::Lenient),
            decodes: mapping.decode.iter().map(DecodeStats::of).collect(),
            conditions: mapping.when.iter().map(ConditionStats::of).collect(),
            each: mapping.each.as_ref().map(FollowedPath::of),
            fields: mapping.fields.iter().map(FieldStats::of).collect(),
            passed: 0,
            schema: (!mapping.when.is_empty()).then(Schema::new),
            records: 0,
        }
    }

    /// Takes in a payload, which holds `value`.
    pub(super) fn take(
        &mut self,
        payload: &Payload<'_>,
        value: Part<'_>,
        only: Option<&NodeSet<'_>>,
    ) {
        let decoded = self.decode(payload.object.text());
        let root = decoded.as_deref().map_or(value, Part::Text);
        let mut passes = true;
        for condition in &mut self.conditions {
            // All are asked, so that each is judged by itself.
            passes &= condition.holds(payload, root);
        }
        if !passes {
            let paths = self.fields.iter_mut().flat_map(|field| &mut field.paths);
            for followed in paths.map(|path| &mut path.followed).chain(&mut self.each) {
                followed.follow_filtered(root, &payload.delivery);
            }
            return;
        }
        self.passed += 1;
        if let Some(schema) = &mut self.schema {
            schema.observe(value);
        }
        self.follow(payload, root);
        let (fields, records) = (&mut self.fields, &mut self.records);
        // It is never broken off, and fails only if it is told to.
        let _ = self.projection.explain(payload, only, |explained| {
            *records += 1;
            for (stats, story) in fields.iter_mut().zip(explained.stories) {
                stats.take(story, payload);
            }
            Ok(ControlFlow::Continue(()))
        });
    }

    /// Whether it makes no difference to what is counted that `more` was counted apart.
    pub(super) fn has_room_for(&self, more: &Evidence<'_>) -> bool {
        let mut conditions = self.conditions.iter().zip(&more.conditions);
        let mut fields = self.fields.iter().zip(&more.fields);
        conditions.all(|(own, more)| own.has_room_for(more))
            && fields.all(|(own, more)| own.has_room_for(more))
    }

    /// Counts what was seen in the payloads that come next.
    pub(super) fn append(&mut self, more: Evidence<'_>) {
        for (decode, more) in self.decodes.iter_mut().zip(more.decodes) {
            decode.followed.append(&more.followed);
            decode.strings += more.strings;
            decode.json += more.json;
        }
        for (condition, more) in self.conditions.iter_mut().zip(more.conditions) {
            condition.append(more);
        }
        if let Some((each, more)) = self.each.as_mut().zip(more.each) {
            each.append(&more);
        }
        for (field, more) in self.fields.iter_mut().zip(more.fields) {
            field.append(more);
        }
        self.passed += more.passed;
        if let Some((schema, more)) = self.schema.as_mut().zip(more.schema) {
            schema.merge(more);
        }
        self.records += more.records;
    }

    /// Follows the paths that have not led to their end yet.
    fn follow(&mut self, payload: &Payload<'_>, root: Part<'_>) {
        let delivery = &payload.delivery;
        if let Some(each) = &mut self.each {
            each.follow(root, root, delivery);
        }
        let paths = self.fields.iter_mut().flat_map(|field| &mut field.paths);
        let paths = paths.map(|path| &mut path.followed);
        for followed in paths.filter(|followed| !followed.is_found()) {
            match (followed.start, &self.mapping.each) {
                (PathStart::Node(_), Some(each)) => {
                    let _ = each.path.show_from(root, root, |node, _| {
                        followed.follow(Part::Text(node), root, delivery);
                        match followed.is_found() {
                            true => ControlFlow::Break(()),
                            false => ControlFlow::Continue(()),
                        }
                    });
                }
                _ => followed.follow(root, root, delivery),
            }
        }
    }

    /// The payload's text with its strings decoded, if there are any.
    fn decode(&mut self, payload: &str) -> Option<String> {
        let mut decoding = Decoding::of(payload);
        for decode in &mut self.decodes {
            decode.take(&mut decoding);
        }
        decoding.into_text()
    }
}

impl<'m> DecodeStats<'m> {
    fn of(written: &'m Written<Query>) -> Self {
        DecodeStats { written, followed: FollowedPath::of(written), strings: 0, json: 0 }
    }

    fn take(&mut self, decoding: &mut Decoding<'_>) {
        let root = Part::Text(decoding.text());
        self.followed.follow(root, root, &Delivery::default());
        // What is refused for that is told by the records.
        let selected = decoding.take(&self.written.path).unwrap_or_default();
        self.strings += (selected.json + selected.other) as u64;
        self.json += selected.json as u64;
    }
}

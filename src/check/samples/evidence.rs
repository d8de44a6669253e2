//! What the samples say about one mapping.

use std::ops::ControlFlow;

use super::asked::{Asked, Origin};
use super::outline::Outline;
use super::{Known, condition, field, fields, unknown, unmapped};
use crate::capture::Delivery;
use crate::json::Value;
use crate::mapping::{Mapping, Written};
use crate::path::Query;
use crate::problem::quoted::quoted;
use crate::problem::{Code, Problem, Severity};
use crate::projection::{Decoding, Payload, Projection, Strictness};
use crate::schema::Schema;
use crate::terminal::counted;

/// What was seen of one mapping's paths, conditions and fields.
#[derive(Debug)]
pub(super) struct Evidence<'m> {
    pub(super) mapping: &'m Mapping,
    projection: Projection<'m>,
    decodes: Vec<Decode<'m>>,
    conditions: Vec<condition::Tally<'m>>,
    pub(super) each: Option<Asked<'m>>,
    pub(super) fields: Vec<field::Tally<'m>>,
    /// Payloads that `when` lets through.
    pub(super) passed: u64,
    /// What they look like, where that is not what all payloads look like.
    schema: Option<Schema>,
    /// Records that were made or refused.
    pub(super) records: u64,
}

/// An entry of `decode`.
#[derive(Debug)]
struct Decode<'m> {
    written: &'m Written<Query>,
    asked: Asked<'m>,
    /// Strings that are not blank, also those that an earlier entry has decoded.
    strings: u64,
    /// Those of them that are JSON.
    json: u64,
}

impl<'m> Evidence<'m> {
    pub(super) fn of(mapping: &'m Mapping) -> Self {
        Evidence {
            mapping,
            projection: Projection::new(mapping, Strictness::Lenient),
            decodes: mapping.decode.iter().map(Decode::of).collect(),
            conditions: mapping.when.iter().map(condition::Tally::of).collect(),
            each: mapping.each.as_ref().map(Asked::of),
            fields: mapping.fields.iter().map(field::Tally::of).collect(),
            passed: 0,
            schema: (!mapping.when.is_empty()).then(Schema::new),
            records: 0,
        }
    }

    /// Takes in a payload, which holds `value`.
    pub(super) fn take(&mut self, payload: &Payload<'_>, value: &Value<'_>, only: Option<&str>) {
        let decoded = self.decode(payload.object.text());
        let decoded = decoded.as_deref().map(Value::of);
        let root = decoded.as_ref().unwrap_or(value);
        let mut passes = true;
        for condition in &mut self.conditions {
            // All are asked, so that each is judged by itself.
            passes &= condition.holds(payload, root);
        }
        if !passes {
            let paths = self.fields.iter_mut().flat_map(|field| &mut field.paths);
            for asked in paths.map(|path| &mut path.asked).chain(&mut self.each) {
                asked.follow_filtered(root, &payload.delivery);
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
            for (tally, story) in fields.iter_mut().zip(explained.stories) {
                tally.take(story, payload);
            }
            Ok(ControlFlow::Continue(()))
        });
    }

    /// Follows the paths that have not led to their end yet.
    fn follow(&mut self, payload: &Payload<'_>, root: &Value<'_>) {
        let delivery = &payload.delivery;
        if let Some(each) = &mut self.each {
            each.follow(root, root, delivery);
        }
        let each = self.mapping.each.as_ref();
        let nodes = each.map(|written| written.path.select_all(root));
        let paths = self.fields.iter_mut().flat_map(|field| &mut field.paths);
        let paths = paths.map(|path| &mut path.asked);
        for asked in paths.filter(|asked| !asked.is_found()) {
            match (asked.origin, &nodes) {
                (Origin::Node(_), Some(nodes)) => {
                    for node in nodes.iter() {
                        asked.follow(node.value, root, delivery);
                    }
                }
                _ => asked.follow(root, root, delivery),
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

    /// What is wrong.
    pub(super) fn judge(&self, known: &Known) -> Vec<Problem> {
        let mut problems = Vec::new();
        let asker = self.asker(unknown::Among::All, &known.all, known);
        let conditions = self.conditions.iter();
        problems.extend(conditions.filter_map(|condition| condition.judge(&asker)));
        let decodes = self.decodes.iter();
        problems.extend(decodes.filter_map(|decode| decode.judge(&asker)));
        if self.passed == 0 {
            if self.conditions.iter().all(|condition| condition.held > 0) {
                problems.extend(condition::never_together(&self.conditions, known));
            }
            return problems;
        }
        let own = self.schema.as_ref().map(Outline::of);
        let outline = own.as_ref().unwrap_or(&known.all);
        if self.records == 0
            && let Some(each) = &self.each
        {
            problems.push(self.judge_each(each, outline, known));
            return problems;
        }
        problems.extend(fields::judge(self, outline, known));
        // Beside a schema only what is new is worth telling; and what is meant by a wrong path will be mapped.
        let is_wrong = |problem: &Problem| problem.severity == Severity::Error;
        if known.before.is_none() && !problems.iter().any(is_wrong) {
            problems.extend(unmapped::judge(self, outline));
        }
        problems
    }

    fn judge_each(&self, each: &Asked<'m>, outline: &Outline, known: &Known) -> Problem {
        let asker = self.asker(self.among(), outline, known);
        let finding = asker.finding(each);
        finding.error("`each` selects nothing, so that no record is made")
    }

    fn asker<'k>(
        &self,
        among: unknown::Among,
        outline: &'k Outline,
        known: &'k Known,
    ) -> unknown::Asker<'k, 'm> {
        unknown::Asker { mapping: self.mapping, field: None, among, outline, known }
    }

    /// The payloads whose fields are judged.
    pub(super) fn among(&self) -> unknown::Among {
        if self.conditions.is_empty() { unknown::Among::All } else { unknown::Among::Passed }
    }
}

impl<'m> Decode<'m> {
    fn of(written: &'m Written<Query>) -> Self {
        Decode { written, asked: Asked::of(written), strings: 0, json: 0 }
    }

    fn take(&mut self, decoding: &mut Decoding<'_>) {
        let root = Value::of(decoding.text());
        self.asked.follow(&root, &root, &Delivery::default());
        let selected = decoding.take(&self.written.path);
        self.strings += (selected.json + selected.other) as u64;
        self.json += selected.json as u64;
    }

    fn judge(&self, asker: &unknown::Asker<'_, 'm>) -> Option<Problem> {
        if !self.asked.is_found() {
            return Some(asker.finding(&self.asked).warning("nothing is decoded"));
        }
        if self.json > 0 {
            return None;
        }
        let path = quoted(&self.written.text);
        let message = match self.strings {
            0 => format!("`decode` of {path} finds no text to decode"),
            _ => format!("`decode` of {path} decodes nothing: no text there is JSON"),
        };
        let problem = Problem::warning(Code::NotDecoded, self.written.span.clone(), message);
        Some(match self.strings {
            0 => {
                problem.note("what is there is no text, or blank: paths go on through it as it is")
            }
            strings => {
                problem.note(format!("{} there, none of them JSON", counted(strings, "text")))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Object;
    use crate::check::samples::Samples;

    fn messages(mapping: &str, payload: &str) -> Vec<String> {
        let (mapping, _) = Mapping::parse(mapping).unwrap();
        let mut samples = Samples::of([&mapping]);
        let payload = Payload {
            object: Object::new(payload),
            delivery: Delivery::default(),
            file: "",
            line: 1,
            byte: 0,
        };
        samples.take(&payload, None);
        let problems = samples.problems().concat();
        let problems = problems.into_iter().filter(|problem| problem.code == Code::NotDecoded);
        problems.map(|problem| problem.message).collect()
    }

    #[test]
    fn an_entry_of_decode_may_select_what_an_earlier_one_has_decoded() {
        let mapping = r#"{"decode":["a[*]","[*].b","a.c"],"fields":{"x":"a.b.x"}}"#;
        let message = |path: &str, rest: &str| format!("`decode` of `{path}` {rest}");
        assert_eq!(messages(mapping, r#"{"a":{"b":"{\"x\":1}","c":"\"text\""}}"#), [""; 0]);
        assert_eq!(
            messages(mapping, r#"{"a":{"b":{"x":1},"c":"{}"}}"#),
            [message("[*].b", "finds no text to decode")]
        );
        assert_eq!(
            messages(mapping, r#"{"a":{"b":"{}","c":"no"}}"#),
            [message("a.c", "decodes nothing: no text there is JSON")]
        );
    }
}

//! The laws of schemas, tested at the limits where schemas collapse.

use proptest::prelude::*;

use super::document::is_document;
use super::level::Level;
use super::survey::{Group, Grouped, Survey};
use super::{Entry, Schema};
use crate::json::{Part, scan};
use crate::path::Path;

/// A payload that nests, repeats itself, and now and then has many keys, names, JSON in strings, or two kinds of value
/// at one place.
fn payloads() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("\" \"".to_owned()),
        (0..40u32).prop_map(|n| n.to_string()),
        (0..9u32).prop_map(|n| format!("{n}.50")),
        (0..40u32).prop_map(|n| format!("\"text {n}\"")),
        (0..9u32).prop_map(|n| format!("\"asha{n}@example.com\"")),
        (0..3u32).prop_map(|n| format!(r#""[{{\"in{n}\":\"{{\\\"deep\\\":[{n}]}}\"}},{n}]""#)),
        (0..3u32).prop_map(|n| format!(r#""{{\"b\":{{\"k{n}\":1}}}}""#)),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let key = prop_oneof![
            4 => prop::sample::select(vec!["a", "b", "c", "name", "value", "a.b", "*", ""]).prop_map(str::to_owned),
            2 => (0..12u32).prop_map(|n| format!("k{n}")),
            1 => (100_000..100_009u32).prop_map(|n| n.to_string()),
        ];
        let name = prop::sample::select(vec!["email", "q 1", "=x", "true", "7", "", "100000", "unlikely name"]);
        let thing = (name, inner.clone(), 0..6usize).prop_map(|(name, value, form)| match form {
            0 => format!(r#"{{"name":"{name}"}}"#),
            1 => format!(r#"{{"key":{{}},"name":"{name}","value":{value}}}"#),
            2 => format!(r#"{{"type":"choice","choice":{value}}}"#),
            3 => format!(r#"{{"id":7,"name":"{name}","answer":{value}}}"#),
            _ => format!(r#"{{"name":"{name}","value":{value}}}"#),
        });
        prop_oneof![
            3 => prop::collection::vec((key, inner.clone()), 0..6).prop_map(|members| {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("\"{key}\":{value}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
            1 => prop::collection::vec(inner, 0..4).prop_map(|all| format!("[{}]", all.join(","))),
            1 => prop::collection::vec(thing, 1..4).prop_map(|all| format!("[{}]", all.join(","))),
        ]
    })
}

/// Small bounds, so that they are reached, and none.
fn bounds() -> impl Strategy<Value = (Level, u64)> {
    let keys = prop::sample::select(vec![2, 4, 12, 512]);
    let depth = prop::sample::select(vec![2, 5, 40]);
    let limit = prop::sample::select(vec![1, 5, 20, 60, 200, 100_000]);
    (keys, depth, limit).prop_map(|(keys, depth, limit)| (Level { keys, depth }, limit))
}

fn schema((level, limit): (Level, u64), payloads: &[String]) -> Schema {
    let mut schema = Schema::bounded(level, limit);
    for payload in payloads {
        scan::check(payload.as_bytes()).unwrap();
        schema.observe(Part::Text(payload));
    }
    schema
}

fn document(survey: &Survey) -> String {
    let mut document = Vec::new();
    survey.write(&mut document).unwrap();
    String::from_utf8(document).unwrap()
}

/// All that a schema says.
fn told(schema: &Schema) -> String {
    let Schema { payloads, level, weight, .. } = schema;
    let paths: Vec<Entry> = schema.paths();
    let tree = document(&Survey::Whole(schema.clone()));
    format!("{payloads} {level:?} {weight} {tree} {paths:#?}")
}

proptest! {
    #[test]
    fn the_order_of_payloads_does_not_matter(
        bounds in bounds(),
        (first, second) in prop::collection::vec(payloads(), 0..8)
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        prop_assert_eq!(told(&schema(bounds, &first)), told(&schema(bounds, &second)));
    }

    #[test]
    fn the_schema_of_all_is_the_merge_of_the_schemas(
        bounds in bounds(),
        all in prop::collection::vec(payloads(), 0..8),
        cuts in (0..9usize, 0..9usize),
    ) {
        let (low, high) = (cuts.0.min(cuts.1).min(all.len()), cuts.0.max(cuts.1).min(all.len()));
        let parts = [&all[..low], &all[low..high], &all[high..]].map(|part| schema(bounds, part));
        let [first, second, third] = parts;
        let whole = told(&schema(bounds, &all));
        let mut left = first.clone();
        left.merge(second.clone());
        left.merge(third.clone());
        prop_assert_eq!(told(&left), whole.clone());
        let mut right = third;
        right.merge(second);
        right.merge(first);
        prop_assert_eq!(told(&right), whole);
    }

    #[test]
    fn the_weight_is_known_and_within_bounds(
        bounds in bounds(),
        all in prop::collection::vec(payloads(), 0..8),
    ) {
        let schema = schema(bounds, &all);
        prop_assert_eq!(schema.weight, schema.root.weight(schema.level));
        prop_assert!(schema.weight <= schema.limit);
    }

    #[test]
    fn a_payload_observed_alone_gives_the_same(
        bounds in bounds(),
        all in prop::collection::vec(payloads(), 1..5),
    ) {
        let mut alone = Schema::bounded(bounds.0, bounds.1);
        for payload in &all {
            alone.observe_alone(Part::Text(payload));
        }
        prop_assert_eq!(told(&alone), told(&schema(bounds, &all)));
    }

    #[test]
    fn a_document_is_read_as_what_was_written(
        bounds in bounds(),
        all in prop::collection::vec(payloads(), 0..8),
        (group, redacted) in any::<(bool, bool)>(),
    ) {
        let mut survey = if group {
            let mut grouped = Grouped::by("a");
            let Ok(Path::Payload(by)) = Path::parse("a") else { panic!("a path") };
            for payload in &all {
                let payload = Part::Text(payload);
                grouped.schema(Group::of(payload, &by)).unwrap().observe(payload);
            }
            Survey::Grouped(grouped)
        } else {
            Survey::Whole(schema(bounds, &all))
        };
        if redacted {
            survey.redact();
        }
        let document = self::document(&survey);
        prop_assert!(is_document(&document));
        prop_assert!(scan::check(document.as_bytes()).is_ok());
        let read = Survey::read(&document).unwrap();
        prop_assert_eq!(self::document(&read), document);
        let told = |survey: &Survey| -> Vec<String> {
            survey.schemas().iter().map(|(_, schema)| self::told(schema)).collect()
        };
        prop_assert_eq!(told(&read), told(&survey));
    }

    #[test]
    fn no_value_is_left_in_a_redacted_schema(all in prop::collection::vec(payloads(), 0..8)) {
        let mut schema = schema((Level::FINEST, 100_000), &all);
        schema.redact();
        let told = told(&schema);
        // What the values of these payloads are, apart from their keys.
        for value in ["text ", "asha", "@example", ".50", "unlikely name"] {
            prop_assert!(!told.contains(value), "{value}: {told}");
        }
    }

    #[test]
    fn redaction_before_and_after_merging_is_the_same(
        first in prop::collection::vec(payloads(), 0..5),
        second in prop::collection::vec(payloads(), 0..5),
    ) {
        let bounds = (Level::FINEST, 100_000);
        let (mut before, mut after) = (schema(bounds, &first), schema(bounds, &first));
        before.redact();
        before.merge(schema(bounds, &second));
        after.merge(schema(bounds, &second));
        after.redact();
        prop_assert_eq!(told(&before), told(&after));
    }
}

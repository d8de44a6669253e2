//! Laws of schemas: what they say of payloads is what a mapping finds in them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use leadmap_engine::capture::Delivery;
use leadmap_engine::input::provenance::Provenance;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::projection::{Made, Payload, Projection, Strictness};
use leadmap_engine::schema::{Entry, Schema, Survey};
use leadmap_json::Part;
use leadmap_json::View;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// A payload with keys that paths must quote, lists of named things, maps from identifiers, JSON in strings, and now and
/// then two kinds of value at one place. `MARK` stands in every text that is a value.
fn payloads() -> impl Strategy<Value = Json> {
    let embedded = |n: u32| json!({"k": [{"e": format!("MARK{n}")}, n]}).to_string();
    let leaf = prop_oneof![
        Just(Json::Null),
        Just(json!(true)),
        Just(json!(" ")),
        Just(json!("MARK@example.com")),
        Just(json!("https://example.com/MARK?a=b%20c")),
        Just(json!("2024-07-11")),
        Just(json!("2024-07-11T16:12:38.068+05:30")),
        Just(json!("2024-07-11T16:12:38+0530")),
        Just(json!("47ebbbc0-b1ae-4249-aee1-4caf16b570e8")),
        (0..30u32).prop_map(|n| json!(n)),
        (0..9u32).prop_map(|n| json!(f64::from(n) + 0.5)),
        (0..30u32).prop_map(|n| json!(format!("MARK {n}"))),
        (0..3u32).prop_map(move |n| json!(embedded(n))),
        (0..3u32).prop_map(move |n| json!(json!({"again": embedded(n), "MAR": n}).to_string())),
        Just(json!("{MARK")),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = prop::sample::select(vec![
            "a", "b", "name", "value", "a.b", "*", "", " x", "$y", "header:z", "it's \"q\"", "\u{202e}r",
            "line\nfeed", "[0]", "100001", "100002", "नाम", "type",
        ]);
        let name = prop::sample::select(vec![
            "MARK", "MARK q", "=MARK", "MARK]", "true", "7", " MARK", "MARK\n",
        ]);
        let thing = (name, inner.clone(), 0..5usize).prop_map(|(name, value, form)| match form {
            0 => json!({"name": name}),
            1 => json!({"name": 7, "value": value, "id": name}),
            2 => json!({"type": "choice", "choice": value}),
            3 => value,
            _ => json!({"name": name, "value": value}),
        });
        prop_oneof![
            3 => prop::collection::vec((key, inner.clone()), 0..6)
                .prop_map(|members| members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
            1 => prop::collection::vec(inner, 0..4).prop_map(Json::Array),
            1 => prop::collection::vec(thing, 1..4).prop_map(Json::Array),
        ]
    })
}

fn survey(payloads: &[String]) -> Survey {
    let mut schema = Schema::new();
    for payload in payloads {
        schema.observe(Part::Text(payload));
    }
    Survey::Whole(schema)
}

fn entries(survey: &Survey) -> Vec<Entry> {
    survey.schemas().iter().flat_map(|(_, schema)| schema.paths()).collect()
}

/// What a mapping finds at a path, in a payload.
fn selected(path: &str, decode: &[String], payload: &str) -> Vec<Json> {
    let mapping = json!({"decode": decode, "fields": {"x": {"path": path, "many": "list"}}});
    let (mapping, _) = Mapping::parse(&mapping.to_string())
        .unwrap_or_else(|all| panic!("{path}: {}", all[0].message));
    let payload = Payload {
        object: View::new(payload),
        delivery: Delivery::default(),
        provenance: Provenance::start_of("law"),
    };
    let mut found = Vec::new();
    let outcome = Projection::new(&mapping, Strictness::Lenient).run(&payload, None, |made| {
        match made {
            Made::Record { cells, .. } => {
                let list = cells[0].to_json().into_owned();
                match serde_json::from_str(&list).unwrap() {
                    Json::Array(all) => found.extend(all),
                    Json::Null => {}
                    other => panic!("{path}: {other}"),
                }
            }
            Made::Refused { refusal, .. } => panic!("{path}: {}", refusal.message),
        }
        Ok(ControlFlow::Continue(()))
    });
    outcome.unwrap();
    found
}

fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_f64() => "number",
        Json::Number(_) => "integer",
        Json::String(text) if text.trim().is_empty() => "blank",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

proptest! {
    #[test]
    fn a_mapping_finds_at_each_path_exactly_what_the_schema_counts_there(
        all in prop::collection::vec(payloads(), 1..5),
    ) {
        let all: Vec<String> = all.iter().map(Json::to_string).collect();
        for entry in entries(&survey(&all)) {
            let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
            let mut most = 0;
            for payload in &all {
                let found = selected(&entry.text, &entry.decode, payload);
                most = most.max(found.len() as u64);
                for value in &found {
                    *counts.entry(kind(value)).or_default() += 1;
                }
            }
            let expected = entry.kinds.counts().into_iter().filter(|(_, count)| *count > 0);
            prop_assert_eq!(&counts, &expected.collect(), "{} in {:#?}", &entry.text, &all);
            prop_assert!(entry.most.is_some_and(|bound| most <= bound), "{}: {most}", entry.text);
        }
    }

    #[test]
    fn the_json_schema_holds_of_every_payload_it_came_from(
        all in prop::collection::vec(payloads(), 0..6),
    ) {
        let texts: Vec<String> = all.iter().map(Json::to_string).collect();
        let schema = survey(&texts).json_schema();
        prop_assert!(jsonschema::draft202012::meta::is_valid(&schema), "{schema:#}");
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        for payload in &all {
            prop_assert!(validator.is_valid(payload), "{schema:#}\n{payload:#}");
        }
    }

    #[test]
    fn nothing_of_a_text_is_left_after_redaction(all in prop::collection::vec(payloads(), 0..6)) {
        let texts: Vec<String> = all.iter().map(Json::to_string).collect();
        let mut survey = survey(&texts);
        survey.redact();
        let mut table = Vec::new();
        leadmap_view::schema::write(&survey, Default::default(), &mut table).unwrap();
        leadmap_view::schema::write_paths(&survey, &mut table).unwrap();
        survey.write(&mut table).unwrap();
        let table = String::from_utf8(table).unwrap();
        for output in [table, survey.json_schema().to_string(), format!("{:?}", entries(&survey))] {
            prop_assert!(!output.contains("MARK"), "{output}");
        }
    }
}

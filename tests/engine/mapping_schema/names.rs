//! The keys and words of the schema are those of the parser, one by one.

use std::collections::BTreeSet;

use leadmap_engine::mapping::Mapping;
use leadmap_engine::problem::Problem;
use serde_json::{Value, json};

use super::schema;

fn keys(schema: &Value, pointer: &str) -> BTreeSet<String> {
    let object = schema.pointer(pointer).and_then(Value::as_object);
    object.unwrap_or_else(|| panic!("{pointer} is no object")).keys().cloned().collect()
}

fn words(schema: &Value, pointer: &str) -> BTreeSet<String> {
    let list = schema.pointer(pointer).and_then(Value::as_array);
    let word = |word: &Value| word.as_str().unwrap().to_owned();
    list.unwrap_or_else(|| panic!("{pointer} is no list")).iter().map(word).collect()
}

/// What is said of a mapping: messages and notes.
fn complaints(mapping: &Value) -> Vec<String> {
    let (Ok((_, problems)) | Err(problems)) = Mapping::parse(&mapping.to_string());
    let said = |problem: Problem| [vec![problem.message], problem.notes].concat();
    problems.into_iter().flat_map(said).collect()
}

/// The names that are listed where one is not known.
fn known(mapping: &Value) -> BTreeSet<String> {
    let complaints = complaints(mapping);
    let list = complaints.iter().find_map(|said| said.strip_prefix("known here: "));
    let list = list.unwrap_or_else(|| panic!("{complaints:?}"));
    assert!(!list.contains('…'), "the list is cut: {list}");
    list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
}

#[test]
fn the_schema_names_exactly_the_keys_that_the_parser_takes() {
    let schema = schema();
    let stranger = "zzzzzzzzzzzzzzzz";
    let table = [
        ("/properties", json!({"fields": {"a": "a"}, stranger: 1})),
        (
            "/definitions/fieldObject/properties",
            json!({"fields": {"a": {"path": "a", stranger: 1}}}),
        ),
        (
            "/definitions/condition/anyOf/1/properties",
            json!({"when": {"a": {stranger: 1}}, "fields": {"a": "a"}}),
        ),
        (
            "/definitions/test/properties",
            json!({"fields": {"a": "a"}, "tests": [{"input": "x", "expect": [], stranger: 1}]}),
        ),
    ];
    for (pointer, mapping) in table {
        let mut keys = keys(&schema, pointer);
        // It is for editors, and not offered to people.
        keys.remove("$schema");
        assert_eq!(keys, known(&mapping), "{pointer}");
    }
}

#[test]
fn no_key_of_the_schema_is_unknown_to_the_parser_and_every_other_is() {
    let schema = schema();
    let is_unknown = |mapping: &Value| {
        let complaints = complaints(mapping);
        complaints.iter().any(|said| said.starts_with("unknown key"))
    };
    for key in keys(&schema, "/properties") {
        let mut mapping = json!({"fields": {"a": "a"}});
        mapping[&key] = json!(7);
        assert!(!is_unknown(&mapping), "{key}");
        mapping[format!("{key}s")] = json!(7);
        assert!(is_unknown(&mapping), "{key}s");
    }
    for key in keys(&schema, "/definitions/fieldObject/properties") {
        assert!(!is_unknown(&json!({"fields": {"a": {&key: 7}}})), "{key}");
        assert!(is_unknown(&json!({"fields": {"a": {format!("{key}x"): 7}}})), "{key}x");
    }
}

#[test]
fn the_schema_names_exactly_the_words_that_the_parser_takes() {
    let schema = schema();
    let field = "/definitions/fieldObject/properties";
    for (key, pointer) in [
        ("many", format!("{field}/many/enum")),
        ("type", format!("{field}/type/enum")),
        ("on_invalid", format!("{field}/on_invalid/enum")),
    ] {
        let mapping = json!({"fields": {"a": {"path": "a", key: "zzzzzzzzzzzzzzzz"}}});
        assert_eq!(words(&schema, &pointer), known(&mapping), "{key}");
    }
    let cleans = json!({"fields": {"a": {"path": "a", "clean": ["zzzzzzzzzzzzzzzz"]}}});
    assert_eq!(words(&schema, &format!("{field}/clean/items/enum")), known(&cleans));
}

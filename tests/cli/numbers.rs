//! Numbers come out digit for digit as they went in, and no key of a payload is special.

use proptest::prelude::*;

use crate::run::{Folder, csv, ndjson};

const MAPPING: &str = r#"{"fields": {"a": "a"}}"#;

const NUMBERS: [&str; 18] = [
    "12345678901234567890123",
    "1.10",
    "1E5",
    "1e05",
    "0e0",
    "-0",
    "-0.0",
    "1e400",
    "-1e-400",
    "28.4098",
    "100.00",
    "120210000000000001",
    "18446744073709551616",
    "9007199254740993",
    "1.0715660391465826e-10",
    "0.1000000000000000055511151231257827021181583404541015625",
    "1E+5",
    "706405506930370084",
];

#[track_caller]
fn assert_verbatim(numbers: &[String]) {
    let input: String = numbers.iter().map(|number| format!("{{\"a\":{number}}}")).collect();
    let expected: String = numbers.iter().map(|number| format!("{number}\n")).collect();
    let outcome = csv(MAPPING, &input).ends_with(0);
    assert_eq!(outcome.stdout, format!("a\n{expected}"));
    let outcome = ndjson(MAPPING, &input).ends_with(0);
    let expected: String = numbers.iter().map(|number| format!("{{\"a\":{number}}}\n")).collect();
    assert_eq!(outcome.stdout, expected);
}

#[test]
fn numbers_are_the_same_bytes_in_csv_and_ndjson() {
    assert_verbatim(&NUMBERS.map(str::to_owned));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_numbers_are_the_same_bytes(
        numbers in prop::collection::vec("-?(0|[1-9][0-9]{0,40})([.][0-9]{1,40})?([eE][+-]?[0-9]{1,4})?", 1..200)
    ) {
        assert_verbatim(&numbers);
    }
}

#[test]
fn numbers_are_the_same_bytes_inside_arrays_and_objects() {
    let list = NUMBERS.join(" , ");
    let input = format!("{{\"a\": {{\"list\" : [ {list} ]}}}}");
    let compact = format!("{{\"list\":[{}]}}", NUMBERS.join(","));
    assert_eq!(ndjson(MAPPING, &input).stdout, format!("{{\"a\":{compact}}}\n"));
    let outcome = csv(MAPPING, &input).ends_with(0);
    let mut reader = csv::ReaderBuilder::new().from_reader(outcome.stdout.as_bytes());
    assert_eq!(&reader.records().next().unwrap().unwrap()[0], compact);
}

#[test]
fn numbers_are_the_same_bytes_through_templates_joins_and_types() {
    let mapping = r#"{"fields": {
        "template": {"template": "<{a[0]}>"},
        "joined": {"path": "a[*]", "many": "join", "separator": " "},
        "list": {"path": "a[*]", "many": "list"},
        "text": {"path": "a[0]", "type": "text"},
        "number": {"path": "a[1]", "type": "number"},
        "integer": {"path": "a[0]", "type": "integer"}
    }}"#;
    let outcome = ndjson(mapping, r#"{"a": [12345678901234567890123, 1.10]}"#).ends_with(0);
    assert_eq!(
        outcome.stdout,
        "{\"template\":\"<12345678901234567890123>\",\"joined\":\"12345678901234567890123 1.10\",\
         \"list\":[12345678901234567890123,1.10],\"text\":\"12345678901234567890123\",\"number\":1.10,\
         \"integer\":12345678901234567890123}\n"
    );
}

#[test]
fn the_private_keys_of_serde_json_are_keys_like_others() {
    for key in ["$serde_json::private::Number", "$serde_json::private::RawValue"] {
        for value in ["\"42\"", "\"abc\"", "\"{\\\"evil\\\":[1]}\"", "42"] {
            let object = format!("{{\"{key}\":{value}}}");
            let outcome = ndjson(MAPPING, format!("{{\"a\":{object}}}")).ends_with(0);
            assert_eq!(outcome.stdout, format!("{{\"a\":{object}}}\n"));
            let mapping = serde_json::json!({"fields": {"a": format!("[\"{key}\"]")}}).to_string();
            let outcome = ndjson(&mapping, &object).ends_with(0);
            assert_eq!(outcome.stdout, format!("{{\"a\":{value}}}\n"));
        }
    }
}

#[test]
fn numbers_are_compared_by_their_exact_value() {
    let mapping = r#"{"when": {"n": 9007199254740993}, "fields": {"a": "a"}}"#;
    let input = r#"
        {"n": 9007199254740993, "a": 1}
        {"n": 9007199254740992, "a": 2}
        {"n": 9007199254740993.0, "a": 3}
        {"n": 9007199254740993e0, "a": 4}
        {"n": "9007199254740993", "a": 5}"#;
    let outcome = Folder::of_mapping(mapping).apply(&[], input).ends_with(0);
    assert_eq!(outcome.stdout, "a\n1\n3\n4\n");
    assert_eq!(outcome.count("payloads/filtered"), 2);
}

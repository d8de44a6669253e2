//! `--stats`: what was counted, as one JSON document.

use serde_json::{Value, json};

use crate::run::Folder;

const MAPPING: &str = r#"{
    "when": {"event": "lead"},
    "each": "l[*]",
    "fields": {"a": {"path": ["@.a", "@.b"], "required": true}, "n": {"path": "@.n", "type": "integer", "default": 0}},
    "unique": ["a"]
}"#;

const INPUT: &str = r#"
{"event": "lead", "l": [{"a": 1, "n": "2"}, {"b": 2, "n": "x"}, {"a": 1}, {}]}
{"event": "lead", "l": []}
{"event": "bye"}
{"event": "lead"
{"body": {"event": "lead", "l": [{"a": "=1"}]}, "headers": {}}
"#;

#[test]
fn every_payload_and_record_is_in_one_bin() {
    let outcome = Folder::of_mapping(MAPPING).apply(&[], INPUT).ends_with(1);
    assert_eq!(
        outcome.stats,
        json!({
            "inputs": 1,
            "passed_over": 0,
            "blank_inputs": 0,
            "capture_totals": {"read": 5, "opened": 4, "empty": 0, "rejected": 1},
            "payloads": {"read": 5, "mapped": 2, "empty": 1, "filtered": 1, "rejected": 1},
            "records": {"made": 5, "written": 3, "duplicate": 1, "rejected": 1},
            "blank_records": 0,
            "rejects": {"syntax": 1, "required-blank": 1},
            "filtered": [{"path": "event", "found": "bye", "payloads": 1}],
            "filtered_by_others": 0,
            "captures": {"bare": 3, "body + headers": 1},
            "without_body": {},
            "text": 0,
            "cut_characters": 0,
            "fields": {
                "a": {"filled": 4, "blank": 0, "defaulted": 0, "kept_invalid": 0, "paths": [3, 1]},
                "n": {"filled": 2, "blank": 0, "defaulted": 2, "kept_invalid": 1, "paths": [2]}
            },
            "repairs": {},
            "lone_surrogates": 0,
            "duplicate_keys": 0,
            "undecoded": 0,
            "guarded_cells": 1,
            "complete": true
        })
    );
    assert!(
        outcome
            .stderr
            .contains("payloads:     5 read = 2 mapped + 1 empty + 1 filtered + 1 rejected"),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.contains("records:      5 made = 3 written + 1 duplicate + 1 rejected"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn complete_is_the_last_key_so_that_a_part_of_the_file_is_never_taken_for_the_whole() {
    let folder = Folder::of_mapping(MAPPING);
    folder.pipe(&["apply", "m.json", "--stats", "s.json"], INPUT).ends_with(1);
    assert!(folder.read("s.json").ends_with("\"complete\": true\n}\n"));
    folder
        .pipe(&["apply", "m.json", "--stats", "s.json", "--max-rejects", "0"], INPUT)
        .ends_with(2);
    assert!(folder.read("s.json").ends_with("\"complete\": false\n}\n"));
}

#[test]
fn what_filtered_payloads_is_counted_one_by_one_up_to_a_bound() {
    let input: String = (0..250).map(|n| format!("{{\"event\":{n}}}\n")).collect();
    let outcome = Folder::of_mapping(MAPPING).apply(&[], input).ends_with(0);
    let filtered = outcome.stats["filtered"].as_array().unwrap();
    let named: u64 = filtered.iter().map(|entry| entry["payloads"].as_u64().unwrap()).sum();
    assert_eq!(named + outcome.count("filtered_by_others"), 250);
    assert!(outcome.count("filtered_by_others") > 0);
}

#[test]
fn a_run_that_could_not_go_on_leaves_the_old_statistics() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("s.json", "old");
    folder.run(&["apply", "m.json", "missing", "--stats", "s.json"]).ends_with(2);
    assert_eq!(folder.read("s.json"), "old");
    assert_eq!(folder.names(), ["m.json", "s.json"]);
}

#[test]
fn for_whole_values_the_counts_of_two_inputs_are_the_sums() {
    let folder = Folder::of_mapping(
        r#"{"when": {"e": 1}, "fields": {"a": {"path": "a", "required": true}}}"#,
    );
    let (one, two) = ("{\"e\":1,\"a\":1}\n{\"e\":2}\n{\"e\":1}\n", "{\"e\":1,\"a\":2}\n{]\n");
    let of = |input: &str| folder.apply(&["--no-header"], input);
    let (first, second, both) = (of(one), of(two), of(&format!("{one}{two}")));
    assert_eq!(both.stdout, format!("{}{}", first.stdout, second.stdout));
    for side in ["payloads", "records"] {
        let bins: &serde_json::Map<String, Value> = both.stats[side].as_object().unwrap();
        for bin in bins.keys() {
            let pointer = format!("{side}/{bin}");
            assert_eq!(
                both.count(&pointer),
                first.count(&pointer) + second.count(&pointer),
                "{pointer}"
            );
        }
    }
}

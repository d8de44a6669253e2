//! `leadmap find`: which paths hold a value.

use serde_json::Value;

use crate::run::{Folder, Outcome, project};

fn find(arguments: &[&str], input: &str) -> Outcome {
    let mut all = vec!["find"];
    all.extend(arguments);
    Folder::new().pipe(&all, input)
}

/// The paths at which something is found, in order.
fn paths(arguments: &[&str], input: &str) -> Vec<String> {
    let found = document(arguments, input);
    let paths = found["paths"].as_array().unwrap().iter();
    paths.map(|found| found["path"].as_str().unwrap().to_owned()).collect()
}

fn document(arguments: &[&str], input: &str) -> Value {
    let outcome = find(&[&["-f", "json"], arguments].concat(), input);
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[test]
fn paths_are_listed_with_what_to_paste() {
    let input = r#"{"a":{"x":"v"},"l":["v","w","v"]}
{"a":{"x":"v"},"l":[],"form":"{\"city\":\"v\"}"}"#;
    let outcome = find(&["v"], input);
    assert_eq!(outcome.status, 0);
    assert_eq!(
        outcome.stdout,
        r#"path       payloads  values  first at
a.x               2       2  <stdin>:1
l[*]              1       2  <stdin>:1
form.city         1       1  <stdin>:2

strings to decode, for a mapping:
    "decode": ["form"],

fields for a mapping:
    "x": "a.x",
    "l": { "path": "l[*]", "many": "join" },
    "city": "form.city",
"#
    );
    assert_eq!(outcome.stderr, "found: 5 values at 3 paths in 2 of 2 payloads\n");
}

#[test]
fn what_is_pasted_is_a_mapping_that_selects_the_value() {
    let awkward = r#"{"a.b":{"":[{"it's \"q\"":["v1"]}]},"header:x":"v2","$k":"v3","*":{"[":"v4"},
        "k\u001b\u202e\\":"v5","f":[{"name":"a]b.c","values":["no","v6"]},{"name":"\u0007","value":"v7"}],
        "s":"{\"t\":\"[{\\\"u\\\":\\\"v8\\\"}]\"}","d":[{"name":"x","value":"v9"},{"name":"x","value":"no"}],
        " e ":"v10","x":1,"x2":{"x":"v11"},"s2":"[[\"v12\"]]"}"#;
    for number in 1..=12 {
        let value = format!("v{number}");
        let outcome = find(&[&value], awkward);
        assert_eq!(outcome.status, 0, "{value}");
        assert!(!outcome.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{:?}", outcome.stdout);
        let pasted = |title: &str| {
            let (_, after) = outcome.stdout.split_once(title)?;
            let lines = after.trim_start_matches('\n').lines();
            Some(lines.take_while(|line| !line.is_empty()).collect::<String>())
        };
        let decode = pasted("strings to decode, for a mapping:").unwrap_or_default();
        let fields = pasted("fields for a mapping:").unwrap();
        let folder = Folder::of_mapping(&format!("{{{decode} \"fields\": {{{fields}}}}}"));
        let applied = folder.apply(&["-f", "ndjson"], awkward);
        let record: Value = serde_json::from_str(&applied.stdout).unwrap();
        let cells: Vec<_> = record.as_object().unwrap().values().collect();
        assert_eq!(cells.len(), 1, "{value}: {fields}");
        let cell = cells[0].as_str().unwrap();
        assert!(cell.split("; ").any(|part| part == value), "{value}: {fields}: {cell}");
    }
}

#[test]
fn a_list_of_named_things_is_written_as_a_look_up_where_the_name_is_unique() {
    let input = r#"{"f":[{"name":"email","values":["v"]},{"name":"x","values":["w"]}],
        "g":[{"name":"a","value":"v"},{"name":"a","value":"w"}],"p":[{"name":"Asha","phone":"v"}]}"#;
    assert_eq!(paths(&["v"], input), ["f[name=email].values[0]", "g[*].value", "p[*].phone"]);
    assert_eq!(document(&["v"], input)["paths"][0]["column"], "email");
}

#[test]
fn numbers_are_found_by_their_digits_and_by_their_value_but_not_in_strings() {
    let input = r#"{"a":1.0,"b":"1","c":"1.0","d":10e-1,"e":12345678901234567890123,"f":true,"g":null,"h":-5}"#;
    assert_eq!(paths(&["1"], input), ["a", "b", "d"]);
    assert_eq!(paths(&["1.0"], input), ["a", "c", "d"]);
    assert_eq!(paths(&["12345678901234567890123"], input), ["e"]);
    assert_eq!(paths(&["12345678901234567890124"], input), [""; 0]);
    assert_eq!(paths(&["true"], input), ["f"]);
    assert_eq!(paths(&["null"], input), ["g"]);
    assert_eq!(paths(&["-5"], input), ["h"]);
}

#[test]
fn strings_are_compared_decoded_and_as_a_whole_unless_asked_otherwise() {
    let input = r#"{"a":"Ren\u00e9e","b":"renée müller","c":"RENÉE"}"#;
    assert_eq!(paths(&["Renée"], input), ["a"]);
    assert_eq!(paths(&["renée", "-i"], input), ["a", "c"]);
    assert_eq!(paths(&["née", "--contains"], input), ["a", "b"]);
    assert_eq!(paths(&["NÉE", "--contains", "--ignore-case"], input), ["a", "b", "c"]);
    assert_eq!(paths(&[""], r#"{"a":"","b":" ","c":null}"#), ["a"]);
}

#[test]
fn of_a_key_that_stands_twice_the_last_is_found_as_a_mapping_would_take_it() {
    assert_eq!(paths(&["v"], r#"{"a":"v","a":"w","b":"v"}"#), ["b"]);
}

#[test]
fn headers_are_named_and_never_shown_and_the_query_is_found() {
    let input = r#"{"headers":{"Authorization":"Bearer s3cret","Host":["h"]},"queryString":{"utm":"s3cret"},"body":{"a":"x"}}"#;
    for format in ["table", "json"] {
        let outcome = find(&["--contains", "s3c", "-f", format], input);
        assert_eq!(outcome.status, 0);
        assert!(outcome.stdout.contains("header:authorization"), "{}", outcome.stdout);
        assert!(outcome.stdout.contains("query:utm"), "{}", outcome.stdout);
        assert!(!outcome.stdout.contains("Bearer") && !outcome.stderr.contains("s3cret"));
    }
    assert_eq!(paths(&["h"], input), ["header:host"]);
}

#[test]
fn every_capture_of_the_same_lead_holds_it_at_the_same_path() {
    let outcome = find(&["IN", &project("samples/wrapped"), "-f", "json"], "");
    let found: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(found["paths"][0]["path"], "header:cf-ipcountry");
    assert_eq!(found["paths"][0]["payloads"], found["payloads"]);
}

#[test]
fn what_is_found_in_the_samples_is_what_the_mapping_takes() {
    let outcome =
        find(&["+919820010431", &project("samples/saleassist/log.ndjson"), "-f", "json"], "");
    let found: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let paths: Vec<_> =
        found["paths"].as_array().unwrap().iter().map(|path| &path["path"]).collect();
    assert_eq!(paths, ["payload.unique_field_value", "payload.people_detail.mobile_number"]);
    assert_eq!(found["paths"][1]["first"]["line"], 1);
    assert_eq!((&found["payloads"], &found["payloads_with"]), (&51.into(), &2.into()));
}

#[test]
fn two_fields_of_the_same_name_get_columns_of_their_own() {
    let outcome = find(&["v"], r#"{"a":{"x":"v"},"b":{"x":"v"}}"#);
    assert!(
        outcome.stdout.ends_with("    \"x\": \"a.x\",\n    \"x_2\": \"b.x\",\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn of_many_paths_the_first_200_are_listed_and_the_rest_is_counted() {
    let ids: Vec<String> = (0..250).map(|id| format!("\"u{id}\":\"v\"")).collect();
    let input = format!("{{{}}}", ids.join(","));
    let found = document(&["v"], &input);
    assert_eq!(found["paths"].as_array().unwrap().len(), 200);
    assert_eq!((&found["values"], &found["values_at_other_paths"]), (&250.into(), &50.into()));
    assert!(find(&["v"], &input).stdout.contains("\n… and 50 values at other paths\n"));
    let long = format!("{{\"{}\":\"v\"}}", "k".repeat(5000));
    assert_eq!(document(&["v"], &long)["values_at_other_paths"], 1);
}

#[test]
fn when_nothing_is_found_it_is_said_what_to_try() {
    let input = r#"{"a":"919811020562","b":"Asha Rao","c":"ravi"}"#;
    for (value, expected) in [
        (
            "+91 98110 20562",
            "1 value is the same number in another spelling: look for `919811020562`",
        ),
        ("098110-20562", "1 value is the same number"),
        ("Asha", "1 value contains it: use --contains"),
        ("Ravi", "1 value is equal but for upper and lower case: use --ignore-case"),
        ("rao", "1 value contains it but for upper and lower case: use --contains --ignore-case"),
    ] {
        let outcome = find(&[value], input);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{value}");
        assert!(
            outcome
                .stderr
                .starts_with(&format!("not found: no value equals `{value}` in 1 payload\nnote: ")),
            "{}",
            outcome.stderr
        );
        assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
        assert_eq!(find(&[value, "-q"], input).stderr, "");
    }
    assert_eq!(find(&["zzz"], input).stderr, "not found: no value equals `zzz` in 1 payload\n");
}

#[test]
fn bad_input_costs_itself_alone_and_an_empty_one_is_nothing_to_read() {
    let outcome = find(&["v"], "hello\n{\"a\":\"v\"}\n{\"a\":");
    assert_eq!(outcome.status, 0);
    assert!(outcome.stderr.contains("reject["), "{}", outcome.stderr);
    let outcome = find(&["v"], "");
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (1, "not found: there was nothing to read\nnothing in: <stdin>\n")
    );
    let outcome = find(&["v", "-f", "json"], "");
    assert_eq!(outcome.status, 1);
    let found: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((&found["value"], &found["payloads"]), (&"v".into(), &0.into()));
}

#[test]
fn wrong_arguments_are_told() {
    for (arguments, expected) in [
        (&["", "--contains"][..], "an empty text is a part of every value"),
        (&["v", "missing.ndjson"], "missing.ndjson"),
        (&["v", "-f", "xml"], "xml"),
        (&[], "<VALUE>"),
    ] {
        let outcome = find(arguments, "{}");
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(outcome.stderr.contains(expected), "{arguments:?}: {}", outcome.stderr);
    }
}

#[test]
fn json_in_strings_is_followed_through_more_strings() {
    let mut text = r#"["v"]"#.to_owned();
    for _ in 0..6 {
        text = format!("[{}]", Value::from(text));
    }
    let input = format!(r#"{{"a":{text}}}"#);
    let found = document(&["v"], &input);
    let decode = &found["paths"][0]["decode"];
    assert_eq!(decode.as_array().unwrap().len(), 6);
    let path = found["paths"][0]["path"].as_str().unwrap();
    let mapping = format!(r#"{{"decode": {decode}, "fields": {{"a": "{path}"}}}}"#);
    let applied = Folder::of_mapping(&mapping).apply(&["-f", "ndjson"], &input);
    assert_eq!(applied.stdout, "{\"a\":\"v\"}\n", "{mapping}");
}

#[test]
fn json_in_a_string_that_cannot_be_decoded_is_text() {
    // Together with what is around it, it would nest too deep.
    let inner = format!("{}\"v\"{}", "[".repeat(128), "]".repeat(128));
    let input = format!(r#"{{"a":{{"b":{}}}}}"#, Value::from(inner));
    assert_eq!(find(&["v"], &input).status, 1);
    assert_eq!(paths(&["v", "--contains"], &input), ["a.b"]);
    assert_eq!(paths(&["{v", "--contains"], r#"{"a":"{v"}"#), ["a"]);
}

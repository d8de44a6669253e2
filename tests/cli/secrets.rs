//! Values of headers are secrets: no command repeats one, unless a field's cell is made of it.

use crate::run::{Folder, MAPPING};

const SECRET: &str = "hunter2";

/// Two captures with a header that fits nothing, each with an e-mail address as the payload.
fn captures() -> String {
    let capture = |id: u32| {
        format!(
            r#"{{"body":{{"id":{id},"email":"a@b.example"}},"headers":{{"authorization":"Bearer {SECRET}","x-kind":"{SECRET}"}}}}"#
        )
    };
    format!("{}\n{}\n", capture(1), capture(2))
}

/// Mappings that meet the header in every place where a path can stand: conditions that fail, values that do not fit,
/// fallbacks, templates, tests that fail.
const MAPPINGS: [&str; 5] = [
    r#"{"when": {"header:x-kind": "other"}, "fields": {"id": "id"}}"#,
    r#"{"fields": {"token": {"path": "header:authorization", "type": "integer", "on_invalid": "reject"}}}"#,
    r#"{"fields": {"token": {"path": ["none", "header:authorization"], "type": "email", "on_invalid": "blank"}}}"#,
    r#"{"fields": {"text": {"template": "{id} {header:x-kind}", "type": "integer", "on_invalid": "reject"}}}"#,
    r#"{"fields": {"one": {"path": "header:x-kind", "values": {"a": "b"}, "on_invalid": "reject"}},
        "tests": [{"input": "captures.ndjson", "expect": [{"one": "b"}]}]}"#,
];

const COMMANDS: [&[&str]; 12] = [
    &["apply", MAPPING, "captures.ndjson"],
    &["apply", MAPPING, "captures.ndjson", "--strict", "--stats", "stats.json"],
    &["check", MAPPING],
    &["check", MAPPING, "--samples", "captures.ndjson"],
    &["trace", MAPPING, "captures.ndjson", "--strict"],
    &["trace", MAPPING, "captures.ndjson", "-f", "json"],
    &["schema", "captures.ndjson"],
    &["schema", "captures.ndjson", "-f", "json"],
    &["schema", "captures.ndjson", "--where", "header:x-kind=other"],
    &["find", "Bearer", "captures.ndjson", "--contains"],
    &["init", "captures.ndjson"],
    &["init", "captures.ndjson", "--all"],
];

#[test]
fn no_command_repeats_what_a_header_holds() {
    for mapping in MAPPINGS {
        let folder = Folder::of_mapping(mapping);
        folder.write("captures.ndjson", captures());
        for command in COMMANDS {
            let outcome = folder.run(command);
            assert!(!outcome.stdout.contains(SECRET), "{command:?}: {}", outcome.stdout);
            assert!(!outcome.stderr.contains(SECRET), "{command:?}: {}", outcome.stderr);
            assert!(!outcome.stderr.contains("Usage:"), "{command:?}: {}", outcome.stderr);
        }
        if folder.names().contains(&"stats.json".to_owned()) {
            assert!(!folder.read("stats.json").contains(SECRET), "{mapping}");
        }
    }
}

#[test]
fn the_messages_in_a_file_of_rejects_do_not_repeat_it_either() {
    for mapping in MAPPINGS {
        let folder = Folder::of_mapping(mapping);
        folder.write("captures.ndjson", captures());
        folder.run(&["apply", MAPPING, "captures.ndjson", "--rejects", "rejects.ndjson"]);
        for line in folder.read("rejects.ndjson").lines() {
            let reject: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(!reject["message"].to_string().contains(SECRET), "{line}");
        }
    }
}

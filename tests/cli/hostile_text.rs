//! Names, keys, values and arguments that would act on a terminal: no message, and no report for people or for machines,
//! sends them there as they are.

use crate::run::{Folder, Outcome};

/// Characters that act, one of each kind: ESC, BEL, CR, DEL, C1, a line separator, direction marks, a byte order mark.
const HOSTILE: &str = "\u{1b}[31mX\u{7}\r\u{7f}\u{9b}2J\u{2028}\u{202e}\u{2066}\u{feff}";

fn is_hostile(character: char) -> bool {
    HOSTILE.contains(character) && !character.is_ascii_graphic()
        || character.is_control() && character != '\n'
}

fn assert_harmless(what: &[&str], outcome: &Outcome) {
    for (stream, text) in [("output", &outcome.stdout), ("error", &outcome.stderr)] {
        let found = text.chars().find(|&character| is_hostile(character));
        assert_eq!(found, None, "{what:?}, standard {stream}: {text:?}");
    }
    // The text is there, spelled out: a test that sees nothing holds nothing.
    let shown = [&outcome.stdout, &outcome.stderr]
        .into_iter()
        .any(|text| text.contains("\\u{9b}") || text.contains("\\u009b"));
    assert!(shown, "{what:?}: {outcome:?}");
}

#[test]
fn arguments_are_spelled_out_in_what_is_said_of_them() {
    let folder = Folder::of_mapping(r#"{"fields": {"a": "a"}}"#);
    folder.write("in.ndjson", "{\"a\":1}\n");
    let option = format!("--{HOSTILE}");
    let assigned = format!("--jobs={HOSTILE}");
    for arguments in [
        &[HOSTILE] as &[&str],
        &[&option],
        &["apply", &option],
        &["apply", "m.json", &assigned],
        &["apply", "m.json", "--max-rejects", HOSTILE],
        &["apply", "m.json", "--max-payload", HOSTILE],
        &["apply", "m.json", "--from", HOSTILE],
        &["apply", "m.json", "--limit", HOSTILE],
        &["apply", "m.json", "--guard", HOSTILE],
        &["apply", "m.json", "--progress", HOSTILE],
        &["apply", "m.json", "--color", HOSTILE],
        &["apply", "m.json", "-f", HOSTILE],
        &["apply", "m.json", "-j", HOSTILE],
        &["apply", "m.json", "in.ndjson", "-o", &format!("x.{HOSTILE}")],
        &["apply", "m.json", "in.ndjson", "-o", &format!("{HOSTILE}/x.csv")],
        &["apply", "m.json", "in.ndjson", "--rejects", &format!("{HOSTILE}/x")],
        &["apply", "m.json", "in.ndjson", "--stats", &format!("{HOSTILE}/x")],
        &["apply", HOSTILE],
        &["apply", "m.json", HOSTILE],
        &["schema", HOSTILE],
        &["schema", "--where", HOSTILE],
        &["schema", "--where", &format!("header:{HOSTILE}[=x")],
        &["schema", "--group-by", &format!("{HOSTILE}[")],
        &["schema", "-f", HOSTILE],
        &["init", HOSTILE],
        &["init", "in.ndjson", "-o", &format!("{HOSTILE}/x")],
        &["check", HOSTILE],
        &["check", "m.json", "--samples", HOSTILE],
        &["check", "m.json", "--schema", HOSTILE],
        &["check", "m.json", "--deny", HOSTILE],
        &["check", "m.json", "-f", HOSTILE],
        &["trace", "m.json", "in.ndjson", "--where", HOSTILE],
        &["trace", "m.json", "in.ndjson", "--where", &format!("a={HOSTILE}")],
        &["trace", "m.json", "in.ndjson", "--record", HOSTILE],
        &["trace", "m.json", "in.ndjson", "--only", HOSTILE],
        &["trace", HOSTILE],
        &["find", HOSTILE, "in.ndjson"],
        &["find", "x", HOSTILE],
        &["find", HOSTILE, "in.ndjson", "-f", "json"],
        &["explain", HOSTILE],
        &["completions", HOSTILE],
        &["man", HOSTILE],
        &["help", HOSTILE],
    ] {
        assert_harmless(arguments, &folder.run(arguments));
        let coloured = [arguments, &["--color", "always"]].concat();
        let outcome = folder.run(&coloured);
        let raw =
            [&outcome.stdout, &outcome.stderr].into_iter().any(|text| text.contains("[31mX\u{7}"));
        assert!(!raw && !outcome.stderr.contains('\u{9b}'), "{coloured:?}: {outcome:?}");
    }
}

#[cfg(unix)]
#[test]
fn names_keys_and_values_are_spelled_out_in_all_that_is_not_the_list_itself() {
    let hostile = serde_json::to_string(HOSTILE).unwrap();
    let folder = Folder::new();
    let mapping = format!("{HOSTILE}.json").replace('\r', "");
    let mapping = mapping.as_str();
    folder.write(
        mapping,
        format!(
            r#"{{"fields": {{
                {hostile}: {{"path": "$[{hostile}]", "type": "email", "description": {hostile}}},
                "b": {{"path": {hostile}, "required": true}}, "c": {{"value": {hostile}}}, "n": "$.names[{hostile}]"}},
                "when": {{"$.names[{hostile}]": {{"blank": false}}}}}}"#
        ),
    );
    folder.write(
        "wrong.json",
        format!(r#"{{"fields": {{{hostile}: {{"path": "a", "type": {hostile}}}, "b": {{"path": "x", {hostile}: 1}}}}}}"#),
    );
    let payload = format!(r#"{{{hostile}: {hostile}, "names": {{{hostile}: {hostile}}}}}"#);
    let captures = format!("{HOSTILE}-captures.ndjson");
    let captures = captures.as_str();
    folder.write(
        captures,
        format!("{payload}\n{payload}\n{{\"x\":1}}\n{{\"a\":\"\u{9b}\u{202e}\"\"b\"}}\n\u{9b}\u{1b}[2J stray\n"),
    );
    for arguments in [
        &["apply", mapping, captures, "-f", "table"] as &[&str],
        &["apply", mapping, captures, "-f", "table", "--progress", "always"],
        &["apply", mapping, captures, "-f", "table", "--strict"],
        &["apply", "wrong.json", captures],
        &["schema", captures],
        &["schema", captures, "-f", "json"],
        &["schema", captures, "-f", "json-schema"],
        &["schema", captures, "-f", "paths"],
        &["schema", captures, "--group-by", "names"],
        &["init", captures, "--all"],
        &["trace", mapping, captures, "--only", "rejected"],
        &["trace", mapping, captures, "--only", "rejected", "-f", "json"],
        &["find", HOSTILE, captures],
        &["find", HOSTILE, captures, "-f", "json"],
        &["check", mapping, "wrong.json"],
        &["check", mapping, "wrong.json", "-f", "json"],
        &["check", mapping, "wrong.json", "-f", "short"],
        &["check", mapping, "wrong.json", "-f", "github"],
        &["check", mapping, "wrong.json", "-f", "sarif"],
        &["check", mapping, "--samples", captures],
        &["check", mapping, "--samples", captures, "-f", "json"],
        &["check", mapping, "--samples", captures, "-f", "sarif"],
    ] {
        assert_harmless(arguments, &folder.run(arguments));
    }
    // The same JSON.
    let found = folder.run(&["find", HOSTILE, captures, "-f", "json"]);
    let found: serde_json::Value = serde_json::from_str(&found.stdout).unwrap();
    assert!(
        found.to_string().contains(HOSTILE.trim_matches('\u{1b}').split('\u{7}').next().unwrap())
    );
}

#[test]
fn pipes_and_files_get_the_list_as_it_is() {
    let folder = Folder::of_mapping(r#"{"fields": {"a": "a"}}"#);
    let input = serde_json::json!({ "a": HOSTILE }).to_string();
    for format in ["csv", "tsv"] {
        let piped = folder.apply(&["-f", format], &input).ends_with(0).stdout;
        assert!(piped.contains(HOSTILE), "{piped:?}");
        folder.apply(&["-f", format, "-o", "list"], &input).ends_with(0);
        assert_eq!(folder.read("list"), piped);
    }
}

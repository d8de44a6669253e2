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

/// Captures that are broken in every way in which a header stands near the fault. None holds the secret without a sign of
/// headers.
fn broken_captures() -> Vec<Vec<u8>> {
    let mut captures: Vec<Vec<u8>> = [
        r#"{"headers":{"authorization":"Bearer hunter2" "x":"1"},"body":{"id":1}}"#,
        r#"{"headers":{"authorization":"Bearer "hunter2""},"body":{"id":1}}"#,
        r#"{"headers":{"authorization":hunter2},"body":{"id":1}}"#,
        r#"{"headers":{"authorization":0hunter2},"body":{"id":1}}"#,
        r#"{"headers":{"authorization":"Bearer \hunter2"},"body":{"id":1}}"#,
        "{\"headers\":{\"authorization\":\"Bearer \u{1}hunter2\"},\"body\":{\"id\":1}}",
        "{\"headers\":{\"authorization\":\"Bearer \nhunter2\"},\"body\":{\"id\":1}}",
        r#"{"headers":{"authorization:"Bearer hunter2"},"body":{"id":1}}"#,
        r#"{"headers":[{"name":"authorization","value":"hunter2"},],"body":{"id":1}}"#,
        r#"{"headers":["authorization: hunter2" "x: 1"],"body":{"id":1}}"#,
        r#"{"multiValueHeaders":{"authorization":["hunter2","b","hunter2"}},"body":"{}"}"#,
        r#"{"body":{"id":1} "headers":{"authorization":"Bearer hunter2"}}"#,
        r#"{"host":"a","user-agent":"hunter2","body":{"id":bad},"query":{}}"#,
        r#"{"headers":{"authorization":"Bearer hunter2"#,
        r#"[{"headers":{"authorization":"Bearer hunter2"},"body":{"id":1}}"#,
        "{\n  \"headers\": {\n    \"authorization\": \"Bearer hunter2\"\n    \"x\": \"1\"\n  }\n}",
        "POST /hook HTTP/1.1\nAuthorization: Bearer hunter2\n\n{\"id\":1}",
        r#"{"headers":{"authorization":"hunter2"},"body":"{\"headers\":{\"cookie\":hunter2}}"}"#,
        r#"{"headers":{"authorization":"hunter2"},"body":"hunter"}"#,
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    captures.push(b"{\"headers\":{\"authorization\":\"Bearer \xffhunter2\"},\"body\":{}}".to_vec());
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    captures.push([b"\xff\xfe".to_vec(), wide(r#"{"headers":{"a":"hunter2"}}"#)].concat());
    captures.push(wide(r#"{"headers":{"a":"hunter2"}}"#));
    captures
}

#[test]
fn what_is_shown_of_a_broken_capture_holds_no_header() {
    let folder = Folder::of_mapping(r#"{"fields": {"id": "id"}}"#);
    for capture in broken_captures() {
        let shown = String::from_utf8_lossy(&capture).into_owned();
        folder.write("captures.ndjson", [capture, b"\n{\"id\":2}\n".to_vec()].concat());
        for command in [
            &["apply", MAPPING, "captures.ndjson", "--rejects", "rejects.ndjson"][..],
            &["apply", MAPPING, "captures.ndjson", "--repair"],
            &["apply", MAPPING, "captures.ndjson", "-j", "2"],
            &["check", MAPPING, "--samples", "captures.ndjson"],
            &["trace", MAPPING, "captures.ndjson", "--record", "9"],
            &["schema", "captures.ndjson"],
            &["find", "2", "captures.ndjson"],
            &["init", "captures.ndjson", "--all"],
            &["apply", MAPPING, "rejects.ndjson"],
        ] {
            let outcome = folder.run(command);
            // UTF-16 is shown with what is between its letters.
            let said = outcome.stderr.replace("\\u{0}", "").replace('\u{fffd}', "");
            assert!(!said.contains("hunter2"), "{shown} {command:?}: {}", outcome.stderr);
        }
        for line in folder.read("rejects.ndjson").lines() {
            let reject: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(!reject["message"].to_string().contains("hunter2"), "{line}");
        }
    }
}

#[test]
fn of_a_broken_capture_without_headers_the_line_is_shown() {
    let outcome = Folder::of_mapping(r#"{"fields": {"id": "id"}}"#)
        .apply(&[], r#"{"id":"Asha" "phone":bad}"#)
        .ends_with(1);
    assert!(outcome.stderr.contains(r#"1 | {"id":"Asha" "phone":bad}"#), "{}", outcome.stderr);
    assert!(outcome.stderr.contains(r#"found `"`"#), "{}", outcome.stderr);
}

#[test]
fn the_cell_that_is_made_of_a_header_is_not_traced() {
    for mapping in [
        r#"{"fields": {"token": "header:authorization", "id": "id"}}"#,
        r#"{"fields": {"token": ["none", "header:x-kind"], "id": "id"}}"#,
        r#"{"fields": {"token": {"template": "{id}:{header:x-kind}"}, "id": "id"}}"#,
        r#"{"fields": {"token": {"path": "header:x-kind", "type": "integer"}, "id": "id"}}"#,
        r#"{"fields": {"token": {"path": "header:x-kind", "many": "list"}, "id": "id"}}"#,
    ] {
        let folder = Folder::of_mapping(mapping);
        folder.write("captures.ndjson", captures());
        for format in ["text", "json"] {
            let outcome = folder.run(&["trace", MAPPING, "captures.ndjson", "-f", format]);
            let outcome = outcome.ends_with(0);
            assert!(!outcome.stdout.contains(SECRET), "{mapping}: {}", outcome.stdout);
            let hidden = match format {
                "text" => "token  (not shown: headers hold secrets)",
                _ => r#""hidden": true"#,
            };
            assert!(outcome.stdout.contains(hidden), "{mapping}: {}", outcome.stdout);
        }
    }
    let blank = r#"{"fields": {"token": {"path": "header:none", "default": "open"}, "id": "id"}}"#;
    let folder = Folder::of_mapping(blank);
    let outcome = folder.pipe(&["trace", MAPPING], captures()).ends_with(0);
    assert!(outcome.stdout.contains("token  open"), "{}", outcome.stdout);
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

/// Mappings whose test names a file, and in which each way of failing would tell a value of it.
fn tests_of(input: &str) -> [String; 6] {
    let test = |fields: &str, rest: &str, expect: &str| {
        format!(
            r#"{{{rest} "fields": {fields}, "tests": [{{"input": {input:?}, "expect": {expect}}}]}}"#
        )
    };
    [
        test(r#"{"a": "token"}"#, "", r#"[{"a": "x"}]"#),
        test(r#"{"a": "token"}"#, "", "[]"),
        test(r#"{"a": {"path": "token", "type": "integer"}}"#, "", r#"[{"a": 1}]"#),
        test(r#"{"a": {"path": "token", "type": "integer", "on_invalid": "reject"}}"#, "", "[{}]"),
        test(r#"{"a": "none"}"#, r#""when": {"token": "x"},"#, "[{}]"),
        test(r#"{"a": {"path": "$..*", "many": "list"}}"#, "", r#"[{"a": []}]"#),
    ]
}

#[test]
fn a_mapping_shows_no_values_of_files_that_are_none_of_its_repository_or_folder() {
    let folder = Folder::new();
    for inside in ["alone", "repository/.git", "repository/mappings", "repository/.hidden"] {
        std::fs::create_dir_all(folder.path(inside)).unwrap();
    }
    let secret = format!(r#"{{"token":"{SECRET}"}}"#);
    let places =
        ["secret.json", "repository/.hidden/s.json", "repository/.env", "repository/.git/config"];
    for place in places {
        folder.write(place, &secret);
    }
    folder.write("repository/.git/plain", format!("[core]\n  token = {SECRET}\n"));
    for own in ["alone/own.json", "repository/own.json"] {
        folder.write(own, &secret);
    }
    let absolute = folder.path("secret.json");
    let mut others = vec![
        ("alone", "../secret.json"),
        ("alone", "../repository/own.json"),
        ("alone", absolute.to_str().unwrap()),
        ("repository/mappings", "../../secret.json"),
        ("repository/mappings", "../.hidden/s.json"),
        ("repository/mappings", "../.env"),
        ("repository/mappings", "../.git/config"),
        ("repository/mappings", "../.git/plain"),
    ];
    #[cfg(unix)]
    {
        let link = folder.path("alone/link.json");
        std::os::unix::fs::symlink("../secret.json", link).unwrap();
        others.push(("alone", "link.json"));
    }
    let formats = ["text", "short", "json", "github", "sarif"];
    let told = |inside: &str, mapping: &str, format: &str| {
        let file = format!("{inside}/m.json");
        folder.write(&file, mapping);
        let outcome = folder.run(&["check", &file, "-f", format]).ends_with(1);
        (outcome.stdout + &outcome.stderr).contains(SECRET)
    };
    for (inside, input) in others {
        for mapping in tests_of(input) {
            for format in formats {
                assert!(!told(inside, &mapping, format), "{inside} {mapping} {format}");
            }
        }
    }
    for (inside, input) in [("alone", "own.json"), ("repository/mappings", "../own.json")] {
        assert!(told(inside, &tests_of(input)[0], "text"), "{inside} {input}");
    }
}

#[test]
fn pieces_of_a_broken_capture_and_captures_in_the_place_of_mappings_tell_nothing_either() {
    let folder = Folder::of_mapping(r#"{"fields": {"id": "id"}}"#);
    for pieces in [
        r#""authorization":"Bearer hunter2"},"body":{"name":"a"}}"#,
        r#""headers":{"k":"hunter2"},"body":{"name":1}}"#,
        "{\"name\":bad,\n\"headers\":\n{\n\"token\": Bearer hunter2\n},\n\"body\":1}",
    ] {
        for command in [&["apply", MAPPING][..], &["schema"], &["apply", MAPPING, "--repair"]] {
            let outcome = folder.pipe(command, pieces);
            assert!(!outcome.stderr.contains(SECRET), "{pieces}: {}", outcome.stderr);
        }
    }
    folder.write("capture.json", r#"{"headers":{"authorization":"Bearer hunter2"},"body":{}}"#);
    folder
        .write("broken.json", r#"{"headers":{"authorization":"Bearer hunter2" "x":1},"body":{}}"#);
    for name in ["capture.json", "broken.json"] {
        for command in [&["apply", name, MAPPING][..], &["trace", name, MAPPING], &["check", name]]
        {
            let outcome = folder.run(command);
            let said = outcome.stdout + &outcome.stderr;
            assert!(!said.contains(SECRET), "{command:?}: {said}");
        }
    }
}

/// Pieces of captures that tell of no headers themselves: what stood before them did.
#[test]
fn what_follows_headers_on_the_same_line_or_after_a_line_break_in_a_value_is_not_shown() {
    let folder = Folder::of_mapping(r#"{"fields": {"id": "id"}}"#);
    for input in [
        r#"["headers"] hunter2"#,
        r#"["headers"] "hunter2"#,
        r#"["headers"] {"token": hunter2}"#,
        r#"["headers"] {"token": "hunter2" "#,
        r#"{"headers":{"authorization":"a"}} hunter2"#,
        r#"{"headers":{"authorization":"a"}} {hunter2}"#,
        r#"[{"headers":{"authorization":"a"}}, hunter2]"#,
        r#"[{"headers":{"authorization":"a"}}, {hunter2:1}]"#,
        "{\"headers\":{\"authorization\":\"Bearer\n{hunter2\"},\"body\":{\"id\":1}}",
        "{\"headers\":{\"authorization\":\"Bearer\n{ 0hunter2\"},\"body\":{\"id\":1}}",
        "{\"headers\":{\"authorization\":\"Bearer\n[hunter2\"},\"body\":{\"id\":1}}",
        "{\"headers\":{\"authorization\":\"Bearer\n[-hunter2\"},\"body\":{\"id\":1}}",
        "{\"headers\":{\"authorization\":\"Bearer\n{}\n{hunter2\"},\"body\":{\"id\":1}}",
        "[{\"headers\":{\"authorization\":\"Bearer\n{\"id\":hunter2\"},\"body\":{\"id\":1}}]",
    ] {
        folder.write("captures.ndjson", format!("{input}\n{{\"id\":2}}\n"));
        for command in [
            &["apply", MAPPING, "captures.ndjson", "--rejects", "rejects.ndjson"][..],
            &["apply", MAPPING, "captures.ndjson", "--repair"],
            &["apply", MAPPING, "captures.ndjson", "-j", "2"],
            &["apply", MAPPING, "captures.ndjson", "--from", "json"],
            &["check", MAPPING, "--samples", "captures.ndjson"],
            &["trace", MAPPING, "captures.ndjson", "--record", "9"],
            &["schema", "captures.ndjson"],
            &["find", "2", "captures.ndjson"],
            &["init", "captures.ndjson", "--all"],
            &["apply", MAPPING, "rejects.ndjson"],
        ] {
            let outcome = folder.run(command);
            assert!(!outcome.stderr.contains(SECRET), "{input} {command:?}: {}", outcome.stderr);
        }
        for line in folder.read("rejects.ndjson").lines() {
            let reject: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(!reject["message"].to_string().contains(SECRET), "{line}");
        }
    }
}

#[test]
fn headers_of_an_input_in_a_mapping_are_not_shown_with_its_test() {
    let headers = [
        r#"{"headers":{"authorization":"Bearer hunter2"},"body":{"id":1}}"#,
        r#"[{"headers":[{"name":"k","value":"hunter2"}],"body":"{}"},{"headers":{},"body":"x"}]"#,
        r#"{"host":"a","user-agent":"hunter2","body":{"id":2}}"#,
        "{\n\"headers\": {\"k\": \"hunter2\", \"k\": \"hunter2\"},\n\"body\": {}}",
        "{\n\"headers\": {\n\"k\": \"hunter2\", \"k\": \"hunter2\"},\n\"body\": {}}",
    ];
    for input in headers {
        for mapping in [
            format!(
                r#"{{"fields": {{"id": "id"}}, "tests": [{{"input": {input}, "expect": []}}]}}"#
            ),
            format!(
                r#"{{"fields": {{"id": "id"}}, "tests": [{{"expect": [{{"id": 7}}], "input": {input}}}]}}"#
            ),
            format!(
                r#"{{"tests": [{{"input": {input}, "expect": [{{"no": 7}}]}}], "fields": {{"id": "id"}}}}"#
            ),
            format!(
                r#"{{"fields": {{"id": "id"}}, "tests": [{{"input": {input}, "expect": [] "a"}}]}}"#
            ),
        ] {
            let folder = Folder::of_mapping(&mapping);
            for format in ["text", "short", "json", "github", "sarif"] {
                let outcome = folder.run(&["check", MAPPING, "-f", format]);
                assert_ne!(outcome.status, 0, "{mapping}");
                let said = outcome.stdout + &outcome.stderr;
                assert!(!said.contains(SECRET), "{mapping} {format}: {said}");
            }
        }
    }
    // Paths to headers are no values.
    let mapping = "{\"fields\": {\"a\": \"header:x-id\", \"b\": {\"path\": \"header:x-id\", \"tipe\": \"text\"}}}";
    let outcome = Folder::of_mapping(mapping).run(&["check", MAPPING]).ends_with(1);
    assert!((outcome.stdout + &outcome.stderr).contains("header:x-id"));
}

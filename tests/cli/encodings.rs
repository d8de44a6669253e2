//! Bytes that are not UTF-8, and text that is but holds what JSON only just allows.

use crate::run::{Folder, csv, ndjson};

const MAPPING: &str = r#"{"fields": {"a": "a", "b": "b.c"}}"#;

fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn a_byte_that_is_not_utf8_is_named_with_its_place_and_costs_its_payload() {
    for (bytes, byte, place) in [
        (&b"{\"a\":\"\xff\"}"[..], "0xFF", "2:7 (byte 18)"),
        (b"{\"a\":\"x\xc3(\"}", "0xC3", "2:8 (byte 19)"),
        (b"{\"a\":\"\xed\xa0\x80\"}", "0xED", "2:7 (byte 18)"),
        (b"{\"unmapped\":\"\xc0\x80\"}", "0xC0", "2:14 (byte 25)"),
        (b"{\"\xf5\":1}", "0xF5", "2:3 (byte 14)"),
    ] {
        let input = [b"{\"a\":\"one\"}\n", bytes, b"\n{\"a\":\"two\"}\n"].concat();
        let outcome = csv(MAPPING, &input).ends_with(1);
        assert_eq!(outcome.stdout, "a,b\none,\ntwo,\n");
        let reject = outcome.reject();
        assert!(
            reject.starts_with(&format!("reject[invalid-utf8]: the byte {byte} is not UTF-8")),
            "{reject}"
        );
        assert!(reject.ends_with(place), "{reject}");
    }
}

#[test]
fn a_byte_that_is_not_utf8_is_replaced_with_repair() {
    let outcome =
        Folder::of_mapping(MAPPING).apply(&["--repair"], b"{\"a\":\"Ren\xe9e\"}").ends_with(0);
    assert_eq!(outcome.stdout, "a,b\nRen\u{fffd}e,\n");
    assert!(
        outcome
            .stderr
            .contains("repaired: replaced bytes that are not UTF-8 by U+FFFD at <stdin>:1:10"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn latin_1_is_named_in_the_message() {
    let reject = csv(MAPPING, b"{\"a\":\"Ren\xe9e\"}").ends_with(1).reject();
    assert!(
        reject.contains("0xE9") && reject.contains("Latin-1") && reject.contains('é'),
        "{reject}"
    );
}

#[test]
fn utf_16_is_named_in_the_message_with_and_without_its_mark() {
    let text = "{\"a\":\"Renée\"}\n{\"a\":\"x\"}\n";
    let marked = format!("\u{feff}{text}");
    for (bytes, name) in [
        (utf_16(text, u16::to_le_bytes), "UTF-16LE"),
        (utf_16(text, u16::to_be_bytes), "UTF-16BE"),
        (utf_16(&marked, u16::to_le_bytes), "UTF-16LE"),
        (utf_16(&marked, u16::to_be_bytes), "UTF-16BE"),
    ] {
        let outcome = csv(MAPPING, &bytes).ends_with(1);
        let reject = outcome.reject();
        assert!(
            reject.starts_with(&format!("reject[encoding]: the input is in {name}")),
            "{reject}"
        );
        assert!(reject.contains("iconv"), "{reject}");
        assert_eq!(outcome.stdout, "a,b\n");
    }
}

#[test]
fn a_byte_order_mark_and_crlf_are_no_faults() {
    let outcome = csv(MAPPING, "\u{feff}{\"a\":1}\r\n{\"a\":2}\r\n").ends_with(0);
    assert_eq!(outcome.stdout, "a,b\n1,\n2,\n");
}

#[test]
fn half_of_a_surrogate_pair_becomes_u_fffd_and_is_counted() {
    let input = r#"{"a": "\ud83d\ude00 whole"} {"a": "half \ud83d"} {"a": "\ude00"} {"a": "\ude00\ud83d"} {"x": "\ud800"}"#;
    let outcome = ndjson(MAPPING, input).ends_with(0);
    let texts: Vec<_> =
        outcome.records().into_iter().map(|mut record| record["a"].take()).collect();
    assert_eq!(
        texts,
        [
            "😀 whole".into(),
            "half \u{fffd}".into(),
            "\u{fffd}".into(),
            "\u{fffd}\u{fffd}".into(),
            serde_json::Value::Null
        ]
    );
    assert_eq!(outcome.count("lone_surrogates"), 4);
    assert!(outcome.stderr.contains("lone surrogates now U+FFFD 4"), "{}", outcome.stderr);
}

#[test]
fn half_of_a_surrogate_pair_in_a_mapped_string_is_a_reject_with_strict() {
    let input = "{\"a\":\"\\ud83d\"}\n{\"a\":1,\"x\":\"\\ud83d\"}\n";
    let outcome = Folder::of_mapping(MAPPING).apply(&["--strict"], input).ends_with(1);
    assert_eq!(outcome.stdout, "a,b\n1,\n");
    assert_eq!(
        outcome.reject(),
        "reject[lone-surrogate]: `a` holds half of a surrogate pair --> <stdin>:1:1 (byte 0)"
    );
}

#[test]
fn of_a_key_that_stands_twice_the_last_counts_and_that_is_counted() {
    let input = "{\"a\":1,\"a\":2}\n{\"b\":{\"c\":1},\"b\":{\"c\":2}}\n{\"b\":{\"c\":3,\"c\":null,\"c\":4}}\n\
                 {\"a\":1,\"\\u0061\":5}\n{\"x\":{\"y\":1,\"y\":2}}\n";
    let outcome = csv(MAPPING, input).ends_with(0);
    assert_eq!(outcome.stdout, "a,b\n2,\n,2\n,4\n5,\n,\n");
    assert_eq!(outcome.count("duplicate_keys"), 5);
    assert!(
        outcome.stderr.contains("duplicate keys of which the last was taken 5"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_key_that_stands_twice_on_a_mapped_path_is_a_reject_with_strict() {
    let input = "{\"a\":1,\"a\":2}\n{\"a\":3,\"x\":{\"y\":1,\"y\":2}}\n{\"b\":{\"c\":1,\"c\":1}}\n";
    let outcome = Folder::of_mapping(MAPPING).apply(&["--strict"], input).ends_with(1);
    assert_eq!(outcome.stdout, "a,b\n3,\n");
    assert_eq!(
        outcome.rejects(),
        [
            "reject[duplicate-key]: an object on a mapped path has a key twice --> <stdin>:1:1 (byte 0)",
            "reject[duplicate-key]: an object on a mapped path has a key twice --> <stdin>:3:1 (byte 40)",
        ]
    );
}

#[test]
fn every_character_comes_out_as_it_went_in() {
    let mapping = r#"{"fields": {"a": "a"}}"#;
    let text: String = ('\u{1}'..='\u{2ff}')
        .chain(['\u{2028}', '\u{feff}', '\u{fffd}', '\u{10ffff}', 'क', '😀'])
        .collect();
    let input = serde_json::json!({ "a": text }).to_string();
    assert_eq!(ndjson(mapping, &input).records()[0]["a"], text);
    // Escaped as far as it can be.
    let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    let outcome = ndjson(mapping, format!("{{\"a\":\"{escaped}\"}}")).ends_with(0);
    assert_eq!(outcome.records()[0]["a"], text);
    let outcome = Folder::of_mapping(mapping).apply(&["--guard", "off"], &input).ends_with(0);
    let mut reader = csv::ReaderBuilder::new().from_reader(outcome.stdout.as_bytes());
    assert_eq!(&reader.records().next().unwrap().unwrap()[0], text);
}

// Elsewhere a file cannot have such a name.
#[cfg(unix)]
#[test]
fn a_table_and_the_messages_send_no_control_characters() {
    let mapping = r#"{"fields": {"a\u001b[31m": {"path": "a", "required": true}}}"#;
    let hostile = "\u{1b}]8;;http://x\u{7}\u{9b}31m\r\u{202e}\u{7f}\u{2028}x";
    let input = serde_json::json!([{ "a": hostile }, { hostile: 1 }]).to_string()
        + hostile
        + "\n{\"a\":"
        + hostile
        + "}\n";
    let folder = Folder::of_mapping(mapping);
    folder.write(&format!("{}.json", hostile.replace('/', "")), input);
    let name = folder.names().into_iter().find(|name| name != "m.json").unwrap();
    let outcome = folder.apply(&["-f", "table", &name], "").ends_with(1);
    for text in [&outcome.stdout, &outcome.stderr] {
        let sent = text.chars().find(|&c| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}')
        });
        assert_eq!(sent, None, "{text:?}");
    }
    assert!(outcome.stdout.contains("\\u{1b}"), "{}", outcome.stdout);
}

/// Objects and lists that RFC 8259 allows and that readers stop at, with what is written of them.
const AMBIGUOUS: [(&str, &str); 6] = [
    (r#"{"k": "a\ud83d"}"#, r#"{"k":"a�"}"#),
    (r#"["\ude00", {"\ud83d": 1.10}]"#, r#"["�",{"�":1.10}]"#),
    (
        r#"{"k":1,"l":2,"\u006b":12345678901234567890123}"#,
        r#"{"\u006b":12345678901234567890123,"l":2}"#,
    ),
    (r#"[[{"k":{"m":1,"m":2},"k":{"m":3,"m":4}}]]"#, r#"[[{"k":{"m":4}}]]"#),
    (r#"{"\ud83d":1,"\udfff":1E40}"#, r#"{"�":1E40}"#),
    (r#"{"k":"\ud83d\ude00 \\ud83d"}"#, r#"{"k":"\ud83d\ude00 \\ud83d"}"#),
];

#[test]
fn objects_and_lists_are_written_so_that_every_reader_takes_them() {
    let many = r#"{"fields": {
        "o": "o", "t": {"template": "<{o}>"}, "d": "d.x", "l": {"path": "l[*]", "many": "list"}},
        "decode": ["d"]}"#;
    for (ambiguous, expected) in AMBIGUOUS {
        let decoded = serde_json::to_string(&format!(r#"{{"x":{ambiguous}}}"#)).unwrap();
        let input = format!(r#"{{"o":{ambiguous},"d":{decoded},"l":[{ambiguous},{ambiguous}]}}"#);
        for jobs in ["1", "2"] {
            let folder = Folder::of_mapping(many);
            let outcome = folder.apply(&["-f", "ndjson", "-j", jobs], &input).ends_with(0);
            let template = serde_json::to_string(&format!("<{expected}>")).unwrap();
            let line = format!(
                r#"{{"o":{expected},"t":{template},"d":{expected},"l":[{expected},{expected}]}}"#
            );
            assert_eq!(outcome.stdout.trim_end(), line);
            let mended = ambiguous != expected;
            let flaws = outcome.count("lone_surrogates") + outcome.count("duplicate_keys");
            assert_eq!(flaws > 0, mended, "{ambiguous}");
            let strict = folder.apply(&["-f", "ndjson", "-j", jobs, "--strict"], &input);
            assert_eq!(strict.status, i32::from(mended), "{ambiguous}: {strict:?}");
        }
        let folder = Folder::of_mapping(r#"{"fields": {"o": "o"}}"#);
        for format in ["csv", "tsv"] {
            let outcome = folder.apply(&["-f", format], format!(r#"{{"o":{ambiguous}}}"#));
            let mut reader = csv::ReaderBuilder::new().from_reader(outcome.stdout.as_bytes());
            assert_eq!(&reader.records().next().unwrap().unwrap()[0], expected);
        }
    }
}

#[test]
fn what_is_ambiguous_within_a_mapped_object_is_a_reject_with_strict() {
    let input = "{\"a\":{\"k\":[\"\\ud83d\"]}}\n{\"a\":{\"k\":1,\"k\":2}}\n{\"a\":{},\"x\":{\"k\":\"\\ud83d\",\"k\":1}}\n";
    let outcome = Folder::of_mapping(MAPPING).apply(&["--strict"], input).ends_with(1);
    assert_eq!(outcome.stdout, "a,b\n{},\n");
    assert_eq!(
        outcome.rejects(),
        [
            "reject[lone-surrogate]: `a` holds half of a surrogate pair --> <stdin>:1:1 (byte 0)",
            "reject[duplicate-key]: an object in `a`, or on the way to it, has a key twice --> <stdin>:2:1 (byte 23)",
        ]
    );
}

/// Values that readers stop at, or split a line in, as JSON.
fn hostile_values() -> Vec<String> {
    let controls: String = ('\0'..='\u{a0}').chain('\u{2000}'..='\u{206f}').collect();
    let controls = serde_json::to_string(&controls).unwrap();
    let mut values: Vec<String> = AMBIGUOUS.iter().map(|(value, _)| (*value).to_owned()).collect();
    values.push(controls.clone());
    values.push(format!("[{controls}]"));
    values.push(format!("{{{controls}:{controls}}}"));
    values.push(r#""\ud83d""#.to_owned());
    values.push(format!("{}{}{}", "[".repeat(120), r#"{"k":"\ud800","k":[]}"#, "]".repeat(120)));
    values
}

const LINE_ENDS: [char; 4] = ['\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// Reads NDJSON with every reader that is at hand.
#[track_caller]
fn read_by_every_reader(ndjson: &str, count: usize) {
    assert_eq!(ndjson.lines().count(), count, "{ndjson}");
    assert!(!ndjson.contains(LINE_ENDS), "{ndjson}");
    for line in ndjson.split_terminator('\n') {
        serde_json::from_str::<Unambiguous>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
    let programs: [(&str, &[&str]); 2] = [
        ("jq", &["-c", "."]),
        (
            "python3",
            &[
                "-c",
                "import json, sys\n\
                 for line in sys.stdin.buffer.read().decode('utf-8').splitlines():\n    \
                     json.loads(line); print(0)",
            ],
        ),
    ];
    for (program, arguments) in programs {
        let mut command = std::process::Command::new(program);
        // jq 1.6 reads half as deep.
        let lines: Vec<&str> = ndjson.lines().filter(|line| !line.contains("[[[[")).collect();
        command.args(arguments);
        if std::process::Command::new(program).arg("--version").output().is_err() {
            use std::io::Write as _;
            // Not `eprintln!`, which the test harness would keep to itself.
            let skipped = format!("skipped: NDJSON in {program}, which is missing\n");
            std::io::stderr().write_all(skipped.as_bytes()).unwrap();
            continue;
        }
        let read = crate::run::outcome(command, format!("{}\n", lines.join("\n")).as_bytes());
        assert_eq!(
            (read.status, read.stdout.lines().count()),
            (0, lines.len()),
            "{program}: {read:?}"
        );
    }
}

#[test]
fn ndjson_is_read_line_by_line_by_every_reader() {
    let values = hostile_values();
    let input: String = values.iter().map(|value| format!("{{\"a\":{value}}}\n")).collect();
    let outcome = ndjson(MAPPING, &input).ends_with(0);
    read_by_every_reader(&outcome.stdout, values.len());
}

/// A capture that holds a value.
type Form = fn(&str) -> String;

#[test]
fn reject_lines_are_read_line_by_line_by_every_reader_and_lose_nothing() {
    let wrong =
        Folder::of_mapping(r#"{"fields": {"a": "a", "b": {"path": "none", "required": true}}}"#);
    // As payloads, in a wrapper, as a string, among others, as nodes, in a list in a list, and as no payload at all.
    let forms: [(&str, Form); 7] = [
        ("", |value| format!("{{\"a\":{value}}}")),
        ("", |value| format!("{{\"headers\":{{\"h\":{value}}},\"body\":{{\"a\":{value}}}}}")),
        ("", |value| serde_json::to_string(&format!("{{\"a\":{value}}}")).unwrap()),
        ("", |value| format!("{{\"headers\":{{}},\"body\":[{{\"a\":{value}}},{{\"a\":1}}]}}")),
        ("\"each\": \"$.*\",", |value| format!("{{\"l\":{{\"a\":{value}}},\"m\":{value}}}")),
        ("", |value| format!("[[{value},{{\"a\":{value}}}]]")),
        ("", |value| format!("{{\"a\":{value},}}")),
    ];
    for (each, form) in forms {
        let values = hostile_values();
        let input: String = values.iter().map(|value| form(value) + "\n").collect();
        let mapping = format!(
            r#"{{{each} "fields": {{"a": "a", "b": {{"path": "none", "required": true}}}}}}"#
        );
        let right = mapping.replace(", \"required\": true", "");
        wrong.write("wrong.json", &mapping);
        wrong.write("right.json", &right);
        wrong.write("in.ndjson", &input);
        let rejected = |file: &str, rejects: &str| {
            wrong.run(&["apply", "wrong.json", file, "-q", "--rejects", rejects]).ends_with(1);
            wrong.read(rejects)
        };
        let lines = rejected("in.ndjson", "r.ndjson");
        read_by_every_reader(&lines, values.len());
        assert_eq!(rejected("r.ndjson", "again.ndjson"), lines);
        let rows =
            |file: &str| wrong.run(&["apply", "right.json", file, "-q", "-f", "ndjson"]).stdout;
        assert_eq!(rows("r.ndjson"), rows("in.ndjson"), "{lines}");
    }
}

#[test]
fn documents_are_read_by_every_reader() {
    let mapping = r#"{"fields": {"a": "a", "a\u2028\u0085": {"path": ["none", "a"]}, "t": {"template": "{a}"}},
        "tests": [{"input": "in.ndjson", "expect": [{"a": "\u2028x"}]}]}"#;
    let mut lines = String::new();
    // A document that holds a value is a few levels deeper.
    for value in hostile_values().iter().filter(|value| !value.starts_with("[[[[")) {
        let folder = Folder::of_mapping(mapping);
        folder.write("in.ndjson", format!("{{\"a\":{value}}}\n"));
        for command in [
            &["trace", "m.json", "in.ndjson", "-f", "json"][..],
            &["schema", "in.ndjson", "-f", "json"],
            &["schema", "in.ndjson", "-f", "json-schema"],
            &["find", "--contains", "a", "in.ndjson", "-f", "json"],
            &["apply", "m.json", "in.ndjson", "--stats", "/dev/stdout", "-o", "out.csv"],
            &["check", "m.json", "-f", "json"],
            &["check", "m.json", "-f", "sarif"],
        ] {
            let document = folder.run(command).stdout;
            assert!(document.starts_with(['{', '[']), "{command:?}: {document}");
            lines.extend([&document.replace('\n', " "), "\n"]);
        }
    }
    read_by_every_reader(&lines, lines.split_terminator('\n').count());
}

#[test]
fn a_traced_value_that_was_mended_follows_as_it_is_in_the_payload() {
    let folder = Folder::of_mapping(r#"{"fields": {"a": "a"}}"#);
    let outcome = folder.pipe(&["trace", "m.json", "-f", "json"], r#"{"a": {"k": "\ud83d"}}"#);
    let document: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let node = &document["cells"][0]["paths"][0]["nodes"][0];
    assert_eq!(node["value"], serde_json::json!({ "k": "\u{fffd}" }));
    assert_eq!(node["value_text"], r#"{"k": "\ud83d"}"#);
    let outcome = folder.pipe(&["trace", "m.json", "-f", "json"], r#"{"a": {"k": "é"}}"#);
    assert!(!outcome.stdout.contains("value_text"), "{}", outcome.stdout);
}

/// Any JSON of which no object has a key twice.
struct Unambiguous;

impl<'de> serde::Deserialize<'de> for Unambiguous {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UnambiguousVisitor)
    }
}

struct UnambiguousVisitor;

impl<'de> serde::de::Visitor<'de> for UnambiguousVisitor {
    type Value = Unambiguous;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_str<E>(self, _: &str) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Unambiguous, A::Error> {
        while list.next_element::<Unambiguous>()?.is_some() {}
        Ok(Unambiguous)
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Unambiguous, A::Error> {
        let mut keys = std::collections::HashSet::new();
        while let Some((key, Unambiguous)) = map.next_entry::<String, Unambiguous>()? {
            if !keys.insert(key.clone()) {
                return Err(serde::de::Error::custom(format!("`{key}` stands twice")));
            }
        }
        Ok(Unambiguous)
    }
}

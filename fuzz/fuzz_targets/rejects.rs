//! Any bytes as an input of which something is rejected, or as a line of a rejects file, or both: what is rejected is
//! rejected again for the same reason and at the same place, no input tells of places that are in another one unless it may,
//! and what is mended gives the row that was lost.

#![no_main]

use std::sync::LazyLock;

use leadmap_engine::input::frame::Faults;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::reading::RejectLines;
use leadmap_engine::sink::Format;
use leadmap_fuzz::run::{INPUT, Ran, mapping, options, run};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    mapping(
        r#"{
          "each": "$.items[*]",
          "fields": {
            "name": { "path": "@.name", "required": true },
            "n": { "path": "@.n", "type": "integer", "on_invalid": "reject" },
            "file": "origin:file", "line": "origin:line", "byte": "origin:byte"
          }
        }"#,
    )
});

const CODES: [&str; 8] = [
    "syntax",
    "cut-short",
    "stray-text",
    "invalid-utf8",
    "encoding",
    "too-large",
    "body-not-json",
    "required-blank",
];

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (how, line, bytes) = input;
    let lines = match how & 3 {
        0 => RejectLines::None,
        1 => RejectLines::OfRejectsFiles,
        _ => RejectLines::All,
    };
    let faults = if how & 4 == 0 { Faults::Refuse } else { Faults::Mend };
    let input = match how & 8 {
        0 => bytes.to_vec(),
        _ => around(line, bytes),
    };
    let read = |input: &[u8], lines| {
        let options = leadmap_engine::reading::Options { reject_lines: lines, ..options(faults) };
        run(&MAPPING, Format::Ndjson, &options, input)
    };
    let first = read(&input, lines);
    if lines == RejectLines::None || (lines == RejectLines::OfRejectsFiles && !is_marked(&input)) {
        no_place_is_forged(&first);
    }
    what_was_rejected_is_rejected_again(&first, |text| read(text.as_bytes(), RejectLines::All));
    what_is_mended_gives_its_row(&first, |text| read(text.as_bytes(), RejectLines::All));
});

/// A reject line around `bytes`, of a form that `choice` chooses, and once more the bytes.
fn around(choice: u8, bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut line = json!({
        "leadmap_reject": 1, "code": CODES[usize::from(choice & 7)], "message": "m", "field": null,
        "file": "elsewhere", "line": 7, "byte": 70, "node": null,
    });
    if choice & 8 != 0 {
        line["element"] = json!(1);
    }
    if choice & 16 != 0 {
        line["within"] = json!("list");
    }
    if choice & 32 != 0 {
        line["node"] = json!("$['items'][0]");
        line["more"] = json!([{"node": "$['items'][1]"}, {"element": 0}]);
    }
    let from = ["auto", "json", "$.body", "data"];
    if choice & 64 != 0 {
        line["from"] = json!(from[bytes.len() % from.len()]);
    }
    line["payload"] = match serde_json::from_str(&text) {
        Ok(json) if choice & 128 != 0 => json,
        _ => json!(text),
    };
    [line.to_string().as_bytes(), b"\n", bytes].concat()
}

/// Whether `input` begins with a line of a rejects file.
fn is_marked(input: &[u8]) -> bool {
    let input = input.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input).trim_ascii_start();
    let inside = input.strip_prefix(b"{").unwrap_or_default().trim_ascii_start();
    inside.starts_with(b"\"leadmap_reject\"")
}

fn no_place_is_forged(ran: &Ran) {
    let rows = ran.rows().into_iter().flatten();
    for told in rows.chain(ran.reject_lines()) {
        assert_eq!(told["file"], INPUT, "{told}");
    }
}

/// What of a reject stays the same however often it is read.
fn identity(line: &Value) -> [&Value; 9] {
    ["code", "file", "line", "byte", "node", "element", "from", "within", "payload"]
        .map(|key| &line[key])
}

fn what_was_rejected_is_rejected_again(first: &Ran, read: impl Fn(&str) -> Ran) {
    // A value that is whole, and was rejected only because no comma stood before it, is no longer in its list.
    let is_whole = |line: &&str| line.contains("before this element\"");
    let lines: Vec<&str> = first.rejects.lines().filter(|line| !is_whole(line)).collect();
    let again = read(&lines.join("\n"));
    assert_eq!(again.output, "", "{}", first.rejects);
    let parse = |line: &&str| serde_json::from_str::<Value>(line).ok();
    let known: Option<Vec<Value>> = lines.iter().map(parse).collect();
    let found: Option<Vec<Value>> = again.rejects.lines().map(|line| parse(&line)).collect();
    if let (Some(known), Some(found)) = (known, found) {
        let [known, found] =
            [&known, &found].map(|lines| lines.iter().map(identity).collect::<Vec<_>>());
        assert_eq!(known, found, "{}", first.rejects);
    }
    assert_eq!(read(&again.rejects).rejects, again.rejects);
}

fn what_is_mended_gives_its_row(first: &Ran, read: impl Fn(&str) -> Ran) {
    let is_broken = |line: &Value| {
        let is_text = line["payload"].is_string() && line.get("encoding").is_none();
        let is_all = ["element", "from", "more"].iter().all(|key| line.get(key).is_none());
        is_text && is_all && line["node"].is_null()
    };
    for mut line in first.reject_lines().into_iter().filter(is_broken) {
        line["payload"] = json!(r#"{"items":[{"name":"Asha","n":1}]}"#);
        let mended = read(&line.to_string());
        assert_eq!(mended.rejects, "", "{line}");
        let place = ["file", "line", "byte"].map(|key| &line[key]);
        let rows = mended.rows();
        assert_eq!(rows.len(), 1, "{line}");
        let row = rows[0].as_ref().expect("the row is small");
        assert_eq!(["file", "line", "byte"].map(|key| &row[key]), place, "{line}");
    }
}

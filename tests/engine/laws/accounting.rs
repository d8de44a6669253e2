//! Nothing disappears, and the same run gives the same bytes.

use std::fs;

use leadmap_engine::input::frame::{Faults, FrameOptions, Next, Unit};
use leadmap_engine::input::frames::Frames;
use leadmap_engine::sink::Format;
use leadmap_engine::tally::{Captures, Payloads, Records};
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::laws::deliveries::deliveries;
use crate::laws::engine::{apply, mapping, run};
use crate::laws::json::read;
use crate::laws::payloads::{MAPPING, damaged};
use crate::laws::program;
use crate::reference::{self, Piece};

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn every_payload_and_every_record_ends_in_one_bin(input in damaged()) {
        let ran = apply(&mapping(MAPPING), &input);
        let Payloads { read, mapped, empty, filtered, rejected } = ran.tally.payloads;
        prop_assert_eq!(read, mapped + empty + filtered + rejected);
        let Records { made, written, duplicate, rejected: refused, .. } = ran.tally.records;
        prop_assert_eq!(made, written + duplicate + refused);
        prop_assert_eq!(read, reference::pieces(&input).len() as u64);
        prop_assert_eq!(written, ran.rows().len() as u64);
        let Captures { read: captures, opened, empty, rejected: unopened, .. } = ran.tally.captures;
        prop_assert_eq!((captures, unopened + opened + empty), (read, read));
        let lines = ran.reject_lines();
        let further = lines.iter().filter_map(|line| line.get("more")?.as_array());
        let further: usize = further.map(Vec::len).sum();
        prop_assert_eq!(rejected + refused, (lines.len() + further) as u64);
    }

    #[test]
    fn every_reject_line_has_the_documented_keys(input in damaged()) {
        for line in apply(&mapping(MAPPING), &input).reject_lines() {
            let keys = line.as_object().unwrap().keys().map(String::as_str);
            let keys: Vec<&str> = keys.filter(|key| *key != "more").collect();
            let documented = [
                "leadmap_reject", "code", "message", "field", "file", "line", "byte", "node", "within", "encoding", "payload",
            ];
            let some = |key: &&str| match *key {
                "within" | "encoding" => line.get(*key).is_some(),
                _ => true,
            };
            prop_assert_eq!(keys, documented.into_iter().filter(some).collect::<Vec<_>>());
            prop_assert!(line.get("within").is_none_or(|within| within == "list"));
            prop_assert!(line.get("encoding").is_none_or(|encoding| encoding == "base64" || encoding == "json"));
            prop_assert!(line["code"].is_string() && line["message"].is_string());
            prop_assert!(line["line"].is_u64() && line["byte"].is_u64());
        }
    }

    #[test]
    fn every_payload_is_written_or_rejected_as_it_was_read(input in damaged()) {
        // With `$` for a field every payload is written whole; a test event is rejected.
        let mapping = mapping(
            r#"{"fields": {"all": "$", "event": {"path": "event", "values": {"lead": "1", "call": "2"}, "on_invalid": "reject"}}}"#,
        );
        let ran = apply(&mapping, &input);
        let rejects = ran.reject_lines();
        let (mut rows, mut rejects) = (ran.rows().into_iter(), rejects.iter().peekable());
        for piece in reference::pieces(&input) {
            match piece {
                Piece::Broken { start, bytes, .. } => {
                    let line = rejects.next().unwrap();
                    prop_assert_eq!((&line["byte"], payload(line)), (&Json::from(start), bytes));
                }
                Piece::Value { start, end } => {
                    let whole = read(std::str::from_utf8(&input[start..end]).unwrap());
                    match rejects.next_if(|line| line["byte"] == start) {
                        Some(line) if line["encoding"] == "json" => {
                            prop_assert_eq!(read(line["payload"].as_str().unwrap()), whole);
                        }
                        Some(line) if whole.is_object() || whole.is_array() => prop_assert_eq!(&line["payload"], &whole),
                        Some(line) => prop_assert_eq!(payload(line), &input[start..end]),
                        None => prop_assert_eq!(&read(rows.next().unwrap())["all"], &whole),
                    }
                }
            }
        }
        prop_assert_eq!((rows.next(), rejects.next()), (None, None));
    }

    #[test]
    fn frames_and_rejects_make_up_the_input(input in damaged(), mend in any::<bool>()) {
        let faults = if mend { Faults::Mend } else { Faults::Refuse };
        let mut frames = Frames::new(input.as_slice(), FrameOptions { max_payload: 1 << 20, faults, unit: Unit::Value });
        let mut at = 0;
        loop {
            let (place, length) = match frames.next_step() {
                Next::Wait => {
                    frames.fill().unwrap();
                    continue;
                }
                Next::End => break,
                // What was mended is not as long as it was, but begins where it began.
                Next::Frame(frame) => (frame.place, if mend { 0 } else { frame.text.len() }),
                Next::Broken(broken) => (broken.place, broken.bytes.unwrap().len()),
            };
            let start = usize::try_from(place.byte).unwrap();
            // The bracket of an array that is never closed is told of at the end.
            if start >= at && !mend {
                prop_assert!(is_between_values(&input[at..start]), "{:?}", &input[at..start]);
                at = start + length;
            } else {
                prop_assert!(mend || input[start] == b'[', "{start} after {at}");
            }
        }
        prop_assert!(mend || is_between_values(&input[at..]), "{:?}", &input[at..]);
    }

    #[test]
    fn no_damage_makes_a_run_with_repairs_fail(input in damaged()) {
        for format in [Format::Csv, Format::Ndjson, Format::Json, Format::Tsv] {
            let ran = run(&mapping(MAPPING), Faults::Mend, format, input.as_slice());
            prop_assert!(ran.is_ok(), "{ran:?}");
        }
    }
}

/// White space, the brackets and commas of arrays at the top, and byte-order marks.
fn is_between_values(mut bytes: &[u8]) -> bool {
    while let [b' ' | b'\t' | b'\r' | b'\n' | b'[' | b']' | b',', rest @ ..]
    | [0xEF, 0xBB, 0xBF, rest @ ..] = bytes
    {
        bytes = rest;
    }
    bytes.is_empty()
}

/// The payload that a reject line keeps as text or in base64.
fn payload(line: &Json) -> Vec<u8> {
    use base64::Engine as _;
    match (&line["payload"], line.get("encoding")) {
        (Json::String(text), None) => text.clone().into_bytes(),
        (Json::String(text), Some(_)) => {
            base64::engine::general_purpose::STANDARD.decode(text).unwrap()
        }
        (json, _) => panic!("{json} is kept as JSON"),
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut lines = deliveries(1_000);
    lines.insert(300, r#"{"event_type":"widget_new_conversation","payload":{"id":"#.into());
    lines.insert(600, "not JSON at all".into());
    fs::write(folder.join("captures.ndjson"), lines.join("\n")).unwrap();
    fs::write(folder.join("mapping.json"), crate::laws::deliveries::MAPPING).unwrap();
    let arguments =
        ["mapping.json", "captures.ndjson", "--rejects", "rejects.ndjson", "--stats", "stats.json"];
    let mut runs = (0..3).map(|_| {
        let output = program::apply(folder, &arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let written = |name| fs::read(folder.join(name)).unwrap();
        [output.stdout, output.stderr, written("rejects.ndjson"), written("stats.json")]
    });
    let first = runs.next().unwrap();
    assert!(first.iter().all(|bytes| !bytes.is_empty()));
    assert!(runs.all(|run| run == first));
}

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use leadmap_engine::error::{Error, Result};
use leadmap_engine::input::source::Pace;
use leadmap_engine::reading::{self, Arrival, Events, Receiver};
use leadmap_engine::reject::Reject;
use serde_json::Value;
use tempfile::TempDir;

use crate::deliveries::{Deliveries, Delivery};
use crate::layout::{self, Files, Layout};

/// Enough for every share of 1 % to come about.
const SOME: usize = 4000;

const SIZE: u64 = 100_000;

fn line(delivery: &Delivery) -> String {
    let mut text = Vec::new();
    delivery.write_line(&mut text);
    String::from_utf8(text).unwrap()
}

fn lines(seed: u64, count: usize) -> Vec<String> {
    let deliveries = Deliveries::new(seed).take(count);
    deliveries.map(|delivery| line(&delivery)).collect()
}

fn parsed(text: &str) -> Vec<Value> {
    let values = serde_json::Deserializer::from_str(text).into_iter();
    values.map(|value| value.unwrap()).collect()
}

/// The text of the file that `layout` gives, and how many deliveries are in it.
fn written(layout: Layout, name: &str) -> (Vec<u8>, u64) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    let count = layout::write(layout, Files::One, SIZE, 7, &path).unwrap();
    (fs::read(path).unwrap(), count)
}

fn ndjson() -> String {
    String::from_utf8(written(Layout::Ndjson, "x").0).unwrap()
}

/// The share of `lines` for which `holds`, in thousandths.
fn share<T>(lines: &[T], holds: impl Fn(&T) -> bool) -> usize {
    lines.iter().filter(|line| holds(line)).count() * 1000 / lines.len()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    assert!(lines(1, 50) == lines(1, 50));
    assert!(lines(1, 50) != lines(2, 50));
}

#[test]
fn the_bytes_are_those_of_all_versions() {
    // FNV-1a. If this changes on purpose, all earlier measurements are of other data: say so in docs/performance.md, and
    // run benches/instructions/check --update.
    let hash = lines(1, 500).concat().bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    assert_eq!(hash, 1_243_932_991_835_010_324);
}

#[test]
fn each_line_is_a_payload_with_an_event_and_4500_bytes_on_average() {
    let lines = lines(1, SOME);
    for line in &lines {
        let value: Value = serde_json::from_str(line).unwrap();
        assert!(value["payload"]["id"].is_string());
    }
    let average = lines.iter().map(String::len).sum::<usize>() / lines.len();
    assert!((4300..4700).contains(&average), "{average}");
}

#[test]
fn the_proportions_are_as_promised() {
    let lines = lines(1, SOME);
    let payloads: Vec<Value> =
        lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut events = BTreeMap::new();
    for payload in &payloads {
        *events.entry(payload["event_type"].as_str().unwrap()).or_insert(0) += 1;
    }
    let near = |found: usize, wanted: usize| {
        assert!(found.abs_diff(wanted) <= 5 + wanted / 10, "{found} for {wanted}");
    };
    let of = |event| events[event] * 1000 / payloads.len();
    near(of("widget_new_conversation"), 800);
    near(of("widget_conversation_closed"), 80);
    near(of("meeting_status_changed"), 80);
    near(of("people_updated"), 40);

    let people = |payload: &Value| payload["payload"]["people_detail"].clone();
    near(share(&payloads, |payload| !payload["payload"]["meeting_url"].is_null()), 680);
    near(share(&payloads, |payload| payload["payload"]["meta"] == Value::Array(Vec::new())), 16);
    near(share(&payloads, |payload| people(payload).is_null()), 10 + 80);
    near(
        share(&payloads, |payload| {
            people(payload).is_object() && people(payload)["name"].is_null()
        }),
        36,
    );
    near(share(&payloads, |payload| people(payload)["pincode"].is_number()), 18);
    near(share(&lines, |line| line.starts_with("{\"event_type\"")), 500 + 166);
    near(share(&lines, |line| line.contains("\"event_type\": ")), 300);
    near(share(&lines, |line| line.is_ascii()), 500);
    near(lines.windows(2).filter(|pair| pair[0] == pair[1]).count() * 1000 / lines.len(), 10);
}

#[test]
fn strings_have_what_makes_reading_and_quoting_hard() {
    let all = lines(1, 500).concat();
    for hard in ["\\\"", "\\\\", "\\n", "\\t", "\\u0915", "\\ud83d\\ude0d", "क", "😍", ", "] {
        assert!(all.contains(hard), "{hard}");
    }
}

#[test]
fn every_layout_has_the_same_payloads() {
    let expected = parsed(&ndjson());
    for layout in [Layout::Pretty, Layout::Array, Layout::PrettyArray] {
        let (text, count) = written(layout, "x");
        let mut found = parsed(&String::from_utf8(text).unwrap());
        if let [Value::Array(elements)] = &mut found[..] {
            found = std::mem::take(elements);
        }
        assert!(found == expected, "{layout:?}");
        assert_eq!(count as usize, expected.len());
    }
}

#[test]
fn leadmap_finds_the_payloads_in_every_wrapper() {
    let expected = parsed(&ndjson());
    for layout in [Layout::Captures, Layout::Wrapped] {
        let (text, _) = written(layout, "x");
        let mut found = Payloads(Vec::new());
        let options = reading::Options::default();
        reading::read_one("x", &text[..], Pace::Ready, &options, &mut found).unwrap();
        assert!(found.0 == expected, "{layout:?}");
    }
}

/// What leadmap reads.
struct Payloads(Vec<Value>);

impl Receiver for Payloads {
    fn payload(&mut self, arrival: &Arrival<'_>) -> Result<()> {
        self.0.extend(parsed(arrival.payload.object.text()));
        Ok(())
    }
}

impl Events for Payloads {
    fn reject(&mut self, reject: &Reject<'_>) -> Result<()> {
        Err(Error::caller(format!("{reject:?}")))
    }
}

#[test]
fn what_is_compressed_holds_the_same() {
    let plain = ndjson();
    let (gzip, _) = written(Layout::Ndjson, "x.ndjson.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&gzip[..]).read_to_string(&mut text).unwrap();
    assert!(text == plain);
    let (zstandard, _) = written(Layout::Ndjson, "x.ndjson.zst");
    assert!(zstd::decode_all(&zstandard[..]).unwrap() == plain.as_bytes());
}

#[test]
fn files_share_the_deliveries_in_order() {
    let folder = TempDir::new().unwrap();
    let read = |files, name: &str| {
        let path = folder.path().join(name);
        let count = layout::write(Layout::Ndjson, files, SIZE, 7, &path).unwrap();
        (in_order(&path), count)
    };
    let (five, _) = read(Files::Several(5), "five");
    assert_eq!(five.len(), 5);
    assert!(five.concat() == ndjson());
    let (each, count) = read(Files::Each, "each");
    assert_eq!(each.len() as u64, count);
    assert!(each.concat() == ndjson());
}

fn in_order(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path| fs::read_to_string(path).unwrap();
    paths.into_iter().map(read).collect()
}

//! Any bytes, applied: both identities hold, what is written is JSON, and what is rejected is rejected again.

#![no_main]

use std::sync::LazyLock;

use leadmap::apply::{Options, Run};
use leadmap::input::frame::{Faults, FrameOptions};
use leadmap::input::source::Pace;
use leadmap::json::scan::check;
use leadmap::mapping::Mapping;
use leadmap::reading::{self, Events};
use leadmap::reject::{self, Reject};
use leadmap::sink::{self, Format};
use libfuzzer_sys::fuzz_target;

const MAPPING: &str = r#"{
  "when": { "event": ["lead", "call"] },
  "decode": ["form"],
  "each": "items[*]",
  "fields": {
    "name": { "path": "@.name", "required": true, "clean": ["trim"] },
    "n": { "path": "@.n", "type": "integer", "on_invalid": "reject" },
    "phone": { "path": "$.phone", "type": "phone", "region": "IN" },
    "at": { "path": "$.at", "type": "timestamp", "input": "unix_ms", "zone": "Asia/Kolkata" },
    "mail": ["$.form.mail", "$..mail"],
    "agent": "header:user-agent",
    "all": "$"
  }
}"#;

static COMPILED: LazyLock<Mapping> =
    LazyLock::new(|| Mapping::parse(MAPPING).expect("the mapping is right").0);

fuzz_target!(|input: &[u8]| {
    for faults in [Faults::Refuse, Faults::Mend] {
        let rejects = run(input, faults, Format::Ndjson);
        assert_eq!(rejects, run(input, faults, Format::Csv));
        let again = run(&rejects, faults, Format::Ndjson);
        assert_eq!(again, run(&again, faults, Format::Ndjson));
    }
});

/// The rejects of a run, which checks its own accounting.
fn run(input: &[u8], faults: Faults, format: Format) -> Vec<u8> {
    let reading = reading::Options {
        frames: FrameOptions {
            max_payload: 1 << 20,
            faults,
        },
        ..reading::Options::default()
    };
    let columns: Vec<&str> = COMPILED
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    let mut output = Vec::new();
    let mut rejects = Rejects::default();
    let mut sink = sink::open(format, &columns, &sink::Options::default(), &mut output)
        .expect("memory can be written");
    let mut run = Run::new(&COMPILED, &Options::default(), sink.as_mut(), &mut rejects);
    reading::read_one("input", input, Pace::Ready, &reading, &mut run)
        .and_then(|()| run.finish(1))
        .expect("memory can be read, and nothing is lost");
    drop(sink);
    if format == Format::Ndjson {
        for line in output.split_inclusive(|byte| *byte == b'\n') {
            assert!(check(line).is_ok(), "{}", String::from_utf8_lossy(line));
        }
    }
    for line in rejects.0.split_inclusive(|byte| *byte == b'\n') {
        assert!(check(line).is_ok(), "{}", String::from_utf8_lossy(line));
    }
    rejects.0
}

#[derive(Default)]
struct Rejects(Vec<u8>);

impl Events for Rejects {
    fn reject(&mut self, reject: &Reject<'_>) -> anyhow::Result<()> {
        Ok(reject::write_line(reject, &mut self.0)?)
    }
}

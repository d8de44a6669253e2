//! Any bytes, applied: both identities hold, what is written is JSON, and what is rejected is rejected again.

#![no_main]

use std::sync::LazyLock;

use leadmap_engine::apply::{Options, Run};
use leadmap_engine::input::frame::{Faults, FrameOptions, Unit};
use leadmap_engine::input::source::Pace;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::reading::{self, Events};
use leadmap_engine::reject::{LineWriter, Reject};
use leadmap_engine::sink::{self, CsvOptions, Format};
use leadmap_json::scan::check;
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
        frames: FrameOptions { max_payload: 1 << 20, faults, unit: Unit::Value },
        ..reading::Options::default()
    };
    let columns: Vec<&str> = COMPILED.fields.iter().map(|field| field.name.as_str()).collect();
    let mut output = Vec::new();
    let mut rejects = Rejects::default();
    let mut sink = sink::open(format, &columns, CsvOptions::default(), &mut output)
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
struct Rejects(Vec<u8>, LineWriter);

impl Events for Rejects {
    fn reject(&mut self, reject: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        Ok(self.1.write(reject, &mut self.0)?)
    }

    fn capture_ends(&mut self) -> leadmap_engine::error::Result<()> {
        Ok(self.1.end(&mut self.0)?)
    }
}

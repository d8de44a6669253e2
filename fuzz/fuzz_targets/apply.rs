//! Any bytes, applied: all identities hold, every format has the same rejects, and what is rejected is rejected again.

#![no_main]

use std::sync::LazyLock;

use leadmap_engine::input::frame::Faults;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::sink::Format;
use leadmap_fuzz::run::{mapping, options, run};
use libfuzzer_sys::fuzz_target;

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    mapping(
        r#"{
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
        }"#,
    )
});

fuzz_target!(|input: &[u8]| {
    for faults in [Faults::Refuse, Faults::Mend] {
        let rejects = |input: &[u8], format| run(&MAPPING, format, &options(faults), input).rejects;
        let first = rejects(input, Format::Ndjson);
        assert_eq!(first, rejects(input, Format::Csv));
        let again = rejects(first.as_bytes(), Format::Ndjson);
        assert_eq!(again, rejects(again.as_bytes(), Format::Ndjson));
    }
});

//! Any bytes as a file that threads divide, and as a pipe that gives pieces: all is as one thread has it of the file, the
//! output, the rejects, what is told and in which order, and the counts.

#![no_main]

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::LazyLock;

use leadmap_engine::input::frame::{Faults, FrameOptions, Unit};
use leadmap_engine::input::source::Source;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::reading::{Jobs, Options, RejectLines};
use leadmap_engine::sink::Format;
use leadmap_fuzz::run::{INPUT, mapping, options, run, run_files};
use leadmap_fuzz::sip::Sip;
use libfuzzer_sys::fuzz_target;

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    mapping(
        r#"{
          "when": { "event": ["lead", "call", null] },
          "fields": {
            "line": "origin:line", "byte": "origin:byte",
            "name": { "path": "items[0].name", "on_invalid": "keep", "type": "email" },
            "id": { "path": "$..id", "many": "first" }, "all": "$"
          },
          "unique": ["name", "id"]
        }"#,
    )
});

fuzz_target!(|input: (u8, u8, u8, &[u8])| {
    let (how, first, chunk, bytes) = input;
    let faults = if how & 1 == 0 { Faults::Refuse } else { Faults::Mend };
    let reject_lines = match how >> 1 & 3 {
        0 => RejectLines::None,
        1 => RejectLines::All,
        _ => RejectLines::OfRejectsFiles,
    };
    let format = if how & 8 == 0 { Format::Ndjson } else { Format::Csv };
    let unit = [Unit::Value, Unit::Line, Unit::ValueOrLog, Unit::Log][usize::from(how >> 4 & 3)];
    let max_payload = if how & 64 == 0 { 1 << 20 } else { 100 };
    let frames = FrameOptions { max_payload, faults, unit };
    let alone = Options { frames, reject_lines, ..options(faults) };

    let mut file = tempfile::NamedTempFile::new().expect("a file can be made");
    file.write_all(bytes).expect("a file can be written");
    let file_of = |path: &Path| [Source::File(path.to_owned())];
    let of_file = |options: &Options| {
        let name = file.path().to_string_lossy().into_owned();
        let mut ran = run_files(&MAPPING, format, options, &file_of(file.path()));
        ran.rejects = ran.rejects.replace(&name, INPUT);
        ran.told = ran.told.iter().map(|told| told.replace(&name, INPUT)).collect();
        ran
    };
    let expected = of_file(&alone);
    for threads in [2, 3] {
        let jobs = jobs(threads, usize::from(first) * 2 + 1, usize::from(chunk) + 1);
        assert_eq!(of_file(&Options { jobs, ..alone.clone() }), expected);
    }
    let pipe = Sip { input: bytes, size: usize::from(chunk) + 1 };
    // What is compressed is decompressed before it comes to this.
    if !bytes.starts_with(&[0x1F, 0x8B]) && !is_zstandard(bytes) {
        assert_eq!(run(&MAPPING, format, &alone, pipe), expected);
    }
});

fn jobs(threads: usize, first: usize, chunk: usize) -> Jobs {
    let [threads, first, chunk] =
        [threads, first, chunk].map(|number| NonZeroUsize::new(number).expect("it is more than 0"));
    Jobs { threads, first, chunk }
}

/// A frame, or one to skip.
fn is_zstandard(bytes: &[u8]) -> bool {
    matches!(bytes, [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

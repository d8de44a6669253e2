//! How values are framed makes no difference: the same deliveries give the same output, byte for byte.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use leadmap_engine::input::frame::Faults;
use leadmap_engine::sink::Format;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::laws::deliveries::{MAPPING, deliveries, pretty};
use crate::laws::engine::{apply, mapping, run};
use crate::laws::payloads::{framed, payloads};
use crate::laws::program;

const COUNT: usize = 5_000;

#[test]
fn the_same_deliveries_give_the_same_output_in_every_framing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("mapping.json"), MAPPING).unwrap();
    let all = deliveries(COUNT);
    let framings = write_framings(folder, &all);

    for format in ["csv", "ndjson"] {
        let arguments = |input: &'static str| {
            ["mapping.json", input, "-f", format, "--stats", "stats.json", "-q"]
        };
        let expected = program::apply(folder, &arguments("lines.ndjson"));
        assert_eq!(expected.status.code(), Some(0), "{expected:?}");
        assert_every_bin_is_used(folder);
        for framing in &framings {
            let found = program::apply(folder, &arguments(framing));
            assert_eq!(found.status.code(), Some(0), "{framing} as {format}");
            assert!(found.stderr.is_empty(), "{framing} as {format}");
            assert!(found.stdout == expected.stdout, "{framing} as {format}");
        }
        for (input, compression) in [("lines.ndjson", "none"), ("lines.ndjson.gz", "gzip")] {
            let found = program::apply_to_stdin(folder, &arguments("-"), input);
            assert_eq!(found.status.code(), Some(0), "stdin, {compression}");
            assert!(found.stdout == expected.stdout, "stdin, {compression}");
        }
    }
}

/// Writes the deliveries once in every framing, and names the inputs.
fn write_framings(folder: &Path, all: &[String]) -> Vec<&'static str> {
    let lines = all.join("\n") + "\n";
    let spread: Vec<String> = all.iter().map(|text| pretty(text, 0)).collect();
    let elements: Vec<String> = all.iter().map(|text| format!("  {}", pretty(text, 1))).collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    let half = lines.len() / 2;
    let members = [&lines.as_bytes()[..half], &lines.as_bytes()[half..]];
    let zstandard = members.map(|part| zstd::encode_all(part, 1).unwrap());

    let files: Vec<(&str, Vec<u8>)> = vec![
        ("concatenated.json", all.concat().into()),
        ("pretty.json", spread.join("\n").clone().into()),
        ("array.json", format!("[{}]", all.join(",")).into()),
        ("array-pretty.json", format!("[\n{}\n]\n", elements.join(",\n")).into()),
        ("array-lines.json", format!("[\n{}\n]\n", all.join(",\n")).into()),
        ("lines.ndjson.gz", gzip.finish().unwrap()),
        ("two-frames.zst", zstandard.concat()),
        ("windows.ndjson", format!("\u{feff}{}", lines.replace('\n', "\r\n")).into()),
        (
            "windows-pretty.json",
            format!("\u{feff}{}", spread.join("\n").replace('\n', "\r\n")).into(),
        ),
        ("tabs.json", spread.join("\n").replace("\n  ", "\n\t").into()),
        ("lines.ndjson", lines.into()),
    ];
    let mut names = vec!["one-each"];
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
        names.push(name);
    }
    fs::create_dir(folder.join("one-each")).unwrap();
    for (number, text) in all.iter().enumerate() {
        fs::write(folder.join(format!("one-each/{number:05}.json")), text).unwrap();
    }
    names
}

/// Otherwise equal outputs would say little.
fn assert_every_bin_is_used(folder: &Path) {
    let stats: Json =
        serde_json::from_slice(&fs::read(folder.join("stats.json")).unwrap()).unwrap();
    assert_eq!(stats["payloads"]["read"], COUNT, "{stats}");
    for (bin, least) in [
        (&stats["records"]["written"], 3_000),
        (&stats["records"]["duplicate"], 100),
        (&stats["payloads"]["filtered"], 500),
        (&stats["undecoded"], 500),
        (&stats["fields"]["contact"]["paths"][1], 100),
        (&stats["fields"]["score"]["blank"], 100),
    ] {
        assert!(bin.as_u64().unwrap() >= least, "{bin} of {stats}");
    }
}

proptest! {
    #![proptest_config(crate::cases(100))]

    #[test]
    fn what_two_inputs_give_together_is_what_each_gives(
        first in prop::collection::vec(payloads(), 0..4),
        second in prop::collection::vec(payloads(), 0..4),
        layouts in (0..5usize, 0..5usize),
        separator in prop::sample::select(vec!["\n", "", "\r\n\r\n", " \t"]),
    ) {
        let mapping = mapping(r#"{"when": {"event": "lead"}, "each": "items[*]", "fields": {"item": "@", "of": "$"}}"#);
        let (first, second) = (framed(&first, layouts.0), framed(&second, layouts.1));
        // Two numbers with nothing between them would be one.
        let separator = if first.ends_with(['}', ']', '\n']) { separator } else { "\n" };
        let both = format!("{first}{separator}{second}");
        for format in [Format::Csv, Format::Ndjson] {
            let ran = |input: &str| run(&mapping, Faults::Refuse, format, input.as_bytes()).unwrap().output;
            prop_assert_eq!(ran(&both), ran(&first) + &ran(&second), "{}", both);
        }
    }

    #[test]
    fn white_space_between_tokens_makes_no_difference(all in prop::collection::vec(payloads(), 0..4)) {
        let mapping = mapping(r#"{"fields": {"all": "$", "items": "$.items", "names": {"path": "$..name", "many": "list"}}}"#);
        let expected = apply(&mapping, framed(&all, 0).as_bytes());
        for layout in 1..5 {
            let found = apply(&mapping, framed(&all, layout).as_bytes());
            prop_assert_eq!(&found.output, &expected.output);
            prop_assert_eq!(&found.rejects, &expected.rejects);
        }
    }
}

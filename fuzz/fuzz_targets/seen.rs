//! A column's name, NUL, any captures: what people see of a run acts on no terminal: tables, output on a terminal, snippets of
//! rejects, the summary.

#![no_main]

use std::io::Write as _;

use leadmap_engine::apply::{Options, Run};
use leadmap_engine::input::frame::Faults;
use leadmap_engine::input::source::Pace;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::reading::{self, Events};
use leadmap_engine::reject::Reject;
use leadmap_engine::sink::Format;
use leadmap_fuzz::judge::{is_harmless, is_strict_json};
use leadmap_fuzz::run::{options, run};
use leadmap_view::paint::{Color, Ink};
use leadmap_view::records::Table;
use leadmap_view::rejects::RejectPrinter;
use leadmap_view::shown::{Shown, Spelling};
use leadmap_view::{records, summary};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|input: (u8, &[u8])| {
    let (how, bytes) = input;
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(0);
    let (name, captures) = bytes.split_at(end);
    let captures = captures.strip_prefix(&[0]).unwrap_or(captures);
    let faults = if how & 1 == 0 { Faults::Refuse } else { Faults::Mend };
    let mapping = mapping(&String::from_utf8_lossy(name));
    let width = match how >> 1 {
        0 => None,
        width => Some(u16::from(width)),
    };
    the_table_is_harmless(
        &mapping,
        records::Options { width, color: Color::Off },
        faults,
        captures,
    );
    output_on_a_terminal_is_harmless(&mapping, faults, captures, usize::from(how) + 1);
});

fn mapping(name: &str) -> Mapping {
    let fields = |name: &str| {
        let mapping = json!({"fields": {
            name: "name", "mail": {"path": "email", "type": "email", "on_invalid": "reject"},
            "id": {"path": ["id", "$..id"], "required": true}, "all": "$",
        }});
        Mapping::parse(&mapping.to_string()).map(|(mapping, _)| mapping)
    };
    fields(name).unwrap_or_else(|_| fields("name").expect("this is a mapping"))
}

fn the_table_is_harmless(
    mapping: &Mapping,
    table: records::Options,
    faults: Faults,
    captures: &[u8],
) {
    let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
    let mut shown = Vec::new();
    let mut table = Table::new(&columns, table, &mut shown);
    let mut snippets = Snippets::default();
    let mut run = Run::new(mapping, &Options::default(), &mut table, &mut snippets);
    reading::read_one("in\u{1b}put", captures, Pace::Ready, &options(faults), &mut run)
        .expect("memory can be read");
    let (tally, _) = run.finish(1).expect("nothing is lost");
    drop(table);
    is_harmless(std::str::from_utf8(&shown).expect("a table is UTF-8"));
    let left_out = summary::apply::NotShown::default();
    is_harmless(&summary::apply::text(&tally, mapping, &[], left_out, Ink(Color::Off)));
}

/// Shows each reject, as the program does.
#[derive(Default)]
struct Snippets(RejectPrinter);

impl Events for Snippets {
    fn reject(&mut self, reject: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        is_harmless(&self.0.render(reject, Ink(Color::Off)));
        Ok(())
    }
}

fn output_on_a_terminal_is_harmless(
    mapping: &Mapping,
    faults: Faults,
    captures: &[u8],
    piece: usize,
) {
    let csv = run(mapping, Format::Csv, &options(faults), captures).output;
    // Tabs and the ends of lines stay.
    is_harmless(&shown(Spelling::Text, &csv, piece).replace("\r\n", "\n").replace('\t', " "));
    let ndjson = run(mapping, Format::Ndjson, &options(faults), captures).output;
    let seen = shown(Spelling::Json, &ndjson, piece);
    is_harmless(&seen);
    seen.lines().for_each(is_strict_json);
    assert!(seen.lines().map(value).eq(ndjson.lines().map(value)));
}

fn shown(spelling: Spelling, text: &str, piece: usize) -> String {
    let in_pieces = |size: usize| {
        let mut out = Vec::new();
        let mut writer = Shown::new(spelling, &mut out);
        for piece in text.as_bytes().chunks(size) {
            writer.write_all(piece).expect("memory can be written");
        }
        writer.flush().expect("memory can be written");
        String::from_utf8(out).expect("what is shown is UTF-8")
    };
    let whole = in_pieces(text.len().max(1));
    assert_eq!(whole, in_pieces(piece));
    whole
}

fn value(line: &str) -> Option<serde_json::Value> {
    serde_json::from_str(line).ok()
}

//! What the parts of leadmap cost, each by itself: `cargo bench --bench micro`.
//!
//! The payloads are those of the other measurements. A rate in bytes is of the bytes that go in.

#![expect(clippy::expect_used, reason = "a benchmark that cannot start has nothing to report")]

#[path = "../deliveries/mod.rs"]
mod deliveries;

use std::hint::black_box;
use std::io;
use std::ops::ControlFlow;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use deliveries::Deliveries;
use deliveries::json::Spacing;
use leadmap_engine::capture::Delivery;
use leadmap_engine::input::provenance::Provenance;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::projection::{Made, Payload, Projection, Strictness};
use leadmap_engine::record::Cell;
use leadmap_engine::sink::{self, CsvOptions, Format};
use leadmap_engine::value::{Phone, Region, TimeFormat, Timestamp, Type, Zone};
use leadmap_json::View;
use leadmap_json::index::Index;
use leadmap_json::scan::{self, More, Scanner};

const PLAIN: &str = include_str!("../peers/mapping.json");
const SALEASSIST: &str = include_str!("../../mappings/saleassist.json");

/// So many payloads as fit into the second-level cache of most processors.
const PAYLOADS: usize = 100;

fn main() {
    divan::main();
}

/// How payloads are laid out.
#[derive(Debug, Clone, Copy)]
enum Print {
    /// On one line.
    Line,
    /// A line for each member.
    Pretty,
}

fn payloads(print: Print) -> Vec<String> {
    Deliveries::new(1)
        .take(PAYLOADS)
        .map(|delivery| {
            let mut text = Vec::new();
            match print {
                Print::Line => delivery.write_line(&mut text),
                Print::Pretty => {
                    delivery.payload.write(delivery.beyond, Spacing::Pretty(0), &mut text);
                }
            }
            String::from_utf8(text).expect("deliveries are UTF-8")
        })
        .collect()
}

fn length(payloads: &[String]) -> BytesCount {
    BytesCount::new(payloads.iter().map(String::len).sum::<usize>())
}

fn payload(text: &str) -> Payload<'_> {
    Payload {
        object: View::new(text),
        delivery: Delivery::default(),
        provenance: Provenance::start_of("bench"),
    }
}

/// Grammar and UTF-8 of every byte.
#[divan::bench(args = [Print::Line, Print::Pretty])]
fn check(bencher: Bencher<'_, '_>, print: Print) {
    let payloads = payloads(print);
    bencher.counter(length(&payloads)).bench(|| {
        for text in &payloads {
            black_box(scan::check(black_box(text.as_bytes())).is_ok());
        }
    });
}

/// Grammar alone, the fast way: `LEADMAP_SIMD` names another than the fastest.
#[divan::bench(args = [Print::Line, Print::Pretty])]
fn check_grammar_by_index(bencher: Bencher<'_, '_>, print: Print) {
    let payloads = payloads(print);
    let mut index = Index::default();
    bencher.counter(length(&payloads)).bench_local(|| {
        for text in &payloads {
            black_box(index.whole(black_box(text)).is_some());
        }
    });
}

/// Grammar alone, the careful way, which knows what is wrong.
#[divan::bench(args = [Print::Line, Print::Pretty])]
fn check_grammar_by_scanner(bencher: Bencher<'_, '_>, print: Print) {
    let payloads = payloads(print);
    bencher.counter(length(&payloads)).bench(|| {
        for text in &payloads {
            let mut scanner = Scanner::default();
            black_box(scanner.resume(black_box(text.as_bytes()), More::Never).is_ok());
        }
    });
}

/// Values that each need another check.
const VALUES: [&str; 9] = [
    r#""mobile""#,
    r#""mob\"il""#,
    r#""\u0b9a""#,
    "17732870",
    "-28.4595",
    "   false",
    r#"{"id":1}"#,
    "[[[[]]]]",
    r#""a text as people write it, of sixty-two bytes and two quotes.""#,
];

/// A thousand values of a kind in an array, the fast way.
#[divan::bench(args = VALUES)]
fn check_values_by_index(bencher: Bencher<'_, '_>, value: &str) {
    let text = format!("[{}]", vec![value; 1_000].join(","));
    let mut index = Index::default();
    bencher.counter(ItemsCount::new(1_000usize)).bench_local(|| {
        black_box(index.whole(black_box(&text)).is_some());
    });
}

/// A thousand values of a kind in an array, the careful way.
#[divan::bench(args = VALUES)]
fn check_values_by_scanner(bencher: Bencher<'_, '_>, value: &str) {
    let text = format!("[{}]", vec![value; 1_000].join(","));
    bencher.counter(ItemsCount::new(1_000usize)).bench(|| {
        let mut scanner = Scanner::default();
        let progress = scanner.resume(black_box(text.as_bytes()), More::Never);
        black_box(progress.is_ok());
    });
}

/// UTF-8 alone.
#[divan::bench(args = [Print::Line, Print::Pretty])]
fn check_utf8(bencher: Bencher<'_, '_>, print: Print) {
    let payloads = payloads(print);
    bencher.counter(length(&payloads)).bench(|| {
        for text in &payloads {
            black_box(scan::utf8(black_box(text.as_bytes()), text.len()).is_ok());
        }
    });
}

/// From checked payloads to records.
#[divan::bench(args = ["plain", "saleassist"])]
fn project(bencher: Bencher<'_, '_>, name: &str) {
    let payloads = payloads(Print::Line);
    let mapping = match name {
        "plain" => PLAIN,
        _ => SALEASSIST,
    };
    let (mapping, _) = Mapping::parse(mapping).expect("the mapping has no errors");
    let mut projection = Projection::new(&mapping, Strictness::Lenient);
    bencher.counter(length(&payloads)).bench_local(|| {
        for text in &payloads {
            let outcome = projection.run(&payload(text), None, |made| {
                black_box(&made);
                Ok(ControlFlow::Continue(()))
            });
            black_box(outcome.is_ok());
        }
    });
}

/// From records to bytes.
#[divan::bench(args = [Format::Csv, Format::Ndjson])]
fn write(bencher: Bencher<'_, '_>, format: Format) {
    let (mapping, _) = Mapping::parse(PLAIN).expect("the mapping has no errors");
    let mut projection = Projection::new(&mapping, Strictness::Lenient);
    let mut records: Vec<Vec<Cell<'static>>> = Vec::new();
    for text in &payloads(Print::Line) {
        let outcome = projection.run(&payload(text), None, |made| {
            if let Made::Record { cells, .. } = made {
                records.push(cells.iter().map(|cell| cell.clone().into_owned()).collect());
            }
            Ok(ControlFlow::Continue(()))
        });
        outcome.expect("records are only kept");
    }
    let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
    let length: usize = records.iter().flatten().map(|cell| cell.text().len()).sum();
    let mut sink = sink::open(format, &columns, CsvOptions::default(), io::sink())
        .expect("nothing is written");
    bencher.counter(BytesCount::new(length)).bench_local(|| {
        for record in &records {
            black_box(sink.write(black_box(record)).is_ok());
        }
    });
}

/// Phone numbers as people type them, three of five valid.
#[divan::bench]
fn phone(bencher: Bencher<'_, '_>) {
    let region = Region::parse("IN").expect("a region");
    let numbers = ["+919820010431", "98200 10431", "०98200-10431", "+91 94470", "call me"];
    convert(
        bencher,
        &Type::Phone(Phone::new(Some(region))),
        &numbers.map(|text| Cell::Text(text.into())),
    );
}

/// Moments, as a number of milliseconds and as text.
#[divan::bench(args = ["unix_ms", "rfc3339"])]
fn timestamp(bencher: Bencher<'_, '_>, format: &str) {
    let input = TimeFormat::parse(format).expect("a format");
    let moment = match input {
        TimeFormat::UnixMilliseconds => Cell::Json("1773287047431".into()),
        _ => Cell::Text("2026-03-12T03:44:07.431Z".into()),
    };
    let zone = Zone::named("Asia/Kolkata").expect("a zone");
    let timestamp = Timestamp::new(input, TimeFormat::Rfc3339, Some(zone)).expect("a type");
    convert(bencher, &Type::Timestamp(timestamp), &[moment]);
}

fn convert(bencher: Bencher<'_, '_>, kind: &Type, values: &[Cell<'_>]) {
    bencher.counter(ItemsCount::new(values.len())).bench(|| {
        for value in values {
            black_box(kind.convert(black_box(value.clone())).is_ok());
        }
    });
}

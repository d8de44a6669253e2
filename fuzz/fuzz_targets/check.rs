//! Any bytes as a mapping and, behind a NUL, any bytes as captures: whatever is asked about the two is answered, with
//! places that are in the mapping, and with nothing that acts on a terminal.

#![no_main]

use std::path::Path as Folder;

use leadmap_engine::check::samples::{Samples, judge_by_schema};
use leadmap_engine::check::{Checked, check};
use leadmap_engine::find::{Case, Extent, Finder, Needle};
use leadmap_engine::input::source::Pace;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::path::Path;
use leadmap_engine::problem::{Problem, ProblemCode};
use leadmap_engine::projection::Strictness;
use leadmap_engine::reading::{self, Arrival, Events, Receiver};
use leadmap_engine::reject::Reject;
use leadmap_engine::schema::Schema;
use leadmap_engine::tally::Fate;
use leadmap_engine::trace::{self, Search, Tracer};
use leadmap_fuzz::judge::{is_harmless, is_json};
use leadmap_json::Part;
use leadmap_view as view;
use leadmap_view::paint::{Color, Ink};
use leadmap_view::report::{Report, ReportFormat};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    // No mapping has a NUL in it.
    let end = input.iter().position(|byte| *byte == 0);
    let (mapping, captures) = input.split_at(end.unwrap_or(input.len()));
    // No folder can be called so: what a test of the mapping names is not there.
    let mut checked = check(mapping, Folder::new("\0"));
    let about = match checked.mapping.take() {
        Some(mapping) => {
            traces_can_be_shown(&mapping, captures);
            about_samples(&mapping, captures)
        }
        None => Vec::new(),
    };
    checked.add(about);
    can_be_reported(&checked, &String::from_utf8_lossy(mapping));
    what_is_found_can_be_mapped(captures);
});

/// Hands every payload on.
struct Each<F>(F);

impl<F: FnMut(&Arrival<'_>)> Receiver for Each<F> {
    fn payload(&mut self, arrival: &Arrival<'_>) -> leadmap_engine::error::Result<()> {
        self.0(arrival);
        Ok(())
    }
}

impl<F> Events for Each<F> {
    fn reject(&mut self, _: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        Ok(())
    }
}

fn read(captures: &[u8], each: impl FnMut(&Arrival<'_>)) {
    let options = reading::Options::default();
    reading::read_one("captures", captures, Pace::Ready, &options, &mut Each(each))
        .expect("memory can be read");
}

/// What samples, and a schema of them, say about a mapping, also where other captures came before.
fn about_samples(mapping: &Mapping, captures: &[u8]) -> Vec<Problem> {
    let (mut first, mut whole) = (Schema::new(), Schema::new());
    read(captures, |arrival| {
        let payload = Part::from(arrival.payload.object);
        if whole.payloads() == 0 {
            first.observe(payload);
        }
        whole.observe(payload);
    });
    let mut alone = Samples::of([mapping]);
    let mut drifted = Samples::of([mapping]).compared_with(first);
    read(captures, |arrival| {
        alone.observe(&arrival.payload, arrival.nodes);
        drifted.observe(&arrival.payload, arrival.nodes);
    });
    let problems = [alone, drifted].into_iter().flat_map(|samples| samples.problems().concat());
    problems.chain(judge_by_schema(mapping, &whole)).collect()
}

fn can_be_reported(checked: &Checked, text: &str) {
    for problem in &checked.problems {
        assert!(!problem.message.is_empty());
        // In bytes that are not UTF-8 the end of a place can be inside what is shown instead of them.
        let is_place = text.get(problem.span.clone()).is_some();
        assert!(
            is_place
                || (problem.code == ProblemCode::NotUtf8
                    && text.is_char_boundary(problem.span.start)),
            "{problem:?}"
        );
    }
    for format in [
        ReportFormat::Text,
        ReportFormat::Short,
        ReportFormat::Json,
        ReportFormat::Github,
        ReportFormat::Sarif,
    ] {
        let mut printed = Vec::new();
        let mut report =
            Report::new(format, Color::Off, &mut printed).expect("memory can be written");
        report.add("mapping", text, &checked.problems).expect("memory can be written");
        report.finish(&[]).expect("memory can be written");
        match format {
            ReportFormat::Json | ReportFormat::Sarif => is_json(&printed),
            ReportFormat::Text | ReportFormat::Short | ReportFormat::Github => {
                is_harmless(std::str::from_utf8(&printed).expect("what is printed is UTF-8"));
            }
        }
        if let ReportFormat::Short | ReportFormat::Github = format {
            let lines = printed.iter().filter(|byte| **byte == b'\n').count();
            assert_eq!(lines, checked.problems.len());
        }
    }
}

fn traces_can_be_shown(mapping: &Mapping, captures: &[u8]) {
    for fate in [Fate::Written, Fate::Duplicate, Fate::Rejected] {
        let search = Search { fate: Some(fate), ..Search::default() };
        let mut tracer = Tracer::new(mapping, Strictness::Lenient, search);
        read(captures, |arrival| {
            let shown = tracer.take(arrival, |traced| {
                is_harmless(&view::trace::text(traced, Ink(Color::Off)));
                is_json(trace::json::document(traced).as_bytes());
                Ok(())
            });
            assert!(shown.is_ok());
        });
    }
}

fn what_is_found_can_be_mapped(captures: &[u8]) {
    for needle in [
        Needle::new("1", Extent::Whole, Case::Exact),
        Needle::new("a", Extent::Part, Case::Ignored),
    ] {
        let mut finder = Finder::new(needle.clone());
        read(captures, |arrival| finder.look_into(arrival));
        let findings = finder.finish();
        for found in &findings.paths {
            assert!(Path::parse(&found.path).is_ok(), "{found:?}");
            assert!(found.decode.iter().all(|path| Path::parse(path).is_ok()), "{found:?}");
        }
        is_harmless(&view::find::text(&findings, &needle, Ink(Color::Off)));
        is_json(leadmap_engine::find::json::document(&findings, &needle).to_string().as_bytes());
    }
}

//! Wrong mappings as data: `tests/cases/mapping/NAME.json`, and beside each what is printed about it, `NAME.txt`. The
//! folder `json` has the same for machines, with every place. The tests of a mapping without errors are run; the inputs
//! they name are in the folder `inputs`. Where there is `NAME.ndjson`, the mapping is held to these samples too, and
//! where there is `NAME.before.ndjson`, to the schema of those.
//!
//! `UPDATE_CASES=1 cargo test --test engine mapping_cases` writes what is expected anew; review it as code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use leadmap_engine::capture::Delivery;
use leadmap_engine::check::check;
use leadmap_engine::check::samples::Samples;
use leadmap_engine::input::place::Place;
use leadmap_engine::input::provenance::Provenance;
use leadmap_engine::problem::{Problem, ProblemCode};
use leadmap_engine::projection;
use leadmap_engine::schema::Schema;
use leadmap_json::Part;
use leadmap_json::View;
use leadmap_view::paint::Color;
use leadmap_view::report::{Report, ReportFormat};
use serde_json::Value;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/mapping");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .expect("the folder of the cases")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    cases.sort();
    cases
}

fn problems(case: &Path, bytes: &[u8]) -> Vec<Problem> {
    let mut checked = check(bytes, case.parent().expect("a folder"));
    let Some(mapping) = &checked.mapping else {
        return checked.problems;
    };
    let (samples, before) = (case.with_extension("ndjson"), case.with_extension("before.ndjson"));
    if !samples.exists() {
        return checked.problems;
    }
    let mut held = Samples::of([mapping]);
    if before.exists() {
        let mut schema = Schema::new();
        let text = fs::read_to_string(before).expect("the case's payloads before");
        text.lines().for_each(|line| schema.observe(Part::Text(line)));
        held = held.compared_with(schema);
    }
    let text = fs::read_to_string(samples).expect("the case's samples");
    for (line, text) in (1..).zip(text.lines()) {
        let payload = projection::Payload {
            object: View::new(text),
            delivery: Delivery::default(),
            provenance: Provenance::at("samples", Place { line, column: 1, byte: 0 }),
        };
        held.observe(&payload, None);
    }
    let problems = held.problems().pop();
    checked.add(problems.expect("those of one mapping"));
    checked.problems
}

/// What is reported about a case in the form `format`.
fn reported(case: &Path, format: ReportFormat) -> String {
    let bytes = fs::read(case).expect("the case");
    let name = case.file_name().expect("a file").to_string_lossy();
    let mut out = Vec::new();
    let mut report = Report::new(format, Color::Off, &mut out).expect("writing to memory");
    report
        .add(&name, &String::from_utf8_lossy(&bytes), &problems(case, &bytes))
        .and_then(|()| report.finish(&[]))
        .expect("writing to memory");
    String::from_utf8(out).expect("text")
}

/// Where the expected JSON of a case is.
fn json_of(case: &Path) -> PathBuf {
    let name = case.file_name().expect("a file");
    case.parent().expect("a folder").join("json").join(name)
}

#[test]
fn what_is_reported_about_each_case_is_exactly_what_is_beside_it() {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut different = Vec::new();
    for case in cases() {
        for (format, beside) in
            [(ReportFormat::Text, case.with_extension("txt")), (ReportFormat::Json, json_of(&case))]
        {
            let reported = reported(&case, format);
            if update {
                fs::write(&beside, &reported).expect("writing what is expected");
            } else if fs::read_to_string(&beside).unwrap_or_default() != reported {
                different.push(format!("{}:\n{reported}", beside.display()));
            }
        }
    }
    assert!(different.is_empty(), "not as expected:\n\n{}", different.join("\n"));
}

#[test]
fn nothing_is_expected_of_a_case_that_is_no_more() {
    let cases = cases();
    assert!(cases.len() >= 60, "{}", cases.len());
    let expected: BTreeSet<PathBuf> =
        cases.iter().flat_map(|case| [case.with_extension("txt"), json_of(case)]).collect();
    let folder = cases[0].parent().expect("a folder");
    let files = |folder: &Path| {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").path())
    };
    let mut found: BTreeSet<PathBuf> = files(folder)
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    found.extend(files(&folder.join("json")));
    assert_eq!(found, expected);
}

/// The places in the JSON are those of the text: this looks at the JSON alone, as a script does that shows or mends
/// what is wrong.
#[test]
fn lines_and_columns_lead_to_the_bytes() {
    for case in cases() {
        let bytes = fs::read(&case).expect("the case");
        let Ok(text) = std::str::from_utf8(&bytes) else {
            continue;
        };
        let text_of_line = |line: u64| {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            text.split('\n').nth(line as usize - 1).unwrap_or_default()
        };
        let report: Value =
            serde_json::from_str(&reported(&case, ReportFormat::Json)).expect("JSON");
        for problem in report.as_array().expect("a list") {
            let number = |key: &str| problem[key].as_u64().expect("a number");
            for (line, column, byte) in
                [("line", "column", "byte"), ("end_line", "end_column", "end_byte")]
            {
                let before: String =
                    text_of_line(number(line)).chars().take(number(column) as usize - 1).collect();
                let up_to = text.get(..number(byte) as usize).expect("between characters");
                let last_line = up_to.rsplit('\n').next().unwrap_or_default();
                let last_line = last_line.strip_prefix('\u{feff}').unwrap_or(last_line);
                assert_eq!(before, last_line, "{}: {problem:#}", case.display());
            }
        }
    }
}

#[test]
fn every_key_has_a_case() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/mapping.schema.json");
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(path).expect("the schema")).expect("JSON");
    let mut messages = Vec::new();
    for case in cases() {
        let problems = problems(&case, &fs::read(&case).expect("the case"));
        messages.extend(problems.into_iter().map(|problem| problem.message));
    }
    for pointer in [
        "/properties",
        "/definitions/fieldObject/properties",
        "/definitions/condition/anyOf/1/properties",
        "/definitions/test/properties",
    ] {
        let keys = schema.pointer(pointer).and_then(Value::as_object);
        for key in keys.expect("keys").keys() {
            let quoted = format!("`{key}`");
            let is_concerned = |message: &String| message.contains(&quoted);
            assert!(messages.iter().any(is_concerned), "no case for {key}");
        }
    }
}

#[test]
fn every_code_has_a_case() {
    let found: BTreeSet<ProblemCode> = cases()
        .iter()
        .flat_map(|case| problems(case, &fs::read(case).expect("the case")))
        .map(|problem| problem.code)
        .collect();
    let missing: Vec<_> = ProblemCode::ALL
        .iter()
        .filter(|code| !found.contains(code))
        .map(|code| code.name())
        .collect();
    assert!(missing.is_empty(), "no case for: {missing:?}");
}

#[test]
fn problems_stand_in_the_order_of_the_text() {
    for case in cases() {
        let problems = problems(&case, &fs::read(&case).expect("the case"));
        assert!(problems.is_sorted_by_key(|problem| problem.span.start), "{}", case.display());
    }
}

#[test]
fn a_replacement_put_in_its_place_leaves_the_problem_no_more() {
    let mut replaced = 0;
    for case in cases() {
        let bytes = fs::read(&case).expect("the case");
        for problem in problems(&case, &bytes) {
            let Some(replacement) = &problem.replacement else {
                continue;
            };
            let mut mended = bytes.clone();
            mended.splice(problem.span.clone(), replacement.bytes());
            let is_left = problems(&case, &mended)
                .iter()
                .any(|left| left.code == problem.code && left.span.start == problem.span.start);
            assert!(
                !is_left,
                "{}: {problem:#?}\n{}",
                case.display(),
                String::from_utf8_lossy(&mended)
            );
            replaced += 1;
        }
    }
    assert!(replaced > 10, "only {replaced} replacements");
}

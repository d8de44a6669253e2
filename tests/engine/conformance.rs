//! Suites of others: paths (RFC 9535, jsonpath-compliance-test-suite), JSON (JSONTestSuite), naughty strings and CSV
//! (csv-spectrum).
//!
//! They are data that lies beside the project, in the folder that `$LEADMAP_CORPORA` names.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path as FilePath, PathBuf};

use leadmap_engine::apply::{Options, Run};
use leadmap_engine::input::frame::Repair;
use leadmap_engine::input::source::Pace;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::path::{Argument, Nodes, Path, Query};
use leadmap_engine::reading::{self, Events};
use leadmap_engine::record::Cell;
use leadmap_engine::reject::Reject;
use leadmap_engine::sink::{self, CsvOptions, Format, Guard};
use leadmap_json::Value;
use leadmap_json::scan::check;
use serde_json::{Value as Json, json};

/// How many cases the suite has; a smaller file is not the suite.
const CASES: usize = 703;

#[test]
fn every_case_of_the_compliance_suite_passes() {
    let Some(suite) = corpus("the RFC 9535 compliance suite", "cts.json") else {
        return;
    };
    let text = fs::read_to_string(suite).expect("the suite can be read");
    let suite: Json = serde_json::from_str(&text).expect("the suite is JSON");
    let cases = suite["tests"].as_array().expect("the suite has tests");
    let faults: Vec<String> = cases.iter().filter_map(|case| judge(case).err()).collect();
    assert!(faults.is_empty(), "{} of {} fail:\n{}", faults.len(), cases.len(), faults.join("\n"));
    assert_eq!(cases.len(), CASES);
}

/// Where a suite lies; without it, that is said aloud.
fn corpus(what: &str, name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("LEADMAP_CORPORA");
    if folder.is_none() {
        // Not `eprintln!`, which the test harness would keep to itself.
        writeln!(io::stderr(), "SKIPPED: {what}; LEADMAP_CORPORA does not name its folder")
            .expect("standard error is open");
    }
    Some(FilePath::new(&folder?).join(name))
}

fn judge(case: &Json) -> Result<(), String> {
    let selector = case["selector"].as_str().unwrap_or_default();
    let fault = |what: String| Err(format!("{} {selector:?}: {what}", case["name"]));
    let query = match (Path::parse(selector), case["invalid_selector"] == true) {
        (Err(error), true) => {
            let is_on_one_line = !error.message.is_empty() && !error.message.contains('\n');
            let is_inside = selector.get(error.span.clone()).is_some();
            return if is_on_one_line && is_inside { Ok(()) } else { fault(format!("{error:?}")) };
        }
        (Err(error), false) => return fault(format!("is refused: {error:?}")),
        (Ok(_), true) => return fault("is not refused".to_owned()),
        (Ok(Path::Payload(query)), false) => query,
        (Ok(other), false) => return fault(format!("is {other:?}")),
    };
    let text = case["document"].to_string();
    let document = Value::of(&text);
    let (values, paths) = outcome(&query, &query.select_all(&document), |value| value.text);
    if on_structure(&query, &document) != (values.clone(), paths.clone()) {
        return fault("gives something else on a structure".to_owned());
    }
    let (wanted, wanted_paths) = match case.get("results") {
        Some(results) => (list(results), list(&case["results_paths"])),
        None => (vec![case["result"].clone()], vec![case["result_paths"].clone()]),
    };
    // Where objects leave the order open, the paths must be those of the values.
    match wanted.iter().zip(&wanted_paths).any(|wanted| wanted == (&values, &paths)) {
        true => Ok(()),
        false => fault(format!("gives {values} at {paths}, not {wanted:?} at {wanted_paths:?}")),
    }
}

fn outcome<'n, N: Copy>(
    query: &Query,
    nodes: &Nodes<'_, N>,
    text: impl Fn(N) -> &'n str,
) -> (Json, Json) {
    let read = |text: &str| serde_json::from_str::<Json>(text).expect("a node is JSON");
    let values = nodes.iter().map(|node| read(text(node.value))).collect();
    let path = |location| Json::String(nodes.normalized(&query.plain, location));
    let paths = nodes.iter().map(|node| path(node.location)).collect();
    (Json::Array(values), Json::Array(paths))
}

/// What the query gives on the document's structure.
fn on_structure(query: &Query, document: &Value<'_>) -> (Json, Json) {
    let Some(start) = query.prefix(query.plain.len()).select_all(document).first() else {
        return (json!([]), json!([]));
    };
    let root = Argument::new(document.text, None);
    let start = Argument::new(start.value.text, None);
    outcome(query, &start.select(query, &root, |_| {}), |text| text)
}

fn list(alternatives: &Json) -> Vec<Json> {
    alternatives.as_array().cloned().unwrap_or_default()
}

/// How many files JSONTestSuite has; a folder with fewer is not the suite.
const JSON_FILES: usize = 318;

/// Of the files on which RFC 8259 leaves the choice, those that are accepted: numbers of any size, halves of surrogate
/// pairs. The others of the 35 are refused: what is not UTF-8, a byte-order mark in a value, what nests too deep.
const ACCEPTED: [&str; 20] = [
    "i_number_double_huge_neg_exp.json",
    "i_number_huge_exp.json",
    "i_number_neg_int_huge_exp.json",
    "i_number_pos_double_huge_exp.json",
    "i_number_real_neg_overflow.json",
    "i_number_real_pos_overflow.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
    "i_object_key_lone_2nd_surrogate.json",
    "i_string_1st_surrogate_but_2nd_missing.json",
    "i_string_1st_valid_surrogate_2nd_invalid.json",
    "i_string_incomplete_surrogate_and_escape_valid.json",
    "i_string_incomplete_surrogate_pair.json",
    "i_string_incomplete_surrogates_escape_valid.json",
    "i_string_invalid_lonely_surrogate.json",
    "i_string_invalid_surrogate.json",
    "i_string_inverted_surrogates_U+1D11E.json",
    "i_string_lone_second_surrogate.json",
];
const REFUSED: [&str; 15] = [
    "i_string_UTF-16LE_with_BOM.json",
    "i_string_UTF-8_invalid_sequence.json",
    "i_string_UTF8_surrogate_U+D800.json",
    "i_string_invalid_utf-8.json",
    "i_string_iso_latin_1.json",
    "i_string_lone_utf8_continuation_byte.json",
    "i_string_not_in_unicode_range.json",
    "i_string_overlong_sequence_2_bytes.json",
    "i_string_overlong_sequence_6_bytes.json",
    "i_string_overlong_sequence_6_bytes_null.json",
    "i_string_truncated-utf-8.json",
    "i_string_utf16BE_no_BOM.json",
    "i_string_utf16LE_no_BOM.json",
    "i_structure_500_nested_arrays.json",
    "i_structure_UTF-8_BOM_empty_object.json",
];

#[test]
fn every_file_of_json_test_suite_is_judged_as_its_name_says() {
    let Some(folder) = corpus("JSONTestSuite", "JSONTestSuite") else {
        return;
    };
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for entry in fs::read_dir(folder).expect("the suite can be read") {
        let file = entry.expect("the suite can be read").path();
        let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let is_accepted = check(&fs::read(&file).expect("the suite can be read")).is_ok();
        let should_be = match name.as_bytes() {
            [b'y', b'_', ..] => true,
            [b'n', b'_', ..] => false,
            _ if ACCEPTED.contains(&name.as_str()) => true,
            _ if REFUSED.contains(&name.as_str()) => false,
            _ => panic!("{name} is in neither table"),
        };
        if is_accepted != should_be {
            faults.push(name.clone());
        }
        seen.insert(name);
    }
    assert!(faults.is_empty(), "judged wrongly: {faults:?}");
    assert_eq!(seen.len(), JSON_FILES);
    let tables = ACCEPTED.iter().chain(&REFUSED);
    assert!(tables.into_iter().all(|name| seen.contains(*name)));
}

#[test]
fn naughty_strings_go_through_a_mapping_as_values_and_as_keys() {
    let Some(file) = corpus("naughty strings", "blns.json") else {
        return;
    };
    let text = fs::read_to_string(file).expect("the strings can be read");
    let naughty: Vec<String> = serde_json::from_str(&text).expect("the strings are JSON");
    assert!(naughty.len() > 500);
    // A mapping has no column without a name, so that only the values are all there.
    let columns: BTreeSet<&str> =
        naughty.iter().map(String::as_str).filter(|name| !name.trim().is_empty()).collect();
    let columns: Vec<&str> = columns.into_iter().collect();
    let path = |name: &str| Json::from(format!("$[{}]", json!(name)));
    let fields = columns.iter().map(|name| ((*name).to_owned(), path(name))).collect();
    let by_name = json!({ "fields": Json::Object(fields) }).to_string();
    let as_keys: serde_json::Map<String, Json> =
        columns.iter().map(|name| ((*name).to_owned(), json!(name))).collect();

    let lines = applied(&by_name, &json!(as_keys).to_string(), Format::Ndjson);
    let row: Json = serde_json::from_str(&lines).expect("a line is JSON");
    assert_eq!(row, json!(as_keys));
    let rows = table(&applied(&by_name, &json!(as_keys).to_string(), Format::Csv));
    assert_eq!(rows, [columns.clone(), columns]);

    let payloads: String =
        naughty.iter().map(|value| json!({ "v": value }).to_string() + "\n").collect();
    let lines = applied(r#"{"fields":{"v":"v"}}"#, &payloads, Format::Ndjson);
    let read = |lines: &str| -> Vec<Json> {
        lines.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    };
    assert_eq!(read(&lines), read(&payloads));
    let rows = table(&applied(r#"{"fields":{"v":"v","w":{"value":"w"}}}"#, &payloads, Format::Csv));
    let values: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(values, naughty);
}

/// What a mapping makes of `input`, unguarded. Nothing may be rejected.
fn applied(mapping: &str, input: &str, format: Format) -> String {
    let (mapping, _) = Mapping::parse(mapping).expect("the mapping is right");
    let columns: Vec<&str> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
    let mut output = Vec::new();
    let mut sink =
        sink::open(format, &columns, unguarded(), &mut output).expect("memory can be written");
    let (options, mut rejects) = (reading::Options::default(), NoRejects);
    let mut run = Run::new(&mapping, &Options::default(), sink.as_mut(), &mut rejects);
    reading::read_one("strings", input.as_bytes(), Pace::Ready, &options, &mut run)
        .and_then(|()| run.finish(1))
        .expect("memory can be read and written");
    drop(sink);
    String::from_utf8(output).expect("the output is UTF-8")
}

fn unguarded() -> CsvOptions {
    CsvOptions { guard: Guard::Off, ..CsvOptions::default() }
}

struct NoRejects;

impl Events for NoRejects {
    fn reject(&mut self, reject: &Reject<'_>) -> leadmap_engine::error::Result<()> {
        panic!("{reject:?}");
    }

    fn repair(&mut self, _: &str, repair: Repair) {
        panic!("{repair:?}");
    }
}

/// All rows of CSV, the header among them.
fn table(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let rows = reader.records().map(|row| row.expect("the CSV is right"));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_table_of_csv_spectrum_is_written_so_that_it_is_read_back() {
    let Some(folder) = corpus("csv-spectrum", "csv-spectrum") else {
        return;
    };
    let mut tables = 0;
    for entry in fs::read_dir(folder.join("csvs")).expect("the suite can be read") {
        let file = entry.expect("the suite can be read").path();
        let rows = table(&fs::read_to_string(&file).expect("a table can be read"));
        let name = file.file_stem().expect("a file has a name");
        let expected = fs::read_to_string(folder.join("json").join(name).with_extension("json"));
        // The line breaks inside cells are not those of the tables in every copy of the suite.
        let expected = expected.expect("each table is there as JSON").replace("\\r\\n", "\\n");
        let expected: Json = serde_json::from_str(&expected).expect("it is JSON");

        let mut output = Vec::new();
        let columns: Vec<&str> = rows[0].iter().map(String::as_str).collect();
        let mut sink = sink::open(Format::Csv, &columns, unguarded(), &mut output)
            .expect("memory can be written");
        for row in &rows[1..] {
            let record: Vec<Cell<'_>> = row.iter().map(|text| Cell::Text(text.into())).collect();
            sink.write(&record).expect("memory can be written");
        }
        sink.finish().expect("memory can be written");
        drop(sink);
        let written = table(&String::from_utf8(output).expect("the output is UTF-8"));
        assert_eq!(written, rows, "{}", file.display());
        let objects: Vec<Json> = written[1..]
            .iter()
            .map(|row| written[0].iter().cloned().zip(row.iter().map(|cell| json!(cell))).collect())
            .map(Json::Object)
            .collect();
        // The suite's own answer for this table is of another row.
        if name != "location_coordinates" {
            assert_eq!(Json::Array(objects), expected, "{}", file.display());
        }
        tables += 1;
    }
    assert_eq!(tables, 12);
}

//! The five formats, and how one is chosen.

use serde_json::Value;

use crate::run::{Folder, Outcome};

const MAPPING: &str = r#"{"fields": {"name": "name", "note, \"x\"": "note"}}"#;
const INPUT: &str = "{\"name\":\"Asha\",\"note\":\"a, \\\"b\\\"\\nc\"}\n{\"name\":7}\n";

const CSV: &str = "name,\"note, \"\"x\"\"\"\nAsha,\"a, \"\"b\"\"\nc\"\n7,\n";
const NDJSON: &str = "{\"name\":\"Asha\",\"note, \\\"x\\\"\":\"a, \\\"b\\\"\\nc\"}\n{\"name\":7,\"note, \\\"x\\\"\":null}\n";

fn apply(options: &[&str]) -> Outcome {
    Folder::of_mapping(MAPPING).apply(options, INPUT).ends_with(0)
}

#[test]
fn every_format_holds_the_same_records() {
    assert_eq!(apply(&["-f", "csv"]).stdout, CSV);
    assert_eq!(apply(&["-f", "ndjson"]).stdout, NDJSON);
    let list: Value = serde_json::from_str(&apply(&["-f", "json"]).stdout).unwrap();
    let lines: Vec<Value> =
        NDJSON.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(list, Value::Array(lines));
    let tsv = apply(&["-f", "tsv"]).stdout;
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_reader(tsv.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["name", "note, \"x\""]);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows, [vec!["Asha", "a, \"b\"\nc"], vec!["7", ""]]);
    let table = apply(&["-f", "table"]).stdout;
    for part in ["name", "note, \"x\"", "Asha", "7"] {
        assert!(table.contains(part), "{table}");
    }
}

#[test]
fn the_format_follows_the_name_of_the_output() {
    let folder = Folder::of_mapping(MAPPING);
    for (name, format) in [
        ("a.csv", "csv"),
        ("a.tsv", "tsv"),
        ("a.ndjson", "ndjson"),
        ("a.jsonl", "ndjson"),
        ("a.json", "json"),
        ("a.CSV", "csv"),
        ("a", "csv"),
    ] {
        folder.apply(&["-o", name], INPUT).ends_with(0);
        assert_eq!(folder.read(name), apply(&["-f", format]).stdout, "{name}");
        // What is asked for goes before what the name says.
        folder.apply(&["-o", name, "-f", "ndjson"], INPUT).ends_with(0);
        assert_eq!(folder.read(name), NDJSON, "{name}");
    }
    assert_eq!(apply(&[]).stdout, CSV, "in a pipe");
    let unknown = folder.apply(&["-o", "a.xlsx"], INPUT).ends_with(2);
    assert!(unknown.stderr.contains("`.xlsx` names no format"), "{}", unknown.stderr);
    folder.apply(&["-o", "a.xlsx", "-f", "csv"], INPUT).ends_with(0);
}

#[test]
fn what_is_for_csv_is_refused_with_other_formats() {
    for option in ["--excel", "--no-header"] {
        let folder = Folder::of_mapping(MAPPING);
        let refused = folder.apply(&[option, "-f", "ndjson"], INPUT).ends_with(2);
        assert!(
            refused.stderr.contains(&format!("{option} is for CSV and TSV")),
            "{}",
            refused.stderr
        );
        folder.apply(&[option, "-f", "tsv"], INPUT).ends_with(0);
    }
}

#[test]
fn a_run_without_records_still_writes_what_every_run_writes() {
    let folder = Folder::of_mapping(MAPPING);
    let of = |format| folder.apply(&["-f", format], "").ends_with(0).stdout;
    assert_eq!(of("csv"), "name,\"note, \"\"x\"\"\"\n");
    assert_eq!(of("ndjson"), "");
    assert_eq!(serde_json::from_str::<Value>(&of("json")).unwrap(), Value::Array(Vec::new()));
}

#[test]
fn the_header_can_be_left_out() {
    let (_, rows) = CSV.split_once('\n').unwrap();
    assert_eq!(apply(&["--no-header"]).stdout, rows);
    assert_eq!(apply(&["--no-header", "-f", "tsv"]).stdout.lines().count(), 3);
}

#[test]
fn for_spreadsheets_there_is_a_byte_order_mark_and_crlf() {
    let excel = apply(&["--excel"]).stdout;
    assert_eq!(excel, "\u{feff}name,\"note, \"\"x\"\"\"\r\nAsha,\"a, \"\"b\"\"\nc\"\r\n7,\r\n");
}

#[test]
fn formulas_are_guarded_in_cells_and_header_and_phone_numbers_are_not() {
    let folder = Folder::of_mapping(r#"{"fields": {"=x": "a"}}"#);
    let guarded = [
        "=1+1",
        "@SUM(1)",
        "\tx",
        "\rx",
        "\nx",
        " =1",
        "\u{feff}=1",
        "\"=1",
        "＝1",
        "＠x",
        "+cmd|x",
        "-a",
        "+1!A",
        "+1234567890\n=HYPERLINK(1)",
    ];
    let left = [
        "+919876543210",
        "+91 98765 43210",
        "+1 (555) 555-1212",
        "+44-20-7946-0958",
        "-",
        "-1.5",
        "+",
        "1=1",
        "a@b.example",
        "'x",
        "",
    ];
    let cells: Vec<&str> = guarded.iter().chain(&left).copied().collect();
    let input: String =
        cells.iter().map(|cell| serde_json::json!({ "a": cell }).to_string()).collect();
    let rows = |options: &[&str]| -> (Vec<String>, Outcome) {
        let outcome = folder.apply(options, &input).ends_with(0);
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(outcome.stdout.as_bytes());
        let rows = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
        (rows, outcome)
    };
    let (rows_auto, outcome) = rows(&["-f", "csv"]);
    let expected: Vec<String> = std::iter::once("'=x".to_owned())
        .chain(guarded.iter().map(|&cell| match cell {
            // Behind a space or a line break there is another place where it could run.
            " =1" => "' '=1".to_owned(),
            "+1234567890\n=HYPERLINK(1)" => "'+1234567890\n'=HYPERLINK(1)".to_owned(),
            cell => format!("'{cell}"),
        }))
        .chain(left.iter().map(|&cell| cell.to_owned()))
        .collect();
    assert_eq!(rows_auto, expected);
    assert_eq!(outcome.count("guarded_cells"), guarded.len() as u64 + 1);
    assert!(outcome.stderr.contains("guarded:      15 cells"), "{}", outcome.stderr);

    let (rows_off, outcome) = rows(&["-f", "csv", "--guard", "off"]);
    assert_eq!(rows_off[0], "=x");
    assert_eq!(rows_off[1..], cells);
    assert_eq!(outcome.count("guarded_cells"), 0);
    let outcome = folder.apply(&["-f", "ndjson"], &input).ends_with(0);
    let texts: Vec<Value> =
        outcome.records().into_iter().map(|mut record| record["=x"].take()).collect();
    assert_eq!(texts, cells);
}

#[test]
fn colours_come_when_they_are_asked_for_and_never_otherwise() {
    let folder = Folder::of_mapping(MAPPING);
    let input = format!("{INPUT}{{");
    let has_colour = |options: &[&str], no_color: bool| {
        let mut arguments = vec!["apply", "m.json", "-f", "table"];
        arguments.extend(options);
        let mut command = folder.command(&arguments);
        if no_color {
            command.env("NO_COLOR", "1");
        }
        let outcome = crate::run::outcome(command, input.as_bytes()).ends_with(1);
        let colours = [&outcome.stdout, &outcome.stderr].map(|text| text.contains('\u{1b}'));
        assert_eq!(colours[0], colours[1], "{outcome:?}");
        colours[0]
    };
    assert!(!has_colour(&[], false), "in a pipe");
    assert!(has_colour(&["--color", "always"], false));
    assert!(has_colour(&["--color", "always"], true), "what is asked for goes first");
    assert!(!has_colour(&["--color", "never"], false));
    assert!(!has_colour(&["--color", "auto"], true));
}

#[test]
fn every_row_has_the_mappings_columns_whatever_the_payloads_hold() {
    let outcome = Folder::of_mapping(r#"{"fields": {"b": "b", "a": "a"}}"#)
        .apply(
            &["-f", "ndjson"],
            "{\"a\":1,\"b\":2,\"c\":3}{\"c\":1}{\"a\":1}[]{}\n[{\"a\":[]},{\"b\":{}}]",
        )
        .ends_with(0);
    for line in outcome.stdout.lines() {
        assert!(line.starts_with("{\"b\":") && line.contains(",\"a\":"), "{line}");
    }
    assert_eq!(outcome.stdout.lines().count(), 6);
}

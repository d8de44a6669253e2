//! Lists in a spreadsheet: what the program writes is opened by LibreOffice, in every way that its import can split it.
//! No cell may become a formula.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::run::Folder;

/// Set where this must not be skipped.
const REQUIRED: &str = "LEADMAP_REQUIRE_LIBREOFFICE";

/// The separators by their codes, as the import's options have them: each of comma, semicolon, tab and space; those that are
/// ticked if nobody changes them; these with space and `|`.
const SEPARATORS: [&str; 6] = ["44", "59", "9", "32", "44/59/9", "44/59/9/32/124"];

/// The text delimiters: a quotation mark, an apostrophe.
const DELIMITERS: [&str; 2] = ["34", "39"];

/// The header of one of the columns, and a constant, are hostile too.
const MAPPING: &str = r#"{"fields": {
    "name": "name", "=1+1;=2\t=3 =4": "note", "x": "x", "o": "o", "c": {"value": "x;=1+1"}}}"#;

/// What runs, or is tried by those who would like it to.
const FORMULAS: [&str; 9] = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    "=HYPERLINK(\"http://198.51.100.7\";\"x\")",
    "+1+1",
    "-1+1",
    "@SUM(1;2)",
    "=1+1'",
    "'=1+1'",
    "＝1+1",
];

/// What a cell can be split at.
const SPLITS: [&str; 9] = ["", ";", "\t", ",", "|", " ", "\n", "\r", "\r\n"];

/// What can be stripped from the start of one.
const STRIPPED: [&str; 8] = ["", "\"", "'", " ", "\u{feff}", "\u{a0}", "\0", "\"' "];

#[test]
fn no_cell_becomes_a_formula_in_libreoffice() {
    if !is_there() {
        return;
    }
    let folder = Folder::of_mapping(MAPPING);
    let payloads = payloads();
    let mut files = Vec::new();
    for (name, options) in [
        ("comma.csv", ["-f", "csv", "--guard", "auto"].as_slice()),
        ("excel.csv", &["-f", "csv", "--excel"]),
        ("tab.tsv", &["-f", "tsv"]),
        ("unguarded.csv", &["-f", "csv", "--guard", "off"]),
    ] {
        let input: String = payloads.iter().map(|payload| format!("{payload}\n")).collect();
        let outcome = folder.apply(&[options, &["-o", name]].concat(), input).ends_with(0);
        let guarded = outcome.count("guarded_cells");
        assert_eq!(guarded > payloads.len() as u64, name != "unguarded.csv", "{name}: {guarded}");
        files.push(name);
    }
    for separators in SEPARATORS {
        for delimiter in DELIMITERS {
            let options = format!("{separators},{delimiter},76,1");
            open(&folder, &options, &files);
            for name in &files {
                let sheet = fs::read_to_string(folder.path(&sheet_of(name))).unwrap();
                let (cells, formulas) =
                    (count(&sheet, "office:value-type="), count(&sheet, "table:formula="));
                let what = format!("{name}, split at {separators}, quoted with {delimiter}");
                // Each payload's line begins with a number that no quote can swallow but those of its own cells.
                assert!(cells > payloads.len(), "{what}: {cells} cells were read");
                if *name == "unguarded.csv" {
                    assert!(formulas > 10, "{what}: a test that cannot fail: {formulas} formulas");
                } else {
                    let first = sheet.split("table:formula=").nth(1).unwrap_or_default();
                    let first: String = first.chars().take(200).collect();
                    assert_eq!(formulas, 0, "{what}: {first}");
                }
            }
        }
    }
}

/// Payloads with each formula behind everything that a cell can be split at, and the strings of others.
fn payloads() -> Vec<Value> {
    let mut cells = Vec::new();
    for formula in FORMULAS {
        for split in SPLITS {
            for stripped in STRIPPED {
                let before = if split.is_empty() { "" } else { "x" };
                cells.push(format!("{before}{split}{stripped}{formula}"));
            }
        }
        cells.push(format!("\t{formula}"));
        cells.push(format!("x;\t, {formula};y'"));
        cells.push(format!("\"a\" {formula}"));
        cells.push(format!("'a' {formula}"));
    }
    if let Some(corpora) = std::env::var_os("LEADMAP_CORPORA") {
        let text = fs::read_to_string(Path::new(&corpora).join("blns.json")).unwrap();
        cells.extend(serde_json::from_str::<Vec<String>>(&text).unwrap());
    }
    // Each cell has neighbours that end in a quote of either kind.
    let cells = cells.into_iter();
    cells
        .map(|cell| json!({"name": cell, "note": "it's'", "x": cell, "o": {"k": [cell]}}))
        .collect()
}

/// Has LibreOffice open `files` with these options of its import, and keep what it has read.
fn open(folder: &Folder, options: &str, files: &[&str]) {
    let profile = folder.path("profile");
    let mut command = Command::new("soffice");
    command.current_dir(folder.path("."));
    command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    command.args(["--headless", &format!("--infilter=CSV:{options}"), "--convert-to", "fods"]);
    let output = command.args(files).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

fn sheet_of(name: &str) -> String {
    Path::new(name).with_extension("fods").to_str().unwrap().to_owned()
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

fn is_there() -> bool {
    let found = Command::new("soffice").arg("--version").output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        let required = std::env::var_os(REQUIRED).is_some();
        assert!(!required, "soffice is missing, and {REQUIRED} is set");
        // Not `eprintln!`, which the test harness would keep to itself.
        io::stderr().write_all(b"skipped: spreadsheets (soffice is missing)\n").unwrap();
    }
    found
}

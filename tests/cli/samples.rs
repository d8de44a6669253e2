//! The samples through the shipped mappings, and what those mappings say of themselves.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use leadmap_engine::mapping::{Mapping, TestInput};

use crate::run::{Folder, Outcome, project};

fn apply(mapping: &str, sample: &str, options: &[&str]) -> Outcome {
    apply_as("ndjson", mapping, sample, options)
}

fn apply_as(format: &str, mapping: &str, sample: &str, options: &[&str]) -> Outcome {
    let (mapping, sample) =
        (project(&format!("mappings/{mapping}")), project(&format!("samples/{sample}")));
    let mut arguments = vec![sample.as_str(), "-f", format];
    arguments.extend(options);
    Folder::new().apply_mapping(&mapping, &arguments, "")
}

/// Mapping, sample and exit status; payloads read, mapped, empty, filtered, rejected; records made, written, duplicate,
/// rejected.
const COUNTS: &str = "
    saleassist         saleassist/log.ndjson                           0    51 45 0 6 0    45 40 5 0
    saleassist         saleassist/broken.ndjson                        1     9  7 0 1 1     7  6 1 0
    saleassist         saleassist/widget_new_conversation.json         0     1  1 0 0 0     1  1 0 0
    saleassist         saleassist/widget_new_conversation.bare.json    0     1  1 0 0 0     1  1 0 0
    saleassist         saleassist/documented-as-printed.txt            1     1  0 0 0 1     0  0 0 0
    saleassist         wrapped                                         0    26 26 0 0 0    26  1 25 0
    meta-lead          meta/lead.json                                  0     1  1 0 0 0     1  1 0 0
    meta-lead          meta/leads.ndjson                               0    11 11 0 0 0    11 10 1 0
    meta-notification  meta/notification.json                          0     1  1 0 0 0     3  3 0 0
    google-ads         google-ads/lead.json                            0     1  1 0 0 0     1  1 0 0
    google-ads         google-ads/leads.ndjson                         0     8  7 0 1 0     7  6 1 0
    meta-lead          google-ads/leads.ndjson                         0     8  0 0 8 0     0  0 0 0
";

#[test]
fn every_sample_gives_the_counts_it_is_there_for() {
    const BINS: [&str; 9] = [
        "payloads/read",
        "payloads/mapped",
        "payloads/empty",
        "payloads/filtered",
        "payloads/rejected",
        "records/made",
        "records/written",
        "records/duplicate",
        "records/rejected",
    ];
    for row in COUNTS.trim().lines() {
        let mut cells = row.split_whitespace();
        let mapping = format!("{}.json", cells.next().unwrap());
        let sample = cells.next().unwrap();
        let status = cells.next().unwrap().parse().unwrap();
        let expected: Vec<u64> = cells.map(|count| count.parse().unwrap()).collect();
        let outcome = apply(&mapping, sample, &[]).ends_with(status);
        assert_eq!(BINS.map(|bin| outcome.count(bin)), *expected, "{row}");
        let written = outcome.count("records/written");
        assert_eq!(outcome.records().len() as u64, written, "{row}");
    }
}

#[test]
fn the_formulas_in_the_log_are_guarded_in_csv_and_only_there() {
    let guarded = |format| {
        let outcome = apply_as(format, "saleassist.json", "saleassist/log.ndjson", &[]);
        outcome.count("guarded_cells")
    };
    assert_eq!(["csv", "tsv", "ndjson", "json", "table"].map(guarded), [6, 6, 0, 0, 0]);
}

#[test]
fn the_broken_log_loses_one_delivery_and_with_repair_none() {
    let refused = apply("saleassist.json", "saleassist/broken.ndjson", &[]).ends_with(1);
    let reject = refused.reject();
    assert!(reject.starts_with("reject[syntax]: expected `,` or `}`"), "{reject}");
    assert!(reject.contains("broken.ndjson:5:1522 (byte 9896)"), "{reject}");

    let repaired = apply("saleassist.json", "saleassist/broken.ndjson", &["--repair"]).ends_with(0);
    assert_eq!(repaired.count("records/written"), 7);
    assert_eq!(repaired.stats["repairs"], json!({"missing-comma": 1}));
    assert!(repaired.stderr.contains("repaired: inserted a missing comma at "));
    assert!(repaired.stderr.contains("broken.ndjson:5:1522\n"));
}

#[test]
fn the_documented_sample_as_printed_is_one_reject_that_offers_the_repair_that_makes_it_a_lead() {
    let sample = "saleassist/documented-as-printed.txt";
    let refused = apply("saleassist.json", sample, &[]).ends_with(1);
    let reject = refused.reject();
    assert!(reject.contains("`--repair`"), "{reject}");
    assert!(reject.contains("documented-as-printed.txt:143:11 (byte 5703)"), "{reject}");
    assert_eq!(refused.stdout, "");

    let repaired = apply("saleassist.json", sample, &["--repair"]).ends_with(0);
    assert_eq!(repaired.records().len(), 1);
    assert_eq!(repaired.stats["repairs"], json!({"missing-comma": 1, "cut-off-wrapper": 1}));
    let told: Vec<_> =
        repaired.stderr.lines().filter(|line| line.starts_with("repaired: ")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|line| line.ends_with("documented-as-printed.txt:1:1")), "{told:?}");
    assert!(told.iter().any(|line| line.ends_with("documented-as-printed.txt:142:43")), "{told:?}");

    let mended_by_hand = apply("saleassist.json", "saleassist/widget_new_conversation.json", &[]);
    assert_eq!(repaired.stdout, mended_by_hand.stdout);
}

#[test]
fn a_lead_is_the_same_whichever_tool_has_captured_it() {
    let mut records = Vec::new();
    for entry in fs::read_dir(project("samples/wrapped")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let outcome = apply("saleassist.json", &format!("wrapped/{name}"), &[]).ends_with(0);
        let record = outcome.records().pop().unwrap();
        assert_eq!(record["sent_from"], "IN", "{name}");
        assert_eq!(outcome.stats["captures"].as_object().unwrap().len(), 1, "{name}");
        assert!(outcome.stats["captures"].get("bare").is_none(), "{name}");
        records.push(record);
    }
    assert!(records.len() >= 25, "{}", records.len());
    records.dedup();
    assert_eq!(records.len(), 1, "{records:#?}");
}

#[test]
fn a_lead_is_the_same_through_whatever_queue_or_log_it_went() {
    let record = |sample: &str| {
        let outcome = apply("saleassist.json", sample, &[]).ends_with(0);
        let [record] = &*outcome.records() else { panic!("{sample}: {}", outcome.stdout) };
        record.clone()
    };
    let expected = record("wrapped/quickwork.json");
    for entry in fs::read_dir(project("samples/relayed")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert_eq!(record(&format!("relayed/{name}")), expected, "{name}");
    }
}

/// Runs one of a mapping's own tests through the program and compares the columns that it names.
fn run_own_test(path: &Path, mapping: &Mapping, index: usize) {
    let test = &mapping.tests[index];
    let name = test.name.as_deref().unwrap_or_default();
    let path_text = path.to_str().unwrap();
    let outcome = match &test.input {
        TestInput::File(file) => {
            let input = path.parent().unwrap().join(file);
            Folder::new().apply_mapping(path_text, &["-f", "ndjson", input.to_str().unwrap()], "")
        }
        TestInput::Inline(payload) => {
            Folder::new().apply_mapping(path_text, &["-f", "ndjson"], payload)
        }
    };
    let made = outcome.records();
    assert_eq!(made.len(), test.expect.len(), "{path_text}: {name}");
    for (record, expected) in made.iter().zip(&test.expect) {
        for (column, value) in expected {
            let column = &mapping.fields[*column].name;
            let value: Value = serde_json::from_str(value).unwrap();
            assert_eq!(record[column], value, "{path_text}: {name}: {column}");
        }
    }
}

#[test]
fn every_test_in_a_shipped_mapping_holds() {
    let mut run = 0;
    for entry in fs::read_dir(project("mappings")).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("mapping.schema.json") {
            continue;
        }
        let (mapping, problems) = Mapping::parse_bytes(&fs::read(&path).unwrap()).unwrap();
        assert!(problems.is_empty(), "{path:?}: {problems:?}");
        for index in 0..mapping.tests.len() {
            run_own_test(&path, &mapping, index);
            run += 1;
        }
        assert!(!mapping.tests.is_empty(), "{path:?} has no tests");
    }
    assert!(run >= 4, "only {run} tests were found");
}

//! The options of `apply` that end a run early or late, or make it quiet.

use crate::run::Folder;

const MAPPING: &str = r#"{"fields": {"a": {"path": "a", "required": true}}}"#;

/// So many good payloads, then so many that are rejected.
fn input(good: usize, bad: usize) -> String {
    "{\"a\":1}\n".repeat(good) + &"{}\n".repeat(bad)
}

#[test]
fn the_limit_stops_after_so_many_records_and_is_a_good_end() {
    let folder = Folder::of_mapping(MAPPING);
    for (limit, written) in [("0", 0), ("1", 1), ("3", 3), ("5", 5), ("100", 5)] {
        let outcome = folder.apply(&["--limit", limit, "-o", "out.csv"], input(5, 0)).ends_with(0);
        assert_eq!(outcome.count("records/written"), written);
        assert_eq!(outcome.stats["complete"], true);
        assert_eq!(folder.read("out.csv").lines().count() as u64, written + 1);
    }
}

#[test]
fn the_limit_counts_records_and_not_payloads() {
    let mapping = r#"{"each": "l[*]", "fields": {"a": "@"}, "unique": ["a"]}"#;
    let outcome = Folder::of_mapping(mapping)
        .apply(&["--limit", "3"], "{\"l\":[1,1,2]}\n{\"l\":[2,3,4]}\n{")
        .ends_with(0);
    assert_eq!(outcome.stdout, "a\n1\n2\n3\n");
    assert_eq!(outcome.count("payloads/read"), 2);
}

#[test]
fn more_rejects_than_allowed_end_the_run_and_leave_the_old_file() {
    let folder = Folder::of_mapping(MAPPING);
    for (allowed, good, bad, status) in [
        ("0", 5, 0, 0),
        ("0", 5, 1, 2),
        ("2", 5, 2, 1),
        ("2", 5, 3, 2),
        ("0%", 5, 1, 2),
        ("50%", 5, 5, 1),
        ("50%", 5, 6, 2),
        ("16.6%", 5, 1, 2),
        ("16.7%", 5, 1, 1),
        ("100%", 0, 7, 1),
        ("0%", 0, 0, 0),
    ] {
        folder.write("out.csv", "old");
        let names = folder.names();
        let options = ["--max-rejects", allowed, "-o", "out.csv"];
        let outcome = folder.apply(&options, input(good, bad)).ends_with(status);
        assert_eq!(outcome.stats["complete"], status != 2, "{allowed} of {good} + {bad}");
        if status == 2 {
            assert_eq!(folder.read("out.csv"), "old", "{allowed} of {good} + {bad}");
            assert!(
                outcome.error().contains(&format!("--max-rejects {allowed}")),
                "{}",
                outcome.stderr
            );
        } else {
            assert_eq!(folder.read("out.csv").lines().count(), good + 1);
        }
        assert_eq!(folder.names(), names);
    }
}

#[test]
fn a_number_of_rejects_stops_the_run_there_and_a_percentage_is_judged_at_the_end() {
    let folder = Folder::of_mapping(MAPPING);
    let late = input(0, 3) + &input(1000, 0);
    let outcome = folder.apply(&["--max-rejects", "2"], &late).ends_with(2);
    assert_eq!(outcome.count("payloads/read"), 3);
    let outcome = folder.apply(&["--max-rejects", "1%"], &late).ends_with(1);
    assert_eq!(outcome.count("payloads/read"), 1003);
}

#[test]
fn a_quiet_run_says_nothing_but_errors() {
    let folder = Folder::of_mapping(MAPPING);
    let outcome = folder.apply(&["--quiet"], input(1, 1)).ends_with(1);
    assert_eq!((outcome.stderr.as_str(), outcome.stdout.as_str()), ("", "a\n1\n"));
    let outcome = folder.apply(&["-q", "--repair"], "{\"a\":1,}").ends_with(0);
    assert_eq!(outcome.stderr, "");
    let outcome = folder.apply(&["-q", "--max-rejects", "0"], input(1, 1));
    assert_eq!(outcome.error(), outcome.stderr.trim_end());
    let outcome = folder.run(&["apply", "m.json", "missing", "-q"]);
    assert_eq!(outcome.error(), outcome.stderr.trim_end());
}

#[test]
fn sizes_and_numbers_that_are_none_are_usage_errors() {
    let folder = Folder::of_mapping(MAPPING);
    for (option, values) in [
        ("--max-payload", &["", "0", "x", "-1", "1X", "1.5M", "64 M", "99999999999G", "M"][..]),
        ("--max-rejects", &["", "x", "-1", "1.5", "%", "101%", "-1%", "NaN%", "inf%"]),
        ("--limit", &["", "x", "-1", "1.5"]),
        ("--format", &["", "xml", "CSV "]),
        ("--guard", &["all", ""]),
        ("--color", &["yes"]),
    ] {
        for value in values {
            let outcome = folder.run(&["apply", "m.json", &format!("{option}={value}")]);
            assert_eq!(outcome.status, 2, "{option}={value}: {}", outcome.stderr);
            assert!(outcome.stderr.contains(option), "{option}={value}: {}", outcome.stderr);
            assert_eq!(outcome.stdout, "");
        }
    }
}

#[test]
fn standard_input_can_stand_among_the_inputs_but_only_once() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("1.json", "{\"a\":1}");
    folder.write("2.json", "{\"a\":2}");
    let outcome = folder.apply(&["2.json", "-", "1.json"], "{\"a\":\"in\"}").ends_with(0);
    assert_eq!(outcome.stdout, "a\n2\nin\n1\n");
    let outcome = folder.run(&["apply", "m.json", "-", "-"]);
    assert_eq!(outcome.error(), "error: standard input can be read only once");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let folder = Folder::of_mapping(MAPPING);
    let run = |format| {
        let outcome = folder.apply(&["-f", format], input(100, 3)).ends_with(1);
        (outcome.stdout, outcome.stderr, outcome.stats.to_string())
    };
    for format in ["csv", "tsv", "ndjson", "json", "table"] {
        assert_eq!(run(format), run(format));
    }
}

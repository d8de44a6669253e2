//! Faults in the JSON: each is one reject with its place, and costs nothing else.

use crate::run::{Folder, Outcome, csv};

const MAPPING: &str = r#"{"fields": {"a": "a"}}"#;

/// Runs on `input`, which has one fault and around it what gives `written` in one column.
#[track_caller]
fn one_fault(input: impl AsRef<[u8]>, written: &[&str], reject: &str) -> Outcome {
    let outcome = csv(MAPPING, input).ends_with(1);
    let rows: Vec<_> = outcome.stdout.lines().skip(1).collect();
    assert_eq!(rows, written, "{}", outcome.stderr);
    assert_eq!(outcome.count("payloads/rejected"), 1);
    let told = outcome.reject();
    assert!(told.starts_with(reject), "{told}");
    outcome
}

#[test]
fn a_fault_in_the_middle_of_ndjson_costs_its_line() {
    let outcome = one_fault(
        "{\"a\":1}\n{\"a\" 2}\n{\"a\":3}\n",
        &["1", "3"],
        "reject[syntax]: expected `:`, found `2` --> <stdin>:2:6 (byte 13)",
    );
    let caret = outcome.stderr.lines().skip_while(|line| !line.starts_with("2 | ")).nth(1);
    assert_eq!(caret, Some("  |      ^"));
}

#[test]
fn a_quote_that_is_missing_costs_its_line_and_not_the_next() {
    one_fault("{\"a\":1}\n{\"a\":\"2}\n{\"a\":3}\n", &["1", "3"], "reject[syntax]: ");
}

#[test]
fn a_bracket_that_is_missing_costs_its_line_and_not_the_rest() {
    one_fault(
        "{\"a\":1}\n{\"a\":{\"b\":2}\n{\"a\":3}\n{\"a\":4}\n",
        &["1", "3", "4"],
        "reject[syntax]: ",
    );
}

#[test]
fn a_fault_in_a_pretty_printed_file_costs_its_value() {
    one_fault(
        "{\n  \"a\": 1\n}\n{\n  \"a\": 2,\n  \"b\" 2\n}\n{\n  \"a\": 3\n}\n",
        &["1", "3"],
        "reject[syntax]: expected `:`, found `2` --> <stdin>:6:7 (byte 31)",
    );
}

#[test]
fn a_fault_in_a_pretty_printed_array_costs_its_element() {
    one_fault(
        "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2 \"b\"\n  },\n  {\n    \"a\": 3\n  }\n]\n{\"a\": 4}\n",
        &["1", "3", "4"],
        "reject[syntax]: expected `,` or `}`, found `\"` (`--repair` would mend this) --> <stdin>:6:12 (byte 37)",
    );
}

#[test]
fn a_fault_in_an_array_on_one_line_costs_the_rest_of_that_line() {
    one_fault(
        "[{\"a\":1},{\"a\":x},{\"a\":2}]\n{\"a\":3}\n",
        &["1", "3"],
        "reject[syntax]: expected a value, found `x` --> <stdin>:1:15 (byte 14)",
    );
}

#[test]
fn an_input_that_is_cut_short_costs_its_last_value() {
    for (cut, code) in [
        ("{\"a\":1}\n{\"a\":", "cut-short"),
        ("{\"a\":1}\n{\"a\":\"x", "cut-short"),
        ("{\"a\":1}\n{\"a\":\"\\u12", "cut-short"),
        ("{\"a\":1}\n{\"a\":tr", "cut-short"),
        ("{\"a\":1}\n{\"a\":-", "cut-short"),
        ("{\"a\":1}\n{", "cut-short"),
        ("[{\"a\":1},", "cut-short"),
        ("[{\"a\":1}", "cut-short"),
        ("[\n{\"a\":1},\n{\"a\":", "cut-short"),
    ] {
        let outcome = csv(MAPPING, cut).ends_with(1);
        assert_eq!(outcome.stdout, "a\n1\n", "{cut:?}");
        assert!(outcome.stats["rejects"][code].as_u64() >= Some(1), "{cut:?}: {:#}", outcome.stats);
    }
}

#[test]
fn text_between_the_values_is_a_reject_and_the_values_are_kept() {
    one_fault(
        "{\"a\":1}\nPOST /hook 200\n{\"a\":2}\n",
        &["1", "2"],
        "reject[stray-text]: expected a value, found a word without quotes --> <stdin>:2:1 (byte 8)",
    );
    one_fault("{\"a\":1} and so on\n{\"a\":2}\n", &["1", "2"], "reject[stray-text]: ");
}

#[test]
fn what_the_standard_forbids_is_rejected_also_where_nothing_is_mapped() {
    for value in [
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "- 1",
        "NaN",
        "Infinity",
        "'x'",
        "True",
        "undefined",
        "[1,]",
        "[,1]",
        "{\"x\":1,}",
        "{x:1}",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u00g0\"",
        "[1 2]",
        "{\"x\" 1}",
        "\"a\u{0}b\"",
        "1 // one",
        "/* one */ 1",
        "\u{a0}1",
    ] {
        let input = format!("{{\"a\":1}}\n{{\"a\":2,\"unmapped\":{value}}}\n{{\"a\":3}}\n");
        let outcome = csv(MAPPING, input);
        assert_eq!(outcome.status, 1, "{value}");
        assert_eq!(outcome.stdout, "a\n1\n3\n", "{value}");
        assert!(outcome.reject().contains("<stdin>:2:"), "{value}: {}", outcome.stderr);
    }
}

#[test]
fn nesting_of_a_hundred_thousand_levels_is_one_reject() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        for deep in [format!("{open}1{close}"), open] {
            let outcome = csv(MAPPING, format!("{{\"a\":1}}\n{deep}\n{{\"a\":2}}\n")).ends_with(1);
            assert_eq!(outcome.stdout, "a\n1\n2\n");
            assert_eq!(outcome.stats["rejects"]["too-deep"], 1, "{:#}", outcome.stats);
        }
    }
}

#[test]
fn nesting_of_128_levels_is_read_and_of_129_is_not() {
    let nested = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    let outcome = csv(MAPPING, nested(128)).ends_with(0);
    assert_eq!(outcome.count("records/written"), 1);
    let reject = csv(MAPPING, nested(129)).ends_with(1).reject();
    assert!(
        reject.starts_with("reject[too-deep]: nested deeper than 128 levels --> <stdin>:1:"),
        "{reject}"
    );
}

#[test]
fn a_payload_larger_than_allowed_is_one_reject_and_memory_is_not_what_bounds_it() {
    let mut input = Vec::from(b"{\"a\":1}\n{\"a\":2,\"x\":\"");
    input.resize(100 << 20, b'x');
    input.extend_from_slice(b"\"}\n{\"a\":3}\n");
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", input);

    let outcome = folder.apply(&["in.ndjson", "--rejects", "rejects.ndjson"], "").ends_with(1);
    assert_eq!(outcome.stdout, "a\n1\n3\n");
    assert_eq!(
        outcome.reject(),
        "reject[too-large]: larger than the 67108864 bytes that --max-payload allows --> in.ndjson:2:1 (byte 8)"
    );
    let line: serde_json::Value = serde_json::from_str(&folder.read("rejects.ndjson")).unwrap();
    assert_eq!((&line["line"], &line["byte"]), (&2.into(), &8.into()));
    assert!(line.get("payload").is_none());

    let outcome = folder.apply(&["in.ndjson", "--max-payload", "200M"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a\n1\n2\n3\n");
}

#[test]
fn the_size_that_is_allowed_is_exact_and_counts_decompressed_bytes() {
    let payload = format!("{{\"a\":1,\"x\":\"{}\"}}", "x".repeat(4096 - 14));
    assert_eq!(payload.len(), 4096);
    for (size, status) in [("4096", 0), ("4K", 0), ("4KiB", 0), ("4095", 1), ("1", 1)] {
        for input in [payload.clone().into_bytes(), crate::run::gzip(payload.as_bytes())] {
            let folder = Folder::of_mapping(MAPPING);
            let outcome = folder.apply(&["--max-payload", size], input).ends_with(status);
            assert_eq!(outcome.stats["rejects"]["too-large"].as_u64().unwrap_or(0), status as u64);
        }
    }
}

#[test]
fn whether_something_is_too_large_does_not_depend_on_threads_or_on_how_it_comes() {
    let folder = Folder::of_mapping(MAPPING);
    let line = format!("{{\"a\":\"{}\"}}\n", "p".repeat(1000));
    let broken = format!("{{\"a\":bad\"{}\"\n", "y".repeat(104_000));
    let large = line.repeat(171) + &broken + &line.repeat(300);
    let small =
        "{\"a\":1}\nabcdefghij\n{\"a\":2}\n{\"a\":\n[3,  \n   bad\n\n\n{\"a\":4}".to_owned();
    for (input, most) in [(large, "64K"), (small, "5")] {
        folder.write("in", &input);
        folder.write("in.gz", crate::run::gzip(input.as_bytes()));
        let mut expected = None;
        for file in ["in", "in.gz", "-"] {
            for jobs in ["1", "2", "4"] {
                let options = [file, "--max-payload", most, "--rejects", "r", "-j", jobs];
                let input = if file == "-" { &*input } else { "" };
                let outcome = folder.apply(&options, input).ends_with(1);
                let named =
                    |text: &str| text.replace("in.gz", "<stdin>").replace("in\"", "<stdin>\"");
                let rejects = named(&folder.read("r"));
                assert!(rejects.contains("\"code\":\"too-large\""), "{rejects}");
                let found = (outcome.stdout, rejects, outcome.stats);
                assert_eq!(
                    *expected.get_or_insert_with(|| found.clone()),
                    found,
                    "{file} -j {jobs}"
                );
            }
        }
    }
}

#[test]
fn a_fault_in_a_file_whose_lines_end_with_returns_costs_its_line() {
    let outcome = one_fault(
        "{\"a\":1}\r{\"a\" 2}\r{\"a\":3}\r",
        &["1", "3"],
        "reject[syntax]: expected `:`, found `2` --> <stdin>:2:6 (byte 13)",
    );
    assert!(outcome.stderr.contains("\n2 | {\"a\" 2}\n  |      ^\n"), "{}", outcome.stderr);
    let folder = Folder::of_mapping(r#"{"fields": {"a": "a", "line": "origin:line"}}"#);
    for end in ["\n", "\r", "\r\n"] {
        let input =
            "[\n{\"a\":1},\n{\"a\":bad},\n\n{\"a\":2}\n]\nstopped\n{\"a\":3}\n// end\n{\"a\":4}";
        let outcome = folder.apply(&["--repair"], input.replace('\n', end)).ends_with(1);
        assert_eq!(outcome.stdout, "a,line\n1,2\n2,5\n3,8\n4,10\n", "{end:?}");
        assert_eq!(outcome.count("payloads/rejected"), 2, "{end:?}");
    }
}

#[test]
fn a_sequence_with_record_separators_is_read_and_a_broken_record_costs_itself() {
    for end in ["\n", ""] {
        let input = ["{\"a\":1}", "{\"a\":", "{\"a\":3}", "[{\"a\":4}", "{\"a\":5}"]
            .map(|record| format!("\u{1e}{record}{end}"))
            .concat();
        let outcome = csv(MAPPING, &input).ends_with(1);
        assert_eq!(outcome.stdout, "a\n1\n3\n4\n5\n");
        assert_eq!(outcome.count("payloads/rejected"), 2);
        let folder = Folder::of_mapping(MAPPING);
        std::fs::create_dir(folder.path("captures")).unwrap();
        folder.write("captures/sequence", input);
        assert_eq!(folder.apply(&["captures"], "").ends_with(1).stdout, outcome.stdout);
    }
}

#[test]
fn a_list_that_is_cut_off_does_not_take_the_lines_after_it() {
    let lines = "{\"a\":2}\n".repeat(1000);
    for cut in
        ["[{\"a\":1}", "[{\"a\":1},", "[\n  {\n    \"a\": 1\n  }", "[\n{\"a\":1},\n{\"a\":1}"]
    {
        for end in ["\n", "\r\n"] {
            let input = format!("{{\"a\":0}}\n{cut}\n{lines}").replace('\n', end);
            let outcome = csv(MAPPING, input).ends_with(1);
            assert_eq!(outcome.stdout.matches("\n2").count(), 1000, "{cut}");
            assert_eq!(outcome.count("payloads/rejected"), 1, "{cut}");
            assert!(
                outcome.reject().starts_with(
                    "reject[cut-short]: the array that begins here is never closed --> <stdin>:2:1 (byte "
                ),
                "{}",
                outcome.stderr
            );
        }
    }
}

#[test]
fn many_rejects_are_counted_and_only_the_first_are_shown() {
    let input = "{\"a\" 1}\n".repeat(1000);
    let outcome = csv(MAPPING, input).ends_with(1);
    assert_eq!(outcome.rejects().len(), 10);
    assert_eq!(outcome.count("payloads/rejected"), 1000);
    assert!(
        outcome.stderr.contains("990 of them not shown (--rejects FILE keeps them all)"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn every_repair_is_told_with_its_place() {
    for (input, row, told) in [
        ("{\"a\":1 \"b\":2}", "1", "inserted a missing comma at <stdin>:1:7"),
        ("{\"a\":[1 2]}", "\"[1,2]\"", "inserted a missing comma at <stdin>:1:8"),
        ("{\"a\":1,}", "1", "dropped a trailing comma at <stdin>:1:7"),
        ("{\"a\":1 // one\n}", "1", "dropped a comment at <stdin>:1:8"),
        ("{/* a */\"a\":1}", "1", "dropped a comment at <stdin>:1:2"),
        (
            "{\"a\":1,\"b\":[{\"c\":",
            "1",
            "closed a value that was cut short, using what was complete at <stdin>:1:",
        ),
    ] {
        let outcome = Folder::of_mapping(MAPPING).apply(&["--repair"], input).ends_with(0);
        assert_eq!(outcome.stdout, format!("a\n{row}\n"), "{input}");
        assert!(
            outcome.stderr.contains(&format!("repaired: {told}")),
            "{input}: {}",
            outcome.stderr
        );
        let refused = csv(MAPPING, input).ends_with(1);
        assert!(refused.reject().contains("`--repair`"), "{input}: {}", refused.stderr);
    }
}

#[test]
fn what_is_no_small_fault_is_a_reject_also_with_repair() {
    for input in ["{\"a\":1 : 2}\n", "{a:1}\n", "{\"a\":'x'}\n", "{\"a\":tru}\n", "{\"a\":01}\n"] {
        let outcome = Folder::of_mapping(MAPPING)
            .apply(&["--repair"], format!("{input}{{\"a\":3}}\n"))
            .ends_with(1);
        assert_eq!(outcome.stdout, "a\n3\n", "{input}");
    }
}

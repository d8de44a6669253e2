//! `--progress` where nobody looks at a terminal.

use crate::run::{Folder, Live, gzip};

const MAPPING: &str = r#"{"fields": {"a": {"path": "a", "required": true}}}"#;

/// What a run says of its progress.
fn told(stderr: &str) -> Vec<&str> {
    let lines = stderr.lines();
    lines.filter(|line| line.starts_with("progress: ")).collect()
}

/// The last words of the progress, without the rate, which is another each time.
fn last(stderr: &str) -> String {
    let told = told(stderr);
    let parts = told.last().expect(stderr).split(", ");
    let parts: Vec<&str> = parts.filter(|part| !part.ends_with("/s")).collect();
    parts.join(", ")
}

#[test]
fn a_pipe_is_told_nothing_unless_it_is_asked_for() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", "{\"a\":1}\n");
    for options in [&[][..], &["--progress", "auto"], &["--progress", "never"]] {
        for command in [&["apply", "m.json", "in.ndjson"][..], &["schema", "in.ndjson"]] {
            let outcome = folder.run(&[command, options].concat()).ends_with(0);
            assert!(outcome.stderr.starts_with("payloads"), "{}", outcome.stderr);
            assert!(!outcome.stderr.contains("B/s"), "{}", outcome.stderr);
        }
    }
}

#[test]
fn a_quiet_run_says_nothing_of_it_even_if_it_is_asked_for() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", "{\"a\":1}\n");
    for command in [&["apply", "m.json", "in.ndjson"][..], &["schema", "in.ndjson"]] {
        let quiet = [command, &["-q", "--progress", "always"]].concat();
        assert_eq!(folder.run(&quiet).ends_with(0).stderr, "");
    }
}

#[test]
fn the_last_line_tells_of_all_that_was_done() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", "{\"a\":1}\n{}\n{\"a\":3}");
    let always = ["apply", "m.json", "in.ndjson", "--progress", "always"];
    for jobs in ["1", "4"] {
        let outcome = folder.run(&[&always[..], &["--jobs", jobs]].concat());
        let expected = "progress: 100 %, 18 of 18 B, 2 records, 1 reject";
        assert_eq!(last(&outcome.ends_with(1).stderr), expected);
    }
    let schema = folder.run(&["schema", "in.ndjson", "--progress", "always"]);
    let expected = "progress: 100 %, 18 of 18 B, 3 payloads, 0 rejects";
    assert_eq!(last(&schema.ends_with(0).stderr), expected);
}

#[test]
fn rows_rejects_and_lines_of_progress_are_each_whole() {
    let folder = Folder::of_mapping(MAPPING);
    let outcome =
        folder.pipe(&["apply", "m.json", "--progress", "always", "-f", "csv"], "{\"a\":1}\n{}\n");
    assert_eq!(outcome.stdout, "a\n1\n");
    let rest: Vec<_> = outcome.stderr.lines().collect();
    let rest: Vec<_> = rest.into_iter().filter(|line| !line.starts_with("progress: ")).collect();
    assert_eq!(
        rest,
        [
            "reject[required-blank]: `a` is required, and blank",
            " --> <stdin>:2:1 (byte 8)",
            "payloads:     2 read = 2 mapped + 0 empty + 0 filtered + 0 rejected",
            "records:      2 made = 1 written + 0 duplicate + 1 rejected",
            "rejects:      required-blank 1",
        ]
    );
}

#[test]
fn of_standard_input_no_size_is_known() {
    let folder = Folder::of_mapping(MAPPING);
    let outcome = folder.pipe(&["apply", "m.json", "--progress", "always"], "{\"a\":1}\n");
    assert_eq!(last(&outcome.stderr), "progress: 8 B, 1 record, 0 rejects");
}

#[test]
fn what_is_compressed_counts_as_it_is() {
    let folder = Folder::of_mapping(MAPPING);
    let compressed = gzip("{\"a\":1}\n".repeat(100_000).as_bytes());
    folder.write("in.ndjson.gz", &compressed);
    let size = compressed.len() as f64 / 1024.0;
    for jobs in ["1", "4"] {
        let always = ["--progress", "always", "--jobs", jobs];
        let outcome = folder.run(&[&["apply", "m.json", "in.ndjson.gz"], &always[..]].concat());
        let expected =
            format!("progress: 100 %, {size:.1} of {size:.1} KiB, 100000 records, 0 rejects");
        assert_eq!(last(&outcome.ends_with(0).stderr), expected);
    }
}

#[test]
fn many_small_files_count_as_one_size() {
    let folder = Folder::of_mapping(MAPPING);
    std::fs::create_dir(folder.path("in")).unwrap();
    for number in 0..500 {
        folder.write(&format!("in/{number:03}.json"), "{\"a\":1}\n");
    }
    for jobs in ["1", "4"] {
        let always = ["--progress", "always", "--jobs", jobs];
        let outcome = folder.run(&[&["apply", "m.json", "in"], &always[..]].concat());
        let expected = "progress: 100 %, 3.9 of 3.9 KiB, 500 records, 0 rejects";
        assert_eq!(last(&outcome.ends_with(0).stderr), expected);
    }
}

#[test]
fn a_line_comes_while_the_input_pauses() {
    let folder = Folder::of_mapping(MAPPING);
    let arguments = ["apply", "m.json", "-o", "out.csv", "--progress", "always"];
    let mut run = Live::start_for_messages(folder.command(&arguments));
    run.send("{\"a\":1}\n");
    run.wait_for(", 1 record, 0 rejects\n");
    run.send("{}\n");
    run.wait_for(", 1 record, 1 reject\n");
    assert_eq!(run.end().0, 1);
}

#[test]
fn a_run_that_fails_says_so_last_of_all() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", "{}\n{}\n");
    let outcome =
        folder.run(&["apply", "m.json", "in.ndjson", "--progress", "always", "--max-rejects", "1"]);
    assert_eq!(told(&outcome.stderr).len(), 1, "{}", outcome.stderr);
    assert!(outcome.error().contains("--max-rejects 1"));
}

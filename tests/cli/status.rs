//! The exit status: 0 done and clean, 1 done and something was rejected, 2 could not run.

use crate::run::{Folder, has};

#[test]
fn the_exit_status_says_how_it_went() {
    let folder = Folder::of_mapping(
        r#"{"when": {"n": {"blank": false}}, "fields": {"a": {"path": "a", "required": true}}, "unique": ["a"]}"#,
    );
    folder.write("good.json", r#"{"n": 1, "a": 1}"#);
    folder.write("filtered.json", r#"{"a": 1}"#);
    folder.write("blank.json", r#"{"n": 1}"#);
    folder.write("broken.json", r#"{"n": 1"#);
    folder.write("empty.json", "");
    folder.write("bad.json", r#"{"fields": {}}"#);
    let table: &[(&[&str], i32)] = &[
        // Done and clean.
        (&["apply", "m.json", "good.json"], 0),
        (&["apply", "m.json", "good.json", "good.json"], 0),
        (&["apply", "m.json", "filtered.json"], 0),
        (&["apply", "m.json", "empty.json"], 0),
        (&["apply", "m.json"], 0),
        (&["apply", "m.json", "-"], 0),
        (&["apply", "m.json", "broken.json", "--limit", "0"], 0),
        (&["apply", "m.json", "good.json", "broken.json", "--limit", "1"], 0),
        (&["--help"], 0),
        (&["-h"], 0),
        (&["--version"], 0),
        (&["-V"], 0),
        (&["help"], 0),
        (&["apply", "--help"], 0),
        (&["help", "apply"], 0),
        // Done, and something was rejected.
        (&["apply", "m.json", "blank.json"], 1),
        (&["apply", "m.json", "broken.json"], 1),
        (&["apply", "m.json", "good.json", "broken.json"], 1),
        (&["apply", "m.json", "broken.json", "--max-rejects", "1"], 1),
        (&["apply", "m.json", "bad.json"], 0),
        // Could not run.
        (&["apply", "m.json", "broken.json", "--max-rejects", "0"], 2),
        (&["apply", "m.json", "missing.json"], 2),
        (&["apply", "missing.json", "good.json"], 2),
        (&["apply", "bad.json", "good.json"], 2),
        (&["apply", "broken.json", "good.json"], 2),
        (&["apply", "empty.json", "good.json"], 2),
        (&["apply", "m.json", "good.json", "-o", "missing/out.csv"], 2),
        (&["apply", "m.json", "good.json", "-o", "good.json"], 2),
        (&["apply"], 2),
        (&[], 2),
        (&["aply", "m.json"], 2),
        (&["apply", "m.json", "--no-such-option"], 2),
        (&["apply", "m.json", "-f", "xml"], 2),
        (&["--color"], 2),
    ];
    for (arguments, status) in table {
        let outcome = folder.run(arguments);
        assert_eq!(outcome.status, *status, "{arguments:?}: {}", outcome.stderr);
        if *status == 2 {
            assert!(!outcome.stderr.is_empty(), "{arguments:?} says nothing");
        }
    }
    if has("/dev/full") {
        assert_eq!(folder.run(&["apply", "m.json", "good.json", "-o", "/dev/full"]).status, 2);
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let folder = Folder::new();
    let version = folder.run(&["--version"]);
    assert_eq!(version.stdout, format!("leadmap {}\n", env!("CARGO_PKG_VERSION")));
    let help = folder.run(&["apply", "--help"]);
    for part in [
        "--rejects",
        "--max-payload",
        "Exit status: 0 done and clean, 1 done and something was rejected, 2 could not run.",
    ] {
        assert!(help.stdout.contains(part), "no {part} in {}", help.stdout);
    }
    assert_eq!([version.stderr, help.stderr], ["", ""]);
}

#[test]
fn a_processor_is_not_asked_for_what_it_does_not_have() {
    let folder = Folder::of_mapping(r#"{"fields": {"a": "a"}}"#);
    let run = |way: &str| {
        let mut command = folder.command(&["apply", "m.json"]);
        command.env("LEADMAP_SIMD", way);
        crate::run::outcome(command, b"{\"a\":1}")
    };
    for way in ["", "portable"] {
        assert_eq!(run(way).ends_with(0).stdout, "a\n1\n", "{way}");
    }
    let outcome = run("avx1");
    let error = outcome.error();
    assert!(error.starts_with("error: LEADMAP_SIMD can be portable"), "{error}");
}

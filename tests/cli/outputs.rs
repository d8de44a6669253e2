//! Where the output goes: it is there whole or not at all, and never over what is being read.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use crate::run::{Folder, Outcome, has, outcome};

const MAPPING: &str = r#"{"fields": {"a": "a"}}"#;
const TWO: &str = "{\"a\":1}\n{\"a\":2}\n";

/// A folder with the mapping, and `in.ndjson` under three names.
fn folder() -> Folder {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", TWO);
    symlink("in.ndjson", folder.path("link.ndjson")).unwrap();
    fs::hard_link(folder.path("in.ndjson"), folder.path("hard.ndjson")).unwrap();
    folder
}

#[track_caller]
fn refused(outcome: &Outcome, message: &str) {
    assert!(outcome.error().contains(message), "{}", outcome.stderr);
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "");
}

#[test]
fn nothing_is_written_over_an_input_whatever_name_it_is_given() {
    let folder = folder();
    let names = folder.names();
    for option in ["-o", "--rejects", "--stats"] {
        for target in ["in.ndjson", "./in.ndjson", "link.ndjson", "hard.ndjson", "m.json"] {
            for input in ["in.ndjson", "< in.ndjson"] {
                let run = format!("apply m.json {option} {target}");
                let outcome = in_shell(&folder, &run, input);
                refused(&outcome, &format!("{target} is also an input, which would be lost"));
            }
        }
    }
    assert_eq!(folder.read("in.ndjson"), TWO);
    assert_eq!(folder.read("m.json"), MAPPING);
    assert_eq!(folder.names(), names);
}

#[test]
fn no_two_outputs_go_to_one_file() {
    let folder = folder();
    folder.write("old.csv", "old");
    symlink("old.csv", folder.path("link.csv")).unwrap();
    for [output, other] in
        [["new.csv", "new.csv"], ["new.csv", "./new.csv"], ["old.csv", "link.csv"]]
    {
        for option in ["--rejects", "--stats"] {
            let outcome =
                folder.run(&["apply", "m.json", "in.ndjson", "-o", output, option, other]);
            refused(&outcome, "is given for two outputs");
        }
    }
    let outcome = folder.run(&["apply", "m.json", "in.ndjson", "--rejects", "x", "--stats", "./x"]);
    refused(&outcome, "is given for two outputs");
    assert_eq!(folder.read("old.csv"), "old");
}

/// Runs the program as a shell does with `redirections`, in a folder in which `old.csv` is a file.
#[track_caller]
fn in_shell(folder: &Folder, arguments: &str, redirections: &str) -> Outcome {
    shell(folder, &format!("exec \"$0\" {arguments} {redirections}"))
}

/// Runs `script` in a shell, in which `$0` is the program.
fn shell(folder: &Folder, script: &str) -> Outcome {
    let mut command = Command::new("sh");
    command.current_dir(folder.path("."));
    command.args(["-c", script]).arg(env!("CARGO_BIN_EXE_leadmap"));
    outcome(command, b"")
}

#[test]
fn no_output_goes_where_records_or_messages_go() {
    let folder = folder();
    folder.write("bad.ndjson", "{\"a\" 1}\n".repeat(100));
    for (options, redirections, message) in [
        // Records are written there, under whatever name.
        ("--rejects /dev/stdout", "> f", "/dev/stdout is given for two outputs"),
        ("--rejects /dev/fd/1", "> f", "/dev/fd/1 is given for two outputs"),
        ("--rejects /proc/self/fd/1", "> f", "/proc/self/fd/1 is given for two outputs"),
        ("--rejects f", "> f", "f is given for two outputs"),
        ("--rejects f", ">> f", "f is given for two outputs"),
        ("--stats ./f", "> f", "./f is given for two outputs"),
        ("--rejects /dev/stdout", "| cat", "/dev/stdout is given for two outputs"),
        ("-o /dev/stdout --stats /dev/fd/1", "> f", "/dev/fd/1 is given for two outputs"),
        ("-o x --rejects /dev/stdout --stats f", "> f", "f is given for two outputs"),
        (
            "-o /dev/fd/3 --rejects /dev/fd/4",
            "> f 3> g 4>> g",
            "/dev/fd/4 is given for two outputs",
        ),
        // Messages are.
        ("--rejects /dev/stderr", "2> f", "--rejects /dev/stderr is also where messages go"),
        ("--stats f", "2> f", "--stats f is also where messages go"),
        ("-o f", "2>> f", "--output f is also where messages go"),
        ("-o /dev/fd/2", "2> f", "--output /dev/fd/2 is also where messages go"),
        (
            "--rejects /dev/stderr",
            "2>&1 >/dev/null | cat >&2",
            "--rejects /dev/stderr is also where",
        ),
    ] {
        let _ = fs::remove_file(folder.path("f"));
        let run = format!("apply m.json bad.ndjson -q -f csv {options}");
        let outcome = in_shell(&folder, &run, redirections);
        let said = fs::read_to_string(folder.path("f")).unwrap_or_default() + &outcome.stderr;
        assert!(said.contains(message), "{options} {redirections}: {said}");
        assert_eq!(said.lines().count(), 1, "{options} {redirections}: {said}");
        assert_eq!(outcome.status, if redirections.contains('|') { 0 } else { 2 });
    }
    // Alone, each may go anywhere; and a device takes everything.
    for (options, redirections) in [
        ("-o x.csv --rejects /dev/stdout", "> f"),
        ("-o x.csv --stats /dev/stdout", "> f"),
        ("-o /dev/stdout", "> f"),
        ("--rejects /dev/null --stats /dev/null", "> /dev/null"),
    ] {
        let run = format!("apply m.json bad.ndjson -q {options}");
        let outcome = in_shell(&folder, &run, redirections);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (1, ""), "{options} {redirections}");
        assert!(!folder.read("f").is_empty(), "{options} {redirections}");
    }
}

#[test]
fn no_stream_goes_into_an_input() {
    let folder = folder();
    for arguments in [
        "apply m.json in.ndjson -f csv",
        "apply m.json -f csv < in.ndjson",
        "schema in.ndjson",
        "schema < in.ndjson",
        "init hard.ndjson",
        "find 1 link.ndjson",
        "trace m.json in.ndjson",
        "check m.json --samples in.ndjson",
    ] {
        for (stream, name) in [(">>", "standard output"), ("2>>", "standard error")] {
            folder.write("hard.ndjson", TWO);
            let outcome = in_shell(&folder, arguments, &format!("{stream} in.ndjson"));
            assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{arguments} {stream}");
            // What is said there is all that there is to be seen of it.
            let said = folder.read("in.ndjson")[TWO.len()..].to_owned() + &outcome.stderr;
            let expected =
                format!("error: {name} is also an input: what is written would be read again\n");
            assert_eq!(said, expected, "{arguments} {stream}");
        }
    }
}

#[test]
fn an_open_descriptor_is_written_into_where_it_stands_and_stands_behind_it_then() {
    let folder = folder();
    folder.write("mixed.ndjson", "{\"a\":1}\n{\"a\"\n{\"a\":2}\n");
    symlink("/dev/fd/3", folder.path("link")).unwrap();
    symlink("link", folder.path("link to a link")).unwrap();
    let names = folder.names();
    let mut places = vec!["/dev/fd/3", "link", "'link to a link'"];
    for own in ["/proc/self/fd/3", "/proc/thread-self/fd/3"] {
        places.extend(has(own.rsplit_once('/').unwrap().0).then_some(own));
    }
    for option in ["-o", "-o /dev/null --rejects", "-o /dev/null --stats"] {
        let run = format!("apply m.json mixed.ndjson -q -f csv {option}");
        assert_eq!(in_shell(&folder, &run, "alone").status, 1);
        let alone = folder.read("alone");
        assert!(!alone.is_empty());
        fs::remove_file(folder.path("alone")).unwrap();
        let third = places.iter().map(|place| (*place, 3));
        for (place, number) in third.chain([("/dev/stdout", 1), ("/dev/fd/1", 1), ("/dev/fd/5", 5)])
        {
            for (mode, old) in [(">", ""), (">>", "old\n"), ("<>", "")] {
                folder.write("log", old);
                let script = format!(
                    "{{ echo before >&{number}; \"$0\" {run} {place}; echo after >&{number}; }} \
                     {number}{mode} log"
                );
                let outcome = shell(&folder, &script);
                let expected = format!("{old}before\n{alone}after\n");
                assert_eq!(folder.read("log"), expected, "{script}: {}", outcome.stderr);
            }
        }
    }
    fs::remove_file(folder.path("log")).unwrap();
    assert_eq!(folder.names(), names);
}

#[test]
fn a_descriptor_that_cannot_be_written_is_an_error_before_anything_is_read() {
    let folder = folder();
    folder.write("old", "old");
    for option in ["-o", "--rejects", "--stats"] {
        // The program opens some of its own, such as that to which signals go. They are nobody's place for leads.
        let closed = (3..16).map(|number| (number, ""));
        for (number, redirection) in closed.chain([(3, "3< old"), (7, "7< old")]) {
            let run = format!("apply m.json in.ndjson -q -f csv {option} /dev/fd/{number}");
            let outcome = in_shell(&folder, &run, &format!("{redirection} > out"));
            let message = format!("error: could not write /dev/fd/{number}: Bad file descriptor");
            refused(&outcome, &message);
            assert_eq!(folder.read("out"), "", "{run} {redirection}");
        }
    }
    assert_eq!(folder.read("old"), "old");
}

#[test]
fn an_error_has_the_words_of_the_system_and_the_name_of_the_file() {
    let folder = folder();
    folder.write("bad.ndjson", "{\"a\" 1}\n".repeat(10_000));
    let long = "x".repeat(300);
    for (limit, options, message) in [
        ("ulimit -n 5", "-o out.csv", "could not write out.csv: "),
        ("ulimit -f 1", "-o out.csv", "could not write out.csv: File too large (os error 27)"),
        ("ulimit -f 1", "--rejects r", "could not write r: File too large (os error 27)"),
        ("ulimit -f 1", "> out.csv", "could not write standard output: File too large"),
        ("true", &format!("-o {long}"), &format!("could not write {long}: File name too long")),
        ("true", &format!("--rejects {long}"), &format!("write {long}: File name too long")),
        ("true", "--stats none/x", "could not write none/x: No such file or directory"),
    ] {
        let input = if options.starts_with("--rejects") { "bad.ndjson" } else { "large.ndjson" };
        folder.write("large.ndjson", TWO.repeat(10_000));
        let run = format!("{limit}; exec \"$0\" apply m.json {input} -q -j 1 {options}");
        let outcome = shell(&folder, &run);
        let too_many = limit != "ulimit -n 5" || outcome.stderr.contains("Too many open files");
        assert!(
            too_many && outcome.error().contains(message),
            "{limit}: {options}: {}",
            outcome.stderr
        );
        assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    }
}

#[test]
fn what_is_asked_for_and_cannot_be_written_is_an_error_in_every_command() {
    if !has("/dev/full") {
        return;
    }
    let folder = folder();
    for arguments in [
        "--help",
        "--version",
        "help apply",
        "apply --help",
        "completions bash",
        "man",
        "man apply",
        "explain",
        "explain syntax",
        "schema in.ndjson",
        "schema in.ndjson -f json",
        "schema in.ndjson -f json-schema",
        "schema in.ndjson -f paths",
        "find 1 in.ndjson",
        "find 1 in.ndjson -f json",
        "trace m.json in.ndjson",
        "check none.json --format json",
        "check m.json --format sarif",
        "init in.ndjson",
        "apply m.json in.ndjson -o x.csv --stats /dev/stdout",
        "apply m.json in.ndjson -o x.csv --rejects /dev/stdout bad.ndjson",
    ] {
        folder.write("bad.ndjson", "{");
        let outcome = in_shell(&folder, arguments, "> /dev/full");
        let name =
            if arguments.contains("/dev/stdout") { "/dev/stdout" } else { "standard output" };
        let expected = format!("could not write {name}: No space left on device (os error 28)");
        assert!(outcome.error().contains(&expected), "{arguments}: {}", outcome.stderr);
        assert!(!folder.path("x.csv").exists());
    }
    let outcome = in_shell(&folder, "--help", "| true");
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
}

#[test]
fn a_place_that_cannot_be_written_is_known_before_anything_is_read() {
    let folder = folder();
    fs::create_dir(folder.path("folder")).unwrap();
    let names = folder.names();
    for option in ["-o", "--rejects", "--stats"] {
        for (target, message) in [
            ("none/out.csv", "No such file or directory"),
            ("folder", "Is a directory"),
            ("in.ndjson/out.csv", "Not a directory"),
        ] {
            let outcome = folder.run(&["apply", "m.json", "in.ndjson", option, target]);
            refused(&outcome, &format!("error: could not write {target}: {message}"));
        }
    }
    let outcome =
        folder.run(&["apply", "m.json", "in.ndjson", "-o", "out.csv", "--stats", "none/x"]);
    refused(&outcome, "could not write none/x");
    assert_eq!(folder.names(), names);
}

#[test]
fn a_full_disk_is_an_error_that_names_it_and_leaves_the_other_outputs_as_they_were() {
    if !has("/dev/full") {
        return;
    }
    let folder = folder();
    // What stays in the buffer to the end, and what does not.
    folder.write("one.ndjson", "{");
    folder.write("many.ndjson", "{\"a\" 1}\n".repeat(10_000));
    let formats = ["csv", "tsv", "ndjson", "json", "table"];
    let mut runs = vec![
        ("one.ndjson -o out.csv --rejects /dev/full".to_owned(), "/dev/full"),
        ("many.ndjson -o out.csv --rejects /dev/full".to_owned(), "/dev/full"),
        ("in.ndjson -o out.csv --stats /dev/full".to_owned(), "/dev/full"),
        ("in.ndjson -f csv -o /dev/fd/3 3> /dev/full".to_owned(), "/dev/fd/3"),
    ];
    for format in formats {
        runs.push((format!("in.ndjson -f {format} -o /dev/full"), "/dev/full"));
        runs.push((format!("in.ndjson -f {format} > /dev/full"), "standard output"));
    }
    for (run, name) in runs {
        folder.write("out.csv", "old");
        let outcome = in_shell(&folder, "apply m.json -q", &run);
        refused(&outcome, &format!("error: could not write {name}: No space left on device"));
        assert_eq!(folder.read("out.csv"), "old", "{run}");
    }
}

#[test]
fn what_is_no_file_is_written_into() {
    let folder = folder();
    let outcome = folder.apply(&["in.ndjson", "-o", "/dev/null"], "").ends_with(0);
    assert_eq!(outcome.count("records/written"), 2);
    assert_eq!(outcome.stdout, "");
    let outcome = folder.apply(&["in.ndjson", "-o", "-"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a\n1\n2\n");
    let outcome = folder.apply(&["in.ndjson", "-f", "csv", "-o", "/dev/stdout"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a\n1\n2\n");
}

#[test]
fn a_link_stays_a_link_and_what_it_leads_to_is_replaced() {
    let folder = folder();
    folder.write("old.csv", "old");
    symlink("old.csv", folder.path("link.csv")).unwrap();
    folder.apply(&["in.ndjson", "-o", "link.csv"], "").ends_with(0);
    assert!(folder.path("link.csv").is_symlink());
    assert_eq!(folder.read("old.csv"), "a\n1\n2\n");
}

#[test]
fn a_reader_that_has_seen_enough_ends_the_run_well_and_in_silence() {
    let folder = folder();
    folder.write("large.ndjson", TWO.repeat(100_000));
    for format in ["csv", "tsv", "ndjson", "json", "table"] {
        let mut command = folder.command(&["apply", "m.json", "large.ndjson", "-f", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{format}");
    }
}

#[test]
fn rejects_that_nobody_reads_any_more_are_an_error_and_no_quiet_end() {
    let folder = folder();
    folder.write("many.ndjson", "{\"a\" 1}\n".repeat(10_000));
    folder.write("out.csv", "old");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = folder.command(&["apply", "m.json", "many.ndjson", "-q", "-o", "out.csv"]);
    command.args(["--rejects", "/dev/stdout"]).stdout(writer);
    let output = command.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(stderr, "error: could not write /dev/stdout: nobody reads it any more\n");
    assert_eq!(folder.read("out.csv"), "old");
}

#[test]
fn a_summary_that_nobody_reads_changes_nothing() {
    let folder = folder();
    let mut command = folder.command(&["apply", "m.json", "in.ndjson"]);
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(b"x").unwrap();
    drop(reader);
    command.stderr(writer).stdout(Stdio::piped());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, b"a\n1\n2\n");
    let quiet = outcome(folder.command(&["apply", "m.json", "in.ndjson", "-q"]), b"");
    assert_eq!((quiet.status, quiet.stderr.as_str()), (0, ""));
}

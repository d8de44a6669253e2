//! `--jobs`: the work is divided, and nobody can tell but by the time it takes.

use std::io::{Read as _, Write as _};
use std::process::Stdio;

use crate::run::{Folder, Live, Outcome, gzip, zstandard};

const MAPPING: &str =
    r#"{"fields": {"a": "a", "at": "origin:byte"}, "when": {"b": {"blank": true}}}"#;

/// So many payloads of some hundred bytes, one a line, from the one with this number on.
fn lines(from: usize, count: usize) -> String {
    let pad = "x".repeat(200);
    (from..from + count)
        .map(|number| format!("{{\"a\":\"lead {number}\",\"pad\":[\"{pad}\"]}}\n"))
        .collect()
}

/// More than is read before the work is divided.
const MANY: usize = 10_000;

#[test]
fn a_number_of_threads_is_one_or_more() {
    let folder = Folder::of_mapping(MAPPING);
    for (wrong, why) in [
        ("0", "number would be zero for non-zero type"),
        ("abc", "invalid digit found in string"),
        ("-1", "invalid digit found in string"),
    ] {
        let argument = format!("--jobs={wrong}");
        let outcome = folder.apply(&[&argument], "").ends_with(2);
        assert!(outcome.stderr.contains(why), "{}", outcome.stderr);
    }
    assert_eq!(folder.apply(&["-j3"], "{\"a\":1}").ends_with(0).stdout, "a,at\n1,0\n");
}

#[test]
fn every_number_of_threads_gives_the_same() {
    let folder = Folder::of_mapping(MAPPING);
    let mut input = lines(0, MANY);
    for (at, fault) in [(500_000, "}"), (900_000, "\""), (1_500_000, "\n}\n{\"b\":1}\n")] {
        input.insert_str(at, fault);
    }
    folder.write("a.ndjson", &input);
    folder.write("b.ndjson.gz", gzip(input.as_bytes()));
    folder.write("c.ndjson.zst", zstandard(input.as_bytes()));
    let run = |jobs: &str| -> Vec<(Outcome, String)> {
        ["a.ndjson", "b.ndjson.gz", "c.ndjson.zst", "-"]
            .iter()
            .map(|file| {
                let options = [file, "--jobs", jobs, "--rejects", "r.ndjson", "-f", "csv"];
                let outcome = folder.apply(&options, &input);
                (outcome, folder.read("r.ndjson"))
            })
            .collect()
    };
    let expected = run("1");
    for jobs in ["2", "7"] {
        for ((outcome, rejects), (alone, alone_rejects)) in run(jobs).iter().zip(&expected) {
            assert_eq!(outcome.status, 1);
            assert!(outcome.stdout == alone.stdout);
            assert_eq!(outcome.stderr, alone.stderr);
            assert_eq!(outcome.stats, alone.stats);
            assert!(rejects == alone_rejects);
        }
    }
    assert!(expected[0].0.stdout.lines().count() > MANY - 10);
}

#[test]
fn damaged_and_empty_files_among_many_are_told_in_their_turn() {
    let folder = Folder::of_mapping(MAPPING);
    std::fs::create_dir(folder.path("in")).unwrap();
    for number in 0..300 {
        let text = lines(number, 1);
        match number {
            100 => folder.write("in/100.json.gz", &gzip(text.as_bytes())[..40]),
            150 => folder.write("in/150.json", ""),
            200 => folder.write("in/200.json", "{\"a\":"),
            250 => folder.write("in/250.json", lines(0, 2000)),
            _ => folder.write(&format!("in/{number}.json"), text),
        }
    }
    let one = folder.apply(&["in", "--jobs", "1"], "").ends_with(1);
    let more = folder.apply(&["in", "--jobs", "4"], "").ends_with(1);
    assert_eq!(one.count("inputs"), 300);
    assert_eq!(more.stdout, one.stdout);
    assert_eq!(more.stderr, one.stderr);
    assert_eq!(more.stats, one.stats);
    assert_eq!(one.count("rejects/damaged-input"), 1);
    assert_eq!(one.count("rejects/cut-short"), 1);
}

/// The names of so many files in the folder, each with a lead of its own.
fn files(folder: &Folder, count: usize) -> Vec<String> {
    let name = |number| {
        let name = format!("{number:04}.json");
        folder.write(&name, lines(number, 1));
        name
    };
    (0..count).map(name).collect()
}

#[cfg(unix)]
#[test]
fn a_pipe_among_many_files_is_read_in_its_turn() {
    let folder = Folder::of_mapping(MAPPING);
    let names = files(&folder, 1000);
    let pipe = folder.path("0500.json");
    std::fs::remove_file(&pipe).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for jobs in ["1", "4"] {
        let arguments = ["apply", "m.json", "-q", "-f", "csv", "--jobs", jobs];
        let mut command = folder.command(&arguments);
        command.args(&names).stdout(Stdio::piped());
        let child = command.spawn().unwrap();
        // To open it is to wait until it is read.
        std::fs::write(&pipe, lines(500, 1)).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let rows: String = (0..1000).map(|number| format!("lead {number},0\n")).collect();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "a,at\n".to_owned() + &rows);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_among_many_that_cannot_be_read_ends_the_run_and_is_named() {
    for jobs in ["1", "4"] {
        let folder = Folder::of_mapping(MAPPING);
        let names = files(&folder, 1000);
        std::fs::remove_file(folder.path("0700.json")).unwrap();
        // It can be opened, but nothing is there where reading begins.
        std::os::unix::fs::symlink("/proc/self/mem", folder.path("0700.json")).unwrap();
        let arguments = ["apply", "m.json", "-f", "csv", "--jobs", jobs, "-o", "out.csv"];
        let arguments: Vec<&str> =
            arguments.into_iter().chain(names.iter().map(String::as_str)).collect();
        let outcome = folder.run(&arguments).ends_with(2);
        assert_eq!(
            outcome.stderr.trim_end(),
            "error: could not read 0700.json: Input/output error (os error 5)"
        );
        assert!(!folder.path("out.csv").exists());
    }
}

#[test]
fn each_lead_is_there_at_once_after_many_too() {
    let folder = Folder::of_mapping(MAPPING);
    let arguments = ["apply", "m.json", "-f", "csv", "--jobs", "4"];
    let mut run = Live::start(folder.command(&arguments));
    run.send(&lines(0, MANY));
    run.wait_for(&format!("lead {},", MANY - 1));
    for number in MANY..MANY + 20 {
        let line = lines(number, 1);
        let (start, end) = line.split_at(100);
        run.send(start);
        run.send(end.trim_end());
        run.wait_for(&format!("lead {number},"));
        run.send("\n");
    }
    let (status, all) = run.end();
    assert_eq!((status, all.lines().count()), (0, MANY + 21));
}

#[test]
fn the_limit_ends_the_run_while_much_is_still_to_come() {
    let folder = Folder::of_mapping(MAPPING);
    let limit = MANY.to_string();
    let arguments = ["apply", "m.json", "-f", "ndjson", "--jobs", "4", "--limit", &limit];
    let mut run = Live::start(folder.command(&arguments));
    run.send(&lines(0, MANY));
    let (status, all) = run.wait_for_end();
    assert_eq!((status, all.lines().count()), (0, MANY));
}

#[test]
fn when_nobody_reads_any_more_the_run_ends_quietly() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("a.ndjson", lines(0, 4 * MANY));
    for input in ["a.ndjson", "-"] {
        let mut command = folder.command(&["apply", "m.json", input, "--jobs", "4", "-f", "csv"]);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let writer = std::thread::spawn(move || {
            // It goes on until the program has ended.
            while stdin.write_all(lines(0, 1000).as_bytes()).is_ok() {}
        });
        let mut start = [0; 5];
        stdout.read_exact(&mut start).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

#[test]
fn a_schema_is_the_same_whoever_has_seen_the_payloads() {
    let folder = Folder::new();
    let mut input = String::new();
    for number in 0..3000 {
        let kind = number % 90;
        input += &format!(
            "{{\"kind\":\"k{kind}\",\"id\":{number},\"only{kind}\":[{{\"x\":\"{}\"}}],\"n\":{}.5}}\n",
            "y".repeat(kind),
            number * 7
        );
    }
    input.insert(100_000, '}');
    folder.write("a.ndjson", &input);
    for options in [
        &["-f", "json"][..],
        &["-f", "table", "-g", "kind"],
        &["-f", "json", "-g", "id"],
        &["-f", "json", "-w", "kind=k7"],
    ] {
        let run = |jobs: &str| {
            let arguments = [&["schema", "a.ndjson", "--jobs", jobs], options].concat();
            folder.run(&arguments)
        };
        let (one, more) = (run("1"), run("4"));
        assert_eq!(more.stdout, one.stdout, "{options:?}");
        assert_eq!(more.stderr, one.stderr, "{options:?}");
        assert_eq!(more.status, one.status, "{options:?}");
    }
}

/// Leads of which some are duplicates, some lack what is required, and one is in no line of its own.
fn leads(count: usize) -> String {
    let lead = |number: usize| match number % 10 {
        7 => format!("{{\"event\":\"ping\",\"n\":{number}}}\n"),
        _ => format!(
            "{{\"event\":\"lead\",\"lead\":{{\"email\":\"l{}@example.com\",\"phone\":\"98200 {:05}\"}},\"n{}\":1}}\n",
            number % 4000,
            number,
            number % 300
        ),
    };
    (0..count).map(lead).collect()
}

#[test]
fn every_command_that_reads_captures_gives_the_same_in_every_number_of_threads() {
    let mapping = r#"{"fields": {"email": {"path": "lead.email", "required": true}, "city": "lead.city"}, "unique": ["email"]}"#;
    let folder = Folder::of_mapping(mapping);
    let mut input = leads(MANY);
    input.insert(400_000, '}');
    folder.write("a.ndjson", &input);
    for arguments in [
        &["find", "l77@example.com", "a.ndjson"][..],
        &["find", "9820001234", "a.ndjson"],
        &["find", "--contains", "1", "a.ndjson", "-f", "json"],
        &["init", "a.ndjson"],
        &["init", "a.ndjson", "--all"],
        &["check", "m.json", "--samples", "a.ndjson"],
        &["trace", "m.json", "a.ndjson", "--record", "7123"],
        &["trace", "m.json", "a.ndjson", "--only", "duplicate", "-f", "json"],
        &["trace", "m.json", "a.ndjson", "--only", "rejected", "--record", "800"],
        &["trace", "m.json", "a.ndjson", "--where", "email=l3999@example.com"],
        &["trace", "m.json", "a.ndjson", "--where", "email=nobody"],
    ] {
        let run = |jobs| folder.run(&[arguments, &["--jobs", jobs]].concat());
        let one = run("1");
        assert!(one.status < 2, "{arguments:?}: {}", one.stderr);
        for jobs in ["2", "5"] {
            let more = run(jobs);
            assert_eq!(more.stdout, one.stdout, "{arguments:?}");
            assert_eq!(more.stderr, one.stderr, "{arguments:?}");
            assert_eq!(more.status, one.status, "{arguments:?}");
        }
    }
}

#[test]
fn without_samples_there_is_nothing_to_divide() {
    let folder = Folder::of_mapping(MAPPING);
    let outcome = folder.run(&["check", "m.json", "--jobs", "2"]).ends_with(2);
    assert!(outcome.stderr.contains("\n  --samples <INPUT>\n"), "{outcome:?}");
}

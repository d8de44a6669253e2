//! Standard descriptors that are closed, or open the wrong way: nothing is read from nowhere, and nothing is written to it.

use std::fs::File;
use std::os::unix::fs::symlink;
use std::process::Output;

use crate::run::Folder;

const CAPTURES: &str = "{\"a\":1}\n{\"a\":2}\n";

const NOT_WRITTEN: &str = "error: could not write standard output: Bad file descriptor";
const NOT_READ: &str = "error: could not read standard input: Bad file descriptor";

/// Every command, with what it writes on standard output.
const WRITERS: [&[&str]; 13] = [
    &["apply", "m.json", "in.ndjson"],
    &["apply", "m.json", "in.ndjson", "-f", "table"],
    &["apply", "m.json", "in.ndjson", "-o", "-"],
    &["apply", "m.json", "in.ndjson", "-o", "/dev/stdout"],
    &["schema", "in.ndjson"],
    &["init", "in.ndjson", "--all"],
    &["check", "m.json"],
    &["check", "m.json", "--samples", "in.ndjson"],
    &["trace", "m.json", "in.ndjson"],
    &["find", "1", "in.ndjson"],
    &["explain", "syntax"],
    &["completions", "bash"],
    &["man"],
];

/// Every command that reads captures or mappings from standard input.
const READERS: [&[&str]; 15] = [
    &["apply", "m.json"],
    &["apply", "m.json", "-"],
    &["schema"],
    &["init", "--all"],
    &["check", "m.json", "--samples", "-"],
    &["check", "-"],
    &["trace", "m.json"],
    &["find", "1"],
    // Also by its names.
    &["apply", "m.json", "/dev/stdin"],
    &["apply", "m.json", "link"],
    &["apply", "/dev/stdin", "in.ndjson"],
    &["trace", "link", "in.ndjson"],
    &["schema", "in.ndjson", "/dev/fd/0"],
    &["check", "m.json", "--schema", "/dev/stdin"],
    &["check", "m.json", "--schema", "link", "--samples", "in.ndjson"],
];

fn folder() -> Folder {
    let folder = Folder::of_mapping(r#"{"fields": {"a": "a"}}"#);
    folder.write("in.ndjson", CAPTURES);
    symlink("/dev/stdin", folder.path("link")).unwrap();
    folder
}

/// Runs the program as a shell does, with its `redirections`.
fn run(folder: &Folder, arguments: &[&str], redirections: &str) -> Output {
    let program = folder.command(arguments);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &format!(r#""$0" "$@" {redirections}"#)]);
    shell.arg(program.get_program()).args(arguments);
    shell.current_dir(folder.path(".")).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn what_cannot_be_written_to_is_no_success() {
    let folder = folder();
    for arguments in WRITERS {
        for nowhere in [">&-", "1<in.ndjson", "<&- >&-"] {
            let output = run(&folder, arguments, nowhere);
            let stderr = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{arguments:?} {nowhere}: {stderr}");
            assert!(stderr.starts_with(NOT_WRITTEN), "{arguments:?} {nowhere}: {stderr}");
            assert_eq!(stderr.lines().count(), 1, "{arguments:?} {nowhere}: {stderr}");
        }
        assert_eq!(run(&folder, arguments, ">/dev/null").status.code(), Some(0), "{arguments:?}");
    }
    assert_eq!(folder.read("in.ndjson"), CAPTURES);
}

#[test]
fn what_cannot_be_read_is_not_empty() {
    let folder = folder();
    for arguments in READERS {
        for nothing in ["<&-", "0>other"] {
            let output = run(&folder, arguments, nothing);
            let stderr = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{arguments:?} {nothing}: {stderr}");
            assert!(stderr.starts_with(NOT_READ), "{arguments:?} {nothing}: {stderr}");
            assert_eq!(stderr.lines().count(), 1, "{arguments:?} {nothing}: {stderr}");
            assert!(output.stdout.is_empty());
        }
    }
}

/// Linux opens a file so that it can only be named, by what a program has been handed it for.
#[cfg(target_os = "linux")]
#[test]
fn what_is_open_only_as_a_name_is_neither_empty_nor_written_to() {
    use std::os::unix::fs::OpenOptionsExt as _;

    const O_PATH: i32 = 0o10_000_000;
    let folder = folder();
    let name_only = || {
        let mut options = File::options();
        options.read(true).custom_flags(O_PATH).open(folder.path("in.ndjson")).unwrap()
    };
    for arguments in READERS {
        let output = folder.command(arguments).stdin(name_only()).output().unwrap();
        let stderr = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with(NOT_READ), "{arguments:?}: {stderr}");
    }
    for arguments in WRITERS {
        let output = folder.command(arguments).stdout(name_only()).output().unwrap();
        let stderr = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with(NOT_WRITTEN), "{arguments:?}: {stderr}");
    }
    assert_eq!(folder.read("in.ndjson"), CAPTURES);
}

#[test]
fn a_descriptor_that_is_not_used_may_be_closed() {
    let folder = folder();
    let to_a_file = ["apply", "m.json", "in.ndjson", "-o", "out.ndjson"];
    let output = run(&folder, &to_a_file, "<&- >&- 2>&-");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(folder.read("out.ndjson"), CAPTURES);
    let output = run(&folder, &["find", "1", "in.ndjson"], "<&- 2>&-");
    assert_eq!(output.status.code(), Some(0));
    assert!(!output.stdout.is_empty());
}

/// As services and other programs start it.
#[test]
fn a_null_device_that_can_be_read_and_written_is_none_that_is_closed() {
    let folder = folder();
    let null = || File::options().read(true).write(true).open("/dev/null").unwrap();
    for arguments in WRITERS {
        let mut command = folder.command(arguments);
        let status = command.stdin(null()).stdout(null()).stderr(null()).status().unwrap();
        assert_eq!(status.code(), Some(0), "{arguments:?}");
    }
}

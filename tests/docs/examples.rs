//! Every example in README.md and docs/ is run, and prints exactly what stands below it; and the pages about codes have
//! one form.
//!
//! In a `console` block a line that begins with `$ ` is a command, and the lines up to the next one are what it prints
//! to standard output and standard error. A line of `…` stands for any number of lines. A command that ends in `\`
//! goes on in the next line. At its end a command can say how it ends: `# exit status 1`, or `# until stopped` for one
//! that goes on for ever; without that it ends with 0.
//!
//! `<!-- file: NAME -->` before a block of any kind makes it a file that the commands can read. The commands of one
//! document run one after the other in one folder, which begins as a copy of `samples/` and `mappings/`.
//!
//! A `jsonc` block is a mapping, and a `json` block is JSON.
//!
//! `UPDATE_EXAMPLES=1 cargo test --test docs` writes what is printed into the documents; review it as text.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::ops::Range;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use leadmap_engine::mapping::Mapping;
use tempfile::TempDir;

use crate::document::{Document, Ending};

/// Stands for any number of lines of output.
const ANY: &str = "…";

/// How long a command that goes on for ever has to print what it is expected to print.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder in which the examples of a document run.
fn workshop() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["samples", "mappings"] {
        let original = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        copy(&original, &folder.path().join(name));
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder of the project") {
        let entry = entry.expect("an entry of the folder");
        let copied = to.join(entry.file_name());
        if entry.file_type().expect("its type").is_dir() {
            copy(&entry.path(), &copied);
        } else {
            fs::copy(entry.path(), copied).expect("a copy of the file");
        }
    }
}

/// The folder of the built binary, and then what is there anyway.
fn search_path() -> OsString {
    let built = Path::new(env!("CARGO_BIN_EXE_leadmap")).parent().expect("the binary's folder");
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(built.to_owned()).chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders).expect("a search path")
}

/// Starts `command` in a process group of its own, both of its outputs in one pipe.
fn start(command: &str, folder: &Path) -> Child {
    Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}\n")])
        .current_dir(folder)
        .env("PATH", search_path())
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("a shell")
}

/// What `command` prints, and the status it ends with.
fn run(command: &str, folder: &Path) -> (Vec<String>, Option<i32>) {
    let output = start(command, folder).wait_with_output().expect("output");
    let text = String::from_utf8(output.stdout).expect("text");
    (text.lines().map(str::to_owned).collect(), output.status.code())
}

/// What `command`, which goes on for ever, has printed by the time that `enough` says so.
fn run_until(command: &str, folder: &Path, enough: impl Fn(&[String]) -> bool) -> Vec<String> {
    let mut child = start(command, folder);
    let pipe = child.stdout.take().expect("a pipe");
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let mut lines = Vec::new();
    let deadline = Instant::now() + PATIENCE;
    while !enough(&lines) {
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => lines.push(line),
            Err(_) => break,
        }
    }
    let group = format!("-{}", child.id());
    let stopped = Command::new("kill").args(["--", &group]).status();
    assert!(stopped.is_ok_and(|status| status.success()), "{command}");
    child.wait().expect("the end of the shell");
    lines
}

/// Whether `printed` is what `expected` says. White space at the end of a line is not looked at.
fn agree(expected: &[String], printed: &[String]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((line, rest)) if line == ANY => {
            (0..=printed.len()).any(|skipped| agree(rest, &printed[skipped..]))
        }
        Some((line, rest)) => printed.split_first().is_some_and(|(first, others)| {
            first.trim_end() == line.trim_end() && agree(rest, others)
        }),
    }
}

/// Runs the examples of `document`, and says of each that is not as it stands there what is different.
fn faults(document: &mut Document, update: bool) -> Vec<String> {
    let workshop = workshop();
    let mut faults = Vec::new();
    let mut updates: Vec<(Range<usize>, Vec<String>)> = Vec::new();
    for block in document.blocks() {
        if let Some(name) = &block.file {
            let path = workshop.path().join(name);
            fs::write(path, document.text(&block.lines)).expect("writing the file");
        }
        if block.language != "console" {
            continue;
        }
        for example in document.examples(&block) {
            let expected = &document.lines[example.output.clone()];
            let place = document.place(example.output.start - 1);
            let (printed, status) = match example.ending {
                Ending::Status(_) => run(&example.command, workshop.path()),
                Ending::Stopped => {
                    let enough = |lines: &[String]| agree(expected, lines);
                    (run_until(&example.command, workshop.path(), enough), None)
                }
            };
            let ended = match example.ending {
                Ending::Status(wanted) => status == Some(wanted),
                Ending::Stopped => true,
            };
            if !ended {
                faults.push(format!("{place}: ends with {status:?}\n{printed:#?}"));
            }
            if agree(expected, &printed) {
                continue;
            }
            if update {
                updates.push((example.output, printed));
            } else {
                faults.push(format!(
                    "{place}: `{}` prints\n{}\n",
                    example.command,
                    printed.join("\n")
                ));
            }
        }
    }
    for (output, printed) in updates.into_iter().rev() {
        document.lines.splice(output, printed);
    }
    faults
}

#[test]
fn every_example_prints_what_stands_below_it() {
    let update = std::env::var_os("UPDATE_EXAMPLES").is_some();
    let mut found = Vec::new();
    for mut document in Document::all() {
        found.extend(faults(&mut document, update));
        if update {
            let whole = 0..document.lines.len();
            fs::write(&document.path, document.text(&whole)).expect("writing the document");
        }
    }
    assert!(found.is_empty(), "not as expected:\n\n{}", found.join("\n"));
}

#[test]
fn every_mapping_in_the_documents_is_one() {
    for document in Document::all() {
        for block in document.blocks() {
            let text = document.text(&block.lines);
            let place = document.place(block.lines.start);
            match block.language.as_str() {
                "jsonc" => match Mapping::parse(&text) {
                    Ok((_, warnings)) => assert!(warnings.is_empty(), "{place}: {warnings:#?}"),
                    Err(problems) => panic!("{place}: {problems:#?}"),
                },
                "json" => {
                    if let Err(error) = serde_json::from_str::<serde_json::Value>(&text) {
                        panic!("{place}: {error}");
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn the_two_commands_of_the_readme_are_those_of_the_pipeline() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(pipeline) = fs::read_to_string(root.join(".ci/run")) else {
        eprintln!("SKIPPED: the commands of the pipeline; .ci/run is not part of the package");
        return;
    };
    let called: Vec<&str> = pipeline.lines().map(str::trim).collect();
    let readme = Document::read(root.join("README.md"));
    let text = readme.text(&(0..readme.lines.len()));
    let commands: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("cargo run ") || line.starts_with("cargo test "))
        .collect();
    assert_eq!(commands.len(), 2, "{commands:?}");
    for command in commands {
        assert!(called.contains(&command), ".ci/run does not call {command}");
    }
    assert_eq!(called.last(), Some(&"cargo test --locked"));
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_is_printed_must_be_what_is_expected() {
    for (expected, printed, agreed) in [
        ("a\nb", "a\nb", true),
        ("a\nb", "a\nc", false),
        ("a", "a\nb", false),
        ("a\nb", "a", false),
        ("", "a", false),
        ("a", "", false),
        ("a\n…", "a\nb\nc", true),
        ("a\n…", "a", true),
        ("…\nc", "a\nb\nc", true),
        ("a\n…\nd", "a\nb\nc", false),
        ("a …", "a b", false),
        ("a", "a  ", true),
    ] {
        assert_eq!(agree(&lines(expected), &lines(printed)), agreed, "{expected:?} {printed:?}");
    }
}

#[test]
fn a_wrong_example_is_found() {
    let examples = |text: &str| {
        let mut document = Document { path: PathBuf::from("example.md"), lines: lines(text) };
        faults(&mut document, false).len()
    };
    assert_eq!(examples("```console\n$ echo a; echo b >&2\na\nb\n```"), 0);
    assert_eq!(examples("```console\n$ echo a\nb\n```"), 1);
    assert_eq!(examples("```console\n$ false\n```"), 1);
    assert_eq!(examples("```console\n$ false # exit status 1\n```"), 0);
    assert_eq!(examples("```console\n$ true # exit status 1\n```"), 1);
    assert_eq!(examples("<!-- file: a -->\n```text\nx\n```\n```console\n$ cat \\\n  a\nx\n```"), 0);
    assert_eq!(examples("```console\n$ echo a; sleep 1000 # until stopped\na\n```"), 0);
}

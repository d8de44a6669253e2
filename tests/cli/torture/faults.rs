//! The first system call of a kind fails, then the second, and so on until the run needs no more of them.
//!
//! The program under test is the one that is shipped, and knows nothing of it: `faults.c` is preloaded.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

use super::{MAPPING, Scenario, captures, unfinished};
use crate::run::{Folder, Outcome, outcome, project, skipped};

/// The kinds of calls that a run cannot do without, each with an error and the system's words for it.
const NEEDED: [(&str, i32, &str); 9] = [
    ("open", 5, "Input/output error (os error 5)"),
    ("create", 24, "Too many open files (os error 24)"),
    ("read", 5, "Input/output error (os error 5)"),
    ("write", 28, "No space left on device (os error 28)"),
    ("sync", 122, "Disk quota exceeded (os error 122)"),
    ("chmod", 5, "Input/output error (os error 5)"),
    ("truncate", 5, "Input/output error (os error 5)"),
    ("rename", 5, "Input/output error (os error 5)"),
    ("mkdir", 5, "Input/output error (os error 5)"),
];

/// Those that it can do without: locks and second names, which some file systems do not have; owners, which not
/// everybody may give away; and a look at what dead runs have left.
const OPTIONAL: [&str; 5] = ["lock", "link", "chown", "opendir", "unlink"];

/// The library that is preloaded; `None` where there is no C compiler.
static FAULTS: LazyLock<Option<(TempDir, PathBuf)>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("faults.so");
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let built = Command::new(compiler)
        .args(["-shared", "-fPIC", "-O1", "-w", "-o"])
        .args([&library, Path::new(&project("tests/cli/torture/faults.c"))])
        .arg("-ldl")
        .stderr(Stdio::null())
        .status();
    let is_built = built.is_ok_and(|status| status.success());
    if !is_built {
        skipped("no C compiler makes the library that lets calls fail");
    }
    is_built.then_some((folder, library))
});

impl Scenario<'_> {
    /// Runs it with the `n`-th `call` failing; `None` if there are fewer. What has failed is told, too.
    fn fail(&self, folder: &Folder, call: &str, n: usize, errno: i32) -> Option<(Outcome, String)> {
        let (_, library) = FAULTS.as_ref()?;
        self.prepare(folder);
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut command = folder.command(&self.arguments);
        command.env("LD_PRELOAD", library).env("LEADMAP_FAULT", format!("{call}:{n}:{errno}"));
        command.env("LEADMAP_FAULT_LOG", log.path());
        let outcome = outcome(command, b"");
        let failed = fs::read_to_string(log.path()).unwrap();
        (!failed.is_empty()).then(|| (outcome, failed.trim_end().to_owned()))
    }

    /// Lets every call fail, one in each run.
    fn torture(&self, folder: &Folder) {
        self.torture_needed(folder);
        self.torture_optional(folder);
    }

    /// Lets every call fail that the run cannot do without.
    fn torture_needed(&self, folder: &Folder) {
        if FAULTS.is_none() {
            return;
        }
        let mut writes = 0;
        for (call, errno, words) in NEEDED {
            for n in 1.. {
                let Some((outcome, failed)) = self.fail(folder, call, n, errno) else {
                    break;
                };
                let run = format!("{failed} ({n}) in {:?}: {}", self.arguments, outcome.stderr);
                if outcome.status == self.status && is_input(&failed) {
                    // It was read once more, after a look at it, and that has not failed.
                    assert!(!self.replaced(folder, &run).contains(&false), "{run}");
                    continue;
                }
                assert_eq!(outcome.status, 2, "{run}");
                assert!(outcome.stderr.ends_with(&format!("{words}\n")), "{run}");
                assert_eq!(outcome.stderr.lines().count(), 1, "{run}");
                assert!(self.is_named(&failed, &outcome.stderr), "{run}");
                assert!(!self.replaced(folder, &run).contains(&true), "{run}");
                assert_eq!(unfinished(folder), [""; 0], "{run}");
                writes += usize::from(call == "write");
            }
        }
        assert!(writes > 0, "{:?} writes nothing", self.arguments);
    }

    /// Lets every other call fail.
    fn torture_optional(&self, folder: &Folder) {
        // Whoever closes a file that has been written out does not depend on what comes of it; whoever does hears it.
        for call in OPTIONAL.into_iter().chain(["close"]) {
            for n in 1.. {
                let Some((outcome, failed)) = self.fail(folder, call, n, 5) else {
                    break;
                };
                let run = format!("{failed} ({n}) in {:?}: {}", self.arguments, outcome.stderr);
                let replaced = self.replaced(folder, &run);
                if call == "close" && outcome.status == 2 {
                    assert!(self.is_named(&failed, &outcome.stderr), "{run}");
                    assert!(!replaced.contains(&true), "{run}");
                } else {
                    assert_eq!(outcome.status, self.status, "{run}");
                    assert!(!replaced.contains(&false), "{run}");
                }
                if call == "unlink" {
                    // It is left to the next run, which cannot tell it from that of a killed one.
                    folder.run(&self.arguments);
                }
                assert_eq!(unfinished(folder), [""; 0], "{run}");
            }
        }
    }

    /// Whether a message names the file on which a call has failed, or the one that it was made for.
    fn is_named(&self, failed: &str, message: &str) -> bool {
        let (_, path) = failed.split_once(' ').unwrap();
        let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path);
        message.contains(name)
            || path.starts_with("pipe:") && message.contains("standard output")
            || self.outputs.iter().any(|name| message.contains(name))
    }
}

/// Whether what has failed was to open or to read the input.
fn is_input(failed: &str) -> bool {
    let reads = failed.starts_with("open ") || failed.starts_with("read ");
    reads && failed.ends_with("in.ndjson")
}

fn folder() -> Folder {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", captures());
    folder
}

#[test]
fn every_call_of_a_run_with_all_outputs_may_fail() {
    let folder = folder();
    let outputs = ["out.csv", "r.ndjson", "s.json"];
    for jobs in ["-j1", "-j2"] {
        let arguments = [
            "apply",
            "m.json",
            "in.ndjson",
            "-q",
            jobs,
            "-oout.csv",
            "--rejects=r.ndjson",
            "--stats=s.json",
        ];
        Scenario::of(&folder, &arguments, &outputs).torture(&folder);
    }
}

#[test]
fn every_call_may_fail_in_every_format() {
    let folder = folder();
    for format in ["-fcsv", "-ftsv", "-fndjson", "-fjson", "-ftable"] {
        let arguments = ["apply", "m.json", "in.ndjson", "-q", "-j1", format, "-oout"];
        Scenario::of(&folder, &arguments, &["out"]).torture_needed(&folder);
        let arguments = ["apply", "m.json", "in.ndjson", "-q", "-j1", format, "--rejects=r"];
        Scenario::of(&folder, &arguments, &["r"]).torture_needed(&folder);
    }
}

#[test]
fn every_call_may_fail_in_every_command() {
    let folder = folder();
    folder.run(&["man", "-o", "man1"]).ends_with(0);
    let pages = fs::read_dir(folder.path("man1")).unwrap();
    let pages = pages.map(|page| format!("man1/{}", page.unwrap().file_name().display()));
    let pages: Vec<String> = pages.collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let scenarios: &[(&[&str], &[&str])] = &[
        (&["init", "in.ndjson", "-q", "--force", "-j1", "-o", "new.json"], &["new.json"]),
        (&["init", "in.ndjson", "-q", "-j1"], &[]),
        (&["schema", "in.ndjson", "-q", "-j1"], &[]),
        (&["schema", "in.ndjson", "-q", "-j1", "-f", "json"], &[]),
        (&["schema", "in.ndjson", "-q", "-j1", "-f", "json-schema"], &[]),
        (&["schema", "in.ndjson", "-q", "-j1", "-f", "paths"], &[]),
        (&["find", "lead", "in.ndjson", "-q", "-j1", "--contains"], &[]),
        (&["trace", "m.json", "in.ndjson", "-q", "-j1"], &[]),
        (&["check", "m.json", "-q", "--samples", "in.ndjson", "-f", "sarif"], &[]),
        (&["man", "-o", "man1"], &pages),
        (&["man"], &[]),
        (&["completions", "zsh"], &[]),
        (&["explain"], &[]),
        (&["--help"], &[]),
        (&["--version"], &[]),
    ];
    for (arguments, outputs) in scenarios {
        Scenario::of(&folder, arguments, outputs).torture(&folder);
    }
}

#[test]
fn standard_input_may_fail_too() {
    if FAULTS.is_none() {
        return;
    }
    let folder = folder();
    for n in 1.. {
        let log = tempfile::NamedTempFile::new().unwrap();
        let (_, library) = FAULTS.as_ref().unwrap();
        let mut command = folder.command(&["apply", "m.json", "-q", "-o", "out.csv"]);
        command.stdin(File::open(folder.path("in.ndjson")).unwrap());
        command.env("LD_PRELOAD", library).env("LEADMAP_FAULT", format!("read:{n}:5"));
        let output = command.env("LEADMAP_FAULT_LOG", log.path()).output().unwrap();
        if fs::metadata(log.path()).unwrap().len() == 0 {
            assert!(n > 3 && output.status.code() == Some(1));
            break;
        }
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("<stdin>") || said.contains("m.json"), "{n}: {said}");
        assert!(said.ends_with("Input/output error (os error 5)\n"), "{n}: {said}");
        assert!(!folder.path("out.csv").exists());
    }
}

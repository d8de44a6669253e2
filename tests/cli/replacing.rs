//! How old outputs are replaced: all or none, each whole, and like the old one; and what a run that is killed leaves.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::run::{self, Folder, Live, as_another, can_run_as_another, has, outcome, skipped};

const MAPPING: &str = r#"{"fields": {"a": {"path": "a", "required": true}}}"#;

/// Two records and a reject.
const INPUT: &str = "{\"a\":1}\n{}\n{\"a\":2}\n";

const OUTPUTS: [&str; 3] = ["out.csv", "r.ndjson", "s.json"];
const ALL: [&str; 8] = [
    "apply",
    "m.json",
    "in.ndjson",
    "-oout.csv",
    "--rejects=r.ndjson",
    "--stats=s.json",
    "-q",
    "-j1",
];

/// A folder in which every output exists.
fn folder() -> Folder {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("in.ndjson", INPUT);
    for name in OUTPUTS {
        folder.write(name, format!("old {name}"));
    }
    folder
}

fn are_old(folder: &Folder) -> bool {
    OUTPUTS.iter().all(|name| folder.read(name) == format!("old {name}"))
}

fn are_new(folder: &Folder) -> bool {
    folder.read("out.csv") == "a\n1\n2\n"
        && folder.read("r.ndjson").lines().count() == 1
        && folder.read("s.json").starts_with("{\n")
}

fn is_root() -> bool {
    let is_root = run::is_root();
    if !is_root {
        skipped("only root can do this");
    }
    is_root
}

fn mode(folder: &Folder, name: &str) -> u32 {
    fs::metadata(folder.path(name)).unwrap().mode() & 0o7777
}

#[test]
fn the_outputs_of_a_run_are_replaced_together_or_not_at_all() {
    let folder = folder();
    let names = folder.names();
    for (options, status) in [
        (&["--stats", "/dev/full"][..], 2),
        (&["--rejects", "/dev/full"], 2),
        (&["-o", "/dev/full"], 2),
        (&["missing.ndjson"], 2),
        (&["--stats", "none/s.json"], 2),
    ] {
        if options[1..] == ["/dev/full"] && !has("/dev/full") {
            continue;
        }
        let mut arguments = vec!["apply", "m.json", "in.ndjson", "-q"];
        for (option, name) in ["-o", "--rejects", "--stats"].into_iter().zip(OUTPUTS) {
            if options[0] != option {
                arguments.extend([option, name]);
            }
        }
        arguments.extend(options);
        folder.run(&arguments).ends_with(status);
        assert!(are_old(&folder), "{options:?}");
        assert_eq!(folder.names(), names, "{options:?}");
    }
    folder.run(&ALL).ends_with(1);
    assert!(are_new(&folder));
    assert_eq!(folder.names(), names);
}

#[test]
fn rejects_are_replaced_when_there_are_too_many_of_them_too_and_records_are_not() {
    let folder = folder();
    let outcome = folder.run(&[&ALL[..], &["--max-rejects", "0"]].concat()).ends_with(2);
    assert!(outcome.stderr.contains("more than --max-rejects 0 allows"), "{}", outcome.stderr);
    assert_eq!(folder.read("out.csv"), "old out.csv");
    assert_eq!(folder.read("r.ndjson").lines().count(), 1);
    assert!(folder.read("s.json").contains("\"complete\": false"));
}

#[test]
fn rejects_survive_a_run_that_fails_and_are_empty_after_one_that_rejects_nothing() {
    let folder = folder();
    folder.write("good.ndjson", "{\"a\":1}\n");
    if has("/dev/full") {
        let mut command = folder.command(&["apply", "m.json", "in.ndjson", "--rejects=r.ndjson"]);
        command.stdout(fs::File::options().write(true).open("/dev/full").unwrap());
        assert_eq!(command.stderr(Stdio::null()).status().unwrap().code(), Some(2));
        assert_eq!(folder.read("r.ndjson"), "old r.ndjson");
    }
    folder.run(&["apply", "m.json", "good.ndjson", "--rejects=r.ndjson"]).ends_with(0);
    assert_eq!(folder.read("r.ndjson"), "");
}

#[test]
fn new_rejects_are_for_their_owner_alone_and_old_ones_keep_their_mode() {
    let folder = folder();
    fs::remove_file(folder.path("r.ndjson")).unwrap();
    folder.run(&ALL).ends_with(1);
    assert_eq!(mode(&folder, "r.ndjson"), 0o600);
    fs::set_permissions(folder.path("r.ndjson"), Permissions::from_mode(0o640)).unwrap();
    folder.run(&ALL).ends_with(1);
    assert_eq!(mode(&folder, "r.ndjson"), 0o640);
}

#[test]
fn a_file_that_is_replaced_keeps_its_owner_group_and_mode() {
    if !is_root() {
        return;
    }
    let folder = folder();
    let path = folder.path("out.csv");
    for old in [0o600, 0o640, 0o4755] {
        chown(&path, Some(65534), Some(65533)).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(old)).unwrap();
        folder.run(&ALL).ends_with(1);
        let now = fs::metadata(&path).unwrap();
        assert_eq!((now.uid(), now.gid(), now.mode() & 0o7777), (65534, 65533, old));
    }
}

/// It stays theirs, with the same rights, and only its content is another.
#[test]
fn a_file_of_somebody_elses_gives_nobody_rights_when_it_is_replaced() {
    let folder = folder();
    if !is_root() || !can_run_as_another(&folder) {
        return;
    }
    let path = folder.path("out.csv");
    // In a folder that everybody may write, one such as /tmp, and one that only its owner may.
    for folder_mode in [0o777, 0o1777, 0o755] {
        for (owner, group, mode) in [
            (0, 0, 0o666),
            (0, 0, 0o622),
            (0, 65533, 0o660),
            // The user's own, of a group to which the user does not belong.
            (65534, 0, 0o640),
            (65532, 65531, 0o666),
        ] {
            fs::write(&path, "old out.csv").unwrap();
            chown(&path, Some(owner), Some(group)).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            fs::set_permissions(folder.path("."), Permissions::from_mode(folder_mode)).unwrap();
            let names = folder.names();
            let told = format!("{owner}:{group} {mode:o} in {folder_mode:o}");
            let run = ["apply", "m.json", "in.ndjson", "-q", "-f", "csv", "-o", "out.csv"];
            let written = outcome(as_another(&folder, &run), b"");
            assert_eq!((written.status, written.stderr.as_str()), (1, ""), "{told}");
            assert_eq!(folder.read("out.csv"), "a\n1\n2\n", "{told}");
            let now = fs::metadata(&path).unwrap();
            assert_eq!((now.uid(), now.gid(), now.mode() & 0o7777), (owner, group, mode), "{told}");
            assert_eq!(folder.names(), names, "{told}");
            // What fails later puts it back, where it could be read.
            if mode & 0o066 == 0o066 && has("/dev/full") {
                fs::write(&path, "old out.csv").unwrap();
                let run = [&run[..], &["--stats", "/dev/full"]].concat();
                assert_eq!(outcome(as_another(&folder, &run), b"").status, 2, "{told}");
                assert_eq!(folder.read("out.csv"), "old out.csv", "{told}");
            }
        }
    }
}

/// Something that is mounted as long as this lives.
struct Mount<'p>(&'p Path);

impl<'p> Mount<'p> {
    /// `None` where nothing can be mounted.
    fn new(arguments: &[&str], at: &'p Path) -> Option<Self> {
        let mut command = Command::new("mount");
        let mounted = command.args(arguments).arg(at).stderr(Stdio::null()).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Mount(at));
        }
        skipped("nothing can be mounted");
        None
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_file_over_which_another_is_mounted_is_written_as_containers_have_it() {
    let folder = folder();
    folder.write("of the host.csv", "a much longer old list\n".repeat(100));
    let (there, here) = (folder.path("of the host.csv"), folder.path("out.csv"));
    let Some(_mount) = Mount::new(&["--bind", there.to_str().unwrap()], &here) else {
        return;
    };
    let names = folder.names();
    folder.run(&ALL).ends_with(1);
    assert!(are_new(&folder));
    assert_eq!(fs::read_to_string(&there).unwrap(), "a\n1\n2\n");
    assert_eq!(folder.names(), names);
    // It is put back, too, when another output cannot be.
    if has("/dev/full") {
        folder.write("of the host.csv", "old");
        folder.run(&[&ALL[..5], &["-q", "--stats", "/dev/full"]].concat()).ends_with(2);
        assert_eq!(folder.read("out.csv"), "old");
        assert_eq!(folder.names(), names);
    }
}

#[test]
fn a_full_disk_costs_no_old_file() {
    let folder = folder();
    fs::create_dir(folder.path("disk")).unwrap();
    let disk = folder.path("disk");
    let Some(_mount) = Mount::new(&["-t", "tmpfs", "-o", "size=64k", "tmpfs"], &disk) else {
        return;
    };
    folder.write("many.ndjson", "{\"a\":1}\n{}\n".repeat(50_000));
    for (option, name) in [("-o", "out.csv"), ("--rejects", "r.ndjson"), ("--stats", "s.json")] {
        let target = format!("disk/{name}");
        folder.write(&target, "old");
        // Nothing is left but for a file without content.
        if option == "--stats" {
            fs::write(folder.path("disk/rest"), vec![0; 32 * 1024]).unwrap();
            while fs::File::options()
                .append(true)
                .open(folder.path("disk/rest"))
                .and_then(|mut file| std::io::Write::write_all(&mut file, &[0; 1024]))
                .is_ok()
            {}
        }
        let before = fs::read_dir(&disk).unwrap().count();
        let outcome =
            folder.run(&["apply", "m.json", "many.ndjson", "-q", "-f", "csv", option, &target]);
        let message =
            format!("error: could not write {target}: No space left on device (os error 28)\n");
        assert_eq!((outcome.status, outcome.stderr), (2, message), "{option}");
        assert_eq!(folder.read(&target), "old");
        assert_eq!(fs::read_dir(&disk).unwrap().count(), before, "{option}");
        fs::remove_file(folder.path(&target)).unwrap();
    }
}

#[test]
fn pages_are_replaced_together() {
    let folder = Folder::new();
    folder.run(&["man", "-o", "man1"]).ends_with(0);
    let pages = fs::read_dir(folder.path("man1")).unwrap().count();
    assert!(pages > 5);
    fs::remove_file(folder.path("man1/leadmap.1")).unwrap();
    fs::create_dir(folder.path("man1/leadmap.1")).unwrap();
    folder.write("man1/leadmap-apply.1", "old");
    let outcome = folder.run(&["man", "-o", "man1"]);
    assert!(outcome.error().contains("could not write man1/leadmap.1: Is a directory"));
    assert_eq!(folder.read("man1/leadmap-apply.1"), "old");
    assert_eq!(fs::read_dir(folder.path("man1")).unwrap().count(), pages);
}

/// The unfinished files in `folder` that have something in them.
fn unfinished(folder: &Folder) -> usize {
    let names = folder.names();
    let unfinished = names.iter().filter(|name| name.starts_with(".leadmap-"));
    unfinished
        .filter(|name| fs::metadata(folder.path(name)).is_ok_and(|file| file.len() > 0))
        .count()
}

#[test]
fn a_run_that_is_killed_leaves_the_old_files_and_the_next_run_nothing_else() {
    let folder = folder();
    for sent in [0, 1, 1000, 50_000] {
        folder.write(".leadmap-notes.tmp", "");
        let run =
            ["apply", "m.json", "-o", "out.csv", "--rejects", "r.ndjson", "--stats", "s.json"];
        let mut live = Live::start(folder.command(&run));
        // What is rejected is written at once when the input pauses: then all before it has been read.
        live.send(&"{\"a\":1}\n".repeat(sent));
        live.send("{}\n");
        live.wait_until(|| unfinished(&folder) >= 1);
        // Another run leaves the files of one that lives alone.
        let living = folder.names();
        folder.run(&["apply", "m.json", "in.ndjson", "-q", "-o", "another.csv"]).ends_with(1);
        fs::remove_file(folder.path("another.csv")).unwrap();
        assert_eq!(folder.names(), living);
        live.kill();
        assert!(are_old(&folder), "after {sent} payloads");
        assert_eq!(folder.names(), living);
        // Also one that writes something else into the folder.
        folder.run(&["init", "in.ndjson", "-q", "-o", "new.json"]).ends_with(0);
        fs::remove_file(folder.path("new.json")).unwrap();
        let expected =
            [".leadmap-notes.tmp", "in.ndjson", "m.json", "out.csv", "r.ndjson", "s.json"];
        assert_eq!(folder.names(), expected);
    }
}

#[test]
fn every_signal_that_ends_a_run_and_can_be_caught_removes_what_is_unfinished() {
    use std::os::unix::process::ExitStatusExt as _;
    let folder = folder();
    let names = folder.names();
    let mut signals =
        ["HUP", "INT", "QUIT", "ABRT", "ALRM", "TERM", "USR1", "USR2", "XCPU", "VTALRM", "PROF"]
            .map(str::to_owned)
            .to_vec();
    if cfg!(target_os = "linux") {
        signals.extend(["STKFLT", "IO", "PWR"].map(str::to_owned));
        // Those for users' own purposes; the C library keeps the first ones for itself.
        signals.extend((35..=64).map(|number: i32| number.to_string()));
    }
    for signal in &signals {
        let run =
            ["apply", "m.json", "-o", "out.csv", "--rejects", "r.ndjson", "--stats", "s.json"];
        let mut command = folder.command(&run);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while folder.names().len() < names.len() + 3 {
            std::thread::yield_now();
        }
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        // To wait is to end the input, after which it might end by itself.
        let _input = child.stdin.take();
        let status = child.wait().unwrap();
        // A shell has the same status for a program that a signal has ended.
        assert!(status.signal().is_some() || status.code() > Some(128), "{signal}: {status}");
        assert_eq!(folder.names(), names, "{signal}");
        assert!(are_old(&folder), "{signal}");
    }
}

#[test]
fn a_signal_that_is_ignored_from_the_start_stays_ignored() {
    if !has("/proc/self/status") {
        return;
    }
    let folder = folder();
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' HUP INT; exec \"$0\" apply m.json -q -o out.csv"]);
    command.arg(env!("CARGO_BIN_EXE_leadmap")).current_dir(folder.path("."));
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    while unfinished(&folder) == 0 {
        let stdin = child.stdin.as_mut().unwrap();
        std::io::Write::write_all(stdin, b"{\"a\":1}\n").unwrap();
    }
    for signal in ["HUP", "INT"] {
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
    }
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(folder.read("out.csv").starts_with("a\n1\n"));
}

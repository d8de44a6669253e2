//! `leadmap init --pick` as a person meets it: the real binary in a real terminal, which tmux plays.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops where it cannot go on, and says what it skips"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a test waits for what must come to be seen.
const PATIENCE: Duration = Duration::from_secs(60);

/// Set where a test must not be skipped.
const REQUIRED: &str = "LEADMAP_REQUIRE_TMUX";

const BINARY: &str = env!("CARGO_BIN_EXE_leadmap");

const LEADS: &str = r#"{"person":{"name":"Asha Rao","email":"asha@example.com","phone":"+919820010431"},"score":7,"id":"L1"}
{"person":{"name":"सुनीता यादव","email":"s@example.com","phone":"+919847055610"},"score":8,"id":"L2"}
{"person":{"name":"கார்த்திகேயன்","email":"k@example.com","phone":"+919811020562"},"score":9,"id":"L3"}
"#;

/// Whether a program that a test needs is there.
fn is_there(program: &str, version: &str) -> bool {
    let mut command = Command::new(program);
    command.arg(version).stdout(Stdio::null());
    let found = command
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        let required = std::env::var_os(REQUIRED).is_some();
        assert!(!required, "{program} is missing, and {REQUIRED} is set");
        eprintln!("skipped: {program} is missing");
    }
    found
}

/// A terminal with a shell in a folder that holds `leads.ndjson`.
struct Terminal {
    folder: TempDir,
}

impl Terminal {
    /// Opens one of 100 by 30; `None` where there is no tmux.
    fn open() -> Option<Terminal> {
        if !is_there("tmux", "-V") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("leads.ndjson"), LEADS).unwrap();
        let terminal = Terminal { folder };
        let shell = "env -u NO_COLOR PS1='$ ' sh";
        terminal.tmux(&["new-session", "-d", "-x", "100", "-y", "30", shell]);
        Some(terminal)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let output = tmux(self.folder.path(), arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Presses keys, by the names that tmux has for them.
    fn press(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    fn type_in(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    /// Runs `leadmap` with these arguments in the shell, which says its status at the end.
    fn run(&self, arguments: &str) {
        self.type_in(&format!("{BINARY} {arguments}; echo status=$?"));
        self.press(&["Enter"]);
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// Waits until the screen is as it should be.
    fn wait(&self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        let begin = Instant::now();
        loop {
            let screen = self.screen();
            if is_there(&screen) {
                return screen;
            }
            let patience = begin.elapsed() < PATIENCE;
            assert!(patience, "waited in vain for {what}:\n{screen}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits for the end of the program, and checks that the terminal is as it was.
    fn wait_for_status(&self, status: u8) -> String {
        let screen = self.wait_for(&format!("status={status}\n"));
        let state = self.tmux(&[
            "display",
            "-p",
            "#{alternate_on} #{cursor_flag} #{wrap_flag}",
        ]);
        assert_eq!(state.trim(), "0 1 1");
        // A shell that echoes what is typed is in no raw mode.
        self.type_in("stty -a | grep -ow -e '-*icanon' -e '-*echo'");
        self.press(&["Enter"]);
        self.wait("a cooked terminal", |screen| {
            screen.contains("\nicanon\necho\n")
        });
        screen
    }

    fn mapping(&self) -> String {
        fs::read_to_string(self.path("m.json")).unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = tmux(self.folder.path(), &["kill-server"]);
    }
}

/// Runs tmux with a server of its own, whose socket is in `folder`.
fn tmux(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("tmux");
    command.args(["-u", "-f", "/dev/null", "-S"]);
    command.arg(folder.join("tmux")).args(arguments);
    command.env_remove("TMUX").env("LC_ALL", "C.UTF-8");
    command.current_dir(folder).output().unwrap()
}

#[test]
fn columns_are_searched_left_out_renamed_and_moved_and_the_mapping_runs() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    terminal.run("init --pick leads.ndjson -o m.json");
    let screen = terminal.wait_for("4 of 5 chosen");
    assert!(screen.contains("> [x] name"), "{screen}");
    assert!(screen.contains("→ email"), "{screen}");
    assert!(screen.contains("सुनीता"), "{screen}");

    terminal.press(&["/"]);
    terminal.type_in("mail");
    terminal.wait_for("1 shown");
    terminal.press(&["Enter", "Space"]);
    terminal.wait_for("3 of 5 chosen");
    terminal.press(&["Escape"]);
    terminal.wait_for("All paths");

    terminal.press(&["Home", "r", "C-u"]);
    terminal.type_in("Full name");
    terminal.press(&["Enter"]);
    terminal.wait_for("> [x] Full name");
    terminal.press(&[">"]);
    terminal.wait("the preview in the new order", |screen| {
        screen.contains("phone          Full name") && screen.contains("+919820010431  Asha Rao")
    });
    terminal.press(&["Enter"]);
    let screen = terminal.wait_for_status(0);
    assert!(
        screen.contains("3 payloads read; 3 of 5 paths chosen"),
        "{screen}"
    );

    let mapping = terminal.mapping();
    assert!(
        mapping.contains(r#""Full name": "person.name""#),
        "{mapping}"
    );
    let run = |arguments: &[&str]| {
        let mut command = Command::new(BINARY);
        let output = command
            .args(arguments)
            .current_dir(&terminal.folder)
            .output();
        output.unwrap()
    };
    assert_eq!(run(&["check", "m.json"]).status.code(), Some(0));
    let applied = run(&["apply", "m.json", "leads.ndjson", "-f", "csv", "-q"]);
    let csv = String::from_utf8(applied.stdout).unwrap();
    assert!(
        csv.starts_with("phone,Full name,id\n+919820010431,Asha Rao,L1\n"),
        "{csv}"
    );
}

#[test]
fn captures_come_through_a_pipe_and_the_mapping_goes_into_one() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    terminal.type_in(&format!(
        "cat leads.ndjson | {BINARY} init --pick 2> log | cat > m.json; echo status=$?"
    ));
    terminal.press(&["Enter"]);
    terminal.wait_for("4 of 5 chosen");
    terminal.press(&["Space", "Enter"]);
    terminal.wait_for_status(0);
    let mapping = terminal.mapping();
    assert!(!mapping.contains("person.name"), "{mapping}");
    assert!(mapping.contains("person.phone"), "{mapping}");
    let log = fs::read_to_string(terminal.path("log")).unwrap();
    assert_eq!(log, "3 payloads read; 3 of 5 paths chosen\n");
}

#[test]
fn leaving_writes_nothing_and_is_asked_about_when_something_was_changed() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    fs::write(terminal.path("m.json"), "mine").unwrap();
    terminal.run("init --pick leads.ndjson -o m.json --force");
    terminal.wait_for("4 of 5 chosen");
    terminal.press(&["Space", "q"]);
    terminal.wait_for("Leave without writing the mapping?");
    terminal.press(&["n"]);
    terminal.wait_for("q quit");
    terminal.press(&["q"]);
    terminal.wait_for("Leave without writing the mapping?");
    terminal.press(&["y"]);
    let screen = terminal.wait_for_status(1);
    assert!(screen.contains("nothing was written"), "{screen}");
    assert!(!screen.contains("person.name"), "{screen}");
    assert_eq!(terminal.mapping(), "mine");
    let left = fs::read_dir(terminal.folder.path()).unwrap();
    let left = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        !["leads.ndjson", "m.json", "tmux"].contains(&name.to_str().unwrap())
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn control_c_leaves_at_once() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    terminal.run("init --pick leads.ndjson -o m.json");
    terminal.wait_for("4 of 5 chosen");
    terminal.press(&["Space", "r", "C-c"]);
    terminal.wait_for_status(1);
    assert!(!terminal.path("m.json").exists());
}

#[test]
fn a_signal_ends_the_program_and_gives_the_screen_back() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    terminal.type_in(&format!(
        "sh -c 'echo $$ > pid; exec {BINARY} init --pick leads.ndjson -o m.json'; echo status=$?"
    ));
    terminal.press(&["Enter"]);
    terminal.wait_for("4 of 5 chosen");
    let process = fs::read_to_string(terminal.path("pid")).unwrap();
    let mut kill = Command::new("kill");
    assert!(
        kill.args(["-TERM", process.trim()])
            .status()
            .unwrap()
            .success()
    );
    terminal.wait_for_status(143);
    let mut names: Vec<String> = fs::read_dir(terminal.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["leads.ndjson", "pid", "tmux"]);
}

#[test]
fn a_suspended_program_gives_the_screen_back_and_takes_it_again() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    terminal.run("init --pick leads.ndjson -o m.json");
    terminal.wait_for("4 of 5 chosen");
    terminal.press(&["Space", "C-z"]);
    terminal.wait("the shell", |screen| !screen.contains("of 6 chosen"));
    terminal.type_in("echo back; fg");
    terminal.press(&["Enter"]);
    terminal.wait_for("3 of 5 chosen");
    terminal.press(&["Enter"]);
    terminal.wait("the end", |screen| {
        screen.contains("3 payloads read; 3 of 5")
    });
    assert!(!terminal.mapping().contains("person.name"));
}

#[test]
fn another_size_of_the_terminal_is_filled() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    terminal.run("init --pick leads.ndjson -o m.json");
    terminal.wait_for("q quit");
    terminal.tmux(&["resize-window", "-x", "40", "-y", "8"]);
    terminal.wait("a small screen", |screen| {
        let lines: Vec<&str> = screen.lines().collect();
        lines.len() == 8
            && lines[7].starts_with("Space pick")
            && !screen.contains("q quit")
            && screen.contains("> [x] name")
    });
    terminal.tmux(&["resize-window", "-x", "120", "-y", "40"]);
    terminal.wait("a large screen", |screen| {
        screen.contains("q quit")
            && screen.contains("── person.name")
            && screen.lines().count() == 40
    });
    terminal.press(&["q"]);
    terminal.wait_for_status(1);
}

#[test]
fn what_payloads_hold_is_never_sent_to_the_terminal_as_it_is() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    let payload = r#"{"name":"\u001b]0;owned\u0007x\u202ey","e\u001b[2Jmail":"a@example.com","phone":"+919820010431"}"#;
    fs::write(terminal.path("bad.ndjson"), payload).unwrap();
    terminal.run("init --pick bad.ndjson --all -o m.json");
    let screen = terminal.wait_for("3 of 3 chosen");
    assert!(
        screen.contains(r"\u{1b}]0;owned\u{7}x\u{202e}y"),
        "{screen}"
    );
    let title = terminal.tmux(&["display", "-p", "#{pane_title}"]);
    assert!(!title.contains("owned"), "{title}");
    terminal.press(&["q"]);
    terminal.wait_for_status(1);
}

#[test]
fn where_there_is_nothing_to_choose_from_no_screen_is_shown() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    fs::write(terminal.path("none.ndjson"), "{}").unwrap();
    terminal.run("init --pick none.ndjson -o m.json");
    let screen = terminal.wait_for_status(1);
    assert!(
        screen.contains("without a value that a column could hold"),
        "{screen}"
    );
    assert!(!terminal.path("m.json").exists());
}

#[test]
fn without_a_terminal_nothing_is_read_or_written() {
    if !is_there("setsid", "--version") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // Nobody ever writes to this standard input: whoever reads it waits for ever.
    let mut command = Command::new("setsid");
    command.args(["--wait", BINARY, "init", "--pick", "-o", "m.json"]);
    command.current_dir(&folder).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let kept_open = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(kept_open);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    let expected =
        "error: --pick needs a terminal; without one, choose with --include and --exclude";
    assert!(stderr.starts_with(expected), "{stderr}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_terminal_that_can_only_print_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(BINARY);
    command.args(["init", "--pick", "-o", "m.json"]);
    command.current_dir(&folder).env("TERM", "dumb");
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("(TERM is `dumb`)"), "{stderr}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

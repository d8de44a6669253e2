//! `leadmap init --pick`: choosing columns from a list.

use std::fs;
use std::process::{Command, Stdio};

use crate::BINARY;
use crate::screen::{Terminal, is_there};

const LEADS: &str = r#"{"person":{"name":"Asha Rao","email":"asha@example.com","phone":"+919820010431"},"score":7,"id":"L1"}
{"person":{"name":"सुनीता यादव","email":"s@example.com","phone":"+919847055610"},"score":8,"id":"L2"}
{"person":{"name":"கார்த்திகேயன்","email":"k@example.com","phone":"+919811020562"},"score":9,"id":"L3"}
"#;

/// A terminal in a folder that holds `leads.ndjson`; `None` where there is no tmux.
fn open() -> Option<Terminal> {
    let terminal = Terminal::open()?;
    fs::write(terminal.path("leads.ndjson"), LEADS).unwrap();
    Some(terminal)
}

/// The mapping that was written.
fn mapping(terminal: &Terminal) -> String {
    fs::read_to_string(terminal.path("m.json")).unwrap()
}

#[test]
fn columns_are_searched_left_out_renamed_and_moved_and_the_mapping_runs() {
    let Some(terminal) = open() else {
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
    assert!(screen.contains("3 payloads read; 3 of 5 paths chosen"), "{screen}");

    let mapping = mapping(&terminal);
    assert!(mapping.contains(r#""Full name": "person.name""#), "{mapping}");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(BINARY);
        let output = command.args(arguments).current_dir(&terminal.folder).output();
        output.unwrap()
    };
    assert_eq!(run(&["check", "m.json"]).status.code(), Some(0));
    let applied = run(&["apply", "m.json", "leads.ndjson", "-f", "csv", "-q"]);
    let csv = String::from_utf8(applied.stdout).unwrap();
    assert!(csv.starts_with("phone,Full name,id\n+919820010431,Asha Rao,L1\n"), "{csv}");
}

#[test]
fn captures_come_through_a_pipe_and_the_mapping_goes_into_one() {
    let Some(terminal) = open() else {
        return;
    };
    terminal.type_in(&format!(
        "cat leads.ndjson | {BINARY} init --pick 2> log | cat > m.json; echo status=$?"
    ));
    terminal.press(&["Enter"]);
    terminal.wait_for("4 of 5 chosen");
    terminal.press(&["Space", "Enter"]);
    terminal.wait_for_status(0);
    let mapping = mapping(&terminal);
    assert!(!mapping.contains("person.name"), "{mapping}");
    assert!(mapping.contains("person.phone"), "{mapping}");
    let log = fs::read_to_string(terminal.path("log")).unwrap();
    assert_eq!(log, "3 payloads read; 3 of 5 paths chosen\n");
}

#[test]
fn leaving_writes_nothing_and_is_asked_about_when_something_was_changed() {
    let Some(terminal) = open() else {
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
    assert_eq!(mapping(&terminal), "mine");
    let left = fs::read_dir(terminal.folder.path()).unwrap();
    let left = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        !["leads.ndjson", "m.json", "tmux"].contains(&name.to_str().unwrap())
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn control_c_leaves_at_once() {
    let Some(terminal) = open() else {
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
    let Some(terminal) = open() else {
        return;
    };
    terminal.type_in(&format!(
        "sh -c 'echo $$ > pid; exec {BINARY} init --pick leads.ndjson -o m.json'; echo status=$?"
    ));
    terminal.press(&["Enter"]);
    terminal.wait_for("4 of 5 chosen");
    let process = fs::read_to_string(terminal.path("pid")).unwrap();
    let mut kill = Command::new("kill");
    assert!(kill.args(["-TERM", process.trim()]).status().unwrap().success());
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
    let Some(terminal) = open() else {
        return;
    };
    terminal.run("init --pick leads.ndjson -o m.json");
    terminal.wait_for("4 of 5 chosen");
    terminal.press(&["Space", "C-z"]);
    terminal.wait("the shell", |screen| !screen.contains("of 5 chosen"));
    terminal.type_in("echo back; fg");
    terminal.press(&["Enter"]);
    terminal.wait_for("3 of 5 chosen");
    terminal.press(&["Enter"]);
    terminal.wait("the end", |screen| screen.contains("3 payloads read; 3 of 5"));
    assert!(!mapping(&terminal).contains("person.name"));
}

#[test]
fn another_size_of_the_terminal_is_filled() {
    let Some(terminal) = open() else {
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
    let Some(terminal) = open() else {
        return;
    };
    let payload = r#"{"name":"\u001b]0;owned\u0007x\u202ey","e\u001b[2Jmail":"a@example.com","phone":"+919820010431"}"#;
    fs::write(terminal.path("bad.ndjson"), payload).unwrap();
    terminal.run("init --pick bad.ndjson --all -o m.json");
    let screen = terminal.wait_for("3 of 3 chosen");
    assert!(screen.contains(r"\u{1b}]0;owned\u{7}x\u{202e}y"), "{screen}");
    let title = terminal.tmux(&["display", "-p", "#{pane_title}"]);
    assert!(!title.contains("owned"), "{title}");
    terminal.press(&["q"]);
    terminal.wait_for_status(1);
}

#[test]
fn where_there_is_nothing_to_choose_from_no_screen_is_shown() {
    let Some(terminal) = open() else {
        return;
    };
    fs::write(terminal.path("none.ndjson"), "{}").unwrap();
    terminal.run("init --pick none.ndjson -o m.json");
    let screen = terminal.wait_for_status(1);
    assert!(screen.contains("without a value that a column could hold"), "{screen}");
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

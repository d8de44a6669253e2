//! `--progress`: a bar that stands while the work goes on, and leaves nothing behind.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::process::Command;

use crate::BINARY;
use crate::screen::Terminal;

const MAPPING: &str = r#"{"fields": {"a": {"path": "a", "required": true}}}"#;

/// What is in every bar and in nothing else.
const RATE: &str = "B/s";

/// A terminal in a folder that holds a mapping, with these fifos; `None` where there is no tmux.
fn open(fifos: &[&str]) -> Option<Terminal> {
    let terminal = Terminal::open()?;
    fs::write(terminal.path("m.json"), MAPPING).unwrap();
    for fifo in fifos {
        let made = Command::new("mkfifo").arg(terminal.path(fifo)).status();
        assert!(made.unwrap().success());
    }
    Some(terminal)
}

/// Has everything that the terminal gets written to the file `log` as well.
fn log(terminal: &Terminal) {
    let to = terminal.path("log");
    terminal.tmux(&["pipe-pane", &format!("cat > '{}'", to.display())]);
}

/// The end of a fifo that is written to, when the program has opened the other.
fn feed(terminal: &Terminal, fifo: &str) -> File {
    File::options().write(true).open(terminal.path(fifo)).unwrap()
}

/// The lines that are not empty, from the first on that `begins` one.
fn lines_from<'s>(screen: &'s str, begins: &str) -> Vec<&'s str> {
    let lines = screen.lines().filter(|line| !line.is_empty());
    lines.skip_while(|line| !line.starts_with(begins)).collect()
}

/// Whether `line` is one of a bar without a size, and says this.
fn is_spinner(line: &str, before: &str, after: &str) -> bool {
    line.strip_prefix(['|', '/', '-', '\\'])
        .and_then(|line| line.strip_prefix(before))
        .and_then(|line| line.strip_suffix(after))
        .is_some_and(|rate| rate.ends_with(RATE))
}

#[test]
fn a_bar_comes_by_itself_stays_below_the_messages_and_goes() {
    let Some(terminal) = open(&["in"]) else {
        return;
    };
    terminal.run("apply m.json in -o out.csv --rejects r.ndjson");
    let mut input = feed(&terminal, "in");
    input.write_all(b"{\"a\":1}\n").unwrap();
    terminal.wait("a bar below the command", |screen| {
        let last = screen.lines().rfind(|line| !line.is_empty());
        last.is_some_and(|last| is_spinner(last, " 8 B, ", ", 1 record, 0 rejects"))
    });
    input.write_all(b"{}\n").unwrap();
    let screen = terminal.wait_for("1 record, 1 reject");
    let lines = lines_from(&screen, "reject[");
    assert_eq!(lines.len(), 3, "{screen}");
    assert_eq!(
        lines[..2],
        ["reject[required-blank]: `a` is required, and blank", " --> in:2:1 (byte 8)"]
    );
    assert!(is_spinner(lines[2], " 11 B, ", ", 1 record, 1 reject"), "{screen}");
    drop(input);
    let screen = terminal.wait_for_status(1);
    assert_eq!(
        lines_from(&screen, "reject[")[..6],
        [
            "reject[required-blank]: `a` is required, and blank",
            " --> in:2:1 (byte 8)",
            "payloads:     2 read = 2 mapped + 0 empty + 0 filtered + 0 rejected",
            "records:      2 made = 1 written + 0 duplicate + 1 rejected",
            "rejects:      required-blank 1",
            "status=1",
        ]
    );
    assert!(!screen.contains(RATE), "{screen}");
}

#[test]
fn of_files_it_is_known_how_much_is_done() {
    let Some(terminal) = open(&["rows"]) else {
        return;
    };
    // More rows than a pipe holds that nobody reads.
    let payloads = "{\"a\":\"a lead with a long name\"}\n".repeat(100_000);
    fs::write(terminal.path("in.ndjson"), &payloads).unwrap();
    terminal.run("apply m.json in.ndjson --progress always > rows");
    let mut rows = File::open(terminal.path("rows")).unwrap();
    terminal.wait("a bar", |screen| {
        let last = screen.lines().rfind(|line| !line.is_empty());
        last.is_some_and(|last| {
            last.starts_with("[") && last.contains(" %, ") && last.contains(" of 3.1 MiB, ")
        })
    });
    let mut all = String::new();
    rows.read_to_string(&mut all).unwrap();
    assert_eq!(all.lines().count(), 100_001);
    let screen = terminal.wait_for_status(0);
    assert!(!screen.contains(RATE), "{screen}");
}

#[test]
fn control_c_leaves_a_clean_line() {
    let Some(terminal) = open(&["in"]) else {
        return;
    };
    terminal.run("apply m.json in -o out.csv --progress always");
    let mut input = feed(&terminal, "in");
    input.write_all(b"{\"a\":1}\n").unwrap();
    terminal.wait_for("1 record, 0 rejects");
    terminal.press(&["C-c"]);
    terminal.wait("a prompt and no bar", |screen| {
        screen.lines().rfind(|line| !line.is_empty()) == Some("$") && !screen.contains(RATE)
    });
    assert!(!terminal.path("out.csv").exists());
}

#[test]
fn a_signal_ends_a_run_even_if_its_terminal_is_stopped() {
    let Some(terminal) = open(&["in"]) else {
        return;
    };
    terminal.type_in(&format!(
        "sh -c 'echo $$ > pid; exec {BINARY} apply m.json in -o out.csv --progress always'; echo status=$?"
    ));
    terminal.press(&["Enter"]);
    let mut input = feed(&terminal, "in");
    input.write_all(b"{\"a\":1}\n").unwrap();
    terminal.wait_for("1 record, 0 rejects");
    // From now on, whatever writes to the terminal waits.
    terminal.press(&["C-s"]);
    input.write_all(b"{\"a\":2}\n").unwrap();
    let process = fs::read_to_string(terminal.path("pid")).unwrap();
    let kill = |signal: &str| Command::new("kill").args([signal, process.trim()]).output().unwrap();
    assert!(kill("-TERM").status.success());
    terminal.wait("the end of the run", |_| !kill("-0").status.success());
    terminal.press(&["C-q"]);
    terminal.wait_for("status=143");
}

#[test]
fn rows_on_the_terminal_are_alone_there() {
    let Some(terminal) = open(&["in"]) else {
        return;
    };
    log(&terminal);
    terminal.run("apply m.json in -f ndjson --progress always");
    let mut input = feed(&terminal, "in");
    for number in 0..20 {
        writeln!(input, "{{\"a\":{number}}}").unwrap();
        terminal.wait_for(&format!("{{\"a\":{number}}}"));
    }
    drop(input);
    terminal.wait_for_status(0);
    let log = fs::read_to_string(terminal.path("log")).unwrap();
    assert!(log.contains("{\"a\":19}") && !log.contains(RATE), "{log}");
}

#[test]
fn a_quiet_run_leaves_the_terminal_alone() {
    let Some(terminal) = open(&["in"]) else {
        return;
    };
    log(&terminal);
    terminal.run("apply m.json in -q --progress always -f ndjson > rows");
    let mut input = feed(&terminal, "in");
    for number in 0..20 {
        writeln!(input, "{{\"a\":{number}}}").unwrap();
        terminal.wait("a row in the file", |_| {
            let rows = fs::read_to_string(terminal.path("rows")).unwrap_or_default();
            rows.lines().count() > number
        });
    }
    drop(input);
    terminal.wait_for_status(0);
    let log = fs::read_to_string(terminal.path("log")).unwrap();
    assert!(log.contains("status=0") && !log.contains(RATE), "{log}");
}

#[test]
fn a_terminal_that_can_only_print_gets_lines() {
    let Some(terminal) = open(&["in"]) else {
        return;
    };
    terminal.type_in(&format!(
        "TERM=dumb {BINARY} apply m.json in -o out.csv --progress always; echo status=$?"
    ));
    terminal.press(&["Enter"]);
    let mut input = feed(&terminal, "in");
    input.write_all(b"{\"a\":1}\n").unwrap();
    terminal.wait_for("progress: 8 B, ");
    drop(input);
    let screen = terminal.wait_for_status(0);
    assert!(screen.contains("1 record, 0 rejects\npayloads: "), "{screen}");
}

#[test]
fn schema_shows_a_bar_before_it_shows_the_schema() {
    let Some(terminal) = open(&["in"]) else {
        return;
    };
    terminal.run("schema in -f paths --progress always");
    let mut input = feed(&terminal, "in");
    input.write_all(b"{\"a\":1}\n").unwrap();
    terminal.wait_for("1 payload, 0 rejects");
    drop(input);
    let screen = terminal.wait_for_status(0);
    let lines = lines_from(&screen, "a");
    assert_eq!(lines[0], "a", "{screen}");
    assert!(lines[1].starts_with("payloads  1 read"), "{screen}");
    assert!(!screen.contains(RATE), "{screen}");
}

//! Lists for programs, shown on a terminal.

use std::fs;

use crate::screen::Terminal;

#[test]
fn a_terminal_is_shown_what_would_act_on_it() {
    let Some(terminal) = Terminal::open() else {
        return;
    };
    fs::write(terminal.path("m.json"), r#"{"fields": {"a": "a", "b": {"value": "end"}}}"#).unwrap();
    let payload = r#"{"a":"x\u001b[2J\u009b31m\u202ey\rz\u0007"}"#;
    fs::write(terminal.path("in.ndjson"), format!("{payload}\n")).unwrap();
    for (format, shown) in [
        ("csv", r"x\u{1b}[2J\u{9b}31m\u{202e}y\rz\u{7}"),
        ("tsv", r"x\u{1b}[2J\u{9b}31m\u{202e}y\rz\u{7}"),
        ("ndjson", r"x\u001b[2J\u009b31m\u202ey\rz\u0007"),
        ("json", r"x\u001b[2J\u009b31m\u202ey\rz\u0007"),
        ("table", r"x\u{1b}[2J\u{9b}31m\u{202e}y\rz\u{7}"),
    ] {
        terminal.run(&format!("apply m.json in.ndjson -q -f {format}"));
        let screen = terminal.wait_for_status(0);
        assert!(screen.contains(shown), "{format}: {screen}");
        terminal.type_in("clear");
        terminal.press(&["Enter"]);
        terminal.wait("an empty screen", |screen| !screen.contains("end"));
    }
}

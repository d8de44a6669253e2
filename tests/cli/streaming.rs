//! What comes in goes out at once: nobody has to wait for a lead.

use crate::run::{Folder, Live};

const MAPPING: &str = r#"{"fields": {"a": "a"}}"#;

fn live(folder: &Folder, options: &[&str]) -> Live {
    let mut arguments = vec!["apply", "m.json"];
    arguments.extend(options);
    Live::start(folder.command(&arguments))
}

#[test]
fn each_lead_is_there_before_the_next_payload_is_sent() {
    let folder = Folder::of_mapping(MAPPING);
    for (format, shown) in [
        ("ndjson", "{\"a\":\"lead N\"}\n"),
        ("csv", "lead N\n"),
        ("tsv", "lead N\n"),
        ("json", "lead N"),
    ] {
        let mut run = live(&folder, &["-f", format]);
        for n in 0..20 {
            run.send(&format!("{{\"a\":\"lead {n}\"}}\n"));
            run.wait_for(&shown.replace('N', &n.to_string()));
        }
        assert_eq!(run.end().0, 0, "{format}");
    }
}

#[test]
fn a_table_begins_when_the_input_pauses_and_goes_on() {
    let folder = Folder::of_mapping(MAPPING);
    let mut run = live(&folder, &["-f", "table"]);
    for n in 0..20 {
        run.send(&format!("{{\"a\":\"lead {n}\"}}\n"));
        run.wait_for(&format!("lead {n}"));
    }
    let (status, table) = run.end();
    assert_eq!(status, 0);
    assert!((0..20).all(|n| table.contains(&format!("lead {n}"))), "{table}");
}

#[test]
fn a_value_is_taken_when_it_is_whole_and_not_before_whatever_the_pieces() {
    let folder = Folder::of_mapping(MAPPING);
    let mut run = live(&folder, &["-f", "ndjson"]);
    for piece in ["{\"a", "\":\"le", "ad\\", "u00e9\"", "}"] {
        run.send(piece);
    }
    // The closing brace is all that is needed: no end of line.
    run.wait_for("{\"a\":\"leadé\"}\n");
    run.send("[{\"a\":1}");
    run.wait_for("{\"a\":1}\n");
    run.send(",{\"a\":2}");
    run.wait_for("{\"a\":2}\n");
    run.send("]");
    let (status, all) = run.end();
    assert_eq!((status, all.lines().count()), (0, 3));
}

#[test]
fn rejects_are_kept_when_the_input_pauses() {
    let folder = Folder::of_mapping(r#"{"fields": {"a": {"path": "a", "required": true}}}"#);
    let mut run = live(&folder, &["-o", "out.csv", "--rejects", "/dev/stdout"]);
    for n in 0..5 {
        run.send(&format!("{{\"b\":{n}}}\n"));
        run.wait_for(&format!("\"b\":{n}"));
    }
    assert_eq!(run.end().0, 1);
}

#[test]
fn the_limit_ends_the_run_while_the_input_is_still_open() {
    let folder = Folder::of_mapping(MAPPING);
    let mut run = live(&folder, &["-f", "ndjson", "--limit", "2"]);
    run.send("{\"a\":1}\n{\"a\":2}\n");
    assert_eq!(run.wait_for_end(), (0, "{\"a\":1}\n{\"a\":2}\n".to_owned()));
}

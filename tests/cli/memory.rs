//! How much memory a capture takes that was made to take much. `benches/memory/check` measures large ones; here it is small
//! ones, in little memory.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::run::Folder;

/// The address space that the program gets, in KiB. A tree of the captures below would take twice as much.
const SPACE: usize = 120 << 10;

/// How long the captures are, in bytes.
const LENGTH: usize = 2 << 20;

/// Runs the program in little memory, and returns its status, and what it says.
fn run_in_little_memory(
    folder: &Folder,
    space: usize,
    arguments: &[&str],
    input: &[u8],
) -> (Option<i32>, String) {
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {space} && exec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_leadmap"))
        .args(arguments)
        .current_dir(folder.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that died does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn captures_of_very_many_parts_take_little_memory() {
    let folder = Folder::new();
    folder.write("first.json", r#"{"fields": {"a": {"path": "$..*", "many": "first"}}}"#);
    folder.write("each.json", r#"{"each": "a[*]", "fields": {"x": "@.x"}}"#);
    folder.write("filter.json", r#"{"fields": {"a": {"path": "$.a[?@.x==1]", "many": "first"}}}"#);
    folder.write("unique.json", r#"{"fields": {"a": "$", "b": "a"}, "unique": ["a", "b"]}"#);
    folder.write("when.json", r#"{"when": {"a[*]": "x"}, "fields": {"a": "a[0]"}}"#);
    for (head, part, tail) in [
        ("{\"a\":[0", ",0", "]}"),
        ("{\"a\":[[]", ",[]", "]}"),
        ("{\"a\":{\"\":0", ",\"\":0", "}}"),
        ("{\"headers\":{\"a\":\"b\"},\"body\":{\"a\":[{}", ",{}", "]}}"),
    ] {
        let capture = format!("{head}{}{tail}", part.repeat(LENGTH / part.len()));
        for arguments in [
            &["apply", "first.json", "-j", "1"][..],
            &["apply", "each.json", "-j", "1"],
            &["apply", "filter.json", "-j", "1"],
            &["apply", "when.json", "-j", "1"],
            &["apply", "unique.json", "-j", "1"],
            &["trace", "unique.json", "-j", "1"],
            &["trace", "each.json", "-j", "1"],
            &["check", "each.json", "--samples", "-", "-j", "1"],
            &["schema", "-j", "1"],
            &["find", "x", "-j", "1"],
            &["init", "--all", "-j", "1"],
        ] {
            let (status, said) =
                run_in_little_memory(&folder, SPACE, arguments, capture.as_bytes());
            assert!(matches!(status, Some(0 | 1)), "{arguments:?} of {part}: {status:?} {said}");
        }
    }
}

#[test]
fn an_object_that_has_one_key_very_often_takes_a_few_times_its_length() {
    let folder = Folder::new();
    folder.write("m.json", r#"{"fields": {"a": "a"}}"#);
    let member = ",\"\":0";
    let capture = format!("{{\"a\":{{\"\":0{}}}}}", member.repeat((24 << 20) / member.len()));
    let arguments = ["apply", "m.json", "-f", "ndjson"];
    let (status, said) = run_in_little_memory(&folder, 240 << 10, &arguments, capture.as_bytes());
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn a_cell_of_too_many_values_is_rejected_and_the_run_goes_on() {
    let folder = Folder::new();
    folder.write("m.json", r#"{"fields": {"a": {"path": "a[*]", "many": "list"}}}"#);
    let most = 1 << 20;
    let payload = |count: usize| format!("{{\"a\":[0{}]}}\n", ",0".repeat(count - 1));
    let input = [payload(most + 1), payload(most), payload(1)].concat();
    let outcome = folder.pipe(&["apply", "m.json", "-f", "ndjson"], &input);
    let rows: Vec<usize> = outcome.stdout.lines().map(str::len).collect();
    assert_eq!(rows, [payload(most).trim_end().len(), payload(1).trim_end().len()]);
    let reject = "reject[too-many-nodes]: `a` selects more than 1048576 values";
    assert!(outcome.stderr.starts_with(reject), "{}", outcome.stderr);
    assert_eq!(outcome.status, 1);
}

#[test]
fn a_record_of_too_much_text_is_rejected_and_the_run_goes_on() {
    let folder = Folder::new();
    folder.write("m.json", r#"{"fields": {"a": "a", "b": "a", "c": "a"}}"#);
    let text = |mebibytes: usize| "x".repeat(mebibytes << 20);
    let input = format!("{{\"a\":\"{}\"}}\n{{\"a\":\"{}\"}}\n", text(22), text(21));
    let outcome = folder.pipe(&["apply", "m.json", "-f", "csv"], &input);
    assert_eq!(outcome.stdout.len(), "a,b,c\n,,\n".len() + 3 * (21 << 20));
    let reject = "reject[too-many-nodes]: with `c` the record holds more than 64 MiB of text";
    assert!(outcome.stderr.starts_with(reject), "{}", outcome.stderr);
    assert_eq!(outcome.status, 1);
}

#[test]
fn a_list_of_leads_in_one_capture_gives_all_its_rows() {
    let folder = Folder::new();
    folder.write("m.json", r#"{"each": "data[*]", "fields": {"id": "@.id", "x": "@.list[*]"}}"#);
    let leads: Vec<String> =
        (0..100_000).map(|id| format!("{{\"id\":{id},\"list\":[\"x\"],\"more\":{{}}}}")).collect();
    let capture = format!("{{\"data\":[{}]}}", leads.join(","));
    let outcome = folder.pipe(&["apply", "m.json", "-f", "csv"], &capture);
    let rows: Vec<String> = (0..100_000).map(|id| format!("{id},x")).collect();
    assert_eq!(outcome.stdout, format!("id,x\n{}\n", rows.join("\n")));
}

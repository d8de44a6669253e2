//! Files that are not what they should be: missing, empty, compressed, compressed and damaged, not readable.

use std::fs;

use crate::run::{Folder, as_another, can_run_as_another, gzip, has, outcome, zstandard};

const MAPPING: &str = r#"{"fields": {"a": "a"}}"#;

/// So many payloads, each on a line, that do not compress well.
fn lines(count: u64) -> String {
    let noise = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (0..count)
        .map(|n| {
            format!("{{\"a\":{n},\"noise\":\"{:016x}{:016x}\"}}\n", noise(n), noise(n + count))
        })
        .collect()
}

#[test]
fn gzip_and_zstandard_are_known_by_their_first_bytes_whatever_the_name() {
    let plain = lines(1000);
    let folder = Folder::of_mapping(MAPPING);
    folder.write("plain", &plain);
    let expected = folder.apply(&["plain"], "").ends_with(0);
    assert_eq!(expected.count("records/written"), 1000);
    for (name, bytes) in [
        ("a.gz", gzip(plain.as_bytes())),
        ("b.zst", zstandard(plain.as_bytes())),
        ("c.ndjson", gzip(plain.as_bytes())),
        ("d", zstandard(plain.as_bytes())),
    ] {
        folder.write(name, &bytes);
        let outcome = folder.apply(&[name], "").ends_with(0);
        assert_eq!(outcome.stdout, expected.stdout, "{name}");
        let outcome = folder.apply(&[], &bytes).ends_with(0);
        assert_eq!(outcome.stdout, expected.stdout, "{name} on standard input");
    }
}

#[test]
fn gzip_members_one_after_the_other_are_one_input() {
    let bytes = [gzip(b"{\"a\":1}\n{\"a\""), gzip(b":2}\n")].concat();
    let outcome = Folder::of_mapping(MAPPING).apply(&[], bytes).ends_with(0);
    assert_eq!(outcome.stdout, "a\n1\n2\n");
}

#[test]
fn frames_of_zstandard_may_be_skipped_and_follow_each_other() {
    let skipped = |number: u8, bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        [&[0x50 + number, 0x2A, 0x4D, 0x18], &length[..], bytes].concat()
    };
    let (first, second) = (zstandard(b"{\"a\":1}\n{\"a\""), zstandard(b":2}\n"));
    for number in 0..16 {
        let bytes = [
            skipped(number, b"four"),
            first.clone(),
            skipped(15 - number, b""),
            second.clone(),
            skipped(0, b"\n"),
        ];
        let folder = Folder::of_mapping(MAPPING);
        folder.write("captures", bytes.concat());
        assert_eq!(folder.apply(&["captures"], "").ends_with(0).stdout, "a\n1\n2\n");
        assert_eq!(folder.apply(&[], bytes.concat()).ends_with(0).stdout, "a\n1\n2\n");
    }
    let folder = Folder::of_mapping(MAPPING);
    let outcome = folder.apply(&[], "PUT /x\n{\"a\":1}\n").ends_with(1);
    assert_eq!(outcome.stdout, "a\n1\n", "a letter alone is no sign");
    let cut = [skipped(0, b"four"), first[..first.len() / 2].to_vec()].concat();
    assert_eq!(folder.apply(&[], cut).ends_with(1).stats["rejects"]["damaged-input"], 1);
}

#[test]
fn compressed_data_that_is_cut_short_gives_what_was_whole_and_one_reject() {
    let plain = lines(1000);
    for (bytes, format) in
        [(gzip(plain.as_bytes()), "gzip"), (zstandard(plain.as_bytes()), "Zstandard")]
    {
        for kept in [bytes.len() / 2, bytes.len() - 1] {
            let outcome = Folder::of_mapping(MAPPING).apply(&[], &bytes[..kept]).ends_with(1);
            let reject = outcome.reject();
            assert!(
                reject.starts_with(&format!(
                    "reject[damaged-input]: the {format} data ends early --> <stdin>:"
                )),
                "{reject}"
            );
            assert_eq!(outcome.count("payloads/rejected"), 1);
            let written = outcome.count("records/written");
            assert!(kept < bytes.len() - 1 || written > 0, "{written} of {kept} bytes");
            let expected: String = (0..written).map(|n| format!("{n}\n")).collect();
            assert_eq!(outcome.stdout, format!("a\n{expected}"), "{format}, {kept} bytes");
        }
    }
}

#[test]
fn a_compressed_file_that_is_cut_after_its_first_bytes_is_named_as_damaged() {
    let bytes = gzip(b"{\"a\":1}\n");
    for kept in 2..bytes.len() {
        let outcome = Folder::of_mapping(MAPPING).apply(&[], &bytes[..kept]).ends_with(1);
        let reject = outcome.reject();
        assert!(reject.starts_with("reject[damaged-input]: the gzip data"), "{kept}: {reject}");
    }
}

#[test]
fn compressed_data_with_a_wrong_byte_in_the_middle_is_one_reject_that_says_so() {
    let plain = lines(20_000);
    for (mut bytes, format) in
        [(gzip(plain.as_bytes()), "gzip"), (zstandard(plain.as_bytes()), "Zstandard")]
    {
        let middle = bytes.len() / 2;
        for byte in &mut bytes[middle..middle + 64] {
            *byte ^= 0xA5;
        }
        let folder = Folder::of_mapping(MAPPING);
        let outcome = folder.apply(&["--rejects", "rejects.ndjson"], &bytes).ends_with(1);
        assert!(outcome.count("records/written") > 0, "{format}");
        assert_eq!(outcome.count("rejects/damaged-input"), 1, "{format}");
        // Before a wrong byte is noticed, wrong text may have come out; it is not taken for payloads.
        let rejects = folder.read("rejects.ndjson");
        let last: serde_json::Value =
            serde_json::from_str(rejects.lines().last().unwrap()).unwrap();
        assert_eq!(last["code"], "damaged-input");
        let message = last["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("the {format} data is damaged")), "{message}");
    }
}

#[test]
fn an_empty_input_is_clean_and_says_that_there_was_nothing() {
    let folder = Folder::of_mapping(MAPPING);
    folder.write("empty.json", "");
    folder.write("white.json", " \n\t\r\n");
    folder.write("mark.json", "\u{feff}");
    for input in ["empty.json", "white.json", "mark.json"] {
        let outcome = folder.apply(&[input], "").ends_with(0);
        assert_eq!(outcome.stdout, "a\n", "{input}");
        assert_eq!(outcome.count("payloads/read"), 0, "{input}");
        assert!(
            outcome.stderr.contains("warning: nothing was written: there was nothing to read"),
            "{}",
            outcome.stderr
        );
    }
}

#[test]
fn a_folder_is_read_in_the_order_of_names_and_what_is_passed_over_is_named() {
    let folder = Folder::of_mapping(MAPPING);
    fs::create_dir_all(folder.path("in/b")).unwrap();
    folder.write("in/c.ndjson", r#"{"a": "c"}"#);
    folder.write("in/b/2.json", r#"{"a": "b2"}"#);
    folder.write("in/b/1.log", r#"{"a": "b1"}"#);
    folder.write("in/a.json.gz", gzip(br#"{"a": "a"}"#));
    folder.write("in/unnamed", r#" {"a": "unnamed"}"#);
    folder.write("in/notes.md", "Not a capture");
    folder.write("in/.hidden.json", r#"{"a": "hidden"}"#);
    let outcome = folder.apply(&["in"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a\na\nb1\nb2\nc\nunnamed\n");
    assert_eq!(outcome.count("inputs"), 5);
    assert_eq!(outcome.count("passed_over"), 1);
    assert!(outcome.stderr.contains("notes.md"), "{}", outcome.stderr);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_looked_into_in_a_folder_and_is_not_named_like_captures_is_named_and_stops_nothing()
 {
    use std::os::unix::fs::symlink;

    let folder = Folder::of_mapping(MAPPING);
    fs::create_dir_all(folder.path("in/below")).unwrap();
    folder.write("in/a.json", r#"{"a": "first"}"#);
    folder.write("in/below/z.json", r#"{"a": "last"}"#);
    folder.write("in/notes.md", "Not a capture");
    symlink("nowhere", folder.path("in/dangling")).unwrap();
    symlink("around", folder.path("in/around")).unwrap();
    symlink("..", folder.path("in/below/up")).unwrap();
    let all = [
        "1 file that does not look like captures: in/notes.md; 3 files that could not be looked into: ",
        "in/around (Too many levels of symbolic links (os error 40))",
        "in/below/up (File system loop found: ",
        "in/dangling (No such file or directory (os error 2))",
    ];
    for command in [
        &["apply", "m.json", "in"][..],
        &["schema", "in"],
        &["init", "in", "--all"],
        &["check", "m.json", "--samples", "in"],
        &["trace", "m.json", "in"],
        &["find", "last", "in"],
        &["find", "none", "in"],
    ] {
        let outcome = folder.run(command);
        let expected = i32::from(command[1] == "none");
        assert_eq!(outcome.status, expected, "{command:?}: {}", outcome.stderr);
        for part in all {
            assert!(outcome.stderr.contains(part), "{command:?}: {}", outcome.stderr);
        }
    }
    let outcome = folder.apply(&["in"], "").ends_with(0);
    assert_eq!(outcome.stdout, "a\nfirst\nlast\n");
    assert_eq!(outcome.count("passed_over"), 4);

    fs::create_dir(folder.path("mappings")).unwrap();
    fs::copy(folder.path("m.json"), folder.path("mappings/m.json")).unwrap();
    symlink("nowhere", folder.path("mappings/dangling")).unwrap();
    folder.run(&["check", "mappings"]).ends_with(0);
    symlink("nowhere", folder.path("mappings/dangling.json")).unwrap();
    folder.run(&["check", "mappings"]).ends_with(2);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_looked_into_and_may_hold_captures_is_warned_of_in_silence_too() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::of_mapping(MAPPING);
    if !can_run_as_another(&folder) {
        return;
    }
    let set = |name: &str, mode| {
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    fs::create_dir_all(folder.path("in/closed")).unwrap();
    fs::create_dir_all(folder.path("in/.hidden")).unwrap();
    folder.write("in/a.json", r#"{"a": "first"}"#);
    folder.write("in/z.json", r#"{"a": "last"}"#);
    folder.write("in/closed/b.json", r#"{"a": "not seen"}"#);
    folder.write("in/notes", r#"{"a": "nor this"}"#);
    let commands = [
        &["apply", "m.json", "in", "-fcsv"][..],
        &["schema", "in"],
        &["init", "in", "--all"],
        &["check", "m.json", "--samples", "in"],
        &["trace", "m.json", "in"],
        &["find", "last", "in"],
    ];
    let run = |command: &[&str]| outcome(as_another(&folder, command), b"");
    let denied = "Permission denied (os error 13)";
    set("in/.hidden", 0);
    for (closed, mode, warning, status) in [
        ("in/closed", 0, format!("in/closed ({denied})"), 1),
        ("in/closed", 0o311, format!("in/closed ({denied})"), 1),
        // A file that is not named like captures is none as far as anybody can tell.
        ("in/notes", 0, format!("in/notes ({denied})"), 0),
    ] {
        set(closed, mode);
        let warning = format!("warning: not read, and may hold captures: {warning}\n");
        for command in commands {
            for quiet in [false, true] {
                let command = [command, if quiet { &["-q"][..] } else { &[] }].concat();
                let outcome = run(&command);
                // A search is asked for what it finds.
                let searches = ["trace", "find"].contains(&command[0]);
                let expected = if searches { 0 } else { status };
                assert_eq!(outcome.status, expected, "{command:?}: {}", outcome.stderr);
                assert!(!outcome.stdout.is_empty() || command[0] == "check", "{command:?}");
                if quiet {
                    assert_eq!(outcome.stderr, warning, "{command:?}");
                } else {
                    assert!(
                        outcome.stderr.starts_with(&warning),
                        "{command:?}: {}",
                        outcome.stderr
                    );
                    let said = outcome.stderr.matches(denied).count();
                    assert_eq!(said, 2, "the summary has it too: {command:?}: {}", outcome.stderr);
                }
            }
        }
        assert_eq!(run(commands[0]).stdout.lines().last(), Some("last"));
        set(closed, 0o755);
    }
    // Where names can be read and nothing else, what is named like captures is missing for certain.
    set("in/closed", 0o644);
    // Where the first record is all that is asked for, the rest is not read.
    for command in commands.iter().filter(|command| command[0] != "trace") {
        let outcome = run(command);
        assert!(outcome.error().contains("could not read in/closed/b.json: "), "{command:?}");
    }
    set("in/closed", 0o755);
    fs::rename(folder.path("in/closed/b.json"), folder.path("in/closed/b")).unwrap();
    set("in/closed", 0o644);
    let outcome = run(&[commands[0], &["-q"]].concat());
    assert_eq!(outcome.status, 1);
    assert!(outcome.stderr.contains(&format!("captures: in/closed/b ({denied})")));
    // Nothing else is there to be read.
    set("in/closed", 0);
    let outcome = run(&["apply", "m.json", "in/closed"]);
    assert!(outcome.error().contains(&format!("could not read in/closed: {denied}")));
    set("in/closed", 0o755);
    set("in/.hidden", 0o755);
}

#[test]
fn what_cannot_be_read_ends_the_run_with_one_line_that_names_it() {
    let folder = Folder::of_mapping(MAPPING);
    fs::create_dir(folder.path("none")).unwrap();
    folder.write("notes.txt", "x");
    for inside in ["dangling", "looped"] {
        fs::create_dir(folder.path(inside)).unwrap();
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", folder.path("dangling/x.json")).unwrap();
        std::os::unix::fs::symlink("../looped", folder.path("looped/again")).unwrap();
    }
    for (input, expected) in [
        ("missing.json", "error: could not read missing.json: No such file or directory"),
        (
            "missing/there.json",
            "error: could not read missing/there.json: No such file or directory",
        ),
        ("notes.txt/there.json", "error: could not read notes.txt/there.json: Not a directory"),
        ("none", "error: no captures in the folder none: "),
        #[cfg(unix)]
        (
            "dangling",
            "error: could not read dangling/x.json: No such file or directory (os error 2)",
        ),
        #[cfg(unix)]
        ("looped", "error: could not read looped: File system loop found: "),
    ] {
        let outcome = folder.run(&["apply", "m.json", input]);
        assert!(outcome.error().starts_with(expected), "{}", outcome.stderr);
        assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
        let causes = outcome.stderr.matches("os error").count();
        assert!(causes <= 1, "{}", outcome.stderr);
        assert_eq!(outcome.stdout, "", "{input}");
    }
}

#[test]
fn an_input_that_fails_while_it_is_read_is_named_and_not_the_output() {
    if !has("/proc/self/mem") {
        return;
    }
    let folder = Folder::of_mapping(MAPPING);
    folder.write("good.json", r#"{"a": 1}"#);
    folder.write("out.csv", "old");
    for options in [&["-q"][..], &["-q", "-o", "out.csv"]] {
        let mut arguments = vec!["apply", "m.json", "good.json", "/proc/self/mem"];
        arguments.extend(options);
        let outcome = folder.run(&arguments);
        assert!(
            outcome.error().starts_with("error: could not read /proc/self/mem: Input/output error"),
            "{}",
            outcome.stderr
        );
    }
    assert_eq!(folder.read("out.csv"), "old");
    assert_eq!(folder.names(), ["good.json", "m.json", "out.csv"]);
}

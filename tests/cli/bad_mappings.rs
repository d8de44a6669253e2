//! Mappings that cannot be used: everything that is wrong is said at once, with its place, and nothing is read.
//! What is said about each kind of problem is kept in `tests/cases/mapping`; here it is that the program says it.

use std::fs;

use crate::run::{Folder, Outcome};

const INPUT: &str = "{\"a\":1}\n";

/// Applies `mapping`, which must be refused with so many problems, and nothing written.
#[track_caller]
fn refused(mapping: impl AsRef<[u8]>, problems: usize) -> Outcome {
    let folder = Folder::new();
    folder.write("m.json", mapping);
    folder.write("out.csv", "old");
    let outcome = folder.pipe(&["apply", "m.json", "-o", "out.csv"], INPUT);
    let expected = match problems {
        1 => "error: 1 problem in the mapping m.json".to_owned(),
        count => format!("error: {count} problems in the mapping m.json"),
    };
    assert_eq!(outcome.error(), expected, "{}", outcome.stderr);
    let shown = outcome.stderr.lines().filter(|line| line.starts_with("error[")).count();
    assert_eq!(shown, problems, "{}", outcome.stderr);
    assert_eq!(folder.read("out.csv"), "old");
    assert_eq!(outcome.stdout, "");
    outcome
}

#[track_caller]
fn says(outcome: &Outcome, parts: &[&str]) {
    for part in parts {
        assert!(outcome.stderr.contains(part), "no {part:?} in {}", outcome.stderr);
    }
}

#[test]
fn a_mapping_that_cannot_be_read_is_named() {
    let folder = Folder::new();
    fs::create_dir(folder.path("folder")).unwrap();
    for (mapping, why) in
        [("missing.json", "No such file or directory"), ("folder", "Is a directory")]
    {
        let outcome = folder.pipe(&["apply", mapping], INPUT);
        let expected = format!("error: could not read the mapping {mapping}: {why}");
        assert!(outcome.error().starts_with(&expected), "{}", outcome.stderr);
        assert_eq!(outcome.stderr.lines().count(), 1);
    }
}

#[test]
fn a_mapping_or_schema_without_end_is_left_soon() {
    let folder = Folder::new();
    let file = fs::File::create(folder.path("large")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    folder.write("m.json", "{\"fields\": {\"a\": \"a\"}}");
    let mut endless = vec!["large"];
    if cfg!(unix) {
        endless.push("/dev/zero");
    }
    for endless in endless {
        for (arguments, what, most) in [
            (["apply", endless].as_slice(), "the mapping ", 8),
            (&["trace", endless], "the mapping ", 8),
            (&["check", "m.json", "--schema", endless], "the schema ", 64),
            (&["check", endless], "", 8),
        ] {
            let outcome = folder.pipe(arguments, INPUT);
            let expected =
                format!("error: could not read {what}{endless}: it is larger than {most} MiB");
            assert_eq!(outcome.error(), expected, "{arguments:?}");
        }
    }
}

#[test]
fn a_mapping_of_too_many_values_is_left_where_they_are_too_many() {
    let folder = Folder::new();
    // The mapping, `when`, `fields` and its only field are four of them.
    let mapping = |count: usize| {
        let values = vec!["0"; count].join(",");
        format!("{{\"when\": {{\"a\": [{values}]}},\n\"fields\": {{\"a\": \"a\"}}}}")
    };
    let most = (1 << 17) - 5;
    folder.write("m.json", mapping(most));
    assert_eq!(folder.pipe(&["apply", "m.json"], "{\"a\":0}").stdout, "a\n0\n");
    folder.write("m.json", mapping(most + 1));
    let too_many = "error[syntax]: the mapping has more than 131072 values\n --> m.json:2:17\n";
    for command in ["apply", "trace"] {
        let outcome = folder.pipe(&[command, "m.json"], "{\"a\":0}");
        assert!(outcome.stderr.starts_with(too_many), "{}", outcome.stderr);
        assert_eq!(outcome.status, 2);
    }
    let outcome = folder.run(&["check", "m.json"]);
    assert!(outcome.stdout.starts_with(too_many), "{}", outcome.stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn a_mapping_that_tells_no_size_is_read_to_its_end() {
    let folder = Folder::new();
    // It is no mapping, but all of it was read to say so.
    let outcome = folder.pipe(&["apply", "/proc/version"], INPUT);
    assert_eq!(outcome.error(), "error: 1 problem in the mapping /proc/version");
    assert!(outcome.stderr.contains("Linux"), "{}", outcome.stderr);
}

#[test]
fn what_is_not_json_is_said_with_its_place() {
    says(&refused("{\"fields\": {\"a\" \"a\"}}", 1), &[" --> m.json:1:17"]);
    refused("", 1);
    refused("fields: {a: a}", 1);
    refused(b"{\"fields\": {\"a\": \"Ren\xe9e\"}}", 1);
    refused("[".repeat(100_000), 1);
    refused("[1, 2]", 1);
}

#[test]
fn unknown_keys_are_all_said_and_near_ones_offered() {
    let outcome = refused(
        "{\n  \"feilds\": {},\n  \"fields\": {\"a\": {\"path\": \"a\", \"requird\": true}},\n  \"uniqe\": [\"a\"]\n}",
        3,
    );
    says(
        &outcome,
        &[
            "m.json:2:3",
            "m.json:3:33",
            "m.json:4:3",
            "did you mean `required`?",
            "did you mean `unique`?",
        ],
    );
}

#[test]
fn keys_that_stand_twice_are_problems() {
    let outcome = refused(
        "{\"fields\": {\"a\": \"a\", \"a\": \"b\"}, \"unique\": [\"a\"], \"unique\": [\"a\"]}",
        2,
    );
    says(&outcome, &["m.json:1:23", "m.json:1:51"]);
}

#[test]
fn bad_paths_are_problems_with_the_place_in_the_path() {
    let outcome = refused(
        "{\"fields\": {\"a\": \"b..c\", \"d\": \"$.e[\", \"f\": \"g[x]\", \"h\": \"header:\", \"i\": \"\"}}",
        5,
    );
    says(&outcome, &["error[bad-path]", "m.json:1:"]);
}

#[test]
fn a_path_that_is_too_long_or_nests_too_deep_is_refused_at_once() {
    let field = |path: &str| serde_json::json!({"fields": {"a": path}}).to_string();
    says(&refused(field(&"x.".repeat(500_000)), 1), &["the path is longer than 4096 bytes"]);
    says(
        &refused(field(&format!("${}", "[?@".repeat(500))), 1),
        &["brackets are nested more than 16 deep"],
    );
    says(&refused(field(&format!("$[?{}", "(".repeat(500))), 1), &["nested"]);
    let calls = format!("$[?{}@.a{} == 1]", "length(".repeat(20), ")".repeat(20));
    says(&refused(field(&calls), 1), &["function calls are nested more than 4 deep"]);
    let counts = format!("$[?{}@.a{} == 1]", "count(@.x[?".repeat(20), "])".repeat(20));
    refused(field(&counts), 1);
}

#[test]
fn many_problems_are_all_said() {
    let fields: String =
        (0..3000).map(|n| format!("\"f{n}\": {{\"path\": \"a\", \"typ\": \"text\"}},\n")).collect();
    let outcome = refused(format!("{{\"fields\": {{{fields}}}}}"), 3000);
    says(&outcome, &["did you mean `type`?", "m.json:3000:"]);
}

#[test]
fn a_warning_does_not_keep_a_mapping_from_being_used() {
    let folder = Folder::of_mapping("{\"fields\": {\"a\": \"a\"}, \"unique\": [\"a\", \"a\"]}");
    let outcome = folder.apply(&[], INPUT).ends_with(0);
    assert_eq!(outcome.stdout, "a\n1\n");
}

#[test]
fn comments_trailing_commas_and_a_byte_order_mark_are_allowed() {
    let mapping = "\u{feff}// Leads\n{ /* all */ \"fields\": { \"a\": \"a\", }, }\n";
    let outcome = Folder::of_mapping(mapping).apply(&[], INPUT).ends_with(0);
    assert_eq!(outcome.stdout, "a\n1\n");
}

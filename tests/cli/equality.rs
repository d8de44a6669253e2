//! When a value is what someone has written, by everything that asks: the table at `Cell::equals`, value by value.

use crate::run::{Folder, MAPPING};

/// Everything that asks, with what is written.
#[derive(Clone, Copy, Debug)]
enum Asked {
    When(&'static str),
    Test(&'static str),
    Filter(&'static str),
    SchemaWhere(&'static str),
    Find(&'static str),
    LookUp(&'static str),
    TraceWhere(&'static str),
}

const VALUES: [&str; 7] = [r#""1""#, "1", "1.0", "true", r#""true""#, "null", "[1.0]"];

/// Which of [`VALUES`] are equal to what is written, and, as the last, whether what is missing is.
fn equal_to(asked: Asked) -> Vec<&'static str> {
    let found = |value: &&&str| finds(asked, &format!(r#"{{"l":[{{"n":{value}}}],"n":{value}}}"#));
    let mut equal: Vec<_> = VALUES.iter().filter(found).copied().collect();
    if finds(asked, r#"{"l":[{}]}"#) {
        equal.push("missing");
    }
    equal
}

fn finds(asked: Asked, payload: &str) -> bool {
    let fields = |before: String| format!(r#"{{{before}"fields":{{"n":"n","l":"l"}}}}"#);
    let each = |path: String| format!(r#"{{"each":"{path}","fields":{{"n":"@.n"}}}}"#);
    let mapping = match asked {
        Asked::When(json) => fields(format!(r#""when":{{"n":{json}}},"#)),
        Asked::Test(json) => {
            fields(format!(r#""tests":[{{"input":{payload},"expect":[{{"n":{json}}}]}}],"#))
        }
        Asked::Filter(text) => each(format!("$.l[?@.n=={text}]")),
        Asked::LookUp(text) => each(format!("l[n={text}]")),
        Asked::SchemaWhere(_) | Asked::Find(_) | Asked::TraceWhere(_) => fields(String::new()),
    };
    let condition = |text: &str| format!("n={text}");
    let command = match asked {
        Asked::When(_) | Asked::Filter(_) | Asked::LookUp(_) => {
            vec!["apply".into(), MAPPING.into()]
        }
        Asked::Test(_) => vec!["check".into(), MAPPING.into()],
        Asked::SchemaWhere(text) => vec!["schema".into(), "--where".into(), condition(text)],
        Asked::Find(text) => vec!["find".into(), text.into()],
        Asked::TraceWhere(text) => {
            vec!["trace".into(), MAPPING.into(), "--where".into(), condition(text)]
        }
    };
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    let outcome = Folder::of_mapping(&mapping).pipe(&command, payload);
    match asked {
        Asked::When(_) | Asked::Filter(_) | Asked::LookUp(_) => outcome.stdout.lines().count() > 1,
        Asked::Test(_) | Asked::Find(_) | Asked::TraceWhere(_) => outcome.status == 0,
        Asked::SchemaWhere(_) => outcome.stdout.contains('n'),
    }
}

#[test]
fn what_is_written_as_json_is_equal_by_type_and_value() {
    for asked in [Asked::When, Asked::Test] {
        assert_eq!(equal_to(asked(r#""1""#)), [r#""1""#]);
        assert_eq!(equal_to(asked("1")), ["1", "1.0"]);
        assert_eq!(equal_to(asked("true")), ["true"]);
    }
    assert_eq!(equal_to(Asked::When("null")), ["null"]);
    assert_eq!(equal_to(Asked::Test("null")), ["null", "missing"]);
    assert_eq!(equal_to(Asked::Test("[1]")), ["[1.0]"]);
}

#[test]
fn filters_are_those_of_rfc_9535() {
    assert_eq!(equal_to(Asked::Filter("'1'")), [r#""1""#]);
    assert_eq!(equal_to(Asked::Filter("1")), ["1", "1.0"]);
    assert_eq!(equal_to(Asked::Filter("null")), ["null"]);
    assert_eq!(equal_to(Asked::Filter("@.none")), ["missing"]);
}

#[test]
fn what_is_written_as_text_has_no_type_and_reads_numbers_by_value() {
    assert_eq!(equal_to(Asked::SchemaWhere("1")), [r#""1""#, "1", "1.0"]);
    // `find` goes into lists.
    assert_eq!(equal_to(Asked::Find("1")), [r#""1""#, "1", "1.0", "[1.0]"]);
    for asked in [Asked::SchemaWhere, Asked::Find] {
        assert_eq!(equal_to(asked("true")), ["true", r#""true""#]);
        assert_eq!(equal_to(asked("null")), ["null"]);
    }
}

#[test]
fn look_ups_read_numbers_as_they_are_written_and_no_null() {
    assert_eq!(equal_to(Asked::LookUp("1")), [r#""1""#, "1"]);
    assert_eq!(equal_to(Asked::LookUp("1.0")), ["1.0"]);
    assert_eq!(equal_to(Asked::LookUp("true")), ["true", r#""true""#]);
    assert_eq!(equal_to(Asked::LookUp("null")), [""; 0]);
}

#[test]
fn cells_are_compared_as_the_text_that_they_are() {
    assert_eq!(equal_to(Asked::TraceWhere("1")), [r#""1""#, "1"]);
    assert_eq!(equal_to(Asked::TraceWhere("1.0")), ["1.0"]);
    assert_eq!(equal_to(Asked::TraceWhere("")), ["null", "missing"]);
}

#[test]
fn records_are_duplicates_if_their_cells_are_equal_by_type_and_value_or_blank() {
    let mapping = r#"{"fields": {"n": "n", "id": "id"}, "unique": ["n", "id"]}"#;
    let folder = Folder::of_mapping(mapping);
    let duplicates = |left: &str, right: &str| {
        let input = format!("{{\"id\":7,\"n\":{left}}}\n{{\"id\":7.0,\"n\":{right}}}\n");
        let counts = ["1", "2"].map(|jobs| {
            let outcome = folder.apply(&["-f", "ndjson", "-j", jobs], &input).ends_with(0);
            outcome.stats["records"]["duplicate"].as_u64().unwrap()
        });
        assert_eq!(counts[0], counts[1]);
        let trace = folder.pipe(&["trace", MAPPING, "--record", "2"], &input);
        assert_eq!(trace.stdout.contains("duplicate"), counts[0] == 1, "{trace:?}");
        counts[0] == 1
    };
    for (left, right) in [
        ("1", "1.0"),
        ("12345678901234567890123", "1.2345678901234567890123e22"),
        ("[1]", "[1.0]"),
        (r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#),
        ("null", r#""""#),
        (r#"" ""#, "null"),
        (r#""\u0041""#, r#""A""#),
    ] {
        assert!(duplicates(left, right), "{left} {right}");
    }
    for (left, right) in [
        ("1", r#""1""#),
        ("true", r#""true""#),
        ("[1]", r#""[1]""#),
        ("[1]", r#"["1"]"#),
        ("9007199254740992", "9007199254740993"),
        ("null", "0"),
        ("null", "[]"),
        (r#""a""#, r#""A""#),
        (r#""a""#, r#""a ""#),
    ] {
        assert!(!duplicates(left, right), "{left} {right}");
    }
    // Compared after typing.
    let typed = r#"{"fields": {"n": {"path": "n", "type": "text"}}, "unique": ["n"]}"#;
    let outcome =
        Folder::of_mapping(typed).apply(&["-f", "ndjson"], r#"{"n":1}{"n":"1"}"#).ends_with(0);
    assert_eq!(outcome.stats["records"]["duplicate"], 1);
}

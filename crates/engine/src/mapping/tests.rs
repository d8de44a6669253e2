use proptest::prelude::*;

use super::*;
use crate::problem::ProblemCode;

/// The example of the manual, in which nearly every key stands.
const EXAMPLE: &str = r#"{
  "$schema": "./mapping.schema.json",
  "description": "Leads from SaleAssist widget conversations",
  "when":   { "event_type": "widget_new_conversation" },
  "decode": ["payload.meta[*].registration_form"],
  "fields": {
    "name":    "payload.people_detail.name",
    "mobile":  { "path": "payload.people_detail.mobile_number", "type": "phone", "region": "IN", "required": true },
    "email":   ["payload.people_detail.email", "payload.unique_field_value"],
    "created": { "path": "payload.created_on", "type": "timestamp", "input": "unix_ms", "zone": "Asia/Kolkata" },
    "source":  { "value": "SaleAssist" },
    "country": "header:cf-ipcountry"
  },
  "unique": ["mobile"],
  "tests": [{ "name": "documented sample", "input": "../samples/saleassist/widget_new_conversation.json",
              "expect": [{ "name": "Prakash Mudhaliyar", "mobile": "+910987654321" }] }]
}"#;

fn mapping(text: &str) -> Mapping {
    match Mapping::parse(text) {
        Ok((mapping, problems)) => {
            assert_eq!(problems, [], "{text}");
            mapping
        }
        Err(problems) => panic!("{text}: {problems:#?}"),
    }
}

fn problems(text: &str) -> Vec<Problem> {
    match Mapping::parse(text) {
        Ok((_, problems)) | Err(problems) => problems,
    }
}

/// The one field of a mapping.
fn field(field: &str) -> Field {
    mapping(&format!(r#"{{"fields": {{"it": {field}}}}}"#)).fields.remove(0)
}

/// The parts of `text` that its problems point at, and their codes.
fn pointed(text: &str) -> Vec<(ProblemCode, &str)> {
    problems(text).into_iter().map(|problem| (problem.code, &text[problem.span])).collect()
}

fn json(text: &'static str) -> Cell<'static> {
    Cell::Json(text.into())
}

#[test]
fn the_manuals_example_is_read_whole() {
    let mapping = mapping(EXAMPLE);
    let names: Vec<_> = mapping.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["name", "mobile", "email", "created", "source", "country"]);
    assert_eq!((mapping.when.len(), mapping.decode.len(), mapping.each.is_some()), (1, 1, false));
    assert_eq!(mapping.when[0].written.text, "event_type");
    assert_eq!(
        mapping.when[0].is,
        Expectation::OneOf(vec![Cell::Text("widget_new_conversation".into())])
    );
    assert_eq!(mapping.unique, [1]);
    assert_eq!(mapping.fields[1].required, Requirement::Required);
    assert!(matches!(mapping.fields[1].kind, Type::Phone(_)));
    assert!(matches!(mapping.fields[3].kind, Type::Timestamp(_)));
    assert!(matches!(&mapping.fields[2].source, FieldSource::Paths(paths) if paths.len() == 2));
    assert!(
        matches!(&mapping.fields[4].source, FieldSource::Constant(Cell::Text(text)) if text == "SaleAssist")
    );
    assert_eq!(&EXAMPLE[mapping.fields[5].span.clone()], "\"country\"");
    let [Test { name, input, expect, .. }] = &mapping.tests[..] else { panic!("one test") };
    assert_eq!(name.as_deref(), Some("documented sample"));
    assert_eq!(
        *input,
        TestInput::File("../samples/saleassist/widget_new_conversation.json".into())
    );
    assert_eq!(
        *expect,
        [[(0, "\"Prakash Mudhaliyar\"".to_owned()), (1, "\"+910987654321\"".to_owned())]]
    );
}

#[test]
fn every_spelling_of_a_path_may_stand_in_a_field() {
    for path in [
        "payload.people_detail.name",
        "payload.meta[0].date",
        "properties.portal-id",
        r#"payload[\"a.b\"].c"#,
        "payload.meta[*].date",
        "field_data[name=email].values[0]",
        r#"field_data[name=\"a.b]\"].values[0]"#,
        "$.field_data[?@.name == 'email'].values[0]",
        "header:CF-IPCountry",
        "query:utm_source",
        "origin:file",
        "origin:line",
        "origin:byte",
    ] {
        let FieldSource::Paths(paths) = field(&format!("\"{path}\"")).source else {
            panic!("{path}")
        };
        assert_eq!(paths[0].text, path.replace('\\', ""));
    }
}

#[test]
fn a_written_path_knows_where_it_stands() {
    let text = r#"{"fields": {"a": "x.y", "b": {"template": "by {c.d}!"}}}"#;
    let mapping = mapping(text);
    let FieldSource::Paths(paths) = &mapping.fields[0].source else { panic!("paths") };
    assert_eq!(&text[paths[0].span.clone()], "x.y");
    let FieldSource::Template(parts) = &mapping.fields[1].source else { panic!("a template") };
    let TemplatePart::Path(path) = &parts[1] else { panic!("a path") };
    assert_eq!(&text[path.span.clone()], "c.d");
}

#[test]
fn constants_keep_their_digits() {
    for (written, expected) in [
        ("12345678901234567890123", json("12345678901234567890123")),
        ("1.10", json("1.10")),
        ("true", json("true")),
        ("null", Cell::Missing),
        (r#""a\u00e9""#, Cell::Text("aé".into())),
        ("[1.0, /* one */ {\"a\": \"b\\n\",},]", json(r#"[1.0,{"a":"b\n"}]"#)),
    ] {
        let FieldSource::Constant(cell) = field(&format!(r#"{{"value": {written}}}"#)).source
        else {
            panic!("a constant")
        };
        assert_eq!(cell, expected, "{written}");
    }
}

#[test]
fn a_condition_takes_a_value_a_list_or_blankness() {
    let text = r#"{"when": {"a": 1.0, "b": ["x", null, false], "c": {"blank": true}, "d": {"blank": false}},
                   "fields": {"it": "it"}}"#;
    let expected = [
        Expectation::OneOf(vec![json("1.0")]),
        Expectation::OneOf(vec![Cell::Text("x".into()), Cell::Missing, json("false")]),
        Expectation::Blank,
        Expectation::NotBlank,
    ];
    let found: Vec<_> = mapping(text).when.into_iter().map(|condition| condition.is).collect();
    assert_eq!(found, expected);
}

#[test]
fn many_says_what_several_nodes_mean() {
    let many = |options: &str| field(&format!(r#"{{"path": "a"{options}}}"#)).many;
    assert_eq!(many(""), Many::One);
    assert_eq!(many(r#", "many": "first""#), Many::First);
    assert_eq!(many(r#", "many": "list""#), Many::List);
    assert_eq!(many(r#", "many": "join""#), Many::Join("; ".into()));
    assert_eq!(many(r#", "separator": "|", "many": "join""#), Many::Join("|".into()));
}

#[test]
fn options_are_read_as_they_are_written() {
    let field = field(
        r#"{"path": "a", "clean": ["trim", "single_line"], "values": {"1": "one", "2": null}, "default": "none",
            "on_invalid": "reject", "required": false, "description": "for people"}"#,
    );
    assert_eq!(field.clean, [Clean::Trim, Clean::SingleLine]);
    let values = field.values.unwrap();
    assert_eq!(
        (values.len(), &values["1"], &values["2"]),
        (2, &Cell::Text("one".into()), &Cell::Missing)
    );
    assert_eq!(field.default, Some(Cell::Text("none".into())));
    assert_eq!((field.on_invalid, field.required), (OnInvalid::Reject, Requirement::Optional));
}

#[test]
fn a_template_is_text_with_paths_in_braces() {
    let parts = |template: &str| -> Vec<String> {
        let FieldSource::Template(parts) =
            field(&format!(r#"{{"template": "{template}"}}"#)).source
        else {
            panic!("a template")
        };
        let shown = |part| match part {
            TemplatePart::Literal(text) => text,
            TemplatePart::Path(path) => format!("<{}>", path.text),
        };
        parts.into_iter().map(shown).collect()
    };
    assert_eq!(parts("{a.b} {c}"), ["<a.b>", " ", "<c>"]);
    assert_eq!(parts("{{a}} {b}"), ["{a} ", "<b>"]);
    assert_eq!(parts("{ a } it's {b}"), ["<a>", " it's ", "<b>"]);
    assert_eq!(parts("{$.a[?@.b == '}'].c}"), ["<$.a[?@.b == '}'].c>"]);
    assert_eq!(parts("{a[\\\"}\\\"]}!"), ["<a[\"}\"]>", "!"]);
    assert_eq!(parts("only text"), ["only text"]);
}

#[test]
fn a_node_of_each_may_stand_in_fields_and_templates() {
    let text = r#"{"each": "leads[*]", "fields": {"a": "@.a", "b": {"template": "{@.b} {c}"}}}"#;
    let mapping = mapping(text);
    assert!(mapping.each.is_some());
    assert!(
        matches!(&mapping.fields[0].source, FieldSource::Paths(paths) if matches!(paths[0].path, Path::Node(_)))
    );
}

#[test]
fn a_test_may_hold_its_payload() {
    let text = r#"{"fields": {"a": "a", "b": "b"}, "tests": [
        {"input": {"a": 1.10, /* none */ }, "expect": [{"b": null, "a": 1.10}]}, {"input": [], "expect": []}]}"#;
    let tests = mapping(text).tests;
    assert_eq!(tests[0].input, TestInput::Inline(r#"{"a":1.10}"#.into()));
    assert_eq!(tests[0].expect, [[(1, "null".to_owned()), (0, "1.10".to_owned())]]);
    assert_eq!(tests[1].input, TestInput::Inline("[]".into()));
}

#[test]
fn a_mapping_with_warnings_can_be_used() {
    let (mapping, problems) = Mapping::parse(r#"{"fields": {"a": ["b", "b"]}}"#).unwrap();
    assert!(matches!(&mapping.fields[0].source, FieldSource::Paths(paths) if paths.len() == 1));
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, ProblemCode::UnusedFallback);
}

#[test]
fn problems_point_at_the_fault_and_not_around_it() {
    let text = r#"{"each": "a", "when": {"@": 1}, "fields": {"x": {"template": "a } b"}, "y": {"path": "y", "tpye": "any"}},
                   "unique": ["z"]}"#;
    assert_eq!(
        pointed(text),
        [
            (ProblemCode::MisplacedPath, "@"),
            (ProblemCode::BadTemplate, "}"),
            (ProblemCode::UnknownKey, "\"tpye\""),
            (ProblemCode::UnknownField, "z"),
        ]
    );
}

#[test]
fn in_a_string_with_escapes_the_whole_string_is_the_place() {
    assert_eq!(
        pointed(r#"{"fields": {"x": {"template": "\u0061 } b"}}}"#),
        [(ProblemCode::BadTemplate, r#""\u0061 } b""#)]
    );
}

#[test]
fn one_mistake_is_one_problem() {
    for text in [
        r#"{"fields": {"a": {"path": "a", "type": "timestmp", "zone": "Asia/Kolkata", "default": 1}}}"#,
        r#"{"fields": {"a": {"path": "a", "many": "jion", "separator": "|"}}}"#,
        r#"{"each": 1, "fields": {"a": "@.a"}}"#,
        r#"{"fields": {"a": 1}, "unique": ["a"], "tests": [{"input": {}, "expect": [{"a": 1}]}]}"#,
        r#"{"feilds": {"a": "a"}, "fields": {"a": "a"}}"#,
    ] {
        assert_eq!(problems(text).len(), 1, "{text}: {:#?}", problems(text));
    }
}

#[test]
fn a_byte_order_mark_is_passed_over_and_other_encodings_are_named() {
    assert!(Mapping::parse_bytes("\u{feff}{\"fields\": {\"a\": \"a\"}}".as_bytes()).is_ok());
    let problems = Mapping::parse_bytes(b"{\"fields\": \"caf\xe9\"}").unwrap_err();
    assert_eq!((problems[0].code, problems[0].span.clone()), (ProblemCode::NotUtf8, 15..16));
    assert_eq!(problems[0].message, "the mapping is not UTF-8 text: byte 15 is 0xE9");
}

// No clock judges the next two tests: what takes the square of their sizes does not come to an end.

#[test]
fn ten_megabytes_with_ten_thousand_fields_are_read() {
    let padding = "x".repeat(900);
    let field = |n| {
        format!(
            r#""field {n}": {{"path": "a{n}.b", "description": "{padding}", "clean": ["trim"]}},"#
        )
    };
    let fields: String = (0..10_000).map(field).collect();
    let names: String = (0..10_000).map(|n| format!("\"field {n}\",")).collect();
    let text = format!(r#"{{"fields": {{{fields}}}, "unique": [{names}]}}"#);
    assert!(text.len() > 9_500_000);
    assert_eq!(mapping(&text).unique.len(), 10_000);

    let wrong =
        text.replace("clean", "claen").replace("\"unique\": [\"field", "\"unique\": [\"feild");
    assert_eq!(problems(&wrong).len(), 10_001);
}

#[test]
fn what_never_closes_is_read_once() {
    for text in [
        "{'}{\\\"}".repeat(200_000),
        "{".repeat(1_000_000),
        "}".repeat(100_000),
        "{a}".repeat(100_000),
    ] {
        let _ = problems(&format!(r#"{{"fields": {{"a": {{"template": "{text}"}}}}}}"#));
    }
    for text in [
        "[".repeat(1_000_000),
        "{\"a\":".repeat(1_000_000),
        "/*".repeat(1_000_000),
        "\"\\u".repeat(300_000),
    ] {
        let _ = problems(&text);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Mapping::parse_bytes(&bytes);
    }

    #[test]
    fn no_change_to_a_mapping_makes_it_panic(
        changes in prop::collection::vec((0..EXAMPLE.len(), 0..20_usize, "[\\[\\]{}\":,@$.a\\\\/*é 1\n]{0,4}"), 1..5)
    ) {
        let mut text = EXAMPLE.to_owned();
        for (start, length, new) in changes {
            let start = text.floor_char_boundary(start);
            let end = text.ceil_char_boundary(start + length).max(start);
            text.replace_range(start..end, &new);
        }
        let problems = problems(&text);
        prop_assert!(problems.iter().all(|problem| problem.span.end <= text.len() && problem.span.start <= problem.span.end));
        prop_assert!(problems.iter().all(|problem| text.get(problem.span.clone()).is_some()));
        prop_assert!(problems.is_sorted_by_key(|problem| problem.span.start));
    }
}

use proptest::prelude::*;

use super::*;

fn problems_of(text: &str) -> Vec<(Range<usize>, String)> {
    let mut problems = ProblemCollector::of(text);
    parse(&mut problems);
    problems.into_sorted().into_iter().map(|problem| (problem.span, problem.message)).collect()
}

fn json_of(text: &str) -> Option<String> {
    let mut problems = ProblemCollector::of(text);
    let node = parse(&mut problems)?;
    let mut json = String::new();
    node.write_json(text, &mut json);
    (!problems.fatal()).then_some(json)
}

#[test]
fn comments_and_trailing_commas_are_passed_over() {
    let text = "\u{feff}// one\n{ /* two */ \"a\": [1.10, \"x\\u0041\",], // three\r\n \"b\"/**/: {},\n} // four";
    assert_eq!(json_of(text).as_deref(), Some(r#"{"a":[1.10,"x\u0041"],"b":{}}"#));
}

#[test]
fn nothing_else_of_json5_is_accepted() {
    for text in [
        "",
        " ",
        "// only a comment",
        "{",
        "[1",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{a: 1}",
        "{'a': 1}",
        "['x']",
        "[1 2]",
        "[,]",
        "[1,,2]",
        "{,}",
        "[0x1]",
        "[+1]",
        "[.5]",
        "[5.]",
        "[01]",
        "[-]",
        "[1e]",
        "[NaN]",
        "[Infinity]",
        "[\"a\nb\"]",
        "[\"a\tb\"]",
        "[\"\\x41\"]",
        "[\"\\u12\"]",
        "[\"\\ud800\"]",
        "[\"a]",
        "1 2",
        "[1]]",
        "[\u{a0}1]",
        "[1\u{b}]",
        "[1] /*",
        "[1] /",
        "[1] # no",
        "[True]",
        "[1}",
        "{\"a\":1]",
        "[\"a\\\nb\"]",
        "[\"a\\",
    ] {
        assert_eq!(json_of(text), None, "{text:?}");
    }
}

#[test]
fn a_fault_says_what_was_expected_and_where() {
    for (text, span, message) in [
        ("{\"a\" 1}", 5..6, "expected `:` after the key `a`, found the number `1`"),
        ("{\"a\": }", 6..7, "expected a value for `a`, found `}`"),
        ("{\"a\": 1 \"b\": 2}", 7..7, "expected `,` or `}`, found the string `b`"),
        ("{\"a\": [1, 2", 11..11, "expected `,` or `]`, found the end of the file"),
        ("{\"a\": tru }", 6..9, "expected a value for `a`, found `tru`"),
        ("{\"a\": 1} x", 9..10, "expected the end of the file, found `x`"),
        ("", 0..0, "expected a mapping, which begins with `{`, found the end of the file"),
        ("{\"a\": \"x\\qy\"}", 8..10, "an escape that JSON does not have"),
        ("{\"a\": \"xy\n}", 6..9, "a string is not closed on its line"),
    ] {
        assert_eq!(problems_of(text), [(span, message.to_owned())], "{text}");
    }
}

#[test]
fn small_faults_do_not_hide_those_behind_them() {
    let text = "{\"a\": 1 \"b\": \"\\q\" \"b\": 01}";
    let messages: Vec<_> = problems_of(text).into_iter().map(|(_, message)| message).collect();
    assert_eq!(
        messages,
        [
            "expected `,` or `}`, found the string `b`",
            "an escape that JSON does not have",
            "expected `,` or `}`, found the string `b`",
            "the key `b` is given twice",
            "`01` is not a JSON number",
        ]
    );
}

#[test]
fn keys_are_compared_by_what_they_read() {
    assert_eq!(
        problems_of(r#"{"a": 1, "\u0061": 2}"#),
        [(9..17, "the key `a` is given twice".to_owned())]
    );
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(json_of(&nested(DEEPEST)).is_some());
    assert_eq!(json_of(&nested(DEEPEST + 1)), None);
    assert_eq!(json_of(&"{\"a\":".repeat(1_000_000)), None);
}

proptest! {
    #[test]
    fn text_without_comments_is_read_as_a_judge_reads_it(text in "[\\[\\]{}:,\"0-9a\\-.eE+tr\\\\ \n]{0,24}") {
        // Where the judge is of another opinion on purpose: duplicate keys, and numbers too large for a float.
        let judged: Result<serde_json::Value, _> = serde_json::from_str(&text);
        prop_assume!(!problems_of(&text).iter().any(|(_, message)| message.ends_with("is given twice")));
        prop_assume!(!judged.as_ref().is_err_and(|error| error.to_string().contains("out of range")));
        match (judged, json_of(&text)) {
            (Ok(value), ours) => {
                prop_assert_eq!(serde_json::from_str(&ours.unwrap_or_default()).ok(), Some(value));
            }
            (Err(_), Some(json)) => {
                prop_assert!(text.contains(','), "only trailing commas are ours alone");
                prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
            }
            (Err(_), None) => {}
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}", cut in 0..40_usize) {
        let whole = format!("{{\"a\": [1, \"\\u00e9{text}\", // {text}\n true], \"b\": {{}} {text}}}");
        let _ = problems_of(&text);
        let _ = problems_of(&whole[..whole.floor_char_boundary(cut)]);
    }
}

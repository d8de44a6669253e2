//! What is known to go wrong in JSONPath libraries, beyond what the compliance suite shows: here it must not.

use std::thread;

use leadmap_engine::path::{Path, PathError, Query};
use leadmap_json::Value;

fn query(path: &str) -> Query {
    match Path::parse(path) {
        Ok(Path::Payload(query) | Path::Node(query)) => query,
        other => panic!("{path}: {other:?}"),
    }
}

fn select(path: &str, text: &str) -> Vec<String> {
    let value = Value::of(text);
    query(path).select_all(&value).iter().map(|node| node.value.text.to_owned()).collect()
}

fn refusal(path: &str) -> PathError {
    Path::parse(path).expect_err(path)
}

#[test]
fn several_selectors_are_applied_node_by_node() {
    let text = r#"{"list":[{"n":"A","tags":["x"]},{"n":"B","tags":["y"]}]}"#;
    let found = select("$.list[*]['n','tags']", text);
    assert_eq!(found, [r#""A""#, r#"["x"]"#, r#""B""#, r#"["y"]"#]);
}

#[test]
fn a_name_with_white_space_in_it_is_refused() {
    let error = refusal("$.a b");
    assert_eq!(error.span, 4..5);
    assert!(error.help.unwrap().contains("['first name']"));
}

#[test]
fn the_operator_in_is_refused() {
    let error = refusal("$.list[?@.n in ['A']].n");
    assert_eq!((error.span, error.message.as_str()), (12..14, "`in` is not part of JSONPath"));
}

#[test]
fn functions_that_the_rfc_does_not_have_are_refused() {
    for function in ["in", "nin", "none_of", "any_of", "subset_of"] {
        let error = refusal(&format!("$[?{function}(@.a, @.b)]"));
        assert_eq!(error.message, format!("`{function}` is not a function of RFC 9535"));
        assert_eq!(error.span, 3..3 + function.len());
    }
}

#[test]
fn a_no_break_space_is_part_of_the_name() {
    let text = "{\"a\":1,\"a\u{a0}\":2,\"\u{a0}\":3}";
    assert_eq!(select("$.a\u{a0}", text), ["2"]);
    assert_eq!(select("$..a\u{a0}", text), ["2"]);
    assert_eq!(select("$.\u{a0}", text), ["3"]);
    assert_eq!(select("$[?@==$.a\u{a0}]", text), ["2"]);
}

#[test]
fn ids_beyond_what_a_float_holds_are_told_apart() {
    let text = r#"{"ids":[{"id":9007199254740992},{"id":9007199254740993}],"want":{"id":9007199254740993}}"#;
    assert_eq!(select("$.ids[?@.id==$.want.id].id", text), ["9007199254740993"]);
}

#[test]
fn ids_of_23_digits_are_told_apart() {
    let text = r#"{"ids":[{"id":12345678901234567890122},{"id":12345678901234567890123}],
        "want":{"id":12345678901234567890123}}"#;
    assert_eq!(select("$.ids[?@.id==$.want.id].id", text), ["12345678901234567890123"]);
    assert_eq!(
        select("$.ids[?@.id==12345678901234567890122].id", text),
        ["12345678901234567890122"]
    );
}

#[test]
fn a_literal_number_is_exact_whatever_its_size() {
    let text = "[9007199254740992,9007199254740993,1e400,10E399,0.12345678901234567890,0.1234567890123456789]";
    assert_eq!(select("$[?@==9007199254740993]", text), ["9007199254740993"]);
    assert_eq!(select("$[?@==1e400]", text), ["1e400", "10E399"]);
    assert_eq!(select("$[?@>1e399]", text), ["1e400", "10E399"]);
    assert_eq!(select("$[?@<=0.12345678901234567890]", text).len(), 2);
    assert_eq!(select("$[?@<0.12345678901234567891 && @>0.12345678901234567889]", text).len(), 2);
}

#[test]
fn a_very_small_number_is_not_zero() {
    assert_eq!(select("$[?@.v==0].v", r#"[{"v":1e-17},{"v":0.0},{"v":-0}]"#), ["0.0", "-0"]);
    assert_eq!(select("$[?@.v==-0].v", r#"[{"v":0}]"#), ["0"]);
}

#[test]
fn two_absent_values_are_at_most_each_other() {
    assert_eq!(select("$[?@.x<=@.y]", "[{}]"), ["{}"]);
    assert_eq!(select("$[?@.x>=@.y]", "[{}]"), ["{}"]);
    assert_eq!(select("$[?@.x==@.y]", "[{}]"), ["{}"]);
    assert_eq!(select("$[?@.x<@.y]", "[{}]"), [""; 0]);
    assert_eq!(select("$[?@.x<=1]", "[{}]"), [""; 0]);
    assert_eq!(select("$[?@.x==null]", "[{}]"), [""; 0]);
}

#[test]
fn an_escape_that_is_cut_off_is_refused() {
    let error = refusal(r#"$["\u"#);
    assert_eq!(error.span, 3..5);
    assert_eq!(error.message, "`\\u` needs four hexadecimal digits after it");
}

#[test]
fn a_filter_directly_on_the_node_selects() {
    assert_eq!(select("$[?@[?@>1]]", "[[0],[0,2]]"), ["[0,2]"]);
}

#[test]
fn deep_parentheses_are_refused_at_once() {
    let nested = |depth: usize| format!("$[?{}@.a{}]", "(".repeat(depth), ")".repeat(depth));
    assert!(Path::parse(&nested(15)).is_ok());
    assert_eq!(refusal(&nested(16)).message, "brackets are nested more than 16 deep");
    assert_eq!(refusal(&nested(200)).span, 18..19);
    assert_eq!(refusal(&nested(20_000)).message, "the path is longer than 4096 bytes");
}

#[test]
fn deep_filters_are_refused_at_once() {
    let nested = |depth: usize| format!("$[?@.b{}{}]", "[?@.b".repeat(depth), "]".repeat(depth));
    assert!(Path::parse(&nested(15)).is_ok());
    assert_eq!(refusal(&nested(16)).message, "brackets are nested more than 16 deep");
    assert_eq!(refusal(&nested(60)).message, "brackets are nested more than 16 deep");
    assert_eq!(refusal(&nested(5_000)).message, "the path is longer than 4096 bytes");
}

#[test]
fn deep_function_calls_are_refused_at_once() {
    let calls = |depth: usize, inner: &str| {
        format!("$[?{}{inner}{}>1]", "length(".repeat(depth), ")".repeat(depth))
    };
    assert!(Path::parse(&calls(4, "@.a")).is_ok());
    assert!(Path::parse(&calls(4, "#")).is_err());
    for depth in [5, 8, 12, 14] {
        let error = refusal(&calls(depth, "#"));
        assert_eq!(error.message, "function calls are nested more than 4 deep");
        assert_eq!(error.span, 31..37);
    }
}

#[test]
fn function_calls_nested_through_filters_are_counted() {
    let nested =
        |depth: usize| format!("$[?{}@.y{}]", "count(@.x[?".repeat(depth), "])>0".repeat(depth));
    assert!(Path::parse(&nested(4)).is_ok());
    for depth in [5, 7] {
        assert_eq!(refusal(&nested(depth)).message, "function calls are nested more than 4 deep");
    }
    assert!(
        Path::parse(
            "$[?count(@.a)>0 && count(@.b)>0 && count(@.c)>0 && count(@.d)>0 && count(@.e)>0]"
        )
        .is_ok()
    );
}

#[test]
fn a_thousand_selectors_are_read_and_a_hundred_thousand_refused() {
    let many = |count: usize| format!("$[{}'a']", "'a',".repeat(count - 1));
    assert_eq!(select(&many(1_000), r#"{"a":1}"#).len(), 1_000);
    assert_eq!(refusal(&many(100_000)).message, "the path is longer than 4096 bytes");
}

#[test]
fn a_descent_needs_no_more_stack_for_a_deep_value_than_for_a_flat_one() {
    let depth = 5_000;
    let text = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
    let descend = |value: &Value<'_>| {
        let query = query("$..a");
        let nodes = query.select_all(value);
        let last = nodes.iter().last().unwrap();
        assert_eq!((last.value.text, nodes.steps(last.location).len()), ("1", depth));
        assert_eq!(nodes.iter().len(), depth);
    };
    // Building so deep a value takes a large stack; selecting from it must not.
    let build = || {
        let value = Value::of(&text);
        let small = thread::Builder::new().stack_size(256 << 10);
        thread::scope(|scope| {
            let descent = small.spawn_scoped(scope, || descend(&value));
            descent.unwrap().join().unwrap();
        });
    };
    let large = thread::Builder::new().stack_size(256 << 20);
    thread::scope(|scope| large.spawn_scoped(scope, build).unwrap().join().unwrap());
}

#[test]
fn a_pattern_is_compiled_once_for_many_items() {
    let items: Vec<String> = (0..10_000).map(|n| format!(r#"{{"s":"item {n}"}}"#)).collect();
    let text = format!(r#"{{"p":"item 1[0-9]+","items":[{}]}}"#, items.join(","));
    assert_eq!(select("$.items[?match(@.s,'item 1[0-9]+')]", &text).len(), 1_110);
    assert_eq!(select("$.items[?match(@.s,$.p)]", &text).len(), 1_110);
}

#[test]
fn a_hundred_thousand_items_are_walked_in_one_go() {
    let items: Vec<String> = (0..100_000).map(|n| format!(r#"{{"id":{n}}}"#)).collect();
    let text = format!("[{}]", items.join(","));
    for (path, count) in [("$[*].id", 100_000), ("$..id", 100_000), ("$[?@.id>=50000]", 50_000)] {
        assert_eq!(select(path, &text).len(), count, "{path}");
    }
}

#[test]
fn a_path_that_multiplies_nodes_without_end_is_refused() {
    for (path, message) in [
        ("$..*..*..*..*".to_owned(), "the path descends (`..`) more than 3 times"),
        (
            format!("${}", "[0,0]".repeat(12)),
            "the unions of the path select more than 2048 nodes of one",
        ),
        (
            format!("$[?@{}]", "[0,0]".repeat(12)),
            "the unions of the path select more than 2048 nodes of one",
        ),
    ] {
        assert_eq!(Path::parse(&path).unwrap_err().message, message, "{path}");
    }
    for path in ["$..*..*..*".to_owned(), format!("${}", "[0,0]".repeat(11))] {
        assert!(Path::parse(&path).is_ok(), "{path}");
    }
}

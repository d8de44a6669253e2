//! Laws of paths, tried on random texts and values.

use jsonpath_rust::JsonPath;
use leadmap_engine::path::{Path, Query, Step};
use leadmap_json::Value;
use proptest::prelude::*;
use serde_json::Value as Json;

fn query(path: &str) -> Option<Query> {
    match Path::parse(path) {
        Ok(Path::Payload(query)) => Some(query),
        _ => None,
    }
}

/// Pieces of which paths are made, so that random texts get past the first check.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "$",
        "@",
        ".",
        "..",
        "[",
        "]",
        "(",
        ")",
        "?",
        "*",
        ",",
        ":",
        "'",
        "\"",
        "\\",
        "\\u",
        "d83d",
        "=",
        "==",
        "!",
        "<",
        ">=",
        "&&",
        "||",
        "-",
        "+",
        "0",
        "01",
        "9007199254740993",
        "1e5",
        "a",
        "b c",
        "é",
        "\u{a0}",
        " ",
        "\n",
        "\0",
        "true",
        "null",
        "in",
        "count(",
        "length(",
        "match(",
        "value(",
        "'x'",
        "\"y\"",
        "header:",
        "query:",
        "origin:",
        "[name=",
        "😀",
    ];
    prop_oneof![
        9 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

/// Small values with few names, so that paths find something. Members are in the order of their names.
fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-2i64..4).prop_map(Json::from),
        prop::sample::select(vec!["", "a", "ab", "b"]).prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map(name(), inner, 0..4)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c"]).prop_map(str::to_owned)
}

/// A plain path: dotted, and as JSONPath.
fn plain() -> impl Strategy<Value = (String, String)> {
    let step = prop_oneof![
        name().prop_map(|name| (format!(".{name}"), format!("['{name}']"))),
        name().prop_map(|name| (format!("[\"{name}\"]"), format!(".{name}"))),
        (-2i64..4).prop_map(|index| (format!("[{index}]"), format!("[{index}]"))),
    ];
    prop::collection::vec(step, 1..5).prop_map(|steps| {
        let (dotted, jsonpath): (Vec<_>, Vec<_>) = steps.into_iter().unzip();
        (dotted.concat().trim_start_matches('.').to_owned(), format!("${}", jsonpath.concat()))
    })
}

/// Queries within what jsonpath-rust gets right: one selector a segment, small numbers, no filter right on
/// `@`, no `count` of a value without children.
fn common() -> impl Strategy<Value = String> {
    let operand = prop_oneof![
        name().prop_map(|name| format!("@.{name}")),
        name().prop_map(|name| format!("@[0].{name}")),
        (-2i64..4).prop_map(|number| number.to_string()),
        Just("'a'".to_owned()),
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("length(@.a)".to_owned()),
    ];
    let operator = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let test = prop_oneof![
        (operand.clone(), operator, operand)
            .prop_map(|(left, operator, right)| format!("{left}{operator}{right}")),
        name().prop_map(|name| format!("@.{name}")),
        name().prop_map(|name| format!("!@..{name}")),
        name().prop_map(|name| format!("match(@.{name},'a.*')")),
        name().prop_map(|name| format!("search(@.{name},'b')")),
    ];
    let filter = prop_oneof![
        test.clone(),
        (test.clone(), test.clone()).prop_map(|(left, right)| format!("{left} && {right}")),
        (test.clone(), test).prop_map(|(left, right)| format!("!({left} || {right})")),
    ];
    let bound = prop_oneof![Just(String::new()), (-3i64..4).prop_map(|bound| bound.to_string())];
    let segment = prop_oneof![
        name().prop_map(|name| format!(".{name}")),
        name().prop_map(|name| format!("..{name}")),
        (-2i64..4).prop_map(|index| format!("[{index}]")),
        Just("[*]".to_owned()),
        Just("..*".to_owned()),
        (bound.clone(), bound, -2i64..3)
            .prop_map(|(start, end, step)| format!("[{start}:{end}:{step}]")),
        filter.prop_map(|filter| format!("[?{filter}]")),
    ];
    prop::collection::vec(segment, 0..4).prop_map(|segments| format!("${}", segments.concat()))
}

proptest! {
    #![proptest_config(crate::cases(512))]

    #[test]
    fn no_text_makes_the_parser_panic_and_every_error_lies_in_the_text(
        pieces in prop::collection::vec(piece(), 0..24),
        prefix in prop::sample::select(vec!["", "$", "@", "$.a[?", "$[?@.a==", "a[", "$..["]),
    ) {
        let text = format!("{prefix}{}", pieces.concat());
        if let Err(error) = Path::parse(&text) {
            prop_assert!(text.get(error.span.clone()).is_some(), "{text:?}: {error:?}");
            prop_assert!(!error.message.is_empty() && !error.message.contains('\n'), "{error:?}");
        }
    }

    #[test]
    fn a_dotted_path_and_its_jsonpath_select_the_same(value in json(), (dotted, jsonpath) in plain()) {
        let text = value.to_string();
        let value = Value::of(&text);
        let found = |path: &str| {
            let query = query(path).unwrap();
            let nodes = query.select_all(&value);
            nodes.iter().map(|node| nodes.normalized(&query.plain, node.location)).collect::<Vec<_>>()
        };
        prop_assert_eq!(found(&dotted), found(&jsonpath), "{} {}", dotted, jsonpath);
        prop_assert!(found(&dotted).len() <= 1);
    }

    #[test]
    fn a_normalized_path_leads_back_to_its_node(value in json(), path in common()) {
        let text = value.to_string();
        let value = Value::of(&text);
        let from = query(&path).unwrap();
        let nodes = from.select_all(&value);
        for node in nodes.iter() {
            let normalized = nodes.normalized(&from.plain, node.location);
            let back = query(&normalized).unwrap();
            prop_assert!(back.is_plain());
            prop_assert_eq!(back.plain_path().to_string(), normalized);
            prop_assert!(std::ptr::eq(back.select_all(&value).first().unwrap().value, node.value));
        }
    }

    #[test]
    fn any_name_survives_its_normalized_path(name in any::<String>()) {
        let steps = [Step::Key(name)];
        let path = leadmap_engine::path::Normalized(&steps).to_string();
        prop_assert_eq!(&query(&path).unwrap().plain, &steps, "{}", path);
    }

    #[test]
    fn another_implementation_selects_the_same_where_it_is_right(value in json(), path in common()) {
        let text = value.to_string();
        let borrowed = Value::of(&text);
        let ours = query(&path).unwrap();
        let nodes = ours.select_all(&borrowed);
        let found: Vec<String> = nodes.iter().map(|node| node.value.text.to_owned()).collect();
        let theirs: Vec<String> = value.query(&path).unwrap().into_iter().map(Json::to_string).collect();
        prop_assert_eq!(found, theirs, "{} on {}", path, text);
    }
}

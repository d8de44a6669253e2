//! The JSON layer, with serde_json for judge.

use leadmap_engine::input::frame::{Faults, FrameOptions, Next, Unit};
use leadmap_engine::input::frames::Frames;
use leadmap_json::scan::{MAX_DEPTH, check};
use leadmap_json::{Kind, Value};
use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::Value as Json;

use crate::laws::payloads::{damaged, framed, payloads};

/// Numbers as RFC 8259 spells them.
pub(crate) fn numbers() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?"
}

/// Strings with all their quotes, escaped in every way.
fn strings() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z .'\\[\\]{},:/]{0,4}",
        1 => prop::sample::select(vec!["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u0000", "\\uD83d\\udE00", "é", "आ", "😀", "\u{7f}", "\u{2028}"])
            .prop_map(str::to_owned),
        1 => prop::char::range(' ', '\u{10ffff}').prop_filter("needs an escape", |letter| !matches!(letter, '"' | '\\')).prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

/// One JSON text, with white space anywhere, with keys that stand twice, with the names that serde_json keeps for itself.
pub(crate) fn documents() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        numbers(),
        strings(),
        prop::sample::select(vec![
            "true",
            "false",
            "null",
            "[]",
            "{ }",
            "{\"$serde_json::private::Number\":\"42\"}"
        ])
        .prop_map(str::to_owned),
    ];
    let white = || prop::sample::select(vec!["", "", "", " ", "\n", "\t", "\r\n  "]);
    let key = prop_oneof![
        2 => prop::sample::select(vec!["\"a\"", "\"b\"", "\"\\u0061\"", "\"$serde_json::private::RawValue\""]).prop_map(str::to_owned),
        1 => strings(),
    ];
    scalar.prop_recursive(4, 24, 5, move |inner| {
        let spaced = (white(), inner, white())
            .prop_map(|(before, value, after)| format!("{before}{value}{after}"));
        let member = (white(), key.clone(), white(), spaced.clone())
            .prop_map(|(before, key, after, value)| format!("{before}{key}{after}:{value}"));
        prop_oneof![
            prop::collection::vec(spaced, 0..5)
                .prop_map(|elements| format!("[{}]", elements.join(","))),
            prop::collection::vec(member, 0..5)
                .prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

/// A JSON text in which some bytes may have been changed.
fn nearly_documents() -> impl Strategy<Value = Vec<u8>> {
    let put: Vec<&[u8]> = vec![
        b"",
        b"\"",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"0",
        b"-",
        b".",
        b"e",
        b"+",
        b"1",
        b"t",
        b"\n",
        b"\x01",
        b"\x0C",
        b"\xE9",
        b"\xC3\xA9",
        b"\xED\xA0\x80",
        b"\\ud800",
        b"\\udc00",
        b"\\u",
        b"NaN",
        b"1e999",
        b"/**/",
        b"'",
        b"\xEF\xBB\xBF",
        b"\xC2\xA0",
    ];
    let change = (any::<prop::sample::Index>(), 0..3usize, prop::sample::select(put));
    (documents(), prop::collection::vec(change, 0..4)).prop_map(|(text, changes)| {
        let mut bytes = text.into_bytes();
        for (at, removed, put) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, put.iter().copied());
        }
        bytes
    })
}

/// Whether serde_json finds the grammar kept. It passes over values here, so that neither the range of numbers nor
/// pairs of surrogates nor depth concern it; that it is UTF-8 is looked at apart.
fn keeps_the_grammar(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

/// `text` as serde_json reads it once surrogates are replaced, as it refuses halves of pairs.
pub(crate) fn read(text: &str) -> Json {
    let escapes = regex::Regex::new(r"(?s)\\(u[dD][89a-fA-F][0-9a-fA-F]{2}|.)").unwrap();
    let replaced = escapes.replace_all(text, |found: &regex::Captures<'_>| match &found[1] {
        escape if escape.len() == 5 => "\u{fffd}".to_owned(),
        escape => format!("\\{escape}"),
    });
    serde_json::from_str(&replaced).unwrap()
}

/// How deep the arrays and objects of a valid text nest.
fn depth(value: &Value<'_>) -> usize {
    match &value.kind {
        Kind::Array(elements) => 1 + elements.iter().map(depth).max().unwrap_or(0),
        Kind::Object(members) => {
            1 + members.iter().map(|(_, member)| depth(member)).max().unwrap_or(0)
        }
        _ => 0,
    }
}

/// What serde_json refuses in building values and we do not.
fn is_listed(error: &serde_json::Error) -> bool {
    let message = error.to_string();
    [
        "number out of range",
        "surrogate in hex escape",
        "unexpected end of hex escape",
        "recursion limit exceeded",
    ]
    .iter()
    .any(|listed| message.contains(listed))
}

fn assert_equal(ours: &Value<'_>, theirs: &Json) {
    match (&ours.kind, theirs) {
        (Kind::Null, Json::Null) => {}
        (Kind::Boolean(ours), Json::Bool(theirs)) => assert_eq!(ours, theirs),
        (Kind::String(ours), Json::String(theirs)) => assert_eq!(ours, theirs),
        (Kind::Number, Json::Number(theirs)) if theirs.is_f64() => {
            let (ours, theirs): (f64, f64) = (ours.text.parse().unwrap(), theirs.as_f64().unwrap());
            // serde_json reads floats to the last place but one.
            assert!(
                (ours - theirs).abs() <= ours.abs() * 1e-15 + f64::MIN_POSITIVE,
                "{ours} {theirs}"
            );
        }
        (Kind::Number, Json::Number(theirs)) => assert_eq!(ours.text, theirs.to_string()),
        (Kind::Array(ours), Json::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len());
            ours.iter().zip(theirs).for_each(|(ours, theirs)| assert_equal(ours, theirs));
        }
        (Kind::Object(ours), Json::Object(theirs)) => {
            let names: Vec<&str> = ours.iter().map(|(name, _)| name.as_ref()).collect();
            assert_eq!(names, theirs.keys().collect::<Vec<_>>());
            ours.iter()
                .zip(theirs.values())
                .for_each(|((_, ours), theirs)| assert_equal(ours, theirs));
        }
        _ => panic!("{ours:?} {theirs:?}"),
    }
}

/// The texts of the frames of `input`, how many pieces of it were broken, and how many repairs were made.
fn frames(input: &[u8], faults: Faults) -> (Vec<String>, usize, usize) {
    let mut frames =
        Frames::new(input, FrameOptions { max_payload: 1 << 20, faults, unit: Unit::Value });
    let (mut found, mut broken) = (Vec::new(), 0);
    loop {
        match frames.next_step() {
            Next::Frame(frame) => found.push(frame.text.to_owned()),
            Next::Broken(_) => broken += 1,
            Next::Wait => frames.fill().unwrap(),
            Next::End => return (found, broken, frames.take_repairs().len()),
        }
    }
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn what_serde_json_accepts_is_accepted_and_what_it_refuses_is_refused(bytes in nearly_documents()) {
        let shown = String::from_utf8_lossy(&bytes);
        prop_assert_eq!(check(&bytes).is_ok(), keeps_the_grammar(&bytes), "{}", shown);
        match (check(&bytes), serde_json::from_slice::<Json>(&bytes)) {
            (Ok(text), Ok(theirs)) => assert_equal(&Value::of(text), &theirs),
            (Ok(_), Err(error)) => prop_assert!(is_listed(&error), "{} {}", error, shown),
            (Err(fault), Ok(_)) => prop_assert!(false, "{:?} {}", fault, shown),
            (Err(_), Err(_)) => {}
        }
    }

    #[test]
    fn values_are_read_as_serde_json_reads_them(text in documents()) {
        let ours = Value::of(check(text.as_bytes()).unwrap());
        match serde_json::from_str::<Json>(&text) {
            Ok(theirs) => assert_equal(&ours, &theirs),
            Err(error) => prop_assert!(error.to_string().contains("number out of range"), "{}", error),
        }
    }

    #[test]
    fn what_needs_no_repair_is_not_changed(all in prop::collection::vec(payloads(), 0..4), layout in 0..5usize, document in documents()) {
        for input in [framed(&all, layout), document] {
            let refusing = frames(input.as_bytes(), Faults::Refuse);
            prop_assert_eq!((refusing.1, refusing.2), (0, 0));
            prop_assert_eq!(frames(input.as_bytes(), Faults::Mend), refusing);
        }
    }

    #[test]
    fn repairs_happen_only_where_something_is_broken_and_leave_json_behind(input in damaged()) {
        let refusing = frames(&input, Faults::Refuse);
        let mending = frames(&input, Faults::Mend);
        if refusing.1 == 0 {
            prop_assert_eq!(&mending, &refusing, "{}", String::from_utf8_lossy(&input));
        }
        for text in &mending.0 {
            prop_assert_eq!(check(text.as_bytes()), Ok(text.as_str()));
            prop_assert!(keeps_the_grammar(text.as_bytes()), "{}", text);
        }
    }

    #[test]
    fn the_repair_of_nearly_json_is_json(bytes in nearly_documents()) {
        for text in frames(&bytes, Faults::Mend).0 {
            prop_assert_eq!(check(text.as_bytes()), Ok(text.as_str()));
            prop_assert!(keeps_the_grammar(text.as_bytes()), "{}", text);
        }
    }
}

#[test]
fn the_listed_differences_to_serde_json_are_these() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    for (text, theirs) in [
        ("1e999".to_owned(), false),
        ("\"\\ud800\"".to_owned(), false),
        ("\"\\udc00\"".to_owned(), false),
        (nested(127), true),
        (nested(MAX_DEPTH), false),
    ] {
        assert!(check(text.as_bytes()).is_ok(), "{text}");
        assert_eq!(serde_json::from_str::<Json>(&text).is_ok(), theirs, "{text}");
    }
    assert!(check(nested(MAX_DEPTH + 1).as_bytes()).is_err());
    assert_eq!(depth(&Value::of(&nested(MAX_DEPTH))), MAX_DEPTH);
}

//! The law of the index: for any bytes in any pieces, by every method, it agrees with the scanner.

use proptest::prelude::*;

use super::*;
use crate::scan::{MAX_DEPTH, ScanStatus, Scanner};
use crate::walk;

/// Where the value at `start` ends if it is right and complete, as the scanner has it.
fn scanned(bytes: &[u8], start: usize) -> Option<usize> {
    match Scanner::default().resume(&bytes[start..], More::Coming) {
        Ok(ScanStatus::Complete(end)) => Some(start + end),
        _ => None,
    }
}

/// Looks at the value at `start` while `bytes` come in pieces of these lengths.
fn looked_at(index: &mut Index, bytes: &[u8], start: usize, pieces: &[usize]) -> Option<usize> {
    let mut lengths = pieces.iter().copied().cycle();
    let mut length = start + 1;
    loop {
        length = (length + lengths.next().unwrap_or(64)).min(bytes.len());
        let more = if length == bytes.len() { More::Never } else { More::Coming };
        match index.look(&bytes[..length], start, more) {
            IndexStatus::Complete(end) => return Some(end),
            IndexStatus::Unsure => return None,
            IndexStatus::Incomplete => assert!(length < bytes.len()),
        }
    }
}

fn agrees(bytes: &[u8], pieces: &[usize]) {
    for backend in Backend::all() {
        // One index goes through all values, as it does in an input that is all there.
        let mut all = Index::by(backend);
        let starts = (0..bytes.len()).filter(|&at| matches!(bytes[at], b'{' | b'['));
        for start in starts.take(40) {
            let expected = scanned(bytes, start);
            let mut one = Index::by(backend);
            for (index, pieces) in [(&mut one, pieces), (&mut all, &[bytes.len()])] {
                let found = looked_at(index, bytes, start, pieces);
                assert_eq!(found, expected, "{backend:?}, {start}: {}", bytes.escape_ascii());
                let text = found.and_then(|end| str::from_utf8(&bytes[start..end]).ok());
                if let Some(text) = text {
                    let structure = index.structure().unwrap();
                    is_structure_of(text, &structure, structure.root());
                    let form = match has_escaped_key(text) {
                        true => KeyForm::Escaped,
                        false => KeyForm::Plain,
                    };
                    assert_eq!(structure.keys(), form, "{backend:?}, {start}: {text}");
                }
            }
        }
    }
}

/// Whether something is escaped in any key, however deep.
fn has_escaped_key(text: &str) -> bool {
    walk::members(text).any(|member| member.key.contains('\\') || has_escaped_key(member.value))
        || walk::elements(text).any(has_escaped_key)
}

/// Asks that going from operator to operator shows what going from byte to byte shows.
fn is_structure_of(text: &str, structure: &Structure<'_>, node: IndexNode) {
    let bytes = text.as_bytes();
    let whole = &text[structure.span(bytes, node)];
    let members: Vec<_> = structure.members(bytes, node).collect();
    let expected: Vec<_> = walk::members(whole).collect();
    assert_eq!(members.len(), expected.len(), "{whole}");
    for (member, expected) in members.iter().zip(expected) {
        assert_eq!(&text[member.key.clone()], expected.key);
        assert_eq!(&text[structure.span(bytes, member.value)], expected.value);
        is_structure_of(text, structure, member.value);
        if let Some(inner) = structure.of(member.value) {
            let span = inner.span(expected.value.as_bytes(), inner.root());
            assert_eq!(&expected.value[span], expected.value);
        }
    }
    let elements: Vec<_> = structure.elements(bytes, node).collect();
    let expected: Vec<_> = walk::elements(whole).collect();
    assert_eq!(elements.len(), expected.len(), "{whole}");
    for (&element, expected) in elements.iter().zip(expected) {
        assert_eq!(&text[structure.span(bytes, element)], expected);
        is_structure_of(text, structure, element);
    }
}

/// Pieces of text that make values, right ones and wrong ones.
fn fragment() -> impl Strategy<Value = Vec<u8>> {
    let fragments: Vec<&'static [u8]> = vec![
        b"{", b"}", b"[", b"]", b":", b",", b"{", b"}", b"[", b"]", b":", b",", b"\"a\"", b"\"a\"",
        b"\"a\":", b"\"a\":1,", b"\"b\":\"c\"", b"{}", b"[]", b"[1,2]", b"{\"a\":[]}", b"\"",
        b"\\", b"\"\\\"\"", b"\"\\\\\"", b"\"\\u00e9\"", b"\"\\u00g9\"", b"\"\\x\"", b"\\\"",
        b"\"\\n\"", b"\"\t\"", b"\"\n\"", b"\"\x7f\"", "\"é\"".as_bytes(), b"\xff", b"\"\xff\"",
        b" ", b"\n", b"\r\n", b"\t", b"    ", b"\x0c", b"\0", b"0", b"1", b"-", b"01", b"00", b"10",
        b"-0", b"-01", b"1.5", b"1.", b".5", b"1e5", b"1E+5", b"1e", b"123456789012345678901234567890",
        b"true", b"false", b"null", b"nul", b"nulll", b"TRUE", b"NaN", b"+1", b"'a'", b"//", b"1a",
        b"                                                                ",
        b"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
        b"\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\",
    ];
    prop::sample::select(fragments).prop_map(<[u8]>::to_vec)
}

fn soup() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(fragment(), 0..60).prop_map(|fragments| fragments.concat())
}

/// A right value, with white space of every kind.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "1",
        "-0.5e+3",
        "0",
        "100",
        "true",
        "false",
        "null",
        "\"\"",
        "\"x\"",
        "\"\\\"\"",
        "\"\\\\\"",
        "\"\\u00e9\\ud83d\\ude00\"",
        "\"{[:,]}\"",
        "\"é😀\"",
        "{}",
        "[]",
        "[ ]",
        "{\n}",
        "\"a long text with nothing to it, so that it goes on from one block to the next one\"",
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
    ]);
    let white = || prop::sample::select(vec!["", "", "", " ", "\n  ", "\r\n\t"]);
    let leaf = leaf.prop_map(str::to_owned);
    leaf.prop_recursive(5, 60, 6, move |inner| {
        let element = (white(), inner.clone(), white())
            .prop_map(|(before, value, after)| format!("{before}{value}{after}"));
        let key = prop::sample::select(vec!["a", "b", "", "a\\\"b", "\\u0061", "é"]);
        let member = (white(), key, white(), element.clone())
            .prop_map(|(before, key, after, value)| format!("{before}\"{key}\"{after}:{value}"));
        prop_oneof![
            prop::collection::vec(element, 1..6)
                .prop_map(|elements| format!("[{}]", elements.join(","))),
            prop::collection::vec(member, 1..6)
                .prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

fn pieces() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        Just(vec![1 << 20]),
        Just(vec![1]),
        Just(vec![64]),
        prop::collection::vec(1..200usize, 1..8),
    ]
}

proptest! {
    #[test]
    fn the_index_tells_what_the_scanner_tells_of_anything(bytes in soup(), pieces in pieces()) {
        agrees(&bytes, &pieces);
    }

    #[test]
    fn the_index_tells_what_the_scanner_tells_of_values_with_a_fault(
        values in prop::collection::vec(json(), 1..5),
        at: prop::sample::Index,
        fault in prop_oneof![fragment(), Just(Vec::new())],
        dropped in 0..3usize,
        pieces in pieces(),
    ) {
        let mut bytes = values.join("\n").into_bytes();
        let from = at.index(bytes.len());
        let to = (from + dropped).min(bytes.len());
        bytes.splice(from..to, fault);
        agrees(&bytes, &pieces);
    }

    #[test]
    fn a_right_value_is_indexed_whole(value in json()) {
        for backend in Backend::all() {
            let mut index = Index::by(backend);
            let text = format!("[{value}]");
            prop_assert!(index.whole(&text).is_some(), "{}", text);
        }
    }

    #[test]
    fn what_is_moved_stays_what_it_was(
        values in prop::collection::vec(json(), 1..8),
        pieces in prop::collection::vec(1..300usize, 1..8),
    ) {
        let text: String = values.iter().map(|value| format!("[{value}],\n")).collect();
        for backend in Backend::all() {
            let mut index = Index::by(backend);
            let mut rest = text.as_bytes();
            let (mut window, mut start) = (Vec::new(), 0);
            let mut lengths = pieces.iter().copied().cycle();
            let mut found = Vec::new();
            loop {
                if window.get(start).is_some_and(|&byte| byte != b'[') {
                    start += 1;
                    continue;
                }
                match index.look(&window, start, More::Coming) {
                    IndexStatus::Complete(end) => {
                        let structure = index.structure().unwrap();
                        let value = str::from_utf8(&window[start..end]).unwrap();
                        is_structure_of(value, &structure, structure.root());
                        found.push(value.to_owned());
                        start = end;
                        continue;
                    }
                    IndexStatus::Incomplete | IndexStatus::Unsure if rest.is_empty() => break,
                    IndexStatus::Unsure => prop_assert!(start == window.len()),
                    IndexStatus::Incomplete => {}
                }
                window.drain(..start);
                index.shift(start);
                start = 0;
                let (piece, others) = rest.split_at(lengths.next().unwrap().min(rest.len()));
                window.extend_from_slice(piece);
                rest = others;
            }
            let expected: Vec<_> = values.iter().map(|value| format!("[{value}]")).collect();
            prop_assert_eq!(found, expected);
        }
    }
}

#[test]
fn nesting_has_the_limit_that_the_scanner_has() {
    for depth in [MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1] {
        agrees(format!("{}{}", "[".repeat(depth), "]".repeat(depth)).as_bytes(), &[7]);
        agrees(format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)).as_bytes(), &[7]);
    }
}

#[test]
fn tokens_across_the_borders_of_blocks_are_whole() {
    let tokens = [
        "null",
        "false",
        "12345678",
        "-0.5",
        "01",
        "nul",
        "\"\\u00e9\"",
        "\"\\\\\"",
        "\"a\\\"b\"",
        "\"\\x\"",
        "\"\u{1}\"",
        "{}",
        "{\"a\":1}",
        "[ ]",
        "{\"a\"}",
        "{\"a\" 1}",
    ];
    for token in tokens {
        for before in 0..140 {
            let text =
                format!("[{}{token}{}, {token}]", " ".repeat(before), " ".repeat(before % 7));
            agrees(text.as_bytes(), &[1 << 20]);
            agrees(text.as_bytes(), &[64, 3]);
        }
    }
}

#[test]
fn numbers_longer_than_anybody_waits_for_are_right_once_they_are_there() {
    let long = format!("[{},1]", "7".repeat(10_000));
    for backend in Backend::all() {
        let mut index = Index::by(backend);
        assert!(index.whole(&long).is_some());
        // In pieces the scanner has the last word, after a bounded time.
        let mut index = Index::by(backend);
        assert_eq!(index.look(&long.as_bytes()[..5_000], 0, More::Coming), IndexStatus::Unsure);
    }
}

#[test]
fn values_of_other_kinds_are_left_to_the_scanner() {
    let mut index = Index::default();
    assert!(index.whole("[1]").is_some());
    for text in ["", "1", "\"[]\"", "null", "x", " []"] {
        assert_eq!(index.look(text.as_bytes(), 0, More::Never), IndexStatus::Unsure, "{text}");
        // Of the value before nothing is told any more.
        assert!(index.structure().is_none());
    }
}

#[test]
fn a_value_that_is_left_to_the_scanner_has_not_the_structure_of_the_one_before() {
    let mut index = Index::default();
    let text = b"{\"a\":[]} 1";
    assert_eq!(index.look(text, 0, More::Never), IndexStatus::Complete(8));
    assert!(index.structure().is_some());
    assert_eq!(index.look(text, 9, More::Never), IndexStatus::Unsure);
    assert!(index.structure().is_none());
}

#[test]
fn what_is_kept_of_a_value_is_bounded() {
    let element = "[],";
    let text = format!("[{}[]]", element.repeat(MOST_OPERATORS));
    let mut index = Index::default();
    assert_eq!(index.look(text.as_bytes(), 0, More::Never), IndexStatus::Unsure);
    // One stripe has at most one operator for each byte.
    assert!(index.blocks.operators.len() <= MOST_OPERATORS + STRIPE);
    let few = format!("[\"{}\"]", "x".repeat(text.len()));
    assert!(index.whole(&few).is_some());
}

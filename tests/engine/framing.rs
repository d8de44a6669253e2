//! The framer against a slow reference that has the whole input before it and follows the rules word by word.

use std::io::{self, Read};

use leadmap_engine::input::frame::{Faults, FrameOptions, Next, Unit};
use leadmap_engine::input::frames::Frames;
use proptest::prelude::*;

use crate::reference::{self, Piece};

/// Gives its bytes in pieces of the given sizes, over and over.
struct Pieces<'a> {
    bytes: &'a [u8],
    sizes: Vec<usize>,
    next: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.next.is_multiple_of(5) {
            self.next += 1;
            return Err(io::ErrorKind::Interrupted.into());
        }
        let size = self.sizes[self.next % self.sizes.len()].clamp(1, buffer.len());
        let count = size.min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        self.next += 1;
        Ok(count)
    }
}

fn frames(input: &[u8], sizes: Vec<usize>) -> Vec<Piece> {
    let options = FrameOptions { max_payload: 1 << 20, faults: Faults::Refuse, unit: Unit::Value };
    let mut frames = Frames::new(Pieces { bytes: input, sizes, next: 1 }, options);
    let mut pieces = Vec::new();
    loop {
        match frames.next_step() {
            Next::Frame(frame) => {
                let start = usize::try_from(frame.place.byte).unwrap();
                assert_eq!(&input[start..start + frame.text.len()], frame.text.as_bytes());
                pieces.push(Piece::Value { start, end: start + frame.text.len() });
            }
            Next::Broken(broken) => pieces.push(Piece::Broken {
                start: usize::try_from(broken.place.byte).unwrap(),
                bytes: broken.bytes.unwrap().to_vec(),
                fault: usize::try_from(broken.fault_place.byte).unwrap(),
            }),
            Next::Wait => frames.fill().unwrap(),
            Next::End => return pieces,
        }
    }
}

fn describe(input: &[u8]) -> Vec<String> {
    frames(input, vec![7])
        .into_iter()
        .map(|piece| match piece {
            Piece::Value { start, end } => String::from_utf8_lossy(&input[start..end]).into_owned(),
            Piece::Broken { bytes, fault, .. } => {
                format!("! {} @{fault}", String::from_utf8_lossy(&bytes))
            }
        })
        .collect()
}

#[test]
fn every_framing_gives_the_same_values() {
    for input in [
        "{\"a\":1}\n{\"b\":[2]}\n",
        "{\"a\":1}{\"b\":[2]}",
        "[{\"a\":1},{\"b\":[2]}]",
        "[\n  {\"a\":1},\n  {\"b\":[2]}\n]\n",
        "\u{feff}{\"a\":1}\r\n{\"b\":[2]}\r\n",
        "[{\"a\":1}] [] [{\"b\":[2]}]",
        "\u{feff}{\"a\":1}\u{feff}\n{\"b\":[2]}\n\u{feff}",
    ] {
        assert_eq!(describe(input.as_bytes()), ["{\"a\":1}", "{\"b\":[2]}"], "{input}");
    }
    assert_eq!(describe(b""), [""; 0]);
    assert_eq!(describe(b" \n\n"), [""; 0]);
    assert_eq!(describe(b"[[1],[2]]"), ["[1]", "[2]"]);
    assert_eq!(describe(b"1 \"a\"null{} true"), ["1", "\"a\"", "null", "{}", "true"]);
    assert_eq!(describe(b"1 \"a\" null {} true"), ["1", "\"a\"", "null", "{}", "true"]);
}

#[test]
fn a_broken_line_costs_itself_alone() {
    assert_eq!(
        describe(b"{\"a\":1}\n{\"b\":\"x}\n{\"c\":3}\n"),
        ["{\"a\":1}", "! {\"b\":\"x} @16", "{\"c\":3}"]
    );
    assert_eq!(
        describe(b"{\"a\":1}\n{\"b\":[1\n{\"c\":3}\n"),
        ["{\"a\":1}", "! {\"b\":[1 @16", "{\"c\":3}"]
    );
    assert_eq!(describe(b"{\"a\":1\n{\"c\":3}"), ["! {\"a\":1 @7", "{\"c\":3}"]);
}

#[test]
fn text_between_values_is_one_piece_up_to_the_next_value() {
    assert_eq!(
        describe(b"{\"a\":1}\nhello\n  world\n  {\"b\":2}\n12/05/2024 x {\n{\"c\":3} tail {\"d\":4}\n{\"e\":5}"),
        [
            "{\"a\":1}",
            "! hello\n  world @8",
            "{\"b\":2}",
            "! 12/05/2024 x { @34",
            "{\"c\":3}",
            "! tail {\"d\":4} @55",
            "{\"e\":5}"
        ]
    );
}

#[test]
fn a_broken_element_of_a_pretty_array_costs_itself_alone() {
    let input = b"[\n  {\n    \"a\": 1\n  },\n  {\n    \"b\": 2 \"x\": 3\n  },\n  {\n    \"c\": 3\n  }\n]\n{\"d\":4}\n";
    let found = describe(input);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[1].starts_with("! {\n    \"b\": 2 \"x\": 3\n  } @"), "{found:?}");
    assert_eq!(found[3], "{\"d\":4}");
}

#[test]
fn what_follows_an_array_whose_last_element_is_broken_is_not_lost() {
    assert_eq!(
        describe(b"[\n  {\"a\":1},\n  {\"b\":}\n]\n{\"c\":3}\n"),
        ["{\"a\":1}", "! {\"b\":} @20", "{\"c\":3}"]
    );
    assert_eq!(
        describe(b"[\n  {\"a\":1},\n  {\"b\":\n{\"c\":3}\n"),
        ["{\"a\":1}", "! {\"b\": @20", "{\"c\":3}"]
    );
}

#[test]
fn of_an_array_on_one_line_the_rest_is_lost_with_a_broken_element() {
    assert_eq!(
        describe(b"[{\"a\":1},{\"b\":},{\"c\":3}]\n[{\"d\":4}]\n{\"e\":5}"),
        ["{\"a\":1}", "! {\"b\":},{\"c\":3}] @14", "{\"d\":4}", "{\"e\":5}"]
    );
    assert_eq!(
        describe(b"[{\"a\":},\n {\"b\":2},\n {\"c\":3}]\n{\"d\":4}"),
        ["! {\"a\":} @6", "{\"b\":2}", "{\"c\":3}", "{\"d\":4}"]
    );
}

#[test]
fn the_commas_of_an_array_are_checked() {
    assert_eq!(describe(b"[{} {} ,,{},]"), ["{}", "! {} @4", "! , @8", "{}", "! ] @12"]);
    assert_eq!(describe(b"[{}"), ["{}", "! [ @0"]);
    assert_eq!(describe(b"{}]\n{}"), ["{}", "! ] @2", "{}"]);
}

#[test]
fn what_is_said_of_a_fault_does_not_depend_on_how_the_bytes_arrived() {
    let message = |input: &[u8], size: usize| {
        let options =
            FrameOptions { max_payload: 1 << 20, faults: Faults::Refuse, unit: Unit::Value };
        let reader = Pieces { bytes: input, sizes: vec![size], next: 1 };
        let mut frames = Frames::new(reader, options);
        loop {
            match frames.next_step() {
                Next::Broken(broken) => break broken.message,
                Next::Wait => frames.fill().unwrap(),
                step => panic!("{step:?}"),
            }
        }
    };
    assert_eq!(message(b"[\n  {\"a\":[1\n  {}\n]", 100), "expected `,` or `]`, found `{`");
    for input in [
        "{\"a\": nothing}\n",
        "{nul}\n{}",
        "hello\n{}",
        "{\"a\": /* b */ 1}\n{}",
        "{\"a\": 12x4}\n",
    ] {
        let whole = message(input.as_bytes(), input.len());
        for size in 1..4 {
            assert_eq!(message(input.as_bytes(), size), whole, "{input}");
        }
    }
}

#[test]
fn a_value_that_the_next_one_could_continue_is_not_blamed_for_that_one_s_faults() {
    assert_eq!(
        describe(b"{\"a\":\n{\"b\":\"\xe9\"}\n{}"),
        ["! {\"a\": @5", "! {\"b\":\"\u{fffd}\"} @12", "{}"]
    );
    assert_eq!(describe(b"{\"a\":[\n{\"b\":x}\n{}"), ["! {\"a\":[ @6", "! {\"b\":x} @12", "{}"]);
    for end in ["", "\n"] {
        let input = format!("{{\n \"k\": [\n[]{end}");
        assert_eq!(describe(input.as_bytes()), ["! {\n \"k\": [ @9"]);
    }
}

#[test]
fn only_white_space_as_json_has_it_is_left_out() {
    assert_eq!(describe(b"{}\x0C\n{}"), ["{}", "! \x0C @2", "{}"]);
    assert_eq!(describe(b"[\n:\t,\n{}]"), ["! : @2", "{}"]);
}

#[test]
fn a_line_that_is_cut_off_does_not_take_the_next_ones_with_it_when_it_is_repaired() {
    for (input, expected) in [
        ("{\"a\":[1\n{\"b\":2}\n{\"c\":3}\n", vec!["! {\"a\":[1", "{\"b\":2}", "{\"c\":3}"]),
        ("[\n  {\"a\":[{}\n  {\"b\":2}\n]\n", vec!["! {\"a\":[{}", "{\"b\":2}"]),
        ("{\"a\":[\n  {}\n  {\"b\":2}\n]}\n{}", vec!["{\"a\":[\n  {},\n  {\"b\":2}\n]}", "{}"]),
    ] {
        let options =
            FrameOptions { max_payload: 1 << 20, faults: Faults::Mend, unit: Unit::Value };
        let mut frames = Frames::new(input.as_bytes(), options);
        let mut found = Vec::new();
        loop {
            match frames.next_step() {
                Next::Frame(frame) => found.push(frame.text.to_owned()),
                Next::Broken(broken) => {
                    let text = String::from_utf8_lossy(broken.bytes.unwrap());
                    found.push(format!("! {text}"));
                }
                Next::Wait => frames.fill().unwrap(),
                Next::End => break,
            }
        }
        assert_eq!(found, expected, "{input}");
    }
}

#[test]
fn a_line_ends_with_a_return_too() {
    let lines = "{\"a\":1}\n{\"a\":\n{\"a\":3}\n[{\"a\":4}\n{\"a\":5}\nhello\n{\"a\":6}\n";
    let values: Vec<String> = describe(lines.as_bytes());
    assert_eq!(values.len(), 5 + 3, "{values:?}");
    assert_eq!(describe(lines.replace('\n', "\r").as_bytes()), values);
    let windows = describe(lines.replace('\n', "\r\n").as_bytes());
    assert_eq!(windows.len(), values.len(), "{windows:?}");
}

#[test]
fn a_sequence_of_records_is_read_as_what_it_is() {
    for end in ["\n", ""] {
        let sequence = |records: &[&str]| {
            records.iter().map(|record| format!("\u{1e}{record}{end}")).collect::<String>()
        };
        let good = sequence(&["{\"a\":1}", "[{\"a\":2},{\"a\":3}]", " {\"a\":4}"]);
        assert_eq!(describe(good.as_bytes()), ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"a\":4}"]);
        for broken in ["{\"b\":", "{\"b\":x}", "{\"b\":\"", "hello", "[{},{\"b\":", "[\n {\"b\""] {
            let input = sequence(&["{}", broken, "{\"a\":1}", "[{\"a\":2}]"]);
            let found = describe(input.as_bytes());
            let faults = found.iter().filter(|it| it.starts_with('!')).count();
            assert_eq!(faults, 1, "{found:?}");
            assert_eq!(found[found.len() - 2..], ["{\"a\":1}", "{\"a\":2}"]);
        }
        assert_eq!(
            describe(sequence(&["[{}", "{\"a\":1}"]).as_bytes()),
            ["{}", "! [ @1", "{\"a\":1}"]
        );
    }
}

fn value() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "1",
        "-1.50",
        "true",
        "null",
        "\"\"",
        "\"a\\\"b\"",
        "\"é\"",
        "\"[{\"",
        "[]",
        "{}",
        "\"\\ud800\"",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(inner, 0..3).prop_map(|items| {
                let members: Vec<_> = items.iter().map(|item| format!("\"k\": {item}")).collect();
                format!("{{{}}}", members.join(" , "))
            }),
        ]
    })
}

fn document() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec(value(), 0..5);
    (lines, 0..6usize).prop_map(|(values, layout)| match layout {
        0 => values.join("\n"),
        1 => format!("[{}]", values.join(",")),
        2 => format!("[\n  {}\n]\n", values.join(",\n  ")),
        3 => format!("[\n{}\n]\n{{}}", values.join(",\n")),
        4 => values.iter().map(|v| v.replace(',', ",\n ").replace('{', "{\n ") + "\n").collect(),
        _ => format!("[{}]\n[1]", values.join(",\n ")),
    })
}

/// A fault: at a place, so many bytes go and some others come.
fn fault() -> impl Strategy<Value = (usize, usize, &'static str)> {
    let put = vec![
        "", "", "{", "}", "[", "]", ",", ":", "\"", "\n", "x", " ", "//", "\u{0}", "1", "\r",
        "\r\n", "\u{1e}", "\n\u{1e}", "\u{1e}{",
    ];
    (0..200usize, 0..3usize, prop::sample::select(put))
}

proptest! {
    #![proptest_config(crate::cases(1024))]

    #[test]
    fn the_framer_finds_what_the_reference_finds(
        documents in prop::collection::vec(document(), 1..3),
        faults in prop::collection::vec(fault(), 0..4),
        latin1 in prop::option::of(0..200usize),
        sizes in prop::collection::vec(1..40usize, 1..4),
    ) {
        let mut input = documents.concat().into_bytes();
        for (at, removed, put) in faults {
            let at = at.min(input.len());
            let end = (at + removed).min(input.len());
            input.splice(at..end, put.bytes());
        }
        if let Some(at) = latin1
            && at < input.len()
        {
            input[at] = 0xE9;
        }
        prop_assert_eq!(frames(&input, sizes), reference::pieces(&input), "{}", String::from_utf8_lossy(&input));
    }

    #[test]
    fn no_bytes_make_the_framer_panic_and_none_are_lost_or_read_twice(
        input in prop::collection::vec(prop::sample::select(b"{}[]\",:1a \n\r\t\\\xe9\xef\xbb\xbf/\x1e".to_vec()), 0..60),
        sizes in prop::collection::vec(1..9usize, 1..4),
    ) {
        let found = frames(&input, sizes);
        prop_assert_eq!(&found, &reference::pieces(&input));
    }
}

//! What holds of framing by lines, and of leaving a reading at a cursor and resuming it there.

use std::io::{self, Read};

use leadmap_engine::input::cursor::{ArrayState, Cursor, OpenArray};
use leadmap_engine::input::frame::{Faults, FrameOptions, Next, Repair, Unit};
use leadmap_engine::input::frames::Frames;
use leadmap_engine::input::place::{Place, Track};
use leadmap_engine::reject::RejectCode;
use proptest::prelude::*;

use crate::laws::payloads::{damaged, payloads};

/// Gives its bytes a few at a time.
struct Sips<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Read for Sips<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.size.min(buffer.len()).min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Value(Place, String),
    Broken(Place, RejectCode, String, Place, Option<Vec<u8>>),
    Repairs(Vec<Repair>),
    /// So many lines of a log without a value, since the piece before.
    Texts(u64),
}

pub(crate) const MOST: usize = 1 << 20;

fn options(unit: Unit, faults: Faults) -> FrameOptions {
    FrameOptions { max_payload: MOST, faults, unit }
}

/// All that comes, each with the cursor before it if there is one.
fn read_on<R: Read>(mut frames: Frames<R>) -> Vec<(Option<Cursor>, Piece)> {
    let mut pieces = Vec::new();
    let mut cursor = frames.cursor();
    loop {
        let piece = match frames.next_step() {
            Next::Wait => {
                frames.fill().unwrap();
                continue;
            }
            Next::End => None,
            Next::Frame(frame) => Some(Piece::Value(frame.place, frame.text.to_owned())),
            Next::Broken(broken) => Some(Piece::Broken(
                broken.place,
                broken.code,
                broken.message,
                broken.fault_place,
                broken.bytes.map(<[u8]>::to_vec),
            )),
        };
        let texts = frames.take_texts();
        if texts > 0 {
            pieces.push((None, Piece::Texts(texts)));
        }
        let repairs = frames.take_repairs();
        if !repairs.is_empty() {
            pieces.push((None, Piece::Repairs(repairs)));
        }
        let Some(piece) = piece else { return pieces };
        pieces.push((cursor, piece));
        cursor = frames.cursor();
    }
}

pub(crate) fn pieces(input: &[u8], size: usize, options: FrameOptions) -> Vec<Piece> {
    let found = read_on(Frames::new(Sips { bytes: input, size }, options));
    found.into_iter().map(|(_, piece)| piece).collect()
}

/// What is read by lines, values as they are, anything else after `!` with its code.
fn by_lines(input: &[u8], max_payload: usize) -> Vec<String> {
    let options = FrameOptions { max_payload, ..options(Unit::Line, Faults::Refuse) };
    let found = pieces(input, 7, options);
    assert_eq!(found, pieces(input, MOST, options));
    let described = found.into_iter().map(|piece| match piece {
        Piece::Value(_, text) => text,
        Piece::Broken(place, code, _, fault, bytes) => {
            let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            format!("! {} {} @{} {text:?}", code.name(), place.line, fault.byte)
        }
        Piece::Repairs(_) | Piece::Texts(_) => panic!("nothing is mended, and no line is text"),
    });
    described.collect()
}

#[test]
fn a_line_is_a_value_or_broken_whatever_stands_around_it() {
    let log = "\u{feff}{\"a\":1}\r\n\r\n \t\n  [1, 2] \nstarted\n{\"b\":\n2}\n{\"c\":3} {\"d\":4}\n7\n\"é";
    assert_eq!(
        by_lines(log.as_bytes(), MOST),
        [
            "{\"a\":1}",
            "[1, 2]",
            "! stray-text 5 @27 Some(\"started\")",
            "! cut-short 6 @40 Some(\"{\\\"b\\\":\")",
            "! syntax 7 @42 Some(\"2}\")",
            "! syntax 8 @52 Some(\"{\\\"c\\\":3} {\\\"d\\\":4}\")",
            "7",
            "! cut-short 10 @65 Some(\"\\\"é\")",
        ]
    );
    assert_eq!(by_lines(b"", MOST), [""; 0]);
    assert_eq!(by_lines(b"\n\r\n \n", MOST), [""; 0]);
    assert_eq!(
        by_lines(b"{\"a\":\"\xe9\"}\n{}", MOST),
        ["! invalid-utf8 1 @6 Some(\"{\\\"a\\\":\\\"�\\\"}\")", "{}"]
    );
}

#[test]
fn a_line_that_is_longer_than_allowed_costs_itself_alone() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(100));
    let at_limit = format!("{{\"a\":\"{}\"}}", "x".repeat(100 - 8));
    for end in ["\n", "\r\n"] {
        let input = [&*at_limit, &*long, &*at_limit].join(end) + end;
        assert_eq!(
            by_lines(input.as_bytes(), 100),
            [&*at_limit, "! too-large 2 @101 None", &*at_limit]
                .map(|text| text.replace("@101", &format!("@{}", 100 + end.len())))
        );
    }
    assert_eq!(by_lines(long.as_bytes(), 100), ["! too-large 1 @0 None"]);
}

#[test]
fn small_faults_in_a_line_are_mended() {
    let options = options(Unit::Line, Faults::Mend);
    let input = b"{\"a\":1,}\n[1 2]\n{\"b\":[1,\n{\"a\":1},\"headers\":{}}\nhello\n";
    let values: Vec<Piece> = pieces(input, 3, options);
    let text = |piece: &Piece| match piece {
        Piece::Value(_, text) => text.clone(),
        Piece::Broken(..) => "broken".to_owned(),
        Piece::Repairs(repairs) => repairs[0].kind.name().to_owned(),
        Piece::Texts(_) => panic!("{piece:?}"),
    };
    assert_eq!(
        values.iter().map(text).collect::<Vec<_>>(),
        [
            "trailing-comma",
            "{\"a\":1}",
            "missing-comma",
            "[1, 2]",
            "cut-short",
            "{\"b\":[1]}",
            "cut-off-wrapper",
            "{\"body\":{\"a\":1},\"headers\":{}}",
            "broken"
        ]
    );
}

/// Bytes of which lines are made, good and bad.
pub(crate) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        &b"{\"a\":1}"[..],
        b"[1,\"\\u00e9\"]",
        b"12",
        b"{",
        b"}",
        b"\"",
        b",",
        b" ",
        b"\t",
        b"\n",
        b"\n",
        b"\r\n",
        b"\r",
        b"x",
        b"\xe9",
        b"\xEF\xBB\xBF",
        b"// c",
    ]);
    prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

/// Lines of a log and what only looks like them, with JSON in some, whole or broken, and text before the first of them.
pub(crate) fn logs() -> impl Strategy<Value = Vec<u8>> {
    let prefix = prop::sample::select(vec![
        "",
        "",
        "2026-11-28T10:00:00Z ",
        "2026-11-28T10:00:00Z stdout F ",
        "2026-11-28T10:00:00Z stdout P ",
        "2026-11-28T10:00:00Z stderr P ",
        "2026-11-28",
        "[12:00:01] got ",
        "[12:00",
        "[INFO] ",
        "[12] ",
        "INFO ",
        "INFO",
        "info: ",
        "web-1  | ",
        "web-1",
        "83 <40>1 ",
        "data: ",
        "id: 1",
        "started ",
        "\u{1b}[32m",
        "\u{1b}",
        "\0\0\0\0",
        "1795860000 ",
        "Nov 28 10:00:00 host ",
        "  ",
    ]);
    let content = prop::sample::select(vec![
        "{\"a\":1}",
        "{\"a\":{\"b\":2}}",
        "{\n  \"a\": 1\n}",
        "{\n  \"a\": 1,\n  \"b\": {\"c\": 1}\n",
        "[{\"a\":1},{\"a\":2}]",
        "[\n  {\"a\":1}",
        "]",
        "{\"a\" 1}",
        "{\"a\":\"",
        "{\"a\":1",
        "{",
        "{}",
        "{id}",
        "\"lead\": {\"a\":1}}",
        "msg=\"{\\\"a\\\":1}\"",
        "\"{\\",
        "[12]",
        "12",
        "plain",
        "\u{1b}[0m",
        ",",
        " ",
        "\u{1e}",
        "é",
        "\u{feff}",
    ]);
    let end = prop::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r", "\n\n", ""]);
    let line = (prefix, prop::collection::vec(content, 0..4), end)
        .prop_map(|(prefix, contents, end)| format!("{prefix}{}{end}", contents.concat()));
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.concat().into_bytes())
}

/// Cursors are plain values: whatever keeps numbers can keep one.
fn kept(cursor: Cursor) -> Cursor {
    let place = |Place { line, column, byte }| [line, column, byte];
    let numbers = place(cursor.track.place);
    let array = cursor.array.map(|array| {
        let comma = match array.state {
            ArrayState::Open => Err(0),
            ArrayState::AfterElement => Err(1),
            ArrayState::Doubted => Err(2),
            ArrayState::AfterComma(comma) => Ok(place(comma)),
        };
        (place(array.place), array.indent, comma, array.divided)
    });
    let Track { indent, indenting, after_return, .. } = cursor.track;
    let kept = (numbers, indent, indenting, after_return, array, cursor.in_log);

    let place = |[line, column, byte]: [u64; 3]| Place { line, column, byte };
    let (numbers, indent, indenting, after_return, array, in_log) = kept;
    Cursor {
        in_log,
        track: Track { place: place(numbers), indent, indenting, after_return },
        array: array.map(|(bracket, indent, comma, divided)| OpenArray {
            divided,
            place: place(bracket),
            indent,
            state: match comma {
                Err(0) => ArrayState::Open,
                Err(1) => ArrayState::AfterElement,
                Err(_) => ArrayState::Doubted,
                Ok(comma) => ArrayState::AfterComma(place(comma)),
            },
        }),
    }
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn good_lines_are_the_same_values_at_the_same_places_as_without_lines(
        values in prop::collection::vec(payloads(), 0..8),
        ends in prop::collection::vec(prop::sample::select(vec!["\n", "\r\n", "\n\n", " \n \t\n"]), 8),
        mark in any::<bool>(),
        last in any::<bool>(),
        size in 1..200usize,
        mend in any::<bool>(),
    ) {
        let mut input = if mark { "\u{feff}".to_owned() } else { String::new() };
        for (value, end) in values.iter().zip(ends) {
            input += value;
            input += end;
        }
        let input = if last { input.trim_end() } else { &input };
        let faults = if mend { Faults::Mend } else { Faults::Refuse };
        let found = pieces(input.as_bytes(), size, options(Unit::Line, faults));
        prop_assert_eq!(&found, &pieces(input.as_bytes(), size, options(Unit::Value, faults)));
        prop_assert_eq!(found.len(), values.len());
    }

    #[test]
    fn each_byte_is_in_one_piece_or_blank(
        input in prop_oneof![bytes(), damaged()],
        size in 1..40usize,
    ) {
        let blank = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes).chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{feff}'))
        };
        let mut at = 0;
        for piece in pieces(&input, size, options(Unit::Line, Faults::Refuse)) {
            let (place, text) = match piece {
                Piece::Value(place, text) => (place, text.into_bytes()),
                Piece::Broken(place, _, _, _, bytes) => (place, bytes.unwrap()),
                Piece::Repairs(_) | Piece::Texts(_) => panic!("nothing is mended"),
            };
            let start = usize::try_from(place.byte).unwrap();
            prop_assert!(blank(&input[at..start]), "{}..{}", at, start);
            at = start + text.len();
            prop_assert_eq!(&input[start..at], text);
            let before = String::from_utf8_lossy(&input[..start]).replace("\r\n", "\n");
            prop_assert_eq!(place.line as usize, before.split(['\r', '\n']).count());
        }
        prop_assert!(blank(&input[at..]));
    }

    #[test]
    fn a_reading_that_is_resumed_at_any_cursor_gives_the_same_rest(
        input in prop_oneof![bytes(), damaged(), logs()],
        unit in prop::sample::select(vec![Unit::Value, Unit::Line, Unit::ValueOrLog, Unit::Log]),
        mend in any::<bool>(),
        size in 1..200usize,
    ) {
        let faults = if mend { Faults::Mend } else { Faults::Refuse };
        let options = options(unit, faults);
        let found = read_on(Frames::new(Sips { bytes: &input, size }, options));
        for (number, (cursor, _)) in found.iter().enumerate() {
            let Some(cursor) = cursor.map(kept) else { continue };
            let rest = &input[usize::try_from(cursor.track.place.byte).unwrap()..];
            let resumed = read_on(Frames::resuming(Sips { bytes: rest, size }, options, cursor, Vec::new()));
            let rest: Vec<&Piece> = resumed.iter().map(|(_, piece)| piece).collect();
            let mut expected: Vec<&Piece> = found[number..].iter().map(|(_, piece)| piece).collect();
            // What was repaired in the piece, and the lines of text before it, are told before it.
            let is_aside = |piece: &Piece| matches!(piece, Piece::Repairs(_) | Piece::Texts(_));
            for (_, before) in found[..number].iter().rev().take_while(|(_, piece)| is_aside(piece)) {
                expected.insert(0, before);
            }
            prop_assert_eq!(rest, expected, "{:?}", cursor);
        }
    }
}

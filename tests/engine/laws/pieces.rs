//! What is read, and what is rejected and why, depends on the bytes alone: not on the pieces in which they come, nor on how
//! many of them are at hand where something is found to be too large.

use leadmap_engine::input::frame::{Faults, FrameOptions, Unit};
use leadmap_engine::reject::RejectCode;
use proptest::prelude::*;

use crate::laws::lines::{MOST, Piece, bytes, logs, pieces};
use crate::laws::payloads::damaged;

/// What takes long to tell: white space where something is due, long tokens, comments.
fn drawn_out() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "{\"a\":1}",
        "{\"a\":",
        "[{\"a\":1}",
        "[",
        "]",
        "}",
        ",",
        "\n",
        "\n  ",
        "\r",
        "\r\n",
        "\u{1e}",
        "\u{1e}{",
        "        \n",
        "123456789",
        "1.",
        "true",
        "truly",
        "\"abcdefghij\"",
        "\"ab\\u00e9",
        "\"",
        "abcdefghij",
        "/* abcdef */",
        "/* ",
        "// abcdef\n",
        "\"headers\":{}}",
        "\u{1}",
        "é",
        "\u{feff}",
    ]);
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat().into_bytes())
}

fn options() -> impl Strategy<Value = FrameOptions> {
    let most = prop_oneof![4 => 1..40usize, 2 => 40..200usize, 1 => Just(MOST)];
    let faults = prop::sample::select(vec![Faults::Refuse, Faults::RefusePlainly, Faults::Mend]);
    let unit = prop::sample::select(vec![
        Unit::Value,
        Unit::ValueOrLog,
        Unit::ValueOrLog,
        Unit::Log,
        Unit::Line,
    ]);
    (most, faults, unit).prop_map(|(max_payload, faults, unit)| FrameOptions {
        max_payload,
        faults,
        unit,
    })
}

proptest! {
    #![proptest_config(crate::cases(1024))]

    #[test]
    fn in_whatever_pieces_an_input_comes_it_is_the_same(
        input in prop_oneof![bytes(), damaged(), drawn_out(), logs()],
        size in prop_oneof![1..8usize, 8..100usize],
        options in options(),
    ) {
        let whole = pieces(&input, MOST, options);
        prop_assert_eq!(&pieces(&input, size, options), &whole, "{}", String::from_utf8_lossy(&input));
        prop_assert_eq!(&pieces(&input, 1, options), &whole, "{}", String::from_utf8_lossy(&input));
    }

    #[test]
    fn what_is_longer_than_allowed_is_too_large_and_nothing_else_is(
        input in prop_oneof![bytes(), damaged(), drawn_out(), logs()],
        options in options(),
    ) {
        for piece in pieces(&input, MOST, options) {
            match piece {
                Piece::Value(_, text) => {
                    prop_assert!(text.len() <= options.max_payload || options.faults == Faults::Mend);
                }
                Piece::Broken(_, RejectCode::TooLarge, message, _, bytes) => {
                    prop_assert_eq!(bytes, None);
                    prop_assert_eq!(
                        message,
                        format!("larger than the {} bytes that --max-payload allows", options.max_payload)
                    );
                }
                Piece::Broken(_, RejectCode::Encoding, ..) | Piece::Repairs(_) | Piece::Texts(_) => {}
                Piece::Broken(.., bytes) => {
                    prop_assert!(bytes.is_some_and(|bytes| bytes.len() <= options.max_payload));
                }
            }
        }
    }
}

/// Each reject with its code and what is kept of it, and each value.
fn described(input: &str, max_payload: usize) -> Vec<String> {
    let options = FrameOptions { max_payload, faults: Faults::Refuse, unit: Unit::Value };
    let found = pieces(input.as_bytes(), MOST, options);
    assert_eq!(pieces(input.as_bytes(), 1, options), found);
    let described = found.into_iter().map(|piece| match piece {
        Piece::Value(_, text) => text,
        Piece::Broken(_, code, _, _, bytes) => {
            let kept = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            format!("{} {kept:?}", code.name())
        }
        Piece::Repairs(_) | Piece::Texts(_) => panic!("nothing is mended, and no line is text"),
    });
    described.collect()
}

#[test]
fn length_alone_decides_what_is_too_large_whatever_else_is_wrong_with_it() {
    for text in ["abcdefghij", "{\"a\":bad}", "{\"a\":\"bcd", "{\"a\":\"\u{1}\"}"] {
        let length = text.len();
        for (before, after) in
            [("", ""), ("", "\n"), ("{}\n", "   \n\n"), ("", "\n{}"), ("[1,\n", "\n{}]")]
        {
            let input = format!("{before}{text}{after}");
            let kept = |most| {
                let found = described(&input, most);
                let large = found.iter().filter(|it| *it == "too-large None").count();
                let kept =
                    found.iter().filter(|it| it.contains("Some(") && !it.contains("Some(\"[\")"));
                (large, kept.count())
            };
            assert_eq!(kept(length), (0, 1), "{input:?}");
            assert_eq!(kept(length - 1), (1, 0), "{input:?}");
        }
    }
}

#[test]
fn white_space_after_a_broken_value_is_no_part_of_it_but_does_not_keep_memory_for_ever() {
    let blanks = " \n".repeat(10_000);
    assert_eq!(
        described(&format!("{{\"a\" 1}}{blanks}{{}}"), 10),
        ["syntax Some(\"{\\\"a\\\" 1}\")", "{}"]
    );
    assert_eq!(described(&format!("{{\"a\":1{blanks}"), 10), ["cut-short Some(\"{\\\"a\\\":1\")"]);
    assert_eq!(described(&format!("{{\"a\":1{blanks}}}"), 10), ["too-large None"]);
    let beyond = blanks.repeat(10);
    assert_eq!(described(&format!("{{\"a\" 1}}{beyond}{{}}"), 10), ["too-large None", "{}"]);
}

#[test]
fn a_separator_of_which_it_is_not_known_yet_whether_it_is_one_is_not_counted() {
    assert_eq!(described("abcdef \u{1e}{}", 6), ["stray-text Some(\"abcdef\")", "{}"]);
}

#[test]
fn a_line_that_a_value_which_is_too_large_is_broken_by_is_not_lost_with_it() {
    assert_eq!(
        described("{\"a\":[1,2,3,4,5\n{\"b\":2}\n{}", 8),
        ["too-large None", "{\"b\":2}", "{}"]
    );
    assert_eq!(
        described("  {\"a\":[1,2,3,4,5\n{\"b\":2}\n{}", 8),
        ["too-large None", "{\"b\":2}", "{}"]
    );
}

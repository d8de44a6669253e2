//! Lines that the runtime of a container has cut into pieces (CRI): `TIME STREAM FLAG CONTENT`.
//!
//! A line that is longer than the runtime's buffer is written as several, with the flag `P` for a part and `F` for the last
//! one, or for all of a line. Lines of the other stream may stand between them.

use crate::json::scan::More;

/// The longest time, in bytes: with nanoseconds and an offset it has 35.
const TIME: usize = 40;

/// The streams of a process.
const STREAMS: [&[u8]; 2] = [b" stdout ", b" stderr "];

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The number of its stream.
    pub(crate) stream: usize,
    /// Whether the line ends with it.
    pub(crate) is_last: bool,
    /// Where its content begins.
    pub(crate) content: usize,
}

/// Whether a line is a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IsPiece {
    Yes(Piece),
    /// More has to come before that can be told.
    Undecided,
    No,
}

/// Whether the line that `bytes` begin with is a piece.
pub(crate) fn piece(bytes: &[u8], more: More) -> IsPiece {
    let open = if more == More::Coming { IsPiece::Undecided } else { IsPiece::No };
    let is_of_time = |byte: &&u8| {
        byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'.' | b'T' | b'Z' | b'+')
    };
    let time = bytes.iter().take(TIME).take_while(is_of_time).count();
    let rest = bytes.get(time..).unwrap_or_default();
    if bytes.get(10).is_some_and(|byte| *byte != b'T') || time == TIME {
        return IsPiece::No;
    }
    for (stream, name) in STREAMS.into_iter().enumerate() {
        if let Some(after) = rest.strip_prefix(name) {
            let content = time + name.len();
            return match after {
                [b'P' | b'F', b' ', ..] => IsPiece::Yes(Piece {
                    stream,
                    is_last: after.starts_with(b"F"),
                    content: content + 2,
                }),
                [b'P' | b'F', b'\r' | b'\n', ..] => IsPiece::Yes(Piece {
                    stream,
                    is_last: after.starts_with(b"F"),
                    content: content + 1,
                }),
                [] | [b'P' | b'F'] => open,
                _ => IsPiece::No,
            };
        }
    }
    match STREAMS.iter().any(|name| name.starts_with(rest)) {
        true => open,
        false => IsPiece::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_known_by_time_stream_and_flag() {
        for (line, expected) in [
            ("2026-11-28T10:00:00.123456789Z stdout P {\"a\":", Some((0, false, "{\"a\":"))),
            ("2026-11-28T10:00:00.123456789+05:30 stderr F 1}\n", Some((1, true, "1}\n"))),
            ("2026-11-28T10:00:00Z stdout F \n", Some((0, true, "\n"))),
            ("2026-11-28T10:00:00Z stdout P\n", Some((0, false, "\n"))),
            ("2026-11-28T10:00:00Z stdout X a", None),
            ("2026-11-28T10:00:00Z stdout PF a", None),
            ("2026-11-28T10:00:00Z stdin P a", None),
            ("2026-11-28 10:00:00 stdout P a", None),
            ("INFO stdout P a", None),
            ("stdout P a", None),
            ("", None),
        ] {
            let found = match piece(line.as_bytes(), More::Never) {
                IsPiece::Yes(piece) => Some((piece.stream, piece.is_last, &line[piece.content..])),
                IsPiece::Undecided | IsPiece::No => None,
            };
            assert_eq!(found, expected, "{line}");
            let line = format!("{line}\n");
            let whole = piece(line.as_bytes(), More::Coming);
            assert_ne!(whole, IsPiece::Undecided, "{line}");
            for end in 0..line.len() {
                let part = piece(&line.as_bytes()[..end], More::Coming);
                assert!(part == IsPiece::Undecided || part == whole, "{line} {end}");
            }
        }
    }
}

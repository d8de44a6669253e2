//! Any bytes, framed: every frame is JSON, nothing is read twice or passed over, and how bytes arrive makes no difference.

#![no_main]

use std::io::{self, Read};

use leadmap_engine::input::frame::{Faults, FrameOptions, Next, Unit};
use leadmap_engine::input::frames::Frames;
use leadmap_json::scan::check;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    for faults in [Faults::Refuse, Faults::Mend] {
        let whole = pieces(input, faults, input.len());
        assert_eq!(whole, pieces(input, faults, 1));
        if faults == Faults::Refuse {
            nothing_is_lost(input, &whole);
        }
    }
});

/// What stands at a byte of the input, and what is said of it if it is broken.
#[derive(Debug, PartialEq)]
struct Piece {
    byte: usize,
    bytes: Vec<u8>,
    fault: Option<String>,
}

fn pieces(input: &[u8], faults: Faults, size: usize) -> Vec<Piece> {
    let options = FrameOptions { max_payload: 1 << 20, faults, unit: Unit::Value };
    let mut frames = Frames::new(Sip { input, size }, options);
    let mut found = Vec::new();
    loop {
        let (place, bytes, fault) = match frames.next_step() {
            Next::Frame(frame) => {
                assert_eq!(check(frame.text.as_bytes()), Ok(frame.text));
                if let Some(structure) = frame.structure {
                    let whole = structure.span(frame.text.as_bytes(), structure.root());
                    assert_eq!(whole, 0..frame.text.len());
                }
                (frame.place, frame.text.as_bytes().to_vec(), None)
            }
            Next::Broken(broken) => {
                let bytes = broken.bytes.expect("the input is small").to_vec();
                (broken.place, bytes, Some(broken.message))
            }
            Next::Wait => {
                frames.fill().expect("memory can be read");
                continue;
            }
            Next::End => return found,
        };
        let byte = usize::try_from(place.byte).expect("the input is small");
        found.push(Piece { byte, bytes, fault });
    }
}

fn nothing_is_lost(input: &[u8], pieces: &[Piece]) {
    let mut at = 0;
    for piece in pieces {
        assert!(input[piece.byte..].starts_with(&piece.bytes));
        if piece.byte >= at {
            assert!(is_between_values(&input[at..piece.byte]));
            at = piece.byte + piece.bytes.len();
        } else {
            // The bracket of an array that is never closed is told of at the end.
            assert_eq!(piece.bytes, b"[");
        }
    }
    assert!(is_between_values(&input[at..]));
}

fn is_between_values(mut bytes: &[u8]) -> bool {
    while let [b' ' | b'\t' | b'\r' | b'\n' | b'[' | b']' | b',' | 0x1E, rest @ ..]
    | [0xEF, 0xBB, 0xBF, rest @ ..] = bytes
    {
        bytes = rest;
    }
    bytes.is_empty()
}

/// Gives so many bytes at a time.
struct Sip<'a> {
    input: &'a [u8],
    size: usize,
}

impl Read for Sip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.size.min(buffer.len());
        self.input.read(&mut buffer[..size])
    }
}

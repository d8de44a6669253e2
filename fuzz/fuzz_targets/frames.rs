//! Any bytes, framed and mended: every frame is JSON, nothing is read twice or passed over, what needs no repair is not
//! changed, and how bytes arrive makes no difference.

#![no_main]

use leadmap_engine::input::frame::{Faults, FrameOptions, Next, Repair, Unit};
use leadmap_engine::input::frames::Frames;
use leadmap_fuzz::sip::Sip;
use leadmap_json::scan::check;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (size, input) = (usize::from(input.0) + 2, input.1);
    let [refused, mended] = [Faults::Refuse, Faults::Mend].map(|faults| {
        let whole = pieces(input, faults, input.len());
        assert_eq!(whole, pieces(input, faults, 1));
        assert_eq!(whole, pieces(input, faults, size));
        whole
    });
    nothing_is_lost(input, &refused);
    assert!(refused.iter().all(|piece| piece.repairs.is_empty()));
    if refused.iter().all(|piece| piece.fault.is_none()) {
        assert_eq!(refused, mended);
    }
    for piece in &mended {
        // A repair of what follows may be told with the end of this.
        let is_as_it_was = input[piece.byte..].starts_with(&piece.bytes);
        assert!(is_as_it_was || !piece.repairs.is_empty(), "{piece:?}");
    }
});

/// What stands at a byte of the input, what is said of it if it is broken, and what was repaired in it.
#[derive(Debug, PartialEq)]
struct Piece {
    byte: usize,
    bytes: Vec<u8>,
    fault: Option<String>,
    repairs: Vec<Repair>,
}

fn pieces(input: &[u8], faults: Faults, size: usize) -> Vec<Piece> {
    let options = FrameOptions { max_payload: 1 << 20, faults, unit: Unit::Value };
    let mut frames = Frames::new(Sip { input, size }, options);
    let mut found: Vec<Piece> = Vec::new();
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
            Next::End => {
                if let Some(last) = found.last_mut() {
                    last.repairs.extend(frames.take_repairs());
                }
                return found;
            }
        };
        let byte = usize::try_from(place.byte).expect("the input is small");
        found.push(Piece { byte, bytes, fault, repairs: frames.take_repairs() });
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

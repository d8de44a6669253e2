//! Any bytes, indexed in every way that the processor has, at once and in pieces: all tell what the scanner tells.

#![no_main]

use leadmap_json::index::{Index, IndexStatus};
use leadmap_json::scan::{More, ScanStatus, Scanner};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (piece, bytes) = (usize::from(input.0) + 1, input.1);
    let starts = (0..bytes.len()).filter(|&at| matches!(bytes[at], b'{' | b'['));
    let mut all = Index::all_backends();
    for start in starts.take(20) {
        let expected = match Scanner::default().resume(&bytes[start..], More::Coming) {
            Ok(ScanStatus::Complete(end)) => Some(start + end),
            _ => None,
        };
        for index in &mut all {
            assert_eq!(end(index, bytes, start, bytes.len()), expected);
        }
        for mut index in Index::all_backends() {
            assert_eq!(end(&mut index, bytes, start, piece), expected);
        }
    }
});

fn end(index: &mut Index, bytes: &[u8], start: usize, piece: usize) -> Option<usize> {
    let mut length = start;
    loop {
        length = (length + piece).min(bytes.len());
        let more = match length == bytes.len() {
            true => More::Never,
            false => More::Coming,
        };
        match index.look(&bytes[..length], start, more) {
            IndexStatus::Complete(end) => return Some(end),
            IndexStatus::Unsure => return None,
            IndexStatus::Incomplete => {}
        }
    }
}

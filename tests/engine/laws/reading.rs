//! How bytes arrive makes no difference, and a reader that fails is told of with the input's name.

use std::io::{self, ErrorKind, Read};

use leadmap_engine::input::frame::Faults;
use leadmap_engine::sink::Format;
use proptest::prelude::*;

use crate::laws::deliveries::{self, deliveries, pretty};
use crate::laws::engine::{Ran, mapping, run};
use crate::laws::payloads::{MAPPING, damaged};

/// Gives its bytes so many at a time, and is interrupted before every piece.
struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
    interrupted: bool,
}

impl<'a> Pieces<'a> {
    fn of(bytes: &'a [u8], size: usize) -> Self {
        Pieces { bytes, size, interrupted: false }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(ErrorKind::Interrupted.into());
        }
        let count = self.size.min(buffer.len()).min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

/// Everything that a run gives, as text.
fn everything(ran: &Ran, mapping: &leadmap_engine::mapping::Mapping) -> [String; 3] {
    [ran.output.clone(), ran.rejects.clone(), ran.tally.to_json(mapping, true).to_string()]
}

#[test]
fn pieces_of_any_size_give_the_same_records() {
    let mut lines = deliveries(400);
    lines.insert(200, "{\"event_type\": broken".into());
    let spread: Vec<String> = lines.iter().map(|text| pretty(text, 0)).collect();
    let mapping = mapping(deliveries::MAPPING);
    for (input, sizes) in [
        (lines.join("\n"), [7, 65_535, 65_536, 65_537]),
        (spread.join("\n"), [4_093, 65_535, 65_536, 65_537]),
        (lines[..60].join("\n"), [1, 2, 3, 5]),
    ] {
        let whole = run(&mapping, Faults::Refuse, Format::Csv, input.as_bytes()).unwrap();
        assert!(whole.tally.records.written > 30);
        for size in sizes {
            let pieces =
                run(&mapping, Faults::Refuse, Format::Csv, Pieces::of(input.as_bytes(), size))
                    .unwrap();
            assert!(
                everything(&pieces, &mapping) == everything(&whole, &mapping),
                "in pieces of {size}"
            );
        }
    }
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn pieces_of_damaged_input_give_the_same_records_and_rejects(input in damaged(), mend in any::<bool>()) {
        let mapping = mapping(MAPPING);
        let faults = if mend { Faults::Mend } else { Faults::Refuse };
        let whole = run(&mapping, faults, Format::Ndjson, input.as_slice()).unwrap();
        for size in [1, 7] {
            let pieces = run(&mapping, faults, Format::Ndjson, Pieces::of(&input, size)).unwrap();
            prop_assert_eq!(everything(&pieces, &mapping), everything(&whole, &mapping), "in pieces of {}", size);
        }
    }
}

/// EIO, as a disk that is broken gives it.
const INPUT_OUTPUT_ERROR: i32 = 5;

/// Gives so many bytes, then fails for ever.
struct Failing<'a> {
    bytes: &'a [u8],
}

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.bytes {
            [] => Err(io::Error::from_raw_os_error(INPUT_OUTPUT_ERROR)),
            mut bytes => {
                let count = bytes.read(buffer)?;
                self.bytes = bytes;
                Ok(count)
            }
        }
    }
}

#[test]
fn a_reader_that_fails_after_any_byte_is_told_of_with_the_input_s_name() {
    let input = "\u{feff}[\n  {\"event\":\"lead\",\"items\":[{\"name\":\"Asha\",\"n\":1}]},\n  {\"a\":},\n  {\"b\":\"é\"}\n]\nhello\n{\"c\":1}\n7";
    let mapping = mapping(MAPPING);
    for faults in [Faults::Refuse, Faults::Mend] {
        for end in 0..=input.len() {
            let reader = Failing { bytes: &input.as_bytes()[..end] };
            let error = run(&mapping, faults, Format::Ndjson, reader).unwrap_err();
            assert_eq!(error.to_string(), "could not read captures", "after {end} bytes");
            let system = error.root_cause().downcast_ref().and_then(io::Error::raw_os_error);
            assert_eq!(system, Some(INPUT_OUTPUT_ERROR), "after {end} bytes");
        }
    }
}

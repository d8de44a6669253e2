//! Shared parts of the sinks' tests: arbitrary records, and a writer that fails at any byte.

use std::io::{self, Write};

use proptest::prelude::*;

use super::*;
use crate::record::Cell;

/// Some records of `columns` cells each, of every kind.
pub(super) fn records(columns: usize) -> impl Strategy<Value = Vec<Vec<Cell<'static>>>> {
    prop::collection::vec(prop::collection::vec(cell(), columns), 0..6)
}

fn cell() -> impl Strategy<Value = Cell<'static>> {
    prop_oneof![
        Just(Cell::Missing),
        any::<String>().prop_map(|text| Cell::Text(text.into())),
        "[ \"',;\t\r\n=+@a0-]{0,8}".prop_map(|text| Cell::Text(text.into())),
        any::<i64>().prop_map(|number| Cell::Json(number.to_string().into())),
        any::<bool>().prop_map(|truth| Cell::Json(truth.to_string().into())),
        any::<Vec<String>>()
            .prop_map(|list| Cell::Json(serde_json::to_string_pretty(&list).unwrap().into())),
    ]
}

/// Takes as many bytes as it has room for, and then fails as a full disk does.
struct LimitedWriter {
    room: usize,
    flush: io::Result<()>,
}

impl Write for LimitedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(self.room);
        self.room -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        std::mem::replace(&mut self.flush, Ok(()))
    }
}

fn run(format: Format, writer: impl Write) -> io::Result<()> {
    let excel = CsvOptions { dialect: Dialect::Excel, ..CsvOptions::default() };
    let mut sink = open(format, &["name", "=b"], excel, writer)?;
    let record = [Cell::Text("@आशा\n".into()), Cell::Json("[1, {\"a\": 2}]".into())];
    sink.write(&record)?;
    sink.flush()?;
    sink.write(&record)?;
    sink.write(&record)?;
    sink.finish()
}

#[test]
fn a_writer_that_fails_at_any_byte_is_an_error_with_its_kind() {
    for (format, _) in Format::EXTENSIONS {
        let mut whole = Vec::new();
        run(format, &mut whole).unwrap();
        for room in 0..whole.len() {
            let error = run(format, LimitedWriter { room, flush: Ok(()) }).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{format:?} {room}");
        }
        run(format, LimitedWriter { room: whole.len(), flush: Ok(()) }).unwrap();
    }
}

#[test]
fn a_writer_that_fails_to_flush_is_an_error_with_its_kind() {
    for (format, _) in Format::EXTENSIONS {
        let flush = Err(io::ErrorKind::BrokenPipe.into());
        let error = run(format, LimitedWriter { room: usize::MAX, flush }).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format:?}");
    }
}

#[test]
fn what_was_written_is_passed_on_by_flush_and_what_closes_by_finish() {
    for (format, _) in Format::EXTENSIONS {
        let mut early = Vec::new();
        let mut sink = open(format, &["name"], CsvOptions::default(), &mut early).unwrap();
        sink.write(&[Cell::Text("Asha".into())]).unwrap();
        sink.flush().unwrap();
        // A second flush has nothing to add.
        sink.flush().unwrap();
        drop(sink);
        assert!(String::from_utf8(early).unwrap().contains("Asha"), "{format:?}");
    }
}

#[test]
fn an_output_without_records_is_complete() {
    let empty = |format| {
        let mut bytes = Vec::new();
        let mut sink = open(format, &["a", "b"], CsvOptions::default(), &mut bytes).unwrap();
        sink.flush().unwrap();
        sink.finish().unwrap();
        drop(sink);
        String::from_utf8(bytes).unwrap()
    };
    assert_eq!(empty(Format::Csv), "a,b\n");
    assert_eq!(empty(Format::Tsv), "a\tb\n");
    assert_eq!(empty(Format::Ndjson), "");
    assert_eq!(empty(Format::Json), "[]\n");
}

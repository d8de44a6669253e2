//! CSV (RFC 4180) and TSV.

use std::io::{self, Write};

use super::{CsvOptions, Dialect, Guard, Header, Sink, guard};
use crate::json::compact::write_compact;
use crate::record::{Cell, Record};

/// U+FEFF in UTF-8: by it Excel knows the encoding.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Comma,
    Tab,
}

/// Writes CSV or TSV.
pub(super) struct Csv<W: Write> {
    writer: ::csv::Writer<W>,
    guard: Guard,
    guarded_cells: u64,
    /// For the cells that are not written as they are.
    scratch: Vec<u8>,
}

impl<W: Write> Csv<W> {
    pub(super) fn new(
        columns: &[&str],
        separator: Separator,
        options: CsvOptions,
        mut writer: W,
    ) -> io::Result<Self> {
        let delimiter = match separator {
            Separator::Comma => b',',
            Separator::Tab => b'\t',
        };
        let terminator = match options.dialect {
            Dialect::Plain => ::csv::Terminator::Any(b'\n'),
            Dialect::Excel => {
                writer.write_all(BYTE_ORDER_MARK)?;
                ::csv::Terminator::CRLF
            }
        };
        let mut sink = Csv {
            writer: ::csv::WriterBuilder::new()
                .delimiter(delimiter)
                .terminator(terminator)
                .from_writer(writer),
            guard: options.guard,
            guarded_cells: 0,
            scratch: Vec::new(),
        };
        if options.header == Header::Present {
            for column in columns {
                sink.write_text(column)?;
            }
            sink.end_row()?;
        }
        Ok(sink)
    }

    fn write_cell(&mut self, cell: &Cell<'_>) -> io::Result<()> {
        match cell {
            Cell::Missing => self.write_field(b""),
            Cell::Text(text) => self.write_text(text),
            Cell::Json(json) if json.starts_with(['[', '{']) => {
                self.scratch.clear();
                write_compact(json, &mut self.scratch);
                self.writer.write_field(&self.scratch).map_err(io_error)
            }
            Cell::Json(json) => self.write_field(json.as_bytes()),
        }
    }

    fn write_text(&mut self, text: &str) -> io::Result<()> {
        if self.guard == Guard::Off || !guard::looks_like_formula(text) {
            return self.write_field(text.as_bytes());
        }
        self.guarded_cells += 1;
        self.scratch.clear();
        self.scratch.push(guard::MARK);
        self.scratch.extend_from_slice(text.as_bytes());
        self.writer.write_field(&self.scratch).map_err(io_error)
    }

    fn write_field(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_field(bytes).map_err(io_error)
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.writer.write_record(None::<&[u8]>).map_err(io_error)
    }
}

impl<W: Write> Sink for Csv<W> {
    fn write(&mut self, record: &Record<'_>) -> io::Result<()> {
        for cell in record {
            self.write_cell(cell)?;
        }
        self.end_row()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    fn guarded_cells(&self) -> u64 {
        self.guarded_cells
    }
}

/// The error of the writer itself. The csv crate wraps it so that a closed pipe could not be told from a full disk.
fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        ::csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("a record of {len} cells where there are {expected_len} columns"),
        ),
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sink::torture;

    const EXACT: CsvOptions = CsvOptions {
        header: Header::Present,
        dialect: Dialect::Plain,
        guard: Guard::Off,
    };

    fn written(
        separator: Separator,
        options: CsvOptions,
        columns: &[&str],
        records: &[&Record<'_>],
    ) -> (String, u64) {
        let mut bytes = Vec::new();
        let mut sink = Csv::new(columns, separator, options, &mut bytes).unwrap();
        for record in records {
            sink.write(record).unwrap();
        }
        sink.finish().unwrap();
        let guarded = sink.guarded_cells();
        drop(sink);
        (String::from_utf8(bytes).unwrap(), guarded)
    }

    fn read(bytes: &str, delimiter: u8) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new();
        let mut reader = reader
            .has_headers(false)
            .delimiter(delimiter)
            .from_reader(bytes.as_bytes());
        reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn every_kind_of_cell_has_its_form() {
        let record = [
            Cell::Missing,
            Cell::Text("".into()),
            Cell::Text("  ".into()),
            Cell::Text("Rao, \"Asha\"\nPune".into()),
            Cell::Json("1.10".into()),
            Cell::Json("12345678901234567890123".into()),
            Cell::Json("-1E5".into()),
            Cell::Json("true".into()),
            Cell::Json("[ 1.0 , \"a b\" ]".into()),
            Cell::Json("{\n  \"a\": -0\n}".into()),
        ];
        let columns = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let (csv, guarded) = written(
            Separator::Comma,
            CsvOptions::default(),
            &columns,
            &[&record],
        );
        let row = ",,  ,\"Rao, \"\"Asha\"\"\nPune\",1.10,12345678901234567890123,-1E5,true,\"[1.0,\"\"a b\"\"]\",\"{\"\"a\"\":-0}\"\n";
        assert_eq!(csv, format!("a,b,c,d,e,f,g,h,i,j\n{row}"));
        assert_eq!(guarded, 0);
    }

    #[test]
    fn the_header_is_written_without_records_unless_it_is_not_wanted() {
        let without = CsvOptions {
            header: Header::Absent,
            ..EXACT
        };
        assert_eq!(
            written(Separator::Comma, EXACT, &["a", "b"], &[]).0,
            "a,b\n"
        );
        assert_eq!(written(Separator::Tab, EXACT, &["a", "b"], &[]).0, "a\tb\n");
        assert_eq!(written(Separator::Comma, without, &["a", "b"], &[]).0, "");
    }

    #[test]
    fn a_row_of_one_blank_cell_is_still_a_row() {
        let (csv, _) = written(Separator::Comma, EXACT, &["a"], &[&[Cell::Missing]]);
        assert_eq!(csv, "a\n\"\"\n");
    }

    #[test]
    fn spreadsheets_get_a_byte_order_mark_and_their_line_ends() {
        let excel = CsvOptions {
            dialect: Dialect::Excel,
            ..EXACT
        };
        let record = [Cell::Text("आशा".into()), Cell::Text("a\nb".into())];
        let (csv, _) = written(Separator::Comma, excel, &["नाम", "b"], &[&record]);
        assert_eq!(csv, "\u{feff}नाम,b\r\nआशा,\"a\nb\"\r\n");
    }

    #[test]
    fn text_and_header_cells_are_guarded_and_counted_and_json_is_not() {
        let record = [
            Cell::Text("=1+1".into()),
            Cell::Text("+91 98765 43210".into()),
            Cell::Json("-5".into()),
            Cell::Text("-5".into()),
        ];
        let columns = ["@name", "phone", "a", "b"];
        let (csv, guarded) = written(
            Separator::Comma,
            CsvOptions::default(),
            &columns,
            &[&record],
        );
        assert_eq!(csv, "'@name,phone,a,b\n'=1+1,+91 98765 43210,-5,-5\n");
        assert_eq!(guarded, 2);
        let (csv, guarded) = written(Separator::Comma, EXACT, &columns, &[&record]);
        assert_eq!(csv, "@name,phone,a,b\n=1+1,+91 98765 43210,-5,-5\n");
        assert_eq!(guarded, 0);
    }

    #[test]
    fn a_closed_pipe_stays_a_closed_pipe() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut sink = Csv::new(&["a"], Separator::Comma, EXACT, Closed).unwrap();
        let long = [Cell::Text("x".repeat(100_000).into())];
        assert_eq!(
            sink.write(&long).unwrap_err().kind(),
            io::ErrorKind::BrokenPipe
        );
        let mut sink = Csv::new(&["a"], Separator::Comma, EXACT, Closed).unwrap();
        assert_eq!(sink.finish().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn a_record_of_another_length_is_an_error() {
        let mut sink = Csv::new(&["a", "b"], Separator::Comma, EXACT, Vec::new()).unwrap();
        let error = sink.write(&[Cell::Missing]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a record of 1 cells where there are 2 columns"
        );
    }

    #[test]
    fn naughty_strings_are_read_back_but_for_the_guard() {
        let Some(folder) = std::env::var_os("LEADMAP_CORPORA") else {
            // Not `eprintln!`, which the test harness would keep to itself.
            writeln!(
                io::stderr(),
                "skipped: naughty strings (LEADMAP_CORPORA is not set)"
            )
            .unwrap();
            return;
        };
        let text =
            std::fs::read_to_string(std::path::Path::new(&folder).join("blns.json")).unwrap();
        let naughty: Vec<String> = serde_json::from_str(&text).unwrap();
        assert!(naughty.len() > 500);
        for (separator, delimiter) in [(Separator::Comma, b','), (Separator::Tab, b'\t')] {
            for string in &naughty {
                let record = [Cell::Text(string.into()), Cell::Text("x".into())];
                let (exact, _) = written(separator, EXACT, &["a", string], &[&record]);
                assert_eq!(read(&exact, delimiter), [["a", string], [string, "x"]]);

                let (guarded, count) =
                    written(separator, CsvOptions::default(), &["a", string], &[&record]);
                let expected = match count {
                    0 => string.clone(),
                    2 => format!("'{string}"),
                    _ => panic!("the header and the cell are judged alike: {string:?}"),
                };
                assert_eq!(
                    read(&guarded, delimiter),
                    [["a", &expected], [&expected, "x"]]
                );
            }
        }
    }

    proptest! {
        #[test]
        fn any_record_is_read_back_equal(
            records in torture::records(4),
            tab in any::<bool>(),
            excel in any::<bool>(),
        ) {
            let (separator, delimiter) = if tab { (Separator::Tab, b'\t') } else { (Separator::Comma, b',') };
            let dialect = if excel { Dialect::Excel } else { Dialect::Plain };
            let records: Vec<&Record<'_>> = records.iter().map(Vec::as_slice).collect();
            let columns = ["name", "b", "c", "d"];
            let (csv, _) = written(separator, CsvOptions { dialect, ..EXACT }, &columns, &records);
            let rows = read(&csv, delimiter);
            prop_assert_eq!(&rows[0], &columns);
            prop_assert_eq!(rows.len(), records.len() + 1);
            for (row, record) in rows[1..].iter().zip(records) {
                for (field, cell) in row.iter().zip(record) {
                    match cell {
                        Cell::Missing => prop_assert_eq!(field, ""),
                        Cell::Text(text) => prop_assert_eq!(field, text),
                        Cell::Json(json) => {
                            let mut compact = Vec::new();
                            write_compact(json, &mut compact);
                            prop_assert_eq!(field.as_bytes(), compact);
                        }
                    }
                }
            }
        }
    }
}

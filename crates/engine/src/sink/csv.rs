//! CSV (RFC 4180) and TSV.

#![expect(
    clippy::indexing_slicing,
    reason = "each place was found in these bytes, or was their length before more was added"
)]

use std::io::{self, Write};
use std::mem;

use csv_core::{Writer, WriterBuilder, quote};
use memchr::memrchr_iter;

use super::plain::{is_inert, is_plain};
use super::rows::{Renderer, RowSink, Rows};
use super::{CsvOptions, Dialect, Guard, Header, guard};
use crate::json::compact::write_compact;
use crate::record::{Cell, Record};

/// U+FEFF in UTF-8: by it Excel knows the encoding.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The separator of two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Comma,
    Tab,
}

/// Makes rows of CSV or TSV.
#[derive(Debug, Clone)]
pub(super) struct Csv {
    /// The judge of what needs quotes.
    core: Writer,
    separator: u8,
    /// The end of a row.
    end: &'static [u8],
    columns: usize,
    guard: Guard,
    /// For the cells that are not written as they are.
    scratch: Vec<u8>,
    /// The places of a cell that are marked.
    places: Vec<usize>,
    /// Where in the rows the marks of the row at hand stand that do not begin a cell.
    inner_marks: Vec<usize>,
}

/// The sink that writes CSV or TSV to `writer`.
pub(super) fn open<W: Write>(
    columns: &[&str],
    separator: Separator,
    options: CsvOptions,
    writer: W,
) -> io::Result<RowSink<Csv, W>> {
    let mut head = Rows::default();
    let end: &[u8] = match options.dialect {
        Dialect::Plain => b"\n",
        Dialect::Excel => {
            head.bytes.extend_from_slice(BYTE_ORDER_MARK);
            b"\r\n"
        }
    };
    let separator = match separator {
        Separator::Comma => b',',
        Separator::Tab => b'\t',
    };
    let mut csv = Csv {
        core: WriterBuilder::new().delimiter(separator).build(),
        separator,
        end,
        columns: columns.len(),
        guard: options.guard,
        scratch: Vec::new(),
        places: Vec::new(),
        inner_marks: Vec::new(),
    };
    if options.header == Header::Present {
        let names: Vec<Cell<'_>> = columns.iter().map(|&name| Cell::Text(name.into())).collect();
        csv.render(&names, &mut head)?;
    }
    Ok(RowSink::new(csv, head, writer))
}

impl Csv {
    fn cell(&mut self, cell: &Cell<'_>, rows: &mut Rows) {
        match cell {
            Cell::Missing => {}
            Cell::Json(json) if json.starts_with(['[', '{']) => {
                let mut compact = mem::take(&mut self.scratch);
                compact.clear();
                write_compact(json, &mut compact);
                // It was text before its white space went.
                let text = String::from_utf8(compact).unwrap_or_default();
                self.text(&text, rows);
                self.scratch = text.into_bytes();
            }
            Cell::Json(scalar) => self.exactly(scalar, rows),
            Cell::Text(text) => self.text(text, rows),
        }
    }

    /// Adds what may hold anything.
    fn text(&mut self, text: &str, rows: &mut Rows) {
        if self.guard == Guard::Off {
            return self.exactly(text, rows);
        }
        if is_inert(text.as_bytes()) && !guard::begins_formula(text) {
            rows.bytes.extend_from_slice(text.as_bytes());
            return;
        }
        guard::find_formulas(text, &mut self.places);
        if !self.places.is_empty() {
            self.guarded(text, rows);
        } else if text.contains([',', ';', '\t', '|']) {
            push_quoted(text.as_bytes(), &mut rows.bytes);
        } else {
            self.exactly(text, rows);
        }
    }

    fn exactly(&self, text: &str, rows: &mut Rows) {
        let field = text.as_bytes();
        // Where a list begins with one, readers take it for no part of the text, unless it is in quotes.
        let has_mark = field.starts_with(BYTE_ORDER_MARK);
        if !has_mark && (is_plain(field, self.separator) || !self.core.should_quote(field)) {
            rows.bytes.extend_from_slice(field);
        } else {
            push_quoted(field, &mut rows.bytes);
        }
    }

    /// Adds `text` with its marks, in quotes: an apostrophe that a cell begins with is a quote to some readers.
    fn guarded(&mut self, text: &str, rows: &mut Rows) {
        rows.guarded += 1;
        rows.bytes.push(b'"');
        let mut from = 0;
        for &place in &self.places {
            push_escaped(&text.as_bytes()[from..place], &mut rows.bytes);
            if place > 0 {
                self.inner_marks.push(rows.bytes.len());
            }
            rows.bytes.push(guard::MARK);
            from = place;
        }
        push_escaped(&text.as_bytes()[from..], &mut rows.bytes);
        rows.bytes.push(b'"');
    }

    /// Doubles the marks within cells that another apostrophe of their row, which begins at `start`, makes a pair with: a
    /// reader that quotes with apostrophes takes one off that a cell begins with if one at the end of a cell follows.
    fn double_marks(&mut self, start: usize, bytes: &mut Vec<u8>) {
        let ends_cell = |&at: &usize| match bytes.get(start + at + 1) {
            Some(next) => b",;\t| \r\n".contains(next),
            None => true,
        };
        let last = memrchr_iter(guard::MARK, &bytes[start..]).find(ends_cell);
        let last = last.map_or(start, |last| start + last);
        self.inner_marks.retain(|&mark| mark < last);
        let Some(&first) = self.inner_marks.first() else {
            return;
        };
        let tail = bytes.split_off(first);
        let mut from = first;
        for mark in self.inner_marks.drain(..) {
            bytes.extend_from_slice(&tail[from - first..mark - first]);
            bytes.push(guard::MARK);
            from = mark;
        }
        bytes.extend_from_slice(&tail[from - first..]);
    }
}

impl Renderer for Csv {
    fn render(&mut self, record: &Record<'_>, rows: &mut Rows) -> io::Result<()> {
        if record.len() != self.columns {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "a record of {} cells where there are {} columns",
                    record.len(),
                    self.columns
                ),
            ));
        }
        let start = rows.bytes.len();
        for (at, cell) in record.iter().enumerate() {
            if at > 0 {
                rows.bytes.push(self.separator);
            }
            self.cell(cell, rows);
        }
        // An empty line would be no row to many readers.
        if rows.bytes.len() == start {
            push_quoted(b"", &mut rows.bytes);
        }
        if !self.inner_marks.is_empty() {
            self.double_marks(start, &mut rows.bytes);
        }
        rows.bytes.extend_from_slice(self.end);
        Ok(())
    }

    fn another(&self) -> Box<dyn Renderer> {
        Box::new(self.clone())
    }
}

/// Adds `field` in quotes.
fn push_quoted(field: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(b'"');
    push_escaped(field, bytes);
    bytes.push(b'"');
}

/// How much of a field is escaped at a time, in bytes.
const PIECE: usize = 64 << 10;

/// Adds `field`, its quotes doubled.
fn push_escaped(field: &[u8], bytes: &mut Vec<u8>) {
    // Each byte by itself says what becomes of it, so that a large field needs no room for twice its size.
    for piece in field.chunks(PIECE) {
        let start = bytes.len();
        // At most each byte is doubled, so that there is always room.
        bytes.resize(start + 2 * piece.len(), 0);
        let (_, _, written) = quote(piece, &mut bytes[start..], b'"', b'"', true);
        bytes.truncate(start + written);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sink::{Sink as _, torture};

    const EXACT: CsvOptions =
        CsvOptions { header: Header::Present, dialect: Dialect::Plain, guard: Guard::Off };

    fn written(
        separator: Separator,
        options: CsvOptions,
        columns: &[&str],
        records: &[&Record<'_>],
    ) -> (String, u64) {
        let mut bytes = Vec::new();
        let mut sink = open(columns, separator, options, &mut bytes).unwrap();
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
        let mut reader =
            reader.has_headers(false).delimiter(delimiter).from_reader(bytes.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
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
        let (csv, guarded) = written(Separator::Comma, CsvOptions::default(), &columns, &[&record]);
        let row = ",,  ,\"Rao, \"\"Asha\"\"\nPune\",1.10,12345678901234567890123,-1E5,true,\"[1.0,\"\"a b\"\"]\",\"{\"\"a\"\":-0}\"\n";
        assert_eq!(csv, format!("a,b,c,d,e,f,g,h,i,j\n{row}"));
        assert_eq!(guarded, 0);
    }

    #[test]
    fn the_header_is_written_without_records_unless_it_is_not_wanted() {
        let without = CsvOptions { header: Header::Absent, ..EXACT };
        assert_eq!(written(Separator::Comma, EXACT, &["a", "b"], &[]).0, "a,b\n");
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
        let excel = CsvOptions { dialect: Dialect::Excel, ..EXACT };
        let record = [Cell::Text("आशा".into()), Cell::Text("a\nb".into())];
        let (csv, _) = written(Separator::Comma, excel, &["नाम", "b"], &[&record]);
        assert_eq!(csv, "\u{feff}नाम,b\r\nआशा,\"a\nb\"\r\n");
    }

    #[test]
    fn a_text_that_begins_with_a_byte_order_mark_keeps_it_where_a_list_begins() {
        let text = "\u{feff}Asha";
        let without = CsvOptions { header: Header::Absent, ..CsvOptions::default() };
        for options in [without, CsvOptions { guard: Guard::Off, ..without }] {
            let record = [Cell::Text(text.into())];
            let (csv, guarded) = written(Separator::Comma, options, &["a"], &[&record]);
            assert_eq!(read(&csv, b','), [[text]]);
            assert_eq!(guarded, 0);
        }
        let (csv, _) = written(Separator::Tab, CsvOptions::default(), &[text], &[]);
        assert_eq!(read(&csv, b'\t'), [[text]]);
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
        let (csv, guarded) = written(Separator::Comma, CsvOptions::default(), &columns, &[&record]);
        assert_eq!(csv, "\"'@name\",phone,a,b\n\"'=1+1\",+91 98765 43210,-5,-5\n");
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
        let mut sink = open(&["a"], Separator::Comma, EXACT, Closed).unwrap();
        let long = [Cell::Text("x".repeat(100_000).into())];
        assert_eq!(sink.write(&long).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        let mut sink = open(&["a"], Separator::Comma, EXACT, Closed).unwrap();
        assert_eq!(sink.finish().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn a_record_of_another_length_is_an_error() {
        let mut sink = open(&["a", "b"], Separator::Comma, EXACT, Vec::new()).unwrap();
        let error = sink.write(&[Cell::Missing]).unwrap_err();
        assert_eq!(error.to_string(), "a record of 1 cells where there are 2 columns");
    }

    #[test]
    fn naughty_strings_are_read_back_but_for_the_guard() {
        let Some(folder) = std::env::var_os("LEADMAP_CORPORA") else {
            // Not `eprintln!`, which the test harness would keep to itself.
            writeln!(io::stderr(), "skipped: naughty strings (LEADMAP_CORPORA is not set)")
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
                let rows = read(&guarded, delimiter);
                let are_marked = [&rows[0][1], &rows[1][0]].map(|field| is_marked(field, string));
                assert_eq!(
                    are_marked,
                    [count > 0; 2],
                    "the header and the cell are judged alike: {string:?}"
                );
            }
        }
    }

    /// Whether there are marks in `field` that are not in `text`. Nothing else may be different.
    fn is_marked(field: &str, text: &str) -> bool {
        let mut rest = text;
        for character in field.chars() {
            match rest.strip_prefix(character) {
                Some(after) => rest = after,
                None => assert_eq!(character, '\'', "{field:?} of {text:?}"),
            }
        }
        assert_eq!(rest, "", "{field:?} of {text:?}");
        field.len() > text.len()
    }

    #[test]
    fn cells_that_a_spreadsheet_splits_are_quoted_and_marked_within() {
        let of = |cells: &[&str]| {
            let record: Vec<_> = cells.iter().map(|&text| Cell::Text(text.into())).collect();
            let options = CsvOptions { header: Header::Absent, ..CsvOptions::default() };
            let columns = vec!["a"; cells.len()];
            written(Separator::Comma, options, &columns, &[&record])
        };
        for (cell, expected, guarded) in [
            ("x;=1+1", "\"x;'=1+1\"\n", 1),
            ("\t=1+1", "\"'\t'=1+1\"\n", 1),
            (" =1", "\"' '=1\"\n", 1),
            ("x\n=1", "\"x\n'=1\"\n", 1),
            ("\"=1\" =2", "\"'\"\"=1\"\" '=2\"\n", 1),
            ("a; b = c", "\"a; b = c\"\n", 0),
            ("a|b", "\"a|b\"\n", 0),
            ("a\tb", "\"a\tb\"\n", 0),
            // Another reader takes two apostrophes for a pair.
            ("x;=1+1' ", "\"x;''=1+1' \"\n", 1),
            ("x;=A';=B'", "\"x;''=A';'=B'\"\n", 1),
        ] {
            assert_eq!(of(&[cell]), (expected.to_owned(), guarded), "{cell:?}");
        }
        assert_eq!(of(&["x;=1", "y'"]), ("\"x;''=1\",y'\n".to_owned(), 1));
        assert_eq!(of(&["x;=1", "it's"]), ("\"x;'=1\",it's\n".to_owned(), 1));
        assert_eq!(of(&["y'", "x;=1"]), ("y',\"x;'=1\"\n".to_owned(), 1));
        let json = [Cell::Json(r#"{ "k": "x;=1" }"#.into())];
        let (csv, guarded) = written(Separator::Comma, CsvOptions::default(), &["a"], &[&json]);
        assert_eq!((csv.as_str(), guarded), ("a\n\"{\"\"k\"\":\"\"x;'=1\"\"}\"\n", 1));
    }

    /// What csv-core writes of rows of such fields.
    fn written_by_core(delimiter: u8, dialect: Dialect, rows: &[Vec<Vec<u8>>]) -> Vec<u8> {
        let mut core = WriterBuilder::new();
        core.delimiter(delimiter);
        if dialect == Dialect::Excel {
            core.terminator(csv_core::Terminator::CRLF);
        }
        let mut core = core.build();
        let mut bytes = Vec::new();
        let mut room = vec![0; 5];
        for row in rows {
            for (at, field) in row.iter().enumerate() {
                if at > 0 {
                    let (_, length) = core.delimiter(&mut room);
                    bytes.extend_from_slice(&room[..length]);
                }
                room.resize(2 * field.len() + 5, 0);
                let (_, _, length) = core.field(field, &mut room);
                bytes.extend_from_slice(&room[..length]);
            }
            let (_, length) = core.terminator(&mut room);
            bytes.extend_from_slice(&room[..length]);
        }
        bytes
    }

    proptest! {
        #[test]
        fn every_row_is_what_csv_core_writes(
            narrow in torture::records(1),
            wide in torture::records(3),
            tab in any::<bool>(),
            excel in any::<bool>(),
        ) {
            let (separator, delimiter) = if tab { (Separator::Tab, b'\t') } else { (Separator::Comma, b',') };
            let dialect = if excel { Dialect::Excel } else { Dialect::Plain };
            let options = CsvOptions { dialect, header: Header::Absent, ..EXACT };
            for (columns, records) in [(&["a"] as &[&str], &narrow), (&["a", "b", "c"], &wide)] {
                let borrowed: Vec<&Record<'_>> = records.iter().map(Vec::as_slice).collect();
                let (csv, _) = written(separator, options, columns, &borrowed);
                let field = |cell: &Cell<'_>| cell.text().as_bytes().to_vec();
                let rows: Vec<Vec<_>> = records.iter().map(|row| row.iter().map(field).collect()).collect();
                let mut expected = if excel { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
                expected.extend(written_by_core(delimiter, dialect, &rows));
                prop_assert_eq!(csv.as_bytes(), expected);
            }
        }

        #[test]
        fn guarded_records_are_read_back_equal_but_for_the_marks_and_hold_no_formula(
            records in torture::records(3),
            tab in any::<bool>(),
            excel in any::<bool>(),
        ) {
            let (separator, delimiter) = if tab { (Separator::Tab, b'\t') } else { (Separator::Comma, b',') };
            let dialect = if excel { Dialect::Excel } else { Dialect::Plain };
            let options = CsvOptions { dialect, header: Header::Absent, guard: Guard::Auto };
            let borrowed: Vec<&Record<'_>> = records.iter().map(Vec::as_slice).collect();
            let (csv, guarded) = written(separator, options, &["a", "b", "c"], &borrowed);
            let rows = read(&csv, delimiter);
            prop_assert_eq!(rows.len(), records.len());
            let cells = rows.iter().flatten().zip(records.iter().flatten());
            let marked = cells.filter(|(field, cell)| is_marked(field, &cell.text())).count();
            prop_assert_eq!(guarded, marked as u64);
            // However it is split, and whatever of its start is stripped.
            for piece in csv.split([',', ';', '\t', '|', '\r', '\n']) {
                let begins = |piece: &str| piece.trim_start_matches([' ', '"', '\u{feff}', '\0']).starts_with('=');
                prop_assert!(!begins(piece), "{:?}", csv);
                let mut words = piece.split(' ');
                prop_assert!(words.all(|word| word == "=" || !begins(word)), "{:?}", csv);
            }
        }

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

//! Any text in cells and headers of CSV and TSV: however a spreadsheet splits the list, nothing runs in it; and a reader that
//! splits it as it was written finds the texts, but for the marks.
//!
//! The judge splits as spreadsheets do: at each separator and at all that can be ticked, lines where no quoted cell is open,
//! and a quotation mark counts only where it begins a cell.

#![no_main]

use std::borrow::Cow;

use leadmap_engine::record::Cell;
use leadmap_engine::sink::{self, CsvOptions, Dialect, Format, Guard, Header};
use libfuzzer_sys::fuzz_target;

/// What LibreOffice splits at where that is ticked, spaces in the last ones.
const TICKED: [&str; 8] = [",", ";", "\t", "|", ",;\t", ",;\t|", " ", ",;\t| "];

/// What Excel splits at: by what the file is called and by the region.
const EXCEL: [&str; 4] = [",", ";", "\t", "|"];

fuzz_target!(|input: (u8, &str)| {
    let (how, text) = input;
    let texts: Vec<&str> = text.split('\u{1}').take(9).collect();
    let width = usize::from(how >> 4 & 3) + 1;
    let mut rows: Vec<Vec<&str>> = texts.chunks(width).map(<[_]>::to_vec).collect();
    for row in &mut rows {
        row.resize(width, "x");
    }
    let (format, separator) = match how & 1 {
        0 => (Format::Csv, b','),
        _ => (Format::Tsv, b'\t'),
    };
    let dialect = if how & 2 == 0 { Dialect::Plain } else { Dialect::Excel };
    let is_headed = how & 4 != 0;
    let header = if is_headed { Header::Present } else { Header::Absent };
    let list = written(format, CsvOptions { header, dialect, guard: Guard::Auto }, &rows);
    let list = match dialect {
        Dialect::Plain => &*list,
        Dialect::Excel => list.strip_prefix('\u{feff}').expect("Excel knows UTF-8 by it"),
    };
    are_the_texts(list, separator, &rows);
    for separators in TICKED {
        for row in split(list, separators) {
            for cell in row {
                let cell = cell.trim_start_matches(' ');
                assert!(
                    !cell.starts_with('=') || cell.len() == 1,
                    "{cell:?} at {separators:?} in {list:?}"
                );
            }
        }
    }
    for separators in EXCEL {
        let is_written_so = separators.as_bytes() == [separator];
        let separator = char::from(separator);
        for row in split(list, separators) {
            for cell in row {
                assert!(
                    !runs_in_excel(&cell, separator, is_written_so),
                    "{cell:?} at {separators:?} in {list:?}"
                );
            }
        }
    }
});

/// Writes the first row as the header, if there is to be one.
fn written(format: Format, options: CsvOptions, rows: &[Vec<&str>]) -> String {
    let mut bytes = Vec::new();
    let mut sink =
        sink::open(format, &rows[0], options, &mut bytes).expect("memory can be written");
    let records = match options.header {
        Header::Present => &rows[1..],
        Header::Absent => rows,
    };
    for row in records {
        let record: Vec<Cell<'_>> =
            row.iter().map(|&text| Cell::Text(Cow::Borrowed(text))).collect();
        sink.write(&record).expect("memory can be written");
    }
    sink.finish().expect("memory can be written");
    drop(sink);
    String::from_utf8(bytes).expect("a list is UTF-8")
}

/// The cells of `list`, as a program has them that splits it at any of `separators`.
fn split(list: &str, separators: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut is_open = false;
    let mut begins = true;
    let mut letters = list.chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().expect("there is one");
        let cell = row.last_mut().expect("there is one");
        if is_open {
            match letter {
                '"' if letters.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => is_open = false,
                other => cell.push(other),
            }
        } else if begins && letter == '"' {
            (is_open, begins) = (true, false);
        } else if separators.contains(letter) {
            row.push(String::new());
            begins = true;
        } else if matches!(letter, '\n' | '\r') {
            rows.push(vec![String::new()]);
            begins = true;
        } else {
            cell.push(letter);
            begins = false;
        }
    }
    rows
}

/// Whether Excel could run a cell. In one that was written, a sign and a name are enough; where a text was split, a sign is as
/// often the dash of a list, so that a call must follow, before the quotation mark or the separator that ends what was written:
/// a formula with one of these where a value is expected is none.
fn runs_in_excel(cell: &str, separator: char, is_written_so: bool) -> bool {
    let cell = cell.trim_start_matches(' ');
    match cell.chars().next() {
        Some('=') => cell.len() > 1,
        Some('@' | '+' | '-') if is_written_so => cell.contains(char::is_alphabetic),
        Some('@' | '+' | '-') => {
            let piece = cell.split(['"', separator]).next().unwrap_or_default();
            piece.contains(char::is_alphabetic) && piece.contains(['(', '|'])
        }
        _ => false,
    }
}

fn are_the_texts(list: &str, separator: u8, rows: &[Vec<&str>]) {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).delimiter(separator).from_reader(list.as_bytes());
    let read: Vec<csv::StringRecord> =
        reader.records().map(|row| row.expect("a list can be read")).collect();
    assert_eq!(read.len(), rows.len(), "{list:?}");
    for (found, row) in read.iter().zip(rows) {
        assert_eq!(found.len(), row.len(), "{list:?}");
        for (found, text) in found.iter().zip(row) {
            is_marked_text(found, text);
        }
    }
}

/// Panics if `found` is something else than `text` with apostrophes put in.
fn is_marked_text(found: &str, text: &str) {
    let mut rest = text;
    for letter in found.chars() {
        match rest.strip_prefix(letter) {
            Some(after) => rest = after,
            None => assert_eq!(letter, '\'', "{found:?} of {text:?}"),
        }
    }
    assert_eq!(rest, "", "{found:?} of {text:?}");
}

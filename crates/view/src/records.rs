//! Aligned columns for a terminal: fitted on the first rows, then going on in the same widths. Where the columns are
//! too many for the terminal, every record is a block of its own, a field a line.
//!
//! comfy-table holds every row until it is drawn, so it is given a batch at a time: it cuts, aligns and pads the cells
//! of one batch. What must outlast a batch, the columns' widths, is decided here.

use std::borrow::Cow;
use std::io::{self, Write};

use comfy_table::Row;

use leadmap_engine::message::visible;
use leadmap_engine::record::{Cell, Record};
use leadmap_engine::sink::{Response, Sink};
use leadmap_json::compact::write_compact;

pub use crate::grid::Options;
use crate::grid::{self, Column, GAP, width_of};
use crate::paint::{Color, Ink, Tone};

/// How many rows are drawn together, and so also how many the widths are fitted on.
const BATCH: usize = 100;

/// The widest a column becomes where no terminal sets a limit.
const WIDEST: u16 = 60;

/// What no column is cut below, however narrow the terminal.
const NARROWEST: u16 = 6;

/// Where some column would have to be cut below this, records are drawn as blocks.
const COMFORTABLE: u16 = 10;

/// What a column of text should have at least when its width is fitted on a few early rows, and wider ones may follow.
const ROOMY: u16 = 20;

/// How much of a cell is looked at for each column of characters that it could fill. Not even emoji with all their
/// joiners take more, and a batch of long cells stays small.
const BYTES_PER_WIDTH: usize = 16;

/// Writes a table.
pub struct Table<W> {
    writer: W,
    options: Options,
    header: Vec<String>,
    /// The rows that wait to be drawn.
    rows: Vec<Vec<String>>,
    /// What the rows hold so far, a column each.
    contents: Vec<ColumnContent>,
    /// What was decided on the first batch; `None` before.
    layout: Option<RecordLayout>,
    /// How many blocks have been drawn.
    blocks: u64,
    scratch: Vec<u8>,
}

/// The content of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnContent {
    Blank,
    Numbers,
    Text,
}

/// How records are drawn.
#[derive(Debug)]
enum RecordLayout {
    /// A row each, in these columns.
    Rows(Vec<Column>),
    /// A block each: a column of names and one of values.
    Blocks([Column; 2]),
}

/// Why a batch is drawn now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// It is full, or no row follows.
    Complete,
    /// The input pauses: other rows may follow, and be wider.
    Pause,
}

impl<W: Write> Table<W> {
    /// A table of `columns` that is written to `writer`.
    pub fn new(columns: &[&str], options: Options, writer: W) -> Self {
        Table {
            writer,
            options,
            header: columns.iter().map(|column| shown(column, widest(options))).collect(),
            rows: Vec::new(),
            contents: vec![ColumnContent::Blank; columns.len()],
            layout: None,
            blocks: 0,
            scratch: Vec::new(),
        }
    }

    fn cell(&mut self, cell: &Cell<'_>) -> String {
        let width = widest(self.options);
        match cell {
            Cell::Missing => String::new(),
            Cell::Text(text) if text.trim().is_empty() => String::new(),
            Cell::Text(text) => shown(text, width),
            Cell::Json(json) => {
                self.scratch.clear();
                write_compact(json, &mut self.scratch);
                shown(&String::from_utf8_lossy(&self.scratch), width)
            }
        }
    }

    /// Draws the rows that wait, under the header if they are the first.
    fn draw(&mut self, cause: Cause) -> io::Result<()> {
        let (layout, is_first) = match self.layout.take() {
            Some(layout) => (layout, false),
            None => (self.fit(cause), true),
        };
        let rows = std::mem::take(&mut self.rows);
        let ink = Ink(self.options.color);
        match &layout {
            RecordLayout::Rows(columns) => {
                let header = is_first.then(|| cut(&self.header, columns));
                let first = if is_first { ink } else { Ink(Color::Off) };
                let rows = rows.iter().map(|row| cut(row, columns));
                put(&mut self.writer, grid::lines(columns, header, rows, first))?;
            }
            RecordLayout::Blocks(columns) => {
                for row in rows {
                    self.blocks += 1;
                    let rule = format!("── {} ──", self.blocks);
                    writeln!(self.writer, "{}", ink.paint(Tone::Strong, &rule))?;
                    let fields = self.header.iter().zip(&row);
                    let fields = fields.map(|(name, cell)| cut([name, cell], columns));
                    put(&mut self.writer, grid::lines(columns, None, fields, Ink(Color::Off)))?;
                }
            }
        }
        self.layout = Some(layout);
        Ok(())
    }

    /// Decides how the columns are drawn, from the header and the rows that wait.
    fn fit(&self, cause: Cause) -> RecordLayout {
        let mut wanted: Vec<u16> = self.header.iter().map(|name| width_of(name)).collect();
        for row in &self.rows {
            for (widest, cell) in wanted.iter_mut().zip(row) {
                *widest = width_of(cell).max(*widest);
            }
        }
        if cause == Cause::Pause {
            for (wanted, &content) in wanted.iter_mut().zip(&self.contents) {
                if content != ColumnContent::Numbers {
                    *wanted = ROOMY.max(*wanted);
                }
            }
        }
        let gaps = wanted.len().saturating_sub(1) * usize::from(GAP);
        let comfortable = total(wanted.iter().map(|&width| width.min(COMFORTABLE))) + gaps;
        let widths = match self.options.width {
            Some(terminal) if wanted.len() > 2 && comfortable > usize::from(terminal) => {
                return RecordLayout::Blocks(self.block(terminal));
            }
            Some(terminal) => shrink(&wanted, usize::from(terminal).saturating_sub(gaps)),
            None => wanted.iter().map(|&width| width.min(WIDEST)).collect(),
        };
        let column = |(width, content): (u16, &ColumnContent)| match content {
            ColumnContent::Numbers => Column::of_numbers(width),
            ColumnContent::Blank | ColumnContent::Text => Column::of_text(width),
        };
        RecordLayout::Rows(widths.into_iter().zip(&self.contents).map(column).collect())
    }

    /// The columns of a block: the names whole, unless they leave too little for the values.
    fn block(&self, terminal: u16) -> [Column; 2] {
        let names = self.header.iter().map(|name| width_of(name)).max().unwrap_or(1);
        let names = names.min((terminal / 2).max(NARROWEST));
        let values = terminal.saturating_sub(names + GAP).max(NARROWEST);
        [names, values].map(Column::of_text)
    }
}

impl<W: Write> Sink for Table<W> {
    fn write(&mut self, record: &Record<'_>) -> io::Result<Response> {
        for (content, cell) in self.contents.iter_mut().zip(record) {
            *content = content.with(cell);
        }
        let row = record.iter().map(|cell| self.cell(cell)).collect();
        self.rows.push(row);
        if self.rows.len() == BATCH {
            self.draw(Cause::Complete)?;
        }
        Ok(Response::Accepted)
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.rows.is_empty() {
            self.draw(Cause::Pause)?;
        }
        self.writer.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        if !self.rows.is_empty() || self.layout.is_none() {
            self.draw(Cause::Complete)?;
        }
        self.writer.flush()
    }
}

impl ColumnContent {
    fn with(self, cell: &Cell<'_>) -> Self {
        let number =
            |json: &str| json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        match (self, cell) {
            (content, cell) if cell.is_blank() => content,
            (ColumnContent::Blank | ColumnContent::Numbers, Cell::Json(json)) if number(json) => {
                ColumnContent::Numbers
            }
            _ => ColumnContent::Text,
        }
    }
}

fn put(writer: &mut impl Write, mut lines: impl Iterator<Item = String>) -> io::Result<()> {
    lines.try_for_each(|line| writeln!(writer, "{line}"))
}

/// A row of which each cell is cut to about the width of its column.
fn cut<'c>(cells: impl IntoIterator<Item = &'c String>, columns: &[Column]) -> Row {
    grid::row(cells.into_iter().zip(columns).map(|(cell, column)| clip(cell, column.width)))
}

/// Takes from the widest columns first, until all fit into `room` or no column can be cut any further.
fn shrink(wanted: &[u16], room: usize) -> Vec<u16> {
    let cut = |level: u16| wanted.iter().map(move |&width| width.min(level));
    let widest = wanted.iter().copied().max().unwrap_or_default();
    let level = (NARROWEST..=widest).rev().find(|&level| total(cut(level)) <= room);
    let mut widths: Vec<u16> = cut(level.unwrap_or(NARROWEST)).collect();
    let mut left = room.saturating_sub(total(widths.iter().copied()));
    for (width, &wanted) in widths.iter_mut().zip(wanted) {
        if *width < wanted && left > 0 {
            *width += 1;
            left -= 1;
        }
    }
    widths
}

fn total(widths: impl Iterator<Item = u16>) -> usize {
    widths.map(usize::from).sum()
}

/// The widest that any column can become.
fn widest(options: Options) -> u16 {
    options.width.unwrap_or(WIDEST)
}

/// As much of `text` as a column of this width could show, made safe to show.
fn shown(text: &str, width: u16) -> String {
    visible(&clip(text, width)).into_owned()
}

/// As much of `text` as a column of this width could show, with an ellipsis if that is not all.
fn clip(text: &str, width: u16) -> Cow<'_, str> {
    let end = text.floor_char_boundary(BYTES_PER_WIDTH * usize::from(width.max(NARROWEST)));
    match text.get(..end) {
        Some(start) if end < text.len() => Cow::Owned(format!("{start}…")),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use leadmap_engine::message::is_hidden;

    const FREE: Options = Options { width: None, color: Color::Off };

    fn at(width: u16) -> Options {
        Options { width: Some(width), ..FREE }
    }

    fn text(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }

    fn number(digits: &str) -> Cell<'_> {
        Cell::Json(digits.into())
    }

    fn drawn<'a>(
        options: Options,
        columns: &[&str],
        records: impl IntoIterator<Item = Vec<Cell<'a>>>,
    ) -> String {
        let mut bytes = Vec::new();
        let mut table = Table::new(columns, options, &mut bytes);
        for record in records {
            table.write(&record).unwrap();
        }
        table.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn columns_are_as_wide_as_their_cells_and_numbers_stand_to_the_right() {
        let records = [
            vec![text("Asha Rao"), number("7"), Cell::Missing, text("98765")],
            vec![text("प्रकाश"), number("-1.10"), number("2"), text("1")],
            vec![text("  "), Cell::Missing, Cell::Missing, text("")],
        ];
        assert_eq!(
            drawn(FREE, &["name", "score", "n", "mobile"], records),
            "name      score  n  mobile\n\
             ──────────────────────────\n\
             Asha Rao      7     98765\n\
             प्रकाश     -1.10  2  1\n\
             \n"
        );
    }

    #[test]
    fn the_widest_columns_are_cut_first_and_no_column_is_dropped() {
        let url = "https://example.com/a/very/long/path?with=a&query=too";
        let records = || {
            [vec![text("Asha"), text(url), text("note that is rather long"), text("9876543210")]]
        };
        let columns = ["name", "page", "note", "mobile"];
        assert_eq!(
            drawn(at(70), &columns, records()).lines().last().unwrap(),
            "Asha  https://example.com/a/ver…  note that is rather long  9876543210"
        );
        for width in [30, 40, 60, 80, 120] {
            for line in drawn(at(width), &columns, records()).lines() {
                assert!(line.width() <= usize::from(width), "{width}: {line}");
            }
        }
        let narrow = drawn(at(1), &["a", "b"], [vec![text("Prakash"), text(url)]]);
        assert_eq!(narrow.lines().last().unwrap(), "Praka…  https…");
    }

    #[test]
    fn where_columns_are_too_many_for_the_terminal_each_record_is_a_block() {
        let records = [
            vec![text("Asha"), text("asha.rao@example.com"), number("9"), text("Pune")],
            vec![text("Ravi"), Cell::Missing, number("10"), text("a\nb")],
        ];
        let expected = "\
── 1 ──
name    Asha
email   asha.rao@exa…
visits  9
city    Pune
── 2 ──
name    Ravi
email
visits  10
city    a\\nb
";
        assert_eq!(drawn(at(21), &["name", "email", "visits", "city"], records), expected);
    }

    #[test]
    fn without_a_terminal_long_cells_are_shortened_to_sixty() {
        let table = drawn(FREE, &["a", "b"], [vec![text(&"x".repeat(61)), text(&"y".repeat(60))]]);
        let row = table.lines().last().unwrap();
        assert_eq!(row, format!("{}…  {}", "x".repeat(59), "y".repeat(60)));
    }

    #[test]
    fn later_rows_go_on_in_the_widths_of_the_first_batch() {
        let short = (0..BATCH).map(|_| vec![text("abcdef"), number("1")]);
        let late = [vec![text("abcdefgh"), text("x")], vec![text("a"), number("22")]];
        let table = drawn(FREE, &["a", "b"], short.chain(late));
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), BATCH + 4);
        assert_eq!(lines[..3], ["a       b", "─────────", "abcdef  1"]);
        assert_eq!(lines[BATCH + 2..], ["abcde…  x", "a       …"]);
    }

    #[test]
    fn no_row_is_dropped_and_each_is_one_line() {
        for count in [0, 1, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH] {
            let records = (0..count)
                .map(|_| vec![text("a\nb\r\nc d e f g h i j k l m n o p q r s t u v w x y z")]);
            assert_eq!(drawn(at(20), &["a"], records).lines().count(), count + 2);
        }
    }

    #[test]
    fn a_pause_shows_what_has_come_and_leaves_room_for_what_follows() {
        let mut bytes = Vec::new();
        let mut table = Table::new(&["name", "n", "page"], at(60), &mut bytes);
        table.flush().unwrap();
        table.write(&[text("Asha"), number("1"), text("https://example.com/one")]).unwrap();
        table.flush().unwrap();
        table
            .write(&[text("Prakash Mudhaliyar"), number("2"), text("https://example.com/second")])
            .unwrap();
        table.finish().unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap().lines().collect::<Vec<_>>(),
            [
                "name                  n  page",
                "────────────────────────────────────────────────",
                "Asha                  1  https://example.com/one",
                "Prakash Mudhaliyar    2  https://example.com/se…",
            ]
        );
    }

    #[test]
    fn only_the_header_is_bold_and_only_with_colour() {
        let options = Options { color: Color::On, ..FREE };
        let table = drawn(options, &["name"], [vec![text("Asha")]]);
        assert_eq!(table, "\u{1b}[1mname\u{1b}[0m\n────\nAsha\n");
    }

    #[test]
    fn wide_and_joined_characters_are_never_cut_apart() {
        let family = "👩\u{200d}👩\u{200d}👧";
        let cut = |cell: &str| {
            drawn(at(6), &["x"], [vec![text(cell)]]).lines().last().unwrap().to_owned()
        };
        assert_eq!(cut("界界界界"), "界界…");
        assert_eq!(cut(&family.repeat(4)), format!("{}…", family.repeat(2)));
        assert_eq!(
            cut("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}"),
            "e\u{301}".repeat(5) + "…"
        );
        assert_eq!(cut("किकिकिकि"), "किकि…");
    }

    #[test]
    fn a_huge_cell_is_cut_before_it_is_held() {
        let long = "\u{301}".repeat(1 << 20);
        let table = drawn(
            at(40),
            &["a", "b"],
            [vec![text(&long), number(&format!("[{}1]", " ".repeat(1 << 20)))]],
        );
        assert!(table.len() < 3 * 40 * BYTES_PER_WIDTH, "{}", table.len());
        assert!(table.contains('…'));
    }

    #[test]
    fn a_table_without_columns_is_only_empty_lines() {
        assert_eq!(drawn(FREE, &[], [vec![]]).trim(), "");
    }

    /// A writer with room for so many bytes.
    struct Filling {
        room: usize,
    }

    impl Write for Filling {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.room == 0 && !bytes.is_empty() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = bytes.len().min(self.room);
            self.room -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_writer_that_fails_at_any_byte_is_an_error_with_its_kind() {
        fn run(writer: impl Write) -> io::Result<()> {
            let mut table = Table::new(&["name", "=b"], FREE, writer);
            let record = [text("@आशा\n"), Cell::Json("[1, {\"a\": 2}]".into())];
            table.write(&record)?;
            table.flush()?;
            table.write(&record)?;
            table.finish()
        }
        let mut whole = Vec::new();
        run(&mut whole).unwrap();
        for room in 0..whole.len() {
            assert_eq!(run(Filling { room }).unwrap_err().kind(), io::ErrorKind::StorageFull);
        }
        run(Filling { room: whole.len() }).unwrap();
    }

    #[test]
    fn rows_are_passed_on_by_flush() {
        let mut early = Vec::new();
        let mut table = Table::new(&["name"], FREE, &mut early);
        table.write(&[text("Asha")]).unwrap();
        table.flush().unwrap();
        // A second flush has nothing to add.
        table.flush().unwrap();
        drop(table);
        assert!(String::from_utf8(early).unwrap().contains("Asha"));
    }

    #[test]
    fn a_table_without_records_has_its_header() {
        assert_eq!(drawn(FREE, &["a", "b"], []), "a  b\n────\n");
    }

    /// Characters that are wide, narrow, joined, reordered, or not seen, and some that are of another width together.
    const CHARACTERS: [char; 32] = [
        'a',
        ' ',
        '"',
        '\\',
        '\n',
        '\r',
        '\t',
        '\0',
        '\u{1b}',
        '\u{7f}',
        '\u{9b}',
        '\u{202e}',
        '\u{2066}',
        '\u{feff}',
        '\u{200d}',
        '\u{fe0f}',
        '\u{301}',
        'क',
        '\u{94d}',
        '\u{93f}',
        '界',
        '👩',
        '\u{1f3fd}',
        '\u{1f1ee}',
        'ل',
        'ا',
        'א',
        '\u{17d2}',
        '\u{1780}',
        '\u{1100}',
        '\u{1161}',
        '-',
    ];

    fn records() -> impl Strategy<Value = Vec<Vec<Cell<'static>>>> {
        let odd = prop::collection::vec(prop::sample::select(&CHARACTERS[..]), 0..12)
            .prop_map(|letters| Cell::Text(letters.into_iter().collect()));
        let cell = prop_oneof![
            Just(Cell::Missing),
            any::<String>().prop_map(|text| Cell::Text(text.into())),
            odd,
            any::<i64>().prop_map(|number| Cell::Json(number.to_string().into())),
            any::<Vec<String>>()
                .prop_map(|list| Cell::Json(serde_json::to_string_pretty(&list).unwrap().into())),
        ];
        prop::collection::vec(prop::collection::vec(cell, 3), 0..6)
    }

    proptest! {
        #[test]
        fn nothing_but_text_and_line_ends_comes_out(records in records(), width in 0u16..100) {
            let count = records.len();
            let table = drawn(at(width), &["name", "\u{1b}]0;x\u{7}", "\u{202e}c"], records);
            let blocks = table.starts_with('─');
            prop_assert_eq!(table.lines().count(), if blocks { count * 4 } else if table.is_empty() { 0 } else { count + 2 });
            prop_assert!(!table.replace('\n', "").contains(is_hidden));
            prop_assert!(table.lines().all(|line| !line.ends_with(' ')));
        }
    }
}

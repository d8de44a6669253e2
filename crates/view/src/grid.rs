//! Aligned columns, as every table has them: a row a line, and columns as wide as was decided.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, LineStyle, Row, Table, TableStyle, Width,
};
use unicode_width::UnicodeWidthStr as _;

use crate::paint::{Color, Ink, Tone};

/// The blanks between two columns.
pub(crate) const GAP: u16 = 2;

const LOOK: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// How a table is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// How many columns of characters the terminal has; `None` where there is no terminal to fit into.
    pub width: Option<u16>,
    /// Whether what to read first is set off.
    pub color: Color,
}

/// How a column is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) width: u16,
    pub(crate) alignment: CellAlignment,
}

impl Column {
    /// A column of text.
    pub(crate) fn of_text(width: u16) -> Self {
        Column { width, alignment: CellAlignment::Left }
    }

    /// A column of numbers.
    pub(crate) fn of_numbers(width: u16) -> Self {
        Column { width, alignment: CellAlignment::Right }
    }
}

/// A row of one line: what does not fit is cut.
pub(crate) fn row<C: Into<Cell>>(cells: impl IntoIterator<Item = C>) -> Row {
    let mut row = Row::from(cells);
    row.max_height(1);
    row
}

/// The lines of a table, the first painted by `first`. A header is set off by a rule.
pub(crate) fn lines(
    columns: &[Column],
    header: Option<Row>,
    rows: impl IntoIterator<Item = Row>,
    first: Ink,
) -> impl Iterator<Item = String> {
    let mut table = Table::new();
    // No cell holds a line feed, so a long cell is cut where its column ends, not after its last whole word.
    table.load_style(LOOK).set_delimiter('\n');
    if let Some(header) = header {
        table.set_header(header);
    }
    table.add_rows(rows);
    let last = columns.len().saturating_sub(1);
    for (at, (drawn, column)) in table.column_iter_mut().zip(columns).enumerate() {
        let gap = if at == last { 0 } else { GAP };
        let width = Width::Fixed(column.width.saturating_add(gap));
        drawn.set_padding((0, gap));
        drawn.set_constraint(ColumnConstraint::Absolute(width));
        drawn.set_cell_alignment(column.alignment);
    }
    let lines: Vec<String> = table.lines().collect();
    lines.into_iter().enumerate().map(move |(at, mut line)| {
        line.truncate(line.trim_end().len());
        if at == 0 { first.paint(Tone::Strong, &line) } else { line }
    })
}

/// How many columns of characters `text` fills; none at all would not be a column.
pub(crate) fn width_of(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX).max(1)
}

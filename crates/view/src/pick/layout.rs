//! The layout of the screen: the lines of each part and the width of each column.

use super::fit::width;
use super::preview::RECORDS;
use super::rows::PathRow;
use super::{InputMode, Picker};

/// The blanks between two columns.
pub(super) const GAP: usize = 2;

/// What stands before the name in a row: `> [x] `.
const MARK: usize = 6;

/// The most that a column of the list takes.
const WIDEST_NAME: usize = 28;
const WIDEST_LOOKS: usize = 15;
const WIDEST_PRESENCE: usize = 9;

/// The least that is worth showing of a path, or of an example.
pub(super) const NARROWEST: usize = 10;

/// How many lines each part has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Layout {
    pub(super) top: usize,
    pub(super) head: usize,
    /// The rows of the list.
    pub(super) list: usize,
    pub(super) detail: usize,
    /// The records of the preview, under a line of names if there is any.
    pub(super) records: usize,
    pub(super) bottom: usize,
}

impl Layout {
    pub(super) fn of(picker: &Picker) -> Layout {
        let height = usize::from(picker.size.height);
        let mut layout = Layout { list: height, ..Layout::default() };
        let mut take = |part: &mut usize, lines: usize, least: usize| {
            if layout.list >= lines + least {
                layout.list -= lines;
                *part = lines;
            }
        };
        let (mut top, mut bottom, mut head, mut detail, mut preview) = (0, 0, 0, 0, 0);
        take(&mut top, 1, 1);
        take(&mut bottom, 1, 1);
        take(&mut head, 1, 4);
        take(&mut detail, 1, 4);
        let records = picker.sample.records().clamp(1, RECORDS);
        let third = usize::from(picker.size.height / 3);
        take(&mut preview, (records + 1).min(third), 5);
        Layout { top, head, list: layout.list, detail, records: preview.saturating_sub(1), bottom }
    }
}

/// How wide each column of the list is; 0 where there is no room for it.
pub(super) struct ColumnWidths {
    pub(super) name: usize,
    pub(super) path: usize,
    pub(super) looks: usize,
    pub(super) presence: usize,
    pub(super) example: usize,
}

impl ColumnWidths {
    pub(super) fn of(picker: &Picker) -> ColumnWidths {
        let rows = picker.rows.all();
        let widest = |text: &dyn Fn(&PathRow) -> &str, most: usize| {
            let widths = rows.iter().map(|row| width(text(row)));
            widths.max().unwrap_or(0).min(most)
        };
        let room = usize::from(picker.size.width).saturating_sub(MARK);
        let name = match picker.mode {
            // What is typed may be longer than any name yet.
            InputMode::Rename(_) => WIDEST_NAME,
            _ => widest(&|row| &row.field.name, WIDEST_NAME),
        };
        let path = widest(&|row| &row.field.path, usize::MAX);
        let looks = widest(&|row| &row.looks, WIDEST_LOOKS).max("type".len());
        let presence = widest(&|row| &row.presence, WIDEST_PRESENCE).max("present".len());
        let mut columns = ColumnWidths {
            name: name.max("column".len()).min(room),
            path: 0,
            looks: 0,
            presence: 0,
            example: 0,
        };
        let Some(mut left) = room.checked_sub(2 * NARROWEST + GAP) else {
            return columns;
        };
        // What tells most of a path has its room first.
        for (part, wanted) in [
            (&mut columns.looks, looks),
            (&mut columns.presence, presence),
            (&mut columns.example, NARROWEST),
        ] {
            let Some(rest) = left.checked_sub(wanted + GAP) else {
                break;
            };
            *part = wanted;
            left = rest;
        }
        // The name, the path and the example share what is left.
        let shared = left + 2 * NARROWEST;
        columns.name = columns.name.min((shared / 3).max(NARROWEST));
        let rest = shared - columns.name;
        if columns.example == 0 {
            columns.path = rest;
        } else {
            columns.path = path.max("path".len()).min(rest - rest / 4);
            columns.example += rest - columns.path;
        }
        columns
    }

    /// Where each begins.
    pub(super) fn places(&self) -> [usize; 5] {
        let after = |at: usize, width: usize| if width == 0 { at } else { at + width + GAP };
        let path = after(MARK, self.name);
        let looks = after(path, self.path);
        let presence = after(looks, self.looks);
        [MARK, path, looks, presence, after(presence, self.presence)]
    }
}

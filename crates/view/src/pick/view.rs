//! Renders a picker as lines for a terminal of its size; only visible lines are made.
//!
//! From top to bottom: the search and how many are chosen; the list; the current path in full; the first records; what
//! keys do. Where there is little room, the lower ones are left out first, and of the list its last columns.

#![expect(
    clippy::indexing_slicing,
    reason = "no more is shown than there is, and there is a line for the names"
)]

use leadmap_engine::message::visible;

use super::fit::{beginning, end, width};
use super::frame::{ScreenLine, ScreenText};
use super::layout::{ColumnWidths, GAP, Layout, NARROWEST};
use super::{InputMode, Picker, RowFilter, Size};
use crate::paint::Tone;

/// The most that a column of the preview takes.
const WIDEST_CELL: usize = 24;

/// What keys do in the list, the most important first.
const KEYS: [(&str, &str); 8] = [
    ("Space", "pick"),
    ("Enter", "write"),
    ("/", "search"),
    ("r", "rename"),
    ("< >", "move"),
    ("Tab", "chosen"),
    ("a", "all"),
    ("q", "quit"),
];

pub(super) fn frame(picker: &Picker) -> ScreenText {
    let layout = Layout::of(picker);
    let Size { width, .. } = picker.size;
    let mut drawing =
        Drawing { picker, width: usize::from(width), lines: Vec::new(), cursor: None };
    if layout.top > 0 {
        drawing.top();
    }
    drawing.list(&layout);
    if layout.detail > 0 {
        drawing.detail();
    }
    if layout.records > 0 {
        drawing.preview(layout.records);
    }
    if layout.bottom > 0 {
        drawing.bottom();
    }
    let cursor = drawing.cursor.and_then(|(line, column)| {
        let last = width.checked_sub(1)?;
        Some((u16::try_from(line).ok()?, u16::try_from(column).ok()?.min(last)))
    });
    ScreenText { lines: drawing.lines, cursor }
}

struct Drawing<'p> {
    picker: &'p Picker,
    width: usize,
    lines: Vec<ScreenLine>,
    cursor: Option<(usize, usize)>,
}

impl Drawing<'_> {
    fn top(&mut self) {
        let picker = self.picker;
        let all = picker.rows.all().len();
        let mut counts = format!("{} of {all} chosen", picker.rows.chosen().count());
        if picker.shown.len() < all {
            counts = format!("{} shown, {counts}", picker.shown.len());
        }
        let counts = beginning(&counts, self.width);
        let room = self.width.saturating_sub(width(&counts) + GAP);
        let mut line = ScreenLine::default();
        let searching = picker.mode == InputMode::Search;
        if searching || !picker.search.is_empty() {
            let label = "Search: ";
            line.put(0, Some(Tone::Frame), beginning(label, room));
            let room = room.saturating_sub(label.len());
            let text = typed(picker.search.text(), picker.search.before(), room);
            line.put(label.len(), None, text.shown);
            if searching {
                self.cursor = Some((self.lines.len(), label.len() + text.cursor));
            }
        } else {
            let what = match picker.filter {
                RowFilter::All => "All paths",
                RowFilter::Chosen => "Chosen paths",
            };
            if width(what) <= room {
                line.put(0, Some(Tone::Frame), what);
            }
        }
        let at = self.width.saturating_sub(width(&counts));
        line.put(at, Some(Tone::Strong), counts);
        self.lines.push(line);
    }

    fn list(&mut self, layout: &Layout) {
        let picker = self.picker;
        let columns = ColumnWidths::of(picker);
        if layout.head > 0 {
            let words = ["column", "path", "type", "present", "example"];
            let widths =
                [columns.name, columns.path, columns.looks, columns.presence, columns.example];
            let mut line = ScreenLine::default();
            for ((at, word), room) in columns.places().into_iter().zip(words).zip(widths) {
                line.put(at, Some(Tone::Frame), beginning(word, room));
            }
            self.lines.push(line);
        }
        let end = self.lines.len() + layout.list;
        let rows = picker.shown.iter().enumerate().skip(picker.top);
        for (at, row) in rows.take(layout.list) {
            self.row(*row, &columns, at == picker.cursor);
        }
        if picker.shown.is_empty() && layout.list > 0 {
            let mut line = ScreenLine::default();
            let text = match picker.filter {
                RowFilter::Chosen if picker.search.is_empty() => "nothing is chosen".to_owned(),
                _ => format!("no path has `{}`", picker.search.text()),
            };
            line.put(2, None, beginning(&text, self.width.saturating_sub(2)));
            self.lines.push(line);
        }
        self.lines.resize(end, ScreenLine::default());
    }

    fn row(&mut self, row: usize, columns: &ColumnWidths, is_current: bool) {
        let row = self.picker.rows.get(row);
        let tone = is_current.then_some(Tone::Strong);
        let mut line = ScreenLine::default();
        if is_current {
            line.put(0, tone, beginning(">", self.width));
        }
        let (mark, mark_tone) = match row.is_chosen() {
            true => ("[x]", Some(Tone::Good)),
            false => ("[ ]", tone),
        };
        line.put(2, mark_tone, beginning(mark, self.width.saturating_sub(2)));
        let [name_at, path_at, looks_at, presence_at, example_at] = columns.places();
        match &self.picker.mode {
            InputMode::Rename(typing) if is_current => {
                let text = typed(typing.text(), typing.before(), columns.name);
                line.put(name_at, Some(Tone::Doubtful), text.shown);
                self.cursor = Some((self.lines.len(), name_at + text.cursor));
            }
            _ => line.put(name_at, tone, beginning(&row.field.name, columns.name)),
        }
        line.put(path_at, tone, end(&visible(&row.field.path), columns.path));
        line.put(looks_at, tone, beginning(&row.looks, columns.looks));
        line.put(presence_at, tone, beginning(&row.presence, columns.presence));
        line.put(example_at, tone, beginning(&row.example, columns.example));
        self.lines.push(line);
    }

    /// The current path, which the list may have cut.
    fn detail(&mut self) {
        let mut line = ScreenLine::default();
        let mut at = 0;
        if let Some(row) = self.picker.current() {
            let row = self.picker.rows.get(row);
            line.put(0, Some(Tone::Frame), beginning("── ", self.width));
            let path = end(&visible(&row.field.path), self.width.saturating_sub(4));
            at = 3 + width(&path) + 1;
            line.put(3, Some(Tone::Strong), path);
            let rest = self.width.saturating_sub(at);
            let comment = beginning(&row.field.comment, rest.saturating_sub(GAP));
            if width(&comment) > NARROWEST {
                line.put(at + 1, None, comment.as_str());
                at += 1 + width(&comment) + 1;
            }
        }
        let rule = "─".repeat(self.width.saturating_sub(at));
        line.put(at, Some(Tone::Frame), rule);
        self.lines.push(line);
    }

    /// The first records: as many columns as fit, the current one among them.
    fn preview(&mut self, records: usize) {
        let picker = self.picker;
        let end = self.lines.len() + 1 + records;
        if let Some(note) = &picker.preview.note {
            let mut line = ScreenLine::default();
            line.put(0, None, beginning(note, self.width));
            self.lines.push(line);
            self.lines.resize(end, ScreenLine::default());
            return;
        }
        let columns: Vec<usize> = picker.rows.chosen().collect();
        let shown = &picker.preview.records[..picker.preview.records.len().min(records)];
        let widths = |at: usize| {
            let name = width(&picker.rows.get(columns[at]).field.name);
            let cells = shown.iter().filter_map(|record| record.get(at));
            let cells = cells.map(|cell| width(cell)).max().unwrap_or(0);
            name.max(cells).clamp(1, WIDEST_CELL).min(self.width)
        };
        let current =
            picker.current().and_then(|row| columns.iter().position(|column| *column == row));
        let mut first = current.unwrap_or(0);
        let mut taken = columns.get(first).map_or(0, |_| widths(first));
        while first > 0 && taken + GAP + widths(first - 1) <= self.width {
            first -= 1;
            taken += GAP + widths(first);
        }
        let mut lines = vec![ScreenLine::default(); end - self.lines.len()];
        let mut at = 0;
        for (column, row) in columns.iter().enumerate().skip(first) {
            let room = widths(column).min(self.width.saturating_sub(at));
            if room == 0 || (at > 0 && room < widths(column).min(NARROWEST)) {
                break;
            }
            let name = &picker.rows.get(*row).field.name;
            let tone = if current == Some(column) { Tone::Strong } else { Tone::Frame };
            lines[0].put(at, Some(tone), beginning(name, room));
            for (line, record) in lines[1..].iter_mut().zip(shown) {
                let cell = record.get(column).map_or("", String::as_str);
                line.put(at, None, beginning(cell, room));
            }
            at += room + GAP;
        }
        self.lines.append(&mut lines);
    }

    fn bottom(&mut self) {
        let mut line = ScreenLine::default();
        let say = |line: &mut ScreenLine, tone, text: &str| {
            line.put(0, tone, beginning(text, self.width));
        };
        match (&self.picker.message, &self.picker.mode) {
            (Some(message), _) => say(&mut line, Some(Tone::Doubtful), message),
            (None, InputMode::Asking) => {
                let text = "Leave without writing the mapping? y leaves, any other key stays";
                say(&mut line, Some(Tone::Doubtful), text);
            }
            (None, InputMode::Search) => {
                let text = "words of names, paths, types, examples  Enter to the list  Esc ends the search";
                say(&mut line, None, text);
            }
            (None, InputMode::Rename(_)) => say(&mut line, None, "Enter renames  Esc leaves it"),
            (None, InputMode::List) => {
                let mut at = 0;
                for (key, does) in KEYS {
                    let needed = width(key) + 1 + width(does);
                    if at + needed > self.width {
                        break;
                    }
                    line.put(at, Some(Tone::Strong), key);
                    line.put(at + width(key) + 1, None, does);
                    at += needed + GAP;
                }
            }
        }
        self.lines.push(line);
    }
}

/// A text that is being typed, as much as there is room for.
struct Typed {
    shown: String,
    /// The column of the cursor in it.
    cursor: usize,
}

/// The part of `text` in which its beginning `before` ends, where the cursor is.
fn typed(text: &str, before: &str, room: usize) -> Typed {
    let room_before = room.saturating_sub(1);
    let mut shown = end(before, room_before);
    let cursor = width(&shown);
    shown += &beginning(&text[before.len()..], room.saturating_sub(cursor));
    Typed { shown, cursor }
}

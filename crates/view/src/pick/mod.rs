//! The picker: the user chooses a mapping's columns from a list.
//!
//! ```text
//!  keys ──on──▶ Picker ──frame──▶ ScreenText ──▶ lines for a terminal
//!                 │
//!                 └────draft───▶ Draft
//! ```
//!
//! A [`Picker`] is a state and nothing else: it reads no key and writes to no terminal. Its owner hands it
//! what was typed, draws its [`ScreenText`], and does what [`PickerAction`] says. The list's order is the order of the columns.

mod fit;
mod frame;
mod layout;
mod preview;
mod rows;
#[cfg(test)]
mod tests;
mod typing;
mod view;

use leadmap_engine::scaffold::{Draft, Offer};

use layout::Layout;
use preview::Preview;
use rows::{BadName, Direction, Mark, PathList};
use typing::Typing;

pub use frame::{ScreenLine, ScreenText};
pub use preview::Sample;

/// A key, as far as it means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Char(char),
    /// A letter with the control key, in lower case.
    Control(char),
    /// The arrow, alone.
    Up,
    /// The arrow, alone.
    Down,
    /// The arrow.
    Left,
    /// The arrow.
    Right,
    /// The arrow with the shift key.
    ShiftUp,
    /// The arrow with the shift key.
    ShiftDown,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Deletes before the cursor.
    Backspace,
    /// Deletes behind the cursor.
    Delete,
    /// The function key that renames things elsewhere too.
    F2,
}

/// An input of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Pressed a key.
    Key(Key),
    /// Pasted a text.
    Paste(String),
    /// Given the terminal another size.
    Resize(Size),
}

/// The size of a terminal, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Lines.
    pub height: u16,
}

/// The action that the terminal has to take after an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickerAction {
    /// Draw, and wait for the next one.
    Draw,
    /// Draw everything anew: what is on the screen may be something else.
    Redraw,
    /// Give the terminal back until the process is continued.
    Suspend,
    /// Write the mapping. It has a column at least.
    Write,
    /// Leave without a mapping.
    Leave,
}

/// A list of paths in which columns are chosen, named and ordered.
#[derive(Debug, Clone)]
pub struct Picker {
    rows: PathList,
    sample: Sample,
    preview: Preview,
    size: Size,
    mode: InputMode,
    search: Typing,
    filter: RowFilter,
    /// The rows that are shown, in order. What is no longer chosen stays until something else is to be shown.
    shown: Vec<usize>,
    /// The current one of them.
    cursor: usize,
    /// The first that is on the screen.
    top: usize,
    message: Option<String>,
}

/// The mode that decides the meaning of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
enum InputMode {
    List,
    Search,
    Rename(Typing),
    /// Whether to leave although something was changed.
    Asking,
}

/// Which rows are shown, if a search finds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowFilter {
    All,
    Chosen,
}

impl Picker {
    /// Begins with what was proposed.
    pub fn new(offer: Offer, sample: Sample, size: Size) -> Self {
        let rows = PathList::of(offer);
        Picker {
            preview: Preview::of(&rows.draft(), &sample),
            shown: rows.matching(""),
            rows,
            sample,
            size,
            mode: InputMode::List,
            search: Typing::default(),
            filter: RowFilter::All,
            cursor: 0,
            top: 0,
            message: None,
        }
    }

    /// The draft of what is chosen. After [`PickerAction::Write`] it has a column at least.
    pub fn draft(&self) -> Draft {
        self.rows.draft()
    }

    /// What is to be seen.
    pub fn frame(&self) -> ScreenText {
        view::frame(self)
    }

    /// Takes in what a person has done.
    pub fn on(&mut self, input: Input) -> PickerAction {
        let next = match input {
            Input::Resize(size) => {
                self.size = size;
                PickerAction::Redraw
            }
            Input::Paste(text) => {
                self.paste(&text);
                PickerAction::Draw
            }
            Input::Key(key) => {
                self.message = None;
                self.key(key)
            }
        };
        self.scroll();
        next
    }

    fn key(&mut self, key: Key) -> PickerAction {
        match key {
            Key::Control('c' | 'd') => return PickerAction::Leave,
            Key::Control('z') => return PickerAction::Suspend,
            Key::Control('l') => return PickerAction::Redraw,
            _ => {}
        }
        match &self.mode {
            InputMode::List => return self.key_in_list(key),
            InputMode::Search => self.key_in_search(key),
            InputMode::Rename(_) => self.key_in_rename(key),
            InputMode::Asking => {
                if matches!(key, Key::Char('y' | 'Y')) {
                    return PickerAction::Leave;
                }
                self.mode = InputMode::List;
            }
        }
        PickerAction::Draw
    }

    fn key_in_list(&mut self, key: Key) -> PickerAction {
        match key {
            Key::Enter if self.rows.chosen().next().is_none() => {
                self.message = Some("nothing is chosen: Space chooses a path".to_owned());
            }
            Key::Enter => return PickerAction::Write,
            Key::Esc if !self.search.is_empty() => {
                self.search.clear();
                self.show();
            }
            Key::Esc | Key::Char('q') if self.rows.is_changed() => self.mode = InputMode::Asking,
            Key::Esc | Key::Char('q') => return PickerAction::Leave,
            Key::Char('/') => self.mode = InputMode::Search,
            Key::Char(' ') => self.toggle(),
            Key::Char('a') => self.toggle_shown(),
            Key::Char('r') | Key::F2 => self.begin_rename(),
            Key::Char('<') | Key::ShiftUp => self.shift(Direction::Up),
            Key::Char('>') | Key::ShiftDown => self.shift(Direction::Down),
            Key::Char('k') => self.step(Key::Up),
            Key::Char('j') => self.step(Key::Down),
            Key::Tab => {
                self.filter = match self.filter {
                    RowFilter::All => RowFilter::Chosen,
                    RowFilter::Chosen => RowFilter::All,
                };
                self.show();
            }
            _ => self.step(key),
        }
        PickerAction::Draw
    }

    fn key_in_search(&mut self, key: Key) {
        match key {
            Key::Enter | Key::Tab => self.mode = InputMode::List,
            Key::Esc => {
                self.mode = InputMode::List;
                self.search.clear();
                self.show();
            }
            Key::Up | Key::Down | Key::PageUp | Key::PageDown => self.step(key),
            _ => {
                let before = self.search.text().to_owned();
                self.search.on(key);
                if before != self.search.text() {
                    self.show();
                }
            }
        }
    }

    fn key_in_rename(&mut self, key: Key) {
        let InputMode::Rename(typing) = &mut self.mode else {
            return;
        };
        match key {
            Key::Esc => self.mode = InputMode::List,
            Key::Enter => {
                let name = typing.text().to_owned();
                self.rename(&name);
            }
            _ => typing.on(key),
        }
    }

    fn paste(&mut self, text: &str) {
        match &mut self.mode {
            InputMode::Rename(typing) => typing.insert(text),
            InputMode::Search => {
                self.search.insert(text);
                self.show();
            }
            // A pasted text is no row of commands.
            InputMode::List | InputMode::Asking => {}
        }
    }

    /// The row that keys are about.
    fn current(&self) -> Option<usize> {
        self.shown.get(self.cursor).copied()
    }

    fn toggle(&mut self) {
        if let Some(row) = self.current() {
            let choice = match self.rows.get(row).choice {
                Mark::Chosen => Mark::Left,
                Mark::Left => Mark::Chosen,
            };
            self.rows.choose(&[row], choice);
            self.remake();
        }
    }

    /// Chooses all that is shown, or nothing of it if all of it is chosen.
    fn toggle_shown(&mut self) {
        let all = self.shown.iter().all(|row| self.rows.get(*row).is_chosen());
        let choice = if all { Mark::Left } else { Mark::Chosen };
        self.rows.choose(&self.shown, choice);
        self.remake();
    }

    fn begin_rename(&mut self) {
        if let Some(row) = self.current() {
            self.mode = InputMode::Rename(Typing::of(&self.rows.get(row).field.name));
        }
    }

    fn rename(&mut self, name: &str) {
        let Some(row) = self.current() else {
            return;
        };
        self.message = match self.rows.rename(row, name) {
            Ok(()) => {
                self.mode = InputMode::List;
                self.remake();
                return;
            }
            Err(BadName::Empty) => Some("a column needs a name".to_owned()),
            Err(BadName::Taken) => Some(format!("another column is called `{}`", name.trim())),
        };
    }

    fn shift(&mut self, direction: Direction) {
        let Some(row) = self.current() else {
            return;
        };
        if !self.rows.get(row).is_chosen() {
            self.message = Some("only what is chosen has a place among the columns".to_owned());
        } else if self.rows.shift(row, direction) {
            self.show();
            self.remake();
        }
    }

    /// Moves among the rows that are shown.
    fn step(&mut self, key: Key) {
        let page = Layout::of(self).list.max(1);
        let last = self.shown.len().saturating_sub(1);
        self.cursor = match key {
            Key::Up => self.cursor.saturating_sub(1),
            Key::Down => self.cursor + 1,
            Key::PageUp => self.cursor.saturating_sub(page),
            Key::PageDown => self.cursor + page,
            Key::Home => 0,
            Key::End => last,
            _ => self.cursor,
        }
        .min(last);
    }

    /// Finds out anew what is shown. The cursor stays on its row, or where it is.
    fn show(&mut self) {
        let current = self.current();
        self.shown = self.rows.matching(self.search.text());
        if self.filter == RowFilter::Chosen {
            let rows = &self.rows;
            self.shown.retain(|row| rows.get(*row).is_chosen());
        }
        let place = |row| self.shown.iter().position(|shown| *shown == row);
        let last = self.shown.len().saturating_sub(1);
        self.cursor = current.and_then(place).unwrap_or_else(|| self.cursor.min(last));
    }

    fn remake(&mut self) {
        self.preview = Preview::of(&self.rows.draft(), &self.sample);
    }

    /// Keeps the cursor on the screen, and the screen full.
    fn scroll(&mut self) {
        let page = Layout::of(self).list.max(1);
        let lowest = self.cursor.saturating_sub(page - 1);
        let fullest = self.shown.len().saturating_sub(page);
        self.top = self.top.clamp(lowest, self.cursor).min(fullest);
    }
}

//! A line of text input: a search, or a column's new name.

use unicode_segmentation::UnicodeSegmentation as _;

use leadmap_engine::message::is_hidden;

use super::Key;

/// How many bytes can be typed. Pasted text may be of any length.
const LONGEST: usize = 200;

/// A text and the place in it where typing goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Typing {
    text: String,
    /// The byte offset of the cursor: always between characters as people see them.
    at: usize,
}

impl Typing {
    /// Going on at the end of `text`.
    pub(super) fn of(text: &str) -> Self {
        Typing { text: text.to_owned(), at: text.len() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// What stands before the cursor.
    pub(super) fn before(&self) -> &str {
        &self.text[..self.at]
    }

    pub(super) fn clear(&mut self) {
        *self = Typing::default();
    }

    /// Puts `text` in, without what acts on a terminal; a line end is a blank.
    pub(super) fn insert(&mut self, text: &str) {
        for character in text.chars() {
            let character = match character {
                '\n' | '\t' => ' ',
                hidden if is_hidden(hidden) => continue,
                other => other,
            };
            if self.text.len() + character.len_utf8() > LONGEST {
                break;
            }
            self.text.insert(self.at, character);
            self.at += character.len_utf8();
        }
    }

    /// Does what `key` means where something is typed.
    pub(super) fn on(&mut self, key: Key) {
        match key {
            Key::Char(character) => self.insert(character.encode_utf8(&mut [0; 4])),
            Key::Left => self.at = self.previous(),
            Key::Right => self.at = self.next(),
            Key::Home | Key::Control('a') => self.at = 0,
            Key::End | Key::Control('e') => self.at = self.text.len(),
            Key::Backspace | Key::Control('h') => self.delete_back_to(self.previous()),
            Key::Control('u') => self.delete_back_to(0),
            Key::Control('w') => self.delete_back_to(self.previous_word()),
            Key::Delete => {
                self.text.drain(self.at..self.next());
            }
            _ => {}
        }
    }

    fn delete_back_to(&mut self, start: usize) {
        self.text.drain(start..self.at);
        self.at = start;
    }

    fn previous(&self) -> usize {
        let last = self.before().graphemes(true).next_back();
        self.at - last.map_or(0, str::len)
    }

    fn next(&self) -> usize {
        let first = self.text[self.at..].graphemes(true).next();
        self.at + first.map_or(0, str::len)
    }

    fn previous_word(&self) -> usize {
        let words = self.before().trim_end();
        words
            .char_indices()
            .rfind(|(_, character)| character.is_whitespace())
            .map_or(0, |(at, blank)| at + blank.len_utf8())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed(start: &str, keys: &[Key]) -> String {
        let mut typing = Typing::of(start);
        for key in keys {
            typing.on(*key);
        }
        format!("{}|{}", typing.before(), &typing.text[typing.at..])
    }

    #[test]
    fn keys_edit_where_the_cursor_is() {
        let keys = [Key::Left, Key::Left, Key::Char('x'), Key::Delete];
        assert_eq!(typed("name", &keys), "nax|e");
        assert_eq!(typed("name", &[Key::Home, Key::Backspace]), "|name");
        assert_eq!(typed("full name ", &[Key::Control('w'), Key::Char('N')]), "full N|");
        assert_eq!(typed("a b", &[Key::Left, Key::Control('u')]), "|b");
        assert_eq!(typed("a", &[Key::Home, Key::End, Key::Right]), "a|");
    }

    #[test]
    fn a_character_with_its_marks_is_deleted_whole() {
        assert_eq!(typed("நிலா", &[Key::Backspace]), "நி|");
        assert_eq!(typed("க்\u{200d}ஷ", &[Key::Left, Key::Delete]).matches('|').count(), 1);
    }

    #[test]
    fn what_is_pasted_is_one_line_that_acts_on_nothing() {
        let mut typing = Typing::default();
        typing.insert("a\nb\u{1b}[31m\u{202e}c");
        assert_eq!(typing.text(), "a b[31mc");
        typing.insert(&"é".repeat(LONGEST));
        assert!(typing.text().len() <= LONGEST);
    }

    fn key() -> impl Strategy<Value = Key> {
        prop_oneof![
            4 => any::<char>().prop_map(Key::Char),
            6 => prop::sample::select(vec![
                Key::Left, Key::Right, Key::Home, Key::End, Key::Backspace, Key::Delete,
                Key::Control('w'), Key::Control('u'), Key::Char('\u{301}'), Key::Char('\u{200d}'), Key::Char(' '),
            ]),
        ]
    }

    proptest! {
        #[test]
        fn no_sequence_of_keys_leaves_the_text(keys in prop::collection::vec(key(), 0..60)) {
            let mut typing = Typing::of("नाम");
            for key in keys {
                typing.on(key);
                prop_assert!(typing.text.is_char_boundary(typing.at));
                prop_assert!(!typing.text.contains(is_hidden));
            }
        }
    }
}

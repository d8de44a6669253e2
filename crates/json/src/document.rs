//! Writing a JSON document of our own, laid out for people, with values of payloads in it token by token.

use std::io::Write as _;

use crate::compact::write_compact;

/// A JSON document in the making.
///
/// serde_json would read the numbers of payloads to write them; here they stay the text they are.
#[derive(Debug, Default)]
pub struct Document {
    text: Vec<u8>,
    depth: usize,
    /// Whether something stands before the next item on its level.
    follows: bool,
}

impl Document {
    /// The document as text, with a line break at its end.
    pub fn finish(mut self) -> String {
        self.text.push(b'\n');
        // All that was added is text. None of it is copied, for it may be long.
        String::from_utf8(self.text).unwrap_or_default()
    }

    /// Adds an object, whose members `fill` adds.
    pub fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.nest([b'{', b'}'], fill);
    }

    /// Adds an array of `items`, each of which `add` adds.
    pub fn array<T>(&mut self, items: impl IntoIterator<Item = T>, add: impl Fn(&mut Self, T)) {
        self.nest([b'[', b']'], |document| {
            for item in items {
                document.next_item();
                add(document, item);
            }
        });
    }

    /// Begins a member: what is added next is its value.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.next_item();
        self.string(key);
        self.text.extend_from_slice(b": ");
        self
    }

    /// Adds a string.
    pub fn string(&mut self, text: &str) {
        // Writing into memory cannot fail.
        let _ = serde_json::to_writer(&mut self.text, text);
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) {
        // Writing into memory cannot fail.
        let _ = write!(self.text, "{number}");
    }

    /// Adds `null`.
    pub fn null(&mut self) {
        self.text.extend_from_slice(b"null");
    }

    /// Adds checked JSON, its tokens as they are, on one line.
    pub fn json(&mut self, json: &str) {
        write_compact(json, &mut self.text);
    }

    fn nest(&mut self, brackets: [u8; 2], fill: impl FnOnce(&mut Self)) {
        self.text.push(brackets[0]);
        self.depth += 1;
        self.follows = false;
        fill(self);
        self.depth -= 1;
        if self.follows {
            self.break_line();
        }
        self.text.push(brackets[1]);
        self.follows = true;
    }

    fn next_item(&mut self) {
        if self.follows {
            self.text.push(b',');
        }
        self.break_line();
        self.follows = true;
    }

    fn break_line(&mut self) {
        self.text.push(b'\n');
        self.text.extend(std::iter::repeat_n(b' ', 2 * self.depth));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_laid_out_as_serde_json_does_it_but_for_the_tokens() {
        let mut document = Document::default();
        document.object(|document| {
            document.key("a\"").json("{ \"n\" : 1.10 }");
            document.key("empty").array([0; 0], Document::number);
            document.key("none").object(|_| {});
            document.key("list").array([1, 2], Document::number);
            document.key("deep").object(|document| {
                document.key("null").null();
            });
            document.key("é\n").string("é\n");
        });
        let text = document.finish();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let expected = format!("{value:#}\n").replace("{\n    \"n\": 1.1\n  }", "{\"n\":1.10}");
        assert_eq!(text, expected);
    }
}

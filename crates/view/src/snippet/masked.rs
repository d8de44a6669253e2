//! A line of a capture that may hold values of headers, with nothing left of its values.

/// What stands in the place of a value.
const MASK: &str = "…";

/// More of the line than this is not kept, in bytes: it would not be shown.
const KEPT: usize = 4096;

/// A part of a line, with its values blanked.
#[derive(Default)]
struct Masked {
    text: String,
    /// Whether it ends inside a string.
    in_string: bool,
    /// Whether a value must follow, as a colon was the last that is not blank.
    after_colon: bool,
}

/// The line that `before` and `after` make, without the values in it. The fault is between the two.
pub(super) fn masked(before: &str, after: &str) -> (String, String) {
    let start = part(before, Masked::default());
    let (in_string, after_colon) = (start.in_string, start.after_colon);
    let end = part(after, Masked { in_string, after_colon, ..Masked::default() });
    (start.text, end.text)
}

/// A string is a key if a colon follows it and none stands before it. Where a quote is missing, what was between strings is
/// taken for strings, and strings for words: those are blanked.
fn part(text: &str, mut masked: Masked) -> Masked {
    let mut rest = text;
    while !rest.is_empty() {
        let in_string = masked.in_string;
        if in_string || rest.starts_with('"') {
            let start = usize::from(!in_string);
            let end = string_end(&rest[start..]).map(|end| start + end);
            let (string, others) = rest.split_at(end.unwrap_or(rest.len()));
            let is_whole = !in_string && end.is_some();
            if is_whole && !masked.after_colon && others.trim_start().starts_with(':') {
                masked.push(string);
            } else {
                masked.push(if in_string { "" } else { "\"" });
                masked.push(MASK);
                masked.push(if end.is_some() { "\"" } else { "" });
            }
            masked.in_string = end.is_none();
            masked.after_colon = false;
            rest = others;
        } else {
            let is_structure = |char: char| char.is_whitespace() || "{}[]:,".contains(char);
            let length = rest.find(|char| !is_structure(char)).unwrap_or(rest.len());
            let (structure, others) = rest.split_at(length);
            masked.push(structure);
            let last = structure.trim_end().chars().next_back();
            masked.after_colon = last.map_or(masked.after_colon, |last| last == ':');
            let length =
                others.find(|char| char == '"' || is_structure(char)).unwrap_or(others.len());
            let (word, others) = others.split_at(length);
            masked.after_colon &= word.is_empty();
            masked.push(match word {
                "" | "true" | "false" | "null" => word,
                _ => MASK,
            });
            rest = others;
        }
    }
    masked
}

/// Where the string ends of which `text` follows the opening quote: after the closing one.
fn string_end(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Some(at + 1),
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
    None
}

impl Masked {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        if self.text.len() > 2 * KEPT {
            let cut = self.text.ceil_char_boundary(self.text.len() - KEPT);
            self.text.drain(..cut);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn structure_and_keys_stay() {
        let before = r#"{"headers":{"authorization":"Bearer SECRET" "#;
        let after = r#""x":"1","y":12,"z":true},"body":{"name":"Asha"}}"#;
        let (start, end) = masked(before, after);
        assert_eq!(start, r#"{"headers":{"authorization":"…" "#);
        assert_eq!(end, r#""x":"…","y":…,"z":true},"body":{"name":"…"}}"#);
        let (start, end) = masked(r#"{"headers":{"a":"SECRET""#, r#":"x"}}"#);
        assert_eq!((start.as_str(), end.as_str()), (r#"{"headers":{"a":"…""#, r#":"…"}}"#));
    }

    #[test]
    fn a_string_that_is_at_fault_is_blanked_on_both_sides() {
        let (before, after) = masked(r#"{"headers":{"a":"SEC"#, r#"\qRET","b":SECRET"#);
        assert_eq!(before, r#"{"headers":{"a":"…"#);
        assert_eq!(after, r#"…","b":…"#);
        let (before, after) = masked(r#"Authorization: Bearer SECRET"#, "");
        assert_eq!((before.as_str(), after.as_str()), ("…: … …", ""));
    }

    proptest! {
        /// Whatever stands around it, and wherever the fault is, a value is not shown.
        #[test]
        fn no_value_is_left(
            before in "[ \"\\\\{}:,a-c\\[\\]]{0,20}",
            after in "[ \"\\\\{}:,a-c\\[\\]]{0,20}",
        ) {
            let text = format!("{before}\"SECRET\",{after}");
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let (start, end) = masked(&text[..at], &text[at..]);
                prop_assert!(!format!("{start}|{end}").contains("SECRET"), "{start}|{end}");
            }
        }
    }
}

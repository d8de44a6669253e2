//! How messages quote what comes from outside, and count.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

/// `text` with every [hidden](is_hidden) character spelled out: `\n`, `\r` and `\t`, and `\u{1b}` for the others.
///
/// For tables and for every message that quotes input. Meant for eyes: a backslash stays one backslash, so what comes
/// out cannot be read back. Clean text is not copied.
pub fn visible(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_hidden) else {
        return Cow::Borrowed(text);
    };
    let (clean, rest) = text.split_at(first);
    let mut shown = String::with_capacity(text.len() + 16);
    shown.push_str(clean);
    for character in rest.chars() {
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            hidden if is_hidden(hidden) => {
                // Writing to a String cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(hidden));
            }
            clean => shown.push(clean),
        }
    }
    Cow::Owned(shown)
}

/// `text` made [visible] line by line: its line feeds stay.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(|character| character != '\n' && is_hidden(character)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split('\n').map(visible).collect::<Vec<_>>().join("\n"))
}

/// Whether a character acts on the text around it, or on the terminal, instead of being seen.
///
/// These are C0, DEL and C1; the line and paragraph separators; the bidirectional marks, embeddings, overrides and
/// isolates (Unicode Standard Annex #9, section 2); and those that take no room at all, such as the byte order mark.
/// The joiners U+200C and U+200D are not among them: Indic scripts and emoji are not written without them.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

/// `text` made [visible], and cut after `most` characters.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}

/// The context of an error of the system: which file or input could not be read.
pub(crate) fn could_not_read(path: impl AsRef<Path>) -> String {
    format!("could not read {}", visible(&path.as_ref().display().to_string()))
}

/// The context of an error of the system: which file or stream could not be written.
pub fn could_not_write(path: impl AsRef<Path>) -> String {
    format!("could not write {}", visible(&path.as_ref().display().to_string()))
}

/// A number with the word for what it counts: `1 payload`, `2 payloads`.
pub fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_is_not_copied() {
        for clean in
            ["", "Asha Rao", "प्रकाश मुधालियार", "क्\u{200d}ष", "👩\u{200d}👧", "a\\b", "(مرحبا)"]
        {
            assert!(matches!(visible(clean), Cow::Borrowed(same) if same == clean), "{clean}");
        }
    }

    #[test]
    fn what_acts_on_the_terminal_is_spelled_out() {
        assert_eq!(visible("a\tb\r\nc"), r"a\tb\r\nc");
        assert_eq!(visible("\u{1b}]8;;https://x\u{7}y"), r"\u{1b}]8;;https://x\u{7}y");
        assert_eq!(visible("\0\u{7f}\u{9b}2J"), r"\u{0}\u{7f}\u{9b}2J");
        assert_eq!(visible("exe.\u{202e}fdp"), r"exe.\u{202e}fdp");
        assert_eq!(visible("\u{feff}नाम\u{2028}"), r"\u{feff}नाम\u{2028}");
    }

    #[test]
    fn lines_stay_lines() {
        assert!(matches!(visible_lines("a\nb\n"), Cow::Borrowed("a\nb\n")));
        assert_eq!(visible_lines("a\r\n\u{9b}b\n"), "a\\r\n\\u{9b}b\n");
    }

    #[test]
    fn no_control_and_no_bidi_character_is_left() {
        let controls = (0..0x20).chain(0x7f..0xa0);
        let bidi = [0x61c, 0x200e, 0x200f].into_iter().chain(0x202a..0x202f).chain(0x2066..0x206a);
        let others = [0x200b, 0x2028, 0x2029, 0xfeff];
        for code in controls.chain(bidi).chain(others) {
            let hidden = char::from_u32(code).unwrap();
            let shown = visible(&format!("x{hidden}y")).into_owned();
            assert!(shown.starts_with("x\\") && shown.ends_with('y'), "{code:x}: {shown}");
            assert!(!shown.contains(is_hidden), "{code:x}");
        }
    }
}

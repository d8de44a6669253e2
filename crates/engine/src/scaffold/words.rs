//! The words of a key, and column names made of them.

use crate::message::is_hidden;

/// The longest column name, in characters.
const LONGEST: usize = 40;

/// The words of a key in lower case: `createdAt`, `created_at`, `Created at`, `आप किस समय`.
pub(super) fn words(key: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_lower = false;
    for c in key.chars() {
        let begins = !belongs(c) || (c.is_uppercase() && after_lower);
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if belongs(c) {
            word.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether a character is part of a word. Outside ASCII everything is that is not known to be punctuation: the marks
/// that Indian scripts write vowels with are no letters, but no word is without them.
fn belongs(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let punctuation = matches!(
        c,
        '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' | '\u{bb}' | '\u{bf}'
            | '\u{d7}' | '\u{f7}' | '\u{964}' | '\u{965}' | '\u{2010}'..='\u{206f}' | '\u{3000}'..='\u{303f}'
            | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{fffd}'
    );
    !punctuation && !c.is_whitespace() && !is_hidden(c)
}

/// A column name of words, as many as there is room for; `None` where there are none.
pub(super) fn column(words: &[String]) -> Option<String> {
    let mut name = String::new();
    let mut length = 0;
    for word in words {
        let more = word.chars().count() + usize::from(length > 0);
        if length + more > LONGEST {
            if length == 0 {
                name.extend(word.chars().take(LONGEST));
            }
            break;
        }
        if length > 0 {
            name.push('_');
        }
        name.push_str(word);
        length += more;
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert_str(0, "field_");
    }
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_columns_in_whatever_way_they_are_written() {
        for (key, expected) in [
            ("createdAt", "created_at"),
            ("Phone Number", "phone_number"),
            ("FULL_NAME", "full_name"),
            ("submissionID", "submission_id"),
            ("q3_workshopName", "q3_workshop_name"),
            ("1.3", "field_1_3"),
            ("आप_किस_समय_बात_कर_सकते_हैं?", "आप_किस_समय_बात_कर_सकते_हैं"),
            ("क्या 12वीं", "क्या_12वीं"),
            ("эл._адрес", "эл_адрес"),
            ("a\u{202e}b\n", "a_b"),
        ] {
            assert_eq!(column(&words(key)).as_deref(), Some(expected), "{key:?}");
        }
    }

    #[test]
    fn long_questions_end_at_a_word_and_nothing_is_no_name() {
        let question = "Which of our many products are you most interested in, and why?";
        let name = column(&words(question)).unwrap();
        assert_eq!(name, "which_of_our_many_products_are_you_most");
        let word = column(&words(&"é".repeat(100))).unwrap();
        assert_eq!(word.chars().count(), LONGEST);
        for key in ["", "?!", "\u{200b}", "…"] {
            assert_eq!(column(&words(key)), None, "{key:?}");
        }
    }
}

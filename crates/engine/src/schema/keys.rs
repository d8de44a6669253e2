//! The words of a key, and the vocabulary of keys for schemas and drafts.

use crate::message::is_hidden;

/// Words in lower case, with white space between them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vocabulary(pub(crate) &'static str);

/// Parts of words for phone numbers: `phoneNumber`, `telephone`.
pub(crate) const PHONE_PARTS: Vocabulary = Vocabulary("phone mobile whatsapp msisdn");

/// Words for phone numbers that are parts of other words too: `cellar`, `hotel`.
pub(crate) const PHONE_WORDS: Vocabulary = Vocabulary("tel cell");

/// Keys of phone numbers whose words say nothing each for itself.
pub(crate) const PHONE_KEYS: Vocabulary = Vocabulary("textremindernumber contactnumber contactno");

/// Words for e-mail addresses.
const EMAIL_WORDS: Vocabulary = Vocabulary("email mail emails");

/// Words that say that digits are a time.
const TIME_WORDS: Vocabulary = Vocabulary(
    "at on date day created updated modified submitted received sent seen start started end ended \
     since until expires expiry ts epoch when",
);

/// What such words end in.
const TIME_ENDINGS: Vocabulary = Vocabulary("time stamp millis");

/// Whole keys of the time at which a lead came. Other times, as of its last visit, say nothing about that.
pub(crate) const ARRIVAL_KEYS: Vocabulary = Vocabulary(
    "created createdate createdat createdon createdtime createtime createddate datecreated \
     creationdate submitted submittedat submittedon submissiondate submissiontime submitdate \
     submittime leadsubmittime leadcreatedtime receivedat occurredat timestamp \
     createdatepochseconds entrydate actiontime",
);

/// Words for what lets somebody in.
const SECRET_WORDS: Vocabulary = Vocabulary(
    "password passwd passcode secret signature token tokens apikey authorization credential \
     credentials hmac",
);

/// Words beside which a `key` is a secret.
const SECRET_KEYS: Vocabulary = Vocabulary("google api access private secret webhook auth");

/// Parts of keys for the same.
const SECRET_PARTS: Vocabulary = Vocabulary("secret token password signature api_key apikey");

impl Vocabulary {
    fn words(self) -> impl Iterator<Item = &'static str> {
        self.0.split_ascii_whitespace()
    }

    /// Whether this is one of the words.
    pub(crate) fn has(self, word: &str) -> bool {
        self.words().any(|known| known == word)
    }

    /// Whether one of `words` is.
    pub(crate) fn has_any(self, words: &[String]) -> bool {
        words.iter().any(|word| self.has(word))
    }

    /// Whether one of the words stands in `text`.
    pub(crate) fn is_in(self, text: &str) -> bool {
        self.words().any(|known| text.contains(known))
    }

    fn ends(self, text: &str) -> bool {
        self.words().any(|known| text.ends_with(known))
    }
}

/// A hint of a key about values that are ambiguous alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// They are e-mail addresses.
    Email,
    /// Digits are phone numbers.
    Phone,
    /// Digits are times.
    Time,
    Nothing,
}

impl Hint {
    /// What the last word of `name` that says something says: of `phone_verified_at` that is `at`.
    pub(super) fn of(name: &str) -> Hint {
        let hint = |word: &String| {
            if PHONE_PARTS.is_in(word) || PHONE_WORDS.has(word) {
                Some(Hint::Phone)
            } else if EMAIL_WORDS.has(word) {
                Some(Hint::Email)
            } else if TIME_WORDS.has(word) || TIME_ENDINGS.ends(word) {
                Some(Hint::Time)
            } else {
                None
            }
        };
        // A symbol beside a word, as in `📞tel`, is no part of it.
        let words = words(name, char::is_alphanumeric);
        words.iter().rev().find_map(hint).unwrap_or(Hint::Nothing)
    }
}

/// Whether the words of a key say that its values let somebody in, so that no mapping proposes them.
pub(crate) fn is_secret(words: &[String]) -> bool {
    let is_key =
        words.iter().any(|word| word == "key") && (words.len() == 1 || SECRET_KEYS.has_any(words));
    SECRET_WORDS.has_any(words) || is_key
}

/// Whether a key may say so. That is true of more keys than [`is_secret`]: what it is true of is not told to be mapped.
pub(crate) fn may_be_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    SECRET_PARTS.is_in(&key) || key.ends_with("_key")
}

/// The words that a column is named by: `createdAt`, `created_at`, `Created at`, `आप किस समय`.
pub(crate) fn name_words(key: &str) -> Vec<String> {
    words(key, is_in_name)
}

/// The words of a key in lower case, made of the characters that `is_in_word`.
fn words(key: &str, is_in_word: impl Fn(char) -> bool) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_lower = false;
    for c in key.chars() {
        let begins = !is_in_word(c) || (c.is_uppercase() && after_lower);
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if is_in_word(c) {
            word.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether a character can stand in a name. Outside ASCII everything can that is not known to be punctuation: the marks
/// that Indian scripts write vowels with are no letters, but no word is without them.
fn is_in_name(c: char) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_that_says_something_decides() {
        for (name, expected) in [
            ("phone_verified_at", Hint::Time),
            ("createdAt", Hint::Time),
            ("submitTime", Hint::Time),
            ("Telephone number", Hint::Phone),
            ("cellphones", Hint::Phone),
            ("📞tel", Hint::Phone),
            ("e_mail", Hint::Email),
            ("hotel", Hint::Nothing),
            ("amount", Hint::Nothing),
        ] {
            assert_eq!(Hint::of(name), expected, "{name}");
        }
    }

    #[test]
    fn secrets_are_told_from_other_keys() {
        for (key, expected) in [
            ("google_key", true),
            ("apiKey", true),
            ("key", true),
            ("token", true),
            ("client_secret", true),
            ("keyword", false),
            ("pincode", false),
        ] {
            assert_eq!(is_secret(&name_words(key)), expected, "{key}");
        }
    }
}

//! Identifier keys: they name one thing among many of a kind, not a kind of thing.
//!
//! `{"2f1c…": 30, "90ab…": 12}` is a map from participants to seconds, not an object with two fields. Judged by the key
//! alone, so that it does not matter which keys came before.

#![expect(clippy::indexing_slicing, reason = "a window of two has two")]

use super::form;

/// The longest key that can be a field's name, in bytes.
const LONGEST: usize = 128;

/// How many digits make a number an identifier. Fewer can be an ordinal.
const MANY_DIGITS: usize = 6;

/// The shortest words that can be random letters and digits.
const SHORTEST_RANDOM: usize = 16;

/// Whether `key` identifies a thing: UUIDs, long numbers, times, long hexadecimal or random words, e-mail addresses,
/// phone numbers, URLs, and whatever is too long for a name.
pub(super) fn is_identifier(key: &str) -> bool {
    let bytes = key.as_bytes();
    if bytes.len() > LONGEST {
        return true;
    }
    if bytes.len() < MANY_DIGITS {
        return false;
    }
    is_number_like(bytes)
        || form::is_email(bytes)
        || form::is_url(bytes)
        || bytes.len() >= SHORTEST_RANDOM && (form::is_uuid(bytes) || has_random_word(bytes))
}

/// Whether there are digits, and nothing but what stands between the digits of numbers, phone numbers and times.
fn is_number_like(bytes: &[u8]) -> bool {
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let mark = |byte: &u8| b"+-_.:/() TZ".contains(byte);
    digits >= MANY_DIGITS && bytes.iter().all(|byte| byte.is_ascii_digit() || mark(byte))
}

fn has_random_word(bytes: &[u8]) -> bool {
    bytes.split(|byte| !byte.is_ascii_alphanumeric()).any(is_random)
}

/// Whether a word is one that nobody has thought of: hexadecimal, or letters and digits all mixed up.
fn is_random(word: &[u8]) -> bool {
    if word.len() < SHORTEST_RANDOM {
        return false;
    }
    let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits > 0 && word.iter().all(u8::is_ascii_hexdigit) {
        return true;
    }
    let changes =
        word.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    digits >= 2 && changes >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_field_is_no_identifier() {
        for key in [
            "",
            "1",
            "1.3",
            "4.1",
            "12345",
            "name",
            "First Name",
            "portal-id",
            "q3_workshopName",
            "Phone Number",
            "अभी तक का सबसे लंबा नाम",
            "what_is_your_budget_for_2026?",
            "utm_campaign",
            "widget_location_source",
            "address_line_1_and_2",
            "addressLineNumber2",
            "internationalization",
            "field_1234567",
            "2024",
            "x1",
            "deadbeef",
            "first_name_of_the_person_who_filled_the_form",
        ] {
            assert!(!is_identifier(key), "{key}");
        }
    }

    #[test]
    fn what_identifies_a_thing_is_an_identifier() {
        for key in [
            "47ebbbc0-b1ae-4249-aee1-4caf16b570e8",
            "47EBBBC0B1AE4249AEE14CAF16B570E8",
            "123456",
            "1773287047431",
            "+919820010431",
            "98200 10431",
            "2024-07-11",
            "2024-07-11T10:00:00Z",
            "asha@example.com",
            "https://example.com/a",
            "dcf558aac1ae4e8c",
            "cus_9sX2kQ7bT1vN4mZ8pL",
            "a3f1c2b4d5e6f708",
            "3nTvW9kQ2xLr7BpY",
        ] {
            assert!(is_identifier(key), "{key}");
        }
        assert!(is_identifier(&"a".repeat(129)));
        assert!(!is_identifier(&"a".repeat(128)));
    }
}

//! Where messages must not quote a capture: it may hold values of headers.

use std::sync::LazyLock;

use regex::bytes::Regex;

/// What stands in a text that holds headers: the word itself, and the names of headers where they stand alone, as in
/// captures that spread them over the top or in text that is no JSON.
static SIGNS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)header|authorization|cookie|user-agent|(^|["'\s])x-[a-z]"#).ok()
});

/// Whether values of a text may be shown: not those that may be of headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Values {
    /// They may.
    #[default]
    Shown,
    /// They are kept back.
    Hidden,
}

impl Values {
    /// Those of `text`, which may be broken in any way, as far as it tells by itself.
    pub fn of(text: &[u8]) -> Self {
        Values::hidden_if(SIGNS.as_ref().is_none_or(|signs| signs.is_match(text)))
    }

    /// Hidden on this condition.
    pub fn hidden_if(condition: bool) -> Self {
        if condition { Values::Hidden } else { Values::Shown }
    }

    /// Those that both allow to be shown.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Values::hidden_if(self == Values::Hidden || other == Values::Hidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_in_every_form() {
        for text in [
            r#"{"headers":{"a":"b" "c":1}}"#,
            r#"{"multiValueHeaders":{"#,
            r#"{"request":{"Header":[["a","b"]]"#,
            r#"{"host":"a","User-Agent":"b","body":"#,
            "Authorization: Bearer x",
            "POST / HTTP/1.1\r\nX-Token: x",
            r#"{"name":"x-key","value":"a" "b"}"#,
        ] {
            assert_eq!(Values::of(text.as_bytes()), Values::Hidden, "{text}");
        }
    }

    #[test]
    fn an_ordinary_payload_has_no_sign_of_them() {
        for text in [r#"{"name":"Asha" "phone":1}"#, r#"{"sex-age":"f" 3}"#, "max-age", ""] {
            assert_eq!(Values::of(text.as_bytes()), Values::Shown, "{text}");
        }
    }
}

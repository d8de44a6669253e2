//! JSON in a string: a payload that was encoded twice, or more often.

use std::borrow::Cow;

use crate::json::index::Index;
use crate::json::{scan, text};

/// How often JSON in a string is looked for in a string. Whoever encodes twice does so by mistake, and not ten times.
const LAYERS: usize = 8;

/// The object or array that the JSON string `token` holds, itself in a string or not; `None` for any other text.
pub(crate) fn unquoted(token: &str) -> Option<String> {
    let mut text = Cow::Borrowed(token);
    for _ in 0..LAYERS {
        let inner = text::decode_token(&text)?.text.into_owned();
        let inner = inner.trim_matches([' ', '\n', '\r', '\t']);
        match inner.as_bytes().first()? {
            b'{' | b'[' => return is_json(inner).then(|| inner.to_owned()),
            b'"' if is_json(inner) => text = Cow::Owned(inner.to_owned()),
            _ => return None,
        }
    }
    None
}

/// Whether `text` is one JSON value, with nothing but white space around it.
pub(super) fn is_json(text: &str) -> bool {
    Index::default().whole(text).is_some() || scan::check(text.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_or_array_is_found_however_often_it_was_encoded() {
        for json in [r#"{"name":"Asha \"A\" Rao"}"#, "[{}]", "{}", " {\"a\":1}\n"] {
            let mut token = json.to_owned();
            for layers in 1..LAYERS {
                token = serde_json::to_string(&token).unwrap();
                assert_eq!(unquoted(&token).as_deref(), Some(json.trim()), "{layers}");
            }
        }
    }

    #[test]
    fn any_other_text_is_a_text() {
        for text in [
            "", " ", "Asha", "7", "null", "{", "{name}", "[1", "{} {}", "\"", "\"Asha\"", "\"{\"",
            "{}\"",
        ] {
            let token = serde_json::to_string(text).unwrap();
            assert_eq!(unquoted(&token), None, "{text}");
        }
        assert_eq!(unquoted("7"), None);
    }
}

//! Judges of what is written and shown.

use std::collections::HashSet;
use std::fmt;

use leadmap_json::scan;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Panics if something in `shown` acts on a terminal or turns the text around it; line feeds may stand in it.
pub fn is_harmless(shown: &str) {
    let acts = |letter: char| match u32::from(letter) {
        0x0A => false,
        // C0, DEL and C1; the separators of lines and paragraphs; what tells in which direction to read.
        0x00..0x20 | 0x7F..0xA0 | 0x2028 | 0x2029 => true,
        0x061C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069 => true,
        _ => false,
    };
    assert!(!shown.contains(acts), "{shown:?}");
}

/// Panics if `text` is no JSON.
pub fn is_json(text: &[u8]) {
    assert!(scan::check(text).is_ok(), "{}", String::from_utf8_lossy(text));
}

/// Panics if some reader of JSON refuses `text`, or takes it for something else than others do: it has half of a surrogate
/// pair in it, or a key twice.
pub fn is_strict_json(text: &str) {
    if let Err(error) = serde_json::from_str::<Strict>(text) {
        // JSON sets neither limit, and payloads are passed on as they are.
        let why = error.to_string();
        let is_limit = why.starts_with("number out of range") || why.starts_with("recursion limit");
        assert!(is_limit, "{error}: {text}");
    }
}

struct Strict;

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Strict)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_str<E>(self, _: &str) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Strict, A::Error> {
        while elements.next_element::<Strict>()?.is_some() {}
        Ok(Strict)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Strict, A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = members.next_key::<String>()? {
            members.next_value::<Strict>()?;
            if !keys.insert(key) {
                return Err(A::Error::custom("a key stands twice"));
            }
        }
        Ok(Strict)
    }
}

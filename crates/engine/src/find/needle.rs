//! The value to find, and how values are compared with it.

use crate::json::number;

/// The value to find.
#[derive(Debug, Clone)]
pub struct Needle {
    text: String,
    /// The text in lower case, where case does not matter.
    folded: Option<String>,
    extent: Extent,
}

/// Whether a whole value must match, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Any part.
    Part,
}

/// Whether upper and lower case are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// They differ.
    Exact,
    /// They are the same, after Unicode's rules without any locale.
    Ignored,
}

/// What kind of value a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScalarKind {
    Number,
    /// A string, a boolean or `null`.
    Text,
}

impl Needle {
    /// Looks for `text`.
    pub fn new(text: &str, extent: Extent, case: Case) -> Self {
        Needle {
            text: text.to_owned(),
            folded: (case == Case::Ignored).then(|| text.to_lowercase()),
            extent,
        }
    }

    /// The text that is looked for.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether any part of a value will do.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// Whether upper and lower case are the same.
    pub fn case(&self) -> Case {
        match self.folded {
            Some(_) => Case::Ignored,
            None => Case::Exact,
        }
    }

    /// Whether a value that reads `text` is what is looked for: a string as its text; a number as its digits, or by its
    /// value, so that `1` finds `1.0`; a boolean or `null` as the word.
    pub(super) fn is_in(&self, text: &str, kind: ScalarKind) -> bool {
        let by_text = match (&self.folded, self.extent) {
            (None, Extent::Whole) => text == self.text,
            (None, Extent::Part) => text.contains(&self.text),
            // Few letters outside ASCII have a lower case in it, but some have.
            (Some(folded), Extent::Whole) if text.is_ascii() => text.eq_ignore_ascii_case(folded),
            (Some(folded), Extent::Whole) => text.to_lowercase() == *folded,
            (Some(folded), Extent::Part) if text.is_ascii() && text.len() < folded.len() => false,
            (Some(folded), Extent::Part) => text.to_lowercase().contains(folded),
        };
        by_text || (kind == ScalarKind::Number && number::reads(text, &self.text))
    }
}

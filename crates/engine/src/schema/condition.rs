//! Conditions `PATH=VALUE`, which choose payloads.

use std::fmt;
use std::ops::ControlFlow;

use crate::capture::Delivery;
use crate::json::{Part, PartKind, number};
use crate::path::{Path, PathError};

/// A value that a payload must have at a path.
#[derive(Debug, Clone)]
pub struct WhereCondition {
    path: Path,
    value: String,
}

/// Why a text is not a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionError {
    /// There is no `=` outside brackets.
    NoValue,
    /// What stands before it is no path.
    Path(PathError),
    /// The path is one of a node (`@`) or of the origin, which are not told apart here.
    OtherPath,
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConditionError::NoValue => f.write_str("a condition is a path, `=` and a value"),
            ConditionError::Path(error) => fmt::Display::fmt(error, f),
            ConditionError::OtherPath => {
                f.write_str("a condition is about the payload, a header or the query")
            }
        }
    }
}

impl std::error::Error for ConditionError {}

impl WhereCondition {
    /// Reads `PATH=VALUE`. The first `=` that is not inside brackets ends the path, and everything behind it is the
    /// value, as it stands.
    ///
    /// # Errors
    /// When there is no such `=`, or no path before it.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let at = end_of_path(text).ok_or(ConditionError::NoValue)?;
        let (path, value) = (&text[..at], &text[at + 1..]);
        let path = Path::parse(path).map_err(ConditionError::Path)?;
        if matches!(path, Path::Node(_) | Path::Origin(_)) {
            return Err(ConditionError::OtherPath);
        }
        Ok(WhereCondition { path, value: value.to_owned() })
    }

    /// Whether one of the nodes that the path selects equals the value: a string, number, `true`, `false` or `null`.
    /// Numbers are compared by their value.
    pub fn holds(&self, payload: Part<'_>, delivery: Delivery<'_>) -> bool {
        let reads = |json: &str| self.reads(Part::Text(json));
        match &self.path {
            Path::Payload(query) | Path::Node(query) => {
                let search = query.show_from(payload, payload, |text, _| match reads(text) {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                });
                search.is_break()
            }
            Path::Header(name) => delivery.header(name).into_iter().any(reads),
            Path::QueryParameter(name) => delivery.query(name).into_iter().any(reads),
            Path::Origin(_) => false,
        }
    }

    fn reads(&self, value: Part<'_>) -> bool {
        let wanted = self.value.as_str();
        match value.kind() {
            PartKind::String(text) => text == wanted,
            PartKind::Number(number) => number::reads(number, wanted),
            PartKind::Boolean(_) | PartKind::Null => value.text() == wanted,
            PartKind::Array | PartKind::Object => false,
        }
    }
}

/// Where the first `=` is that does not stand in brackets, or in quotes there.
fn end_of_path(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if c == open => quote = None,
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            (None, '"' | '\'') if depth > 0 => quote = Some(c),
            (None, '=') if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(condition: &str, payload: &str) -> bool {
        let condition = WhereCondition::parse(condition).unwrap();
        condition.holds(Part::Text(payload), Delivery::default())
    }

    #[test]
    fn the_path_ends_at_the_first_equals_sign_outside_brackets() {
        for (condition, payload) in [
            ("a=x", r#"{"a":"x"}"#),
            ("a=x=y", r#"{"a":"x=y"}"#),
            ("a=", r#"{"a":""}"#),
            ("f[name=email].v=x", r#"{"f":[{"name":"email","v":"x"}]}"#),
            ("f[\"a=]b\"]=x", r#"{"f":{"a=]b":"x"}}"#),
            ("f['it\\'s=']=x", r#"{"f":{"it's=":"x"}}"#),
            ("$.f[?@.n=='q']['v']=x", r#"{"f":[{"n":"q","v":"x"}]}"#),
            ("a[*]=2", r#"{"a":[1,2.0]}"#),
            ("a=true", r#"{"a":true}"#),
            ("a=null", r#"{"a":null}"#),
            ("a=1", r#"{"a":"1"}"#),
        ] {
            assert!(holds(condition, payload), "{condition} {payload}");
        }
        for (condition, payload) in [
            ("a=x", r#"{"a":"X"}"#),
            ("a=", "{}"),
            ("a=1.0", r#"{"a":"1"}"#),
            ("a=x", r#"{"a":["x"]}"#),
            ("a=null", "{}"),
        ] {
            assert!(!holds(condition, payload), "{condition} {payload}");
        }
    }

    #[test]
    fn what_is_no_condition_says_why() {
        for text in ["", "a", "f[name=email].v"] {
            assert_eq!(WhereCondition::parse(text).err(), Some(ConditionError::NoValue), "{text}");
        }
        for text in ["=x", "a..b=x", "a[=x"] {
            let error = WhereCondition::parse(text).unwrap_err();
            assert!(matches!(error, ConditionError::Path(_) | ConditionError::NoValue), "{text}");
        }
        assert_eq!(WhereCondition::parse("@.a=x").err(), Some(ConditionError::OtherPath));
        assert_eq!(WhereCondition::parse("origin:file=x").err(), Some(ConditionError::OtherPath));
    }
}

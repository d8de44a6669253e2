//! Lists of named things: `[{"name": "email", "values": ["…"]}, …]`, where a look-up means more than an index.

use std::borrow::Cow;
use std::collections::HashSet;

use indexmap::IndexMap;

use super::identifier::is_identifier;
use super::node::KnownMember;
use crate::json::{Part, PartKind};

/// The members that can name an element, the best ones first.
pub(crate) const NAMING: [&str; 24] = [
    "column_id",
    "field_id",
    "name",
    "key",
    "field",
    "field_name",
    "fieldName",
    "label",
    "id",
    "question_id",
    "questionId",
    "question",
    "ref",
    "slug",
    "code",
    "property",
    "propertyName",
    "attribute",
    "column_name",
    "title",
    "displayName",
    "display_name",
    "kind",
    "type",
];

/// The members that can hold what the element is there for. So can a member that is called as the element is:
/// `{"type": "email", "email": "…"}`.
pub(super) const HOLDING: [&str; 16] = [
    "value",
    "values",
    "string_value",
    "stringValue",
    "text_value",
    "textValue",
    "field_value",
    "fieldValue",
    "propertyValue",
    "answer",
    "answers",
    "answerDetails",
    "response",
    "responses",
    "user_answer",
    "selected",
];

/// The things that one candidate for the naming member tells apart.
#[derive(Debug, Clone)]
pub(super) struct NamedList {
    /// The candidate, as an index into [`NAMING`].
    pub(super) key: usize,
    /// For each name the elements that a look-up finds, with only those members that hold something.
    pub(super) names: IndexMap<Box<str>, KnownMember>,
    /// Whether there were too many names to be told apart. `names` is empty then.
    pub(super) collapsed: bool,
}

/// An element that a look-up finds and that holds something.
pub(super) struct NamedElement<'a> {
    /// The naming member, as an index into [`NAMING`].
    pub(super) key: usize,
    /// What it reads.
    pub(super) name: Cow<'a, str>,
    /// Which element it is.
    pub(super) position: usize,
    /// The element itself.
    pub(super) element: Part<'a>,
}

impl NamedList {
    pub(super) fn of(key: usize) -> Self {
        NamedList { key, names: IndexMap::new(), collapsed: false }
    }
}

/// Whether a member holds what an element of this name is there for.
pub(crate) fn holds(key: &str, name: &str) -> bool {
    HOLDING.contains(&key) || (key == name && !NAMING.contains(&key))
}

/// A list of more elements than this is no list of named things, whatever its elements look like. Nobody looks up one of so
/// many in a mapping, and to compare all their names takes memory.
pub(crate) const LONGEST_LIST: usize = 10_000;

/// What look-ups find in an array: for each naming member and each name the first element, if it holds something.
pub(super) fn found(array: Part<'_>) -> Vec<NamedElement<'_>> {
    let mut found = Vec::new();
    if array.elements().nth(LONGEST_LIST).is_some() || !array.elements().any(is_named_thing) {
        return found;
    }
    let mut seen = HashSet::new();
    for (position, element) in array.elements().enumerate() {
        for (key, value) in element.members() {
            let Some((key, name)) = naming(&key, value) else {
                continue;
            };
            let first = seen.insert((key, name.clone()));
            if first && is_name(&name) && holds_something(element, &name) {
                found.push(NamedElement { key, name, position, element });
            }
        }
    }
    found
}

fn is_named_thing(element: Part<'_>) -> bool {
    element.members().any(|(key, value)| {
        naming(&key, value).is_some_and(|(_, name)| holds_something(element, &name))
    })
}

/// Whether an element of this name holds what it is there for.
fn holds_something(element: Part<'_>, name: &str) -> bool {
    element.members().any(|(key, _)| holds(&key, name))
}

/// Which naming member this is, and what a look-up takes it to read.
fn naming<'a>(key: &str, value: Part<'a>) -> Option<(usize, Cow<'a, str>)> {
    let key = NAMING.iter().position(|naming| *naming == key)?;
    match value.kind() {
        PartKind::String(text) => Some((key, text)),
        PartKind::Number(_) | PartKind::Boolean(_) => Some((key, Cow::Borrowed(value.text()))),
        _ => None,
    }
}

/// Whether things can be told apart by this name: it is one of a few, not one of a kind.
pub(crate) fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && !is_identifier(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(array: &str) -> Vec<(&'static str, String, usize)> {
        let found = found(Part::Text(array)).into_iter();
        found.map(|found| (NAMING[found.key], found.name.into_owned(), found.position)).collect()
    }

    #[test]
    fn the_lists_of_the_providers_are_recognised() {
        for (array, key, name) in [
            (r#"[{"name":"email","values":["a"]}]"#, "name", "email"),
            (r#"[{"string_value":"a","column_id":"EMAIL"}]"#, "column_id", "EMAIL"),
            (r#"[{"key":"question_abc","value":null}]"#, "key", "question_abc"),
            (r#"[{"questionId":1,"answerDetails":{}}]"#, "questionId", "1"),
            (r#"[{"question":"How much?","answer":"5"}]"#, "question", "How much?"),
            (r#"[{"type":"email","email":"a@example.com"}]"#, "type", "email"),
        ] {
            assert_eq!(names(array), [(key, name.to_owned(), 0)], "{array}");
        }
    }

    #[test]
    fn only_the_first_of_several_elements_with_one_name_is_found() {
        let array = r#"[{"name":"a","value":1},{"name":"b"},{"name":"a","value":2},{"name":"b","value":3}]"#;
        assert_eq!(names(array), [("name", "a".to_owned(), 0)]);
    }

    #[test]
    fn other_arrays_have_no_names() {
        for array in [
            "[]",
            "[1,\"a\"]",
            r#"[{"name":"Asha","age":3}]"#,
            r#"[{"value":1}]"#,
            r#"[{"name":null,"value":1}]"#,
            r#"[{"name":" ","value":1}]"#,
            r#"[{"id":"47ebbbc0-b1ae-4249-aee1-4caf16b570e8","value":1}]"#,
            r#"[{"name":"label","label":null}]"#,
        ] {
            assert_eq!(names(array), [], "{array}");
        }
    }
}

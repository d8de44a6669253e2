//! Lists of named things: `[{"name": "email", "values": ["…"]}, …]`, where a look-up means more than an index.

use std::borrow::Cow;
use std::collections::HashSet;

use indexmap::IndexMap;

use super::identifier::is_identifier;
use super::node::KnownMember;
use crate::json::{Kind, Value};

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
pub(super) struct NamedElement<'v, 'a> {
    /// The naming member, as an index into [`NAMING`].
    pub(super) key: usize,
    /// What it reads.
    pub(super) name: &'v str,
    /// Which element it is.
    pub(super) position: usize,
    /// The element's members.
    pub(super) members: &'v [(Cow<'a, str>, Value<'a>)],
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

/// What look-ups find in an array: for each naming member and each name the first element, if it holds something.
pub(super) fn found<'v, 'a>(array: &'v [Value<'a>]) -> Vec<NamedElement<'v, 'a>> {
    let mut found = Vec::new();
    if !array.iter().any(is_named_thing) {
        return found;
    }
    let mut seen = HashSet::new();
    for (position, element) in array.iter().enumerate() {
        let Kind::Object(members) = &element.kind else {
            continue;
        };
        for (key, value) in members {
            let Some((key, name)) = naming(key, value) else {
                continue;
            };
            let first = seen.insert((key, name));
            if first && is_name(name) && members.iter().any(|(key, _)| holds(key, name)) {
                found.push(NamedElement { key, name, position, members });
            }
        }
    }
    found
}

fn is_named_thing(element: &Value<'_>) -> bool {
    let Kind::Object(members) = &element.kind else {
        return false;
    };
    members.iter().any(|(key, value)| {
        naming(key, value).is_some_and(|(_, name)| members.iter().any(|(key, _)| holds(key, name)))
    })
}

/// Which naming member this is, and what a look-up takes it to read.
fn naming<'v>(key: &str, value: &'v Value<'_>) -> Option<(usize, &'v str)> {
    let key = NAMING.iter().position(|naming| *naming == key)?;
    match &value.kind {
        Kind::String(text) => Some((key, text)),
        Kind::Number | Kind::Boolean(_) => Some((key, value.text)),
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
        let value = Value::of(array);
        let Kind::Array(elements) = &value.kind else { panic!("an array") };
        let found = found(elements);
        found
            .iter()
            .map(|found| (NAMING[found.key], found.name.to_owned(), found.position))
            .collect()
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

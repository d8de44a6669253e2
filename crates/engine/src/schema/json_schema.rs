//! Exports a schema as JSON Schema (draft 2020-12) that accepts every observed payload.

use serde_json::{Map, Value as Json};

use super::Schema;
use super::node::{Kinds, ObjectMembers, SchemaNode};
use super::shape::Sign;
use super::survey::Survey;
use super::values::{Completeness, Example, ExampleKind};

/// The dialect.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// How many examples of a value are given.
const EXAMPLES: usize = 3;

impl Survey {
    /// A JSON Schema that all payloads fit: the payloads of one group, or of any of them.
    pub fn json_schema(&self) -> Json {
        let mut document = Map::new();
        document.insert("$schema".to_owned(), DIALECT.into());
        match self {
            Survey::Whole(schema) => document.extend(root(schema)),
            Survey::Grouped(grouped) => {
                document.insert("title".to_owned(), format!("By {}", grouped.by).into());
                let groups = grouped.in_order().into_iter();
                let groups = groups.map(|(group, schema)| {
                    let mut members = Map::new();
                    members.insert("title".to_owned(), group.label().into());
                    members.extend(root(schema));
                    Json::Object(members)
                });
                let groups: Vec<Json> = groups.collect();
                // Of no payloads nothing is known; `anyOf` may not be empty.
                if !groups.is_empty() {
                    document.insert("anyOf".to_owned(), groups.into());
                }
            }
        }
        Json::Object(document)
    }
}

fn root(schema: &Schema) -> Map<String, Json> {
    node(&schema.root)
}

/// What every value at a node fits. Recursion is as deep as the schema, which is bounded.
fn node(node: &SchemaNode) -> Map<String, Json> {
    let mut members = Map::new();
    let mut put = |key: &str, value: Json| members.insert(key.to_owned(), value);
    let types = types(node.kinds);
    match types.as_slice() {
        [] => return members,
        [one] => put("type", (*one).into()),
        several => put("type", several.into()),
    };
    if let Some(format) = format(node) {
        put("format", format.into());
    }
    if node.kinds.blank == 0 && all(node, Sign::Json) {
        put("contentMediaType", "application/json".into());
        if let Some(decoded) = &node.decoded {
            put("contentSchema", Json::Object(self::node(decoded)));
        }
    }
    if let Some(object) = &node.members {
        members.extend(object_keywords(object, node.kinds.object));
    }
    if let Some(array) = &node.elements {
        let items = self::node(&array.node);
        if !items.is_empty() {
            members.insert("items".to_owned(), Json::Object(items));
        }
    }
    let examples = node.values.examples();
    let examples: Vec<Json> = examples.into_iter().filter_map(example).take(EXAMPLES).collect();
    if !examples.is_empty() {
        members.insert("examples".to_owned(), examples.into());
    }
    members
}

/// The types, of which `number` takes in `integer`.
fn types(kinds: Kinds) -> Vec<&'static str> {
    let types = [
        ("string", kinds.string.saturating_add(kinds.blank)),
        ("number", kinds.number),
        ("integer", if kinds.number > 0 { 0 } else { kinds.integer }),
        ("boolean", kinds.boolean),
        ("array", kinds.array),
        ("object", kinds.object),
        ("null", kinds.null),
    ];
    let types = types.into_iter().filter(|(_, count)| *count > 0);
    types.map(|(name, _)| name).collect()
}

/// The format that every string has, blank ones too. Only signs that are at least as strict as the format count.
fn format(node: &SchemaNode) -> Option<&'static str> {
    let formats = [
        (Sign::Email, "email"),
        (Sign::Uri, "uri"),
        (Sign::Uuid, "uuid"),
        (Sign::Date, "date"),
        (Sign::Rfc3339, "date-time"),
    ];
    let strict = node.kinds.blank == 0 && node.signs.count(Sign::Padded) == 0;
    let mut formats = formats.into_iter().filter(|_| strict);
    formats.find(|(sign, _)| all(node, *sign)).map(|(_, format)| format)
}

/// Whether every string that is not blank has a sign that only strings have.
fn all(node: &SchemaNode, sign: Sign) -> bool {
    node.kinds.string > 0 && node.signs.count(sign) == node.kinds.string
}

fn object_keywords(object: &ObjectMembers, objects: u64) -> Map<String, Json> {
    let mut keywords = Map::new();
    let known = object.in_order();
    let properties: Map<String, Json> = known
        .iter()
        .map(|(key, member)| ((*key).to_owned(), Json::Object(node(&member.node))))
        .collect();
    let required: Vec<Json> = known
        .iter()
        .filter(|(_, member)| member.node.kinds.total() == objects)
        .map(|(key, _)| (*key).into())
        .collect();
    if !properties.is_empty() {
        keywords.insert("properties".to_owned(), properties.into());
    }
    if !required.is_empty() {
        keywords.insert("required".to_owned(), required.into());
    }
    if let Some(others) = &object.others {
        keywords.insert("additionalProperties".to_owned(), Json::Object(node(others)));
    }
    keywords
}

/// A value as JSON; `None` where it was cut, or is a number that would come out with other digits.
fn example(example: &Example) -> Option<Json> {
    if example.whole == Completeness::Cut {
        return None;
    }
    match example.scalar {
        ExampleKind::Text => Some((*example.text).into()),
        ExampleKind::Number | ExampleKind::Boolean => {
            let value: Json = serde_json::from_str(&example.text).ok()?;
            let written = value.to_string();
            (written == *example.text).then_some(value)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::Part;
    use crate::schema::level::KEYS;

    fn schema(payloads: &[&str]) -> Json {
        let mut schema = Schema::new();
        for payload in payloads {
            schema.observe(Part::Text(payload));
        }
        Survey::Whole(schema).json_schema()
    }

    #[test]
    fn it_says_what_every_payload_has() {
        assert_eq!(
            schema(&[
                r#"{"email":"a@example.com","n":1,"tags":["x"],"meta":"{\"k\":1}"}"#,
                r#"{"email":"b@example.com","n":1.50,"tags":[]}"#,
            ]),
            json!({
                "$schema": DIALECT,
                "type": "object",
                "properties": {
                    "email": {
                        "type": "string",
                        "format": "email",
                        "examples": ["a@example.com", "b@example.com"],
                    },
                    "n": { "type": "number", "examples": [1] },
                    "tags": {
                        "type": "array",
                        "items": { "type": "string", "examples": ["x"] },
                    },
                    "meta": {
                        "type": "string",
                        "contentMediaType": "application/json",
                        "contentSchema": {
                            "type": "object",
                            "properties": { "k": { "type": "integer", "examples": [1] } },
                            "required": ["k"],
                        },
                        "examples": ["{\"k\":1}"],
                    },
                },
                "required": ["email", "n", "tags"],
            })
        );
    }

    #[test]
    fn one_value_that_differs_takes_the_format_away() {
        for other in ["\"none\"", "\"\"", "\" b@example.com\""] {
            let payload = format!(r#"{{"e":{other}}}"#);
            let schema = schema(&[r#"{"e":"a@example.com"}"#, &payload]);
            assert_eq!(schema.pointer("/properties/e/format"), None, "{other}");
        }
        let schema = schema(&[r#"{"e":"a@example.com"}"#, r#"{"e":null}"#]);
        assert_eq!(schema.pointer("/properties/e/format"), Some(&json!("email")));
    }

    #[test]
    fn members_that_are_not_told_apart_are_additional() {
        let many: Vec<String> = (0..=KEYS).map(|n| format!("\"k{n}\":{n}")).collect();
        let payload = format!("{{{}}}", many.join(","));
        let schema = schema(&[&payload]);
        assert_eq!(schema.get("properties"), None);
        assert_eq!(schema.pointer("/additionalProperties/type"), Some(&json!("integer")));
    }

    #[test]
    fn of_no_payloads_nothing_is_asked() {
        assert_eq!(schema(&[]), json!({ "$schema": DIALECT }));
    }
}

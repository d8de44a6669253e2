//! Schemas as JSON documents of leadmap's own, to be kept, merged and compared with: written here, read by [`Survey::read`].

mod read;

use serde_json::{Map, Value as Json, json};

use super::named::NAMING;
use super::node::{Elements, Extent, Kinds, Member, Members, Node, in_order};
use super::shape::{Sign, Signs};
use super::survey::{Group, Survey};
use super::values::{Example, Scalar, Values, Whole};
use super::{Keeping, Schema};
use crate::json::View;
use crate::json::walk::skip_white;

/// The first key of a document, with the version of its form.
const MARKER: &str = "leadmap_schema";

/// The version that is written, and the only one that is read.
const VERSION: u64 = 1;

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    /// Where in the document, as a JSON pointer (RFC 6901).
    pub place: String,
    /// What is wrong there.
    pub message: String,
}

impl std::fmt::Display for DocumentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.place.as_str() {
            "" => f.write_str(&self.message),
            place => write!(f, "{} at {place}", self.message),
        }
    }
}

impl std::error::Error for DocumentError {}

/// Whether this is a schema document and no payload: it begins with the marker, and has a tree or groups of them.
pub fn is_document(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: usize, word: &str| {
        bytes.get(at..).is_some_and(|rest| rest.starts_with(word.as_bytes()))
    };
    let object = skip_white(bytes, 0);
    let key = skip_white(bytes, object + 1);
    begins(object, "{") && begins(key, "\"leadmap_schema\"") && {
        let object = View::new(text);
        object.get("root").is_some() || object.get("groups").is_some()
    }
}

impl Survey {
    /// The document of these schemas. [`Survey::read`] makes the same schemas of it.
    pub fn to_json(&self) -> Json {
        let mut document = Map::new();
        document.insert(MARKER.to_owned(), VERSION.into());
        match self {
            Survey::Whole(schema) => document.extend(schema_members(schema)),
            Survey::Grouped(grouped) => {
                document.insert("group_by".to_owned(), grouped.by.clone().into());
                let groups = grouped.in_order().into_iter();
                let group = |(group, schema): (&Group, &Schema)| {
                    let mut members = Map::new();
                    members.insert("value".to_owned(), group_value(group));
                    members.extend(schema_members(schema));
                    Json::Object(members)
                };
                document.insert("groups".to_owned(), groups.map(group).collect());
            }
        }
        Json::Object(document)
    }
}

impl Schema {
    /// The document of this schema.
    pub fn to_json(&self) -> Json {
        Survey::Whole(self.clone()).to_json()
    }
}

fn schema_members(schema: &Schema) -> Map<String, Json> {
    let mut members = Map::new();
    members.insert("payloads".to_owned(), schema.payloads.into());
    let level = json!({"keys": schema.level.keys, "depth": schema.level.depth});
    members.insert("level".to_owned(), level);
    if schema.keeping == Keeping::Nothing {
        members.insert("redacted".to_owned(), true.into());
    }
    members.insert("root".to_owned(), Json::Object(node(&schema.root)));
    members
}

fn group_value(group: &Group) -> Json {
    match group {
        Group::Value(scalar, text) => json!({ scalar_name(*scalar): &**text }),
        Group::Without => Json::Null,
    }
}

/// A node as one object: a step takes two levels of nesting at most, and three where it looks things up, so that the
/// deepest schema is no deeper than a payload may be, and can be read wherever those are.
fn node(node: &Node) -> Map<String, Json> {
    let mut members = Map::new();
    let mut put = |key: &str, value: Json| members.insert(key.to_owned(), value);
    put("types", kinds(node.kinds));
    if node.signs != Signs::default() {
        put("signs", signs(&node.signs));
    }
    if let Some(lengths) = node.text_lengths {
        put("characters", extent(lengths));
    }
    match &node.values {
        Values::Counted(values) if values.is_empty() => {}
        Values::Counted(values) => {
            let counted = values.iter().map(|(value, count)| {
                let mut value = example(value);
                value.insert("count".to_owned(), (*count).into());
                Json::Object(value)
            });
            put("values", counted.collect());
        }
        Values::Sampled(values) => {
            put("sample", values.iter().map(|value| Json::Object(example(value))).collect());
        }
    }
    if let Some(object) = &node.members {
        members.extend(members_of(object));
    }
    if let Some(array) = &node.elements {
        members.extend(elements(array));
    }
    if let Some(decoded) = &node.decoded {
        members.insert("decoded".to_owned(), Json::Object(self::node(decoded)));
    }
    members
}

fn kinds(kinds: Kinds) -> Json {
    let counts = kinds.counts().into_iter().filter(|(_, count)| *count > 0);
    counts.map(|(name, count)| (name.to_owned(), count.into())).collect::<Map<_, _>>().into()
}

fn signs(signs: &Signs) -> Json {
    let counts = Sign::ALL.into_iter().map(|sign| (sign.name().to_owned(), signs.count(sign)));
    let counts = counts.filter(|(_, count)| *count > 0);
    counts.map(|(name, count)| (name, count.into())).collect::<Map<_, _>>().into()
}

fn extent(extent: Extent) -> Json {
    json!([extent.least, extent.most])
}

fn example(example: &Example) -> Map<String, Json> {
    let mut members = Map::new();
    members.insert(scalar_name(example.scalar).to_owned(), (*example.text).into());
    if example.whole == Whole::Cut {
        members.insert("cut".to_owned(), true.into());
    }
    members
}

fn scalar_name(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Text => "string",
        Scalar::Number => "number",
        Scalar::Boolean => "boolean",
    }
}

fn members_of(object: &Members) -> Map<String, Json> {
    let mut members = Map::new();
    members.insert("most_members".to_owned(), object.most.into());
    if object.collapsed {
        members.insert("collapsed".to_owned(), true.into());
    }
    if !object.known.is_empty() {
        let known = object.in_order().into_iter().map(named_member);
        members.insert("members".to_owned(), known.collect::<Map<_, _>>().into());
    }
    if let Some(others) = &object.others {
        members.insert("others".to_owned(), Json::Object(node(others)));
    }
    members
}

fn named_member((key, member): (&str, &Member)) -> (String, Json) {
    let mut members = Map::new();
    members.insert("position".to_owned(), member.position.into());
    members.extend(node(&member.node));
    (key.to_owned(), Json::Object(members))
}

fn elements(array: &Elements) -> Map<String, Json> {
    let mut members = Map::new();
    members.insert("lengths".to_owned(), extent(array.lengths));
    members.insert("elements".to_owned(), Json::Object(node(&array.node)));
    if !array.named.is_empty() {
        let named = array.named.iter().map(|named| {
            let names = in_order(&named.names).into_iter().map(named_member);
            let names =
                if named.collapsed { Json::Null } else { names.collect::<Map<_, _>>().into() };
            (NAMING[named.key].to_owned(), names)
        });
        members.insert("named".to_owned(), named.collect::<Map<_, _>>().into());
    }
    members
}

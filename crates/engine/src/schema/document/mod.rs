//! Schemas as JSON documents in leadmap's own format, to keep, merge and compare.
//!
//! Serde writes and reads them. The types of `strict` refuse what serde alone would accept and no document has.

mod inputs;
mod node;
mod strict;

use std::io::{self, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value as Json;
use serde_path_to_error::Segment;

use super::Schema;
use super::level::{DEPTH, Level};
use super::node::SchemaNode;
use super::survey::{GROUPS, Group, Grouped, Survey};
use super::values::Example;
use crate::json::View;
use crate::json::walk::skip_white;
pub use inputs::{InputDocument, take_documents};
use node::SampleValue;
pub(super) use strict::up_to;
use strict::{Strict, present};

/// The first key of a document.
const MARKER: &str = "leadmap_schema";

/// The version of the form that is written, and the only one that is read.
const VERSION: u64 = 1;

/// The largest count that is read: the largest that every reader of JSON keeps. So sums do not run over.
const MOST_COUNTED: u64 = (1 << 53) - 1;

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    /// Where in the document, as a JSON pointer (RFC 6901).
    pub(crate) place: String,
    /// What is wrong there.
    pub(crate) message: String,
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
    begins(object, "{") && begins(key, &format!("\"{MARKER}\"")) && {
        let object = View::new(text);
        object.get("root").is_some() || object.get("groups").is_some()
    }
}

/// The head of a document. It is checked and removed before the rest is parsed.
#[derive(Serialize)]
struct Marked<T> {
    leadmap_schema: u64,
    #[serde(flatten)]
    document: T,
}

/// Several schemas, `G`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupedForm<G> {
    group_by: String,
    groups: G,
}

/// One schema. Its root, `N`, is borrowed to be written, and owned when it was read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemaForm<N> {
    /// Of a group what its payloads have in common, which may be `null`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    value: Option<Option<SampleValue>>,
    payloads: u64,
    level: Strict<Level>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    redacted: bool,
    root: N,
}

impl Serialize for Survey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Survey::Whole(schema) => {
                let document = SchemaForm::of(schema, None);
                Marked { leadmap_schema: VERSION, document }.serialize(serializer)
            }
            Survey::Grouped(grouped) => {
                let groups = grouped.in_order().into_iter();
                let groups = groups.map(|(group, schema)| SchemaForm::of(schema, Some(group)));
                let groups: Vec<_> = groups.collect();
                let document = GroupedForm { group_by: grouped.by.clone(), groups };
                Marked { leadmap_schema: VERSION, document }.serialize(serializer)
            }
        }
    }
}

impl Survey {
    /// Writes the document of these schemas. [`Survey::read`] makes the same schemas of it.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        writeln!(out)
    }

    /// Reads the document that [`Survey::write`] writes.
    ///
    /// # Errors
    /// When the text is no such document, with the first place at which it is not.
    pub fn read(text: &str) -> Result<Survey, DocumentError> {
        // Of a key that stands twice the last counts, as in payloads. ReadNode into a struct at once, it would be an error.
        let mut document: Json =
            serde_json::from_str(text).map_err(|error| fault("", error.to_string()))?;
        let marker = document.as_object_mut().and_then(|members| members.shift_remove(MARKER));
        if marker.as_ref().and_then(Json::as_u64) != Some(VERSION) {
            let place = format!("/{MARKER}");
            return Err(fault(place, "this version of leadmap reads version 1 only"));
        }
        if document.get("group_by").is_none() {
            let Strict(form): Strict<SchemaForm<SchemaNode>> = strictly(document)?;
            let (group, schema) = form.schema("")?;
            return match group {
                None => Ok(Survey::Whole(schema)),
                Some(_) => Err(fault("", "only a group has a `value`")),
            };
        }
        let Strict(form): Strict<GroupedForm<Vec<Strict<SchemaForm<SchemaNode>>>>> =
            strictly(document)?;
        let mut grouped = Grouped::by(&form.group_by);
        for (at, Strict(form)) in form.groups.into_iter().enumerate() {
            let place = format!("/groups/{at}");
            let (group, schema) = form.schema(&place)?;
            let group = group.ok_or_else(|| fault(&place, "missing field `value`"))?;
            if grouped.groups.insert(group, schema).is_some() {
                return Err(fault(place, "this group is there already"));
            }
        }
        if grouped.groups.len() > GROUPS {
            return Err(fault("/groups", "there are too many groups"));
        }
        Ok(Survey::Grouped(grouped))
    }
}

fn fault(place: impl Into<String>, message: impl Into<String>) -> DocumentError {
    DocumentError { place: place.into(), message: message.into() }
}

/// Deserializes a document, and keeps the place of what is wrong.
fn strictly<T: DeserializeOwned>(document: Json) -> Result<T, DocumentError> {
    serde_path_to_error::deserialize(document).map_err(|error| {
        let step = |segment: &Segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        };
        let place: String = error.path().iter().map(step).collect();
        let message = error.into_inner().to_string();
        // Serde calls a count what Rust calls it.
        match message.strip_suffix("u64") {
            Some(before) => fault(place, format!("{before}a count")),
            None => fault(place, message),
        }
    })
}

impl<'s> SchemaForm<&'s SchemaNode> {
    fn of(schema: &'s Schema, group: Option<&Group>) -> Self {
        SchemaForm {
            value: group.map(|group| match group {
                Group::Value(scalar, text) => {
                    Some(SampleValue(Example::whole(*scalar, text), None))
                }
                Group::Without => None,
            }),
            payloads: schema.payloads,
            level: Strict(schema.level),
            redacted: schema.is_redacted(),
            root: &schema.root,
        }
    }
}

impl SchemaForm<SchemaNode> {
    /// The schema that stands at `place`, and which group it is of.
    fn schema(self, place: &str) -> Result<(Option<Group>, Schema), DocumentError> {
        if self.root.height() > DEPTH {
            return Err(fault(format!("{place}/root"), "this is too deep"));
        }
        if self.payloads.max(self.root.most_counted()) > MOST_COUNTED {
            return Err(fault(place, format!("a count is larger than {MOST_COUNTED}")));
        }
        let group = match self.value {
            None => None,
            Some(None) => Some(Group::Without),
            Some(Some(SampleValue(Example { scalar, text, .. }, None))) => {
                Some(Group::Value(scalar, text))
            }
            Some(Some(SampleValue(_, Some(_)))) => {
                return Err(fault(format!("{place}/value"), "the value of a group has no `count`"));
            }
        };
        let Strict(Level { keys, depth }) = self.level;
        let mut schema = Schema {
            payloads: self.payloads,
            level: Level { keys: keys.max(1), depth },
            root: self.root,
            ..Schema::new()
        };
        // A document that was written by hand may hold more than it says.
        schema.root.lower(schema.level, 0);
        schema.weight = schema.root.weight(schema.level);
        schema.settle();
        if self.redacted {
            schema.redact();
        }
        Ok((group, schema))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{"leadmap_schema":1,"payloads":1,"level":{"keys":9,"depth":9},"root":{"types":{"object":1},"most_members":1,"members":{"a/b":{"position":0,"types":{"string":1},"values":[{"string":"x","count":1}]}}}}"#;

    #[test]
    fn what_no_schema_is_written_as_is_refused_with_its_place() {
        assert!(Survey::read(DOCUMENT).is_ok());
        for (written, wrong, expected) in [
            (
                r#""leadmap_schema":1"#,
                r#""leadmap_schema":2"#,
                "reads version 1 only at /leadmap_schema",
            ),
            (r#""payloads":1"#, r#""payloads":-1"#, "expected a count at /payloads"),
            (r#""payloads":1"#, r#""payloads":1,"value":null"#, "only a group has a `value`"),
            (
                r#"{"keys":9,"depth":9}"#,
                "[9,9]",
                "invalid type: sequence, expected an object at /level",
            ),
            (r#""keys":9"#, r#""keys":513"#, "expected 512 at most at /level/keys"),
            (
                r#""position":0"#,
                r#""position":null"#,
                "expected a count at /root/members/a~1b/position",
            ),
            (r#""position":0,"#, "", "missing field `position` at /root/members/a~1b"),
            (r#""string":1"#, r#""text":1"#, "unknown field `text`, expected one of"),
            (
                r#"{"string":"x","#,
                r#"{"number":"x","#,
                "not the text of such a value at /root/members/a~1b/values/0",
            ),
            (r#""most_members":1,"#, "", "there are members without `most_members` at /root"),
            (
                r#""most_members":1"#,
                r#""most_members":1,"collapsed":true"#,
                "no members of their own at /root",
            ),
        ] {
            assert!(DOCUMENT.contains(written), "{written}");
            let error = Survey::read(&DOCUMENT.replacen(written, wrong, 1)).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
    }

    #[test]
    fn counts_that_no_run_comes_to_are_refused() {
        let most = MOST_COUNTED.to_string();
        let more = (MOST_COUNTED + 1).to_string();
        for (written, count) in [
            (r#""payloads":1"#, r#""payloads":"#),
            (r#""string":1"#, r#""string":"#),
            (r#""object":1"#, r#""object":"#),
            (r#""count":1"#, r#""count":"#),
        ] {
            let with = |number: &str| DOCUMENT.replacen(written, &format!("{count}{number}"), 1);
            assert!(Survey::read(&with(&most)).is_ok(), "{written}");
            let error = Survey::read(&with(&more)).unwrap_err();
            assert!(error.to_string().contains("larger than 9007199254740991"), "{error}");
        }
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_counts() {
        let twice = DOCUMENT.replace(r#""payloads":1"#, r#""payloads":"x","payloads":7"#);
        assert_eq!(Survey::read(&twice).unwrap().payloads(), 7);
    }

    #[test]
    fn what_is_deeper_than_a_schema_is_refused() {
        let nested = |steps: usize| {
            let (open, close) =
                (r#"{"types":{"string":1},"decoded":"#.repeat(steps), "}".repeat(steps));
            let root = format!(r#"{open}{{"types":{{"string":1}}}}{close}"#);
            format!(
                r#"{{"leadmap_schema":1,"payloads":1,"level":{{"keys":9,"depth":9}},"root":{root}}}"#
            )
        };
        assert!(Survey::read(&nested(DEPTH)).is_ok());
        let error = Survey::read(&nested(DEPTH + 1)).unwrap_err();
        assert_eq!(error.to_string(), "this is too deep at /root");
        assert!(Survey::read(&nested(100)).is_err());
    }

    #[test]
    fn the_value_of_a_group_is_kept_whole_however_long() {
        let mut grouped = Grouped::by("a");
        for end in ["1", "2"] {
            let group = Group::Value(
                super::super::ExampleKind::Text,
                format!("{}{end}", "x".repeat(200)).into(),
            );
            assert!(grouped.schema(group).is_ok());
        }
        let groups = grouped.groups.clone();
        let mut document = Vec::new();
        Survey::Grouped(grouped).write(&mut document).unwrap();
        let read = Survey::read(std::str::from_utf8(&document).unwrap()).unwrap();
        let Survey::Grouped(read) = read else { panic!("it is grouped") };
        assert!(read.groups.keys().eq(groups.keys()));
    }
}

//! The whole file: its keys, and the rules between them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::str::Utf8Error;

use super::collector::{ProblemCollector, quoted};
use super::conditions::conditions;
use super::document::{self, JsoncKind, JsoncMember, JsoncNode, JsoncObject};
use super::field::field;
use super::paths::{Each, payload_path, unwrapping};
use super::trials::tests;
use super::{Field, Mapping};
use crate::problem::nearest::nearest;
use crate::problem::{Problem, ProblemCode};

const KEYS: &[&str] =
    &["$schema", "description", "from", "when", "each", "decode", "fields", "unique", "tests"];

/// The names of the mapping's fields, of those too in which something is wrong.
pub(super) struct Names<'n> {
    in_order: Vec<&'n str>,
    indices: HashMap<&'n str, usize>,
}

impl<'n> Names<'n> {
    fn of(object: &'n JsoncObject<'_>) -> Self {
        let in_order: Vec<_> = object.members.iter().map(|member| member.key.as_ref()).collect();
        let indices = in_order.iter().enumerate().map(|(index, &name)| (name, index)).collect();
        Names { in_order, indices }
    }

    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.indices.get(name).copied()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'n str> + Clone {
        self.in_order.iter().copied()
    }
}

pub(super) fn parse(text: &str) -> Result<(Mapping, Vec<Problem>), Vec<Problem>> {
    let mut problems = ProblemCollector::of(text);
    let mapping = document::parse(&mut problems).and_then(|node| mapping(&mut problems, &node));
    match mapping {
        Some(mapping) if !problems.fatal() => Ok((mapping, problems.into_sorted())),
        _ => Err(problems.into_sorted()),
    }
}

pub(super) fn is_json_schema(text: &str) -> bool {
    let Some(JsoncNode { kind: JsoncKind::Object(object), .. }) =
        document::parse(&mut ProblemCollector::of(text))
    else {
        return false;
    };
    let names_a_dialect = |member: &JsoncMember<'_>| match &member.value.kind {
        JsoncKind::Text(dialect) => ["http://json-schema.org/", "https://json-schema.org/"]
            .iter()
            .any(|start| dialect.starts_with(start)),
        _ => false,
    };
    object.get("$schema").is_some_and(names_a_dialect) && object.get("fields").is_none()
}

pub(super) fn not_utf8(bytes: &[u8], error: Utf8Error) -> Problem {
    let start = error.valid_up_to();
    let end = start + error.error_len().unwrap_or(1);
    let byte = bytes.get(start).copied().unwrap_or_default();
    let message = format!("the mapping is not UTF-8 text: byte {start} is 0x{byte:02X}");
    Problem::error(ProblemCode::NotUtf8, start..end, message).label("save the file as UTF-8")
}

fn mapping(problems: &mut ProblemCollector<'_>, node: &JsoncNode<'_>) -> Option<Mapping> {
    let object = problems.object(node, "the mapping", KEYS)?;
    let value = |key| object.get(key).map(|member| &member.value);
    // For editors and for people: only whether they are text is looked at.
    value("$schema").and_then(|node| problems.written(node, "`$schema`"));
    value("description").and_then(|node| problems.written(node, "`description`"));
    let from = value("from").and_then(|node| unwrapping(problems, node));
    let when = value("when").map_or_else(Vec::new, |node| conditions(problems, node));
    let each_node = value("each");
    let each = each_node.and_then(|node| payload_path(problems, node, "each"));
    let decode = value("decode").map_or(&[][..], |node| problems.list(node, "`decode`", "paths"));
    let decode = decode.iter().filter_map(|node| payload_path(problems, node, "decode")).collect();

    let given = if each_node.is_some() { Each::Given } else { Each::Absent };
    let field_object = field_object(problems, object, &node.opening(), value("fields"))?;
    let fields = fields(problems, field_object, given);
    let names = Names::of(field_object);
    let unique = value("unique").map_or_else(Vec::new, |node| unique(problems, node, &names));
    let tests = value("tests").map_or_else(Vec::new, |node| tests(problems, node, &names));
    let fields_span = object.get("fields").map(|member| member.key_span.clone());
    Some(Mapping {
        from,
        when,
        each,
        decode,
        fields,
        fields_span: fields_span.unwrap_or_default(),
        unique,
        tests,
    })
}

fn field_object<'n, 'a>(
    problems: &mut ProblemCollector<'_>,
    mapping: &JsoncObject<'_>,
    start: &Range<usize>,
    node: Option<&'n JsoncNode<'a>>,
) -> Option<&'n JsoncObject<'a>> {
    const EXAMPLE: &str = "write `\"fields\": {\"email\": \"path.to.email\"}`";
    let Some(node) = node else {
        // A key that is nearly `fields` was reported; what it was meant to be is plain.
        let misspelt = |member: &JsoncMember<'_>| nearest(&member.key, ["fields"]).is_some();
        if !mapping.members.iter().any(misspelt) {
            let message = "the mapping has no `fields`";
            problems.error(ProblemCode::NoFields, start, message, EXAMPLE);
        }
        return None;
    };
    match &node.kind {
        JsoncKind::Object(object) if object.members.is_empty() => {
            problems.error(ProblemCode::NoFields, &node.span, "`fields` is empty", EXAMPLE);
            None
        }
        JsoncKind::Object(object) => Some(object),
        _ => {
            problems.wrong_kind(node, "`fields`", "an object from columns to fields");
            None
        }
    }
}

fn fields(problems: &mut ProblemCollector<'_>, object: &JsoncObject<'_>, each: Each) -> Vec<Field> {
    let mut fields = Vec::with_capacity(object.members.len());
    for member in &object.members {
        if member.key.trim().is_empty() {
            let message = "a column without a name";
            problems.error(
                ProblemCode::Empty,
                &member.key_span,
                message,
                "write the name that stands in the header",
            );
        }
        fields.extend(field(problems, member, each));
    }
    fields
}

fn unique(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
    names: &Names<'_>,
) -> Vec<usize> {
    let mut unique = Vec::new();
    let mut seen = HashSet::new();
    for node in problems.list(node, "`unique`", "fields") {
        let Some(written) = problems.written_as(node, "`unique`", "names of fields") else {
            continue;
        };
        match names.index(written.text) {
            Some(index) if seen.insert(index) => unique.push(index),
            Some(_) => {
                let message = format!("`unique` lists {} twice", quoted(written.text));
                problems.warn(ProblemCode::ListedTwice, &written.span, message, "once is enough");
            }
            None => {
                let message =
                    format!("`unique` lists {}, which is not a field", quoted(written.text));
                problems.unknown(
                    ProblemCode::UnknownField,
                    &written.span,
                    message,
                    written.text,
                    names.iter(),
                );
            }
        }
    }
    unique
}

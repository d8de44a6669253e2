//! One field: a path, a list of paths, or an object.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::collector::{ProblemCollector, quoted};
use super::document::{JsoncKind, JsoncMember, JsoncNode, JsoncObject};
use super::effects::warn_of_no_effect;
use super::kind::kind;
use super::paths::{Each, Use, fallbacks};
use super::template::template;
use super::{Field, FieldSource, Many, OnInvalid, Requirement};
use crate::problem::ProblemCode;
use crate::record::Cell;
use crate::value::{Clean, Type};

const KEYS: &[&str] = &[
    "path",
    "value",
    "template",
    "many",
    "separator",
    "type",
    "input",
    "output",
    "zone",
    "region",
    "clean",
    "values",
    "default",
    "required",
    "on_invalid",
    "description",
];

const SOURCES: &[&str] = &["path", "value", "template"];

const ON_INVALID: &[(&str, OnInvalid)] =
    &[("keep", OnInvalid::Keep), ("blank", OnInvalid::Blank), ("reject", OnInvalid::Reject)];

/// The words that `many` takes.
#[derive(Debug, Clone, Copy)]
enum ManyWord {
    One,
    First,
    Join,
    List,
}

const MANY: &[(&str, ManyWord)] = &[
    ("one", ManyWord::One),
    ("first", ManyWord::First),
    ("join", ManyWord::Join),
    ("list", ManyWord::List),
];

/// What stands between joined values if `separator` does not say otherwise.
const SEPARATOR: &str = "; ";

/// The field that `member` of `fields` describes; `None` if it cannot be made out, which was reported.
pub(super) fn field(
    problems: &mut ProblemCollector<'_>,
    member: &JsoncMember<'_>,
    each: Each,
) -> Option<Field> {
    let name = quoted(&member.key).to_string();
    match &member.value.kind {
        JsoncKind::Text(_) | JsoncKind::List(_) => {
            let paths = fallbacks(problems, &member.value, &format!("the field {name}"), each)?;
            Some(plain(member, FieldSource::Paths(paths)))
        }
        JsoncKind::Object(object) => {
            problems.object(&member.value, &format!("the field {name}"), KEYS)?;
            FieldReader { problems, object, each }.field(member, &name)
        }
        JsoncKind::Null | JsoncKind::Boolean(_) | JsoncKind::Number => {
            let message = format!("the field {name} is {}", member.value.describe());
            let label = "expected a path, a list of paths or an object; a constant is written `{\"value\": …}`";
            problems.error(ProblemCode::WrongKind, &member.value.span, message, label);
            None
        }
    }
}

/// A field without options.
fn plain(member: &JsoncMember<'_>, source: FieldSource) -> Field {
    Field {
        name: member.key.clone().into_owned(),
        source,
        many: Many::default(),
        clean: Vec::new(),
        values: None,
        kind: Type::Any,
        default: None,
        required: Requirement::default(),
        on_invalid: OnInvalid::default(),
        span: member.key_span.clone(),
    }
}

/// Reads a field that is an object.
struct FieldReader<'r, 'p, 'n, 'a> {
    problems: &'r mut ProblemCollector<'p>,
    object: &'n JsoncObject<'a>,
    each: Each,
}

impl<'n, 'a> FieldReader<'_, '_, 'n, 'a> {
    fn field(mut self, member: &JsoncMember<'_>, name: &str) -> Option<Field> {
        let source = self.source(member, name);
        let many = self.many();
        let clean = self.clean();
        let values = self.values();
        let kind = kind(self.problems, self.object);
        let default = self.default(kind.as_ref());
        let required = self.required();
        let on_invalid = self
            .get("on_invalid")
            .and_then(|node| self.problems.word(node, "`on_invalid`", ON_INVALID));
        // For people: only whether it is text is looked at.
        self.get("description").and_then(|node| self.problems.written(node, "`description`"));
        let kind = kind?;
        if let Some(values) = self.get("values") {
            self.check_values(values, &kind);
        } else if clean.is_empty() {
            self.check_constant(&kind);
        }
        let field = Field {
            many,
            clean,
            values,
            kind,
            default,
            required,
            on_invalid: on_invalid.unwrap_or_default(),
            ..plain(member, source?)
        };
        warn_of_no_effect(self.problems, self.object, &field);
        Some(field)
    }

    fn get(&self, key: &str) -> Option<&'n JsoncNode<'a>> {
        self.object.get(key).map(|member| &member.value)
    }

    fn key_span(&self, key: &str) -> Option<&'n Range<usize>> {
        self.object.get(key).map(|member| &member.key_span)
    }

    fn source(&mut self, member: &JsoncMember<'_>, name: &str) -> Option<FieldSource> {
        let mut given =
            self.object.members.iter().filter(|member| SOURCES.contains(&member.key.as_ref()));
        let Some(first) = given.next() else {
            let message = format!("the field {name} does not say where its value comes from");
            let label = "expected one of `path`, `value` and `template`";
            self.problems.error(ProblemCode::NoSource, &member.key_span, message, label);
            return None;
        };
        for further in given {
            let message =
                format!("the field {name} has both `{}` and `{}`", first.key, further.key);
            let label = "a field has one of `path`, `value` and `template`";
            self.problems.error(ProblemCode::SeveralSources, &further.key_span, message, label);
        }
        match first.key.as_ref() {
            "path" => {
                fallbacks(self.problems, &first.value, "`path`", self.each).map(FieldSource::Paths)
            }
            "value" => Some(FieldSource::Constant(self.problems.constant(&first.value))),
            _ => {
                let written = self.problems.written(&first.value, "`template`")?;
                Some(FieldSource::Template(template(
                    self.problems,
                    &written,
                    Use::Field(self.each),
                )))
            }
        }
    }

    fn many(&mut self) -> Many {
        let word = self.get("many").map(|node| self.problems.word(node, "`many`", MANY));
        let separator =
            self.get("separator").and_then(|node| self.problems.written(node, "`separator`"));
        // What a wrong word was meant to be is not known: then nothing can be said of the separator.
        let Some(word) = word.unwrap_or(Some(ManyWord::One)) else {
            return Many::default();
        };
        let stray = |reader: &mut Self, key: &str, message: &str, label: &str| {
            if let Some(span) = reader.key_span(key) {
                reader.problems.error(ProblemCode::StrayOption, span, message, label);
            }
        };
        if self.get("value").is_some() {
            stray(
                self,
                "many",
                "`many` says what several nodes mean, and a constant has none",
                "remove it",
            );
        } else if self.get("template").is_some() && matches!(word, ManyWord::List) {
            let label = "expected `one`, `first` or `join`";
            stray(self, "many", "a template cannot take a list into its text", label);
        }
        if !matches!(word, ManyWord::Join) {
            let label = if self.get("value").is_some() {
                "remove it"
            } else {
                "give the field `\"many\": \"join\"`"
            };
            stray(self, "separator", "`separator` belongs to `\"many\": \"join\"`", label);
        }
        match word {
            ManyWord::One => Many::One,
            ManyWord::First => Many::First,
            ManyWord::Join => {
                Many::Join(separator.map_or(SEPARATOR, |written| written.text).to_owned())
            }
            ManyWord::List => Many::List,
        }
    }

    fn clean(&mut self) -> Vec<Clean> {
        let Some(node) = self.get("clean") else {
            return Vec::new();
        };
        let mut seen = HashSet::new();
        let mut cleans = Vec::new();
        for node in self.problems.list(node, "`clean`", "words") {
            let Some(clean) = self.problems.word(node, "`clean`", Clean::WORDS) else {
                continue;
            };
            let JsoncKind::Text(word) = &node.kind else {
                continue;
            };
            if seen.insert(word) {
                cleans.push(clean);
            } else {
                let message = format!("`clean` lists {} twice", quoted(word));
                self.problems.warn(
                    ProblemCode::ListedTwice,
                    &node.inner_span(),
                    message,
                    "once is enough",
                );
            }
        }
        cleans
    }

    fn values(&mut self) -> Option<HashMap<String, Cell<'static>>> {
        let node = self.get("values")?;
        let JsoncKind::Object(table) = &node.kind else {
            self.problems.wrong_kind(node, "`values`", "an object from texts to values");
            return None;
        };
        if table.members.is_empty() {
            let message = "`values` is empty, so that no value would be valid";
            self.problems.error(
                ProblemCode::Empty,
                &node.span,
                message,
                "write `{\"what comes in\": \"what goes out\"}`",
            );
        }
        let entry = |member: &JsoncMember<'_>| {
            (member.key.clone().into_owned(), self.problems.constant(&member.value))
        };
        Some(table.members.iter().map(entry).collect())
    }

    fn default(&mut self, kind: Option<&Type>) -> Option<Cell<'static>> {
        let node = self.get("default")?;
        let cell = self.problems.constant(node);
        if cell.is_blank() {
            let message = "a `default` that is blank itself makes no difference";
            self.problems.warn(
                ProblemCode::NoEffect,
                &node.span,
                message,
                "write a value, or remove `default`",
            );
            return None;
        }
        self.fitting(kind?, cell, node, "the `default` is")
    }

    fn required(&mut self) -> Requirement {
        let required =
            self.get("required").and_then(|node| self.problems.boolean(node, "`required`"));
        if required == Some(true) { Requirement::Required } else { Requirement::Optional }
    }

    fn check_values(&mut self, node: &JsoncNode<'_>, kind: &Type) {
        let JsoncKind::Object(table) = &node.kind else {
            return;
        };
        for member in &table.members {
            let cell = self.problems.constant(&member.value);
            self.fitting(kind, cell, &member.value, "`values` gives");
        }
    }

    fn check_constant(&mut self, kind: &Type) {
        if let Some(node) = self.get("value") {
            let cell = self.problems.constant(node);
            self.fitting(kind, cell, node, "the `value` is");
        }
    }

    /// `cell`, which `node` holds, as a value of type `kind`. Blank cells fit every type.
    fn fitting(
        &mut self,
        kind: &Type,
        cell: Cell<'static>,
        node: &JsoncNode<'_>,
        what: &str,
    ) -> Option<Cell<'static>> {
        if cell.is_blank() {
            return Some(cell);
        }
        match kind.convert(cell) {
            Ok(cell) => Some(cell),
            Err(misfit) => {
                let text = match &node.kind {
                    JsoncKind::Text(text) => text.clone().into_owned(),
                    _ => self.problems.json(node),
                };
                let message = format!("{what} {}, which {}", quoted(&text), misfit.0);
                self.problems.error(
                    ProblemCode::DoesNotFit,
                    &node.inner_span(),
                    message,
                    "does not fit the field's `type`",
                );
                None
            }
        }
    }
}

//! A traced record for programs: one JSON document, in which every value is the text that stands in the payload.

use std::borrow::Cow;

use serde::{Serialize, Serializer, ser};
use serde_json::value::RawValue;

use super::Traced;
use crate::input::provenance::InputPlace;
use crate::json::compact::write_compact;
use crate::mapping::{Field, Piece, Source, Written};
use crate::path::Path;
use crate::projection::{Content, Passage, Refusal, Remedy, Seen, Stage, Story};

/// The record as a document, with a line break at its end. Values of headers are `null` in it, and `"hidden"` says so.
///
/// # Errors
/// When a value is not JSON, which was checked before.
pub fn document(traced: &Traced<'_>) -> serde_json::Result<String> {
    let stories = traced.mapping.fields.iter().zip(traced.explained.stories);
    let record = RecordJson {
        record: traced.number,
        outcome: traced.fate.name(),
        number_in_outcome: traced.number_in_fate,
        origin: OriginJson::of(traced.arrival.payload.provenance.first),
        element: traced.arrival.element,
        node: traced.explained.node,
        duplicate_of: traced
            .first
            .map(|first| EarlierJson { record: first.number, origin: OriginJson::of(first.at) }),
        refusal: traced.explained.refusal.map(RefusalJson::of),
        cells: stories.map(|(field, story)| CellJson::of(traced, field, story)).collect(),
    };
    let mut document = serde_json::to_string_pretty(&record)?;
    document.push('\n');
    Ok(document)
}

#[derive(Serialize)]
struct RecordJson<'t> {
    record: u64,
    outcome: &'static str,
    number_in_outcome: u64,
    origin: OriginJson<'t>,
    element: Option<usize>,
    node: Option<&'t str>,
    duplicate_of: Option<EarlierJson<'t>>,
    refusal: Option<RefusalJson<'t>>,
    cells: Vec<CellJson<'t>>,
}

#[derive(Serialize)]
struct OriginJson<'t> {
    file: &'t str,
    line: u64,
    byte: u64,
}

#[derive(Serialize)]
struct EarlierJson<'t> {
    record: u64,
    origin: OriginJson<'t>,
}

#[derive(Serialize)]
struct RefusalJson<'t> {
    code: &'static str,
    message: &'t str,
}

#[derive(Serialize)]
struct CellJson<'t> {
    column: &'t str,
    cell: Option<Token<'t>>,
    content: &'static str,
    refusal: Option<RefusalJson<'t>>,
    #[serde(flatten)]
    source: SourceJson<'t>,
    steps: Vec<PassageJson<'t>>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum SourceJson<'t> {
    Value(Token<'t>),
    Paths(Vec<PathJson<'t>>),
    Template(Vec<PieceJson<'t>>),
}

#[derive(Serialize)]
#[serde(untagged)]
enum PieceJson<'t> {
    Literal { text: &'t str },
    Path(PathJson<'t>),
}

#[derive(Serialize)]
struct PathJson<'t> {
    path: &'t str,
    state: &'static str,
    nodes: Vec<NodeJson<'t>>,
}

#[derive(Serialize)]
struct NodeJson<'t> {
    place: Option<String>,
    value: Option<Token<'t>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hidden: bool,
}

#[derive(Serialize)]
struct PassageJson<'t> {
    from: Option<Token<'t>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hidden: bool,
    passed: Vec<PassedJson<'t>>,
    misfit: Option<MisfitJson<'t>>,
}

#[derive(Serialize)]
struct PassedJson<'t> {
    step: &'static str,
    value: Option<Token<'t>>,
}

#[derive(Serialize)]
struct MisfitJson<'t> {
    reason: &'t str,
    then: &'static str,
}

/// JSON that was checked before. It is written on one line, and its tokens as they are: serde_json would read the
/// numbers of payloads to write them.
struct Token<'t>(Cow<'t, str>);

impl Serialize for Token<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut compact = Vec::with_capacity(self.0.len());
        write_compact(&self.0, &mut compact);
        let compact = String::from_utf8(compact).map_err(ser::Error::custom)?;
        RawValue::from_string(compact).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'t> OriginJson<'t> {
    fn of(at: InputPlace<'t>) -> Self {
        OriginJson { file: at.file, line: at.place.line, byte: at.place.byte }
    }
}

impl<'t> RefusalJson<'t> {
    fn of(refusal: &'t Refusal) -> Self {
        RefusalJson { code: refusal.code.name(), message: &refusal.message }
    }
}

impl<'t> CellJson<'t> {
    fn of(traced: &Traced<'t>, field: &'t Field, story: &'t Story<'_>) -> Self {
        let path = |number, written| PathJson::of(traced, story, number, written);
        let source = match &field.source {
            Source::Constant(value) => SourceJson::Value(Token(value.to_json())),
            Source::Paths(paths) => {
                let paths = paths.iter().enumerate();
                SourceJson::Paths(paths.map(|(number, written)| path(number, written)).collect())
            }
            Source::Template(pieces) => {
                let pieces = pieces.iter().enumerate().map(|(number, piece)| match piece {
                    Piece::Literal(text) => PieceJson::Literal { text },
                    Piece::Path(written) => PieceJson::Path(path(number, written)),
                });
                SourceJson::Template(pieces.collect())
            }
        };
        let may_be_shown = field.source.taken_may_be_shown(story.taken);
        CellJson {
            column: &field.name,
            cell: story.end.as_ref().ok().map(|(cell, _)| Token(cell.to_json())),
            content: match story.end.as_ref().map(|(_, fill)| fill.content) {
                Ok(Content::Blank) => "blank",
                Ok(Content::Value) => "value",
                Ok(Content::Default) => "default",
                Ok(Content::Misfit) => "kept_invalid",
                Err(_) => "refused",
            },
            refusal: story.end.as_ref().err().map(RefusalJson::of),
            source,
            steps: story.values.iter().map(|value| PassageJson::of(value, may_be_shown)).collect(),
        }
    }
}

impl<'t> PathJson<'t> {
    fn of(
        traced: &Traced<'t>,
        story: &'t Story<'_>,
        number: usize,
        written: &'t Written<Path>,
    ) -> Self {
        let tried = story.tried.iter().find(|tried| tried.path == number);
        let may_be_shown = written.path.may_be_shown();
        let nodes = tried.map_or(&[][..], |tried| &tried.nodes).iter().map(|node| NodeJson {
            place: traced.explained.place(&written.path, node),
            value: may_be_shown.then(|| Token(Cow::Borrowed(&node.json))),
            hidden: !may_be_shown,
        });
        PathJson {
            path: &written.text,
            state: match tried {
                None => "not_needed",
                Some(_) if story.taken == Some(number) => "taken",
                Some(tried) if tried.nodes.is_empty() => "missing",
                Some(tried) if tried.nodes.iter().all(Seen::is_blank) => "blank",
                Some(_) => "taken",
            },
            nodes: nodes.collect(),
        }
    }
}

impl<'t> PassageJson<'t> {
    fn of(value: &'t Passage<'_>, may_be_shown: bool) -> Self {
        let passed = value.passed.iter().map(|passed| PassedJson {
            step: match passed.stage {
                Stage::Clean(clean) => clean.name(),
                Stage::Values => "values",
                Stage::Type => "type",
            },
            value: may_be_shown.then(|| Token(passed.cell.to_json())),
        });
        PassageJson {
            from: may_be_shown.then(|| Token(value.from.to_json())),
            hidden: !may_be_shown,
            passed: passed.collect(),
            misfit: value.misfit.as_ref().map(|(reason, remedy)| MisfitJson {
                reason,
                then: match remedy {
                    Remedy::Keep => "keep",
                    Remedy::Blank => "blank",
                    Remedy::Reject => "reject",
                },
            }),
        }
    }
}

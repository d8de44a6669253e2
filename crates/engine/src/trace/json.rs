//! A traced record as JSON, for programs: each value keeps its text from the payload.

use super::Traced;
use crate::input::provenance::InputPlace;
use crate::json::document::Document;
use crate::json::interoperable::mended;
use crate::mapping::{Field, FieldSource, TemplatePart, Written};
use crate::path::Path;
use crate::projection::{CellContent, Passage, Refusal, Remedy, SelectedNode, Stage, Story};
use crate::record::Cell;

/// The record as a document. Values of headers are `null` in it, and `"hidden"` says so.
pub fn document(traced: &Traced<'_>) -> String {
    let mut document = Document::default();
    document.object(|out| {
        out.key("record").number(traced.number);
        out.key("outcome").string(traced.fate.name());
        out.key("number_in_outcome").number(traced.number_in_fate);
        out.key("origin");
        place(out, traced.arrival.payload.provenance.first);
        out.key("element");
        match traced.arrival.element {
            Some(element) => out.number(element as u64),
            None => out.null(),
        }
        out.key("node");
        optional(out, traced.explained.node);
        out.key("duplicate_of");
        match traced.first {
            None => out.null(),
            Some(first) => out.object(|out| {
                out.key("record").number(first.number);
                out.key("origin");
                place(out, first.at);
            }),
        }
        out.key("refusal");
        refusal(out, traced.explained.refusal);
        let stories = traced.mapping.fields.iter().zip(traced.explained.stories);
        out.key("cells").array(stories, |out, (field, story)| {
            cell(out, traced, field, story);
        });
    });
    document.finish()
}

fn place(out: &mut Document, at: InputPlace<'_>) {
    out.object(|out| {
        out.key("file").string(at.file);
        out.key("line").number(at.place.line);
        out.key("byte").number(at.place.byte);
    });
}

fn optional(out: &mut Document, text: Option<&str>) {
    match text {
        Some(text) => out.string(text),
        None => out.null(),
    }
}

fn refusal(out: &mut Document, refusal: Option<&Refusal>) {
    match refusal {
        None => out.null(),
        Some(refusal) => out.object(|out| {
            out.key("code").string(refusal.code.name());
            out.key("message").string(&refusal.message);
        }),
    }
}

fn cell(out: &mut Document, traced: &Traced<'_>, field: &Field, story: &Story<'_>) {
    out.object(|out| {
        out.key("column").string(&field.name);
        out.key("cell");
        match &story.end {
            Ok((cell, _)) if story.cell_may_be_shown(&field.source) => content(out, cell),
            Ok(_) => {
                out.null();
                out.key("hidden").json("true");
            }
            Err(_) => out.null(),
        }
        let fill = story.end.as_ref().map(|(_, fill)| fill.content);
        out.key("content").string(match fill {
            Ok(CellContent::Blank) => "blank",
            Ok(CellContent::Value) => "value",
            Ok(CellContent::Default) => "default",
            Ok(CellContent::Misfit) => "kept_invalid",
            Err(_) => "refused",
        });
        out.key("refusal");
        refusal(out, story.end.as_ref().err());
        match &field.source {
            FieldSource::Constant(constant) => content(out.key("value"), constant),
            FieldSource::Paths(paths) => {
                let paths = paths.iter().enumerate();
                out.key("paths").array(paths, |out, (number, written)| {
                    path(out, traced, story, number, written);
                });
            }
            FieldSource::Template(pieces) => {
                let pieces = pieces.iter().enumerate();
                out.key("template").array(pieces, |out, (number, piece)| match piece {
                    TemplatePart::Literal(text) => out.object(|out| out.key("text").string(text)),
                    TemplatePart::Path(written) => path(out, traced, story, number, written),
                });
            }
        }
        let may_be_shown = field.source.taken_may_be_shown(story.taken);
        out.key("steps").array(&story.values, |out, step| passage(out, step, may_be_shown));
        more(out, "more_steps", story.more);
    });
}

fn path(
    out: &mut Document,
    traced: &Traced<'_>,
    story: &Story<'_>,
    number: usize,
    written: &Written<Path>,
) {
    let tried = story.tried.iter().find(|tried| tried.path == number);
    out.object(|out| {
        out.key("path").string(&written.text);
        out.key("state").string(match tried {
            None => "not_needed",
            Some(_) if story.taken == Some(number) => "taken",
            Some(tried) if tried.nodes.is_empty() => "missing",
            Some(tried) if tried.nodes.iter().all(SelectedNode::is_blank) => "blank",
            Some(_) => "taken",
        });
        let nodes = tried.map_or(&[][..], |tried| &tried.nodes);
        out.key("nodes").array(nodes, |out, node| {
            out.object(|out| {
                out.key("place");
                optional(out, traced.explained.place(&written.path, node).as_deref());
                if written.path.may_be_shown() {
                    value(out, &node.json);
                } else {
                    out.key("value").null();
                    out.key("hidden").json("true");
                }
            });
        });
        more(out, "more_nodes", tried.map_or(0, |tried| tried.more));
    });
}

/// What a node holds, such that every reader takes it. Where that is not what the payload has, that follows as text.
fn value(out: &mut Document, json: &str) {
    match mended(json) {
        None => out.key("value").json(json),
        Some(mended) => {
            out.key("value").json(&mended.text);
            out.key("value_text").string(json);
        }
    }
}

/// How many more there are than are told, if there are.
fn more(out: &mut Document, key: &str, count: usize) {
    if count > 0 {
        out.key(key).json(&count.to_string());
    }
}

/// What a cell holds.
fn content(out: &mut Document, cell: &Cell<'_>) {
    match cell {
        Cell::Missing => out.null(),
        Cell::Text(text) => out.string(text),
        Cell::Json(json) => out.json(json),
    }
}

fn passage(out: &mut Document, passage: &Passage<'_>, may_be_shown: bool) {
    let told = |out: &mut Document, key: &str, cell: &Cell<'_>| {
        out.key(key);
        if may_be_shown {
            content(out, cell);
        } else {
            out.null();
        }
    };
    out.object(|out| {
        told(out, "from", &passage.from);
        if !may_be_shown {
            out.key("hidden").json("true");
        }
        out.key("passed").array(&passage.passed, |out, passed| {
            out.object(|out| {
                out.key("step").string(match passed.stage {
                    Stage::Clean(clean) => clean.name(),
                    Stage::Values => "values",
                    Stage::Type => "type",
                });
                told(out, "value", &passed.cell);
            });
        });
        out.key("misfit");
        match &passage.misfit {
            None => out.null(),
            Some((reason, remedy)) => out.object(|out| {
                out.key("reason").string(reason);
                out.key("then").string(match remedy {
                    Remedy::Keep => "keep",
                    Remedy::Blank => "blank",
                    Remedy::Reject => "reject",
                });
            }),
        }
    });
}

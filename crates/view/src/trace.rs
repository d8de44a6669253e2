//! A traced record for people: a block for each cell, with a line for each step to it.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use leadmap_engine::input::provenance::InputPlace;
use leadmap_engine::mapping::{Field, FieldSource, Many, TemplatePart, Written};
use leadmap_engine::message::{shortened, visible};
use leadmap_engine::path::Path;
use leadmap_engine::projection::{CellContent, Passage, Remedy, SelectedNode, Stage, Story};
use leadmap_engine::record::Cell;
use leadmap_engine::reject::RejectCode;
use leadmap_engine::tally::Fate;
use leadmap_engine::trace::Traced;
use leadmap_json::compact::write_compact;

use crate::paint::{Ink, Tone};

/// How much is shown of a value, in characters.
const VALUE: usize = 120;

/// How wide the column of paths becomes at most. What is longer pushes its value to the right.
const WIDEST: usize = 64;

/// What stands in the place of a header's value.
const HIDDEN: &str = "(not shown: headers hold secrets)";

/// The record as text. What is in it can be printed: control characters are shown.
pub fn text(traced: &Traced<'_>, ink: Ink) -> String {
    let mut text = title(traced, ink);
    let blocks: Vec<Block> = traced
        .mapping
        .fields
        .iter()
        .zip(traced.explained.stories)
        .map(|(field, story)| Block::of(traced, field, story))
        .collect();
    let lines = blocks.iter().flat_map(|block| &block.lines);
    let label_width = lines.map(|line| line.label.width()).max().unwrap_or(0);
    for block in &blocks {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "\n{}  {}",
            ink.paint(Tone::Strong, &block.name),
            match block.tone {
                Some(tone) => ink.paint(tone, &block.cell),
                None => block.cell.clone(),
            }
        );
        let what_width = block.what_width();
        for line in &block.lines {
            let label = pad(&line.label, label_width);
            let what = if line.value.is_empty() {
                line.what.clone()
            } else {
                let gap = if what_width > 0 { "  " } else { "" };
                format!("{}{gap}", pad(&line.what, what_width))
            };
            let value = match line.tone {
                Some(tone) => ink.paint(tone, &line.value),
                None => line.value.clone(),
            };
            let label = ink.paint(Tone::Frame, &label);
            let _ = writeln!(text, "    {label}  {what}{value}");
        }
    }
    text
}

fn title(traced: &Traced<'_>, ink: Ink) -> String {
    let provenance = traced.arrival.payload.provenance;
    let name = match traced.fate {
        Fate::Written if traced.number_in_fate == traced.number => {
            format!("record {}", traced.number)
        }
        Fate::Written => format!("record {}, row {}", traced.number, traced.number_in_fate),
        Fate::Duplicate | Fate::Rejected | Fate::Refused => {
            format!("record {}, {}", traced.number, traced.fate.name())
        }
    };
    let mut inside = format!("byte {}", provenance.first.place.byte);
    if let Some(element) = traced.arrival.element {
        let _ = write!(inside, ", payload {} of its capture", element + 1);
    }
    if let Some(node) = traced.explained.node {
        let _ = write!(inside, ", {}", visible(node));
    }
    let mut text =
        format!("{}: {} ({inside})\n", ink.paint(Tone::Strong, &name), place(provenance.first));
    if provenance.read != provenance.first {
        let _ = writeln!(text, "read again from {}", place(provenance.read));
    }
    if let Some(first) = traced.first {
        let columns: Vec<_> = traced
            .mapping
            .unique
            .iter()
            .filter_map(|&index| traced.mapping.fields.get(index))
            .map(|field| format!("`{}`", visible(&field.name)))
            .collect();
        let _ = writeln!(
            text,
            "{} of record {}, {} (byte {}): equal in {}",
            ink.paint(Tone::Doubtful, "duplicate"),
            first.number,
            place(first.at),
            first.at.place.byte,
            columns.join(", ")
        );
    }
    if let Some(refusal) = traced.explained.refusal {
        let title = ink.paint(Tone::Bad, &format!("reject[{}]", refusal.code.name()));
        let _ = writeln!(text, "{title}: {}", shortened(&refusal.message, 1000));
    }
    text
}

fn place(at: InputPlace<'_>) -> String {
    format!("{}:{}", visible(at.file), at.place.line)
}

fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{:missing$}", "")
}

/// What is shown of a cell.
struct Block {
    name: String,
    cell: String,
    tone: Option<Tone>,
    lines: Vec<StepLine>,
}

/// A step to a cell.
struct StepLine {
    label: String,
    what: String,
    value: String,
    tone: Option<Tone>,
}

impl Block {
    fn of(traced: &Traced<'_>, field: &Field, story: &Story<'_>) -> Self {
        let (cell, tone) = match &story.end {
            Ok((cell, _)) if cell.is_blank() => ("(blank)".into(), Some(Tone::Frame)),
            Ok((cell, fill)) => {
                let tone = (fill.content == CellContent::Misfit).then_some(Tone::Doubtful);
                let shown = match story.cell_may_be_shown(&field.source) {
                    true => shortened(&cell.text(), VALUE),
                    false => HIDDEN.to_owned(),
                };
                (shown, tone)
            }
            Err(_) => ("(rejected)".into(), Some(Tone::Bad)),
        };
        let mut block =
            Block { name: visible(&field.name).into_owned(), cell, tone, lines: Vec::new() };
        block.source(traced, field, story);
        block.values(field, story);
        block.end(story);
        block
    }

    fn what_width(&self) -> usize {
        let before_values = self.lines.iter().filter(|line| !line.value.is_empty());
        let widths = before_values.map(|line| line.what.width());
        widths.filter(|&width| width <= WIDEST).max().unwrap_or(0)
    }

    fn add(&mut self, label: &str, what: impl Into<String>, value: impl Into<String>) {
        self.lines.push(StepLine {
            label: label.into(),
            what: what.into(),
            value: value.into(),
            tone: None,
        });
    }

    fn add_in(&mut self, tone: Tone, label: &str, what: &str, value: impl Into<String>) {
        self.add(label, what, value);
        if let Some(line) = self.lines.last_mut() {
            line.tone = Some(tone);
        }
    }

    fn source(&mut self, traced: &Traced<'_>, field: &Field, story: &Story<'_>) {
        match &field.source {
            FieldSource::Constant(value) => self.add("value", "", json(&value.to_json())),
            FieldSource::Paths(paths) => {
                for (number, written) in paths.iter().enumerate() {
                    self.path(traced, story, number, written);
                }
                let several = |nodes: &[SelectedNode<'_>]| {
                    nodes.iter().filter(|node| !node.is_blank()).count() > 1
                };
                match &field.many {
                    Many::First
                        if story.tried.last().is_some_and(|tried| several(&tried.nodes)) =>
                    {
                        self.add("many", "first", "");
                    }
                    Many::Join(separator) if story.values.len() > 1 => {
                        self.add("many", format!("join {}", quoted(separator)), "");
                    }
                    Many::List => self.add("many", "list", ""),
                    Many::One | Many::First | Many::Join(_) => {}
                }
            }
            FieldSource::Template(pieces) => {
                for (number, piece) in pieces.iter().enumerate() {
                    match piece {
                        TemplatePart::Literal(text) => self.add("text", "", quoted(text)),
                        TemplatePart::Path(written) => self.path(traced, story, number, written),
                    }
                }
                if let Some(value) = story.values.first()
                    && field.source.may_be_shown()
                {
                    self.add("template", "", json(&value.from.to_json()));
                }
            }
        }
    }

    fn path(
        &mut self,
        traced: &Traced<'_>,
        story: &Story<'_>,
        number: usize,
        written: &Written<Path>,
    ) {
        let path = shortened(&written.text, VALUE);
        let Some(tried) = story.tried.iter().find(|tried| tried.path == number) else {
            self.add_in(Tone::Frame, "path", &path, "not needed");
            return;
        };
        let value = |node: &SelectedNode<'_>| {
            if !written.path.may_be_shown() {
                return HIDDEN.to_owned();
            }
            let mark = if node.is_blank() && node.json != "null" { " (blank)" } else { "" };
            format!("{}{mark}", json(&node.json))
        };
        match tried.nodes.as_slice() {
            [] => self.add_in(Tone::Frame, "path", &path, "missing"),
            [node] => {
                self.add("path", path, value(node));
                if !node.below.is_empty()
                    && let Some(place) = traced.explained.place(&written.path, node)
                {
                    self.add("", format!("  at {}", visible(&place)), "");
                }
            }
            nodes => {
                self.add("path", path, format!("{} values", nodes.len() + tried.more));
                for node in nodes {
                    let place = traced.explained.place(&written.path, node);
                    let place = place.as_deref().map_or(Cow::Borrowed(""), visible);
                    self.add("", format!("  {place}"), value(node));
                }
                if tried.more > 0 {
                    self.add("", format!("  … and {} more", tried.more), "");
                }
            }
        }
    }

    fn values(&mut self, field: &Field, story: &Story<'_>) {
        let may_be_shown = field.source.taken_may_be_shown(story.taken);
        let several = story.values.len() > 1;
        for (at, value) in story.values.iter().enumerate() {
            if value.passed.is_empty() && value.misfit.is_none() {
                continue;
            }
            if several {
                let which = format!("{} of {}", at + 1, story.values.len() + story.more);
                self.add("value", which, shown_json(&value.from, may_be_shown));
            }
            self.passage(field, value, may_be_shown);
        }
        if story.more > 0 {
            self.add("value", format!("… and {} more", story.more), "");
        }
    }

    fn passage(&mut self, field: &Field, value: &Passage<'_>, may_be_shown: bool) {
        let mut before = &value.from;
        for passed in &value.passed {
            let (label, what) = match passed.stage {
                Stage::Clean(clean) => ("clean", clean.name()),
                Stage::Values => ("values", ""),
                Stage::Type => ("type", field.kind.name()),
            };
            if passed.cell == *before {
                self.add_in(Tone::Frame, label, what, "unchanged");
            } else {
                self.add(label, what, shown_json(&passed.cell, may_be_shown));
            }
            before = &passed.cell;
        }
        let Some((reason, remedy)) = &value.misfit else {
            return;
        };
        let looked_up = value.passed.iter().any(|passed| passed.stage == Stage::Values);
        let (label, what) = match field.values {
            Some(_) if !looked_up => ("values", ""),
            _ => ("type", field.kind.name()),
        };
        let (tone, then) = match remedy {
            Remedy::Keep => (Tone::Doubtful, "kept as it was"),
            Remedy::Blank => (Tone::Doubtful, "made blank"),
            Remedy::Reject => (Tone::Bad, "the record is rejected"),
        };
        let reason = shortened(reason, VALUE);
        self.add_in(tone, label, what, format!("{reason}: {then}"));
    }

    fn end(&mut self, story: &Story<'_>) {
        match &story.end {
            Ok((cell, fill)) if fill.content == CellContent::Default => {
                self.add("default", "", json(&cell.to_json()));
            }
            Ok(_) => {}
            // That the value does not fit, and what comes of it, has been said.
            Err(refusal) if refusal.code == RejectCode::InvalidValue => {}
            Err(refusal) => {
                let message = shortened(&refusal.message, 1000);
                self.add_in(Tone::Bad, "reject", refusal.code.name(), message);
            }
        }
    }
}

fn shown_json(cell: &Cell<'_>, may_be_shown: bool) -> String {
    if may_be_shown { json(&cell.to_json()) } else { HIDDEN.to_owned() }
}

/// JSON on one line, cut where it is long.
fn json(json: &str) -> String {
    let mut compact = Vec::with_capacity(json.len());
    write_compact(json, &mut compact);
    shortened(&String::from_utf8_lossy(&compact), VALUE)
}

fn quoted(text: &str) -> String {
    json(&Cell::Text(Cow::Borrowed(text)).to_json())
}

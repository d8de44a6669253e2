//! Fills one field: select → clean → values → type → default → required.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::observer::FillObserver;
use super::room::{self, RecordRoom};
use super::scope::{NodeScope, PlannedPath, Scope};
use super::story::{Passed, Remedy, Stage};
use super::{CellContent, Fill, Flaws, Strictness};
use crate::json::compact::write_compact;
use crate::mapping::{Field, Many, OnInvalid, Requirement};
use crate::message::shortened;
use crate::record::Cell;
use crate::reject::RejectCode;
use crate::value::{Clean, Type};

/// A field, made ready to be filled.
#[derive(Debug)]
pub(super) struct Filler<'m> {
    field: &'m Field,
    source: PlannedSource<'m>,
    /// Whether every value fits as it is.
    takes_anything: bool,
}

/// A [`FieldSource`](crate::mapping::FieldSource), its paths planned.
#[derive(Debug)]
pub(super) enum PlannedSource<'m> {
    Paths(Vec<PlannedPath<'m>>),
    Constant(&'m Cell<'static>),
    Template(Vec<PlannedPart<'m>>),
}

/// A [`TemplatePart`](crate::mapping::TemplatePart), its path planned.
#[derive(Debug)]
pub(super) enum PlannedPart<'m> {
    Literal(&'m str),
    Path(PlannedPath<'m>),
}

/// Why a record cannot be made.
pub(super) type RefusalReason = (RejectCode, String);

/// The input of a record, and the strictness.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'c, 'a> {
    pub(super) scope: &'c Scope<'c, 'a>,
    pub(super) node: Option<&'c NodeScope<'c, 'a>>,
    pub(super) strictness: Strictness,
    /// How much the record may still hold.
    pub(super) room: &'c RecordRoom,
}

/// The filling of one field of one record.
struct Filling<'f, 'a, W> {
    field: &'f Field,
    takes_anything: bool,
    context: Context<'f, 'a>,
    observer: &'f mut W,
}

/// What a path selects, beside the nodes that a field is made of.
struct Gathered<'a> {
    /// The first node, if it is a text that is blank.
    blank: Cell<'a>,
    /// How many nodes are not blank.
    filled: usize,
}

/// A cell and how it was filled, or why the record cannot be made.
type Filled<'a> = Result<(Cell<'a>, Fill), RefusalReason>;

/// The longest value that a message repeats, in characters.
const SHOWN: usize = 40;

impl<'m> Filler<'m> {
    pub(super) fn new(field: &'m Field, source: PlannedSource<'m>) -> Self {
        let takes_anything =
            field.clean.is_empty() && field.values.is_none() && field.kind == Type::Any;
        Filler { field, source, takes_anything }
    }
}

impl Filler<'_> {
    /// The field's cell for the record at hand. `scratch` is room for nodes; `observer` is told how it comes about.
    pub(super) fn fill<'a, W: FillObserver<'a>>(
        &self,
        context: Context<'_, 'a>,
        scratch: &mut Vec<Cell<'a>>,
        observer: &mut W,
    ) -> Filled<'a> {
        let before = context.scope.flaws();
        let Filler { field, takes_anything, .. } = *self;
        let mut filling = Filling { field, takes_anything, context, observer };
        let filled = match &self.source {
            PlannedSource::Constant(cell) => filling.finish_or_blank((*cell).clone()),
            PlannedSource::Template(parts) => {
                let text = filling.template(parts, scratch)?;
                filling.finish_or_blank(text)
            }
            PlannedSource::Paths(paths) => filling.first_filled(paths, scratch),
        };
        if context.strictness == Strictness::Strict && filled.is_ok() {
            filling.refuse_flaws(before, context.scope.flaws())?;
        }
        if let Ok((Cell::Text(text) | Cell::Json(text), _)) = &filled {
            context.room.take(&field.name, text.len())?;
        }
        filled
    }
}

impl<'a, W: FillObserver<'a>> Filling<'_, 'a, W> {
    /// Refuses what was passed over between `before` and `now`.
    fn refuse_flaws(&self, before: Flaws, now: Flaws) -> Result<(), RefusalReason> {
        let name = &self.field.name;
        if now.lone_surrogates > before.lone_surrogates {
            return Err((
                RejectCode::LoneSurrogate,
                format!("`{name}` holds half of a surrogate pair"),
            ));
        }
        if now.duplicate_keys > before.duplicate_keys {
            return Err((
                RejectCode::DuplicateKey,
                format!("an object in `{name}`, or on the way to it, has a key twice"),
            ));
        }
        Ok(())
    }

    /// The first path that gives something.
    fn first_filled(
        &mut self,
        paths: &[PlannedPath<'_>],
        scratch: &mut Vec<Cell<'a>>,
    ) -> Filled<'a> {
        let Context { scope, node, .. } = self.context;
        let mut blank = Cell::Missing;
        for (index, path) in paths.iter().enumerate() {
            self.observer.tries(index);
            if matches!(self.field.many, Many::One | Many::First)
                && let Some(found) = scope.select_plain(path, node, self.observer)
            {
                match found {
                    Some(cell) if !cell.is_blank() => {
                        self.observer.takes(index);
                        return self.finish(cell, Some(index));
                    }
                    Some(text @ Cell::Text(_)) if blank == Cell::Missing => blank = text,
                    _ => {}
                }
                continue;
            }
            let gathered = self.gather(path, scratch)?;
            if blank == Cell::Missing && gathered.filled == 0 && self.field.many != Many::List {
                blank = gathered.blank;
            }
            if scratch.is_empty() {
                continue;
            }
            self.observer.takes(index);
            return match &self.field.many {
                Many::One if gathered.filled > 1 => {
                    let message = format!(
                        "`{}` selects {} values where one is wanted",
                        self.field.name, gathered.filled
                    );
                    Err((RejectCode::SeveralValues, message))
                }
                Many::One | Many::First => self.finish(scratch.swap_remove(0), Some(index)),
                Many::Join(separator) => self.join(separator, scratch, index),
                Many::List => self.list(scratch, index),
            };
        }
        self.instead_of_blank(blank)
    }

    /// Puts what `path` selects into `scratch`, as much of it as the field is made of: of `list` all nodes, of `join` those
    /// that are not blank, and otherwise the first of these.
    fn gather(
        &mut self,
        path: &PlannedPath<'_>,
        scratch: &mut Vec<Cell<'a>>,
    ) -> Result<Gathered<'a>, RefusalReason> {
        let Context { scope, node, .. } = self.context;
        let many = &self.field.many;
        let needs_all = self.observer.needs_all();
        scratch.clear();
        let mut gathered = Gathered { blank: Cell::Missing, filled: 0 };
        let mut is_first = true;
        let mut is_full = false;
        let _ = scope.select(path, node, self.observer, &mut |cell| {
            let is_blank = cell.is_blank();
            gathered.filled += usize::from(!is_blank);
            let is_part = match many {
                Many::List => true,
                Many::Join(_) => !is_blank,
                Many::One | Many::First => !is_blank && scratch.is_empty(),
            };
            if is_part {
                is_full = room::is_full(scratch.len());
                if is_full {
                    return ControlFlow::Break(());
                }
                scratch.push(cell);
            } else if is_first && let Cell::Text(_) = cell {
                gathered.blank = cell;
            }
            is_first = false;
            match many {
                Many::First if gathered.filled > 0 && !needs_all => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        });
        if is_full { Err(room::too_many_nodes(&self.field.name)) } else { Ok(gathered) }
    }

    fn join(&mut self, separator: &str, nodes: &mut Vec<Cell<'a>>, path: usize) -> Filled<'a> {
        let mut joined = String::new();
        let mut content = CellContent::Value;
        for cell in nodes.drain(..) {
            let cell = self.fit(cell, Some(path), &mut content)?;
            if cell.is_blank() {
                continue;
            }
            if !joined.is_empty() {
                joined.push_str(separator);
            }
            joined.push_str(&cell.text());
            self.context.room.ask(&self.field.name, joined.len())?;
        }
        let cell = if joined.is_empty() { Cell::Missing } else { Cell::Text(Cow::Owned(joined)) };
        self.complete(cell, Fill { content, path: Some(path) })
    }

    fn list(&mut self, nodes: &mut Vec<Cell<'a>>, path: usize) -> Filled<'a> {
        let mut list = Vec::from(b"[");
        let mut content = CellContent::Value;
        for cell in nodes.drain(..) {
            let cell = match cell.is_blank() {
                true => cell,
                false => self.fit(cell, Some(path), &mut content)?,
            };
            if list.len() > 1 {
                list.push(b',');
            }
            match &cell {
                Cell::Missing => list.extend_from_slice(b"null"),
                // Writing a string into memory cannot fail.
                Cell::Text(text) => drop(serde_json::to_writer(&mut list, text)),
                Cell::Json(json) => write_compact(json, &mut list),
            }
            self.context.room.ask(&self.field.name, list.len())?;
        }
        list.push(b']');
        let json = String::from_utf8(list).unwrap_or_default();
        self.complete(Cell::Json(Cow::Owned(json)), Fill { content, path: Some(path) })
    }

    fn template(
        &mut self,
        parts: &[PlannedPart<'_>],
        scratch: &mut Vec<Cell<'a>>,
    ) -> Result<Cell<'a>, RefusalReason> {
        let mut text = String::new();
        let (mut paths, mut filled) = (0, 0);
        for (index, part) in parts.iter().enumerate() {
            match part {
                PlannedPart::Literal(literal) => text.push_str(literal),
                PlannedPart::Path(path) => {
                    paths += 1;
                    self.observer.tries(index);
                    let gathered = self.gather(path, scratch)?;
                    if gathered.filled > 1 && self.field.many == Many::One {
                        let message = format!(
                            "a part of `{}` selects {} values where one is wanted",
                            self.field.name, gathered.filled
                        );
                        return Err((RejectCode::SeveralValues, message));
                    }
                    filled += gathered.filled;
                    let separator = match &self.field.many {
                        Many::Join(separator) => separator,
                        _ => {
                            scratch.truncate(1);
                            ""
                        }
                    };
                    for (place, cell) in scratch.iter().enumerate() {
                        if place > 0 {
                            text.push_str(separator);
                        }
                        text.push_str(&cell.text());
                        self.context.room.ask(&self.field.name, text.len())?;
                    }
                }
            }
        }
        if paths > 0 && filled == 0 {
            return Ok(Cell::Missing);
        }
        Ok(Cell::Text(Clean::Trim.apply(Cow::Owned(text))))
    }

    fn finish_or_blank(&mut self, cell: Cell<'a>) -> Filled<'a> {
        if cell.is_blank() { self.instead_of_blank(cell) } else { self.finish(cell, None) }
    }

    /// The cell for a value that is not blank, which the path of this number gave.
    #[inline]
    fn finish(&mut self, cell: Cell<'a>, path: Option<usize>) -> Filled<'a> {
        let mut content = CellContent::Value;
        let cell = self.fit(cell, path, &mut content)?;
        self.complete(cell, Fill { content, path })
    }

    /// Puts the default in the place of what is blank, and asks for what is required.
    fn complete(&self, cell: Cell<'a>, fill: Fill) -> Filled<'a> {
        if !cell.is_blank() {
            return Ok((cell, fill));
        }
        self.instead_of_blank(cell)
    }

    fn instead_of_blank(&self, cell: Cell<'a>) -> Filled<'a> {
        if let Some(default) = &self.field.default {
            return Ok((default.clone(), Fill { content: CellContent::Default, path: None }));
        }
        if self.field.required == Requirement::Required {
            return Err((
                RejectCode::RequiredBlank,
                format!("`{}` is required, and blank", self.field.name),
            ));
        }
        Ok((cell, Fill { content: CellContent::Blank, path: None }))
    }

    /// Takes one value that is not blank through clean, values and type. Where it does not fit and is kept all the same,
    /// `content` says so.
    #[inline(always)]
    fn fit(
        &mut self,
        cell: Cell<'a>,
        path: Option<usize>,
        content: &mut CellContent,
    ) -> Result<Cell<'a>, RefusalReason> {
        self.observer.begins(&cell);
        if self.takes_anything { Ok(cell) } else { self.fit_exactly(cell, path, content) }
    }

    fn fit_exactly(
        &mut self,
        cell: Cell<'a>,
        path: Option<usize>,
        content: &mut CellContent,
    ) -> Result<Cell<'a>, RefusalReason> {
        let reason = match self.try_fit(cell.clone()) {
            Ok(fitting) => return Ok(fitting),
            Err(reason) => reason,
        };
        let remedy = match (self.field.on_invalid, self.context.strictness) {
            (OnInvalid::Blank, _) => Remedy::Blank,
            (OnInvalid::Keep, Strictness::Lenient) => Remedy::Keep,
            (OnInvalid::Reject, _) | (OnInvalid::Keep, Strictness::Strict) => Remedy::Reject,
        };
        self.observer.misfits(&reason, remedy);
        match remedy {
            Remedy::Blank => Ok(Cell::Missing),
            Remedy::Keep => {
                *content = CellContent::Misfit;
                Ok(cell)
            }
            Remedy::Reject => {
                let value = match self.field.source.taken_may_be_shown(path) {
                    true => format!("`{}`", shortened(&cell.text(), SHOWN)),
                    false => "its value".into(),
                };
                Err((RejectCode::InvalidValue, format!("`{}`: {value} {reason}", self.field.name)))
            }
        }
    }

    fn try_fit(&mut self, cell: Cell<'a>) -> Result<Cell<'a>, Cow<'static, str>> {
        let field = self.field;
        let mut cell = match cell {
            Cell::Text(text) if !field.clean.is_empty() => {
                Cell::Text(field.clean.iter().fold(text, |text, clean| {
                    let text = clean.apply(text);
                    self.observer.passes(|| Passed {
                        stage: Stage::Clean(*clean),
                        cell: Cell::Text(text.clone()),
                    });
                    text
                }))
            }
            other => other,
        };
        if let Some(values) = &field.values {
            let found = cell.scalar().and_then(|text| values.get(text));
            cell = found.ok_or("is not in `values`")?.clone();
            self.observer.passes(|| Passed { stage: Stage::Values, cell: cell.clone() });
        }
        if cell.is_blank() {
            return Ok(cell);
        }
        let cell = field.kind.convert(cell).map_err(|misfit| misfit.0)?;
        if field.kind != Type::Any {
            self.observer.passes(|| Passed { stage: Stage::Type, cell: cell.clone() });
        }
        Ok(cell)
    }
}

//! Filling one field: select → clean → values → type → default → required.

use std::borrow::Cow;

use super::scope::{NodeScope, Scope, Selector};
use super::story::{Passed, Remedy, Stage};
use super::watch::Watch;
use super::{Content, Fill, Flaws, Strictness};
use crate::json::compact::write_compact;
use crate::mapping::{Field, Many, OnInvalid, Requirement};
use crate::record::Cell;
use crate::reject::Code;
use crate::terminal::shortened;
use crate::value::{Clean, Type};

/// A field, made ready to be filled.
#[derive(Debug)]
pub(super) struct Filler<'m> {
    field: &'m Field,
    selectors: Selectors<'m>,
    /// Whether every value fits as it is.
    takes_anything: bool,
}

/// Where a field's value comes from.
#[derive(Debug)]
pub(super) enum Selectors<'m> {
    Paths(Vec<Selector<'m>>),
    Constant(&'m Cell<'static>),
    Template(Vec<Piece<'m>>),
}

/// A part of a template.
#[derive(Debug)]
pub(super) enum Piece<'m> {
    Literal(&'m str),
    Path(Selector<'m>),
}

/// Why a record cannot be made.
pub(super) type Reason = (Code, String);

/// A value that has been through clean, values and type.
enum Fitted<'a> {
    Fits(Cell<'a>),
    Kept(Cell<'a>),
}

/// The longest value that a message repeats, in characters.
const SHOWN: usize = 40;

impl<'m> Filler<'m> {
    pub(super) fn new(field: &'m Field, selectors: Selectors<'m>) -> Self {
        let takes_anything =
            field.clean.is_empty() && field.values.is_none() && field.kind == Type::Any;
        Filler { field, selectors, takes_anything }
    }
}

impl Filler<'_> {
    /// The field's cell for the record at hand. `scratch` is room for nodes; `watch` is told how it comes about.
    pub(super) fn fill<'a, W: Watch<'a>>(
        &self,
        scope: &Scope<'_, 'a>,
        node: Option<&NodeScope<'_, 'a>>,
        strictness: Strictness,
        scratch: &mut Vec<Cell<'a>>,
        watch: &mut W,
    ) -> Result<(Cell<'a>, Fill), Reason> {
        let before = scope.flaws();
        let filled = match &self.selectors {
            Selectors::Constant(cell) => self.finish((*cell).clone(), None, strictness, watch),
            Selectors::Template(pieces) => {
                let text = self.template(pieces, scope, node, scratch, watch)?;
                self.finish(text, None, strictness, watch)
            }
            Selectors::Paths(selectors) => {
                self.first_filled(selectors, scope, node, strictness, scratch, watch)
            }
        };
        if strictness == Strictness::Strict && filled.is_ok() {
            self.refuse_flaws(before, scope.flaws())?;
        }
        filled
    }

    /// Refuses what was passed over between `before` and `now`.
    fn refuse_flaws(&self, before: Flaws, now: Flaws) -> Result<(), Reason> {
        let name = &self.field.name;
        if now.lone_surrogates > before.lone_surrogates {
            return Err((Code::LoneSurrogate, format!("`{name}` holds half of a surrogate pair")));
        }
        if now.duplicate_keys > before.duplicate_keys {
            return Err((
                Code::DuplicateKey,
                format!("an object on the way to `{name}` has a key twice"),
            ));
        }
        Ok(())
    }

    /// The first path that gives something.
    fn first_filled<'a, W: Watch<'a>>(
        &self,
        selectors: &[Selector<'_>],
        scope: &Scope<'_, 'a>,
        node: Option<&NodeScope<'_, 'a>>,
        strictness: Strictness,
        scratch: &mut Vec<Cell<'a>>,
        watch: &mut W,
    ) -> Result<(Cell<'a>, Fill), Reason> {
        let mut blank = Cell::Missing;
        for (index, selector) in selectors.iter().enumerate() {
            watch.tries(index);
            if matches!(self.field.many, Many::One | Many::First)
                && let Some(found) = scope.select_plain(selector, node, watch)
            {
                match found {
                    Some(cell) if !cell.is_blank() => {
                        watch.takes(index);
                        return self.finish_filled(cell, Some(index), strictness, watch);
                    }
                    Some(text @ Cell::Text(_)) if blank == Cell::Missing => blank = text,
                    _ => {}
                }
                continue;
            }
            scratch.clear();
            scope.select(selector, node, scratch, watch);
            if self.field.many != Many::List {
                if let (Cell::Missing, Some(Cell::Text(_))) = (&blank, scratch.first())
                    && scratch.iter().all(Cell::is_blank)
                {
                    blank = scratch.swap_remove(0);
                }
                scratch.retain(|cell| !cell.is_blank());
            }
            if scratch.is_empty() {
                continue;
            }
            watch.takes(index);
            return match &self.field.many {
                Many::One if scratch.len() > 1 => {
                    let message = format!(
                        "`{}` selects {} values where one is wanted",
                        self.field.name,
                        scratch.len()
                    );
                    Err((Code::SeveralValues, message))
                }
                Many::One | Many::First => {
                    self.finish(scratch.swap_remove(0), Some(index), strictness, watch)
                }
                Many::Join(separator) => self.join(separator, scratch, index, strictness, watch),
                Many::List => self.list(scratch, index, strictness, watch),
            };
        }
        self.finish(blank, None, strictness, watch)
    }

    fn join<'a, W: Watch<'a>>(
        &self,
        separator: &str,
        nodes: &mut Vec<Cell<'a>>,
        path: usize,
        strictness: Strictness,
        watch: &mut W,
    ) -> Result<(Cell<'a>, Fill), Reason> {
        let mut joined = String::new();
        let mut content = Content::Value;
        for cell in nodes.drain(..) {
            let cell = self.fit_counted(cell, Some(path), strictness, &mut content, watch)?;
            if cell.is_blank() {
                continue;
            }
            if !joined.is_empty() {
                joined.push_str(separator);
            }
            joined.push_str(&cell.text());
        }
        let cell = if joined.is_empty() { Cell::Missing } else { Cell::Text(Cow::Owned(joined)) };
        self.complete(cell, Fill { content, path: Some(path) })
    }

    fn list<'a, W: Watch<'a>>(
        &self,
        nodes: &mut Vec<Cell<'a>>,
        path: usize,
        strictness: Strictness,
        watch: &mut W,
    ) -> Result<(Cell<'a>, Fill), Reason> {
        let mut list = Vec::from(b"[");
        let mut content = Content::Value;
        for cell in nodes.drain(..) {
            let cell = match cell.is_blank() {
                true => cell,
                false => self.fit_counted(cell, Some(path), strictness, &mut content, watch)?,
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
        }
        list.push(b']');
        let json = String::from_utf8(list).unwrap_or_default();
        self.complete(Cell::Json(Cow::Owned(json)), Fill { content, path: Some(path) })
    }

    fn template<'a, W: Watch<'a>>(
        &self,
        pieces: &[Piece<'_>],
        scope: &Scope<'_, 'a>,
        node: Option<&NodeScope<'_, 'a>>,
        scratch: &mut Vec<Cell<'a>>,
        watch: &mut W,
    ) -> Result<Cell<'a>, Reason> {
        let mut text = String::new();
        let (mut paths, mut filled) = (0, 0);
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Path(selector) => {
                    paths += 1;
                    scratch.clear();
                    watch.tries(index);
                    scope.select(selector, node, scratch, watch);
                    scratch.retain(|cell| !cell.is_blank());
                    if scratch.len() > 1 && self.field.many == Many::One {
                        let message = format!(
                            "a part of `{}` selects {} values where one is wanted",
                            self.field.name,
                            scratch.len()
                        );
                        return Err((Code::SeveralValues, message));
                    }
                    filled += scratch.len();
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
                    }
                }
            }
        }
        if paths > 0 && filled == 0 {
            return Ok(Cell::Missing);
        }
        Ok(Cell::Text(Clean::Trim.apply(Cow::Owned(text))))
    }

    fn finish<'a, W: Watch<'a>>(
        &self,
        cell: Cell<'a>,
        path: Option<usize>,
        strictness: Strictness,
        watch: &mut W,
    ) -> Result<(Cell<'a>, Fill), Reason> {
        if cell.is_blank() {
            return self.instead_of_blank(cell);
        }
        self.finish_filled(cell, path, strictness, watch)
    }

    /// As [`Self::finish`], of a value that is not blank.
    #[inline]
    fn finish_filled<'a, W: Watch<'a>>(
        &self,
        cell: Cell<'a>,
        path: Option<usize>,
        strictness: Strictness,
        watch: &mut W,
    ) -> Result<(Cell<'a>, Fill), Reason> {
        if self.takes_anything {
            watch.begins(&cell);
            let content = Content::Value;
            return Ok((cell, Fill { content, path }));
        }
        let mut content = Content::Value;
        let cell = self.fit_counted(cell, path, strictness, &mut content, watch)?;
        self.complete(cell, Fill { content, path })
    }

    /// Puts the default in the place of what is blank, and asks for what is required.
    fn complete<'a>(&self, cell: Cell<'a>, fill: Fill) -> Result<(Cell<'a>, Fill), Reason> {
        if !cell.is_blank() {
            return Ok((cell, fill));
        }
        self.instead_of_blank(cell)
    }

    fn instead_of_blank<'a>(&self, cell: Cell<'a>) -> Result<(Cell<'a>, Fill), Reason> {
        if let Some(default) = &self.field.default {
            return Ok((default.clone(), Fill { content: Content::Default, path: None }));
        }
        if self.field.required == Requirement::Required {
            return Err((
                Code::RequiredBlank,
                format!("`{}` is required, and blank", self.field.name),
            ));
        }
        Ok((cell, Fill { content: Content::Blank, path: None }))
    }

    fn fit_counted<'a, W: Watch<'a>>(
        &self,
        cell: Cell<'a>,
        path: Option<usize>,
        strictness: Strictness,
        content: &mut Content,
        watch: &mut W,
    ) -> Result<Cell<'a>, Reason> {
        match self.fit(cell, path, strictness, watch)? {
            Fitted::Fits(cell) => Ok(cell),
            Fitted::Kept(cell) => {
                *content = Content::Misfit;
                Ok(cell)
            }
        }
    }

    /// Takes one value that is not blank through clean, values and type.
    fn fit<'a, W: Watch<'a>>(
        &self,
        cell: Cell<'a>,
        path: Option<usize>,
        strictness: Strictness,
        watch: &mut W,
    ) -> Result<Fitted<'a>, Reason> {
        watch.begins(&cell);
        if self.takes_anything {
            return Ok(Fitted::Fits(cell));
        }
        let reason = match self.try_fit(cell.clone(), watch) {
            Ok(fitting) => return Ok(Fitted::Fits(fitting)),
            Err(reason) => reason,
        };
        let remedy = match (self.field.on_invalid, strictness) {
            (OnInvalid::Blank, _) => Remedy::Blank,
            (OnInvalid::Keep, Strictness::Lenient) => Remedy::Keep,
            (OnInvalid::Reject, _) | (OnInvalid::Keep, Strictness::Strict) => Remedy::Reject,
        };
        watch.misfits(&reason, remedy);
        match remedy {
            Remedy::Blank => Ok(Fitted::Fits(Cell::Missing)),
            Remedy::Keep => Ok(Fitted::Kept(cell)),
            Remedy::Reject => {
                let value = match self.field.source.taken_may_be_shown(path) {
                    true => format!("`{}`", shortened(&cell.text(), SHOWN)),
                    false => "its value".into(),
                };
                Err((Code::InvalidValue, format!("`{}`: {value} {reason}", self.field.name)))
            }
        }
    }

    fn try_fit<'a, W: Watch<'a>>(
        &self,
        cell: Cell<'a>,
        watch: &mut W,
    ) -> Result<Cell<'a>, Cow<'static, str>> {
        let field = self.field;
        let mut cell = match cell {
            Cell::Text(text) if !field.clean.is_empty() => {
                Cell::Text(field.clean.iter().fold(text, |text, clean| {
                    let text = clean.apply(text);
                    watch.passes(|| Passed {
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
            watch.passes(|| Passed { stage: Stage::Values, cell: cell.clone() });
        }
        if cell.is_blank() {
            return Ok(cell);
        }
        let cell = field.kind.convert(cell).map_err(|misfit| misfit.0)?;
        if field.kind != Type::Any {
            watch.passes(|| Passed { stage: Stage::Type, cell: cell.clone() });
        }
        Ok(cell)
    }
}

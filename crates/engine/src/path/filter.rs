//! Filters: what is true of a child (RFC 9535, section 2.3.5), and the functions in them (section 2.4).

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::comparison::{Comparand, compares};
use super::segment::{Filter, Operand, PatternSource, Start, Subquery};
use super::select::{Selection, Stride, Visitor};
use crate::json::{Kind, Value};

impl<'v, 'a> Selection<'v, 'a> {
    /// Whether `filter` holds of `current`.
    pub(super) fn holds(&self, filter: &Filter, current: &'v Value<'a>) -> bool {
        match filter {
            Filter::Any(filters) => filters.iter().any(|filter| self.holds(filter, current)),
            Filter::All(filters) => filters.iter().all(|filter| self.holds(filter, current)),
            Filter::Not(filter) => !self.holds(filter, current),
            Filter::Exists(query) => self.run(query, current, Only::default()).count > 0,
            Filter::Compares { left, operator, right } => {
                compares(&self.value_of(left, current), *operator, &self.value_of(right, current))
            }
            Filter::Fits { text, pattern } => {
                let Comparand::Text(text) = self.value_of(text, current) else {
                    return false;
                };
                match pattern {
                    PatternSource::Written(pattern) => pattern.fits(text),
                    PatternSource::Computed(source, reach) => {
                        match self.value_of(source, current) {
                            Comparand::Text(source) => self.patterns.fits(text, source, *reach),
                            _ => false,
                        }
                    }
                }
            }
        }
    }

    /// The value that `operand` has for `current`.
    fn value_of<'s>(&'s self, operand: &'s Operand, current: &'v Value<'a>) -> Comparand<'s, 'a>
    where
        'v: 's,
    {
        match operand {
            Operand::Null => Comparand::Null,
            Operand::Boolean(boolean) => Comparand::Boolean(*boolean),
            Operand::Number(number) => Comparand::Number(Cow::Borrowed(number)),
            Operand::Text(text) => Comparand::Text(text),
            Operand::Node(query) => Comparand::of(self.run(query, current, Only::default()).node),
            Operand::Length(operand) => match length(&self.value_of(operand, current)) {
                Some(length) => Comparand::Number(Cow::Owned(length.to_string())),
                None => Comparand::Nothing,
            },
            Operand::Count(query) => {
                let count = self.run(query, current, Count::default()).0;
                Comparand::Number(Cow::Owned(count.to_string()))
            }
            Operand::Value(query) => {
                let only = self.run(query, current, Only { count: 0, enough: 2, node: None });
                Comparand::of(only.node.filter(|_| only.count == 1))
            }
        }
    }

    fn run<V>(&self, query: &Subquery, current: &'v Value<'a>, mut visitor: V) -> V
    where
        V: Visitor<'v, 'a, Place = ()>,
    {
        let start = match query.start {
            Start::Current => current,
            Start::Root => self.root,
        };
        // Breaking off is the visitor's own way of saying that it has seen enough.
        let _ = self.visit(&query.segments, start, (), &mut visitor);
        visitor
    }
}

/// The length that the function `length` gives (RFC 9535, section 2.4.4).
fn length(value: &Comparand<'_, '_>) -> Option<usize> {
    match value {
        Comparand::Text(text) => Some(text.chars().count()),
        Comparand::Container(Value { kind: Kind::Array(elements), .. }) => Some(elements.len()),
        Comparand::Container(Value { kind: Kind::Object(members), .. }) => Some(members.len()),
        _ => None,
    }
}

/// Counts nodes.
#[derive(Default)]
struct Count(usize);

impl<'v, 'a> Visitor<'v, 'a> for Count {
    type Place = ();

    fn go(&mut self, (): (), _: Stride<'v>) {}

    fn find(&mut self, _: &'v Value<'a>, (): ()) -> ControlFlow<()> {
        self.0 += 1;
        ControlFlow::Continue(())
    }
}

/// Looks at the first nodes only.
struct Only<'v, 'a> {
    /// How many were seen.
    count: usize,
    /// How many are enough to stop.
    enough: usize,
    /// The first of them.
    node: Option<&'v Value<'a>>,
}

impl Default for Only<'_, '_> {
    fn default() -> Self {
        Only { count: 0, enough: 1, node: None }
    }
}

impl<'v, 'a> Visitor<'v, 'a> for Only<'v, 'a> {
    type Place = ();

    fn go(&mut self, (): (), _: Stride<'v>) {}

    fn find(&mut self, value: &'v Value<'a>, (): ()) -> ControlFlow<()> {
        self.count += 1;
        self.node.get_or_insert(value);
        if self.count == self.enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

//! Filters: tests of a child (RFC 9535, section 2.3.5), and the functions in them (section 2.4).

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::comparison::Comparand;
use super::eval::{Evaluation, Visitor};
use super::segment::{Filter, Operand, PatternSource, Start, Subquery};
use crate::json::tree::{Content, Tree};

impl<'t, 'a: 't, T: Tree<'t, 'a>> Evaluation<T> {
    /// Whether `filter` holds of `current`.
    pub(super) fn holds(&self, filter: &Filter, current: T::Node) -> bool {
        match filter {
            Filter::Any(filters) => filters.iter().any(|filter| self.holds(filter, current)),
            Filter::All(filters) => filters.iter().all(|filter| self.holds(filter, current)),
            Filter::Not(filter) => !self.holds(filter, current),
            Filter::Exists(query) => self.run(query, current, FirstNodes::of(1)).node.is_some(),
            Filter::Compares { left, operator, right } => {
                let (left, right) = (self.value_of(left, current), self.value_of(right, current));
                let equal = |left, right| self.tree.equal(left, right);
                left.compares(*operator, &right, equal)
            }
            Filter::Fits { text, pattern } => {
                let Comparand::Text(text) = self.value_of(text, current) else {
                    return false;
                };
                match pattern {
                    PatternSource::Written(pattern) => pattern.fits(&text),
                    PatternSource::Computed(source, anchoring) => {
                        match self.value_of(source, current) {
                            Comparand::Text(source) => {
                                self.patterns.fits(&text, &source, *anchoring)
                            }
                            _ => false,
                        }
                    }
                }
            }
        }
    }

    /// The value that `operand` has for `current`.
    fn value_of<'s>(&self, operand: &'s Operand, current: T::Node) -> Comparand<'s, T::Node>
    where
        't: 's,
    {
        match operand {
            Operand::Null => Comparand::Null,
            Operand::Boolean(boolean) => Comparand::Boolean(*boolean),
            Operand::Number(number) => Comparand::Number(Cow::Borrowed(number)),
            Operand::Text(text) => Comparand::Text(Cow::Borrowed(text)),
            Operand::Node(query) => {
                self.comparand(self.run(query, current, FirstNodes::of(1)).node)
            }
            Operand::Length(operand) => match self.length(&self.value_of(operand, current)) {
                Some(length) => Comparand::Number(Cow::Owned(length.to_string())),
                None => Comparand::Nothing,
            },
            Operand::Count(query) => {
                let count = self.run(query, current, Count::default()).0;
                Comparand::Number(Cow::Owned(count.to_string()))
            }
            Operand::Value(query) => {
                let first = self.run(query, current, FirstNodes::of(2));
                self.comparand(first.node.filter(|_| first.count == 1))
            }
        }
    }

    /// The node's value, or nothing.
    fn comparand<'s>(&self, node: Option<T::Node>) -> Comparand<'s, T::Node>
    where
        't: 's,
    {
        let Some(node) = node else {
            return Comparand::Nothing;
        };
        match self.tree.content(node) {
            Content::Null => Comparand::Null,
            Content::Boolean(boolean) => Comparand::Boolean(boolean),
            Content::Number(number) => Comparand::Number(Cow::Borrowed(number)),
            Content::String(text) => Comparand::Text(text),
            Content::Container => Comparand::Container(node),
        }
    }

    /// The length that the function `length` gives (RFC 9535, section 2.4.4).
    fn length(&self, value: &Comparand<'_, T::Node>) -> Option<usize> {
        match value {
            Comparand::Text(text) => Some(text.chars().count()),
            Comparand::Container(node) => {
                Some(self.tree.elements(*node).count() + self.tree.members(*node).count())
            }
            _ => None,
        }
    }

    fn run<V>(&self, query: &Subquery, current: T::Node, mut visitor: V) -> V
    where
        V: Visitor<'t, 'a, T>,
    {
        let start = match query.start {
            Start::Current => current,
            Start::Root => self.tree.root(),
        };
        // Breaking off is the visitor's own way of saying that it has seen enough.
        let _ = self.visit(&query.segments, start, &mut visitor);
        visitor
    }
}

/// Counts nodes.
#[derive(Default)]
struct Count(usize);

impl<'t, 'a: 't, T: Tree<'t, 'a>> Visitor<'t, 'a, T> for Count {
    fn find(&mut self, _: &T, _: T::Node) -> ControlFlow<()> {
        self.0 += 1;
        ControlFlow::Continue(())
    }
}

/// Looks at the first nodes only.
struct FirstNodes<N> {
    /// How many were seen.
    count: usize,
    /// How many are enough to stop.
    enough: usize,
    /// The first of them.
    node: Option<N>,
}

impl<N> FirstNodes<N> {
    fn of(enough: usize) -> Self {
        FirstNodes { count: 0, enough, node: None }
    }
}

impl<'t, 'a: 't, T: Tree<'t, 'a>> Visitor<'t, 'a, T> for FirstNodes<T::Node> {
    fn find(&mut self, _: &T, node: T::Node) -> ControlFlow<()> {
        self.count += 1;
        self.node.get_or_insert(node);
        if self.count == self.enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

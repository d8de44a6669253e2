//! The result of a query: nodes in order, each with its location.

use std::fmt;
use std::ops::ControlFlow;

use super::Step;
use super::eval::{Stride, Visitor};
use crate::json::Value;
use crate::json::tree::Tree;

/// The nodes that a query selected, in the order of RFC 9535; the same value may be among them twice.
///
/// They are built values, or only their texts.
#[derive(Debug)]
pub struct Nodes<'t, N> {
    found: Vec<Node<N>>,
    /// Every place that a node's path goes through: where it hangs, and the stride to it.
    ///
    /// Nodes share their paths' beginnings, so that a node costs one entry however deep it is.
    places: Vec<(Location, Stride<'t>)>,
    /// Where the evaluation is that looks for them: the locations on its way down.
    way: Vec<Location>,
}

/// One selected node.
#[derive(Debug, Clone, Copy)]
pub struct Node<N> {
    /// Its value.
    pub value: N,
    /// Where it is, for the [`Nodes`] that it is of.
    pub location: Location,
}

/// Where a node is, below the value at which the selection started. It means something only to its [`Nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location(usize);

impl Location {
    /// The value itself at which the selection started.
    pub const START: Location = Location(0);
}

impl<N> Default for Nodes<'_, N> {
    fn default() -> Self {
        Nodes { found: Vec::new(), places: Vec::new(), way: Vec::new() }
    }
}

impl<'t, N: Copy> Nodes<'t, N> {
    /// The value at which the selection started, and nothing else.
    pub(super) fn start(value: N) -> Self {
        Nodes { found: vec![Node { value, location: Location::START }], ..Nodes::default() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The first of them.
    pub fn first(&self) -> Option<Node<N>> {
        self.found.first().copied()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Node<N>> {
        self.found.iter().copied()
    }

    /// The steps from the value at which the selection started to `location`, of one of these nodes.
    pub fn steps(&self, location: Location) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = location;
        while let Some((parent, stride)) = at.0.checked_sub(1).and_then(|at| self.places.get(at)) {
            steps.push(stride.to_step());
            at = *parent;
        }
        steps.reverse();
        steps
    }

    /// The normalized path (RFC 9535, section 2.7) of `location`, of one of these nodes, where `plain` leads to the
    /// value at which the selection started: `$['a'][0]['b']`.
    pub fn normalized(&self, plain: &[Step], location: Location) -> String {
        let mut steps = plain.to_vec();
        steps.extend(self.steps(location));
        Normalized(&steps).to_string()
    }

    fn here(&self) -> Location {
        self.way.last().copied().unwrap_or(Location::START)
    }

    fn go_down(&mut self, stride: Stride<'t>) {
        self.places.push((self.here(), stride));
        self.way.push(Location(self.places.len()));
    }

    fn add(&mut self, value: N) {
        self.found.push(Node { value, location: self.here() });
    }
}

impl<'t, 'a> Visitor<'t, 'a, &'t Value<'a>> for Nodes<'t, &'t Value<'a>> {
    fn enter(&mut self, stride: Stride<'t>) {
        self.go_down(stride);
    }

    fn leave(&mut self) {
        self.way.pop();
    }

    fn find(&mut self, _: &&'t Value<'a>, value: &'t Value<'a>) -> ControlFlow<()> {
        self.add(value);
        ControlFlow::Continue(())
    }
}

impl<'t, 'a: 't, T: Tree<'t, 'a>> Visitor<'t, 'a, T> for Nodes<'t, &'a str> {
    fn enter(&mut self, stride: Stride<'t>) {
        self.go_down(stride);
    }

    fn leave(&mut self) {
        self.way.pop();
    }

    fn find(&mut self, tree: &T, node: T::Node) -> ControlFlow<()> {
        self.add(tree.text(node));
        ControlFlow::Continue(())
    }
}

/// Where a selected node is, below the value at which the selection started.
#[derive(Debug, Clone, Copy)]
pub struct Below<'w, 't>(&'w [Stride<'t>]);

impl Below<'_, '_> {
    /// The value itself at which the selection started.
    pub(crate) const START: Below<'static, 'static> = Below(&[]);

    /// The steps to it.
    pub fn steps(self) -> Vec<Step> {
        self.0.iter().map(Stride::to_step).collect()
    }

    /// How long the names on the way to it are together, in bytes as the payload has them.
    pub(crate) fn length_of_names(self) -> usize {
        let length = |stride: &Stride<'_>| match stride {
            Stride::Key(name) => name.len(),
            Stride::Index(_) => 0,
        };
        self.0.iter().map(length).sum()
    }

    /// Its normalized path (RFC 9535, section 2.7), where `plain` leads to the value at which the selection started:
    /// `$['a'][0]['b']`.
    pub fn normalized(self, plain: &[Step]) -> String {
        let mut steps = plain.to_vec();
        steps.extend(self.0.iter().map(Stride::to_step));
        Normalized(&steps).to_string()
    }
}

/// Shows the texts of nodes to `found`, each with its place, and keeps nothing.
pub(super) struct Shown<'t, F> {
    way: Vec<Stride<'t>>,
    found: F,
}

impl<F> Shown<'_, F> {
    pub(super) fn to(found: F) -> Self {
        Shown { way: Vec::new(), found }
    }
}

impl<'t, 'a: 't, T, F> Visitor<'t, 'a, T> for Shown<'t, F>
where
    T: Tree<'t, 'a>,
    F: FnMut(&'a str, Below<'_, '_>) -> ControlFlow<()>,
{
    fn enter(&mut self, stride: Stride<'t>) {
        self.way.push(stride);
    }

    fn leave(&mut self) {
        self.way.pop();
    }

    fn find(&mut self, tree: &T, node: T::Node) -> ControlFlow<()> {
        (self.found)(tree.text(node), Below(&self.way))
    }
}

/// Steps from the root, shown as a normalized path (RFC 9535, section 2.7): `$['a'][0]['b']`.
#[derive(Debug, Clone, Copy)]
pub struct Normalized<'s>(pub &'s [Step]);

impl fmt::Display for Normalized<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for step in self.0 {
            match step {
                Step::Key(name) => write_name(name, f)?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

fn write_name(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("['")?;
    for c in name.chars() {
        match c {
            '\'' => f.write_str("\\'")?,
            '\\' => f.write_str("\\\\")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\0'..='\u{1f}' => write!(f, "\\u{:04x}", u32::from(c))?,
            _ => write!(f, "{c}")?,
        }
    }
    f.write_str("']")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_escaped_as_the_normalized_form_has_it_and_no_further() {
        let key = |name: &str| [Step::Key(name.to_owned())];
        let shown = |name| Normalized(&key(name)).to_string();
        assert_eq!(shown("it's \"a\" \\"), r#"$['it\'s "a" \\']"#);
        assert_eq!(shown("\u{8}\u{c}\n\r\t\u{b}\u{7f}é"), "$['\\b\\f\\n\\r\\t\\u000b\u{7f}é']");
        assert_eq!(Normalized(&[]).to_string(), "$");
    }
}

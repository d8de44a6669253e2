//! Running a query on a value: nodes one by one, in the order of RFC 9535, each visited once.

use std::ops::ControlFlow;

use super::nodes::{Location, Nodes};
use super::pattern::Patterns;
use super::segment::{Segment, Selector};
use super::{Query, Step};
use crate::json::{Kind, Value};

/// What a selection tells about the nodes it comes by.
pub(super) trait Visitor<'v, 'a> {
    /// A place in the value, as far as the visitor cares.
    type Place: Copy;

    /// The place that is one stride below `from`.
    fn go(&mut self, from: Self::Place, stride: Stride<'v>) -> Self::Place;

    /// A node is selected. A break ends the selection.
    fn find(&mut self, value: &'v Value<'a>, place: Self::Place) -> ControlFlow<()>;
}

/// A step from a value to one of its children, borrowed from the value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stride<'v> {
    /// To the member of this name.
    Key(&'v str),
    /// To the element at this index.
    Index(usize),
}

impl Stride<'_> {
    pub(super) fn to_step(self) -> Step {
        match self {
            Stride::Key(name) => Step::Key(name.to_owned()),
            Stride::Index(index) => Step::Index(index),
        }
    }
}

impl Query {
    /// Selects with what follows the plain prefix, from `start`, the value to which the prefix leads.
    ///
    /// `root` is what `$` means in a filter; it is not looked at unless [`uses_root`](Self::uses_root). The nodes'
    /// places are below `start`. Without a rest the one node is `start`.
    pub fn select<'v, 'a>(&self, start: &'v Value<'a>, root: &'v Value<'a>) -> Nodes<'v, 'a> {
        let mut nodes = Nodes::new();
        // The nodes never break the selection off.
        let _ = Selection::new(root).visit(&self.rest, start, Location::START, &mut nodes);
        nodes
    }

    /// Selects from `root` with the whole query. The nodes' places are below the end of the plain prefix.
    pub fn select_all<'v, 'a>(&self, root: &'v Value<'a>) -> Nodes<'v, 'a> {
        self.select_from(root, root)
    }
}

/// One run of a query.
pub(super) struct Selection<'v, 'a> {
    /// What `$` means.
    pub(super) root: &'v Value<'a>,
    /// The patterns compiled on the way.
    pub(super) patterns: Patterns,
}

impl<'v, 'a> Selection<'v, 'a> {
    pub(super) fn new(root: &'v Value<'a>) -> Self {
        Selection { root, patterns: Patterns::default() }
    }

    /// Shows `visitor` what `segments` select from `value`, which is at `place`.
    ///
    /// A segment leads at least one level down, so recursion is as deep as the value is nested, or as the query has
    /// segments, whichever is less.
    pub(super) fn visit<V: Visitor<'v, 'a>>(
        &self,
        segments: &[Segment],
        value: &'v Value<'a>,
        place: V::Place,
        visitor: &mut V,
    ) -> ControlFlow<()> {
        let Some((segment, rest)) = segments.split_first() else {
            return visitor.find(value, place);
        };
        let step = |selectors: &[Selector], value, place, visitor: &mut V| {
            selectors.iter().try_for_each(|selector| {
                self.pick(selector, value, &mut |stride, child| {
                    let place = visitor.go(place, stride);
                    self.visit(rest, child, place, visitor)
                })
            })
        };
        match segment {
            Segment::Child(selectors) => step(selectors, value, place, visitor),
            Segment::Descendant(selectors) => {
                // A stack of its own: a value and everything below it, parents first, however deep.
                let mut pending = vec![(value, place)];
                while let Some((value, place)) = pending.pop() {
                    step(selectors, value, place, visitor)?;
                    let first = pending.len();
                    for (stride, child) in children(value) {
                        if matches!(child.kind, Kind::Array(_) | Kind::Object(_)) {
                            pending.push((child, visitor.go(place, stride)));
                        }
                    }
                    pending[first..].reverse();
                }
                ControlFlow::Continue(())
            }
            Segment::Lookup { key, value: wanted } => {
                let Some((stride, child)) = look_up(value, key, wanted) else {
                    return ControlFlow::Continue(());
                };
                let place = visitor.go(place, stride);
                self.visit(rest, child, place, visitor)
            }
        }
    }

    /// Shows `found` the children of `value` that `selector` selects (RFC 9535, section 2.3).
    fn pick(
        &self,
        selector: &Selector,
        value: &'v Value<'a>,
        found: &mut dyn FnMut(Stride<'v>, &'v Value<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        match selector {
            Selector::Name(name) => match member(value, name) {
                Some((stride, child)) => found(stride, child),
                None => ControlFlow::Continue(()),
            },
            Selector::Index(index) => match element(value, *index) {
                Some((stride, child)) => found(stride, child),
                None => ControlFlow::Continue(()),
            },
            Selector::Wildcard => {
                children(value).try_for_each(|(stride, child)| found(stride, child))
            }
            Selector::Slice { start, end, step } => {
                let Kind::Array(elements) = &value.kind else {
                    return ControlFlow::Continue(());
                };
                slice(elements.len(), *start, *end, *step)
                    .try_for_each(|index| found(Stride::Index(index), &elements[index]))
            }
            Selector::Filter(filter) => children(value)
                .filter(|(_, child)| self.holds(filter, child))
                .try_for_each(|(stride, child)| found(stride, child)),
        }
    }
}

/// The elements or members of a value, in order.
fn children<'v, 'a>(
    value: &'v Value<'a>,
) -> impl Iterator<Item = (Stride<'v>, &'v Value<'a>)> + use<'v, 'a> {
    let (elements, members) = match &value.kind {
        Kind::Array(elements) => (elements.as_slice(), &[][..]),
        Kind::Object(members) => (&[][..], members.as_slice()),
        _ => (&[][..], &[][..]),
    };
    let elements = elements.iter().enumerate().map(|(at, child)| (Stride::Index(at), child));
    elements.chain(members.iter().map(|(name, child)| (Stride::Key(name), child)))
}

fn member<'v, 'a>(value: &'v Value<'a>, name: &str) -> Option<(Stride<'v>, &'v Value<'a>)> {
    let Kind::Object(members) = &value.kind else {
        return None;
    };
    members
        .iter()
        .find(|(key, _)| key == name)
        .map(|(key, child)| (Stride::Key(key.as_ref()), child))
}

fn element<'v, 'a>(value: &'v Value<'a>, index: i64) -> Option<(Stride<'v>, &'v Value<'a>)> {
    let Kind::Array(elements) = &value.kind else {
        return None;
    };
    let from_start = match usize::try_from(index) {
        Ok(index) => index,
        Err(_) => elements.len().checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?,
    };
    elements.get(from_start).map(|child| (Stride::Index(from_start), child))
}

fn look_up<'v, 'a>(
    value: &'v Value<'a>,
    key: &str,
    wanted: &str,
) -> Option<(Stride<'v>, &'v Value<'a>)> {
    let Kind::Array(elements) = &value.kind else {
        return None;
    };
    let reads = |element: &Value<'_>| match element.member(key) {
        Some(Value { kind: Kind::String(text), .. }) => text == wanted,
        Some(Value { kind: Kind::Number | Kind::Boolean(_), text }) => *text == wanted,
        _ => false,
    };
    let at = elements.iter().position(reads)?;
    Some((Stride::Index(at), &elements[at]))
}

/// The indices that a slice selects of `length` elements, in order (RFC 9535, section 2.3.4.2.2).
pub(super) fn slice(
    length: usize,
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
) -> Box<dyn Iterator<Item = usize>> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let normalize = |bound: i64| {
        if bound < 0 { length.saturating_add(bound) } else { bound }
    };
    let stride = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
    let index = |at: i64| usize::try_from(at).unwrap_or_default();
    if step > 0 {
        let lower = normalize(start.unwrap_or(0)).clamp(0, length);
        let upper = normalize(end.unwrap_or(length)).clamp(0, length);
        Box::new((index(lower)..index(upper)).step_by(stride))
    } else if step < 0 {
        // Upwards from after `lower` to `upper`, then turned round: both may be -1, before the first element.
        let upper = normalize(start.unwrap_or(length - 1)).clamp(-1, length - 1);
        let lower = end.map_or(-1, normalize).clamp(-1, length - 1);
        Box::new((index(lower + 1)..index(upper + 1)).rev().step_by(stride))
    } else {
        Box::new(std::iter::empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Path;

    fn select(path: &str, text: &str) -> Vec<String> {
        let (Ok(Path::Payload(query) | Path::Node(query)), value) =
            (Path::parse(path), Value::of(text))
        else {
            panic!("{path}: {:?}", Path::parse(path));
        };
        query.select_all(&value).iter().map(|node| node.value.text.to_owned()).collect()
    }

    #[test]
    fn a_look_up_takes_the_first_element_whose_member_reads_so() {
        let text = r#"{"f":[7,{"name":"x"},{"name":"email","v":[1]},{"name":"email","v":[2]},
            {"name":5,"v":3},{"name":true,"v":4},{"name":null,"v":5},{"name":"a.b]","v":6},{"a b":"c","v":7}]}"#;
        assert_eq!(select("f[name=email].v[0]", text), ["1"]);
        assert_eq!(select("f[name=5].v", text), ["3"]);
        assert_eq!(select("f[name=true].v", text), ["4"]);
        assert_eq!(select("f[name=null].v", text), [""; 0]);
        assert_eq!(select(r#"f[name="a.b]"].v"#, text), ["6"]);
        assert_eq!(select(r#"f["a b"='c'].v"#, text), ["7"]);
        assert_eq!(select("f[name=y].v", text), [""; 0]);
        assert_eq!(select("[name=y].v", r#"{"name":"y"}"#), [""; 0]);
    }

    #[test]
    fn an_index_from_the_end_stops_at_the_beginning() {
        assert_eq!(select("[-1]", "[1,2,3]"), ["3"]);
        assert_eq!(select("[-3]", "[1,2,3]"), ["1"]);
        assert_eq!(select("[-4]", "[1,2,3]"), [""; 0]);
        assert_eq!(select("[-9007199254740991]", "[1]"), [""; 0]);
    }

    #[test]
    fn a_slice_may_go_either_way_and_past_both_ends() {
        let text = "[0,1,2,3,4]";
        assert_eq!(select("$[1:4:2]", text), ["1", "3"]);
        assert_eq!(select("$[-2:99]", text), ["3", "4"]);
        assert_eq!(select("$[::-2]", text), ["4", "2", "0"]);
        assert_eq!(select("$[3:0:-1]", text), ["3", "2", "1"]);
        assert_eq!(select("$[99:-99:-9007199254740991]", text), ["4"]);
        assert_eq!(select("$[::0]", text), [""; 0]);
        assert_eq!(select("$[::-1]", "[]"), [""; 0]);
    }

    #[test]
    fn the_rest_runs_from_the_end_of_the_prefix_and_places_are_below_it() {
        let text = r#"{"a":{"b":[{"c":1},{"c":2}]},"want":2}"#;
        let Ok(Path::Payload(query)) = Path::parse("$.a.b[?@.c==$.want].c") else {
            panic!("a path")
        };
        let root = Value::of(text);
        let start = Value::of(r#"[{"c":1},{"c":2}]"#);
        let nodes = query.select(&start, &root);
        let node = nodes.first().unwrap();
        assert_eq!(nodes.len(), 1);
        assert_eq!(nodes.steps(node.location), [Step::Index(1), Step::Key("c".into())]);
        assert_eq!(nodes.normalized(&query.plain, node.location), "$['a']['b'][1]['c']");
        assert_eq!(nodes.normalized(&query.plain, Location::START), "$['a']['b']");
    }

    #[test]
    fn a_plain_query_selects_its_start() {
        let Ok(Path::Payload(query)) = Path::parse("a.b") else { panic!("a path") };
        let start = Value::of("5");
        assert_eq!(query.select(&start, &start).first().unwrap().value.text, "5");
        assert!(query.select_all(&start).is_empty());
    }
}

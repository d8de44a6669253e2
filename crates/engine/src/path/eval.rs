//! Evaluates a query: visits each selected node once, in the order of RFC 9535.
//!
//! There is one evaluator for all forms of a value: see [`Tree`]. It keeps nothing but its way down from the start: what
//! it takes does not depend on how much it visits or selects.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::nodes::Nodes;
use super::pattern::Patterns;
use super::segment::{Segment, Selector};
use super::{Query, Step};
use crate::json::Value;
use crate::json::tree::Tree;

/// What an evaluation tells about the nodes it comes by.
pub(super) trait Visitor<'t, 'a: 't, T: Tree<'t, 'a>> {
    /// The evaluation goes down one stride from where it is.
    fn enter(&mut self, _stride: Stride<'t>) {}

    /// It goes up again.
    fn leave(&mut self) {}

    /// A node is selected, where the evaluation is. A break ends the evaluation.
    fn find(&mut self, tree: &T, node: T::Node) -> ControlFlow<()>;
}

/// A step from a value to one of its children, borrowed from the value.
#[derive(Debug, Clone)]
pub(super) enum Stride<'t> {
    /// To the member of this name.
    Key(Cow<'t, str>),
    /// To the element at this index.
    Index(usize),
}

impl Stride<'_> {
    pub(super) fn to_step(&self) -> Step {
        match self {
            Stride::Key(name) => Step::Key(name.clone().into_owned()),
            Stride::Index(index) => Step::Index(*index),
        }
    }
}

impl Query {
    /// Selects with what follows the plain prefix, from `start`, the value to which the prefix leads.
    ///
    /// `root` is what `$` means in a filter; it is not looked at unless [`uses_root`](Self::uses_root). The nodes'
    /// places are below `start`. Without a rest the one node is `start`.
    pub(crate) fn select<'v, 'a>(
        &self,
        start: &'v Value<'a>,
        root: &'v Value<'a>,
    ) -> Nodes<'v, &'v Value<'a>> {
        let mut nodes = Nodes::default();
        // Who wants all nodes never breaks off.
        let _ = self.evaluate(root, start, &mut nodes);
        nodes
    }

    /// Selects from `root` with the whole query. The nodes' places are below the end of the plain prefix.
    pub fn select_all<'v, 'a>(&self, root: &'v Value<'a>) -> Nodes<'v, &'v Value<'a>> {
        let start = self.plain.iter().try_fold(root, |value, step| match step {
            Step::Key(name) => value.member(name),
            Step::Index(index) => value.element(i64::try_from(*index).ok()?),
        });
        start.map_or_else(Nodes::default, |start| self.select(start, root))
    }

    /// Shows `visitor` what the rest selects from `start` in `tree`, whose root is what `$` means.
    pub(super) fn evaluate<'t, 'a: 't, T: Tree<'t, 'a>>(
        &self,
        tree: T,
        start: T::Node,
        visitor: &mut impl Visitor<'t, 'a, T>,
    ) -> ControlFlow<()> {
        let evaluation = Evaluation { tree, patterns: Patterns::default() };
        evaluation.visit(&self.rest, start, visitor)
    }
}

/// One run of a query.
pub(super) struct Evaluation<T> {
    /// The value, whose root is what `$` means.
    pub(super) tree: T,
    /// The patterns compiled on the way.
    pub(super) patterns: Patterns,
}

impl<'t, 'a: 't, T: Tree<'t, 'a>> Evaluation<T> {
    /// Shows `visitor` what `segments` select from `node`, where it is.
    ///
    /// A segment leads at least one level down, so recursion is as deep as the value is nested, or as the query has
    /// segments, whichever is less.
    pub(super) fn visit<V: Visitor<'t, 'a, T>>(
        &self,
        segments: &[Segment],
        node: T::Node,
        visitor: &mut V,
    ) -> ControlFlow<()> {
        let Some((segment, rest)) = segments.split_first() else {
            return visitor.find(&self.tree, node);
        };
        match segment {
            Segment::Child(selectors) => self.step(selectors, rest, node, visitor),
            Segment::Descendant(selectors) => {
                self.step(selectors, rest, node, visitor)?;
                // A stack of its own: a value and everything below it, parents first, however deep.
                let mut open = vec![self.children(node)];
                while let Some(children) = open.last_mut() {
                    match children.next() {
                        Some((stride, child)) if self.tree.is_container(child) => {
                            visitor.enter(stride);
                            self.step(selectors, rest, child, visitor)?;
                            open.push(self.children(child));
                        }
                        Some(_) => {}
                        None => {
                            open.pop();
                            if !open.is_empty() {
                                visitor.leave();
                            }
                        }
                    }
                }
                ControlFlow::Continue(())
            }
            Segment::Lookup { key, value } => {
                let mut elements = self.tree.elements(node).enumerate();
                match elements.find(|(_, element)| self.is_looked_for(*element, key, value)) {
                    Some((index, element)) => self.go(Stride::Index(index), element, rest, visitor),
                    None => ControlFlow::Continue(()),
                }
            }
        }
    }

    /// Goes on with `rest` from what `selectors` select among the children of `node`.
    fn step<V: Visitor<'t, 'a, T>>(
        &self,
        selectors: &[Selector],
        rest: &[Segment],
        node: T::Node,
        visitor: &mut V,
    ) -> ControlFlow<()> {
        selectors.iter().try_for_each(|selector| {
            self.pick(selector, node, &mut |stride, child| self.go(stride, child, rest, visitor))
        })
    }

    /// Goes on with `rest` from `child`, one stride below.
    fn go<V: Visitor<'t, 'a, T>>(
        &self,
        stride: Stride<'t>,
        child: T::Node,
        rest: &[Segment],
        visitor: &mut V,
    ) -> ControlFlow<()> {
        visitor.enter(stride);
        self.visit(rest, child, visitor)?;
        visitor.leave();
        ControlFlow::Continue(())
    }

    /// Shows `found` the children of `node` that `selector` selects (RFC 9535, section 2.3).
    fn pick(
        &self,
        selector: &Selector,
        node: T::Node,
        found: &mut impl FnMut(Stride<'t>, T::Node) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        match selector {
            Selector::Name(name) => match self.tree.member(node, name) {
                Some((name, child)) => found(Stride::Key(name), child),
                None => ControlFlow::Continue(()),
            },
            Selector::Index(index) => match self.element(node, *index) {
                Some((index, child)) => found(Stride::Index(index), child),
                None => ControlFlow::Continue(()),
            },
            Selector::Wildcard => {
                self.children(node).try_for_each(|(stride, child)| found(stride, child))
            }
            Selector::Slice { start, end, step } => {
                let elements = self.tree.elements(node);
                let length = elements.clone().count();
                let slice = slice(length, *start, *end, *step);
                if *step > 0 {
                    pick_forwards(elements, slice, found)
                } else {
                    pick_backwards(elements, slice, found)
                }
            }
            Selector::Filter(filter) => self
                .children(node)
                .filter(|(_, child)| self.holds(filter, *child))
                .try_for_each(|(stride, child)| found(stride, child)),
        }
    }

    /// The elements or members of a value, in order.
    fn children(&self, node: T::Node) -> impl Iterator<Item = (Stride<'t>, T::Node)> {
        let elements = self.tree.elements(node).enumerate();
        let members = self.tree.members(node);
        elements
            .map(|(index, child)| (Stride::Index(index), child))
            .chain(members.map(|(name, child)| (Stride::Key(name), child)))
    }

    /// The element at `index`, from the end when negative, and its index from the start.
    fn element(&self, node: T::Node, index: i64) -> Option<(usize, T::Node)> {
        let mut elements = self.tree.elements(node);
        let from_start = match usize::try_from(index) {
            Ok(index) => index,
            Err(_) => {
                let from_end = usize::try_from(index.unsigned_abs()).ok()?;
                elements.clone().count().checked_sub(from_end)?
            }
        };
        Some((from_start, elements.nth(from_start)?))
    }

    /// Whether the member `key` of `element`, as text, is `wanted`: a look-up takes the first such element.
    fn is_looked_for(&self, element: T::Node, key: &str, wanted: &str) -> bool {
        self.tree.member(element, key).is_some_and(|(_, member)| self.tree.reads(member, wanted))
    }
}

/// Shows `found` the elements at `indices`, each of which is greater than the one before.
fn pick_forwards<'t, N>(
    mut elements: impl Iterator<Item = N>,
    indices: impl Iterator<Item = usize>,
    found: &mut impl FnMut(Stride<'t>, N) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut next = 0;
    for index in indices {
        let Some(element) = elements.nth(index - next) else {
            break;
        };
        next = index + 1;
        found(Stride::Index(index), element)?;
    }
    ControlFlow::Continue(())
}

/// How many elements are gone through at a time to go through them backwards.
const BLOCK: usize = 1024;

/// Shows `found` the elements at `indices`, each of which is less than the one before. Of an array that is too long to be
/// remembered, the beginning of every block is.
fn pick_backwards<'t, N: Copy>(
    mut elements: impl Iterator<Item = N> + Clone,
    indices: impl Iterator<Item = usize>,
    found: &mut impl FnMut(Stride<'t>, N) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut blocks = vec![elements.clone()];
    while elements.nth(BLOCK - 1).is_some() {
        blocks.push(elements.clone());
    }
    let mut block: Vec<N> = Vec::new();
    let mut held = None;
    for index in indices {
        let number = index / BLOCK;
        if held != Some(number) {
            held = Some(number);
            block.clear();
            block
                .extend(blocks.get(number).into_iter().flat_map(|block| block.clone().take(BLOCK)));
        }
        if let Some(element) = block.get(index % BLOCK) {
            found(Stride::Index(index), *element)?;
        }
    }
    ControlFlow::Continue(())
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
    use crate::json::index::Index;
    use crate::json::{Part, View};
    use crate::path::tests::query;
    use crate::path::{Argument, Location, Path};
    use proptest::prelude::*;

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
        assert_eq!(nodes.iter().len(), 1);
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

    /// The texts and the places of what `path` selects in `json`: of the built value, and on its structure.
    fn both(path: &str, json: &str) -> [Vec<(String, String)>; 2] {
        let query = query(path);
        let value = Value::of(json);
        let start = query.plain.iter().try_fold(&value, |value, step| match step {
            Step::Key(name) => value.member(name),
            Step::Index(index) => value.element(i64::try_from(*index).ok()?),
        });
        let Some(start) = start else {
            return [Vec::new(), Vec::new()];
        };
        let nodes = query.select(start, &value);
        let place = |location| nodes.normalized(&query.plain, location);
        let on_built = nodes.iter().map(|node| (node.value.text.to_owned(), place(node.location)));

        let mut index = Index::default();
        let whole = View::new(json).indexed(&mut index);
        let root = Argument::new(json, whole.structure());
        let start = match json.len() % 3 {
            0 => Argument::new(start.text, None),
            _ => Argument::new(start.text, whole.part(start.text).structure()),
        };
        let root = if query.uses_root() || json.len().is_multiple_of(2) { &root } else { &start };
        let nodes = start.select(&query, root, |_| {});
        let place = |location| nodes.normalized(&query.plain, location);
        let on_structure = nodes.iter().map(|node| (node.value.to_owned(), place(node.location)));
        [on_built.collect(), on_structure.collect()]
    }

    /// The same, on its text.
    fn on_text(path: &str, json: &str) -> Vec<(String, String)> {
        let query = query(path);
        let mut found = Vec::new();
        let _ = query.show_from(Part::Text(json), Part::Text(json), |text, below| {
            found.push((text.to_owned(), below.normalized(&query.plain)));
            ControlFlow::Continue(())
        });
        found
    }

    #[test]
    fn of_keys_that_stand_twice_the_last_counts_in_the_place_of_the_first() {
        let many: String = (0..40).map(|key| format!(",\"k{key}\":{key}")).collect();
        for json in [
            r#"{"a":{"b":1,"c":[2],"b":[3,{"b":4,"\\u0062":5}]}}"#.to_owned(),
            format!("{{\"a\":[0],\"b\":1{many},\"k7\":[8],\"a\":{{\"b\":9}}}}"),
        ] {
            for path in ["$..*", "$.a[*]", "$..b", "$.a.b", "$[?@.b]", "$..[?@>1]", "$.a..[-1:]"] {
                let [on_built, on_structure] = both(path, &json);
                assert!(!on_built.is_empty() || path != "$..*");
                assert_eq!(on_built, on_structure, "{path} in {json}");
                assert_eq!(on_built, on_text(path, &json), "{path} in {json}");
            }
        }
    }

    #[test]
    fn slices_of_long_arrays_go_either_way() {
        let json = format!("[{}0]", "1,".repeat(3 * BLOCK));
        for path in ["$[::-1]", "$[::1000]", "$[::-1000]", "$[-5:]", "$[5::-2]", "$[3072:1020:-1]"]
        {
            let [on_built, on_structure] = both(path, &json);
            assert_eq!(on_built, on_structure, "{path}");
            assert_eq!(on_built, on_text(path, &json), "{path}");
            let indices: Vec<&str> = on_built.iter().map(|(_, place)| place.as_str()).collect();
            assert!(indices.len() > 2, "{path}: {indices:?}");
        }
    }

    proptest! {
        #[test]
        fn a_value_and_its_structure_give_the_same_nodes(
            json in json(),
            path in prop::collection::vec(prop::sample::select(SEGMENTS.to_vec()), 1..4),
            filters in prop::collection::vec(prop::sample::select(FILTERS.to_vec()), 1..3),
        ) {
            let path = format!("${}{}", path.concat(), filters.concat());
            // A path descends three times at most.
            prop_assume!(Path::parse(&path).is_ok());
            for path in [&path, "[a=x].b[*]", "b[a=1]", "[-1][a=true].b", "[*][b='y'].a"] {
                let [on_built, on_structure] = both(path, &json);
                prop_assert_eq!(&on_built, &on_structure, "{} in {}", path, json);
                prop_assert_eq!(&on_built, &on_text(path, &json), "{} in {}", path, json);
            }
        }
    }

    const SEGMENTS: [&str; 13] = [
        ".a",
        ".b",
        "[0]",
        "[-1]",
        "[*]",
        "[0,'a',0]",
        "[::-1]",
        "[1:]",
        "..a",
        "..[0]",
        "..*",
        "[-2]",
        "['']",
    ];

    const FILTERS: [&str; 20] = [
        "",
        "",
        "[?@.a]",
        "[?@>1]",
        "[?@.a=='x' || @.b]",
        "[?match(@, 'x|y')]",
        "[?count(@..*)>2].a",
        "[?length(@)==1]",
        "[?@[?@==1]]",
        "[?!(@.a[0]!=1) && @.b]",
        "[?@.a==@.b]",
        "[?@[-1]<='x']",
        "[?@.a==null || @==true]",
        "[?@==$.a]",
        "[?$..b]",
        "[?match(@.a, @.b)]",
        "[?search('x', $.a)]",
        "..[?@.a]",
        "[?length(@.a)==length($.a)]",
        "[?value(@..a)!=@[0]]",
    ];

    fn json() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "1",
            "1.0",
            "\"x\"",
            "\"\\u0078\"",
            "\"y\"",
            "null",
            "true",
            "{}",
            "[ ]",
        ]);
        leaf.prop_map(str::to_owned).prop_recursive(4, 32, 4, |inner| {
            let member = (prop::sample::select(vec!["a", "b", "c", "", "d"]), inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..4)
                    .prop_map(|items| format!("[{}]", items.join(" , "))),
                prop::collection::btree_map(member.0, member.1, 0..4).prop_map(|members| {
                    let members: Vec<_> =
                        members.iter().map(|(key, value)| format!("\"{key}\" : {value}")).collect();
                    format!("{{ {} }}", members.join(","))
                }),
            ]
        })
    }
}

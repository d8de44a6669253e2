//! The plan: all plain paths of a mapping in one trie. One pass over a payload's bytes finds them all.
//!
//! ```text
//!   payload.people_detail.name      $ ── payload ─┬─ people_detail ─┬─ name   slot 0
//!   payload.people_detail.email                   │                 └─ email  slot 1
//!   payload.meta[0].date                          └─ meta ── [0] ── date      slot 2
//! ```
//!
//! What the trie does not name is passed over without being looked into. Slots are numbered along the trie, so that
//! everything below a node is a range of slots: of duplicate keys the last wins by emptying that range.

#![expect(
    clippy::indexing_slicing,
    reason = "nodes are numbered by the tree that holds them, which is not changed after it is made"
)]

use std::collections::HashMap;
use std::ops::Range;

use crate::json::View;
use crate::json::index::{self as json, KeyForm, Structure};
use crate::json::keys::KeyTable;
use crate::json::walk;
use crate::path::{Query, Step};

/// Plain paths, compiled together.
#[derive(Debug)]
pub(super) struct Plan {
    /// The root is the first.
    nodes: Vec<PlanNode>,
    slots: usize,
    /// The slot of each path that was added.
    paths: Vec<usize>,
}

#[derive(Debug, Default)]
struct PlanNode {
    keys: KeyTable,
    /// In their order once the plan is built, for the search.
    indices: Vec<(usize, usize)>,
    slot: Option<usize>,
    /// The slots of this node and everything below it.
    below: Range<usize>,
}

/// Where in a payload's text the values of a plan's paths stand.
#[derive(Debug, Default)]
pub(super) struct Slots {
    found: Vec<Option<Range<usize>>>,
    /// For each node of the plan the object in which its key was last seen, to notice it there again.
    seen_in: Vec<usize>,
    objects: usize,
    duplicates: usize,
}

/// Collects paths for a plan.
#[derive(Debug, Default)]
pub(super) struct PlanBuilder {
    nodes: Vec<PlanNode>,
    /// For each node its keys so far.
    keys: Vec<Vec<(String, usize)>>,
    /// The node of each path that was added.
    ends: Vec<usize>,
    /// The node to which a step leads from a node: of many fields each is found at once.
    steps: HashMap<(usize, Step), usize>,
}

/// The number of a path in a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlanPath(usize);

impl PlanBuilder {
    /// Adds the plain prefix of a path.
    pub(super) fn add(&mut self, query: &Query) -> PlanPath {
        if self.nodes.is_empty() {
            self.add_node();
        }
        let mut at = 0;
        for step in &query.plain {
            let next = self.nodes.len();
            let child = *self.steps.entry((at, step.clone())).or_insert(next);
            if child == next {
                match step {
                    Step::Key(name) => self.keys[at].push((name.clone(), next)),
                    Step::Index(index) => self.nodes[at].indices.push((*index, next)),
                }
                self.add_node();
            }
            at = child;
        }
        // Which slot it is is known when all paths are.
        self.nodes[at].slot = Some(0);
        self.ends.push(at);
        PlanPath(self.ends.len() - 1)
    }

    fn add_node(&mut self) {
        self.nodes.push(PlanNode::default());
        self.keys.push(Vec::new());
    }

    /// The plan.
    pub(super) fn build(mut self) -> Plan {
        for (node, keys) in self.nodes.iter_mut().zip(self.keys.drain(..)) {
            node.keys = KeyTable::of(keys);
            node.indices.sort_unstable();
        }
        let mut slots = 0;
        if !self.nodes.is_empty() {
            self.number(0, &mut slots);
        }
        let slot_of = |&node: &usize| self.nodes[node].slot.unwrap_or_default();
        let paths = self.ends.iter().map(slot_of).collect();
        Plan { nodes: self.nodes, slots, paths }
    }

    fn number(&mut self, root: usize, slots: &mut usize) {
        enum Visit {
            Enter(usize),
            Leave(usize),
        }
        let mut visits = vec![Visit::Enter(root)];
        while let Some(visit) = visits.pop() {
            match visit {
                Visit::Enter(at) => {
                    let node = &mut self.nodes[at];
                    node.below = *slots..*slots;
                    if let Some(slot) = &mut node.slot {
                        *slot = *slots;
                        *slots += 1;
                    }
                    visits.push(Visit::Leave(at));
                    visits.extend(node.children().map(Visit::Enter));
                }
                Visit::Leave(at) => self.nodes[at].below.end = *slots,
            }
        }
    }
}

impl Slots {
    /// How many keys on the plan's paths were found twice in an object.
    pub(super) fn duplicates(&self) -> usize {
        self.duplicates
    }

    fn restart(&mut self, plan: &Plan) {
        self.found.clear();
        self.found.resize(plan.slots, None);
        self.seen_in.clear();
        self.seen_in.resize(plan.nodes.len(), 0);
        self.duplicates = 0;
        self.objects = 0;
    }

    fn enter(&mut self) -> usize {
        self.objects += 1;
        self.objects
    }

    /// Notes that the key of the node `child` stands in `object`: of duplicates the last counts.
    fn meet(&mut self, child: usize, node: &PlanNode, object: usize) {
        if self.seen_in[child] == object {
            self.duplicates += 1;
            self.found[node.below.clone()].fill(None);
        }
        self.seen_in[child] = object;
    }
}

impl Plan {
    /// How many slots there are.
    pub(super) fn slots(&self) -> usize {
        self.slots
    }

    /// The slot of a path.
    pub(super) fn slot(&self, path: PlanPath) -> usize {
        self.paths.get(path.0).copied().unwrap_or_default()
    }

    /// What a path was found to lead to in `payload`.
    pub(super) fn found<'a>(
        &self,
        path: PlanPath,
        slots: &Slots,
        payload: &'a str,
    ) -> Option<&'a str> {
        payload.get(slots.found.get(self.slot(path))?.clone()?)
    }

    /// Finds the plan's paths in `payload`, which has been checked.
    pub(super) fn fill(&self, payload: View<'_>, slots: &mut Slots) {
        slots.restart(self);
        let Some(root) = self.nodes.first() else {
            return;
        };
        let text = payload.text();
        match payload.structure() {
            Some(structure) => {
                PlanWalk { plan: self, text, structure, slots }.value(root, structure.root());
            }
            // It has neither members nor elements, or so many that they are not indexed.
            None => self.read(0, text, text, slots),
        }
    }

    /// Takes a value for a node byte by byte. It is a part of `text`.
    fn read(&self, node: usize, text: &str, value: &str, slots: &mut Slots) {
        let node = &self.nodes[node];
        let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
        if !node.keys.is_empty() {
            let object = slots.enter();
            for member in walk::members(value) {
                let key = start(member.key);
                let span = key..key + member.key.len();
                if let Some(child) = node.keys.find(text.as_bytes(), span, KeyForm::Escaped) {
                    slots.meet(child, &self.nodes[child], object);
                    self.read(child, text, member.value, slots);
                }
            }
        }
        if let Some((last, _)) = node.indices.last() {
            for (index, element) in walk::elements(value).take(last + 1).enumerate() {
                if let Some(child) = node.element(index) {
                    self.read(child, text, element, slots);
                }
            }
        }
        node.put(slots, || start(value)..start(value) + value.len());
    }
}

/// One pass over a payload.
struct PlanWalk<'w> {
    plan: &'w Plan,
    text: &'w str,
    structure: Structure<'w>,
    slots: &'w mut Slots,
}

impl PlanWalk<'_> {
    /// Takes a value for a node of the plan. The recursion is as deep as the paths are long.
    #[inline]
    fn value(&mut self, node: &PlanNode, value: json::IndexNode) {
        if !node.is_leaf() {
            self.within(node, value);
        }
        node.put(self.slots, || self.structure.span(self.text.as_bytes(), value));
    }

    /// Takes what is in a value that is more than the end of a path.
    fn within(&mut self, node: &PlanNode, value: json::IndexNode) {
        let bytes = self.text.as_bytes();
        let nodes = &self.plan.nodes;
        if !node.keys.is_empty() {
            let object = self.slots.enter();
            let form = self.structure.keys();
            for member in self.structure.members(bytes, value) {
                if let Some(child) = node.keys.find(bytes, member.key, form) {
                    self.slots.meet(child, &nodes[child], object);
                    self.value(&nodes[child], member.value);
                }
            }
        }
        if let Some((last, _)) = node.indices.last() {
            let elements = self.structure.elements(bytes, value);
            for (index, element) in elements.take(last + 1).enumerate() {
                if let Some(child) = node.element(index) {
                    self.value(&nodes[child], element);
                }
            }
        }
    }
}

impl PlanNode {
    fn children(&self) -> impl Iterator<Item = usize> {
        self.keys.numbers().chain(self.indices.iter().map(|(_, child)| *child))
    }

    fn is_leaf(&self) -> bool {
        self.keys.is_empty() && self.indices.is_empty()
    }

    /// The child under an index.
    fn element(&self, index: usize) -> Option<usize> {
        let place = self.indices.binary_search_by_key(&index, |(index, _)| *index);
        place.ok().map(|place| self.indices[place].1)
    }

    fn put(&self, slots: &mut Slots, span: impl FnOnce() -> Range<usize>) {
        if let Some(slot) = self.slot {
            slots.found[slot] = Some(span());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Value;
    use crate::json::index::Index;
    use crate::path::Path;
    use proptest::prelude::*;

    fn query(path: &str) -> Query {
        match Path::parse(path).unwrap() {
            Path::Payload(query) => query,
            other => panic!("{other:?}"),
        }
    }

    fn found(paths: &[&str], payload: &str) -> (Vec<Option<String>>, usize) {
        let mut builder = PlanBuilder::default();
        let paths: Vec<_> = paths.iter().map(|path| builder.add(&query(path))).collect();
        let plan = builder.build();
        let mut slots = Slots::default();
        let mut index = Index::default();
        plan.fill(View::with_structure(payload, index.whole(payload)), &mut slots);
        let texts = paths
            .iter()
            .map(|&path| plan.found(path, &slots, payload).map(str::to_owned))
            .collect();
        (texts, slots.duplicates())
    }

    /// As [`found`], without an index.
    fn read(paths: &[&str], payload: &str) -> (Vec<Option<String>>, usize) {
        let mut builder = PlanBuilder::default();
        let paths: Vec<_> = paths.iter().map(|path| builder.add(&query(path))).collect();
        let plan = builder.build();
        let mut slots = Slots::default();
        slots.restart(&plan);
        plan.read(0, payload, payload, &mut slots);
        let texts = paths
            .iter()
            .map(|&path| plan.found(path, &slots, payload).map(str::to_owned))
            .collect();
        (texts, slots.duplicates())
    }

    #[test]
    fn payloads_of_more_parts_than_are_indexed_are_read_all_the_same() {
        let payload = format!(r#"{{"a":[{}1],"b":{{"c":"x"}}}}"#, "1,".repeat(600_000));
        let (texts, _) = found(&["b.c", "a[1]"], &payload);
        assert_eq!(texts, [Some("\"x\"".into()), Some("1".into())]);
    }

    #[test]
    fn every_path_is_found_in_one_pass() {
        let payload = r#"{"x": [], "a" : {"b": 1.10 , "c": [ {"d":"e"}, 2 ]}, "\u0062": null}"#;
        let (texts, duplicates) = found(
            &["a.b", "a.c[0].d", "a.c[1]", "a.c", "b", "a.c[2]", "a.b.c", "x[0]", "$"],
            payload,
        );
        let texts: Vec<_> = texts.iter().map(Option::as_deref).collect();
        assert_eq!(
            texts,
            [
                Some("1.10"),
                Some("\"e\""),
                Some("2"),
                Some("[ {\"d\":\"e\"}, 2 ]"),
                Some("null"),
                None,
                None,
                None,
                Some(payload)
            ]
        );
        assert_eq!(duplicates, 0);
    }

    #[test]
    fn of_duplicate_keys_the_last_wins_with_all_that_is_below() {
        let (texts, duplicates) =
            found(&["a.b", "a.c", "d"], r#"{"a":{"b":1,"c":2},"d":1,"a":{"c":3},"d":4}"#);
        assert_eq!(texts, [None, Some("3".into()), Some("4".into())]);
        assert_eq!(duplicates, 2);
        let (texts, duplicates) = found(&["l[0].a", "l[1].a"], r#"{"l":[{"a":1},{"a":2}]}"#);
        assert_eq!(texts, [Some("1".into()), Some("2".into())]);
        assert_eq!(duplicates, 0);
    }

    proptest! {
        #[test]
        fn the_plan_finds_what_the_evaluator_finds(
            payload in json(),
            paths in prop::collection::vec("(a|b|\\[0\\]|\\[1\\])(\\.a|\\.b|\\[0\\]|\\[1\\]){0,3}", 1..5),
        ) {
            let root = Value::of(&payload);
            let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
            let expected: Vec<_> = paths
                .iter()
                .map(|path| query(path).select_all(&root).first().map(|node| node.value.text.to_owned()))
                .collect();
            prop_assert_eq!(found(&paths, &payload).0, expected, "{}", payload);
            prop_assert_eq!(read(&paths, &payload), found(&paths, &payload), "{}", payload);
        }
    }

    fn json() -> impl Strategy<Value = String> {
        let leaf =
            prop::sample::select(vec!["1", "\"x\"", "null", "{}", "[]"]).prop_map(str::to_owned);
        leaf.prop_recursive(4, 24, 4, |inner| {
            let member = (prop::sample::select(vec!["a", "b", "\\u0061", "c"]), inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..3)
                    .prop_map(|items| format!("[{}]", items.join(" , "))),
                prop::collection::vec(member, 0..4).prop_map(|members| {
                    let members: Vec<_> =
                        members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                    format!("{{ {} }}", members.join(","))
                }),
            ]
        })
    }
}

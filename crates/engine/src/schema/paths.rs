//! A schema as a list of paths, each as it can be pasted into a mapping.

#![expect(
    clippy::indexing_slicing,
    reason = "the number of a naming key is its place in the list of them"
)]

use std::borrow::Cow;
use std::fmt;

use super::level::Level;
use super::named::{HOLDING, NAMING, NamedList};
use super::node::{ArrayElements, Kinds, MinMax, ObjectMembers, SchemaNode, in_order};
use super::shape::{Shape, Signs};
use super::values::Values;
use crate::path::{Dotted, DottedStep, Path};

/// Nothing collapses any more when parts of a schema are taken together to be shown.
const UNBOUNDED: Level = Level { keys: usize::MAX, depth: usize::MAX };

/// A path with the statistics of its values.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The path as a mapping takes it. It selects exactly the values that are counted here, in payloads in which the
    /// strings at [`decode`](Self::decode) are decoded.
    pub text: String,
    /// Its steps from the payload.
    pub steps: Vec<SchemaStep>,
    /// How many values of each kind it selects in all payloads together.
    pub kinds: Kinds,
    /// How often there is a value.
    pub present: Share,
    /// What the values look like.
    pub shape: Option<Shape>,
    /// How many values have what sign.
    pub(crate) signs: Signs,
    /// Some of the values; none where the schema is redacted.
    pub values: Values,
    /// How long the strings are that are not blank, in characters.
    pub text_lengths: Option<MinMax>,
    /// How long the arrays are.
    pub array_lengths: Option<MinMax>,
    /// The paths of the strings on the way that hold JSON, outermost first: what a mapping must `decode` for this one.
    pub decode: Vec<String>,
    /// The most values that it can select in one payload; `None` where that is not known.
    ///
    /// 1 means that no mapping needs `many` for it. It is an upper bound: below arrays in arrays their greatest lengths
    /// are multiplied.
    pub most: Option<u64>,
}

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SchemaStep {
    /// To the member of this name.
    Key(String),
    /// To every element of an array, and to every member of an object whose keys are not told apart.
    Each,
    /// To the first element whose member `key` reads `name`.
    LookUp {
        /// The member that names the elements.
        key: String,
        /// What it reads.
        name: String,
    },
}

impl<'s> From<&'s SchemaStep> for DottedStep<'s> {
    fn from(step: &'s SchemaStep) -> Self {
        match step {
            SchemaStep::Key(key) => DottedStep::Key(key),
            SchemaStep::Each => DottedStep::Every,
            SchemaStep::LookUp { key, name } => DottedStep::LookUp { key, value: name },
        }
    }
}

/// The text of a path as it is written in a mapping. `None` where it would be too long to be read again.
fn spelled(steps: &[SchemaStep]) -> Option<String> {
    let steps: Vec<_> = steps.iter().map(DottedStep::from).collect();
    let text = Dotted(&steps).to_string();
    Path::parse(&text).is_ok().then_some(text)
}

/// A part of a whole.
///
/// Where a path has only names and look-ups, this is the share of payloads that have it. Behind a `[*]` the counting
/// starts anew: it is the share of the elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How many have it.
    pub count: u64,
    /// Of how many.
    pub of: u64,
}

impl Share {
    /// Whether all have it.
    pub(crate) fn is_whole(self) -> bool {
        self.count == self.of
    }

    /// As a fraction of one; of nothing it is none.
    pub(crate) fn fraction(self) -> f64 {
        if self.of == 0 {
            return 0.0;
        }
        self.count as f64 / self.of as f64
    }
}

/// In whole per cent: `100 %` only where it is all, and `0 %` only where it is none.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.fraction() * 100.0;
        match self.count {
            0 => f.write_str("0 %"),
            _ if self.is_whole() => f.write_str("100 %"),
            _ if percent < 1.0 => f.write_str("<1 %"),
            _ if percent > 99.0 => f.write_str(">99 %"),
            _ => write!(f, "{percent:.0} %"),
        }
    }
}

/// Every path below `root`, which was seen in so many payloads.
pub(super) fn of(root: &SchemaNode, payloads: u64) -> Vec<Entry> {
    let mut walk = PathWalk { entries: Vec::new() };
    let route = Route {
        steps: Vec::new(),
        of: payloads,
        most: Some(1),
        decode: Vec::new(),
        name: String::new(),
    };
    walk.node(root, &route);
    walk.entries
}

/// How a node is reached.
#[derive(Clone)]
struct Route {
    steps: Vec<SchemaStep>,
    /// What the share of its values is told of.
    of: u64,
    most: Option<u64>,
    decode: Vec<String>,
    /// What the values are called: the last key that says something.
    name: String,
}

impl Route {
    fn to(&self, step: SchemaStep) -> Route {
        let mut route = self.clone();
        match &step {
            SchemaStep::Key(key) => {
                let held = matches!(self.steps.last(), Some(SchemaStep::LookUp { .. }))
                    && HOLDING.contains(&key.as_str());
                if !held {
                    route.name.clone_from(key);
                }
            }
            SchemaStep::LookUp { name, .. } => route.name.clone_from(name),
            SchemaStep::Each => {}
        }
        route.steps.push(step);
        route
    }
}

struct PathWalk {
    entries: Vec<Entry>,
}

impl PathWalk {
    /// Notes a node and everything below it. Recursion is as deep as the schema, which is bounded.
    fn node(&mut self, node: &SchemaNode, route: &Route) {
        let Some(text) = spelled(&route.steps) else {
            return;
        };
        let total = node.kinds.total();
        if total == 0 {
            return;
        }
        let decoded = node.decoded.as_ref().map(|decoded| {
            let mut route = route.clone();
            route.decode.push(text.clone());
            (decoded_too(node, decoded), route)
        });
        if !route.steps.is_empty() || node.kinds.object < total {
            self.entries.push(Entry {
                text,
                steps: route.steps.clone(),
                kinds: node.kinds,
                present: Share { count: total, of: route.of },
                shape: shape(node, &route.name),
                signs: node.signs.clone(),
                values: node.values.clone(),
                text_lengths: node.text_lengths,
                array_lengths: node.elements.as_ref().map(|elements| elements.lengths),
                decode: route.decode.clone(),
                most: route.most,
            });
        }
        match decoded {
            Some((node, route)) => self.below(&node, &route),
            None => self.below(node, route),
        }
    }

    fn below(&mut self, node: &SchemaNode, route: &Route) {
        if let Some(members) = &node.members {
            for (key, member) in members.in_order() {
                self.node(&member.node, &route.to(SchemaStep::Key(key.to_owned())));
            }
        }
        if let Some(elements) = &node.elements {
            self.named(elements, route);
        }
        if let Some((each, most)) = each(node) {
            let mut route = route.to(SchemaStep::Each);
            route.of = each.kinds.total();
            route.most = route.most.map(|outer| outer.saturating_mul(most));
            self.node(&each, &route);
        }
    }

    fn named(&mut self, elements: &ArrayElements, route: &Route) {
        let Some(named) = best(&elements.named) else {
            return;
        };
        for (name, element) in in_order(&named.names) {
            let Some(members) = &element.node.members else {
                continue;
            };
            let route = route.to(SchemaStep::LookUp {
                key: NAMING[named.key].to_owned(),
                name: name.to_owned(),
            });
            for (key, member) in members.in_order() {
                self.node(&member.node, &route.to(SchemaStep::Key(key.to_owned())));
            }
        }
    }
}

/// What is below a node when strings are decoded: what the strings hold, and what is there besides.
fn decoded_too<'n>(node: &SchemaNode, decoded: &'n SchemaNode) -> Cow<'n, SchemaNode> {
    if node.members.is_none() && node.elements.is_none() {
        return Cow::Borrowed(decoded);
    }
    let mut all = decoded.clone();
    all.absorb(
        SchemaNode {
            members: node.members.clone(),
            elements: node.elements.clone(),
            ..SchemaNode::default()
        },
        UNBOUNDED,
        0,
    );
    Cow::Owned(all)
}

/// What `[*]` selects below a node, and how many values in one of its arrays and objects at most.
///
/// That is not only elements: `[*]` selects an object's members as well. Where they are all told apart it is not worth a
/// path of its own, but if there is one, it must tell what it selects.
fn each(node: &SchemaNode) -> Option<(Cow<'_, SchemaNode>, u64)> {
    let members = node.members.as_deref();
    let elements = node.elements.as_deref();
    if elements.is_none() && members.is_none_or(|members| members.others.is_none()) {
        return None;
    }
    let most = elements.map_or(0, |elements| elements.lengths.most);
    let most = most.max(members.map_or(0, |members| members.most));
    let elements = elements.map(|elements| &elements.node);
    let mut parts = members.into_iter().flat_map(ObjectMembers::all).chain(elements);
    let mut all = Cow::Borrowed(parts.next()?);
    for part in parts {
        all.to_mut().absorb(part.clone(), UNBOUNDED, 0);
    }
    Some((all, most))
}

/// The member that names the things of a list best: for which look-ups find most. Of equals the first candidate.
fn best(named: &[NamedList]) -> Option<&NamedList> {
    let found = |named: &&NamedList| -> u64 {
        let names = named.names.values();
        names.fold(0, |sum, member| sum.saturating_add(member.node.kinds.object))
    };
    // The last of equals is taken, so they come in reverse.
    let candidates = named.iter().rev().filter(|named| !named.names.is_empty());
    candidates.max_by_key(found)
}

fn shape(node: &SchemaNode, name: &str) -> Option<Shape> {
    let scalars = node.kinds.shapeable();
    if scalars > 0 {
        return node.signs.shape(scalars, name);
    }
    let is_map = |members: &ObjectMembers| members.known.is_empty() && members.others.is_some();
    if node.members.as_deref().is_some_and(is_map) {
        return Some(Shape::Map);
    }
    let elements = node.elements.as_ref()?;
    best(&elements.named).map(|_| Shape::NamedList)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Part;
    use crate::schema::Schema;

    #[test]
    fn a_path_that_is_too_long_to_be_read_has_no_text() {
        let long = vec![SchemaStep::Key("a".repeat(100)); 41];
        assert_eq!(spelled(&long), None);
        assert!(spelled(&long[..40]).is_some());
    }

    #[test]
    fn a_share_is_all_or_none_only_where_it_is() {
        let percent = |count, of| Share { count, of }.to_string();
        assert_eq!(percent(3, 3), "100 %");
        assert_eq!(percent(999, 1000), ">99 %");
        assert_eq!(percent(1, 1000), "<1 %");
        assert_eq!(percent(2, 3), "67 %");
        assert_eq!(percent(0, 3), "0 %");
        assert_eq!(percent(0, 0), "0 %");
    }

    fn entries(payloads: &[&str]) -> Vec<Entry> {
        let mut schema = Schema::new();
        for payload in payloads {
            schema.observe(Part::Text(payload));
        }
        schema.paths()
    }

    fn texts(payloads: &[&str]) -> Vec<String> {
        entries(payloads).into_iter().map(|entry| entry.text).collect()
    }

    fn entry(payloads: &[&str], text: &str) -> Entry {
        let mut entries = entries(payloads);
        let at = entries.iter().position(|entry| entry.text == text);
        entries.remove(at.unwrap_or_else(|| panic!("no path {text}")))
    }

    #[test]
    fn paths_come_in_the_order_of_the_most_complete_payload() {
        let payloads = [r#"{"c":1}"#, r#"{"a":1,"b":{"z":1,"y":2},"c":1}"#, r#"{"b":{"y":1}}"#];
        assert_eq!(texts(&payloads), ["a", "b", "b.z", "b.y", "c"]);
    }

    #[test]
    fn presence_is_the_share_of_payloads_and_behind_a_star_of_elements() {
        let payloads = [
            r#"{"a":{"b":1,"l":[{"x":1},{"x":2},{}]}}"#,
            r#"{"a":{"l":[{"x":1}]}}"#,
            r#"{"a":null}"#,
            "{}",
        ];
        let present = |text: &str| {
            let share = entry(&payloads, text).present;
            (share.count, share.of)
        };
        assert_eq!(present("a"), (3, 4));
        assert_eq!(present("a.b"), (1, 4));
        assert_eq!(present("a.l[*]"), (4, 4));
        assert_eq!(present("a.l[*].x"), (3, 4));
        assert_eq!(entry(&payloads, "a.l[*].x").most, Some(3));
        assert_eq!(entry(&payloads, "a.b").most, Some(1));
    }

    #[test]
    fn a_payload_that_is_no_object_is_a_path_too() {
        assert_eq!(texts(&["1", "{}"]), ["$"]);
        assert_eq!(texts(&["[[1]]", "{\"a\":2}"]), ["$", "a", "[*]", "[*][*]"]);
        assert!(texts(&["{}"]).is_empty());
    }

    #[test]
    fn maps_from_identifiers_are_one_path() {
        let payload = r#"{"tokens":{"47ebbbc0-b1ae-4249-aee1-4caf16b570e8":{"t":1},"90539f5a-853c-4e43-912e-7fa1afff0e19":{"t":2}}}"#;
        assert_eq!(texts(&[payload]), ["tokens", "tokens[*]", "tokens[*].t"]);
        assert_eq!(entry(&[payload], "tokens").shape, Some(Shape::Map));
        assert_eq!(entry(&[payload], "tokens[*].t").most, Some(2));
    }

    #[test]
    fn a_star_beside_names_tells_all_that_it_selects() {
        let payload = r#"{"m":{"total":1,"100001":2,"100002":3}}"#;
        assert_eq!(texts(&[payload]), ["m", "m.total", "m[*]"]);
        assert_eq!(entry(&[payload], "m[*]").kinds.integer, 3);
        let mixed = [r#"{"m":{"a":1}}"#, r#"{"m":[1,"x"]}"#];
        let each = entry(&mixed, "m[*]");
        assert_eq!((each.kinds.integer, each.kinds.string), (2, 1));
    }

    #[test]
    fn json_in_strings_is_gone_through_and_says_what_to_decode() {
        let inner = serde_json::json!({"b": [{"c": "[1]"}]}).to_string();
        let payload = serde_json::json!({"a": inner}).to_string();
        assert_eq!(texts(&[&payload]), ["a", "a.b", "a.b[*]", "a.b[*].c", "a.b[*].c[*]"]);
        let last = entry(&[&payload], "a.b[*].c[*]");
        assert_eq!(last.decode, ["a", "a.b[*].c"]);
        let first = entry(&[&payload], "a");
        assert!(first.decode.is_empty());
        assert_eq!(first.shape, Some(Shape::Json));
        assert_eq!(first.kinds.string, 1);
    }

    #[test]
    fn what_is_there_both_as_json_and_in_a_string_is_one_path() {
        let payloads = [r#"{"a":{"b":1}}"#, r#"{"a":"{\"b\":\"x\"}"}"#];
        assert_eq!(texts(&payloads), ["a", "a.b"]);
        let both = entry(&payloads, "a.b");
        assert_eq!((both.kinds.integer, both.kinds.string), (1, 1));
        assert_eq!(both.decode, ["a"]);
    }

    #[test]
    fn lists_of_named_things_have_paths_that_look_them_up() {
        let payloads = [
            r#"{"f":[{"name":"full name","values":["A"]},{"name":"phone_number","values":["9820010431"]}]}"#,
            r#"{"f":[{"name":"full name","values":["B","C"]},{"name":"phone_number"}]}"#,
        ];
        assert_eq!(
            texts(&payloads),
            [
                "f",
                "f[name=full name].values",
                "f[name=full name].values[*]",
                "f[name=phone_number].values",
                "f[name=phone_number].values[*]",
                "f[*]",
                "f[*].name",
                "f[*].values",
                "f[*].values[*]",
            ]
        );
        let phone = entry(&payloads, "f[name=phone_number].values[*]");
        assert_eq!(phone.shape, Some(Shape::Phone));
        let values = entry(&payloads, "f[name=phone_number].values");
        assert_eq!((values.present.count, values.present.of), (1, 2));
        assert_eq!(values.most, Some(1));
        assert_eq!(entry(&payloads, "f").shape, Some(Shape::NamedList));
    }

    #[test]
    fn of_several_naming_members_the_one_that_names_most_is_taken() {
        let google = r#"{"u":[{"column_id":"EMAIL","column_name":"Email","string_value":"a"},{"column_id":"X","string_value":"b"}]}"#;
        assert!(texts(&[google]).contains(&"u[column_id=EMAIL].string_value".to_owned()));
        let tally = r#"{"u":[{"key":"q1","label":"Name","value":"a"},{"key":"q2","label":"Name","value":"b"}]}"#;
        assert!(texts(&[tally]).contains(&"u[key=q2].value".to_owned()));
    }

    #[test]
    fn of_duplicate_keys_the_last_counts() {
        let entry = entry(&[r#"{"a":1,"a":"x"}"#], "a");
        assert_eq!((entry.kinds.integer, entry.kinds.string), (0, 1));
    }
}

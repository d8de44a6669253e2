//! Running a query on a [`Tape`]: the same nodes in the same order as on a [`Value`], without building one.
//!
//! Values are built only of what a filter compares, which is rarely more than a word, and of a child that a filter
//! asks more of than one member.

use std::borrow::Cow;

use super::comparison::{Comparand, compares};
use super::nodes::{Location, Places};
use super::segment::{Filter, Operand, PatternSource, Segment, Selector};
use super::select::{Selection, Stride, slice};
use super::tape::{Spot, Tape};
use super::{Query, Step};
use crate::json::{Value, text};

/// The nodes that a query selected on a tape, in the order of RFC 9535.
#[derive(Debug)]
pub struct Glances<'v, 'a> {
    found: Vec<(&'a str, Location)>,
    places: Places<'v>,
}

impl<'v, 'a> Glances<'v, 'a> {
    /// The nodes' texts, and where they are.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'a str, Location)> {
        self.found.iter().copied()
    }

    /// The steps from the value at which the selection started to `location`, of one of these nodes.
    pub fn steps(&self, location: Location) -> Vec<Step> {
        self.places.steps(location)
    }

    /// The normalized path (RFC 9535, section 2.7) of `location`, of one of these nodes, where `plain` leads to the
    /// value at which the selection started.
    pub fn normalized(&self, plain: &[Step], location: Location) -> String {
        self.places.normalized(plain, location)
    }
}

impl Query {
    /// Whether [`glance`](Self::glance) can run it: nothing in it mentions `$`, and no pattern comes from the payload.
    ///
    /// Each filter builds values of all that it is put to; of two, one after the other, the second would do so again.
    pub fn is_local(&self) -> bool {
        self.local
    }

    /// Whether a query of these segments is local.
    pub(super) fn are_local(segments: &[Segment]) -> bool {
        let filters = segments.iter().filter(|segment| segment.has_filter());
        segments.iter().all(Segment::is_local) && filters.count() <= 1
    }

    /// As [`select`](Self::select), from the value on `tape`.
    pub fn glance<'v, 'a>(&self, tape: &'v Tape<'a>) -> Glances<'v, 'a> {
        let mut glance =
            Glance { tape, nodes: Glances { found: Vec::new(), places: Places::default() } };
        glance.visit(&self.rest, tape.start(), Location::START);
        glance.nodes
    }
}

/// One run of a query.
struct Glance<'v, 'a> {
    tape: &'v Tape<'a>,
    nodes: Glances<'v, 'a>,
}

impl<'v, 'a> Glance<'v, 'a> {
    /// Notes what `segments` select from the value at `spot`. The recursion is as deep as the value is nested, or as
    /// the query has segments, whichever is less.
    fn visit(&mut self, segments: &[Segment], spot: Spot, place: Location) {
        let Some((segment, rest)) = segments.split_first() else {
            self.nodes.found.push((self.tape.text(spot), place));
            return;
        };
        match segment {
            Segment::Child(selectors) => self.step(selectors, rest, spot, place),
            Segment::Descendant(selectors) => {
                // A stack of its own: a value and every container below it, parents first.
                let mut pending = vec![(spot, place)];
                while let Some((spot, place)) = pending.pop() {
                    self.step(selectors, rest, spot, place);
                    let first = pending.len();
                    for (stride, child) in strides(self.tape, spot) {
                        if matches!(self.tape.kind(child), Some(b'{' | b'[')) {
                            pending.push((child, self.nodes.places.go(place, stride)));
                        }
                    }
                    pending[first..].reverse();
                }
            }
            Segment::Lookup { key, value } => {
                if let Some((index, child)) = self.looked_up(spot, key, value) {
                    self.go(rest, Stride::Index(index), child, place);
                }
            }
        }
    }

    fn step(&mut self, selectors: &[Selector], rest: &[Segment], spot: Spot, place: Location) {
        for selector in selectors {
            match selector {
                Selector::Name(name) => {
                    if let Some(child) = self.member(spot, name) {
                        self.go(rest, Stride::Key(self.tape.key(child)), child, place);
                    }
                }
                Selector::Index(index) => {
                    if let Some((stride, child)) = self.element(spot, *index) {
                        self.go(rest, stride, child, place);
                    }
                }
                Selector::Wildcard => {
                    for (stride, child) in strides(self.tape, spot) {
                        self.go(rest, stride, child, place);
                    }
                }
                Selector::Slice { start, end, step } => {
                    if !self.is_array(spot) {
                        continue;
                    }
                    let elements: Vec<_> = self.tape.children(spot).collect();
                    for index in slice(elements.len(), *start, *end, *step) {
                        self.go(rest, Stride::Index(index), elements[index], place);
                    }
                }
                Selector::Filter(filter) => {
                    for (stride, child) in strides(self.tape, spot) {
                        if self.holds(filter, child) {
                            self.go(rest, stride, child, place);
                        }
                    }
                }
            }
        }
    }

    fn go(&mut self, rest: &[Segment], stride: Stride<'v>, child: Spot, place: Location) {
        let place = self.nodes.places.go(place, stride);
        self.visit(rest, child, place);
    }

    fn member(&self, spot: Spot, name: &str) -> Option<Spot> {
        let is_object = self.tape.kind(spot) == Some(b'{');
        let mut children = self.tape.children(spot).filter(|_| is_object);
        children.find(|child| self.tape.key(*child) == name)
    }

    /// The first element whose member `key` reads `wanted`, and its index.
    fn looked_up(&self, spot: Spot, key: &str, wanted: &str) -> Option<(usize, Spot)> {
        if !self.is_array(spot) {
            return None;
        }
        let reads = |element: &(usize, Spot)| {
            let Some(member) = self.member(element.1, key) else {
                return false;
            };
            let json = self.tape.text(member);
            match self.tape.kind(member) {
                Some(b'"') => reads(json.get(1..json.len() - 1).unwrap_or_default(), wanted),
                Some(b'{' | b'[' | b'n') | None => false,
                Some(_) => json == wanted,
            }
        };
        self.tape.children(spot).enumerate().find(reads)
    }

    fn is_array(&self, spot: Spot) -> bool {
        self.tape.kind(spot) == Some(b'[')
    }

    fn element(&self, spot: Spot, index: i64) -> Option<(Stride<'v>, Spot)> {
        if !self.is_array(spot) {
            return None;
        }
        let mut elements = self.tape.children(spot);
        let from_start = match usize::try_from(index) {
            Ok(index) => index,
            Err(_) => {
                let from_end = usize::try_from(index.unsigned_abs()).ok()?;
                elements.clone().count().checked_sub(from_end)?
            }
        };
        let child = elements.nth(from_start)?;
        Some((Stride::Index(from_start), child))
    }
}

/// The children of the value at `spot`, each with the step to it.
fn strides<'v, 'a: 'v>(
    tape: &'v Tape<'a>,
    spot: Spot,
) -> impl Iterator<Item = (Stride<'v>, Spot)> + use<'v, 'a> {
    let is_object = tape.kind(spot) == Some(b'{');
    tape.children(spot).enumerate().map(move |(index, child)| {
        let stride = if is_object { Stride::Key(tape.key(child)) } else { Stride::Index(index) };
        (stride, child)
    })
}

/// Whether a string's `content`, which is still escaped, reads `wanted`. Decoding takes memory, so what begins with
/// other letters is told before.
fn reads(content: &str, wanted: &str) -> bool {
    let first = |text: &str| text.bytes().next();
    if first(content) != first(wanted) && first(content) != Some(b'\\') {
        return false;
    }
    let Some(escape) = memchr::memchr(b'\\', content.as_bytes()) else {
        return content == wanted;
    };
    let (plain, escaped) = content.split_at(escape);
    let Some(rest) = wanted.strip_prefix(plain) else {
        return false;
    };
    let unit = escaped.get(2..6).filter(|_| escaped.starts_with("\\u"));
    let unit = unit.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match unit.and_then(char::from_u32) {
        Some(character) if !rest.starts_with(character) => false,
        _ => text::decode(content).text == wanted,
    }
}

/// Filters, which ask for single members most of the time.
impl<'a> Glance<'_, 'a> {
    /// Whether `filter`, which is local, holds of the value at `spot`.
    fn holds(&self, filter: &Filter, spot: Spot) -> bool {
        match filter {
            Filter::Any(filters) => filters.iter().any(|filter| self.holds(filter, spot)),
            Filter::All(filters) => filters.iter().all(|filter| self.holds(filter, spot)),
            Filter::Not(filter) => !self.holds(filter, spot),
            Filter::Exists(query) if query.is_singular() => {
                self.single(&query.segments, spot).is_some()
            }
            Filter::Compares { left, operator, right } if is_simple(left) && is_simple(right) => {
                compares(
                    &self.side(left, spot).comparand(),
                    *operator,
                    &self.side(right, spot).comparand(),
                )
            }
            Filter::Fits { text, pattern: PatternSource::Written(pattern) } if is_simple(text) => {
                match self.side(text, spot).comparand() {
                    Comparand::Text(text) => pattern.fits(text),
                    _ => false,
                }
            }
            Filter::Exists(_) | Filter::Compares { .. } | Filter::Fits { .. } => {
                let value = Value::of(self.tape.text(spot));
                Selection::new(&value).holds(filter, &value)
            }
        }
    }

    /// The one value, if there is one, to which `segments` lead from the value at `spot`.
    fn single(&self, segments: &[Segment], spot: Spot) -> Option<Spot> {
        segments.iter().try_fold(spot, |spot, segment| match segment {
            Segment::Child(selectors) => match selectors.as_slice() {
                [Selector::Name(name)] => self.member(spot, name),
                [Selector::Index(index)] => self.element(spot, *index).map(|(_, child)| child),
                _ => None,
            },
            Segment::Lookup { key, value } => {
                self.looked_up(spot, key, value).map(|(_, child)| child)
            }
            Segment::Descendant(_) => None,
        })
    }

    /// A side of a comparison, which is simple.
    fn side<'o>(&self, operand: &'o Operand, spot: Spot) -> Side<'o, 'a> {
        match operand {
            Operand::Node(query) => {
                let found = self.single(&query.segments, spot);
                Side::Node(found.map(|found| Value::of(self.tape.text(found))))
            }
            literal => Side::Literal(literal),
        }
    }
}

/// Whether a side of a comparison is a literal, or a node without a function around it.
fn is_simple(operand: &Operand) -> bool {
    match operand {
        Operand::Null | Operand::Boolean(_) | Operand::Number(_) | Operand::Text(_) => true,
        Operand::Node(query) => query.is_singular(),
        Operand::Length(_) | Operand::Count(_) | Operand::Value(_) => false,
    }
}

/// A side of a comparison.
enum Side<'o, 'a> {
    Literal(&'o Operand),
    Node(Option<Value<'a>>),
}

impl<'a> Side<'_, 'a> {
    fn comparand(&self) -> Comparand<'_, 'a> {
        match self {
            Side::Node(node) => Comparand::of(node.as_ref()),
            Side::Literal(Operand::Null) => Comparand::Null,
            Side::Literal(Operand::Boolean(boolean)) => Comparand::Boolean(*boolean),
            Side::Literal(Operand::Number(number)) => Comparand::Number(Cow::Borrowed(number)),
            Side::Literal(Operand::Text(text)) => Comparand::Text(text),
            Side::Literal(_) => Comparand::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Path;
    use crate::path::tests::query;
    use proptest::prelude::*;

    /// What a query selects on a tape, and on a value: texts and places.
    fn both(path: &str, json: &str) -> Option<[Vec<(String, String)>; 2]> {
        let query = query(path);
        assert!(query.is_local(), "{path}");
        let tape = Tape::of(json)?;
        let glances = query.glance(&tape);
        let place = |location| glances.normalized(&query.plain, location);
        let glanced = glances.iter().map(|(text, location)| (text.to_owned(), place(location)));
        let value = Value::of(json);
        let nodes = query.select(&value, &value);
        let place = |location| nodes.normalized(&query.plain, location);
        let selected = nodes.iter().map(|node| (node.value.text.to_owned(), place(node.location)));
        Some([glanced.collect(), selected.collect()])
    }

    #[test]
    fn what_a_tape_cannot_hold_is_left_to_values() {
        for json in [r#"{"a":1,"a":2}"#, r#"[{"b":{"a":1,"c":0,"a":2}}]"#, r#"{"\u0061":1}"#] {
            assert!(Tape::of(json).is_none(), "{json}");
        }
        let many: Vec<String> = (0..1000).map(|key| format!("\"key {key}\":{key}")).collect();
        assert!(Tape::of(&format!("{{{}}}", many.join(","))).is_none());
        assert!(Tape::of(&format!("{{{}}}", many[..200].join(","))).is_some());
        assert!(Tape::of(&format!("{{{},{}}}", many[..200].join(","), many[150])).is_none());
        for path in ["$[?@.a==$.b]", "$[?match(@.a, @.b)]", "$..[?@.a]", "$[?@.a][?@.b]"] {
            assert!(!query(path).is_local(), "{path}");
        }
        assert!(matches!(Path::parse("$..a[?@.b]"), Ok(Path::Payload(query)) if query.is_local()));
    }

    fn many_cases() -> ProptestConfig {
        let usual = ProptestConfig::default();
        ProptestConfig { cases: usual.cases.max(2048), ..usual }
    }

    #[test]
    fn escaped_names_read_as_what_they_mean() {
        for (content, wanted, expected) in [
            ("a\\u0062c", "abc", true),
            ("\\u0915\\u093e", "का", true),
            ("\\u0915\\u093e", "कि", false),
            ("\\u0915", "k", false),
            ("\\ud83d\\ude00", "😀", true),
            ("\\ud83d", "\u{fffd}", true),
            ("x\\/y", "x/y", true),
            ("x\\n", "x", false),
            // What the path has is text, whatever it looks like.
            ("x\\n", "x\\n", false),
            ("\\u0041", "\\u0041", false),
            ("\\\\n", "\\n", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(reads(content, wanted), expected, "{content} {wanted}");
            assert_eq!(text::decode(content).text == wanted, expected, "{content} {wanted}");
        }
    }

    proptest! {
        #![proptest_config(many_cases())]

        #[test]
        fn a_tape_and_a_value_give_the_same_nodes(
            json in json(),
            path in prop::collection::vec(prop::sample::select(SEGMENTS.to_vec()), 1..4),
            filter in prop::sample::select(FILTERS.to_vec()),
        ) {
            let path = format!("${}{filter}", path.concat());
            if let Some([glanced, selected]) = both(&path, &json) {
                prop_assert_eq!(glanced, selected, "{} in {}", path, json);
            }
            for path in ["[a=x].b[*]", "b[a=1]", "[-1][a=true].b", "[*][b='y'].a"] {
                if let Some([glanced, selected]) = both(path, &json) {
                    prop_assert_eq!(glanced, selected, "{} in {}", path, json);
                }
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

    const FILTERS: [&str; 13] = [
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

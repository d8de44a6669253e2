//! Nodes of a schema document.

#![expect(
    clippy::indexing_slicing,
    reason = "the number of a naming key is its place in the list of them"
)]

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::strict::{Strict, present};
use crate::json::number::is_number;
use crate::schema::named::{NAMING, NamedList};
use crate::schema::node::{
    ArrayElements, Kinds, KnownMember, MinMax, ObjectMembers, SchemaNode, in_order,
};
use crate::schema::shape::{Sign, Signs};
use crate::schema::values::{Completeness, Example, ExampleKind, Values};

/// A node as one object: a step takes two levels of nesting at most, and three where it looks things up, so that the
/// deepest schema is no deeper than a payload may be, and can be read wherever those are.
///
/// `M` are members by their keys, and `N` is a node: borrowed to be written and owned when they were read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "M: Deserialize<'de>, N: Deserialize<'de>"))]
struct NodeForm<M, N> {
    /// Only of a member.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    types: Strict<Kinds>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    signs: Option<BTreeMap<Sign, u64>>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    characters: Option<MinMax>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<SampleValue>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    sample: Option<Vec<SampleValue>>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    most_members: Option<u64>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    collapsed: Option<bool>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    members: Option<M>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    others: Option<N>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    lengths: Option<MinMax>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    elements: Option<N>,
    /// `null` where the names were too many.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    named: Option<IndexMap<String, Option<M>>>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    decoded: Option<N>,
}

type WrittenNode<'n> = NodeForm<IndexMap<&'n str, &'n KnownMember>, &'n SchemaNode>;

type ReadNode = Strict<NodeForm<IndexMap<Box<str>, KnownMember>, Box<SchemaNode>>>;

impl Serialize for SchemaNode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WrittenNode::of(self, None).serialize(serializer)
    }
}

impl Serialize for KnownMember {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WrittenNode::of(&self.node, Some(self.position)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SchemaNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Strict(form) = ReadNode::deserialize(deserializer)?;
        match form.position {
            None => form.node().map_err(de::Error::custom),
            Some(_) => Err(de::Error::custom("only a member has a `position`")),
        }
    }
}

impl<'de> Deserialize<'de> for KnownMember {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Strict(form) = ReadNode::deserialize(deserializer)?;
        let position = form.position.ok_or_else(|| de::Error::missing_field("position"))?;
        Ok(KnownMember { position, node: form.node().map_err(de::Error::custom)? })
    }
}

impl<'n> WrittenNode<'n> {
    fn of(node: &'n SchemaNode, position: Option<u64>) -> Self {
        let by_key =
            |members: &'n IndexMap<Box<str>, KnownMember>| -> IndexMap<&str, &KnownMember> {
                in_order(members).into_iter().collect()
            };
        let named = |named: &'n NamedList| {
            (NAMING[named.key].to_owned(), (!named.collapsed).then(|| by_key(&named.names)))
        };
        let (members, elements) = (node.members.as_deref(), node.elements.as_deref());
        let known = members.map(|members| &members.known).filter(|known| !known.is_empty());
        let lists = elements.map(|elements| &elements.named).filter(|named| !named.is_empty());
        let (values, sample) = match &node.values {
            Values::Counted(values) => {
                let counted = values.iter().cloned();
                (counted.map(|(value, count)| SampleValue(value, Some(count))).collect(), None)
            }
            Values::Sampled(sample) => {
                let sample = sample.iter().cloned();
                (Vec::new(), Some(sample.map(|value| SampleValue(value, None)).collect()))
            }
        };
        NodeForm {
            position,
            types: Strict(node.kinds),
            signs: (node.signs != Signs::default()).then(|| node.signs.counts().collect()),
            characters: node.text_lengths,
            values,
            sample,
            most_members: members.map(|members| members.most),
            collapsed: members.map(|members| members.collapsed).filter(|collapsed| *collapsed),
            members: known.map(by_key),
            others: members.and_then(|members| members.others.as_deref()),
            lengths: elements.map(|elements| elements.lengths),
            elements: elements.map(|elements| &elements.node),
            named: lists.map(|lists| lists.iter().map(named).collect()),
            decoded: node.decoded.as_deref(),
        }
    }
}

impl NodeForm<IndexMap<Box<str>, KnownMember>, Box<SchemaNode>> {
    fn node(self) -> Result<SchemaNode, String> {
        let mut node = SchemaNode {
            kinds: self.types.0,
            text_lengths: self.characters,
            ..SchemaNode::default()
        };
        for (sign, count) in self.signs.into_iter().flatten() {
            node.signs.add(sign, count);
        }
        for SampleValue(value, count) in self.values {
            let count = count.ok_or("missing field `count`")?;
            node.values.absorb(Values::Counted(vec![(value.kept(), count)]));
        }
        if let Some(sample) = self.sample {
            let mut sampled = Values::Sampled(Vec::new());
            for SampleValue(value, count) in sample {
                if count.is_some() {
                    return Err("a value of `sample` has no `count`".to_owned());
                }
                sampled.absorb(Values::Counted(vec![(value.kept(), 1)]));
            }
            node.values.absorb(sampled);
        }
        node.members = match (self.most_members, self.collapsed, self.members) {
            (Some(_), Some(true), Some(_)) => {
                return Err("a collapsed object has no members of their own".to_owned());
            }
            (Some(most), collapsed, known) => Some(Box::new(ObjectMembers {
                most,
                collapsed: collapsed.unwrap_or_default(),
                known: known.unwrap_or_default(),
                others: self.others,
            })),
            (None, None, None) if self.others.is_none() => None,
            (None, ..) => return Err("there are members without `most_members`".to_owned()),
        };
        node.elements = match (self.lengths, self.elements, self.named) {
            (Some(lengths), Some(node), named) => {
                let named = named.into_iter().flatten().map(|(name, names)| {
                    let key = NAMING.iter().position(|naming| *naming == name);
                    let key = key.ok_or_else(|| format!("no list is named by `{name}`"))?;
                    let collapsed = names.is_none();
                    Ok(NamedList { key, names: names.unwrap_or_default(), collapsed })
                });
                let mut named = named.collect::<Result<Vec<_>, String>>()?;
                named.sort_by_key(|named| named.key);
                Some(Box::new(ArrayElements { node: *node, lengths, named }))
            }
            (None, None, None) => None,
            _ => return Err("`lengths` and `elements` stand together".to_owned()),
        };
        node.decoded = self.decoded;
        Ok(node)
    }
}

impl Serialize for Kinds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.counts().into_iter().filter(|(_, count)| *count > 0))
    }
}

impl From<MinMax> for [u64; 2] {
    fn from(extent: MinMax) -> Self {
        [extent.least, extent.most]
    }
}

impl TryFrom<[u64; 2]> for MinMax {
    type Error = &'static str;

    fn try_from([least, most]: [u64; 2]) -> Result<Self, Self::Error> {
        if least > most {
            return Err("the first number is greater than the second");
        }
        Ok(MinMax { least, most })
    }
}

/// A value of a node, with its count where it was counted.
#[derive(Clone, Serialize, Deserialize)]
#[serde(into = "SampleValueForm", try_from = "Strict<SampleValueForm>")]
pub(super) struct SampleValue(pub(super) Example, pub(super) Option<u64>);

/// The same as a document has it: its text is the member that says what kind of scalar it is.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SampleValueForm {
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    string: Option<Box<str>>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    number: Option<Box<str>>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    boolean: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
}

impl From<SampleValue> for SampleValueForm {
    fn from(SampleValue(Example { scalar, text, whole }, count): SampleValue) -> Self {
        let of = |kind: ExampleKind| (kind == scalar).then(|| text.clone());
        SampleValueForm {
            string: of(ExampleKind::Text),
            number: of(ExampleKind::Number),
            boolean: of(ExampleKind::Boolean),
            cut: whole == Completeness::Cut,
            count,
        }
    }
}

impl TryFrom<Strict<SampleValueForm>> for SampleValue {
    type Error = &'static str;

    fn try_from(Strict(form): Strict<SampleValueForm>) -> Result<Self, Self::Error> {
        let (scalar, text) = match (form.string, form.number, form.boolean) {
            (Some(text), None, None) => (ExampleKind::Text, text),
            (None, Some(text), None) => (ExampleKind::Number, text),
            (None, None, Some(text)) => (ExampleKind::Boolean, text),
            _ => return Err("expected a string, number or boolean"),
        };
        let fits = match scalar {
            ExampleKind::Text => true,
            ExampleKind::Number => form.cut || is_number(text.as_bytes()),
            ExampleKind::Boolean => matches!(&*text, "true" | "false"),
        };
        if !fits {
            return Err("this is not the text of such a value");
        }
        let whole = if form.cut { Completeness::Cut } else { Completeness::Yes };
        Ok(SampleValue(Example { scalar, text, whole }, form.count))
    }
}

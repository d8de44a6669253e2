//! Reading schema documents. Whatever is not as it would have been written is an error, with its place.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::{DocumentError, MARKER, VERSION, scalar_name};
use crate::json::number::is_number;
use crate::schema::level::{DEPTH, KEYS};
use crate::schema::named::{NAMING, Named};
use crate::schema::node::{Elements, Extent, Member, Members, Node};
use crate::schema::shape::Sign;
use crate::schema::survey::{GROUPS, Group, Grouped, Survey};
use crate::schema::values::{Example, Scalar, Values, Whole};
use crate::schema::{Keeping, Level, Schema};

type Read<T> = Result<T, DocumentError>;

impl Survey {
    /// Reads the document that [`Survey::to_json`] writes.
    ///
    /// # Errors
    /// When the text is no such document, with the first place at which it is not.
    pub fn read(text: &str) -> Result<Survey, DocumentError> {
        let document: Json = serde_json::from_str(text)
            .map_err(|error| DocumentError { place: String::new(), message: error.to_string() })?;
        let mut document = Item::root(&document).object()?;
        let version = document.needed(MARKER)?;
        if version.number()? != VERSION {
            return Err(version.fault("this version of leadmap reads version 1 only"));
        }
        let Some(by) = document.take("group_by") else {
            return schema(document).map(Survey::Whole);
        };
        let mut grouped = Grouped::by(by.text()?);
        let list = document.needed("groups")?;
        for item in list.list()? {
            let mut members = item.object()?;
            let group = group(&members.needed("value")?)?;
            if grouped.groups.insert(group, schema(members)?).is_some() {
                return Err(item.fault("this group is there already"));
            }
        }
        if grouped.groups.len() > GROUPS {
            return Err(list.fault("there are too many groups"));
        }
        document.end()?;
        Ok(Survey::Grouped(grouped))
    }
}

fn schema(mut members: Object<'_>) -> Read<Schema> {
    let mut schema = Schema::new();
    schema.payloads = members.needed("payloads")?.number()?;
    let mut level = members.needed("level")?.object()?;
    schema.level = Level {
        keys: level.needed("keys")?.up_to(KEYS)?.max(1),
        depth: level.needed("depth")?.up_to(DEPTH)?,
    };
    level.end()?;
    if let Some(redacted) = members.take("redacted")
        && redacted.truth()?
    {
        schema.keeping = Keeping::Nothing;
    }
    let root = members.needed("root")?;
    schema.root = node(root.object()?, 0)?;
    members.end()?;
    // A document that was written by hand may hold more than it says.
    schema.root.lower(schema.level, 0);
    schema.weight = schema.root.weight(schema.level);
    schema.settle();
    if schema.is_redacted() {
        schema.redact();
    }
    Ok(schema)
}

fn group(item: &Item<'_>) -> Read<Group> {
    if item.value.is_null() {
        return Ok(Group::Without);
    }
    let example = example(item.object()?)?;
    Ok(Group::Value(example.scalar, example.text))
}

/// Nothing deeper than this is read, so that recursion is bounded.
fn node(mut members: Object<'_>, depth: usize) -> Read<Node> {
    if depth > DEPTH {
        return Err(members.fault("this is too deep"));
    }
    let mut node = Node::default();
    let mut kinds = members.needed("types")?.object()?;
    for (name, count) in node.kinds.counts_mut() {
        if let Some(item) = kinds.take(name) {
            *count = item.number()?;
        }
    }
    kinds.end()?;
    if let Some(item) = members.take("signs") {
        let mut signs = item.object()?;
        for sign in Sign::ALL {
            if let Some(count) = signs.take(sign.name()) {
                node.signs.add(sign, count.number()?);
            }
        }
        signs.end()?;
    }
    if let Some(item) = members.take("characters") {
        node.text_lengths = Some(extent(&item)?);
    }
    if let Some(item) = members.take("values") {
        for value in item.list()? {
            let mut value = value.object()?;
            let count = value.needed("count")?.number()?;
            let counted = vec![(example(value)?, count)];
            node.values.absorb(Values::Counted(counted));
        }
    }
    if let Some(item) = members.take("sample") {
        let mut sampled = Values::Sampled(Vec::new());
        for value in item.list()? {
            let counted = vec![(example(value.object()?)?, 1)];
            sampled.absorb(Values::Counted(counted));
        }
        node.values.absorb(sampled);
    }
    if let Some(most) = members.take("most_members") {
        let object = object(most.number()?, &mut members, depth + 1)?;
        node.members = Some(Box::new(object));
    }
    if let Some(lengths) = members.take("lengths") {
        let array = array(extent(&lengths)?, &mut members, depth + 1)?;
        node.elements = Some(Box::new(array));
    }
    if let Some(item) = members.take("decoded") {
        node.decoded = Some(Box::new(self::node(item.object()?, depth + 1)?));
    }
    members.end()?;
    Ok(node)
}

fn object(most: u64, members: &mut Object<'_>, depth: usize) -> Read<Members> {
    let mut object = Members { most, ..Members::default() };
    if let Some(collapsed) = members.take("collapsed") {
        object.collapsed = collapsed.truth()?;
    }
    if let Some(known) = members.take("members") {
        if object.collapsed {
            return Err(known.fault("a collapsed object has no members of their own"));
        }
        object.known = named_members(&known, depth)?;
    }
    if let Some(others) = members.take("others") {
        object.others = Some(Box::new(node(others.object()?, depth)?));
    }
    Ok(object)
}

fn array(lengths: Extent, members: &mut Object<'_>, depth: usize) -> Read<Elements> {
    let mut elements = Elements::of(lengths);
    elements.node = node(members.needed("elements")?.object()?, depth)?;
    if let Some(item) = members.take("named") {
        let mut named = item.object()?;
        for (key, name) in NAMING.iter().enumerate() {
            let Some(names) = named.take(name) else {
                continue;
            };
            let mut named = Named::of(key);
            named.collapsed = names.value.is_null();
            if !named.collapsed {
                named.names = named_members(&names, depth)?;
            }
            elements.named.push(named);
        }
        named.end()?;
    }
    Ok(elements)
}

fn named_members(item: &Item<'_>, depth: usize) -> Read<IndexMap<Box<str>, Member>> {
    let mut named = IndexMap::new();
    for (key, item) in item.object()?.all() {
        let mut members = item.object()?;
        let position = members.needed("position")?.number()?;
        let node = node(members, depth)?;
        named.insert(key.into(), Member { position, node });
    }
    Ok(named)
}

fn extent(item: &Item<'_>) -> Read<Extent> {
    let list = item.list()?;
    let [least, most] = list.as_slice() else {
        return Err(item.fault("expected two numbers"));
    };
    let (least, most) = (least.number()?, most.number()?);
    if least > most {
        return Err(item.fault("the first number is greater than the second"));
    }
    Ok(Extent { least, most })
}

fn example(mut members: Object<'_>) -> Read<Example> {
    let whole = match members.take("cut") {
        Some(cut) if cut.truth()? => Whole::Cut,
        _ => Whole::Yes,
    };
    for scalar in [Scalar::Text, Scalar::Number, Scalar::Boolean] {
        let Some(item) = members.take(scalar_name(scalar)) else {
            continue;
        };
        let text = item.text()?;
        let fits = match scalar {
            Scalar::Text => true,
            Scalar::Number => whole == Whole::Cut || is_number(text.as_bytes()),
            Scalar::Boolean => matches!(text, "true" | "false"),
        };
        if !fits {
            return Err(item.fault("this is not the text of such a value"));
        }
        members.end()?;
        return Ok(Example { whole, ..Example::of(scalar, text) });
    }
    Err(members.fault("expected a string, number or boolean"))
}

/// A value of the document and its place.
struct Item<'d> {
    value: &'d Json,
    place: String,
}

/// The members of an object that were not taken yet.
struct Object<'d> {
    members: &'d Map<String, Json>,
    taken: usize,
    place: String,
}

impl<'d> Item<'d> {
    fn root(value: &'d Json) -> Self {
        Item { value, place: String::new() }
    }

    fn fault(&self, message: &str) -> DocumentError {
        DocumentError { place: self.place.clone(), message: message.to_owned() }
    }

    fn object(&self) -> Read<Object<'d>> {
        let members = self.value.as_object().ok_or_else(|| self.fault("expected an object"))?;
        Ok(Object { members, taken: 0, place: self.place.clone() })
    }

    fn list(&self) -> Read<Vec<Item<'d>>> {
        let list = self.value.as_array().ok_or_else(|| self.fault("expected an array"))?;
        let items = list
            .iter()
            .enumerate()
            .map(|(at, value)| Item { value, place: format!("{}/{at}", self.place) });
        Ok(items.collect())
    }

    fn number(&self) -> Read<u64> {
        self.value.as_u64().ok_or_else(|| self.fault("expected a count"))
    }

    fn up_to(&self, most: usize) -> Read<usize> {
        let number = usize::try_from(self.number()?).ok().filter(|number| *number <= most);
        number.ok_or_else(|| self.fault(&format!("expected {most} at most")))
    }

    fn truth(&self) -> Read<bool> {
        self.value.as_bool().ok_or_else(|| self.fault("expected true or false"))
    }

    fn text(&self) -> Read<&'d str> {
        self.value.as_str().ok_or_else(|| self.fault("expected a string"))
    }
}

impl<'d> Object<'d> {
    fn take(&mut self, key: &str) -> Option<Item<'d>> {
        let value = self.members.get(key)?;
        self.taken += 1;
        Some(self.item(key, value))
    }

    fn needed(&mut self, key: &str) -> Read<Item<'d>> {
        self.take(key).ok_or_else(|| self.fault(&format!("`{key}` is missing")))
    }

    fn all(&self) -> impl Iterator<Item = (&'d str, Item<'d>)> {
        let members = self.members.iter();
        members.map(|(key, value)| (key.as_str(), self.item(key, value)))
    }

    /// Asks that every member was taken.
    fn end(&self) -> Read<()> {
        if self.taken == self.members.len() {
            return Ok(());
        }
        Err(self.fault("there is a member that does not belong here"))
    }

    fn item(&self, key: &str, value: &'d Json) -> Item<'d> {
        let key = key.replace('~', "~0").replace('/', "~1");
        Item { value, place: format!("{}/{key}", self.place) }
    }

    fn fault(&self, message: &str) -> DocumentError {
        DocumentError { place: self.place.clone(), message: message.to_owned() }
    }
}

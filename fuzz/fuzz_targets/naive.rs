//! A payload and a mapping, both made of the input: `apply` gives the rows that an evaluator gives which is plainly RFC 9535
//! and slow, over a tree.

#![no_main]

use leadmap_engine::input::frame::Faults;
use leadmap_engine::sink::Format;
use leadmap_fuzz::run::{mapping, options, run};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Unstructured::new(bytes);
    let Ok(case) = Case::of(&mut bytes) else {
        return;
    };
    let (text, payload) = case.texts();
    let ran = run(&mapping(&text), Format::Ndjson, &options(Faults::Refuse), payload.as_bytes());
    let rows: Vec<Value> = ran.rows().into_iter().flatten().collect();
    let expected: Vec<Option<Value>> = case.rows();
    let refused = expected.iter().filter(|row| row.is_none()).count();
    let expected: Vec<Value> = expected.into_iter().flatten().collect();
    assert_eq!(rows, expected, "{text}\n{payload}");
    assert_eq!(ran.tally.records.rejected, refused as u64, "{text}\n{payload}");
});

struct Case {
    payload: Value,
    is_pretty: bool,
    each: Option<Query>,
    fields: Vec<(Query, Many)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Many {
    One,
    First,
    Join,
    List,
}

impl Case {
    fn of(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let payload = Value::Object(object(bytes, 4)?);
        let is_pretty = bytes.arbitrary()?;
        let each = match bytes.arbitrary()? {
            true => Some(Query::of(bytes, Start::Payload)?),
            false => None,
        };
        let count = bytes.int_in_range(1..=4)?;
        let field = |bytes: &mut Unstructured<'_>| {
            let many = *bytes.choose(&[Many::One, Many::First, Many::Join, Many::List])?;
            let is_of_node = each.is_some() && bytes.arbitrary()?;
            let start = if is_of_node { Start::Node } else { Start::Payload };
            Ok((Query::of(bytes, start)?, many))
        };
        let fields = (0..count).map(|_| field(bytes)).collect::<Result<_>>()?;
        Ok(Case { payload, is_pretty, each, fields })
    }

    /// The mapping and the payload.
    fn texts(&self) -> (String, String) {
        let field = |(number, (query, many)): (usize, &(Query, Many))| {
            let many = match many {
                Many::One => "one",
                Many::First => "first",
                Many::Join => "join",
                Many::List => "list",
            };
            (format!("f{number}"), json!({"path": query.text(), "many": many}))
        };
        let fields: Map<String, Value> = self.fields.iter().enumerate().map(field).collect();
        let mut mapping = json!({ "fields": fields });
        if let Some(each) = &self.each {
            mapping["each"] = json!(each.text());
        }
        let payload = match self.is_pretty {
            true => serde_json::to_string_pretty(&self.payload),
            false => serde_json::to_string(&self.payload),
        };
        (mapping.to_string(), payload.expect("a value can be written"))
    }

    /// The rows; `None` for a record that is rejected.
    fn rows(&self) -> Vec<Option<Value>> {
        let nodes = match &self.each {
            Some(each) => each.select(&self.payload, &self.payload),
            None => vec![&self.payload],
        };
        nodes.into_iter().map(|node| self.row(node)).collect()
    }

    fn row(&self, node: &Value) -> Option<Value> {
        let mut row = Map::new();
        for (number, (query, many)) in self.fields.iter().enumerate() {
            let found = query.select(&self.payload, node);
            let there: Vec<&Value> =
                found.iter().copied().filter(|value| !value.is_null()).collect();
            let cell = match many {
                Many::One if there.len() > 1 => return None,
                Many::One | Many::First => there.first().map(|&value| value.clone()),
                Many::Join if there.is_empty() => None,
                Many::Join => {
                    let texts: Vec<String> = there.into_iter().map(text).collect();
                    Some(Value::String(texts.join("; ")))
                }
                Many::List if found.is_empty() => None,
                Many::List => Some(found.into_iter().cloned().collect()),
            };
            row.insert(format!("f{number}"), cell.unwrap_or_default());
        }
        Some(Value::Object(row))
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

const KEYS: [&str; 5] = ["a", "b", "c", "d e", "é"];

fn object(bytes: &mut Unstructured<'_>, depth: u8) -> Result<Map<String, Value>> {
    let count = bytes.int_in_range(0..=4)?;
    (0..count).map(|_| Ok(((*bytes.choose(&KEYS)?).to_owned(), value(bytes, depth - 1)?))).collect()
}

fn value(bytes: &mut Unstructured<'_>, depth: u8) -> Result<Value> {
    let kinds = if depth == 0 { 3 } else { 9 };
    Ok(match bytes.int_in_range(0..=kinds)? {
        0 => Value::Null,
        1 => json!(bytes.arbitrary::<bool>()?),
        2 => (*bytes.choose(&[json!(0), json!(1), json!(1.0), json!(10), json!(-1.5)])?).clone(),
        3 => json!(*bytes.choose(&["a", "b", "x y", "1", "é"])?),
        4..=6 => {
            let count = bytes.int_in_range(0..=4)?;
            (0..count).map(|_| value(bytes, depth - 1)).collect::<Result<_>>()?
        }
        _ => Value::Object(object(bytes, depth)?),
    })
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Start {
    Payload,
    Node,
}

#[derive(Debug)]
struct Query {
    start: Start,
    segments: Vec<Segment>,
}

#[derive(Debug)]
struct Segment {
    descends: bool,
    selectors: Vec<Selector>,
}

#[derive(Debug)]
enum Selector {
    Name(&'static str),
    Index(i64),
    Every,
    Slice(Option<i64>, Option<i64>, Option<i64>),
    Filter(Filter),
}

#[derive(Debug)]
enum Filter {
    Exists(Query),
    Compares(Query, &'static str, Value),
    Not(Box<Filter>),
    Both(Box<Filter>, Box<Filter>),
    Either(Box<Filter>, Box<Filter>),
}

impl Query {
    fn of(bytes: &mut Unstructured<'_>, start: Start) -> Result<Self> {
        let count = bytes.int_in_range(0..=3)?;
        let segments = (0..count).map(|_| Segment::of(bytes)).collect::<Result<_>>()?;
        Ok(Query { start, segments })
    }

    /// A path of names and indexes, as comparisons have it.
    fn singular(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let start = *bytes.choose(&[Start::Node, Start::Node, Start::Payload])?;
        let count = bytes.int_in_range(0..=2)?;
        let segment = |bytes: &mut Unstructured<'_>| {
            let selector = match bytes.arbitrary()? {
                true => Selector::Name(bytes.choose(&KEYS)?),
                false => Selector::Index(bytes.int_in_range(-2..=2)?),
            };
            Ok(Segment { descends: false, selectors: vec![selector] })
        };
        Ok(Query { start, segments: (0..count).map(|_| segment(bytes)).collect::<Result<_>>()? })
    }

    fn text(&self) -> String {
        let start = if self.start == Start::Node { "@" } else { "$" };
        let segments = self.segments.iter().map(|segment| {
            let selectors: Vec<String> = segment.selectors.iter().map(Selector::text).collect();
            format!("{}[{}]", if segment.descends { ".." } else { "" }, selectors.join(","))
        });
        start.to_owned() + &segments.collect::<String>()
    }

    fn select<'v>(&self, payload: &'v Value, node: &'v Value) -> Vec<&'v Value> {
        let mut nodes = vec![if self.start == Start::Node { node } else { payload }];
        for Segment { descends, selectors } in &self.segments {
            let from = match descends {
                true => nodes.into_iter().flat_map(descendants).collect(),
                false => nodes,
            };
            let select =
                |node| selectors.iter().flat_map(move |selector| selector.select(payload, node));
            nodes = from.into_iter().flat_map(select).collect();
        }
        nodes
    }
}

/// The node and all below it, each before what it holds.
fn descendants(node: &Value) -> Vec<&Value> {
    let mut found = vec![node];
    for child in children(node) {
        found.extend(descendants(child));
    }
    found
}

fn children(node: &Value) -> Vec<&Value> {
    match node {
        Value::Array(elements) => elements.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    }
}

impl Segment {
    fn of(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let descends = bytes.ratio(1, 4)?;
        let count = bytes.int_in_range(1..=2)?;
        let selectors = (0..count).map(|_| Selector::of(bytes)).collect::<Result<_>>()?;
        Ok(Segment { descends, selectors })
    }
}

impl Selector {
    fn of(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let number = |bytes: &mut Unstructured<'_>| match bytes.arbitrary()? {
            true => bytes.int_in_range(-4..=4).map(Some),
            false => Ok(None),
        };
        Ok(match bytes.int_in_range(0..=8)? {
            0..=2 => Selector::Name(bytes.choose(&KEYS)?),
            3 => Selector::Index(bytes.int_in_range(-3..=3)?),
            4 | 5 => Selector::Every,
            6 => Selector::Slice(number(bytes)?, number(bytes)?, number(bytes)?),
            _ => Selector::Filter(Filter::of(bytes, 2)?),
        })
    }

    fn text(&self) -> String {
        let number =
            |number: &Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        match self {
            Selector::Name(name) => format!("'{name}'"),
            Selector::Index(index) => index.to_string(),
            Selector::Every => "*".to_owned(),
            Selector::Slice(start, end, None) => format!("{}:{}", number(start), number(end)),
            Selector::Slice(start, end, step) => {
                format!("{}:{}:{}", number(start), number(end), number(step))
            }
            Selector::Filter(filter) => format!("?{}", filter.text()),
        }
    }

    fn select<'v>(&self, payload: &'v Value, node: &'v Value) -> Vec<&'v Value> {
        match (self, node) {
            (Selector::Name(name), _) => node.get(*name).into_iter().collect(),
            (Selector::Every, _) => children(node),
            (Selector::Filter(filter), _) => {
                children(node).into_iter().filter(|child| filter.holds(payload, child)).collect()
            }
            (Selector::Index(index), Value::Array(elements)) => {
                let length = elements.len() as i64;
                let index = if *index < 0 { length + index } else { *index };
                usize::try_from(index)
                    .ok()
                    .and_then(|index| elements.get(index))
                    .into_iter()
                    .collect()
            }
            (Selector::Slice(start, end, step), Value::Array(elements)) => {
                let indexes = slice(*start, *end, step.unwrap_or(1), elements.len() as i64);
                indexes.into_iter().map(|index| &elements[index as usize]).collect()
            }
            (Selector::Index(_) | Selector::Slice(..), _) => Vec::new(),
        }
    }
}

/// As RFC 9535 has it in section 2.3.4.2.2.
fn slice(start: Option<i64>, end: Option<i64>, step: i64, length: i64) -> Vec<i64> {
    let normal = |index: i64| if index >= 0 { index } else { length + index };
    let mut indexes = Vec::new();
    if step > 0 {
        let lower = normal(start.unwrap_or(0)).clamp(0, length);
        let upper = normal(end.unwrap_or(length)).clamp(0, length);
        let mut index = lower;
        while index < upper {
            indexes.push(index);
            index += step;
        }
    } else if step < 0 {
        let upper = normal(start.unwrap_or(length - 1)).clamp(-1, length - 1);
        let lower = normal(end.unwrap_or(-length - 1)).clamp(-1, length - 1);
        let mut index = upper;
        while lower < index {
            indexes.push(index);
            index += step;
        }
    }
    indexes
}

impl Filter {
    fn of(bytes: &mut Unstructured<'_>, depth: u8) -> Result<Self> {
        let inner = |bytes: &mut Unstructured<'_>| Filter::of(bytes, depth - 1).map(Box::new);
        Ok(match bytes.int_in_range(0..=if depth == 0 { 3 } else { 6 })? {
            0 => Filter::Exists(Query::singular(bytes)?),
            1..=3 => {
                let query = Query::singular(bytes)?;
                let operator = *bytes.choose(&["==", "!=", "<", "<=", ">", ">="])?;
                let literals = [
                    json!(null),
                    json!(true),
                    json!(1),
                    json!(1.0),
                    json!("a"),
                    json!("x y"),
                    json!("1"),
                ];
                Filter::Compares(query, operator, bytes.choose(&literals)?.clone())
            }
            4 => Filter::Not(inner(bytes)?),
            5 => Filter::Both(inner(bytes)?, inner(bytes)?),
            _ => Filter::Either(inner(bytes)?, inner(bytes)?),
        })
    }

    fn text(&self) -> String {
        match self {
            Filter::Exists(query) => query.text(),
            Filter::Compares(query, operator, Value::String(text)) => {
                format!("{}{operator}'{text}'", query.text())
            }
            Filter::Compares(query, operator, literal) => {
                format!("{}{operator}{literal}", query.text())
            }
            Filter::Not(inner) => format!("!({})", inner.text()),
            Filter::Both(left, right) => format!("({})&&({})", left.text(), right.text()),
            Filter::Either(left, right) => format!("({})||({})", left.text(), right.text()),
        }
    }

    fn holds(&self, payload: &Value, node: &Value) -> bool {
        match self {
            Filter::Exists(query) => !query.select(payload, node).is_empty(),
            Filter::Compares(query, operator, literal) => {
                let found = query.select(payload, node).first().copied();
                let equal = found.is_some_and(|found| are_equal(found, literal));
                let less = |one: Option<&Value>, other: Option<&Value>| match (one, other) {
                    (Some(Value::Number(one)), Some(Value::Number(other))) => {
                        one.as_f64() < other.as_f64()
                    }
                    (Some(Value::String(one)), Some(Value::String(other))) => one < other,
                    _ => false,
                };
                match *operator {
                    "==" => equal,
                    "!=" => !equal,
                    "<" => less(found, Some(literal)),
                    "<=" => less(found, Some(literal)) || equal,
                    ">" => less(Some(literal), found),
                    _ => less(Some(literal), found) || equal,
                }
            }
            Filter::Not(inner) => !inner.holds(payload, node),
            Filter::Both(left, right) => left.holds(payload, node) && right.holds(payload, node),
            Filter::Either(left, right) => left.holds(payload, node) || right.holds(payload, node),
        }
    }
}

/// Literals are no lists and no objects.
fn are_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (one, other) => one == other,
    }
}

//! Mappings to try, good ones and wrong ones, as JSON.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

/// A mapping in which everything is as it should be, or nearly everything.
pub(crate) fn mapping() -> impl Strategy<Value = Value> {
    let fields = prop_oneof![
        8 => prop::collection::vec((column(), field()), 1..4).prop_map(object),
        1 => Just(json!({})),
    ];
    let keys = vec![
        key("$schema", 2, Just(json!("./mapping.schema.json"))),
        key("description", 2, text()),
        key("when", 3, prop::collection::vec((path(), condition()), 0..3).prop_map(object)),
        key("each", 4, path_value()),
        key("decode", 2, list(path_value(), 0..3)),
        key("fields", 40, fields),
        key("unique", 3, list(column().prop_map(Value::from), 0..3)),
        key("tests", 2, list(test(), 0..3)),
    ];
    members(keys)
}

/// What may happen to a mapping.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// Something stands in the place of a value.
    Replace(Index, Value),
    /// A key is spelt otherwise.
    Rename(Index, String),
    /// A member or an element is missing.
    Remove(Index),
}

/// A change.
pub(crate) fn change() -> impl Strategy<Value = Change> {
    let value = prop_oneof![junk(), path_value(), field(), condition()];
    let name = prop_oneof!["[a-z_]{0,3}", select(KEYS.to_vec()).prop_map(str::to_owned), path()];
    prop_oneof![
        (any::<Index>(), value).prop_map(|(at, value)| Change::Replace(at, value)),
        (any::<Index>(), name).prop_map(|(at, name)| Change::Rename(at, name)),
        any::<Index>().prop_map(Change::Remove),
    ]
}

/// Keys that mean something somewhere.
const KEYS: [&str; 12] = [
    "path",
    "value",
    "template",
    "many",
    "separator",
    "type",
    "region",
    "zone",
    "values",
    "when",
    "each",
    "blank",
];

impl Change {
    /// Makes the change somewhere in `mapping`.
    pub(crate) fn make(self, mapping: &mut Value) {
        let mut places = Vec::new();
        find_places(mapping, "", &mut places);
        let at = |index: Index| {
            let place: &String = &places[index.index(places.len())];
            let (parent, name) = place.rsplit_once('/').expect("not the root");
            (parent.to_owned(), name.replace("~1", "/").replace("~0", "~"))
        };
        if places.is_empty() {
            return;
        }
        match self {
            Change::Replace(index, value) => {
                let (parent, name) = at(index);
                match mapping.pointer_mut(&parent) {
                    Some(Value::Object(members)) => drop(members.insert(name, value)),
                    Some(Value::Array(elements)) => {
                        elements[name.parse::<usize>().expect("an index")] = value;
                    }
                    _ => {}
                }
            }
            Change::Rename(index, new) => {
                let (parent, name) = at(index);
                if let Some(Value::Object(members)) = mapping.pointer_mut(&parent)
                    && let Some(value) = members.remove(&name)
                {
                    members.insert(new, value);
                }
            }
            Change::Remove(index) => {
                let (parent, name) = at(index);
                match mapping.pointer_mut(&parent) {
                    Some(Value::Object(members)) => drop(members.remove(&name)),
                    Some(Value::Array(elements)) => {
                        elements.remove(name.parse().expect("an index"));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The JSON pointers of all values in `value` but itself.
fn find_places(value: &Value, place: &str, places: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => return,
    };
    for (name, value) in inner {
        let place = format!("{place}/{name}");
        find_places(value, &place, places);
        places.push(place);
    }
}

/// Something that hardly belongs where it stands.
fn junk() -> impl Strategy<Value = Value> {
    select(vec![
        json!(null),
        json!(true),
        json!(7),
        json!("text"),
        json!(""),
        json!(" "),
        json!([]),
        json!({}),
        json!([1]),
        json!(["a"]),
        json!({"a": 1}),
    ])
}

/// Mostly what `good` gives.
fn mostly(good: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![60 => good, 1 => junk()].boxed()
}

fn list(
    element: impl Strategy<Value = Value> + 'static,
    length: std::ops::Range<usize>,
) -> impl Strategy<Value = Value> {
    prop::collection::vec(mostly(element), length).prop_map(Value::Array)
}

fn object(members: Vec<(String, Value)>) -> Value {
    Value::Object(members.into_iter().collect::<Map<_, _>>())
}

/// A key, its value, and how often it is there: `weight` times for each time that it is not.
type Key = BoxedStrategy<Option<(String, Value)>>;

fn key(name: &'static str, weight: u32, value: impl Strategy<Value = Value> + 'static) -> Key {
    let name = prop_oneof![
        200 => Just(name.to_owned()),
        1 => any::<Index>().prop_map(move |at| {
            let at = at.index(name.len());
            name.char_indices().filter(|(index, _)| *index != at).map(|(_, letter)| letter).collect()
        }),
    ];
    let member = (name, mostly(value)).prop_map(Some);
    prop_oneof![10 => Just(None), weight * 5 => member].boxed()
}

/// A key that is hardly ever there.
fn optional(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> Key {
    prop_oneof![6 => Just(None), 1 => key(name, 10, value)].boxed()
}

fn members(keys: Vec<Key>) -> impl Strategy<Value = Value> {
    keys.prop_map(|members| object(members.into_iter().flatten().collect()))
}

fn text() -> impl Strategy<Value = Value> {
    "[ a-zA-Z{}%]{0,6}".prop_map(Value::from)
}

fn column() -> impl Strategy<Value = String> {
    prop_oneof![90 => "[ab]", 1 => Just(String::new()), 1 => Just(" ".to_owned()), 1 => Just("\u{feff}".to_owned())]
}

fn path() -> impl Strategy<Value = String> {
    const PATHS: [&str; 16] = [
        "a",
        "a.b",
        "a[0].b",
        "a[-1]",
        "a[*].b",
        "a[\"b.c\"].d",
        "['a']",
        "a[name=x].b",
        "a[\"n\"=\"x]\"]",
        "$",
        "$.a",
        "$ ['a']",
        "$.a[?@.b == 'x']",
        "header:x-a",
        "query:a b",
        "origin:line",
    ];
    const OTHERS: [&str; 12] =
        ["@", "@.a", "@[0]", "", ".", "a..b", "a[", "a[b]", "header:", "origin:here", "$a", "a."];
    prop_oneof![
        50 => select(PATHS.to_vec()).prop_map(str::to_owned),
        3 => select(OTHERS.to_vec()).prop_map(str::to_owned),
        1 => path_like(),
    ]
}

/// A text of what paths are made of.
pub(crate) fn path_like() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab$@.*'\"=: 01?\\[\\]\\\\-]{0,8}",
        "[ab]?(\\.[ab]|\\[(0|-1|\\*|\"[.\\]]\"|'a'|a=b|\"a\"=\"b\")\\]){0,4}",
        "(header|query|origin):[a-z :é-]{0,5}",
        "[$@][ \\n]?[.\\[]?[a*0\\]]{0,3}",
        "\\PC{0,6}",
        any::<String>(),
    ]
}

fn path_value() -> impl Strategy<Value = Value> {
    path().prop_map(Value::from)
}

fn scalar() -> impl Strategy<Value = Value> {
    select(vec![json!("x"), json!(1.5), json!(false), json!(null)])
}

fn condition() -> impl Strategy<Value = Value> {
    let values = || prop_oneof![scalar(), list(scalar(), 0..3)];
    let keys = vec![key("blank", 1, any::<bool>().prop_map(Value::from)), key("not", 1, values())];
    mostly(prop_oneof![values(), members(keys)])
}

fn word(words: &[&'static str]) -> impl Strategy<Value = Value> + use<> {
    let words = words.to_vec();
    prop_oneof![
        30 => select(words).prop_map(Value::from),
        1 => select(vec!["", "Text", "lists"]).prop_map(Value::from),
    ]
}

fn field() -> impl Strategy<Value = Value> {
    let paths = || prop_oneof![path_value(), list(path_value(), 0..3)];
    let values = prop::collection::vec(("[ab]{0,2}", scalar()), 0..3).prop_map(object);
    let time = || {
        let formats = vec!["rfc3339", "unix_s", "%d/%m/%Y", "%F %T", "%Y", "", "soon"];
        select(formats).prop_map(Value::from)
    };
    let zones = vec!["UTC", "Asia/Kolkata", "asia/kolkata", "IST", "Etc/GMT+5", ""];
    let regions = vec!["IN", "in", "XX", "India", "+91"];
    let template = select(vec!["{a}", "{a.b} {{c}}", "x", "{", "", "{$.a[?@.b == '}']}", "{@.a}"]);
    let source = vec![
        key("path", 30, paths()),
        optional("value", scalar()),
        optional("template", template.prop_map(Value::from)),
    ];
    let is = |name, word: &'static str| key(name, 8, Just(Value::from(word)));
    let groups = vec![
        vec![key("type", 9, word(&["any", "text", "integer", "number", "boolean", "email"]))],
        vec![
            is("type", "timestamp"),
            key("input", 3, time()),
            key("output", 1, time()),
            key("zone", 3, select(zones).prop_map(Value::from)),
        ],
        vec![is("type", "phone"), key("region", 5, select(regions).prop_map(Value::from))],
        vec![key("many", 9, word(&["one", "first", "join", "list"]))],
        vec![is("many", "join"), key("separator", 3, text())],
        vec![key("clean", 9, list(word(&["trim", "lower", "upper", "single_line"]), 0..3))],
        vec![key("values", 9, values)],
        vec![key("default", 5, scalar()), key("required", 5, any::<bool>().prop_map(Value::from))],
        vec![key("on_invalid", 9, word(&["keep", "blank", "reject"]))],
        vec![key("description", 9, text())],
    ];
    let groups = prop::sample::subsequence(groups, 0..3);
    let keys = groups
        .prop_flat_map(move |groups| members([vec![source.clone()], groups].concat().concat()));
    prop_oneof![4 => paths(), 8 => keys, 1 => junk()]
}

fn test() -> impl Strategy<Value = Value> {
    let input = prop_oneof![
        Just(json!("a.json")),
        Just(json!({"a": 1})),
        Just(json!([])),
        Just(json!("")),
    ];
    let record = prop::collection::vec((column(), scalar()), 0..3).prop_map(object);
    members(vec![
        key("name", 1, text()),
        key("input", 20, input),
        key("expect", 20, list(record, 0..3)),
    ])
}

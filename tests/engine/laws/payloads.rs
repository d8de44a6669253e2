//! Random payloads, small and alike enough that mappings find something in them, and what can go wrong with their text.

use proptest::prelude::*;

use crate::laws::deliveries::pretty;

/// Maps them: some are filtered, some empty, some records refused, some lack what is required.
pub(crate) const MAPPING: &str = r#"{
  "when": { "event": ["lead", "call"] },
  "each": "items[*]",
  "fields": {
    "name": { "path": "@.name", "required": true },
    "n": { "path": "@.n", "type": "integer", "on_invalid": "reject" },
    "all": "$"
  }
}"#;

/// A payload in compact JSON.
pub(crate) fn payloads() -> impl Strategy<Value = String> {
    let scalar = prop::sample::select(vec![
        "1",
        "-1.50",
        "true",
        "null",
        "\"\"",
        "\"a\\\"b, [{\"",
        "\"é\"",
        "[]",
        "{}",
        "\"\\ud800\"",
        "12345678901234567890123",
    ]);
    let name =
        prop::sample::select(vec!["\"Asha\"", "\"आशा\"", "null", "\" \"", "\"\\u0041\\n\"", "7"]);
    let item =
        (name, scalar.clone(), prop::bool::weighted(0.1)).prop_map(|(name, n, bare)| match bare {
            true => n.to_owned(),
            false => format!(r#"{{"name":{name},"n":{n}}}"#),
        });
    let event = prop::sample::select(vec!["\"lead\"", "\"lead\"", "\"call\"", "\"test\"", "null"]);
    let whole = (event, prop::collection::vec(item, 0..3), scalar.clone(), any::<bool>());
    let object = whole.prop_map(|(event, items, extra, last)| {
        let items = format!(r#""items":[{}]"#, items.join(","));
        let event = format!(r#""event":{event}"#);
        match last {
            true => format!(r#"{{{items},"x":{extra},{event}}}"#),
            false => format!(r#"{{{event},"x":{extra},{items}}}"#),
        }
    });
    prop_oneof![9 => object, 1 => scalar.prop_filter("an array is entered", |text| *text != "[]").prop_map(str::to_owned)]
}

/// `all` as one input, in one of five layouts, without a byte-order mark.
pub(crate) fn framed(all: &[String], layout: usize) -> String {
    let spread = |indent: usize| {
        all.iter().map(move |text| "  ".repeat(indent) + &pretty(text, indent)).collect::<Vec<_>>()
    };
    match layout {
        0 => all.join("\n") + "\n",
        1 => format!("[{}]", all.join(",")),
        2 => format!("[\n{}\n]\n", spread(1).join(",\n")),
        3 => spread(0).join("\n"),
        _ => format!("[\r\n{}\r\n]", all.join(",\r\n")),
    }
}

/// One input of payloads in random layouts, not always whole.
pub(crate) fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let part = (prop::collection::vec(payloads(), 0..4), 0..5usize);
    let faults = prop::collection::vec(fault(), 0..4);
    let foreign = prop::option::weighted(0.2, 0..1000usize);
    (prop::collection::vec(part, 1..3), faults, foreign, prop::bool::weighted(0.1)).prop_map(
        |(parts, faults, foreign, mark)| {
            let parts: Vec<String> =
                parts.iter().map(|(all, layout)| framed(all, *layout)).collect();
            let mut text = parts.join("\n").into_bytes();
            for (at, removed, put) in faults {
                let at = at % (text.len() + 1);
                let end = (at + removed).min(text.len());
                text.splice(at..end, put.iter().copied());
            }
            if let Some(at) = foreign
                && !text.is_empty()
            {
                let at = at % text.len();
                text[at] = 0xE9;
            }
            if mark {
                text.splice(..0, *b"\xEF\xBB\xBF");
            }
            text
        },
    )
}

/// A fault: at a place, so many bytes go and some others come.
pub(crate) fn fault() -> impl Strategy<Value = (usize, usize, &'static [u8])> {
    let put: Vec<&[u8]> = vec![
        b"",
        b"",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"",
        b"\n",
        b"x",
        b" ",
        b"//",
        b"\0",
        b"1",
        b"\x0C",
        b"nul",
        b"hello\n",
        b"\xEF\xBB\xBF",
        b"\xC2\xA0",
        b"\\",
        b"{\"a\":1}",
        b",\n",
        b"\r\n",
        b"\t{",
    ];
    (0..1000usize, 0..3usize, prop::sample::select(put))
}

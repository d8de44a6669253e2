//! Any bytes in every wrapper, packed in every way, and that in lists, strings and reject lines: each object that was put in
//! comes out, in its order, and what is no payload is one reject or none.

#![no_main]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use leadmap_engine::capture::{Unwrapping, Wrapper};
use leadmap_engine::input::frame::Faults;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::reading::{Options, RejectLines};
use leadmap_engine::sink::Format;
use leadmap_fuzz::run::{Ran, mapping, options, run};
use leadmap_json::scan::check;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| mapping(r#"{"fields": {"all": "$"}}"#));

/// The keys that lead to the object with the request.
const HOLDERS: [&[&str]; 5] =
    [&[], &["data"], &["json"], &["event"], &["steps", "trigger", "event"]];

/// What says that a body is JSON, as JSON members: `headers`, or headers that are spread.
const BESIDE: [&str; 3] = [
    r#""headers":{"content-type":"application/json"}"#,
    r#""headers":[{"name":"content-type","value":"application/json"}]"#,
    r#""host":"x","user-agent":"y","content-type":"application/json""#,
];

fuzz_target!(|input: (u8, u8, u8, &[u8])| {
    let (place, packing, around, bytes) = input;
    // What nests deeper than captures may is another matter.
    if bytes.iter().filter(|byte| matches!(byte, b'{' | b'[')).count() > 100 {
        return;
    }
    let pieces: Vec<&[u8]> = bytes.split(|byte| *byte == 0).take(6).collect();
    let holder = HOLDERS[usize::from(place) % HOLDERS.len()];
    let packed = Packed::of(packing % 8, &pieces);
    let is_base64 = matches!(packed.key, "request_payload_base64");
    // Spread headers go with `body` alone.
    let beside = BESIDE[usize::from(place >> 4) % if is_base64 { 2 } else { 3 }];
    let members = format!("{{{beside},{}\"{}\":{}}}", packed.flag, packed.key, packed.body);
    let wrapper = holder.iter().rev().fold(members, |inner, key| format!("{{\"{key}\":{inner}}}"));
    let capture = Capture::around(wrapper, around);

    let auto = Options { reject_lines: RejectLines::All, ..options(Faults::Refuse) };
    let ran = run(&MAPPING, Format::Ndjson, &auto, capture.text.as_bytes());
    assert_eq!(ran.tally.captures.read, capture.count, "{}", capture.text);
    assert!(!ran.tally.captures.wrappers.contains_key(&Wrapper::Bare), "{}", capture.text);
    comes_out(&packed, &capture, &ran);
    // In a wrapper that nobody knows the same is found by its name. Nobody tells there that it is in base64.
    if capture.count == 1 && !packed.is_base64() && packed.objects.is_some() {
        let from = Unwrapping::named("$['held']").expect("this is a path");
        let options = Options { unwrapping: from, ..auto };
        let held = format!("{{\"held\":{}}}", packed.body);
        let named = run(&MAPPING, Format::Ndjson, &options, held.as_bytes());
        assert_eq!(named.output, ran.output, "{}", capture.text);
    }
});

/// What stands in the place of a body, as JSON.
struct Packed<'p> {
    key: &'static str,
    body: String,
    /// A member beside it.
    flag: &'static str,
    /// The objects in it, if that can be told without opening it.
    objects: Option<Vec<&'p str>>,
}

impl<'p> Packed<'p> {
    fn of(packing: u8, pieces: &[&'p [u8]]) -> Self {
        let object = |piece: &&'p [u8]| {
            check(piece).ok().map(str::trim_ascii).filter(|text| text.starts_with('{'))
        };
        let first = pieces[0];
        let one = object(&first).map(|object| vec![object]);
        let all: Option<Vec<&str>> = pieces.iter().map(object).collect();
        let values: Vec<&str> = pieces.iter().filter_map(|piece| check(piece).ok()).collect();
        let text = |text: &str| json!(text).to_string();
        let lossy = String::from_utf8_lossy(first);
        let list = format!("[{}]", values.join(","));
        let (body, objects) = match packing {
            0 => (check(first).map_or_else(|_| text(&lossy), str::to_owned), one),
            1 => (text(&lossy), one),
            2 | 3 => (text(&BASE64.encode(first)), one),
            4 => (list, all),
            5 => (text(&list), all),
            6 => (json!(values).to_string(), all),
            _ => (text(&text(&lossy)), one),
        };
        let (key, flag) = match packing {
            2 => ("request_payload_base64", ""),
            3 => ("body", "\"isBase64Encoded\":true,"),
            _ => ("body", ""),
        };
        Packed { key, body, flag, objects }
    }

    fn is_base64(&self) -> bool {
        self.key != "body" || !self.flag.is_empty()
    }
}

/// A wrapper, and what was put around it.
struct Capture {
    text: String,
    /// How many captures that is.
    count: u64,
}

impl Capture {
    fn around(wrapper: String, around: u8) -> Self {
        let is_string = around & 1 != 0;
        let is_line = around & 2 != 0;
        let mut text = wrapper;
        if is_string {
            text = json!(text).to_string();
        }
        if is_line {
            // A reject line keeps a string as the text that it is.
            let payload = if is_string { json!(text).to_string() } else { text };
            text =
                format!("{{\"leadmap_reject\":1,\"code\":\"no-payload\",\"payload\":{payload}}}");
        }
        let (text, count) = match around >> 2 & 3 {
            0 => (text, 1),
            1 => (format!("{text}\n{text}"), 2),
            2 => (format!("[{text},{text}]"), 2),
            _ => (format!("[\n  {text},\n  {text}\n]\n{text}"), 3),
        };
        Capture { text, count }
    }
}

fn comes_out(packed: &Packed<'_>, capture: &Capture, ran: &Ran) {
    let Some(objects) = &packed.objects else {
        return;
    };
    assert_eq!(ran.rejects, "", "{}", capture.text);
    let rows = ran.rows();
    assert_eq!(rows.len() as u64, objects.len() as u64 * capture.count, "{}", capture.text);
    let expected = objects.iter().cycle();
    for (row, object) in rows.into_iter().zip(expected) {
        // What serde_json does not read, half of a surrogate pair and numbers past its own, is not compared.
        if let (Some(row), Ok(object)) = (row, serde_json::from_str::<Value>(object)) {
            assert_eq!(row["all"], object, "{}", capture.text);
        }
    }
}

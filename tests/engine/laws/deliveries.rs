//! Deliveries as a provider of chat widgets sends them, with all that makes real ones awkward. The same number gives
//! the same deliveries everywhere.

use std::fmt::Write as _;

/// The mapping for them.
pub(crate) const MAPPING: &str = r#"{
  "when": { "event_type": "widget_new_conversation" },
  "decode": ["payload.meta[*].form"],
  "fields": {
    "id":       { "path": "payload.id", "required": true },
    "name":     { "path": "payload.people_detail.name", "clean": ["trim", "single_line"] },
    "mobile":   { "path": "payload.people_detail.mobile" },
    "contact":  ["payload.people_detail.email", "payload.unique_field_value"],
    "created":  { "path": "payload.created_on", "type": "timestamp", "input": "unix_ms", "zone": "Asia/Kolkata" },
    "score":    "payload.score",
    "message":  "payload.meta[0].message",
    "messages": { "path": "payload.meta[*].message", "many": "list" },
    "city":     "payload.meta[*].form.city",
    "campaign": "$.payload.tags[?@.key == 'campaign'].value",
    "raw":      "payload.people_detail"
  },
  "unique": ["id"]
}"#;

const NAMES: [&str; 9] = [
    "Asha Rao",
    "  Prakash   Mudhaliyar ",
    "आशा राव",
    r"Ren\u00e9e M\u00fcller",
    r#"O\"Brien, \"Pat\""#,
    r"Zo\u00eb\nvan Dijk",
    r"\ud83d\ude00 Li",
    "=HYPERLINK(\\\"http://x\\\")",
    "",
];

const NUMBERS: [&str; 10] = [
    "0",
    "-0",
    "1.10",
    "28.4098",
    "1E5",
    "1e-05",
    "12345678901234567890123",
    "120210000000000001",
    "1e400",
    "-0.0",
];

const MESSAGES: [&str; 5] = [
    r"Is it in stock?\nPlease call, today.",
    r"C:\\temp\tand \/ slashes",
    "{\\\"not\\\": [\\\"JSON, only a text\\\"]}",
    "日本語 ไทย עברית",
    r"\u0000\u001b[31m \u2028",
];

/// So many deliveries, each a line of compact JSON.
pub(crate) fn deliveries(count: usize) -> Vec<String> {
    let mut dice = Dice(0x1eaf);
    let mut made: Vec<String> = Vec::with_capacity(count);
    for number in 0..count {
        let again = (number > 0 && dice.throw(20) == 0).then(|| dice.throw(number));
        let next = match again {
            Some(earlier) => made[earlier].clone(),
            None => delivery(number, &mut dice),
        };
        made.push(next);
    }
    made
}

fn delivery(number: usize, dice: &mut Dice) -> String {
    let event = match dice.throw(6) {
        0 => "widget_missed_call",
        _ => "widget_new_conversation",
    };
    let mut people = vec![
        format!(r#""name":"{}""#, dice.pick(&NAMES)),
        format!(r#""mobile":"+91 98{:08}""#, dice.throw(100_000_000)),
        format!(r#""email":"lead{number}@Example.com""#),
        r#""address":null"#.to_owned(),
    ];
    people.retain(|_| dice.throw(8) > 0);
    let form = match dice.throw(4) {
        0 => r#","form":"{\"city\":\"Pune\",\"lat\":18.50}""#,
        1 => r#","form":"not JSON""#,
        _ => "",
    };
    let meta = format!(
        r#""meta":[{{"message":"{}"{form}}},{{"message":"{}"}}]"#,
        dice.pick(&MESSAGES),
        dice.pick(&MESSAGES)
    );
    let mut payload = vec![
        format!(r#""id":"c-{number}""#),
        format!(r#""unique_field_value":"+9198{number:08}""#),
        format!(r#""created_on":{}"#, 1_773_287_047_431 + number * 977),
        format!(r#""score":{}"#, dice.pick(&NUMBERS)),
        meta,
        r#""tags":[{"key":"page","value":"/"},{"key":"campaign","value":"aqua"}]"#.to_owned(),
        r#""raw":{},"flags":[true,false,null,[]]"#.to_owned(),
        format!(r#""people_detail":{{{}}}"#, dice.shuffled(people)),
    ];
    payload.retain(|member| member.starts_with("\"id\"") || dice.throw(10) > 0);
    let members = vec![
        format!(r#""event_type":"{event}""#),
        format!(r#""payload":{{{}}}"#, dice.shuffled(payload)),
    ];
    format!("{{{}}}", dice.shuffled(members))
}

/// `text`, which must be compact, with every member and element on a line of its own.
pub(crate) fn pretty(text: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut depth = indent;
    let mut in_string = false;
    let mut escaped = false;
    let line = |out: &mut String, depth: usize| {
        let _ = write!(out, "\n{:1$}", "", depth * 2);
    };
    for (at, letter) in text.char_indices() {
        let next = text[at + letter.len_utf8()..].chars().next();
        match letter {
            _ if in_string => {
                in_string = letter != '"' || escaped;
                escaped = letter == '\\' && !escaped;
                out.push(letter);
            }
            '{' | '[' if !matches!(next, Some('}' | ']')) => {
                depth += 1;
                out.push(letter);
                line(&mut out, depth);
            }
            '}' | ']' if !out.ends_with(['{', '[']) => {
                depth -= 1;
                line(&mut out, depth);
                out.push(letter);
            }
            ',' => {
                out.push(letter);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = letter == '"';
                out.push(letter);
            }
        }
    }
    out
}

/// A multiplicative congruential generator (Lehmer's, with the constant of L'Ecuyer): what it throws is no secret.
struct Dice(u128);

impl Dice {
    /// A number from 0 to `sides`, without it.
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = (self.0 | 1).wrapping_mul(0x12e1_5e35_b500_f16e_2e71_4eb2_b379_16a5);
        (self.0 >> 64) as usize % sides
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.throw(texts.len())]
    }

    /// The members in any order, with commas between.
    fn shuffled(&mut self, mut members: Vec<String>) -> String {
        for last in (1..members.len()).rev() {
            members.swap(last, self.throw(last + 1));
        }
        members.join(",")
    }
}

#[test]
fn pretty_printing_changes_nothing_but_white_space() {
    let compact = r#"{"a":[1.10,{"b":"x, {\"y\": [\\"},[],{}],"c":null}"#;
    let spread = pretty(compact, 0);
    assert!(spread.starts_with("{\n  \"a\": [\n    1.10,\n    {\n"));
    let mut back = Vec::new();
    leadmap_json::compact::write_compact(&spread, &mut back);
    assert_eq!(String::from_utf8(back).unwrap(), compact);
}

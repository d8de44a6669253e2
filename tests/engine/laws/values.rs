//! What a path selects comes out as it stood in the payload.

use leadmap_engine::input::frame::Faults;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::sink::Format;
use leadmap_json::{Kind, Value};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::laws::engine::{apply, mapping, run};
use crate::laws::json::{documents, numbers};

/// One column, `v`, from the member `v`.
fn one_value() -> Mapping {
    mapping(r#"{"fields": {"v": "v"}}"#)
}

proptest! {
    // How many inputs are of no use grows with how many are asked for.
    #![proptest_config(crate::cases(256))]

    #[test]
    fn numbers_come_out_byte_for_byte(numbers in prop::collection::vec(numbers(), 1..20)) {
        let input: String = numbers.iter().map(|number| format!("{{\"v\":{number}}}\n")).collect();
        prop_assert_eq!(&apply(&one_value(), input.as_bytes()).output, &input);
        let csv = run(&one_value(), Faults::Refuse, Format::Csv, input.as_bytes()).unwrap();
        prop_assert_eq!(csv.rows(), numbers);
    }

    #[test]
    fn strings_are_read_back_equal(text in any::<String>(), escaped in any::<bool>()) {
        let written = match escaped {
            false => json!(text).to_string(),
            true => format!("\"{}\"", text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect::<String>()),
        };
        let ran = apply(&one_value(), format!("{{\"v\":{written}}}").as_bytes());
        let row: Json = serde_json::from_str(ran.output.trim_end_matches('\n')).unwrap();
        prop_assert_eq!(&row["v"], &json!(text));
        let input = format!("{{\"v\":{written}}}");
        let csv = run(&one_value(), Faults::Refuse, Format::Csv, input.as_bytes()).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.output.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(rows, [csv::StringRecord::from(vec![text])]);
    }

    #[test]
    fn every_leaf_is_found_again_by_its_normalized_path(document in documents()) {
        let value = Value::of(&document);
        let mut leaves = Vec::new();
        collect_leaves(&value, "$".into(), &mut leaves);
        prop_assume!(!leaves.is_empty() && !document.starts_with('['));
        let fields: serde_json::Map<String, Json> =
            leaves.iter().enumerate().map(|(number, (path, _))| (format!("f{number}"), json!(path))).collect();
        let mapping = mapping(&json!({ "fields": fields }).to_string());
        let expected: Vec<String> =
            leaves.iter().enumerate().map(|(number, (_, text))| format!("\"f{number}\":{text}")).collect();
        let ran = apply(&mapping, document.as_bytes());
        prop_assert_eq!(&ran.rejects, "");
        let mut expected = format!("{{{}}}\n", expected.join(","));
        for (character, escape) in LINE_ENDS {
            expected = expected.replace(character, escape);
        }
        prop_assert_eq!(ran.output, expected);
    }
}

/// What some readers take for the end of a line, and how it is written in strings.
const LINE_ENDS: [(char, &str); 3] =
    [('\u{85}', "\\u0085"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")];

/// The normalized paths (RFC 9535, section 2.7) of a value's leaves, and their text as NDJSON has it.
fn collect_leaves(value: &Value<'_>, path: String, leaves: &mut Vec<(String, String)>) {
    match &value.kind {
        Kind::Array(elements) if !elements.is_empty() => {
            for (index, element) in elements.iter().enumerate() {
                collect_leaves(element, format!("{path}[{index}]"), leaves);
            }
        }
        Kind::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                collect_leaves(member, format!("{path}['{}']", normalized(name)), leaves);
            }
        }
        Kind::String(text) => leaves.push((path, json!(text).to_string())),
        _ => leaves.push((path, value.text.split_ascii_whitespace().collect())),
    }
}

fn normalized(name: &str) -> String {
    let escape = |letter: char| match letter {
        '\'' => "\\'".into(),
        '\\' => "\\\\".into(),
        '\u{8}' => "\\b".into(),
        '\t' => "\\t".into(),
        '\n' => "\\n".into(),
        '\u{c}' => "\\f".into(),
        '\r' => "\\r".into(),
        letter if letter < ' ' => format!("\\u{:04x}", u32::from(letter)),
        letter => letter.to_string(),
    };
    name.chars().map(escape).collect()
}

#[test]
fn odd_numbers_come_out_byte_for_byte() {
    let odd = [
        "12345678901234567890123",
        "28.4098",
        "1.10",
        "100.00",
        "1E5",
        "1e05",
        "0e0",
        "-0",
        "-0.0",
        "1e400",
        "1e-400",
        "120210000000000001",
        "18446744073709551616",
        "1.0715660391465826e-10",
        "5e-324",
        "2.2250738585072014E-308",
    ];
    let input: String = odd.iter().map(|number| format!("{{\"v\":{number}}}\n")).collect();
    assert_eq!(apply(&one_value(), input.as_bytes()).output, input);
    let csv = run(&one_value(), Faults::Refuse, Format::Csv, input.as_bytes()).unwrap();
    assert_eq!(csv.rows(), odd);
}

//! The law of drafts: of any payloads, a draft is a valid mapping, rejects none of them, and passes `check` against
//! them.

use std::collections::HashSet;
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::capture::Delivery;
use crate::check::samples::{Samples, judge_by_schema};
use crate::input::provenance::Provenance;
use crate::json::View;
use crate::json::scan;
use crate::mapping::Mapping;
use crate::message::is_hidden;
use crate::problem::Severity;
use crate::projection::{Made, Outcome, Payload, Projection, Refusal, Strictness};
use crate::reject::RejectCode;

fn scaffold(payloads: &[String]) -> Scaffold {
    let mut scaffold = Scaffold::new();
    for payload in payloads {
        scan::check(payload.as_bytes()).unwrap();
        scaffold.observe(Part::Text(payload));
    }
    scaffold
}

/// Asks of a draft's text what the law says, and returns how many records it makes, and of how many payloads none because they
/// are no objects.
fn obeys(draft: &Draft, payloads: &[String]) -> usize {
    let text = draft.render();
    assert!(!text.replace('\n', "").contains(is_hidden), "{text:?}");
    let (mapping, warnings) =
        Mapping::parse(&text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"));
    assert!(warnings.is_empty(), "{warnings:#?}\n{text}");
    let names: HashSet<String> =
        mapping.fields.iter().map(|field| field.name.to_lowercase()).collect();
    assert_eq!(names.len(), draft.fields.len());
    for name in names {
        assert!((1..=50).contains(&name.chars().count()), "{name}");
    }
    let mut projection = Projection::new(&mapping, Strictness::Lenient);
    let mut samples = Samples::of([&mapping]);
    let mut schema = Schema::new();
    let (mut records, mut others) = (0, 0);
    for payload in payloads {
        schema.observe(Part::Text(payload));
        let payload = Payload {
            object: View::new(payload),
            delivery: Delivery::default(),
            provenance: Provenance::start_of(""),
        };
        let outcome = projection.run(&payload, None, |made| {
            match made {
                Made::Record { .. } => records += 1,
                Made::Refused { refusal, .. } => panic!("{refusal:?}\n{text}"),
            }
            Ok(ControlFlow::Continue(()))
        });
        let outcome = outcome.unwrap();
        match outcome {
            // What is no object may have nothing that the columns are made of.
            Outcome::Refused(Refusal { code: RejectCode::NotAnObject, .. }) => others += 1,
            outcome => assert!(!matches!(outcome, Outcome::Refused(_)), "{outcome:?}\n{text}"),
        }
        samples.observe(&payload, None);
    }
    let mut found = samples.problems().concat();
    found.extend(judge_by_schema(&mapping, &schema));
    found.retain(|problem| problem.severity > Severity::Note);
    assert!(found.is_empty(), "{found:#?}\n{text}");
    records + others
}

fn selections() -> [Selection; 3] {
    let matching = vec![PathPattern::parse("*[*").unwrap(), PathPattern::parse("*a*").unwrap()];
    [
        Selection::default(),
        Selection { include: Include::All, exclude: Vec::new() },
        Selection {
            include: Include::Matching(matching),
            exclude: vec![PathPattern::parse("*.b").unwrap()],
        },
    ]
}

fn check(payloads: &[String]) {
    let scaffold = scaffold(payloads);
    for selection in selections() {
        if let Ok(draft) = scaffold.draft(&selection) {
            let records = obeys(&draft, payloads);
            assert_eq!(records as u64, draft.payloads);
        }
    }
}

/// Keys that people use, and keys that nobody should.
fn key() -> impl Strategy<Value = String> {
    let usual = prop::sample::select(vec![
        "name",
        "Name",
        "email",
        "phone_number",
        "id",
        "lead_id",
        "event",
        "type",
        "data",
        "fields",
        "answers",
        "created_at",
        "utm_source",
        "message",
        "value",
        "values",
        "label",
        "a",
        "b",
        "q3_fullName",
    ]);
    let odd = prop::sample::select(vec![
        "",
        ".",
        "a.b",
        "*",
        "[*]",
        "]",
        "'",
        "\"",
        "\\",
        "$",
        "$.a",
        "@",
        "header:x",
        "origin:file",
        " a",
        "1.3",
        "0",
        "\u{0}",
        "\u{1b}[31m",
        "\u{202e}x",
        "\u{200b}",
        "ИМЯ",
        "🙂",
        "100001",
        "?x=1",
        "a=b",
        "//",
        "/* */",
    ]);
    prop_oneof![
        6 => usual.prop_map(str::to_owned),
        3 => odd.prop_map(str::to_owned),
        1 => any::<String>(),
        1 => (50..900usize).prop_map(|length| "é".repeat(length)),
    ]
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn values() -> impl Strategy<Value = String> {
    let usual = prop::sample::select(vec![
        "null",
        "true",
        "0",
        "1.50",
        "1773292262336",
        "1773292262",
        "12345678901234567890123",
        "\"\"",
        "\" \"",
        "\"lead\"",
        "\"Asha\"",
        "\"asha@example.com\"",
        "\"+919820010431\"",
        "\"98200 10431\"",
        "\"\\ud800\"",
        "\"2024-07-11T16:12:38Z\"",
        "\"2024-07-11T16:12:60Z\"",
        "\"2024-07-11 16:12\"",
        "\"{\\\"name\\\":[1]}\"",
        "\"[{\\\"name\\\":\\\"a\\\",\\\"value\\\":1},2]\"",
        "[]",
        "{}",
    ]);
    let scalar = prop_oneof![8 => usual.prop_map(str::to_owned), 1 => any::<String>().prop_map(|text| quoted(&text))];
    scalar.prop_recursive(5, 24, 5, |inner| {
        let member = (key(), inner.clone(), any::<bool>()).prop_map(|(key, value, lone)| {
            match lone && key.is_empty() {
                // Half of a surrogate pair, which no text can hold.
                true => format!("\"\\udc00\":{value}"),
                false => format!("{}:{value}", quoted(&key)),
            }
        });
        // Keys stand twice now and then.
        let object = prop::collection::vec(member, 0..5)
            .prop_map(|members| format!("{{{}}}", members.join(",")));
        let thing = (key(), inner.clone(), 0..4usize).prop_map(|(name, value, form)| {
            let name = quoted(&name);
            match form {
                0 => format!(r#"{{"name":{name},"values":[{value}]}}"#),
                1 => format!(r#"{{"type":{name},{name}:{value}}}"#),
                _ => format!(r#"{{"name":{name},"value":{value}}}"#),
            }
        });
        let list = |items: Vec<String>| format!("[{}]", items.join(","));
        prop_oneof![
            4 => object,
            2 => prop::collection::vec(thing, 0..5).prop_map(list),
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(list),
            1 => inner.prop_map(|text| quoted(&text)),
        ]
    })
}

proptest! {
    #[test]
    fn a_draft_of_any_payloads_is_a_mapping_that_rejects_none(payloads in prop::collection::vec(values(), 0..6)) {
        check(&payloads);
    }

    #[test]
    fn the_order_of_payloads_makes_no_difference(payloads in prop::collection::vec(values(), 0..6)) {
        let backwards: Vec<String> = payloads.iter().rev().cloned().collect();
        let (one, other) = (scaffold(&payloads), scaffold(&backwards));
        for selection in selections() {
            prop_assert_eq!(one.draft(&selection), other.draft(&selection));
        }
    }
}

#[test]
fn payloads_with_more_paths_than_anybody_reads_are_mapped_all_the_same() {
    let member = |n: usize| format!(r#""k{n}":{{"name":"x","k{n}":[1,2]}}"#);
    let group =
        |g: usize| format!(r#""g{g}":{{{}}}"#, (0..100).map(member).collect::<Vec<_>>().join(","));
    let payload = format!("{{{}}}", (0..20).map(group).collect::<Vec<_>>().join(","));
    let payloads = [payload];
    let scaffold = scaffold(&payloads);
    let all = Selection { include: Include::All, exclude: Vec::new() };
    let draft = scaffold.draft(&all).unwrap();
    assert!(draft.fields.len() > 3_000, "{}", draft.fields.len());
    assert_eq!(obeys(&draft, &payloads), 1);
}

#[test]
fn payloads_as_deep_as_they_may_be_are_mapped() {
    let depth = 120;
    let deep = format!("{}{}{}", r#"{"name":"#.repeat(depth), "\"x\"", "}".repeat(depth));
    let lists = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    check(&[deep, lists]);
}

#[test]
fn payloads_without_a_value_have_no_draft() {
    for payload in ["{}", "[]", r#"{"a":{"b":[]}}"#, r#"{"a":[{}]}"#] {
        let none = scaffold(&[payload.to_owned()]).draft(&Selection::default());
        assert_eq!(none, Err(NoDraft::NoPath), "{payload}");
    }
    assert_eq!(Scaffold::new().draft(&Selection::default()), Err(NoDraft::NoPayload));
}

#[test]
fn a_path_to_decode_that_another_one_covers_is_left_out() {
    let payload = r#"[{"name":"n","values":[[{"name":"m","values":["{\"k\":[1]}"]}]]}]"#;
    let payloads = [payload.to_owned()];
    check(&payloads);
    let draft = scaffold(&payloads).draft(&selections()[1]).unwrap();
    assert_eq!(draft.decode().len(), 1, "{:?}", draft.decode());
}

#[test]
fn numbers_with_a_country_code_that_no_plan_has_are_not_made_phone_numbers() {
    let payload = |number: &str| format!(r#"{{"phone":"{number}"}}"#);
    let [valid, invalid] = ["+919820010431", "+459910005215"].map(payload);
    for (payloads, kind, comment) in [
        (vec![valid.clone()], DraftType::Phone, "always; phone"),
        (vec![invalid.clone()], DraftType::Any, "always; phone; 0 of 1 are valid numbers"),
        (
            vec![valid.clone(), invalid.clone()],
            DraftType::Any,
            "always; phone; 1 of 2 are valid numbers",
        ),
        (vec![valid.clone(), valid.clone(), valid, invalid], DraftType::Phone, "always; phone"),
    ] {
        check(&payloads);
        let draft = scaffold(&payloads).draft(&Selection::default()).unwrap();
        assert_eq!((draft.fields[0].kind, draft.fields[0].comment.as_str()), (kind, comment));
    }
}

#[test]
fn a_look_up_never_meets_a_name_that_the_mapping_decodes() {
    let map = r#"{"name":{"123456":null,"name":"{\"name\":[1]}"}}"#;
    for payloads in [
        // What other columns need decoded makes a blank of the name, or nothing.
        vec![r#"[{"name":"\"\"","values":[null]}]"#, map],
        vec![r#"[{"name":"null","value":1}]"#, map],
        // It makes another name of it, which an element further on has too.
        vec![r#"[{"name":"\"x\""},{"name":"x","value":1}]"#, map],
        // The name itself holds columns.
        vec![r#"{"l":[{"name":"{\"name\":[1]}","value":1}]}"#],
        vec![r#"{"l":[{"name":"a","value":1},{"123456":"[1]"}]}"#],
    ] {
        let payloads: Vec<String> = payloads.into_iter().map(str::to_owned).collect();
        check(&payloads);
        let draft = scaffold(&payloads).draft(&selections()[1]).unwrap();
        let look_ups = draft.fields.iter().filter(|field| field.path.contains('='));
        assert_eq!(look_ups.count(), 0, "{draft:#?}");
    }
    // Names in quotes are names where nothing is decoded.
    let quoted = [r#"{"l":[{"name":"\"x\"","value":1}],"form":"{\"a\":1}"}"#.to_owned()];
    check(&quoted);
    let draft = scaffold(&quoted).draft(&Selection::default()).unwrap();
    assert!(draft.fields.iter().any(|field| field.path.contains('=')));
}

#[test]
fn the_name_of_an_event_is_the_same_when_it_is_decoded() {
    for event in ["true", "null", "1e5"] {
        let payload = |event: &str| {
            format!(r#"{{"event":"{event}","email":"a@example.com","123456":"{{\"a\":1}}"}}"#)
        };
        check(&[payload(event)]);
        check(&[payload(event), payload("lead")]);
    }
}

#[test]
fn a_path_that_only_some_places_have_without_decoding_is_known() {
    let held =
        r#"{"name":[{"name":"name","value":"asha@example.com"},{"name":"name","values":[null]}]}"#;
    let payloads = [
        r#"{"1.3":{"100001":"[{\"name\":\"a\",\"value\":1},2]"}}"#.to_owned(),
        format!(r#"{{"100001":{held},"1.3":[{{"name":"name","value":"{{\"name\":[1]}}"}}]}}"#),
    ];
    check(&payloads);
}

#[test]
fn a_text_that_two_columns_need_decoded_is_decoded_for_both() {
    let payload = r#"{
        "email": {"100001": null, "phone_number": "[{\"name\":\"a\",\"value\":1},2]"},
        "100002": [{"name": "name", "values": ["{\"name\":[1]}"]}, {"name": "Name", "values": [0]}]
    }"#;
    check(&[payload.to_owned()]);
}

#[test]
fn a_column_that_holds_lists_and_objects_as_often_has_no_type() {
    let kind = |payloads: &[&str]| {
        let payloads: Vec<String> = payloads.iter().map(|text| (*text).to_owned()).collect();
        check(&payloads);
        let all = Selection {
            include: Include::Matching(vec![
                PathPattern::parse("*[*").unwrap(),
                PathPattern::parse("m").unwrap(),
            ]),
            exclude: Vec::new(),
        };
        let draft = scaffold(&payloads).draft(&all).unwrap();
        let is_it = |field: &&DraftField| ["[*]", "m"].contains(&field.path.as_str());
        draft.fields.iter().find(is_it).unwrap().kind
    };
    let email = r#"{"m":"asha@example.com"}"#;
    assert_eq!(kind(&[r#"["asha@example.com"]"#, "[[]]", r#"{"name":{}}"#]), DraftType::Any);
    assert_eq!(kind(&[email, email, r#"{"m":[]}"#]), DraftType::Any);
    assert_eq!(kind(&[email, email, email, r#"{"m":[]}"#]), DraftType::Email);
}

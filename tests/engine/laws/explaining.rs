//! What is explained is what is made.

use std::ops::ControlFlow;

use leadmap_engine::capture::Delivery;
use leadmap_engine::input::provenance::Provenance;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::projection::{
    Explained, Fill, Flaws, Made, Outcome, Payload, Projection, Refusal, Strictness,
};
use leadmap_json::View;
use proptest::prelude::*;

use crate::laws::deliveries;
use crate::laws::engine::mapping;
use crate::laws::payloads::{self, payloads};

/// A record, or why there is none, and of which node.
type Record = Result<Vec<(String, Fill)>, (Refusal, Option<String>)>;

fn made(mapping: &Mapping, payload: &str, strictness: Strictness) -> (Vec<Record>, String, Flaws) {
    let mut projection = Projection::new(mapping, strictness);
    let mut records = Vec::new();
    let outcome = projection.run(&bare(payload), None, |made| {
        records.push(match made {
            Made::Record { cells, fills, .. } => {
                let cells = cells.iter().map(|cell| format!("{cell:?}"));
                Ok(cells.zip(fills.iter().copied()).collect())
            }
            Made::Refused { refusal, node } => Err((refusal, node)),
        });
        Ok(ControlFlow::Continue(()))
    });
    (records, shown(&outcome.unwrap()), projection.take_flaws())
}

fn explained(
    mapping: &Mapping,
    payload: &str,
    strictness: Strictness,
) -> (Vec<Record>, String, Flaws) {
    let mut projection = Projection::new(mapping, strictness);
    let mut records = Vec::new();
    let outcome = projection.explain(&bare(payload), None, |explained| {
        assert_eq!(explained.stories.len(), mapping.fields.len());
        records.push(record(&explained));
        Ok(ControlFlow::Continue(()))
    });
    (records, shown(&outcome.unwrap()), projection.take_flaws())
}

fn record(explained: &Explained<'_>) -> Record {
    if let Some(refusal) = explained.refusal {
        return Err((refusal.clone(), explained.node.map(str::to_owned)));
    }
    let end = |story: &leadmap_engine::projection::Story<'_>| {
        let (cell, fill) = story.end.as_ref().unwrap();
        (format!("{cell:?}"), *fill)
    };
    Ok(explained.stories.iter().map(end).collect())
}

fn shown(outcome: &Outcome<'_>) -> String {
    format!("{outcome:?}")
}

fn bare(payload: &str) -> Payload<'_> {
    Payload {
        object: View::new(payload),
        delivery: Delivery::default(),
        provenance: Provenance::start_of("captures"),
    }
}

/// Fields of all kinds for [`payloads`].
fn mappings() -> impl Strategy<Value = String> {
    let path = prop::sample::select(vec![
        "event",
        "items[*].n",
        "items[0].name",
        "$.items[?@.n].name",
        "@.name",
        "@.n",
        "@",
        "x",
        "missing",
        "query:a",
        "origin:line",
    ]);
    let paths = prop::collection::vec(path, 1..4).prop_map(|paths| format!("{paths:?}"));
    let option = prop::sample::select(vec![
        r#""many":"first""#,
        r#""many":"join""#,
        r#""many":"list""#,
        r#""type":"integer""#,
        r#""type":"text","clean":["trim","upper"]"#,
        r#""values":{"lead":"Lead","Asha":7}"#,
        r#""on_invalid":"blank","type":"number""#,
        r#""on_invalid":"reject","type":"boolean""#,
        r#""default":"9""#,
        r#""required":true"#,
    ]);
    let field = prop_oneof![
        4 => (paths, option.clone()).prop_map(|(paths, option)| format!(r#"{{"path":{paths},{option}}}"#)),
        1 => Just(r#"{"value":" ","default":1}"#.to_owned()),
        1 => Just(r#"{"template":"{x} {@.name}, {items[*].n}","many":"first"}"#.to_owned()),
        1 => Just(r#"{"template":"{missing}"}"#.to_owned()),
        1 => Just(r#"{"template":"{items[*].name}"}"#.to_owned()),
    ];
    prop::collection::vec(field, 1..6).prop_map(|fields| {
        let fields: Vec<_> =
            fields.iter().enumerate().map(|(at, field)| format!(r#""f{at}":{field}"#)).collect();
        format!(r#"{{"each":"items[*]","decode":["x"],"fields":{{{}}}}}"#, fields.join(","))
    })
}

proptest! {
    #[test]
    fn what_is_explained_is_what_is_made(
        payload in payloads(),
        random in mappings(),
        strict in any::<bool>(),
    ) {
        let strictness = if strict { Strictness::Strict } else { Strictness::Lenient };
        let random = Mapping::parse(&random).map_err(|problems| format!("{random}: {problems:?}")).unwrap().0;
        for mapping in [&random, &mapping(payloads::MAPPING)] {
            prop_assert_eq!(explained(mapping, &payload, strictness).0, made(mapping, &payload, strictness).0);
            prop_assert_eq!(explained(mapping, &payload, strictness).1, made(mapping, &payload, strictness).1);
        }
    }
}

#[test]
fn deliveries_are_explained_as_they_are_made() {
    let mapping = mapping(deliveries::MAPPING);
    for payload in deliveries::deliveries(300) {
        for strictness in [Strictness::Lenient, Strictness::Strict] {
            let made = made(&mapping, &payload, strictness);
            let explained = explained(&mapping, &payload, strictness);
            assert_eq!((&explained.0, &explained.1), (&made.0, &made.1), "{payload}");
            if made.0.iter().all(Result::is_ok) {
                assert_eq!(explained.2, made.2, "{payload}");
            }
        }
    }
}

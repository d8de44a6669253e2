//! The compliance suite of RFC 9535 (jsonpath-compliance-test-suite), run through leadmap's own paths.
//!
//! The suite is data that lies beside the project: `$LEADMAP_CORPORA/cts.json`.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "this is a test")]

use std::fs;
use std::path::Path as FilePath;

use leadmap::json::Value;
use leadmap::path::{Nodes, Path, Query};
use serde_json::Value as Json;

/// How many cases the suite has; a smaller file is not the suite.
const CASES: usize = 703;

#[test]
fn every_case_of_the_compliance_suite_passes() {
    let Some(corpora) = std::env::var_os("LEADMAP_CORPORA") else {
        eprintln!(
            "SKIPPED: the RFC 9535 compliance suite; LEADMAP_CORPORA does not name its folder"
        );
        return;
    };
    let text = fs::read_to_string(FilePath::new(&corpora).join("cts.json"))
        .expect("the suite can be read");
    let suite: Json = serde_json::from_str(&text).expect("the suite is JSON");
    let cases = suite["tests"].as_array().expect("the suite has tests");
    let faults: Vec<String> = cases.iter().filter_map(|case| judge(case).err()).collect();
    assert!(
        faults.is_empty(),
        "{} of {} fail:\n{}",
        faults.len(),
        cases.len(),
        faults.join("\n")
    );
    assert_eq!(cases.len(), CASES);
}

fn judge(case: &Json) -> Result<(), String> {
    let selector = case["selector"].as_str().unwrap_or_default();
    let fault = |what: String| Err(format!("{} {selector:?}: {what}", case["name"]));
    let query = match (Path::parse(selector), case["invalid_selector"] == true) {
        (Err(error), true) => {
            let is_on_one_line = !error.message.is_empty() && !error.message.contains('\n');
            let is_inside = selector.get(error.span.clone()).is_some();
            return if is_on_one_line && is_inside {
                Ok(())
            } else {
                fault(format!("{error:?}"))
            };
        }
        (Err(error), false) => return fault(format!("is refused: {error:?}")),
        (Ok(_), true) => return fault("is not refused".to_owned()),
        (Ok(Path::Payload(query)), false) => query,
        (Ok(other), false) => return fault(format!("is {other:?}")),
    };
    let document = case["document"].to_string();
    let document = Value::of(&document);
    let nodes = query.select_all(&document);
    let (values, paths) = outcome(&query, &nodes);
    let (wanted, wanted_paths) = match case.get("results") {
        Some(results) => (list(results), list(&case["results_paths"])),
        None => (
            vec![case["result"].clone()],
            vec![case["result_paths"].clone()],
        ),
    };
    // Where objects leave the order open, the paths must be those of the values.
    match wanted
        .iter()
        .zip(&wanted_paths)
        .any(|wanted| wanted == (&values, &paths))
    {
        true => Ok(()),
        false => fault(format!(
            "gives {values} at {paths}, not {wanted:?} at {wanted_paths:?}"
        )),
    }
}

fn outcome(query: &Query, nodes: &Nodes<'_, '_>) -> (Json, Json) {
    let read = |text: &str| serde_json::from_str::<Json>(text).expect("a node is JSON");
    let values = nodes.iter().map(|node| read(node.value.text)).collect();
    let path = |location| Json::String(nodes.normalized(&query.plain, location));
    let paths = nodes.iter().map(|node| path(node.location)).collect();
    (Json::Array(values), Json::Array(paths))
}

fn list(alternatives: &Json) -> Vec<Json> {
    alternatives.as_array().cloned().unwrap_or_default()
}

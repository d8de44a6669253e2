//! Every mapping that these tests apply is also a test of `mappings/mapping.schema.json`: a mapping that can be applied
//! is accepted by it.

use std::fs;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::run::project;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let text = fs::read_to_string(project("mappings/mapping.schema.json")).unwrap();
    jsonschema::draft7::new(&serde_json::from_str(&text).unwrap()).unwrap()
});

/// Asks that the schema accepts `mapping`, which was applied.
#[track_caller]
pub(crate) fn assert_accepted(mapping: &str) {
    let mapping = mapping.trim_start_matches('\u{feff}');
    let mut plain = mapping.to_owned();
    json_strip_comments::strip(&mut plain).unwrap();
    let value: Value =
        serde_json::from_str(&plain).unwrap_or_else(|error| panic!("{error}: {mapping}"));
    let refusals: Vec<String> = SCHEMA
        .iter_errors(&value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert_eq!(refusals, [""; 0], "{mapping}");
}

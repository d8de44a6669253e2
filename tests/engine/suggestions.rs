//! Whatever is misspelt in a mapping: what is suggested instead is near to it, or of the same shape, and never the same.

use leadmap_engine::mapping::Mapping;
use leadmap_engine::problem::Problem;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// The most edits between a name and what is suggested for it.
const FEW: usize = 3;

/// Names as they are typed: anything, and known ones with something wrong.
fn typed() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 24] = [
        "fields",
        "unique",
        "tests",
        "path",
        "template",
        "separator",
        "on_invalid",
        "required",
        "blank",
        "expect",
        "timestamp",
        "boolean",
        "single_line",
        "reject",
        "first",
        "unix_ms",
        "rfc3339",
        "Asia/Kolkata",
        "America/New_York",
        "UTC",
        "IN",
        "UK",
        "+91",
        "column_one",
    ];
    let slip = (select(KNOWN.to_vec()), any::<prop::sample::Index>(), "[a-zA-Z_/-]{0,2}").prop_map(
        |(name, at, put)| {
            let at = at.index(name.len());
            format!("{}{put}{}", &name[..at], &name[at + 1..])
        },
    );
    let recased = select(KNOWN.to_vec()).prop_map(str::to_uppercase);
    let prefix = "(column_){0,20}"
        .prop_flat_map(|long| "[a-z]{0,3}".prop_map(move |end| format!("{long}{end}")));
    prop_oneof![4 => slip, 1 => recased, 2 => "[a-zA-Z0-9_/+-]{0,10}", 1 => "\\PC{0,8}", 1 => prefix]
}

/// Mappings in which `typed` stands where something known is expected.
fn mappings(typed: &str) -> Vec<Value> {
    let field = |key: &str, value: Value| {
        let mut field = json!({"path": "a"});
        field[key] = value;
        json!({"fields": {"a": field}})
    };
    let time = |key: &str| json!({"fields": {"a": {"path": "a", "type": "timestamp", "input": "%F", key: typed}}});
    let long = format!("{}abc", "column_".repeat(15));
    vec![
        json!({"fields": {"a": "a"}, typed: 1}),
        json!({"fields": {"a": "a"}, "when": {"a": {typed: 1}}}),
        json!({"fields": {"a": "a"}, "tests": [{"input": {}, "expect": [], typed: 1}]}),
        json!({"fields": {"column_one": "a", "column_two": "b", "id": "c", long: "d"}, "unique": [typed]}),
        field(typed, json!(1)),
        field("type", json!(typed)),
        field("many", json!(typed)),
        field("on_invalid", json!(typed)),
        field("clean", json!([typed])),
        time("input"),
        time("output"),
        time("zone"),
        json!({"fields": {"a": {"path": "a", "type": "phone", "region": typed}}}),
    ]
}

fn problems(mapping: &Value) -> Vec<Problem> {
    let (Ok((_, problems)) | Err(problems)) = Mapping::parse(&mapping.to_string());
    problems
}

/// Whether `meant` is something that whoever typed `typed` may have meant.
fn is_sensible(typed: &str, meant: &str) -> bool {
    let edits = |one: &str, other: &str| strsim::osa_distance(one, other);
    let lower = typed.to_lowercase();
    let meant_lower = meant.to_lowercase();
    let letters = |text: &str| text.replace(['-', '_', ' '], "");
    // A city stands for its zone, and a calling code for its country.
    let city = meant_lower.rsplit('/').next().unwrap_or_default();
    let is_calling_code = typed.trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit());
    lower == meant_lower
        || edits(typed, meant) <= FEW
        || edits(&lower, &meant_lower) <= FEW
        || edits(&letters(&lower), &letters(&meant_lower)) <= 1
        || edits(&lower, city) <= FEW
        || (meant.len() == 2 && (is_calling_code || lower == "uk"))
}

proptest! {
    #[test]
    fn no_suggestion_is_absurd(typed in typed()) {
        for mapping in mappings(&typed) {
            for problem in problems(&mapping) {
                let label = problem.label.unwrap_or_default();
                let Some(rest) = label.strip_prefix("did you mean `") else {
                    continue;
                };
                let meant = rest.strip_suffix("`?").unwrap();
                prop_assert_ne!(meant, &typed);
                prop_assert!(!problem.message.contains(&format!("`{meant}`")), "{}: {meant}", problem.message);
                prop_assert!(is_sensible(&typed, meant), "{typed}: {meant}");
            }
        }
    }
}

#[test]
fn slips_are_answered_with_a_suggestion_wherever_they_stand() {
    let suggested = |mapping: &Value| {
        let labels = problems(mapping).into_iter().filter_map(|problem| problem.label);
        labels.into_iter().any(|label| label.starts_with("did you mean"))
    };
    for (at, typed) in [
        "feilds",
        "blnak",
        "inptu",
        "column_on",
        "requierd",
        "timestmp",
        "frist",
        "rejct",
        "uper",
        "rfc339",
        "unixms",
        "Asia/Kolkatta",
        "UK",
    ]
    .into_iter()
    .enumerate()
    {
        let mapping = &mappings(typed)[at];
        assert!(suggested(mapping), "{typed}: {mapping}");
    }
}

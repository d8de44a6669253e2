//! `leadmap check --samples` and `--schema`: mappings held to payloads as they come.

use proptest::prelude::*;
use serde_json::Value;

use crate::run::{Folder, MAPPING, Outcome, project};
use crate::samples::SHIPPED;

const LEADS: &str = r#"{"lead": {"name": "Asha", "email": "asha@example.com"}}"#;

/// Holds a mapping to samples.
fn held(mapping: &str, samples: &str, options: &[&str]) -> Outcome {
    let folder = Folder::of_mapping(mapping);
    let mut arguments = vec!["check", MAPPING, "--samples", "-"];
    arguments.extend(options);
    folder.pipe(&arguments, samples)
}

/// The problems that are errors or warnings.
fn problems(outcome: &Outcome) -> Vec<Value> {
    let problems: Vec<Value> = serde_json::from_str(&outcome.stdout).unwrap();
    let counts = |problem: &Value| problem["severity"] != "note";
    problems.into_iter().filter(counts).collect()
}

#[test]
fn the_shipped_mappings_are_clean_on_the_shipped_samples() {
    // To the sample, and to the folder it is in, unless that has broken files.
    let folders = SHIPPED.map(|(mapping, sample)| (mapping, sample.split_once('/').unwrap().0));
    let folders = folders.into_iter().filter(|(_, folder)| *folder != "saleassist");
    for (mapping, samples) in SHIPPED.into_iter().chain(folders) {
        let mapping = project(&format!("mappings/{mapping}.json"));
        let samples = project(&format!("samples/{samples}"));
        let arguments = ["check", &mapping, "--samples", &samples, "-f", "json"];
        let outcome = Folder::new().run(&arguments).ends_with(0);
        assert_eq!(problems(&outcome), [] as [Value; 0], "{mapping}");
    }
}

#[test]
fn a_misspelt_path_is_an_error_with_a_caret_under_the_name_that_is_not_there() {
    let mapping = "{\n  \"fields\": { \"email\": \"lead.emial\" }\n}\n";
    let outcome = held(mapping, LEADS, &["-q"]).ends_with(1);
    let expected = "\
error[unknown-path]: no payload has `lead.emial`
 --> m.json:2:30
  |
2 |   \"fields\": { \"email\": \"lead.emial\" }
  |                              ^^^^^ did you mean `email`?
  |
  = note: `lead` has: name (100 %), email (100 %)
  = note: the column `email` is empty in every record

";
    assert_eq!(outcome.stdout, expected);
    assert_eq!(outcome.stderr, "");
}

#[test]
fn without_a_sample_nothing_is_proven() {
    let mapping = r#"{"fields": {"a": "a"}}"#;
    let outcome = held(mapping, "", &[]);
    assert_eq!(
        outcome.error(),
        "error: there is nothing to hold the mappings to: the samples have no payload"
    );
    assert_eq!(outcome.stdout, "");
}

#[test]
fn a_broken_sample_is_shown_and_is_no_success() {
    let mapping = r#"{"fields": {"name": "lead.name", "email": "lead.email"}}"#;
    let outcome = held(mapping, &format!("{LEADS}\n{{\"lead\": }}\n"), &[]).ends_with(1);
    assert_eq!(outcome.rejects().len(), 1, "{}", outcome.stderr);
    let summary = "no problems in 1 mapping\nheld to 1 sample; 1 more is broken\n";
    assert!(outcome.stderr.ends_with(summary), "{}", outcome.stderr);
}

#[test]
fn options_that_mean_nothing_are_refused() {
    let folder = Folder::of_mapping(r#"{"fields": {"a": "a"}}"#);
    for option in ["--repair", "--from=json", "--max-payload=1K"] {
        let outcome = folder.run(&["check", MAPPING, option]);
        assert!(outcome.ends_with(2).stderr.contains("\n  --samples <INPUT>\n"), "{option}");
    }
    let outcome = folder.run(&["check", "-", "--samples", "-"]);
    assert!(outcome.error().contains("both a mapping and the samples"));
    folder.write("no-schema.json", "{}");
    let outcome = folder.run(&["check", MAPPING, "--schema", "no-schema.json"]);
    assert!(outcome.error().contains("is not a schema"));
    let outcome = folder.run(&["check", MAPPING, "--schema", "nowhere.json"]);
    assert!(outcome.error().contains("could not read the schema nowhere.json"));
}

#[test]
fn samples_that_have_to_be_mended_or_unwrapped_are() {
    let mapping = r#"{"fields": {"a": "a"}}"#;
    held(mapping, "{\"a\": 1,}", &["--repair"]).ends_with(0);
    held(mapping, "{\"x\": {\"a\": 1}}", &["--from", "x"]).ends_with(0);
    held(mapping, "{\"x\": {\"a\": 1}}", &[]).ends_with(1);
}

#[test]
fn values_of_headers_are_never_told() {
    let mapping = r#"{
        "when": { "header:x-key": "other" },
        "fields": { "a": { "path": "header:x-key", "type": "email" } }
    }"#;
    let open =
        mapping.replace("\"header:x-key\": \"other\"", "\"header:x-key\": {\"blank\": false}");
    let capture = r#"{"headers": {"x-key": "hush-hush", "content-type": "application/json"}, "body": {"a": 1}, "queryString": {}}"#;
    for mapping in [mapping, &open] {
        let outcome = held(mapping, capture, &[]);
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(said.contains("[never-holds]") || said.contains("[invalid-values]"), "{said}");
        assert!(!said.contains("hush"), "{said}");
    }
}

#[test]
fn each_is_judged_where_it_selects_nothing_and_its_nodes_where_it_does() {
    let payload = r#"{"entry": [{"id": 1}, {"id": 2}]}"#;
    let outcome =
        held(r#"{"each": "entri[*]", "fields": {"id": "@.id"}}"#, payload, &["-f", "json"]);
    let found = problems(&outcome);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["label"], "did you mean `entry`?");
    let outcome =
        held(r#"{"each": "entry[*]", "fields": {"id": "@.ids"}}"#, payload, &["-f", "json"]);
    let found = problems(&outcome);
    assert_eq!(found[0]["message"], "no node of `each` has `@.ids`");
    assert_eq!(found[0]["replacement"], "id");
}

#[test]
fn a_schema_alone_finds_what_is_certain_and_no_more() {
    let folder = Folder::of_mapping(
        r#"{"fields": {
            "email": "lead.emial", "name": "lead.name", "filtered": "$.lead[?@.x == 1]",
            "looked_up": "answers[q=nobody].v", "of_map": "map.123456"
        }}"#,
    );
    let payload = r#"{"lead": {"name": "A", "email": "a@example.com"}, "answers": [{"q": "a", "v": 1}], "map": {"100001": 1}}"#;
    let schema = folder.pipe(&["schema", "-q", "-f", "json"], payload).ends_with(0);
    folder.write("schema.json", schema.stdout);
    let outcome = folder.run(&["check", MAPPING, "--schema", "schema.json", "-f", "json"]);
    let found = problems(&outcome.ends_with(1));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["message"], "no payload of the schema has `lead.emial`");
}

#[test]
fn what_a_field_maps_anyway_is_not_suggested_to_it() {
    let mapping = r#"{"fields": {"p": {"path": ["mobile", "meta[0].who"], "type": "phone"}}}"#;
    let payload = r#"{"mobile": "+919820010431", "meta": [{"x": 1}]}"#;
    let outcome = held(mapping, payload, &["-f", "json"]).ends_with(0);
    assert_eq!(problems(&outcome), [] as [Value; 0]);
}

#[test]
fn of_a_few_samples_nothing_is_concluded() {
    let folder = Folder::of_mapping(r#"{"fields": {"name": "name", "rare": ["rare", "name"]}}"#);
    let before = format!(r#"{{"name": "A", "rare": 1}}{}"#, r#"{"name": "A"}"#.repeat(9));
    let schema = folder.pipe(&["schema", "-q", "-f", "json"], before).ends_with(0);
    folder.write("schema.json", schema.stdout);
    let arguments = ["check", MAPPING, "--schema", "schema.json", "--samples", "-", "-f", "json"];
    let few = folder.pipe(&arguments, r#"{"name": "A"}"#.repeat(4)).ends_with(0);
    assert_eq!(problems(&few), [] as [Value; 0]);
    let many = folder.pipe(&arguments, r#"{"name": "A"}"#.repeat(60)).ends_with(0);
    assert_eq!(problems(&many)[0]["code"], "vanished-path");
}

#[test]
fn what_fills_a_column_already_leaves_its_fallbacks_without_a_suggestion_by_shape() {
    let mapping = r#"{"fields": {"p": {"path": ["mobile", "meta.who"], "type": "phone"}}}"#;
    let payload = r#"{"mobile": "n/a", "other": "+919820010431", "meta": {"x": 1}}"#;
    let outcome = held(mapping, payload, &["-f", "json"]);
    assert!(!outcome.stdout.contains("did you mean"), "{}", outcome.stdout);
}

/// Holds a mapping to samples and to a schema of others.
fn drifted(mapping: &str, before: &str, samples: &str) -> Outcome {
    let folder = Folder::of_mapping(mapping);
    let schema = folder.pipe(&["schema", "-q", "-f", "json"], before).ends_with(0);
    folder.write("schema.json", schema.stdout);
    let schema = ["--schema", "schema.json"];
    folder
        .pipe(&[&["check", MAPPING, "--samples", "-", "-f", "json"], &schema[..]].concat(), samples)
}

#[test]
fn another_type_is_no_warning_to_a_field_that_makes_the_same_of_it() {
    let before = r#"{"pin": "411038"}"#.repeat(9);
    let samples = r#"{"pin": 411038}"#.repeat(9);
    for same in [
        r#"{"path": "pin", "type": "text"}"#,
        r#"{"path": "pin", "type": "integer"}"#,
        r#"{"path": "pin", "many": "join"}"#,
        r#"{"template": "{pin}"}"#,
    ] {
        let mapping = format!(r#"{{"fields": {{"pin": {same}}}}}"#);
        let outcome = drifted(&mapping, &before, &samples).ends_with(0);
        assert!(outcome.stdout.contains("changed-type"), "{same}");
        assert_eq!(problems(&outcome), [] as [Value; 0], "{same}");
    }
    let outcome = drifted(r#"{"fields": {"pin": "pin"}}"#, &before, &samples).ends_with(0);
    assert_eq!(problems(&outcome)[0]["code"], "changed-type");
}

#[test]
fn a_schema_that_tells_every_value_judges_conditions() {
    let payloads = r#"{"event": "lead", "n": 1, "q": "", "many": [{"x": "b"}]}{"event": "chat", "n": 2, "q": null}"#;
    let folder = Folder::new();
    let schema = folder.pipe(&["schema", "-q", "-f", "json"], payloads).ends_with(0);
    folder.write("schema.json", schema.stdout);
    let errors = |condition: &str| {
        let mapping = format!(r#"{{"when": {{{condition}}}, "fields": {{"event": "event"}}}}"#);
        folder.write(MAPPING, &mapping);
        let arguments = ["check", MAPPING, "--schema", "schema.json", "-f", "json"];
        let outcome = folder.run(&arguments);
        problems(&outcome)
    };
    for holds in [
        r#""event": "lead""#,
        r#""event": ["Lead", "chat"]"#,
        r#""n": 2.0"#,
        r#""q": null"#,
        r#""q": " ""#,
        r#""q": {"blank": true}"#,
        r#""event": {"not": "lead"}"#,
        r#""many[*].x": "c""#,
    ] {
        assert_eq!(errors(holds), [] as [Value; 0], "{holds}");
    }
    for (never, replacement) in [
        (r#""event": "laed""#, Value::from("\"lead\"")),
        (r#""n": "2""#, Value::from("2")),
        (r#""event": ["Purchase", "Order"]"#, Value::Null),
        (r#""q": {"blank": false}"#, Value::Null),
    ] {
        let found = errors(never);
        assert_eq!(found[0]["code"], "never-holds", "{never}");
        assert_eq!(found[0]["replacement"], replacement, "{never}");
    }
}

#[test]
fn a_schema_without_examples_or_with_too_many_values_judges_no_condition() {
    let many: String = (0..17).map(|n| format!("{{\"event\": \"e{n}\"}}")).collect();
    let folder =
        Folder::of_mapping(r#"{"when": {"event": "nothing like it"}, "fields": {"e": "event"}}"#);
    for (options, payloads) in [(&[][..], many.as_str()), (&["--redact"], r#"{"event": "lead"}"#)] {
        let arguments = [&["schema", "-q", "-f", "json"], options].concat();
        let schema = folder.pipe(&arguments, payloads).ends_with(0);
        folder.write("schema.json", schema.stdout);
        folder.run(&["check", MAPPING, "--schema", "schema.json"]).ends_with(0);
    }
}

#[test]
fn a_fallback_that_may_go_anywhere_does_not_map_what_is_there() {
    let payload = r#"{"lead": {"email": "a@example.com", "campaign": "x"}}"#;
    let with = |paths: &str| {
        let mapping = format!(r#"{{"fields": {{"email": {paths}}}}}"#);
        held(&mapping, payload, &[]).ends_with(0).stdout
    };
    let net = with(r#"["lead.email", "$.lead[?match(@, '.+@.+')]"]"#);
    assert!(net.contains("campaign (100 %)"), "{net}");
    let all = with(r#"{"path": "$.lead[*]", "many": "join"}"#);
    assert!(!all.contains("campaign"), "{all}");
}

#[test]
fn a_list_on_the_way_is_told_of_even_where_the_path_goes_wrong_again_after_it() {
    let mapping = r#"{"fields": {"n": "meta.form.nobody.name"}}"#;
    let payload = r#"{"meta": [{"form": {"x": 1}}], "other": {"name": "Asha"}}"#;
    let outcome = held(mapping, payload, &["-f", "json"]).ends_with(1);
    let label = problems(&outcome)[0]["label"].as_str().unwrap().to_owned();
    assert!(label.starts_with("`meta` is a list: write `meta[0].form.nobody.name`"), "{label}");
}

#[test]
fn a_question_that_nobody_has_answered_yet_is_no_error_and_no_other_answer_is_offered_for_it() {
    let payload = r#"{"answers": [{"name": "FULL_NAME", "value": "Asha Rao"}, {"name": "CITY", "value": "Pune"}]}"#;
    let severity = |field: &str, count: usize| {
        let mapping =
            format!(r#"{{"fields": {{"name": "answers[name=FULL_NAME].value", "it": {field}}}}}"#);
        let outcome = held(&mapping, &payload.repeat(count), &["-f", "json"]);
        let found: Vec<Value> = serde_json::from_str(&outcome.stdout).unwrap();
        let unknown = found.iter().find(|problem| problem["code"] == "unknown-path");
        let unknown = unknown.unwrap_or_else(|| panic!("{}", outcome.stdout));
        (unknown["severity"].clone(), unknown["label"].clone())
    };
    let company = r#""answers[name=COMPANY].value""#;
    assert_eq!(severity(company, 3), ("note".into(), Value::Null));
    assert_eq!(severity(company, 30), ("warning".into(), Value::Null));
    let part = r#"{"template": "{answers[name=FULL_NAME].value} {answers[name=COMPANY].value}"}"#;
    assert_eq!(severity(part, 30), ("note".into(), Value::Null));
    let required = r#"{"path": "answers[name=COMPANY].value", "required": true}"#;
    assert_eq!(severity(required, 3), ("error".into(), Value::Null));
    let misspelt = r#""answers[name=CTIY].value""#;
    let meant = "did you mean `CITY`?";
    assert_eq!(severity(misspelt, 3), ("error".into(), meant.into()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn paths_that_are_there_are_known_and_one_that_is_misspelt_is_told_what_was_meant(
        names in prop::collection::btree_set("[a-z]{5,8}", 2..6),
        depth in 0..3usize,
        at in any::<prop::sample::Index>(),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let members: Vec<String> = names.iter().map(|name| format!("\"{name}\": 1")).collect();
        let mut payload = format!("{{{}}}", members.join(", "));
        for _ in 0..depth {
            payload = format!("{{\"in\": {payload}}}");
        }
        let prefix = "in.".repeat(depth);
        let mapping = |paths: &[String]| {
            let fields: Vec<String> =
                paths.iter().enumerate().map(|(index, path)| format!("\"f{index}\": \"{prefix}{path}\"")).collect();
            format!("{{\"fields\": {{{}}}}}", fields.join(", "))
        };
        let clean = held(&mapping(&names), &payload, &["-f", "json"]);
        prop_assert_eq!(clean.stdout, "[]\n");
        // Twice its last letter: one edit from the name, and from another only if that begins with it.
        let meant = at.get(&names);
        let last = meant.chars().last().unwrap();
        let slip = format!("{meant}{last}");
        prop_assume!(!names.contains(&slip));
        let mut paths = names.clone();
        paths[at.index(names.len())] = slip;
        let outcome = held(&mapping(&paths), &payload, &["-f", "json"]);
        let found = problems(&outcome);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0]["code"], "unknown-path");
        prop_assert_eq!(&found[0]["replacement"], meant.as_str());
    }
}

//! `mappings/mapping.schema.json` and `Mapping::parse` say the same of every mapping, as far as a schema can say it.
//!
//! A mapping that the schema refuses has an error. A mapping with an error is refused by the schema, unless all of its
//! errors are among [`CANNOT_SAY`].

mod mappings;
mod names;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jsonschema::Validator;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::problem::{ProblemCode, Severity};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

/// The errors that a schema cannot tell, or not always.
const CANNOT_SAY: [ProblemCode; 11] = [
    // Of the text, before there is a value.
    ProblemCode::Syntax,
    ProblemCode::NotUtf8,
    ProblemCode::DuplicateKey,
    // Texts with a grammar that is not regular, or with a list behind them that is too long. The schema refuses those
    // that are wrong at first sight.
    ProblemCode::BadPath,
    ProblemCode::BadTemplate,
    ProblemCode::BadTimeFormat,
    ProblemCode::UnknownZone,
    ProblemCode::UnknownRegion,
    // Between values that stand apart.
    ProblemCode::MisplacedPath,
    ProblemCode::DoesNotFit,
    ProblemCode::UnknownField,
];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn schema() -> Value {
    let text = fs::read_to_string(root("mappings/mapping.schema.json")).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
}

fn validator() -> &'static Validator {
    static VALIDATOR: LazyLock<Validator> =
        LazyLock::new(|| jsonschema::draft7::new(&schema()).expect("a schema"));
    &VALIDATOR
}

/// The codes of the errors that make a mapping unusable.
fn errors(mapping: &str) -> BTreeSet<ProblemCode> {
    let Err(problems) = Mapping::parse(mapping) else {
        return BTreeSet::new();
    };
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.code).collect()
}

/// Why the schema refuses a mapping.
fn refusals(validator: &Validator, mapping: &Value) -> Vec<String> {
    let errors = validator.iter_errors(mapping);
    errors.map(|error| format!("{} at {}", error, error.instance_path())).collect()
}

/// What the two say of `mapping`, if it is not the same.
fn disagreement(validator: &Validator, mapping: &Value) -> Option<String> {
    let errors = errors(&mapping.to_string());
    let refusals = refusals(validator, mapping);
    let must_refuse = errors.iter().any(|code| !CANNOT_SAY.contains(code));
    if errors.is_empty() && !refusals.is_empty() {
        return Some(format!("only the schema refuses it: {refusals:#?}"));
    }
    (must_refuse && refusals.is_empty())
        .then(|| format!("the schema does not refuse it: {errors:?}"))
}

proptest! {
    #[test]
    fn the_schema_and_the_parser_agree(mapping in mappings::mapping()) {
        let disagreement = disagreement(validator(), &mapping);
        prop_assert!(disagreement.is_none(), "{}\n{mapping:#}", disagreement.unwrap());
    }

    #[test]
    fn they_agree_on_the_mappings_of_this_project_with_something_changed(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(mappings::change(), 1..4),
    ) {
        let shipped = shipped();
        let mut mapping = shipped[which.index(shipped.len())].1.clone();
        for change in changes {
            change.make(&mut mapping);
        }
        let disagreement = disagreement(validator(), &mapping);
        prop_assert!(disagreement.is_none(), "{}\n{mapping:#}", disagreement.unwrap());
    }

    #[test]
    fn they_agree_on_any_text_for_a_path(path in mappings::path_like()) {
        for mapping in [
            serde_json::json!({"fields": {"a": path}}),
            serde_json::json!({"fields": {"a": "a"}, "each": path}),
            serde_json::json!({"fields": {"a": "a"}, "when": {&path: 1}}),
        ] {
            let disagreement = disagreement(validator(), &mapping);
            prop_assert!(disagreement.is_none(), "{}\n{mapping:#}", disagreement.unwrap());
        }
    }
}

#[test]
fn the_mappings_that_are_tried_are_good_ones_and_have_every_error() {
    let mut runner = TestRunner::deterministic();
    let strategy = mappings::mapping();
    let mut seen = BTreeSet::new();
    let mut good = 0;
    for _ in 0..4000 {
        let mapping = strategy.new_tree(&mut runner).unwrap().current();
        let errors = errors(&mapping.to_string());
        good += usize::from(errors.is_empty());
        seen.extend(errors);
    }
    assert!(good > 400, "{good} of 4000 are good");
    let of_the_text = [ProblemCode::Syntax, ProblemCode::NotUtf8, ProblemCode::DuplicateKey];
    let expected = [
        ProblemCode::UnknownKey,
        ProblemCode::WrongKind,
        ProblemCode::Empty,
        ProblemCode::MissingKey,
        ProblemCode::NoFields,
        ProblemCode::NoSource,
        ProblemCode::SeveralSources,
        ProblemCode::UnknownWord,
        ProblemCode::StrayOption,
    ];
    let expected = expected.iter().chain(&CANNOT_SAY);
    for code in expected.filter(|code| !of_the_text.contains(code)) {
        assert!(seen.contains(code), "never seen: {}", code.name());
    }
}

/// The mappings of this project, with their names.
fn shipped() -> Vec<(String, Value)> {
    let folder = fs::read_dir(root("mappings")).expect("the folder");
    let mut paths: Vec<PathBuf> = folder
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.ends_with("mapping.schema.json"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 4);
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a mapping");
        (path.display().to_string(), plain(&text))
    };
    paths.into_iter().map(read).collect()
}

/// A mapping without its comments and trailing commas.
fn plain(text: &str) -> Value {
    let mut text = text.to_owned();
    json_strip_comments::strip(&mut text).expect("comments that end");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn every_mapping_of_this_project_is_accepted() {
    let validator = validator();
    for (name, mapping) in shipped() {
        assert_eq!(refusals(validator, &mapping), [""; 0], "{name}");
        assert_eq!(mapping["$schema"], "./mapping.schema.json", "{name}");
    }
}

#[test]
fn every_mapping_in_the_documents_is_accepted() {
    let validator = validator();
    let mut count = 0;
    let documents = walkdir::WalkDir::new(root("docs")).into_iter();
    let documents = documents.map(|entry| entry.expect("an entry").into_path());
    for path in documents.chain([root("README.md")]) {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a document");
        for block in text.split("\n```jsonc\n").skip(1) {
            let (mapping, _) = block.split_once("\n```").expect("the end of the block");
            let refusals = refusals(validator, &plain(mapping));
            assert_eq!(refusals, [""; 0], "{}:\n{mapping}", path.display());
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn every_wrong_mapping_that_can_be_read_is_refused_if_a_schema_can_say_so() {
    let validator = validator();
    let folder = fs::read_dir(root("tests/cases/mapping")).expect("the folder");
    let mut count = 0;
    for path in folder.map(|entry| entry.expect("an entry").path()) {
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let bytes = fs::read(&path).expect("the case");
        let Ok(mapping) = serde_json::from_slice(&bytes) else {
            continue;
        };
        let disagreement = disagreement(validator, &mapping);
        assert_eq!(disagreement, None, "{}", path.display());
        count += 1;
    }
    assert!(count > 15, "{count}");
}

#[test]
fn the_schema_is_one_by_the_rules_of_its_draft() {
    let schema = schema();
    assert!(jsonschema::draft7::meta::is_valid(&schema));
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
}

/// Calls `look` on every schema in `schema` that describes a value, with where it stands.
fn each_schema(schema: &Value, place: &str, look: &mut impl FnMut(&str, &Value)) {
    match schema {
        Value::Object(members) => {
            look(place, schema);
            for (key, inner) in members.iter().filter(|(key, _)| *key != "examples") {
                each_schema(inner, &format!("{place}/{key}"), look);
            }
        }
        Value::Array(elements) => {
            for (index, inner) in elements.iter().enumerate() {
                each_schema(inner, &format!("{place}/{index}"), look);
            }
        }
        _ => {}
    }
}

#[test]
fn every_key_is_described() {
    each_schema(&schema(), "", &mut |place, schema| {
        // What `dependencies` asks of other keys describes none.
        if place.contains("/dependencies") || place.contains("/onlyTimestamp") {
            return;
        }
        let Some(Value::Object(keys)) = schema.get("properties") else {
            return;
        };
        for (key, schema) in keys.iter().filter(|(_, schema)| schema.is_object()) {
            let description = schema.get("description").and_then(Value::as_str);
            let is_sentence = description.is_some_and(|text| text.ends_with('.'));
            assert!(is_sentence, "{place}/properties/{key}");
        }
    });
}

#[test]
fn every_word_is_described() {
    each_schema(&schema(), "", &mut |place, schema| {
        if let Some(Value::Array(descriptions)) = schema.get("enumDescriptions") {
            let words = schema["enum"].as_array().expect("words");
            assert_eq!(words.len(), descriptions.len(), "{place}");
        }
    });
}

#[test]
fn every_example_in_the_schema_is_one() {
    let whole = schema();
    each_schema(&whole, "", &mut |place, schema| {
        let (Some(Value::Array(examples)), false) = (schema.get("examples"), place.is_empty())
        else {
            return;
        };
        let mut alone = schema.clone();
        alone["definitions"] = whole["definitions"].clone();
        // Beside `$ref` nothing else is looked at.
        if let Some(reference) = schema.get("$ref") {
            alone = serde_json::json!({"allOf": [{"$ref": reference}], "definitions": whole["definitions"]});
        }
        let validator = jsonschema::draft7::new(&alone).expect("a schema");
        for example in examples {
            assert!(validator.is_valid(example), "{place}: {example}");
        }
    });
}

#[test]
fn the_comment_in_the_schema_names_what_it_cannot_say() {
    let schema = schema();
    let comment = schema["$comment"].as_str().expect("a comment");
    let (_, list) = comment.rsplit_once(": ").expect("a list");
    let named: BTreeSet<&str> = list.trim_end_matches('.').split(", ").collect();
    let expected: BTreeSet<&str> = CANNOT_SAY.iter().map(|code| code.name()).collect();
    assert_eq!(named, expected);
}

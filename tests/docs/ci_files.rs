//! What other projects use leadmap by in their pipelines: `action.yml`, `.pre-commit-hooks.yaml`, and the workflows in
//! docs/check.md that name them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use regex::Regex;
use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::Value;
use tempfile::TempDir;

/// A mapping with an error and a warning.
const WRONG: &str = r#"{ "fields": { "name": ["lead.name", "lead.name"], "city": "lead..city" } }"#;

/// A mapping with a warning.
const DOUBTFUL: &str = r#"{ "fields": { "name": ["lead.name", "lead.name"] } }"#;

const GOOD: &str = r#"{ "fields": { "name": "lead.name" } }"#;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn yaml(text: &str) -> Yaml<'_> {
    let mut documents = Yaml::load_from_str(text).expect("YAML");
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn text<'y>(yaml: &'y Yaml<'_>) -> &'y str {
    yaml.as_str().expect("a text")
}

/// The blocks of YAML in a document.
fn blocks(document: &str) -> Vec<&str> {
    let blocks = document.split("\n```yaml\n").skip(1);
    blocks.map(|rest| rest.split_once("\n```").expect("the end of the block").0).collect()
}

/// What the action runs to check mappings.
fn script(action: &str) -> String {
    let action = yaml(action);
    let steps = action["runs"]["steps"].as_vec().expect("steps");
    let check = steps.iter().find(|step| text(&step["name"]) == "Check");
    text(&check.expect("the step")["run"]).to_owned()
}

/// A folder with a leadmap where the action puts it.
fn runner() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join("leadmap/bin");
    fs::create_dir_all(&bin).unwrap();
    symlink(env!("CARGO_BIN_EXE_leadmap"), bin.join("leadmap")).unwrap();
    for (name, mapping) in [
        ("wrong.json", WRONG),
        ("doubtful.json", DOUBTFUL),
        ("good one.json", GOOD),
        ("-f.json", GOOD),
    ] {
        fs::write(folder.path().join(name), mapping).unwrap();
    }
    folder
}

/// Runs the check of the action in `folder`, as a runner does.
fn act<const N: usize>(folder: &TempDir, inputs: [(&str, &str); N]) -> Output {
    let script = script(&read("action.yml"));
    Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script])
        .current_dir(folder)
        .env("RUNNER_TEMP", folder.path())
        .env("SAMPLES", "")
        .envs(inputs)
        .output()
        .expect("bash")
}

/// The status and the annotations.
fn annotations(mappings: &str, deny: &str) -> (i32, Vec<String>) {
    let inputs = [("MAPPINGS", mappings), ("DENY_WARNINGS", deny), ("SARIF", "")];
    let output = act(&runner(), inputs);
    let printed = String::from_utf8(output.stdout).unwrap();
    let kind = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
    (output.status.code().unwrap(), printed.lines().map(kind).collect())
}

#[test]
fn the_action_annotates_and_fails_on_errors_and_where_it_is_asked_to_on_warnings() {
    assert_eq!(annotations("good one.json\n", "false"), (0, vec![]));
    let warning = "::warning file=doubtful.json".to_owned();
    assert_eq!(annotations("doubtful.json", "false"), (0, vec![warning.clone()]));
    assert_eq!(annotations("doubtful.json", "true"), (1, vec![warning.clone()]));
    let wrong = ["::warning file=wrong.json", "::error file=wrong.json"].map(str::to_owned);
    assert_eq!(annotations("wrong.json\n\ngood one.json", "false"), (1, wrong.to_vec()));
    assert_eq!(annotations("-f.json\n", "false"), (0, vec![]));
    assert_eq!(annotations("no such.json", "false"), (2, vec![]));
    assert_eq!(annotations("$(touch ran)\n", "false"), (2, vec![]));
}

#[test]
fn the_action_holds_mappings_to_samples() {
    let folder = runner();
    fs::write(folder.path().join("lead one.json"), r#"{"b": 1}"#).unwrap();
    let inputs = [("MAPPINGS", "good one.json"), ("SAMPLES", "lead one.json\n\n")];
    let output = act(&folder, inputs);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("title=unknown-path::"), "{printed}");
}

#[test]
fn the_action_writes_sarif_whatever_is_found_and_ends_with_what_was_found() {
    for (mapping, status, results) in
        [("good one.json", 0, 0), ("wrong.json", 1, 2), ("none.json", 2, 0)]
    {
        let folder = runner();
        let inputs = [("MAPPINGS", mapping), ("DENY_WARNINGS", "false"), ("SARIF", "a b.sarif")];
        let output = act(&folder, inputs);
        assert_eq!(output.status.code(), Some(status), "{mapping}");
        let sarif = fs::read_to_string(folder.path().join("a b.sarif")).unwrap();
        let sarif: Value = serde_json::from_str(&sarif).unwrap();
        assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), results);
    }
    let inputs = [("MAPPINGS", "good one.json"), ("DENY_WARNINGS", "false"), ("SARIF", "none/x")];
    assert_eq!(act(&runner(), inputs).status.code(), Some(1), "it cannot be written");
}

#[test]
fn every_input_of_the_action_is_described_and_reaches_the_script_by_the_environment_alone() {
    let file = read("action.yml");
    let action = yaml(&file);
    assert_eq!(text(&action["runs"]["using"]), "composite");
    let inputs = action["inputs"].as_mapping().expect("inputs");
    let used: BTreeSet<&str> = Regex::new(r"inputs\.([a-z-]+)")
        .unwrap()
        .captures_iter(&file)
        .map(|found| found.get(1).unwrap().as_str())
        .collect();
    let named: BTreeSet<&str> = inputs.keys().map(text).collect();
    assert_eq!(used, named);
    for input in inputs.values() {
        assert!(!text(&input["description"]).is_empty());
        assert!(input["default"].as_str().is_some());
    }
    for step in action["runs"]["steps"].as_vec().unwrap() {
        assert_eq!(text(&step["shell"]), "bash");
        let run = text(&step["run"]);
        assert!(!run.contains("${{"), "{run}");
        for name in step["env"].as_mapping().unwrap().keys() {
            assert!(run.contains(&format!("${}", text(name))), "{run}");
        }
    }
}

#[test]
fn the_workflow_in_the_documents_gives_the_action_inputs_that_it_has() {
    let document = read("docs/check.md");
    let action = read("action.yml");
    let action = yaml(&action);
    let mut uses = 0;
    for block in blocks(&document) {
        let workflow = yaml(block);
        let Some(jobs) = workflow.as_mapping_get("jobs").and_then(Yaml::as_mapping) else {
            continue;
        };
        for job in jobs.values() {
            for step in job["steps"].as_vec().unwrap() {
                if !text(&step["uses"]).contains("/leadmap@") {
                    continue;
                }
                let version = concat!("@v", env!("CARGO_PKG_VERSION"));
                assert!(text(&step["uses"]).ends_with(version));
                for name in step["with"].as_mapping().unwrap().keys() {
                    assert!(action["inputs"].as_mapping_get(text(name)).is_some(), "{name:?}");
                }
                uses += 1;
            }
        }
    }
    assert_eq!(uses, 1);
}

#[test]
fn the_hook_in_the_documents_is_the_one_that_there_is() {
    let document = read("docs/check.md");
    let hooks = read(".pre-commit-hooks.yaml");
    let hooks = yaml(&hooks);
    let id = text(&hooks[0]["id"]);
    let configuration = blocks(&document)
        .into_iter()
        .find(|block| block.starts_with("repos:"))
        .expect("a configuration");
    let configuration = yaml(configuration);
    let repository = &configuration["repos"][0];
    assert_eq!(text(&repository["hooks"][0]["id"]), id);
    assert_eq!(text(&repository["rev"]), concat!("v", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_hook_takes_mappings_and_no_other_json() {
    let hooks = read(".pre-commit-hooks.yaml");
    let hooks = yaml(&hooks);
    let [files, exclude] =
        ["files", "exclude"].map(|key| Regex::new(text(&hooks[0][key])).unwrap());
    let taken = |path: &str| files.is_match(path) && !exclude.is_match(path);
    for (path, expected) in BTreeMap::from([
        ("mappings/saleassist.json", true),
        ("mappings/meta/lead.jsonc", true),
        ("crm/mappings/lead.json", true),
        ("spring.mapping.json", true),
        ("campaigns/spring.mapping.jsonc", true),
        ("mappings/mapping.schema.json", false),
        ("mappings/README.md", false),
        ("mappings.json", false),
        ("my-mappings/x.json", false),
        ("samples/saleassist/log.ndjson", false),
        ("package.json", false),
        ("mappings/lead.json.bak", false),
        ("mapping.json", false),
    ]) {
        assert_eq!(taken(path), expected, "{path}");
    }
}

#[test]
fn what_the_hook_runs_checks_the_mappings_that_it_is_given() {
    let hooks = read(".pre-commit-hooks.yaml");
    let hooks = yaml(&hooks);
    let mut entry = text(&hooks[0]["entry"]).split(' ');
    assert_eq!(entry.next(), Some(env!("CARGO_PKG_NAME")), "the name of the binary");
    let folder = runner();
    let arguments: Vec<&str> = entry.collect();
    let run = |files: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_leadmap"))
            .args(&arguments)
            .args(files)
            .current_dir(&folder)
            .output()
            .unwrap()
    };
    assert_eq!(run(&["good one.json"]).status.code(), Some(0));
    let output = run(&["good one.json", "wrong.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("error[bad-path]"));
}

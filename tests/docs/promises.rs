//! docs/trust.md names tests: they are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;
use walkdir::WalkDir;

fn project(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The names of all functions of the tests, and of the modules that have tests in them.
fn functions() -> BTreeSet<String> {
    let name = Regex::new(r"\bfn ([a-z0-9_]+)\s*[(<]").unwrap();
    let mut names = BTreeSet::new();
    for folder in ["tests", "crates", "src"] {
        for entry in WalkDir::new(project(folder)) {
            let entry = entry.unwrap();
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(entry.path()).unwrap();
                names.extend(name.captures_iter(&text).map(|found| found[1].to_owned()));
            }
        }
    }
    names
}

#[test]
fn every_promise_is_held_by_tests_and_files_that_are_there() {
    let page = fs::read_to_string(project("docs/trust.md")).unwrap();
    let named = Regex::new("`([A-Za-z0-9_./]+)`").unwrap();
    let functions = functions();
    let mut tests = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let held_by = row.split('|').nth(2).unwrap();
        for name in named.captures_iter(held_by).map(|found| found[1].to_owned()) {
            if name.contains('/') {
                assert!(project(&name).exists(), "{name} is not there");
            } else if name.contains('_') {
                assert!(functions.contains(&name), "no test is called {name}");
                tests += 1;
            }
        }
    }
    assert!(tests > 30, "{tests} tests are named");
}

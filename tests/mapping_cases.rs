//! Wrong mappings as data: `tests/cases/mapping/NAME.json`, and beside each what is printed about it, `NAME.txt`. The
//! tests of a mapping without errors are run; the inputs they name are in the folder `inputs`.
//!
//! `UPDATE_CASES=1 cargo test --test mapping_cases` writes the texts anew; review them as code.

#![allow(clippy::expect_used, reason = "a test stops where it cannot go on")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use leadmap::check::check;
use leadmap::problem::text::Printer;
use leadmap::problem::{Code, Problem};
use leadmap::terminal::Color;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/mapping");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .expect("the folder of the cases")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    cases.sort();
    cases
}

fn problems(case: &Path, bytes: &[u8]) -> Vec<Problem> {
    check(bytes, case.parent().expect("a folder")).problems
}

fn printed(case: &Path, bytes: &[u8]) -> String {
    let name = case.file_name().expect("a file").to_string_lossy();
    let text = String::from_utf8_lossy(bytes);
    let mut out = Vec::new();
    Printer::new(&name, &text, Color::Off)
        .write(&problems(case, bytes), &mut out)
        .expect("writing to memory");
    String::from_utf8(out).expect("text")
}

#[test]
fn what_is_printed_about_each_case_is_exactly_what_is_beside_it() {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut different = Vec::new();
    for case in cases() {
        let printed = printed(&case, &fs::read(&case).expect("the case"));
        let beside = case.with_extension("txt");
        if update {
            fs::write(&beside, &printed).expect("writing the expected text");
        } else if fs::read_to_string(&beside).unwrap_or_default() != printed {
            different.push(printed);
        }
    }
    assert!(
        different.is_empty(),
        "not as expected:\n\n{}",
        different.join("\n")
    );
}

#[test]
fn every_code_has_a_case() {
    let found: BTreeSet<Code> = cases()
        .iter()
        .flat_map(|case| problems(case, &fs::read(case).expect("the case")))
        .map(|problem| problem.code)
        .collect();
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !found.contains(code))
        .map(|code| code.name())
        .collect();
    assert!(missing.is_empty(), "no case for: {missing:?}");
}

#[test]
fn problems_stand_in_the_order_of_the_text() {
    for case in cases() {
        let problems = problems(&case, &fs::read(&case).expect("the case"));
        assert!(
            problems.is_sorted_by_key(|problem| problem.span.start),
            "{}",
            case.display()
        );
    }
}

#[test]
fn a_replacement_put_in_its_place_leaves_the_problem_no_more() {
    let mut replaced = 0;
    for case in cases() {
        let bytes = fs::read(&case).expect("the case");
        for problem in problems(&case, &bytes) {
            let Some(replacement) = &problem.replacement else {
                continue;
            };
            let mut mended = bytes.clone();
            mended.splice(problem.span.clone(), replacement.bytes());
            let is_left = problems(&case, &mended)
                .iter()
                .any(|left| left.code == problem.code && left.span.start == problem.span.start);
            assert!(
                !is_left,
                "{}: {problem:#?}\n{}",
                case.display(),
                String::from_utf8_lossy(&mended)
            );
            replaced += 1;
        }
    }
    assert!(replaced > 10, "only {replaced} replacements");
}

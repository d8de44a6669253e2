//! The pages about codes, in docs/problems/ and docs/rejects/: all of one form, and each example shows what it says.

use std::collections::BTreeSet;
use std::path::Path;

use leadmap_engine::check::check;
use leadmap_engine::problem::{Problem, Severity};
use leadmap_view::explain::Code;

use crate::document::Document;

/// The longest line of text, so that it fits a terminal as it is.
const WIDTH: usize = 80;

/// The parts of a page, behind what the code means.
const PARTS: [&str; 3] = ["## Wrong", "## Right", "## What to do"];

/// A part of a page: what stands under its heading, and its blocks of code.
#[derive(Default)]
struct Part {
    heading: String,
    text: Vec<String>,
    /// The languages and texts of the blocks.
    blocks: Vec<(String, String)>,
}

fn page(code: Code) -> Document {
    let folder = match code {
        Code::Problem(_) => "problems",
        Code::Reject(_) => "rejects",
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(format!("docs/{folder}/{}.md", code.name()));
    assert!(
        path.exists(),
        "no page about {}: write {} in the form of the pages beside it",
        code.title(),
        path.display(),
    );
    Document::read(path)
}

/// The parts of a page, the first of which has the title as its heading.
fn parts(page: &Document) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut blocks = page.blocks().into_iter().peekable();
    let mut at = 0;
    while let Some(line) = page.lines.get(at) {
        if let Some(block) = blocks.next_if(|block| block.lines.start == at + 1) {
            let part = parts.last_mut().expect("a heading before any code");
            part.blocks.push((block.language, page.text(&block.lines)));
            at = block.lines.end + 1;
            continue;
        }
        if line.starts_with('#') {
            parts.push(Part { heading: line.clone(), ..Part::default() });
        } else if !line.is_empty() {
            let part = parts.last_mut().expect("a heading before any text");
            part.text.push(line.clone());
        }
        at += 1;
    }
    parts
}

fn part<'p>(parts: &'p [Part], heading: &str) -> &'p Part {
    parts.iter().find(|part| part.heading == heading).unwrap_or_else(|| panic!("no part {heading}"))
}

fn problems(mapping: &str) -> Vec<Problem> {
    check(mapping.as_bytes(), Path::new(env!("CARGO_MANIFEST_DIR"))).problems
}

/// The codes that an example shows: those of the problems of its mapping, or those that its commands print. That they
/// do print them is what [`crate::examples::every_example_prints_what_stands_below_it`] looks at.
fn shown(part: &Part) -> BTreeSet<String> {
    let printed: Vec<&str> = part
        .blocks
        .iter()
        .filter(|(language, _)| language == "console")
        .flat_map(|(_, text)| text.lines())
        .collect();
    if !printed.is_empty() {
        let code = |line: &&str| {
            let (kind, rest) = line.split_once('[')?;
            let (code, _) = rest.split_once("]: ")?;
            ["error", "warning", "note", "reject"].contains(&kind).then(|| code.to_owned())
        };
        return printed.iter().filter_map(code).collect();
    }
    let [(_, mapping)] = part.blocks.as_slice() else {
        panic!("{}: expected one mapping, or commands", part.heading);
    };
    let codes = problems(mapping).into_iter();
    codes.map(|problem| problem.code.name().to_owned()).collect()
}

#[test]
fn a_page_has_its_title_the_summary_and_then_the_parts_in_order() {
    for code in Code::all() {
        let page = page(code);
        let parts = parts(&page);
        let headings: Vec<_> = parts.iter().map(|part| part.heading.as_str()).collect();
        let title = format!("# {}", code.title());
        assert_eq!(headings[0], title);
        assert_eq!(headings[1..], PARTS, "{title}");
        let text = page.text(&(0..page.lines.len()));
        let mut paragraphs = text.split("\n\n").skip(1);
        let summary = paragraphs.next().expect("a paragraph").replace('\n', " ");
        assert_eq!(summary, code.summary(), "{title}: the first paragraph");
        let meaning = paragraphs.next().unwrap_or_default();
        assert!(!meaning.starts_with('#'), "{title}: says no more than that");
        assert!(!parts[3].text.is_empty(), "{title}: nothing to do");
        assert_eq!(text, code.page(), "{title}");
    }
}

#[test]
fn a_page_reads_well_on_a_terminal() {
    for code in Code::all() {
        for part in parts(&page(code)) {
            for line in part.text {
                let place = format!("{}: {line}", code.title());
                assert!(line.chars().count() <= WIDTH, "longer than {WIDTH}: {place}");
                let marks = ["](", "**", "| "];
                let is_plain = !marks.iter().any(|mark| line.contains(mark));
                assert!(is_plain, "shown as it is written: {place}");
                let is_whole = line.matches('`').count() % 2 == 0;
                assert!(is_whole, "code that goes on in the next line: {place}");
            }
        }
    }
}

#[test]
fn the_wrong_example_shows_the_code_and_nothing_else_and_the_right_one_shows_none() {
    for code in Code::all() {
        let parts = parts(&page(code));
        let wrong = shown(part(&parts, PARTS[0]));
        assert_eq!(wrong, BTreeSet::from([code.name().to_owned()]), "{}", code.title());
        let right = shown(part(&parts, PARTS[1]));
        assert_eq!(right, BTreeSet::new(), "{}", code.title());
    }
}

#[test]
fn a_page_says_whether_the_problem_is_a_warning() {
    for code in Code::all().filter(|code| matches!(code, Code::Problem(_))) {
        let parts = parts(&page(code));
        let [(language, mapping)] = part(&parts, PARTS[0]).blocks.as_slice() else {
            continue;
        };
        if language == "console" {
            continue;
        }
        let is_warning =
            problems(mapping).iter().all(|problem| problem.severity == Severity::Warning);
        let says = parts[0].text.iter().any(|line| line.contains("A warning"));
        assert_eq!(says, is_warning, "{}", code.title());
    }
}

#[test]
fn each_list_of_codes_has_every_code_with_its_summary_and_a_link() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, codes) in [
        (
            "problems",
            Code::all().filter(|code| matches!(code, Code::Problem(_))).collect::<Vec<_>>(),
        ),
        ("rejects", Code::all().filter(|code| matches!(code, Code::Reject(_))).collect()),
    ] {
        let list = Document::read(root.join(format!("docs/{name}.md")));
        let rows: Vec<_> =
            list.lines.iter().filter(|line| line.starts_with("| [`")).cloned().collect();
        let expected: Vec<_> = codes
            .iter()
            .map(|code| format!("| [`{0}`]({name}/{0}.md) | {1} |", code.name(), code.summary()))
            .collect();
        assert_eq!(rows, expected, "docs/{name}.md");
    }
}

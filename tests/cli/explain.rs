//! `leadmap explain`.

use leadmap_view::explain::Code;

use crate::run::Folder;

fn run(arguments: &[&str]) -> crate::run::Outcome {
    Folder::new().run(&[&["explain"], arguments].concat())
}

#[test]
fn every_code_is_explained() {
    for code in Code::all() {
        let outcome = run(&[code.name()]).ends_with(0);
        assert!(outcome.stdout.contains(&format!("{}\n\n", code.title())));
        assert!(outcome.stdout.contains("\nWhat to do\n\n"));
        assert_eq!(outcome.stderr, "");
    }
}

#[test]
fn a_page_is_plain_text_without_marks() {
    for code in Code::all() {
        let text = run(&[code.name()]).stdout;
        for line in text.lines() {
            let marks = ["```", "# ", "<!--", "## "];
            assert!(!marks.iter().any(|mark| line.starts_with(mark)), "{line}");
            assert_eq!(line, line.trim_end());
        }
        assert!(text.contains("\nWrong\n\n") && text.contains("\nRight\n\n"));
        assert!(!text.contains("\n\n\n"), "{text}");
    }
}

#[test]
fn a_name_that_a_problem_and_a_reject_share_gives_both_pages() {
    for name in ["syntax", "duplicate-key"] {
        let text = run(&[name]).ends_with(0).stdout;
        let [problem, reject] = [format!("Problem `{name}`\n"), format!("\n\nReject `{name}`\n")];
        assert!(text.starts_with(&problem) && text.contains(&reject), "{text}");
    }
}

#[test]
fn without_a_code_all_are_listed() {
    let text = run(&[]).ends_with(0).stdout;
    for code in Code::all() {
        assert!(text.contains(&format!("  {} ", code.name())), "{text}");
        assert!(text.contains(code.summary()), "{text}");
    }
    assert_eq!(text.lines().count(), Code::all().count() + 3);
}

#[test]
fn an_unknown_code_is_an_error_that_names_the_nearest() {
    assert_eq!(
        run(&["unkown-key"]).error(),
        "error: there is no code `unkown-key`; did you mean `unknown-key`?"
    );
    assert_eq!(
        run(&["weather"]).error(),
        "error: there is no code `weather`; `leadmap explain` lists them all"
    );
    assert_eq!(
        run(&["\u{1b}[2J"]).error(),
        "error: there is no code `\\u{1b}[2J`; `leadmap explain` lists them all"
    );
    assert_eq!(run(&[""]).status, 2);
}

#[test]
fn colours_are_used_where_they_are_asked_for() {
    let plain = run(&["empty"]).stdout;
    let painted = run(&["empty", "--color", "always"]).stdout;
    assert!(!plain.contains('\u{1b}'));
    assert!(painted.starts_with("\u{1b}[1mProblem `empty`\u{1b}[0m\n"), "{painted}");
    assert!(run(&["--color", "always"]).stdout.starts_with("\u{1b}[1m"));
}

#[test]
fn a_code_too_long_to_be_one_is_not_repeated_in_full() {
    let said = Folder::new().run(&["explain", &"a".repeat(3000)]).error().to_owned();
    assert!(said.len() < 200, "{said}");
}

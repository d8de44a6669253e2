//! `leadmap init`: from captures to a mapping that works.

use std::env;
use std::ffi::OsStr;
use std::fs;

use crate::run::{Folder, Outcome, project};

const LEADS: &str = r#"{"event":"lead","id":"L1","lead":{"name":"Asha Rao","email":"asha@example.com","mobile":"98200 10431","utm_source":"ads"},"api_key":"k"}
{"event":"lead","id":"L2","lead":{"name":"Ravi","email":"ravi@example.com","mobile":"","utm_source":"ads"},"api_key":"k"}
{"event":"ping","id":"P1","lead":null,"api_key":"k"}
"#;

const MAPPING: &str = r#"{
  // Made by `leadmap init` from 3 payloads of standard input.
  // The comments tell of the 2 that `when` lets pass.

  // Also seen, and filtered: ping (1).
  "when": { "event": "lead" },

  "fields": {
    "name": "lead.name",                                 // always; text
    "mobile": "lead.mobile",                             // 50 %; phone; for E.164 "type": "phone", "region": "…"
    "email": { "path": "lead.email", "type": "email" },  // always; e-mail
    "utm_source": "lead.utm_source",                     // always; text
    "id": "id"                                           // always; text
  },

  // A lead that is delivered again is written once.
  "unique": ["id"]
}
"#;

fn init(arguments: &[&str], input: &str) -> Outcome {
    let folder = Folder::new();
    folder.pipe(&[&["init"], arguments].concat(), input)
}

#[test]
fn a_mapping_has_the_leads_details_and_says_how_often_they_were_seen() {
    let outcome = init(&[], LEADS);
    assert_eq!(outcome.stdout, MAPPING);
    assert_eq!(
        outcome.stderr,
        "3 payloads read, 2 of them pass `when`; 5 of 7 paths chosen (--all takes all)\n"
    );
    assert_eq!(outcome.status, 0);
}

#[test]
fn the_order_of_payloads_makes_no_difference() {
    let backwards: Vec<&str> = LEADS.lines().rev().collect();
    assert_eq!(init(&[], &backwards.join("\n")).stdout, MAPPING);
}

/// For every sample a newcomer gets a mapping without a problem, and with it a list without a reject that was none
/// before.
#[test]
fn the_samples_go_through_init_check_and_apply() {
    for (sample, column) in [
        ("saleassist", "mobile_number"),
        ("meta", "phone_number"),
        ("google-ads", "phone_number"),
        ("wrapped", "mobile_number"),
    ] {
        let folder = Folder::new();
        let sample = project(&format!("samples/{sample}"));
        let made = folder.run(&["init", &sample, "-o", "m.json"]);
        assert_eq!(made.stdout, "");
        assert!(
            made.stderr.ends_with(&format!("next: leadmap apply m.json {sample}\n")),
            "{}",
            made.stderr
        );
        let held = ["check", "m.json", "--deny", "warnings", "--samples", &sample];
        let checked = folder.run(&held);
        // Samples that are broken are a finding, the mapping is not.
        assert_eq!(checked.status, made.status, "{checked:?}");
        assert!(
            ["no problems", "no errors or warnings"]
                .iter()
                .any(|what| checked.stderr.contains(&format!("{what} in 1 mapping"))),
            "{checked:?}"
        );
        let applied = folder.apply(&["-f", "csv", &sample], "");
        assert_eq!(applied.status, made.status, "{}", applied.stderr);
        assert_eq!(applied.stats["records"]["rejected"], 0);
        let header = applied.stdout.lines().next().unwrap();
        assert!(header.split(',').any(|name| name == column), "{header}");
    }
}

/// What is made of the captures in `tests/cases/init`, in files beside them. `UPDATE_CASES=1` writes these anew.
#[test]
fn captures_of_known_products_become_the_mappings_beside_them() {
    let mut cases = 0;
    for entry in fs::read_dir(project("tests/cases/init")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension() != Some(OsStr::new("ndjson")) {
            continue;
        }
        cases += 1;
        let captures = fs::read_to_string(&path).unwrap();
        let folder = Folder::new();
        let made = folder.pipe(&["init", "-o", "m.json"], &captures);
        assert_eq!(made.status, 0, "{}", made.stderr);
        let text = folder.read("m.json");
        let expected = path.with_extension("mapping.jsonc");
        if env::var_os("UPDATE_CASES").is_some() {
            fs::write(&expected, &text).unwrap();
        }
        assert_eq!(fs::read_to_string(&expected).unwrap(), text, "{}", path.display());
        let held = ["check", "m.json", "--deny", "warnings", "--samples", "-"];
        let checked = folder.pipe(&held, &captures);
        assert_eq!(checked.status, 0, "{}: {checked:?}", path.display());
        let applied = folder.apply(&["-f", "csv"], &captures);
        assert_eq!(applied.status, 0, "{}", applied.stderr);
        assert_eq!(applied.stats["payloads"]["rejected"], 0);
    }
    assert!(cases >= 11, "{cases}");
}

#[test]
fn secrets_are_left_out_unless_everything_is_wanted() {
    assert!(!init(&[], LEADS).stdout.contains("api_key"));
    let all = init(&["--all"], LEADS);
    assert!(all.stdout.contains("\"api_key\": \"api_key\""), "{}", all.stdout);
    assert!(all.stdout.contains("// always; text; looks like a secret"));
    assert!(!all.stdout.contains("\"k\""));
}

#[test]
fn patterns_say_what_is_taken_and_what_is_left_out() {
    let columns = |arguments: &[&str]| {
        let folder = Folder::new();
        let made = folder.pipe(&[&["init", "-o", "m.json"], arguments].concat(), LEADS);
        assert_eq!(made.status, 0, "{}", made.stderr);
        let applied = folder.apply(&["-f", "csv"], LEADS);
        applied.stdout.lines().next().unwrap().to_owned()
    };
    assert_eq!(columns(&["--include", "lead.*"]), "name,email,mobile,utm_source");
    assert_eq!(columns(&["--include", "*UTM*", "--include", "id"]), "id,utm_source");
    assert_eq!(columns(&["--exclude", "*m*"]), "id");
    assert_eq!(columns(&["--include", "lead.*", "--exclude", "*.utm_*"]), "name,email,mobile");
    assert_eq!(columns(&["--include", "lead"]), "lead");
}

#[test]
fn patterns_that_leave_nothing_are_answered_with_what_there_is() {
    for arguments in [&["--include", "*budget*"], &["--exclude", "*"]] {
        let outcome = init(arguments, LEADS);
        assert_eq!(outcome.status, 2);
        assert_eq!(outcome.stdout, "");
        assert!(outcome.stderr.contains("`lead.name`"), "{}", outcome.stderr);
    }
    let outcome = init(&["--include", ""], LEADS);
    assert_eq!(outcome.status, 2);
    assert_eq!(outcome.stdout, "");
    assert!(outcome.stderr.contains("an empty pattern matches no path"), "{}", outcome.stderr);
}

#[test]
fn nothing_is_written_where_there_is_nothing_to_map() {
    for (input, status, message) in [
        ("", 2, "the input is empty"),
        (" \n", 2, "the input is empty"),
        (r#"{"method":"POST","headers":{"host":"a"},"body":[]}"#, 2, "no capture holds a payload"),
        (r#"{"log":"started","stream":"stdout","time":"t"}"#, 2, "no capture holds a payload"),
        ("no json here", 2, "none of what was read is a payload"),
        ("{} {\"a\":[]}", 1, "2 payloads without a value that a column could hold"),
    ] {
        let folder = Folder::new();
        let outcome = folder.pipe(&["init", "-o", "m.json"], input);
        assert_eq!(outcome.status, status, "{input:?} {}", outcome.stderr);
        assert!(outcome.stderr.contains(message), "{input:?} {}", outcome.stderr);
        assert!(folder.names().is_empty(), "{input:?}");
    }
}

#[test]
fn what_is_broken_is_shown_and_the_mapping_is_made_of_the_rest() {
    let input = format!("{LEADS}{{\"event\":\n{LEADS}");
    let outcome = init(&[], &input);
    assert_eq!(outcome.status, 1);
    assert!(outcome.stderr.contains("reject[syntax]"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("6 payloads read, 1 rejected"), "{}", outcome.stderr);
    assert_eq!(
        outcome.stdout,
        MAPPING.replace("3 payloads", "6 payloads").replace("the 2", "the 4").replace("(1)", "(2)")
    );
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let folder = Folder::new();
    folder.write("m.json", "mine");
    let outcome = folder.pipe(&["init", "-o", "m.json"], LEADS);
    assert_eq!(outcome.status, 2);
    assert_eq!(outcome.stderr, "error: m.json exists; --force replaces it\n");
    assert_eq!(folder.read("m.json"), "mine");
    let outcome = folder.pipe(&["init", "-o", "m.json", "--force", "--include", "none"], LEADS);
    assert_eq!(outcome.status, 2);
    assert_eq!(folder.read("m.json"), "mine");
    let outcome = folder.pipe(&["init", "-o", "m.json", "--force"], LEADS);
    assert_eq!(outcome.status, 0);
    assert_eq!(folder.read("m.json"), MAPPING);
    assert_eq!(folder.names(), ["m.json"]);
}

#[test]
fn captures_are_never_replaced_by_their_mapping() {
    let folder = Folder::new();
    folder.write("leads.ndjson", LEADS);
    let outcome = folder.run(&["init", "leads.ndjson", "-o", "leads.ndjson", "--force"]);
    assert_eq!(outcome.status, 2);
    assert!(outcome.stderr.contains("is also an input"), "{}", outcome.stderr);
    assert_eq!(folder.read("leads.ndjson"), LEADS);
}

#[test]
fn where_nothing_looks_like_a_lead_everything_is_taken() {
    let outcome = init(&[], r#"{"colour":"red","size":4}"#);
    assert!(outcome.stdout.contains("\"colour\": \"colour\","), "{}", outcome.stdout);
    assert!(
        outcome.stderr.contains("2 of 2 paths chosen, for none looks like a lead's"),
        "{}",
        outcome.stderr
    );
    assert_eq!(outcome.status, 0);
}

#[test]
fn payloads_that_are_no_objects_are_mapped_too() {
    for input in ["1 \"a\" true", "[[\"a@example.com\"], [[1, null]]]"] {
        let folder = Folder::new();
        let made = folder.pipe(&["init", "-o", "m.json"], input);
        assert_eq!(made.status, 0, "{input} {}", made.stderr);
        let applied = folder.apply(&["-f", "ndjson"], input);
        assert_eq!(applied.status, 0, "{input} {}", applied.stderr);
    }
}

#[test]
fn names_of_files_and_keys_do_nothing_to_the_mapping_or_the_terminal() {
    let folder = Folder::new();
    let name = "a\u{1b}[31m\n\u{202e}.json";
    folder.write(name, r#"{"na\u001bme\n": "x", "e*/mail\u202e": "a@example.com", "\ud800": 1}"#);
    let outcome = folder.run(&["init", "--all", name]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let hidden = |c: char| c != '\n' && leadmap_engine::message::is_hidden(c);
    assert!(!outcome.stdout.contains(hidden), "{:?}", outcome.stdout);
    assert!(!outcome.stderr.contains(hidden), "{:?}", outcome.stderr);
    assert_eq!(folder.pipe(&["check", "-"], &outcome.stdout).status, 0);
}

#[test]
fn files_that_are_no_captures_are_named() {
    let folder = Folder::new();
    fs::create_dir(folder.path("in")).unwrap();
    folder.write("in/a.ndjson", LEADS);
    folder.write("in/notes.txt", "hello");
    for (command, line) in [
        ("init", "not read: 1 file that does not look like captures: "),
        ("schema", "not read  1 file that does not look like captures: "),
    ] {
        let outcome = folder.run(&[command, "in"]);
        let expected = format!("\n{line}in/notes.txt\n");
        assert!(outcome.stderr.ends_with(&expected), "{}", outcome.stderr);
        assert_eq!(outcome.status, 0);
    }
}

/// What stands behind `next:` is what somebody pastes.
#[test]
fn the_next_command_reads_the_captures_in_the_same_way() {
    let folder = Folder::new();
    folder.write("two leads.ndjson", r#"{"got":{"email":"asha@example.com",}}"#);
    folder.write("-x.json", r#"{"got":{"email":"asha@example.com"}}"#);
    let made = folder.run(&[
        "init",
        "--from",
        "got",
        "--repair",
        "--max-payload",
        "1K",
        "-o",
        "it's.json",
        "two leads.ndjson",
        "./-x.json",
    ]);
    assert!(
        made.stderr.ends_with(
            "next: leadmap apply 'it'\\''s.json' --repair --max-payload 1K 'two leads.ndjson' ./-x.json\n"
        ),
        "{}",
        made.stderr
    );
}

/// The mapping says what `--from` was, so that the captures are read in the same way without it.
#[test]
fn a_mapping_says_from_where_it_was_made() {
    let captures = r#"{"got":"{\"email\":\"asha@example.com\"}"}"#;
    for (from, said) in [
        ("got|json", r#""from": "got|json","#),
        ("$['got'] | json", r#""from": "$['got'] | json","#),
        ("json", r#""from": "json","#),
        ("log", r#""from": "log","#),
        ("auto", ""),
        ("rejects", ""),
    ] {
        let folder = Folder::new();
        folder.write("in.json", captures);
        let made = folder.run(&["init", "--from", from, "in.json", "-o", "m.json"]);
        let mapping = folder.read("m.json");
        match said {
            "" => assert!(!mapping.contains("\"from\""), "{from}: {mapping}"),
            said => assert!(mapping.contains(said), "{from}: {mapping}"),
        }
        if from != "rejects" {
            assert!(
                made.stderr.ends_with("next: leadmap apply m.json in.json\n"),
                "{}",
                made.stderr
            );
        }
        folder.run(&["check", "m.json", "--deny", "warnings"]).ends_with(0);
        let outcome = folder.run(&["apply", "m.json", "in.json"]);
        if from.ends_with("| json") || from.ends_with("|json") {
            assert!(outcome.ends_with(0).stdout.contains("asha@example.com"), "{from}");
        }
    }
}

#[test]
fn a_schema_is_no_capture_to_make_a_mapping_of() {
    let folder = Folder::new();
    let schema = folder.pipe(&["schema", "-f", "json"], LEADS).stdout;
    folder.write("s.json", &schema);
    let outcome = folder.run(&["init", "s.json"]);
    assert_eq!(
        outcome.stderr,
        "error: s.json:1 is a schema: a mapping is made of the captures themselves\n"
    );
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
}

/// The folder of a person who collects leads from several products.
#[test]
fn of_several_kinds_of_leads_the_most_frequent_is_mapped() {
    let mut input = String::new();
    for n in 0..9 {
        input += &format!(
            "{{\"person\":{{\"name\":\"Asha\",\"email\":\"a{n}@example.com\",\"phone\":\"98200 10431\"}}}}\n"
        );
    }
    input += r#"{"ad_lead":{"first_name":"A","last_name":"B","email":"a@example.com","phone":"98200 10431","city":"Pune"}}"#;
    let outcome = init(&[], &input);
    for path in ["person.name", "person.email", "person.phone"] {
        assert!(outcome.stdout.contains(&format!("\"{path}\"")), "{}", outcome.stdout);
    }
}

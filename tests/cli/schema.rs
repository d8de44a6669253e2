//! `leadmap schema`: what it prints of good input and of bad.

use std::fs;

use serde_json::{Value, json};

use crate::run::{Folder, Outcome, gzip, project};

const EVENTS: &str = r#"{"event":"lead","payload":{"name":"Asha Rao","mobile":"+919820010431","tags":["a","b"]}}
{"event":"lead","payload":{"name":"Ravi","mobile":null}}
{"event":"call","payload":{"seconds":30}}
{"payload":{}}
"#;

fn schema(arguments: &[&str], input: impl AsRef<[u8]>) -> Outcome {
    let arguments: Vec<&str> = ["schema"].iter().chain(arguments).copied().collect();
    Folder::new().pipe(&arguments, input)
}

fn paths(arguments: &[&str], input: impl AsRef<[u8]>) -> Vec<String> {
    let arguments: Vec<&str> = ["-f", "paths"].iter().chain(arguments).copied().collect();
    let outcome = schema(&arguments, input).ends_with(0);
    outcome.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn a_table_tells_each_path_and_the_summary_what_was_read() {
    let outcome = schema(&[], EVENTS).ends_with(0);
    assert_eq!(
        outcome.stdout,
        "\
path             type              present  shape  examples
─────────────────────────────────────────────────────────────────
event            string 3          75 %            lead, call
payload          object 4          100 %
payload.name     string 2          50 %            Asha Rao, Ravi
payload.seconds  integer 1         25 %            30
payload.mobile   null 1, string 1  50 %     phone  +919820010431
payload.tags     array 1           25 %            2 elements
payload.tags[*]  string 2                          a, b
"
    );
    assert_eq!(outcome.stderr, "payloads  4 read = 4 in the schema + 0 filtered + 0 rejected\n");
}

#[test]
fn a_key_that_only_the_last_payload_has_is_told() {
    let mut input = "{\"a\":1}\n".repeat(20_000);
    input.push_str("{\"late\":1}\n");
    assert_eq!(paths(&[], &input), ["a", "late"]);
    assert_eq!(paths(&[], gzip(input.as_bytes())), ["a", "late"]);
}

#[test]
fn wrappers_are_taken_off_unless_asked_otherwise() {
    let wrapped =
        format!(r#"{{"body":{{"lead":1}},"headers":{{"x":"{}"}},"queryString":{{}}}}"#, "secret");
    assert_eq!(paths(&[], &wrapped), ["lead"]);
    let kept = paths(&["--from", "json"], &wrapped);
    assert!(kept.contains(&"body.lead".to_owned()), "{kept:?}");
}

#[test]
fn groups_come_one_after_the_other_the_largest_first() {
    let outcome = schema(&["--group-by", "event"], EVENTS).ends_with(0);
    let titles: Vec<&str> =
        outcome.stdout.lines().filter(|line| line.starts_with("event =")).collect();
    assert_eq!(
        titles,
        ["event = lead: 2 payloads", "event = call: 1 payload", "event = (no value): 1 payload"]
    );
    assert!(
        outcome.stdout.contains("payload.name     string 2          100 %"),
        "{}",
        outcome.stdout
    );
    assert_eq!(
        paths(&["-g", "event"], EVENTS),
        [
            "# event = lead: 2 payloads",
            "event",
            "payload",
            "payload.name",
            "payload.mobile",
            "payload.tags",
            "payload.tags[*]",
            "",
            "# event = call: 1 payload",
            "event",
            "payload",
            "payload.seconds",
            "",
            "# event = (no value): 1 payload",
            "payload",
        ]
    );
}

#[test]
fn conditions_choose_payloads_also_by_header() {
    assert_eq!(paths(&["--where", "event=call"], EVENTS), ["event", "payload", "payload.seconds"]);
    assert_eq!(paths(&["-w", "event=lead", "-w", "payload.name=Ravi"], EVENTS).len(), 4);
    let outcome = schema(&["--where", "event=none"], EVENTS).ends_with(0);
    assert_eq!(outcome.stdout, "");
    assert!(outcome.stderr.contains("4 read = 0 in the schema + 4 filtered"), "{}", outcome.stderr);
    let wrapped = r#"{"body":{"a":1},"headers":{"X-Topic":"t"},"queryString":{}}
{"body":{"b":1},"headers":{"X-Topic":"u"},"queryString":{}}"#;
    assert_eq!(paths(&["--where", "header:x-topic=u"], wrapped), ["b"]);
}

#[test]
fn what_cannot_be_a_condition_or_a_group_ends_the_run_before_it_begins() {
    for (arguments, message) in [
        (
            ["--where", "event"],
            "--where event: it has no `=`; write a path and a value, as in `event_type=lead`",
        ),
        (["--where", "a..b=1"], "--where a..b=1: a name is missing between the dots"),
        (["--where", "origin:file=x"], "--where origin:file=x: a condition is about the payload"),
        (["--group-by", "a["], "--group-by a[: this bracket is never closed"),
        (["--group-by", ""], "--group-by : the path is empty"),
        (["--group-by", "header:x-topic"], "values of headers are not shown"),
        (["--group-by", "@.a"], "--group-by takes a path into the payload, not `@.a`"),
    ] {
        let outcome = schema(&arguments, EVENTS);
        assert!(outcome.error().contains(message), "{}", outcome.stderr);
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn more_than_a_hundred_groups_are_too_many() {
    let payloads =
        |count: u32| (0..count).map(|n| format!("{{\"id\":\"x{n}\"}}\n")).collect::<String>();
    schema(&["--group-by", "id"], payloads(100)).ends_with(0);
    let outcome = schema(&["--group-by", "id"], payloads(101));
    assert!(
        outcome.error().contains("--group-by selects more than 100 values"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn bad_input_costs_itself_alone() {
    let input = "{\"a\":1}\nnot json\n{\"b\":}\n{\"c\":1}\n";
    let outcome = schema(&["-f", "paths"], input).ends_with(1);
    assert_eq!(outcome.stdout, "a\nc\n");
    assert_eq!(outcome.rejects().len(), 2);
    assert!(
        outcome.stderr.contains("4 read = 2 in the schema + 0 filtered + 2 rejected"),
        "{}",
        outcome.stderr
    );
    let quiet = schema(&["-q", "-f", "paths"], input).ends_with(1);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("a\nc\n", ""));
}

#[test]
fn of_nothing_there_is_no_table_but_there_are_documents() {
    for input in ["", "\n \n", "[]"] {
        let outcome = schema(&[], input).ends_with(0);
        assert_eq!(outcome.stdout, "");
        assert!(outcome.stderr.starts_with("payloads  0 read"), "{}", outcome.stderr);
        let document: Value = serde_json::from_str(&schema(&["-f", "json"], input).stdout).unwrap();
        assert_eq!(document["payloads"], 0);
    }
    let outcome = schema(&[], "hello\n").ends_with(1);
    assert_eq!((outcome.stdout.as_str(), outcome.rejects().len()), ("", 1));
    let missing = schema(&["no-such-file"], "");
    assert!(missing.error().contains("no-such-file"), "{}", missing.stderr);
}

#[test]
fn schemas_that_were_kept_are_taken_in_as_the_payloads_they_were_made_of() {
    let folder = Folder::new();
    let (first, second) = EVENTS.split_at(EVENTS.find("{\"event\":\"call").unwrap());
    folder.write("a.ndjson", first);
    folder.write("b.ndjson", second);
    for group in [&[][..], &["--group-by", "event"]] {
        let run = |inputs: &[&str]| {
            let arguments: Vec<&str> =
                ["schema", "-f", "json"].iter().chain(group).chain(inputs).copied().collect();
            folder.run(&arguments).ends_with(0)
        };
        folder.write("a.schema.json", run(&["a.ndjson"]).stdout);
        folder.write("b.schema.json", run(&["b.ndjson"]).stdout);
        let all = run(&["a.ndjson", "b.ndjson"]).stdout;
        assert_eq!(run(&["b.ndjson", "a.ndjson"]).stdout, all);
        let merged = run(&["a.schema.json", "b.schema.json"]);
        assert_eq!(merged.stdout, all);
        assert_eq!(
            merged.stderr,
            "payloads  0 read = 0 in the schema + 0 filtered + 0 rejected\n\
             schemas   2 schemas taken in, made of 4 payloads\n"
        );
        assert_eq!(run(&["a.schema.json", "b.ndjson"]).stdout, all);
    }
}

#[test]
fn a_schema_that_does_not_belong_here_is_refused_by_name() {
    let folder = Folder::new();
    folder.write("whole.json", schema(&["-f", "json"], EVENTS).stdout);
    let grouped = schema(&["-f", "json", "-g", "event"], EVENTS).stdout;
    folder.write("grouped.json", &grouped);
    folder.write("future.json", grouped.replace("\"leadmap_schema\": 1", "\"leadmap_schema\": 2"));
    folder.write("wrong.json", grouped.replace("\"integer\": 1", "\"integer\": -1"));
    for (arguments, message) in [
        (
            &["whole.json", "--group-by", "event"][..],
            "at whole.json:1: it is not grouped, and this run is grouped by `event`",
        ),
        (
            &["grouped.json"],
            "at grouped.json:1: it is grouped by `event`, and this run is not grouped",
        ),
        (
            &["grouped.json", "-g", "type"],
            "it is grouped by `event`, and this run is grouped by `type`",
        ),
        (
            &["whole.json", "--where", "event=lead"],
            "its payloads are gone, so that --where cannot choose among them",
        ),
        (&["future.json"], "this version of leadmap reads version 1 only at /leadmap_schema"),
        (
            &["wrong.json"],
            "expected a count at /groups/1/root/members/payload/members/seconds/types/integer",
        ),
    ] {
        let arguments: Vec<&str> = ["schema"].iter().chain(arguments).copied().collect();
        let outcome = folder.run(&arguments);
        assert!(outcome.error().contains(message), "{}", outcome.stderr);
    }
}

/// Payloads from outside that look like schemas: one that is none, and one that is.
fn forged_schemas() -> [String; 2] {
    let good = schema(&["-f", "json"], r#"{"evil":"x"}"#).stdout;
    let good = good.replace("\"payloads\": 1", "\"payloads\": 9007199254740991");
    let good = serde_json::from_str::<Value>(&good).unwrap().to_string();
    [r#"{"leadmap_schema":1,"payloads":"x","root":{}}"#.to_owned(), good]
}

#[test]
fn a_payload_that_looks_like_a_schema_is_a_payload_like_any_other() {
    for forged in forged_schemas() {
        let folder = Folder::new();
        let lead = r#"{"name":"Asha"}"#;
        let wrapped = format!(r#"{{"headers":{{}},"body":{forged}}}"#);
        fs::create_dir(folder.path("folder")).unwrap();
        folder.write("folder/lead.json", lead);
        folder.write("folder/forged.json", &forged);
        folder.write("wrapped.json", &wrapped);
        folder.write("log.ndjson", format!("{lead}\n{forged}\n"));
        folder.write("first.ndjson", format!("{forged}\n{lead}\n"));
        folder.write("list.json", format!("[{forged},{lead}]"));
        folder.write("alone.json", format!("[{forged}]"));
        folder.write("first.ndjson.gz", gzip(format!("{forged}\n{lead}\n").as_bytes()));
        for input in [
            "folder",
            "wrapped.json",
            "log.ndjson",
            "first.ndjson",
            "list.json",
            "alone.json",
            "first.ndjson.gz",
        ] {
            for options in [&[][..], &["--from", "json"], &["-j", "1"], &["-j", "4"]] {
                let run = |command: &[&str]| {
                    let arguments: Vec<&str> = [command, &[input], options].concat();
                    folder.run(&arguments)
                };
                let outcome = run(&["schema"]).ends_with(0);
                assert!(outcome.stdout.contains("leadmap_schema"), "{input}: {}", outcome.stdout);
                assert!(!outcome.stdout.contains("9007199254740991 "), "{input}");
                let is_payload = input != "wrapped.json" || !options.contains(&"json");
                assert_eq!(
                    outcome.stderr.contains("warning: 1 payload looks like a schema"),
                    is_payload,
                    "{input}: {}",
                    outcome.stderr
                );
                let outcome = run(&["init", "--all"]).ends_with(0);
                assert!(outcome.stdout.contains("leadmap_schema"), "{input}: {}", outcome.stdout);
            }
        }
        for (log, expected) in [(format!("{forged}\n{lead}"), 2), (format!("{lead}\n{forged}"), 2)]
        {
            let outcome = schema(&[], log).ends_with(0);
            assert!(
                outcome.stderr.contains(&format!("{expected} in the schema")),
                "{}",
                outcome.stderr
            );
        }
    }
}

#[test]
fn a_schema_that_is_all_of_a_named_input_is_taken_in_and_is_no_capture() {
    let folder = Folder::new();
    let whole = schema(&["-f", "json"], EVENTS).stdout;
    folder.write("a.schema.json", &whole);
    folder.write("marked.json", format!("\u{feff} \n{whole}"));
    folder.write("a.schema.json.gz", gzip(whole.as_bytes()));
    for input in ["a.schema.json", "marked.json", "a.schema.json.gz"] {
        assert_eq!(folder.run(&["schema", "-f", "json", input]).ends_with(0).stdout, whole);
        let none = folder.run(&["init", input]);
        assert!(none.error().contains(&format!("{input}:1 is a schema")), "{}", none.stderr);
    }
    let piped = folder.pipe(&["schema", "-f", "json", "-"], &whole).ends_with(0);
    assert_eq!(piped.stdout, whole);
    let none = folder.pipe(&["init"], &whole);
    assert!(none.error().contains("<stdin>:1 is a schema"), "{}", none.stderr);
}

#[test]
fn with_from_json_a_file_that_is_a_schema_is_a_payload_and_init_goes_on_without_one() {
    let folder = Folder::new();
    let [broken, good] = forged_schemas();
    folder.write("1.json", r#"{"name":"Asha"}"#);
    for forged in [broken, good] {
        folder.write("2.json", &forged);
        let outcome = folder.run(&["schema", "1.json", "2.json", "--from", "json"]).ends_with(0);
        assert!(outcome.stderr.contains("2 in the schema"), "{}", outcome.stderr);
        let outcome = folder.run(&["init", "1.json", "2.json"]).ends_with(0);
        assert!(outcome.stdout.contains("\"name\""), "{}", outcome.stdout);
        assert!(outcome.stderr.contains("not read: 2.json:1 is a schema"), "{}", outcome.stderr);
        folder.run(&["init", "1.json", "2.json", "--from", "json"]).ends_with(0);
    }
}

#[test]
fn a_payload_that_only_has_the_marker_is_a_payload() {
    let payload = r#"{"leadmap_schema":1,"name":"x"}"#;
    assert_eq!(paths(&[], payload), ["leadmap_schema", "name"]);
}

#[test]
fn the_json_schema_holds_of_every_sample() {
    let samples = [
        "samples/saleassist/log.ndjson",
        "samples/meta/leads.ndjson",
        "samples/google-ads/leads.ndjson",
        "samples/meta/notification.json",
    ];
    for sample in samples.map(project) {
        let raw = std::fs::read_to_string(&sample).unwrap();
        let payloads = serde_json::Deserializer::from_str(&raw).into_iter::<Value>();
        let payloads: Vec<Value> = payloads.map(Result::unwrap).collect();
        for group in [&[][..], &["--group-by", "body.event_type"]] {
            let arguments = ["-f", "json-schema", "--from", "json", &sample];
            let arguments: Vec<&str> = arguments.iter().chain(group).copied().collect();
            let schema = schema(&arguments, "").ends_with(0).stdout;
            let schema: Value = serde_json::from_str(&schema).unwrap();
            assert!(jsonschema::draft202012::meta::is_valid(&schema));
            let validator =
                jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
            for payload in &payloads {
                let error = validator.iter_errors(payload).next();
                assert!(error.is_none(), "{sample}: {}", error.unwrap());
            }
            assert!(!validator.is_valid(&json!("no object")), "{sample}");
        }
    }
}

#[test]
fn the_names_in_lists_of_named_things_are_look_ups_that_apply_takes() {
    let sample = project("samples/meta/leads.ndjson");
    let listed = paths(&[&sample], "");
    let wanted = "field_data[name=эл._адрес].values[*]";
    assert!(listed.contains(&wanted.to_owned()), "{listed:#?}");
    let mapping = json!({"fields": {"email": {"path": wanted, "many": "first"}}});
    let folder = Folder::of_mapping(&mapping.to_string());
    let records = folder.apply(&["-f", "ndjson", &sample], "").ends_with(0).records();
    let found = records.iter().filter(|record| !record["email"].is_null()).count();
    assert_eq!(found, 1);
}

#[test]
fn a_redacted_schema_tells_what_values_look_like_and_none_of_them() {
    let sample = project("samples/saleassist/log.ndjson");
    for format in ["table", "json", "json-schema", "paths"] {
        let outcome = schema(&["--redact", "-f", format, &sample], "").ends_with(0);
        for value in
            ["Ananya", "@", "98200", "Pune", "baa0ab97", "IP ADDRESS", "HYPERLINK", "18.52"]
        {
            assert!(!outcome.stdout.contains(value), "{format}: {value}");
        }
    }
    let table = schema(&["--redact", &sample], "").stdout;
    assert!(
        table.contains("text of 1 to 6 characters") || table.contains("text of 6 characters"),
        "{table}"
    );
    let folder = Folder::new();
    let document = schema(&["--redact", "-f", "json", &sample], "").stdout;
    folder.write("s.json", &document);
    let again = folder.run(&["schema", "-f", "json", "s.json"]).ends_with(0);
    assert_eq!(again.stdout, document);
    let with_payloads = folder.run(&["schema", "-f", "json", "s.json", &sample]).ends_with(0);
    assert!(!with_payloads.stdout.contains("Ananya"));
}

#[test]
fn maps_from_identifiers_and_from_too_many_names_are_one_path() {
    let ids: Vec<String> = (0..3000)
        .map(|n| format!("\"{:08x}-0000-4000-8000-000000000000\":{{\"s\":{n}}}", n * 7919))
        .collect();
    let input = format!("{{\"durations\":{{{}}}}}\n", ids.join(","));
    assert_eq!(paths(&[], input), ["durations", "durations[*]", "durations[*].s"]);
    let names: Vec<String> = (0..3000)
        .map(|n| format!("{{\"by_name\":{{\"person {n}\":{{\"s\":{n}}}}},\"id\":{n}}}\n"))
        .collect();
    assert_eq!(paths(&[], names.concat()), ["by_name", "by_name[*]", "by_name[*].s", "id"]);
}

#[test]
fn payloads_with_endless_paths_collapse_and_say_so() {
    let payload = |n: u32| {
        let inner: Vec<String> = (0..40)
            .map(|m| format!("\"f{}\":{{\"g{}\":{m}}}", (n * 31 + n / 400 * 40 + m) % 400, m))
            .collect();
        format!("{{\"e{}\":{{{}}}}}\n", n % 400, inner.join(","))
    };
    let input: String = (0..4000).map(payload).collect();
    let outcome = schema(&["-f", "json"], &input).ends_with(0);
    assert!(
        outcome.stderr.contains("paths     too many: objects with more than"),
        "{}",
        outcome.stderr
    );
    let reversed: String = (0..4000).rev().map(payload).collect();
    assert_eq!(schema(&["-f", "json"], &reversed).stdout, outcome.stdout);
}

#[test]
fn what_acts_on_a_terminal_is_shown_not_sent() {
    let input = r#"{"k\u001b[31m":"v\u001b[31m","\u202e":1,"e":"\u001b]0;x\u0007"}"#;
    for arguments in [&[][..], &["-f", "paths"], &["--group-by", "e"]] {
        let outcome = schema(arguments, input).ends_with(0);
        assert!(!outcome.stdout.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{:?}", outcome.stdout);
    }
}

#[test]
fn a_closed_output_is_a_quiet_success() {
    let folder = Folder::new();
    let mut command = folder.command(&["schema", &project("samples/saleassist/log.ndjson")]);
    command.stdin(std::process::Stdio::null());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.stdout(writer).stderr(std::process::Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_is_too_deep_to_be_told_is_said_to_be() {
    let nested = |steps: usize| format!("{}1{}", "{\"a\":".repeat(steps), "}".repeat(steps));
    let note = "paths     too deep: nothing is told more than 40 steps below the payload\n";
    let outcome = schema(&[], nested(41)).ends_with(0);
    assert!(outcome.stderr.ends_with(note), "{}", outcome.stderr);
    let outcome = schema(&[], nested(40)).ends_with(0);
    assert!(!outcome.stderr.contains("too deep"), "{}", outcome.stderr);
}

#[test]
fn a_schema_of_nothing_is_warned_of() {
    for (arguments, input, status, why) in [
        (&[][..], "", 0, "there was nothing to read"),
        (&[], "hello", 1, "none of what was read is a payload"),
        (&["--where", "event=none"], EVENTS, 0, "no payload passes --where"),
    ] {
        let outcome = schema(arguments, input).ends_with(status);
        let warning = format!("\nwarning: the schema is empty: {why}\n");
        assert!(outcome.stderr.ends_with(&warning), "{}", outcome.stderr);
    }
}

//! A rejects file is an input again: unmended it is rejected again, mended it gives the leads that were lost.

use leadmap_engine::input::frame::Faults;
use leadmap_engine::sink::Format;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::laws::deliveries::pretty;
use crate::laws::engine::{Ran, apply, mapping, run};
use crate::laws::json::read;
use crate::laws::payloads::{MAPPING, damaged, payloads};

/// What of a reject stays the same however often it is read.
fn identity(line: &Json) -> [&Json; 7] {
    ["code", "file", "line", "byte", "node", "within", "payload"].map(|key| &line[key])
}

/// A value that is whole, and was rejected only because no comma stood before it, is no longer in its array.
fn is_whole(line: &Json) -> bool {
    line["message"].as_str().unwrap().ends_with("before this element")
}

proptest! {
    // How many inputs are of no use grows with how many are asked for.
    #![proptest_config(crate::cases(256))]

    #[test]
    fn what_was_rejected_is_rejected_again(input in damaged(), mend in any::<bool>()) {
        let mapping = mapping(MAPPING);
        let faults = if mend { Faults::Mend } else { Faults::Refuse };
        let ran = |input: &str| run(&mapping, faults, Format::Ndjson, input.as_bytes()).unwrap();
        let first = run(&mapping, faults, Format::Ndjson, input.as_slice()).unwrap();
        let lines: Vec<&str> = first.rejects.lines().filter(|line| !is_whole(&read(line))).collect();
        let again = ran(&lines.join("\n"));
        prop_assert_eq!(&again.output, "", "{}\n{}", String::from_utf8_lossy(&input), first.rejects);
        let first: Vec<Json> = lines.iter().map(|line| read(line)).collect();
        let found = again.reject_lines();
        let identities = |lines: &[Json]| lines.iter().map(|line| identity(line).map(Json::clone)).collect::<Vec<_>>();
        prop_assert_eq!(identities(&first), identities(&found), "{}", String::from_utf8_lossy(&input));
        let third = ran(&again.rejects);
        prop_assert_eq!(third.rejects, again.rejects);
    }

    #[test]
    fn mending_a_payload_gives_the_lead_that_was_lost(
        all in prop::collection::vec(payloads(), 1..6),
        broken in any::<prop::sample::Index>(),
        fault in faults(),
        layout in 0..3usize,
    ) {
        let mapping = mapping(r#"{"fields": {"all": "$", "file": "origin:file"}}"#);
        // What does not begin with a bracket is no line to go on at.
        prop_assume!(all.iter().all(|text| text.starts_with('{')));
        let all: Vec<String> = match layout {
            2 => all.iter().map(|text| pretty(text, 1)).collect(),
            _ => all,
        };
        let framed = |all: &[String]| match layout {
            0 => all.join("\n"),
            _ => format!("[\n  {}\n]", all.join(",\n  ")),
        };
        let whole = apply(&mapping, framed(&all).as_bytes());
        let broken = broken.index(all.len());
        let mut damaged = all.clone();
        fault.put_into(&mut damaged[broken]);
        let first = apply(&mapping, framed(&damaged).as_bytes());
        prop_assert_eq!(first.tally.rejected(), 1, "{}", framed(&damaged));

        let mended = mended(&first, &all[broken]);
        let second = apply(&mapping, mended.as_bytes());
        prop_assert_eq!(&second.rejects, "");
        let mut rows = first.rows();
        rows.splice(broken..broken, second.rows());
        prop_assert_eq!(rows, whole.rows());
    }
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn mending_an_element_of_a_list_on_one_line_gives_it_and_all_that_was_lost_with_it(
        lists in prop::collection::vec(prop::collection::vec(payloads(), 1..5), 1..4),
        list in any::<prop::sample::Index>(),
        element in any::<prop::sample::Index>(),
        fault in faults(),
        separator in prop::sample::select(vec![",", ", ", " ,\t"]),
        is_closed in any::<bool>(),
    ) {
        let mapping = mapping(r#"{"fields": {"all": "$", "file": "origin:file"}}"#);
        prop_assume!(lists.iter().flatten().all(|text| text.starts_with('{')));
        let framed = |lists: &[Vec<String>]| {
            let lines = lists.iter().map(|list| format!("[{}]", list.join(separator)));
            lines.collect::<Vec<_>>().join("\n")
        };
        let whole = apply(&mapping, framed(&lists).as_bytes());
        let list = list.index(lists.len());
        let element = element.index(lists[list].len());
        let mut damaged = lists.clone();
        fault.put_into(&mut damaged[list][element]);
        let first = apply(&mapping, framed(&damaged).as_bytes());
        prop_assert_eq!(first.tally.rejected(), 1, "{}", framed(&damaged));

        let mut line = first.reject_lines().remove(0);
        prop_assert_eq!(&line["within"], "list");
        let kept = line["payload"].as_str().unwrap();
        let taken_out = kept.replace("\u{7f}\u{1}", "").replace(['\u{1}', '\u{1f}'], "");
        prop_assert_eq!(&taken_out, &format!("{}]", lists[list][element..].join(separator)));
        // Whether its end is mended too makes no difference.
        let taken_out = if is_closed { &*taken_out } else { taken_out.trim_end_matches(']') };
        line["payload"] = json!(taken_out);
        let second = apply(&mapping, line.to_string().as_bytes());
        prop_assert_eq!(&second.rejects, "", "{}", line);
        let at = lists[..list].iter().map(Vec::len).sum::<usize>() + element;
        let mut rows = first.rows();
        rows.splice(at..at, second.rows());
        prop_assert_eq!(rows, whole.rows());
    }
}

#[test]
fn what_was_rejected_is_rejected_again_for_the_same_reason() {
    let mapping = mapping(r#"{"fields": {"all": "$"}}"#);
    for (input, code) in [
        // Where these end, the input went on.
        ("{\"a\":\"x\n{}", "syntax"),
        ("{\"a\":[1\n{}", "syntax"),
        ("nul \n{}", "stray-text"),
        ("{\"a\":", "cut-short"),
        // What was between elements is not an input of its own.
        ("[{},]", "stray-text"),
        ("[{},,{}]", "stray-text"),
        ("[\n  [1,x],\n  {}\n]", "syntax"),
        // A form feed is no white space.
        ("{}\u{c}\n{}", "stray-text"),
        // All of these lines are one reject.
        ("[x,\n     {\"a\":1},\n     {\"a\":2}]", "stray-text"),
    ] {
        for faults in [Faults::Refuse, Faults::Mend] {
            let ran =
                |input: &str| run(&mapping, faults, Format::Ndjson, input.as_bytes()).unwrap();
            let first = ran(input);
            let again = ran(&first.rejects);
            assert_eq!(again.output, "", "{input}");
            let (lines, found) = (first.reject_lines(), again.reject_lines());
            assert_eq!(lines.len(), found.len(), "{input}");
            for (line, found) in lines.iter().zip(&found) {
                assert_eq!(identity(line), identity(found), "{input}");
            }
            if faults == Faults::Refuse {
                assert_eq!(lines[0]["code"], code, "{input}");
            }
        }
    }
}

#[test]
fn what_cannot_be_read_again_keeps_its_reason_and_its_text() {
    let mapping = mapping(r#"{"fields": {"all": "$"}}"#);
    let line = |code: &str, rest: &str| {
        format!(
            "{{\"leadmap_reject\":1,\"code\":\"{code}\",\"message\":\"m\",\"field\":null,\"file\":\"f\",\"line\":2,\"byte\":9,\"node\":null{rest}}}"
        )
    };
    for line in [
        line("too-large", ""),
        line("damaged-input", ",\"payload\":\"\""),
        line("invalid-utf8", ",\"payload\":\"no base64!\",\"encoding\":\"base64\""),
    ] {
        let line = read(&line);
        let found = apply(&mapping, line.to_string().as_bytes()).reject_lines().remove(0);
        assert_eq!(identity(&found), identity(&line));
    }
}

/// Something in a payload that makes it no JSON.
#[derive(Debug, Clone)]
struct Fault {
    put: &'static str,
    at: prop::sample::Index,
}

fn faults() -> impl Strategy<Value = Fault> {
    let put = prop::sample::select(vec!["\u{1}", "\u{1f}", "\u{7f}\u{1}"]);
    (put, any::<prop::sample::Index>()).prop_map(|(put, at)| Fault { put, at })
}

impl Fault {
    /// Puts it anywhere after the opening brace.
    fn put_into(&self, text: &mut String) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
        let at = places[self.at.index(places.len())];
        text.insert_str(at, self.put);
    }
}

/// The reject lines of `ran` with the one payload's fault taken out again.
fn mended(ran: &Ran, whole: &str) -> String {
    let mut line = ran.reject_lines().remove(0);
    let kept = line["payload"].as_str().unwrap();
    let taken_out = kept.replace("\u{7f}\u{1}", "").replace(['\u{1}', '\u{1f}'], "");
    assert_eq!(taken_out, whole);
    line["payload"] = json!(taken_out);
    line.to_string()
}

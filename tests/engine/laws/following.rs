//! What stands before a value that begins on a line of its own makes no difference to it.
//!
//! The law, for any bytes `before` and any values that are objects or arrays, a line each and not indented:
//! `before`, a line break and those lines give what `before` alone gives, and then what the lines give, record for record.
//! Where some of the lines are broken, so that they still begin with a bracket, their rejects are those that they have alone.
//!
//! Not so after what reads the whole rest as something else: an input in UTF-16 and, where comments are dropped, one that
//! is not closed. So `before` has no comments in the law with repairs.

use leadmap_engine::input::frame::Faults;
use leadmap_engine::mapping::Mapping;
use leadmap_engine::sink::Format;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::laws::engine::{Ran, mapping, run};
use crate::laws::lines::bytes;
use crate::laws::payloads::{damaged, framed, payloads};

fn everything() -> Mapping {
    mapping(r#"{"fields": {"all": "$"}}"#)
}

fn ran(mapping: &Mapping, faults: Faults, input: &[u8]) -> Ran {
    run(mapping, faults, Format::Ndjson, input).unwrap()
}

/// Payloads on a line of their own, or lists of some on one.
fn line() -> impl Strategy<Value = String> {
    let object = || {
        payloads().prop_filter("brackets begin a line to go on at", |text| text.starts_with('{'))
    };
    prop_oneof![
        3 => object(),
        1 => prop::collection::vec(object(), 1..4).prop_map(|all| format!("[{}]", all.join(","))),
    ]
}

/// Lists and values, cut off somewhere, one after the other.
fn cut_off() -> impl Strategy<Value = Vec<u8>> {
    let part = (prop::collection::vec(payloads(), 1..4), 0..5usize, any::<prop::sample::Index>());
    prop::collection::vec(part, 1..4).prop_map(|parts| {
        let mut input = Vec::new();
        for (all, layout, cut) in parts {
            let text = framed(&all, layout).into_bytes();
            input.extend_from_slice(&text[..=cut.index(text.len())]);
            input.push(b'\n');
        }
        input
    })
}

fn is_utf16(input: &[u8]) -> bool {
    matches!(input, [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..])
}

/// The rejects that begin at `from` or later, without what differs where others stand before them.
fn rejects(ran: &Ran, from: usize) -> Vec<[Json; 4]> {
    let lines = ran.reject_lines().into_iter();
    let behind = lines.filter_map(|line| {
        let byte = usize::try_from(line["byte"].as_u64()?).ok()?.checked_sub(from)?;
        // A comma at the end divides what is in a list.
        let kept = line["payload"].as_str().map(|text| text.trim_end_matches(','));
        Some([byte.into(), line["code"].clone(), line["message"].clone(), kept.into()])
    });
    behind.collect()
}

proptest! {
    #![proptest_config(crate::cases(512))]

    #[test]
    fn values_on_lines_of_their_own_are_read_whatever_stands_before_them(
        before in prop_oneof![2 => cut_off(), 1 => damaged(), 1 => bytes()],
        lines in prop::collection::vec(line(), 1..5),
        windows in any::<bool>(),
        mend in any::<bool>(),
    ) {
        let faults = if mend { Faults::Mend } else { Faults::Refuse };
        prop_assume!(!is_utf16(&before) && (!mend || !before.contains(&b'/')));
        let mapping = everything();
        let lines = lines.join(if windows { "\r\n" } else { "\n" });
        let both = [&before, &b"\n"[..], lines.as_bytes()].concat();
        let (first, second) = (ran(&mapping, faults, &before), ran(&mapping, faults, lines.as_bytes()));
        let both_ran = ran(&mapping, faults, &both);
        let shown = String::from_utf8_lossy(&both);
        if !mend {
            prop_assert_eq!(&both_ran.output, &(first.output + &second.output), "{}", shown);
        }
        prop_assert!(both_ran.output.ends_with(&second.output), "{}", shown);
        prop_assert_eq!(rejects(&both_ran, before.len() + 1), Vec::<[Json; 4]>::new(), "{}", shown);
    }

    #[test]
    fn a_broken_line_has_the_reject_that_it_has_alone(
        before in prop_oneof![2 => cut_off(), 1 => damaged(), 1 => bytes()],
        lines in prop::collection::vec(line(), 1..5),
        broken in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        prop_assume!(!is_utf16(&before));
        let mapping = everything();
        let mut lines = lines;
        let broken = broken.index(lines.len());
        let places: Vec<usize> = lines[broken].char_indices().map(|(at, _)| at).skip(1).collect();
        let at = places[at.index(places.len())];
        match cut {
            true => lines[broken].truncate(at),
            false => lines[broken].insert(at, '\u{1}'),
        }
        // A list that is cut off after a comma can as well be an element of a list before it.
        prop_assume!(!(lines[broken].starts_with('[') && lines[broken].ends_with(',')));
        let lines = lines.join("\n");
        let both = [&before, &b"\n"[..], lines.as_bytes()].concat();
        let (both_ran, second) = (ran(&mapping, Faults::Refuse, &both), ran(&mapping, Faults::Refuse, lines.as_bytes()));
        let shown = String::from_utf8_lossy(&both);
        prop_assert!(both_ran.output.ends_with(&second.output), "{}", shown);
        prop_assert_eq!(rejects(&both_ran, before.len() + 1), rejects(&second, 0), "{}", shown);
    }
}

/// The values of `input`, and what is kept of the rejects after `!`.
fn read(input: &str) -> Vec<String> {
    let ran = ran(&everything(), Faults::Refuse, input.as_bytes());
    let values = ran.rows().into_iter().map(|row| row[7..row.len() - 1].to_owned());
    let told = ran.reject_lines().into_iter().map(|line| {
        format!("! {} {} {}", line["line"], line["code"].as_str().unwrap(), line["payload"])
    });
    values.chain(told).collect()
}

#[test]
fn a_list_that_is_cut_off_is_one_reject_and_what_follows_it_is_read() {
    for (input, values, reject) in [
        ("[1\n{\"a\":2}\n{\"a\":3}\n", 3, "! 1 cut-short \"[\""),
        ("[1\n{\"a\":2}", 2, "! 1 cut-short \"[\""),
        ("[{},{}\r\n{\"a\":2}\r\n{\"a\":3}\r\n", 4, "! 1 cut-short \"[\""),
        ("{}\n[{}\n[{},{}]\n[{}]\n", 5, "! 2 cut-short \"[\""),
        // Cut off after a comma: an object that follows is as good inside the list, a list is none of its elements.
        ("[{},\n{}\n{}\n", 3, "! 1 cut-short \"[\""),
        ("[{},\n[{},{}]\n[{}]\n", 4, "! 1 cut-short \"[\""),
        ("[\n[{},{}]\n[{}]\n", 3, "! 1 cut-short \"[\""),
        ("[{},{}]\n[{},\n[{},{}]", 5, "! 2 cut-short \"[\""),
        // One element a line.
        ("[\n{},\n{}\n{}\n{}\n", 4, "! 1 cut-short \"[\""),
        ("[\n  {},\n  {}\n{}\n{}\n", 4, "! 1 cut-short \"[\""),
        ("[\n  {},\n  {}\n[\n  {},\n  {}\n]\n[\n  {}\n]\n", 5, "! 1 cut-short \"[\""),
        ("[\n  {},\n  {},\n[\n  {},\n  {}\n]\n", 4, "! 1 cut-short \"[\""),
        ("[\n{},\n{},\n[\n{},\n{}\n]\n[\n{}\n]", 5, "! 1 cut-short \"[\""),
        // Of scalars, and indented.
        ("[1,2\n3\n4\n", 4, "! 1 cut-short \"[\""),
        ("  [{}\n  {}\n  {}", 3, "! 1 cut-short \"[\""),
        ("[{}\n\t{}\n\t{}", 3, "! 1 cut-short \"[\""),
    ] {
        let found = read(input);
        assert_eq!(found.len(), values + 1, "{input:?}: {found:?}");
        assert_eq!(found[values], reject, "{input:?}: {found:?}");
    }
    assert_eq!(
        read("[\n{},\n{}\n[\n{},\n{}\n").len(),
        4 + 2,
        "each of two lists that are cut off is one reject"
    );
}

#[test]
fn a_list_cut_off_inside_an_element_costs_that_element() {
    for (input, values) in [
        ("[{},{\"a\":\n{}\n{}\n", 3),
        ("[{},{\"a\":\"x\n[{}]\n[{}]\n", 3),
        ("[\n  {},\n  {\n    \"a\": 1,\n    \"b\":\n{}\n{}\n", 3),
        ("[\n  {},\n  {\n    \"a\": [\n[\n  {},\n  {}\n]\n", 3),
        ("  {\"a\":\n{}\n{}\n", 2),
    ] {
        let found = read(input);
        assert_eq!(found.len(), values + 1, "{input:?}: {found:?}");
        assert!(found[values].starts_with("! "), "{input:?}: {found:?}");
    }
}

#[test]
fn a_broken_element_of_a_list_with_its_elements_on_lines_costs_itself_alone() {
    for (input, values, rejects) in [
        ("[{\"a\":bad},\n{\"b\":2},\n{\"b\":3},\n{\"b\":4}]\n{}", 4, 1),
        ("[{\"a\":bad},\n{\"b\":2}\n,{\"b\":3}\n]\n{}", 3, 1),
        ("[{}, {\"a\":bad},\n{\"b\":2}]", 2, 1),
        ("[\n  {\"a\":bad},\n{\"b\":2},\n{\"b\":3}\n]\n{}", 3, 1),
        // Two elements a line.
        ("[{\"a\":bad},{\"b\":1},\n{\"b\":2},{\"b\":3},\n{\"b\":4},{\"b\":5}]\n{}", 5, 1),
        // Further broken elements.
        ("[{\"a\":bad},\n{\"a\":bad},\n{\"b\":3},\n{\"a\":bad},\n{\"b\":4}]\n{}", 3, 3),
        // A list is an element too.
        ("[[bad],\n[1],\n[2]]\n{}", 3, 1),
        // The list is cut off in the broken element, or after elements that follow that.
        ("[{\"a\":bad},\n{\"b\":2}\n{\"b\":3}\n", 2, 1),
        ("[{\"a\":bad}\n[{},{}]\n[{}]\n", 3, 1),
        ("[{\"a\":bad},\n{\"b\":2},\n{\"b\":3}\n{}\n", 3, 2),
    ] {
        for end in ["\n", "\r\n", "\r"] {
            let input = input.replace('\n', end);
            let ran = ran(&everything(), Faults::Refuse, input.as_bytes());
            assert_eq!(ran.rows().len(), values, "{input:?}: {}", ran.output);
            let lines = ran.reject_lines();
            assert_eq!(lines.len(), rejects, "{input:?}: {lines:?}");
            for line in &lines {
                let is_element = line["payload"] != "[";
                assert_eq!(line["within"] == "list", is_element, "{input:?}: {line}");
            }
        }
    }
}

#[test]
fn a_comma_that_is_missing_in_a_list_costs_the_element_after_it() {
    for input in [
        "[\n  {},\n  {}\n  {\"a\":1},\n  {},\n  {}\n]\n{}",
        "[\n{},\n{}\n{\"a\":1},\n{},\n{}\n]\n{}",
        "[\n{},\n{},\n{},\n{}\n{\"a\":1}\n]\n{}",
        "[{},\n {}\n {\"a\":1},\n {},\n {}]\n{}",
        "[\n  [1],\n  [2]\n  [1],\n  [3],\n  [4]\n]\n{}",
    ] {
        let found = read(input);
        assert_eq!(found.len(), 6, "{input:?}: {found:?}");
        assert!(found[5].contains("syntax"), "{input:?}: {found:?}");
    }
}

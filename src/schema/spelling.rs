//! Paths as they are written in a mapping, in the dotted spelling.

use std::fmt::Write as _;

use super::paths::Step;
use crate::path::Path;
use crate::terminal::is_hidden;

/// The text of a path. `None` where it would be too long to be read again.
pub(super) fn spelled(steps: &[Step]) -> Option<String> {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(key) if is_bare_key(key, text.is_empty()) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Step::Key(key) => {
                text.push('[');
                quote(key, &mut text);
                text.push(']');
            }
            Step::Each => text.push_str("[*]"),
            Step::LookUp { key, name } => {
                text.push('[');
                text.push_str(key);
                text.push('=');
                if is_bare_name(name) {
                    text.push_str(name);
                } else {
                    quote(name, &mut text);
                }
                text.push(']');
            }
        }
    }
    if text.is_empty() {
        text.push('$');
    }
    Path::parse(&text).is_ok().then_some(text)
}

fn is_bare_key(key: &str, first: bool) -> bool {
    let other_spelling = || {
        let delivery = key.split_once(':');
        key.starts_with(['$', '@'])
            || delivery.is_some_and(|(scheme, _)| matches!(scheme, "header" | "query" | "origin"))
    };
    is_bare(key) && !key.contains('.') && key != "*" && !(first && other_spelling())
}

fn is_bare_name(name: &str) -> bool {
    is_bare(name) && !name.starts_with('=')
}

fn is_bare(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && !text.starts_with(['"', '\''])
        && !text.contains(['[', ']'])
        && !text.contains(is_hidden)
}

/// Quotes a text so that nothing in it acts on a terminal.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ if is_hidden(c) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Step {
        Step::Key(key.to_owned())
    }

    fn look_up(name: &str) -> Step {
        Step::LookUp {
            key: "name".to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn paths_are_spelled_as_people_would() {
        for (steps, expected) in [
            (vec![], "$"),
            (vec![key("a"), key("b c"), key("d-e")], "a.b c.d-e"),
            (vec![key("a"), Step::Each, key("b")], "a[*].b"),
            (vec![Step::Each, key("b")], "[*].b"),
            (vec![key("a.b"), key("c")], "[\"a.b\"].c"),
            (vec![key("a"), key("1.3")], "a[\"1.3\"]"),
            (vec![key("a"), key("")], "a[\"\"]"),
            (vec![key("*")], "[\"*\"]"),
            (vec![key("$a")], "[\"$a\"]"),
            (vec![key("a"), key("$a"), key("@b")], "a.$a.@b"),
            (vec![key("header:x")], "[\"header:x\"]"),
            (vec![key("ns:x")], "ns:x"),
            (vec![key(" a")], "[\" a\"]"),
            (vec![key("a\"b")], "a\"b"),
            (vec![key("\"a")], "[\"\\\"a\"]"),
            (vec![key("a\u{202e}b\n")], "[\"a\\u202eb\\u000a\"]"),
            (
                vec![key("f"), look_up("email"), key("v")],
                "f[name=email].v",
            ),
            (vec![key("f"), look_up("эл._адрес")], "f[name=эл._адрес]"),
            (vec![key("f"), look_up("a]b")], "f[name=\"a]b\"]"),
            (vec![key("f"), look_up("=a")], "f[name=\"=a\"]"),
            (vec![key("f"), look_up(" a?")], "f[name=\" a?\"]"),
        ] {
            assert_eq!(spelled(&steps).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_path_that_is_too_long_to_be_read_has_no_text() {
        let long = vec![key(&"a".repeat(100)); 41];
        assert_eq!(spelled(&long), None);
        assert!(spelled(&long[..40]).is_some());
    }
}

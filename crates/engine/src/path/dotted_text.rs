//! Writes a path in the dotted spelling.

use std::fmt::{self, Write as _};

use super::Step;
use crate::message::is_hidden;

/// One step of a path that is to be written in the dotted spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum DottedStep<'n> {
    /// `name`, or `['a name']` where it must be quoted.
    Key(&'n str),
    /// `[0]`: the element at this index.
    Index(usize),
    /// `[*]`: every element or member.
    Every,
    /// `[key=value]`: the first element whose member `key`, as text, is `value`.
    LookUp {
        /// The member's name.
        key: &'n str,
        /// What it must read.
        value: &'n str,
    },
}

/// Steps from a payload's root, shown in the dotted spelling: `people[0].name`, or `$` where there are none.
///
/// What is shown is a path that [`Path::parse`](super::Path::parse) reads as these steps again, unless it is too long for a path. Names that
/// cannot stand bare are quoted, with every character escaped that a terminal would obey: what is shown can be
/// printed. The quotes are single ones, which need no escape in the JSON of a mapping.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dotted<'s, 'n>(pub &'s [DottedStep<'n>]);

impl<'s> From<&'s Step> for DottedStep<'s> {
    fn from(step: &'s Step) -> Self {
        match step {
            Step::Key(name) => DottedStep::Key(name),
            Step::Index(index) => DottedStep::Index(*index),
        }
    }
}

impl fmt::Display for Dotted<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("$");
        }
        for (at, step) in self.0.iter().enumerate() {
            match *step {
                DottedStep::Key(name) if at == 0 && can_begin(name) => f.write_str(name)?,
                DottedStep::Key(name) if at > 0 && can_follow_dot(name) => write!(f, ".{name}")?,
                DottedStep::Key(name) => {
                    f.write_char('[')?;
                    write_quoted(name, f)?;
                    f.write_char(']')?;
                }
                DottedStep::Index(index) => write!(f, "[{index}]")?,
                DottedStep::Every => f.write_str("[*]")?,
                DottedStep::LookUp { key, value } => {
                    f.write_char('[')?;
                    write_part(key, can_be_looked_up(key), f)?;
                    f.write_char('=')?;
                    write_part(value, can_be_looked_for(value), f)?;
                    f.write_char(']')?;
                }
            }
        }
        Ok(())
    }
}

/// Whether a name can stand without quotes at the beginning of a path, where other spellings have their marks.
fn can_begin(name: &str) -> bool {
    let is_of_delivery = name
        .split_once(':')
        .is_some_and(|(scheme, _)| matches!(scheme, "header" | "query" | "origin"));
    can_follow_dot(name) && !name.starts_with(['$', '@']) && !is_of_delivery
}

fn can_follow_dot(name: &str) -> bool {
    is_bare(name) && name != "*" && !name.contains('.')
}

fn can_be_looked_up(key: &str) -> bool {
    // What ends so looks like an operator with the `=` after it, and `?` begins a filter.
    is_bare(key)
        && !key.starts_with('?')
        && !key.ends_with(['!', '<', '>', '~'])
        && !key.contains(['.', '='])
}

fn can_be_looked_for(value: &str) -> bool {
    is_bare(value) && !value.starts_with('=')
}

/// Whether a text can stand without quotes anywhere.
fn is_bare(text: &str) -> bool {
    !text.is_empty()
        && text.trim().len() == text.len()
        && !text.starts_with(['"', '\''])
        && !text.contains(|c| matches!(c, '[' | ']') || is_hidden(c))
}

fn write_part(text: &str, bare: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if bare { f.write_str(text) } else { write_quoted(text, f) }
}

fn write_quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('\'')?;
    for c in text.chars() {
        match c {
            '\'' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            hidden if is_hidden(hidden) => {
                for unit in hidden.encode_utf16(&mut [0; 2]) {
                    write!(f, "\\u{unit:04x}")?;
                }
            }
            _ => f.write_char(c)?,
        }
    }
    f.write_char('\'')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::segment::{Segment, Selector};
    use crate::path::{Path, Query};
    use proptest::prelude::*;

    fn read(text: &str) -> Query {
        match Path::parse(text) {
            Ok(Path::Payload(query)) => query,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn names_are_bare_where_they_can_be() {
        let shown = |names: &[&str]| {
            let steps: Vec<_> = names.iter().map(|name| DottedStep::Key(name)).collect();
            Dotted(&steps).to_string()
        };
        assert_eq!(shown(&["payload", "first name", "1st"]), "payload.first name.1st");
        assert_eq!(shown(&["ns:name", "header:a"]), "ns:name.header:a");
        assert_eq!(shown(&["header:a", "$b"]), "['header:a'].$b");
        assert_eq!(shown(&["$b"]), "['$b']");
        assert_eq!(shown(&["a.b", "", "it's"]), "['a.b'][''].it's");
        assert_eq!(shown(&["'", "\u{1b}[31m\n", "\u{202e}"]), r"['\'']['\u001b[31m\n']['\u202e']");
        assert_eq!(shown(&[]), "$");
    }

    #[test]
    fn look_ups_quote_what_would_be_read_otherwise() {
        for (key, value, expected) in [
            ("name", "email", "f[name=email]"),
            ("name", "a.b", "f[name=a.b]"),
            ("a.b", "x]", "f['a.b'='x]']"),
            ("n!", "", "f['n!'='']"),
            ("n", "=x", "f[n='=x']"),
        ] {
            let steps = [DottedStep::Key("f"), DottedStep::LookUp { key, value }];
            assert_eq!(Dotted(&steps).to_string(), expected);
        }
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z]{1,3}",
            r#"[ a*.\[\]'"$@=?!<>~:\\,{}()\-+0-9/#&|\n\t\u{0}\u{7f}\u{a0}\u{200b}\u{202e}é😀]{0,5}"#,
            "(header|query|origin|x):[a-z]{0,2}",
            any::<String>(),
        ]
    }

    #[derive(Debug, Clone)]
    enum Owned {
        Key(String),
        Index(usize),
        Every,
        LookUp(String, String),
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_and_can_be_printed(
            owned in prop::collection::vec(
                prop_oneof![
                    4 => name().prop_map(Owned::Key),
                    1 => (0..1000usize).prop_map(Owned::Index),
                    1 => Just(Owned::Every),
                    2 => (name(), name()).prop_map(|(key, value)| Owned::LookUp(key, value)),
                ],
                0..5,
            )
        ) {
            let steps: Vec<DottedStep<'_>> = owned
                .iter()
                .map(|step| match step {
                    Owned::Key(name) => DottedStep::Key(name),
                    Owned::Index(index) => DottedStep::Index(*index),
                    Owned::Every => DottedStep::Every,
                    Owned::LookUp(key, value) => DottedStep::LookUp { key, value },
                })
                .collect();
            let text = Dotted(&steps).to_string();
            prop_assert!(!text.contains(is_hidden), "{:?}", text);
            let query = read(&text);
            let read: Vec<String> = query
                .plain
                .iter()
                .map(|step| format!("{:?}", DottedStep::from(step)))
                .chain(query.rest.iter().map(|segment| match segment {
                    Segment::Lookup { key, value } => format!("{:?}", DottedStep::LookUp { key, value }),
                    Segment::Child(selectors) => match selectors.as_slice() {
                        [Selector::Name(name)] => format!("{:?}", DottedStep::Key(name)),
                        [Selector::Index(index)] => format!("{:?}", DottedStep::Index(usize::try_from(*index).unwrap())),
                        [Selector::Wildcard] => format!("{:?}", DottedStep::Every),
                        other => panic!("{other:?}"),
                    },
                    other @ Segment::Descendant(_) => panic!("{other:?}"),
                }))
                .collect();
            let written: Vec<String> = steps.iter().map(|step| format!("{step:?}")).collect();
            prop_assert_eq!(read, written, "{}", text);
        }
    }
}

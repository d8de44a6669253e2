//! The dotted spelling, as providers document their payloads: `payload.meta[0].date`.

use std::ops::Range;

use super::numeral::{index_error, read_index};
use super::segment::{Segment, Selector};
use super::{Path, PathError, Query, quoted};

/// Compiles a dotted path.
pub(super) fn parse(text: &str) -> Result<Query, PathError> {
    if text.is_empty() {
        return Err(PathError::new(0..0, "the path is empty"));
    }
    let mut parser = DottedParser { text, at: 0 };
    let (mut segments, mut spans) = (Vec::new(), Vec::new());
    if !text.starts_with('[') {
        segments.push(parser.name()?);
        spans.push(0..parser.at);
    }
    while let Some(next) = parser.rest().chars().next() {
        let start = parser.at + usize::from(next == '.');
        let segment = match next {
            '.' => {
                parser.at += 1;
                parser.name()?
            }
            '[' => parser.bracket()?,
            _ => {
                let odd = parser.at..parser.at + next.len_utf8();
                let message = format!("`{next}` is not expected here");
                return Err(PathError::new(odd, message)
                    .help("after a bracket comes a dot, another bracket or nothing"));
            }
        };
        segments.push(segment);
        spans.push(start..parser.at);
    }
    Ok(Query::of(segments, spans))
}

struct DottedParser<'t> {
    text: &'t str,
    at: usize,
}

impl DottedParser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// A name without quotes, up to the next dot or bracket.
    fn name(&mut self) -> Result<Segment, PathError> {
        let start = self.at;
        let length = self.rest().find(['.', '[']).unwrap_or(self.rest().len());
        let name = &self.text[start..start + length];
        let span = start..start + length;
        if name.is_empty() {
            return Err(self.missing_name());
        }
        if name == "*" {
            return Err(
                PathError::new(span, "`*` is not a name").help("for every element, write `[*]`")
            );
        }
        if name.starts_with(['"', '\'']) {
            return Err(PathError::new(span, "a quoted name stands in brackets")
                .help("for example `payload[\"a.b\"].c`"));
        }
        check_bare(name, start)?;
        self.at = span.end;
        Ok(Segment::Child(vec![Selector::Name(name.to_owned())]))
    }

    fn missing_name(&self) -> PathError {
        if self.rest().starts_with('.') && self.at > 0 {
            let error =
                PathError::new(self.at - 1..self.at + 1, "a name is missing between the dots");
            return match self.as_jsonpath(self.text) {
                Some(jsonpath) => {
                    error.help(format!("for a descent write it as JSONPath: `{jsonpath}`"))
                }
                None => error,
            };
        }
        if self.rest().starts_with('[') {
            return PathError::new(self.at - 1..self.at, "there is no dot before a bracket");
        }
        PathError::new(self.at..self.at, "a name is missing")
    }

    /// `[…]`: every element, an index, a quoted name or a look-up.
    fn bracket(&mut self) -> Result<Segment, PathError> {
        let open = self.at;
        let inside = open + 1;
        let rest = &self.text[inside..];
        if rest.starts_with('?') {
            let error = PathError::new(inside..inside + 1, "a filter needs the JSONPath spelling");
            return Err(match self.as_jsonpath(self.text) {
                Some(jsonpath) => error.help(format!("begin with `$`: `{jsonpath}`")),
                None => error.help("begin the path with `$`, as in `$.list[?@.name == 'x']`"),
            });
        }
        if rest.starts_with(['"', '\'']) {
            let (name, end) = quoted::read(self.text, inside)?;
            return match self.text[end..].chars().next() {
                Some(']') => {
                    self.at = end + 1;
                    Ok(Segment::Child(vec![Selector::Name(name)]))
                }
                Some('=') => self.look_up(open, name, end + 1),
                _ => Err(self.unclosed(open, end)),
            };
        }
        let Some(length) = rest.find(['=', ']', '[']).filter(|&end| !rest[end..].starts_with('['))
        else {
            return Err(self.unclosed(open, self.text.len()));
        };
        let content = &rest[..length];
        let span = inside..inside + length;
        if rest[length..].starts_with('=') {
            self.check_key(content, &span)?;
            return self.look_up(open, content.to_owned(), span.end + 1);
        }
        let selector = match content {
            "*" => Selector::Wildcard,
            _ => match read_index(content) {
                Some(index) => Selector::Index(index),
                None => return Err(self.not_a_selector(content, span)),
            },
        };
        self.at = span.end + 1;
        Ok(Segment::Child(vec![selector]))
    }

    /// What follows `[key=`.
    fn look_up(&mut self, open: usize, key: String, at: usize) -> Result<Segment, PathError> {
        let rest = &self.text[at..];
        if rest.starts_with('=') {
            return Err(self.not_a_look_up(at - 1..at + 1));
        }
        let (value, end) = if rest.starts_with(['"', '\'']) {
            quoted::read(self.text, at)?
        } else {
            let end = at + rest.find(['[', ']']).unwrap_or(rest.len());
            let value = &self.text[at..end];
            if value.is_empty() && self.text[end..].starts_with(']') {
                return Err(PathError::new(at - 1..at, "the look-up names no value")
                    .help("for an empty text write `\"\"`"));
            }
            check_bare(value, at)?;
            (value.to_owned(), end)
        };
        if !self.text[end..].starts_with(']') {
            return Err(self.unclosed(open, end));
        }
        self.at = end + 1;
        Ok(Segment::Lookup { key, value })
    }

    fn check_key(&self, key: &str, span: &Range<usize>) -> Result<(), PathError> {
        if key.is_empty() {
            return Err(PathError::new(span.start..span.end + 1, "the look-up names no member")
                .help("for example `fields[name=email]`"));
        }
        if key.ends_with(['!', '<', '>', '~']) {
            return Err(self.not_a_look_up(span.end - 1..span.end + 1));
        }
        if key.contains('.') {
            return Err(PathError::new(span.clone(), "a look-up names one member, without a path to it")
                .help("quote it if the dot is part of the name, or write a filter: `$.list[?@.a.b == 'x']`"));
        }
        check_bare(key, span.start)
    }

    fn not_a_look_up(&self, operator: Range<usize>) -> PathError {
        let message = format!("`{}` is not for look-ups", &self.text[operator.clone()]);
        PathError::new(operator, message).help(
            "write `[name=x]`, or a filter in a path that begins with `$`: `[?@.name == 'x']`",
        )
    }

    /// Why `content`, between brackets, is none of what may stand there.
    fn not_a_selector(&self, content: &str, span: Range<usize>) -> PathError {
        if content.trim().is_empty() {
            return PathError::new(
                span.start - 1..span.end + 1,
                "there is nothing between the brackets",
            )
            .help("for every element, write `[*]`");
        }
        let looks_numeric = |c: char| c.is_ascii_digit() || "+-., :".contains(c);
        if content.contains([',', ':']) && content.chars().all(looks_numeric) {
            let error =
                PathError::new(span, "slices and lists of indices need the JSONPath spelling");
            return match self.as_jsonpath(self.text) {
                Some(jsonpath) => error.help(format!("begin with `$`: `{jsonpath}`")),
                None => error,
            };
        }
        if content.chars().all(looks_numeric) {
            return index_error(content, span);
        }
        let quoted = content.trim().replace('\\', "\\\\").replace('"', "\\\"");
        PathError::new(span, format!("`{content}` is not an index"))
            .help(format!("a name in brackets is quoted: `[\"{quoted}\"]`"))
    }

    /// The bracket opened at `open` goes on at `at` with something other than its end.
    fn unclosed(&self, open: usize, at: usize) -> PathError {
        match self.text[at..].chars().next() {
            Some(odd) if self.text[at..].contains(']') && odd != '[' => {
                let message = format!("`{odd}` is not expected here");
                PathError::new(at..at + odd.len_utf8(), message).help("expected `]`")
            }
            _ => PathError::new(open..open + 1, "this bracket is never closed"),
        }
    }

    /// The same text in the JSONPath spelling, where it is one.
    fn as_jsonpath(&self, text: &str) -> Option<String> {
        let jsonpath = if text.starts_with('[') { format!("${text}") } else { format!("$.{text}") };
        Path::parse(&jsonpath).is_ok().then_some(jsonpath)
    }
}

/// Checks a text without quotes: no control characters, no `]`, no white space around it.
fn check_bare(bare: &str, start: usize) -> Result<(), PathError> {
    if let Some((at, odd)) = bare.char_indices().find(|&(_, c)| c.is_control() || c == ']') {
        let span = start + at..start + at + odd.len_utf8();
        let message = format!("`{odd}` can only stand in a quoted name");
        return Err(PathError::new(span, message));
    }
    let trimmed = bare.trim_start();
    let leading = bare.len() - trimmed.len();
    let white = if leading > 0 {
        start..start + leading
    } else {
        start + bare.trim_end().len()..start + bare.len()
    };
    if white.is_empty() {
        return Ok(());
    }
    Err(PathError::new(white, "there is white space around the name")
        .help("take it away, or quote the name if it is part of it: `[\" name\"]`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Step;

    fn steps(text: &str) -> Vec<Step> {
        let query = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert!(query.is_plain(), "{text}");
        query.plain
    }

    fn key(name: &str) -> Step {
        Step::Key(name.to_owned())
    }

    fn refused(text: &str) -> (Range<usize>, String, String) {
        let PathError { span, message, help } = Path::parse(text).unwrap_err();
        (span, message, help.unwrap_or_default())
    }

    #[test]
    fn names_are_what_stands_between_the_dots() {
        assert_eq!(
            steps("payload.people_detail.name"),
            [key("payload"), key("people_detail"), key("name")]
        );
        assert_eq!(steps("properties.portal-id"), [key("properties"), key("portal-id")]);
        assert_eq!(
            steps("first name.0.1st.имя"),
            [key("first name"), key("0"), key("1st"), key("имя")]
        );
        assert_eq!(steps("What is it (now)?.a=b"), [key("What is it (now)?"), key("a=b")]);
        assert_eq!(steps("ns:name"), [key("ns:name")]);
    }

    #[test]
    fn brackets_hold_indices_and_quoted_names_also_at_the_beginning() {
        assert_eq!(steps("a[0].b"), [key("a"), Step::Index(0), key("b")]);
        assert_eq!(steps(r#"payload["a.b"].c"#), [key("payload"), key("a.b"), key("c")]);
        assert_eq!(steps("payload['эл._адрес']"), [key("payload"), key("эл._адрес")]);
        assert_eq!(steps(r#"["a b"].c"#), [key("a b"), key("c")]);
        assert_eq!(steps("[0].x"), [Step::Index(0), key("x")]);
        assert_eq!(
            steps(r#"a["]\"\u0041"]['it\'s'][""]"#),
            [key("a"), key("]\"A"), key("it's"), key("")]
        );
        assert!(parse("[*].x").unwrap().plain.is_empty());
    }

    #[test]
    fn an_empty_name_is_refused_where_it_is() {
        assert_eq!(refused("").0, 0..0);
        assert_eq!(refused(".a").0, 0..0);
        assert_eq!(refused("a.").0, 2..2);
        assert_eq!(refused("a[0].").0, 5..5);
        assert_eq!(refused("a.[0]").1, "there is no dot before a bracket");
        let (span, _, help) = refused("a..b");
        assert_eq!(span, 1..3);
        assert_eq!(help, "for a descent write it as JSONPath: `$.a..b`");
    }

    #[test]
    fn a_name_with_something_odd_is_refused_at_the_odd_place() {
        assert_eq!(refused("a. b").0, 2..3);
        assert_eq!(refused("a .b").0, 1..2);
        assert_eq!(refused(" $.a").0, 0..1);
        assert_eq!(refused("a\u{a0}").0, 1..3);
        assert_eq!(refused("a.b\u{7}c").0, 3..4);
        assert_eq!(refused("a]b").0, 1..2);
        assert_eq!(refused("a.*").2, "for every element, write `[*]`");
        assert_eq!(refused("a.\"b c\"").1, "a quoted name stands in brackets");
    }

    #[test]
    fn a_bracket_with_something_odd_says_what_may_stand_there() {
        for (text, span, message, help) in [
            ("a[abc]", 2..5, "`abc` is not an index", "a name in brackets is quoted: `[\"abc\"]`"),
            ("a[01]", 2..4, "an index cannot begin with a zero", ""),
            ("a[-0]", 2..4, "an index cannot be `-0`", "write `0`"),
            (
                "a[ ]",
                1..4,
                "there is nothing between the brackets",
                "for every element, write `[*]`",
            ),
            (
                "a[]",
                1..3,
                "there is nothing between the brackets",
                "for every element, write `[*]`",
            ),
            ("a[9007199254740992]", 2..18, "the index is out of range", ""),
            ("a[99999999999999999999999]", 2..25, "the index is out of range", ""),
            (
                "a[+1]",
                2..4,
                "`+1` is not an index",
                "an index is a whole number, such as `0` or `-1`",
            ),
            ("a[0", 1..2, "this bracket is never closed", ""),
            ("a[", 1..2, "this bracket is never closed", ""),
            ("a[b[0]]", 1..2, "this bracket is never closed", ""),
            ("a[\"b\"", 1..2, "this bracket is never closed", ""),
            ("a[\"b]", 2..5, "the closing quote is missing", ""),
            ("a[\"b\"c]", 5..6, "`c` is not expected here", "expected `]`"),
            (
                "a[0]b",
                4..5,
                "`b` is not expected here",
                "after a bracket comes a dot, another bracket or nothing",
            ),
            (
                "a[1:2]",
                2..5,
                "slices and lists of indices need the JSONPath spelling",
                "begin with `$`: `$.a[1:2]`",
            ),
        ] {
            assert_eq!(refused(text), (span, message.to_owned(), help.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_look_up_that_is_a_filter_is_told_to_begin_with_a_dollar() {
        assert_eq!(refused("a[?@.b == 'x'].c").2, "begin with `$`: `$.a[?@.b == 'x'].c`");
        assert_eq!(refused("a-b[?x]").2, "begin the path with `$`, as in `$.list[?@.name == 'x']`");
        for (text, span) in [("a[name==x]", 6..8), ("a[name!=x]", 6..8), ("a[n>=1]", 3..5)] {
            let (at, _, help) = refused(text);
            assert_eq!(at, span, "{text}");
            assert!(help.contains("begins with `$`"), "{text}");
        }
    }

    #[test]
    fn a_look_up_needs_a_member_and_a_value() {
        assert_eq!(refused("a[=x]").1, "the look-up names no member");
        assert_eq!(refused("a[n=]").2, "for an empty text write `\"\"`");
        assert_eq!(refused("a[n= x]").0, 4..5);
        assert_eq!(refused("a[n =x]").0, 3..4);
        assert_eq!(refused("a[n=x").1, "this bracket is never closed");
        assert_eq!(refused("a[n=\"x\"y]").0, 7..8);
        assert_eq!(refused("a[b.c=x]").1, "a look-up names one member, without a path to it");
        assert!(parse("a[n=\"\"]").is_ok() && parse("a[n=b=c.d]").is_ok());
    }
}

//! Checks the text of a JSONPath and rewrites it for the parser.
//!
//! jsonpath-rust's parser is right about structure, but lets white space into names, trims them, knows functions
//! that RFC 9535 does not, and keeps numbers as machine numbers. So the text is read token by token first. What the
//! parser is lenient about is refused here, with the place; names after a dot become quoted names in brackets; and
//! every number in a filter becomes its ordinal, with its exact text kept beside.
//!
//! The parser is also exponential in nested function calls, hence the limits.

#![expect(clippy::indexing_slicing, reason = "a call's number is its place in the list of calls")]

mod filter;

use std::fmt::Display;
use std::ops::Range;

use super::numeral::{index_error, read_index};
use super::{PathError, quoted};

/// How deep brackets and parentheses may nest.
const MAX_NESTING: usize = 16;

/// A checked path.
#[derive(Debug, Default)]
pub(super) struct CheckedPath {
    /// What the parser is to read.
    pub(super) text: String,
    /// The numbers in filters, exactly as they were written; in [`text`](Self::text) stand their indices here.
    pub(super) numbers: Vec<String>,
    /// Where the function calls are in the user's text, in the order in which they begin.
    pub(super) calls: Vec<Range<usize>>,
    /// Where the path's segments are in the user's text: names without the dots before them, brackets as a whole.
    pub(super) segments: Vec<Range<usize>>,
    /// Positions in [`text`](Self::text) and in the user's text that belong together, ascending.
    places: Vec<(usize, usize)>,
}

impl CheckedPath {
    /// Checks `text`, which begins with `$` or `@`.
    pub(super) fn check(text: &str) -> Result<Self, PathError> {
        let mut scanner = PathScanner {
            text,
            at: 1,
            after_value: true,
            brackets: Vec::new(),
            checked: CheckedPath::default(),
        };
        // To the parser a path from a node is a path from the root.
        scanner.checked.text.push('$');
        while let Some(next) = scanner.peek() {
            scanner.check_separated(next)?;
            scanner.token(next)?;
            scanner.note(next);
        }
        if let Some(bracket) = scanner.brackets.last() {
            let bracket = bracket.at..bracket.at + 1;
            return Err(PathError::new(bracket, "this bracket is never closed"));
        }
        let end = text.trim_end_matches([' ', '\t', '\n', '\r']).len();
        if end < text.len() {
            let white = end..text.len();
            return Err(PathError::new(white, "there is white space after the path"));
        }
        Ok(scanner.checked)
    }

    /// The position in the user's text of what is at `at` in [`text`](Self::text).
    pub(super) fn position(&self, at: usize) -> usize {
        let next = self.places.partition_point(|&(rewritten, _)| rewritten <= at);
        let (rewritten, original) =
            next.checked_sub(1).and_then(|last| self.places.get(last)).copied().unwrap_or_default();
        let position = original + (at - rewritten);
        // Inside of what was rewritten there is no better place than its end.
        self.places.get(next).map_or(position, |&(_, limit)| position.min(limit))
    }
}

/// A bracket that is open.
struct OpenBracket {
    kind: BracketKind,
    /// Where it was opened.
    at: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum BracketKind {
    /// `[`, where a selector other than a filter stands.
    Selection,
    /// `[`, after a `?`.
    Filter,
    /// `(` around an expression.
    Parenthesis,
    /// `(` after a function's name; the index of its call.
    Call(usize),
}

/// Reads the text from left to right, writing [`CheckedPath`] as it goes.
struct PathScanner<'t> {
    text: &'t str,
    at: usize,
    /// The brackets that are open.
    brackets: Vec<OpenBracket>,
    /// Whether a value may have ended just now, so that no other can begin.
    after_value: bool,
    checked: CheckedPath,
}

impl<'t> PathScanner<'t> {
    /// Two values have an operator or a comma between them. The parser knows, but not where.
    fn check_separated(&self, next: char) -> Result<(), PathError> {
        let begins_value = matches!(next, '\'' | '"' | '0'..='9' | '-' | '+' | '$' | '@');
        if !self.after_value || !begins_value {
            return Ok(());
        }
        match self.brackets.last() {
            None => Err(self.unexpected(next)),
            Some(bracket) if bracket.kind == BracketKind::Selection => {
                Err(self.error(next.len_utf8(), "a comma is missing before this"))
            }
            Some(_) => Err(self.error(next.len_utf8(), "an operator is missing before this")),
        }
    }

    /// Remembers what the token was that began with `first`.
    fn note(&mut self, first: char) {
        self.after_value = match first {
            ' ' | '\t' | '\n' | '\r' => self.after_value,
            '.' | '*' | ']' | ')' | '\'' | '"' | '0'..='9' | '-' | '+' | '$' | '@' => true,
            _ if is_name_char(first) => !self.checked.text.ends_with('('),
            _ => false,
        };
    }

    /// Takes the token that begins with `next`.
    fn token(&mut self, next: char) -> Result<(), PathError> {
        match next {
            ' ' | '\t' | '\n' | '\r' | ':' | '*' => {
                self.copy(1);
                Ok(())
            }
            '.' => self.dot(),
            '[' => self.open(BracketKind::Selection),
            '(' => self.open(BracketKind::Parenthesis),
            ']' | ')' => self.close(next),
            '\'' | '"' => {
                let (_, end) = quoted::read(self.text, self.at)?;
                self.copy(end - self.at);
                Ok(())
            }
            '0'..='9' | '-' | '+' if self.in_filter() => self.number(),
            '0'..='9' | '-' | '+' => self.index(),
            '?' => self.filter(),
            ',' => {
                self.end_filter();
                self.copy(1);
                Ok(())
            }
            '$' | '@' if self.in_filter() => {
                self.copy(1);
                Ok(())
            }
            '$' | '@' => Err(self
                .error(1, format!("`{next}` stands only at the beginning and in filters"))
                .help("a filter begins with `?`, as in `$.list[?@.name == 'x']`")),
            '=' | '!' | '<' | '>' | '&' | '|' => self.operator(),
            _ if is_name_char(next) => self.word(),
            _ => Err(self.unexpected(next)),
        }
    }

    /// `.` or `..`, and the name after it.
    fn dot(&mut self) -> Result<(), PathError> {
        let dots = if self.rest().starts_with("..") { 2 } else { 1 };
        let name = self.word_at(self.at + dots);
        let after = self.rest()[dots..].chars().next();
        match after {
            Some(first) if is_name_first(first) => self.name(dots, name),
            Some('*') => {
                self.copy(dots + 1);
                self.end_segment(self.at - 1);
                Ok(())
            }
            Some('[') if dots == 2 => {
                self.copy(2);
                Ok(())
            }
            Some('[') => Err(self.error(1, "there is no dot before a bracket")),
            None => Err(PathError::new(
                self.text.len()..self.text.len(),
                "a name is missing after the dot",
            )),
            Some(white) if white.is_ascii_whitespace() => {
                Err(self.error(dots + 1, "there cannot be white space between a dot and a name"))
            }
            Some(quote @ ('\'' | '"')) => Err(self
                .error(dots + 1, "a quoted name stands in brackets")
                .help(format!("write `[{quote}…{quote}]` without the dot"))),
            Some(first) if first.is_ascii_digit() => Err(self
                .error(dots + name.len(), "a name after a dot cannot begin with a digit")
                .help(format!("write it as `['{name}']`"))),
            Some(other) => {
                Err(self.error(dots + other.len_utf8(), format!("`{other}` is not a name")))
            }
        }
    }

    /// The name after the dots, rewritten to a quoted one.
    fn name(&mut self, dots: usize, name: &str) -> Result<(), PathError> {
        let start = self.at + dots;
        let whole = run(&self.text[start..], |c| !ends_name(c));
        if let Some(odd) = whole[name.len()..].chars().next() {
            let span = start..start + whole.len();
            let message = format!("`{odd}` cannot stand in a name after a dot");
            let error = PathError::new(span, message);
            return Err(match whole.contains(['\\', ':']) {
                true => error,
                false => error.help(format!("quote the name: `['{whole}']`")),
            });
        }
        let descent = if dots == 2 { ".." } else { "" };
        self.replace(dots + name.len(), &format!("{descent}[\"{name}\"]"));
        self.end_segment(start);
        Ok(())
    }

    fn open(&mut self, kind: BracketKind) -> Result<(), PathError> {
        if self.brackets.len() == MAX_NESTING {
            let message = format!("brackets are nested more than {MAX_NESTING} deep");
            return Err(self.error(1, message));
        }
        if kind == BracketKind::Parenthesis && !self.in_filter() {
            return Err(self.error(1, "a parenthesis stands only in a filter"));
        }
        self.brackets.push(OpenBracket { kind, at: self.at });
        self.copy(1);
        Ok(())
    }

    fn close(&mut self, bracket: char) -> Result<(), PathError> {
        let Some(open) = self.brackets.pop() else {
            return Err(self.error(1, "this bracket was never opened"));
        };
        let expected = match open.kind {
            BracketKind::Selection | BracketKind::Filter => ']',
            BracketKind::Parenthesis | BracketKind::Call(_) => ')',
        };
        if bracket != expected {
            return Err(self.error(1, format!("expected `{expected}` here, not `{bracket}`")));
        }
        self.copy(1);
        self.end_segment(open.at);
        if let BracketKind::Call(call) = open.kind {
            self.checked.calls[call].end = self.at;
            return self.check_uncompared(self.checked.calls[call].clone());
        }
        Ok(())
    }

    /// Notes what was read since `start` as a segment, unless it is one of a query in a filter.
    fn end_segment(&mut self, start: usize) {
        if self.brackets.is_empty() {
            self.checked.segments.push(start..self.at);
        }
    }

    /// `?`, which begins a filter and is nowhere else.
    fn filter(&mut self) -> Result<(), PathError> {
        match self.brackets.last_mut() {
            Some(bracket) if bracket.kind == BracketKind::Selection => {
                bracket.kind = BracketKind::Filter;
                self.copy(1);
                Ok(())
            }
            _ => {
                Err(self.error(1, "`?` stands only at the beginning of a filter, after `[` or `,`"))
            }
        }
    }

    /// After a comma a bracket goes on with a selector of any kind.
    fn end_filter(&mut self) {
        if let Some(bracket) = self.brackets.last_mut()
            && bracket.kind == BracketKind::Filter
        {
            bracket.kind = BracketKind::Selection;
        }
    }

    /// A number of an index or a slice (RFC 9535, section 2.1).
    fn index(&mut self) -> Result<(), PathError> {
        let token = self.number_token();
        if read_index(token).is_none() {
            return Err(index_error(token, self.at..self.at + token.len()));
        }
        self.copy(token.len());
        Ok(())
    }

    fn in_filter(&self) -> bool {
        self.brackets.last().is_some_and(|bracket| bracket.kind != BracketKind::Selection)
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The longest run of name characters at `at`.
    fn word_at(&self, at: usize) -> &'t str {
        run(&self.text[at..], is_name_char)
    }

    /// Everything at the cursor that someone may have meant to be one number.
    fn number_token(&self) -> &'t str {
        run(self.rest(), |c| is_name_char(c) || matches!(c, '.' | '+' | '-'))
    }

    /// Takes `length` bytes as they are.
    fn copy(&mut self, length: usize) {
        let end = self.at + length;
        self.checked.text.push_str(&self.text[self.at..end]);
        self.at = end;
    }

    /// Takes `length` bytes and writes `replacement` for them.
    fn replace(&mut self, length: usize, replacement: &str) {
        self.checked.places.push((self.checked.text.len(), self.at));
        self.checked.text.push_str(replacement);
        self.at += length;
        self.checked.places.push((self.checked.text.len(), self.at));
    }

    fn error(&self, length: usize, message: impl Display) -> PathError {
        PathError::new(self.at..self.at + length, message)
    }

    fn unexpected(&self, odd: char) -> PathError {
        self.error(odd.len_utf8(), format!("`{odd}` is not expected here"))
    }
}

/// The longest beginning of `text` whose characters all are such.
fn run(text: &str, is_such: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !is_such(c)).unwrap_or(text.len());
    &text[..end]
}

/// Whether a name after a dot may begin with `c` (RFC 9535, section 2.5.1.1).
fn is_name_first(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

fn is_name_char(c: char) -> bool {
    is_name_first(c) || c.is_ascii_digit()
}

/// Whether a name after a dot ends before `c` when it is what it should be.
fn ends_name(c: char) -> bool {
    c.is_ascii_whitespace() || ".[](),='\"!<>&|".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (String, String, Option<String>) {
        let PathError { span, message, help } = CheckedPath::check(text).unwrap_err();
        (text[span].to_owned(), message, help)
    }

    #[test]
    fn names_become_quoted_and_numbers_ordinals() {
        let checked = CheckedPath::check("@.a..b[0,-1,?@.c>1e400&&@.d==-0.50,2].e").unwrap();
        assert_eq!(checked.text, r#"$["a"]..["b"][0,-1,?@["c"]>0&&@["d"]==1,2]["e"]"#);
        assert_eq!(checked.numbers, ["1e400", "-0.50"]);
    }

    #[test]
    fn positions_lead_back_to_the_text_of_the_user() {
        let text = "$.ab[?@.c==1234].d *";
        let checked = CheckedPath::check(text).unwrap();
        for token in ["[?", "==", "*"] {
            let rewritten = checked.text.rfind(token).unwrap();
            assert_eq!(checked.position(rewritten), text.find(token).unwrap(), "{token}");
        }
        assert_eq!(checked.position(checked.text.len()), text.len());
    }

    #[test]
    fn white_space_in_and_around_a_name_is_refused_at_its_place() {
        assert_eq!(refused("$.a b").0, "b");
        assert_eq!(refused("$. a").0, ". ");
        assert_eq!(refused("$..\ta").1, "there cannot be white space between a dot and a name");
        assert_eq!(CheckedPath::check("$.a\u{a0}").unwrap().text, "$[\"a\u{a0}\"]");
    }

    #[test]
    fn what_only_other_dialects_know_is_refused_with_what_to_write() {
        for (text, place, help) in [
            ("$[?@.n in ['A']]", "in", "compare one by one"),
            ("$[?in(@.n,@.m)]", "in", "there are `count`"),
            ("$[?nin(@.n,@.m)]", "nin", "there are `count`"),
            ("$[?none_of(@.n,@.m)]", "none_of", "there are `count`"),
            ("$[?any_of(@.n,@.m)]", "any_of", "there are `count`"),
            ("$[?subset_of(@.n,@.m)]", "subset_of", "there are `count`"),
            ("$[?@.n = 1]", "=", "write `==`"),
            ("$[?@.n =~ 'a']", "=~", "write `match"),
            ("$[?@.n and @.m]", "and", "write `&&`"),
            ("$[?@.n == abc]", "abc", "a text is quoted: `'abc'`"),
            ("$[?@.n == True]", "True", "write `true`"),
            ("$[?count (@.n)>1]", "count", "no white space"),
            ("$[abc]", "abc", "a name in brackets is quoted: `['abc']`"),
            ("$.first-name", "first-name", "quote the name: `['first-name']`"),
            ("$.1st", ".1st", "write it as `['1st']`"),
        ] {
            let refusal = refused(text);
            assert_eq!(refusal.0, place, "{text}");
            assert!(refusal.2.as_deref().unwrap_or_default().contains(help), "{text}: {refusal:?}");
        }
    }

    #[test]
    fn numbers_are_judged_as_the_rfc_has_them() {
        for good in ["0", "-0", "1E5", "1e+5", "0.10", "-12.5e-3", "12345678901234567890123"] {
            assert!(CheckedPath::check(&format!("$[?@=={good}]")).is_ok(), "{good}");
        }
        for bad in ["01", "1.", "+1", "-", ".5", "1e", "1.e1", "0x1", "1_0", "--1", "1e2.3", "1a"] {
            assert!(CheckedPath::check(&format!("$[?@=={bad}]")).is_err(), "{bad}");
        }
        for bad in ["01", "-0", "+1", "1.0", "1a", "9007199254740992", "-"] {
            assert_eq!(refused(&format!("$[{bad}]")).0, bad);
        }
    }

    #[test]
    fn a_bracket_without_its_other_half_is_named() {
        assert_eq!(CheckedPath::check("$.a[?(@.b").unwrap_err().span, 5..6);
        assert_eq!(CheckedPath::check("$.a]").unwrap_err().span, 3..4);
        assert_eq!(
            CheckedPath::check("$[?(@.a]").unwrap_err().message,
            "expected `)` here, not `]`"
        );
    }
}

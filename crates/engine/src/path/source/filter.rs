//! The tokens that stand only in filters: numbers, operators, words and function calls.

use std::ops::Range;

use super::{BracketKind, OpenBracket, PathScanner, run};
use crate::json::number::is_number;
use crate::path::PathError;

/// How deep function calls may nest, also through filters.
const MAX_CALLS: usize = 4;

/// The functions of RFC 9535, section 2.4.
const FUNCTIONS: [&str; 5] = ["count", "length", "match", "search", "value"];

impl PathScanner<'_> {
    /// A number literal (RFC 9535, section 2.3.5.1), rewritten to its ordinal.
    pub(super) fn number(&mut self) -> Result<(), PathError> {
        let token = self.number_token();
        if !is_number(token.as_bytes()) {
            return Err(self.error(token.len(), format!("`{token}` is not a number")));
        }
        let ordinal = self.checked.numbers.len().to_string();
        self.checked.numbers.push(token.to_owned());
        self.replace(token.len(), &ordinal);
        Ok(())
    }

    /// A comparison, `&&`, `||` or `!`.
    pub(super) fn operator(&mut self) -> Result<(), PathError> {
        if !self.in_filter() {
            let odd = self.peek().unwrap_or_default();
            return Err(self.unexpected(odd));
        }
        let token = run(self.rest(), |c| matches!(c, '=' | '!' | '<' | '>' | '&' | '|' | '~'));
        let help = match token {
            "==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||" => None,
            // `!` before something, or several of them, is for the parser to judge.
            _ if token.trim_end_matches('!').is_empty() => None,
            _ if ["&&!", "||!"].contains(&token) => None,
            "=" | "===" => Some("write `==`"),
            "!==" | "<>" => Some("write `!=`"),
            "&" => Some("write `&&`"),
            "|" => Some("write `||`"),
            "=~" => Some("write `match(@.name, 'pattern')` or `search(@.name, 'pattern')`"),
            _ => Some("there are `==`, `!=`, `<`, `<=`, `>`, `>=`, `&&`, `||` and `!`"),
        };
        if let Some(help) = help {
            return Err(self
                .error(token.len(), format!("`{token}` is not an operator"))
                .help(help));
        }
        self.copy(token.len());
        Ok(())
    }

    /// A word that is not a name after a dot: a literal or a function in a filter, or a mistake.
    pub(super) fn word(&mut self) -> Result<(), PathError> {
        let word = self.word_at(self.at);
        if !self.in_filter() {
            let error = self.error(word.len(), format!("`{word}` is not expected here"));
            return Err(match self.brackets.last() {
                Some(_) => error.help(format!("a name in brackets is quoted: `['{word}']`")),
                None if self.text[..self.at].ends_with(']') => error.help("a name follows a dot"),
                None => error.help("a name with white space in it is quoted: `['first name']`"),
            });
        }
        let after = &self.rest()[word.len()..];
        if after.starts_with('(') {
            return self.call(word);
        }
        if ["true", "false", "null"].contains(&word) {
            self.copy(word.len());
            return Ok(());
        }
        let error = self.error(word.len(), format!("`{word}` is not part of JSONPath"));
        let help = match word.to_ascii_lowercase().as_str() {
            "in" | "nin" | "none_of" | "any_of" | "subset_of" | "contains" => {
                "compare one by one: `@.a == 'x' || @.a == 'y'`".to_owned()
            }
            "and" => "write `&&`".to_owned(),
            "or" => "write `||`".to_owned(),
            "not" => "write `!`".to_owned(),
            literal @ ("true" | "false" | "null") => format!("write `{literal}`"),
            function if FUNCTIONS.contains(&function) && after.trim_start().starts_with('(') => {
                "there is no white space between a function and its parenthesis".to_owned()
            }
            _ => format!("a text is quoted: `'{word}'`"),
        };
        Err(error.help(help))
    }

    /// A function's name and its parenthesis.
    fn call(&mut self, name: &str) -> Result<(), PathError> {
        if !FUNCTIONS.contains(&name) {
            return Err(self
                .error(name.len(), format!("`{name}` is not a function of RFC 9535"))
                .help("there are `count`, `length`, `match`, `search` and `value`"));
        }
        let is_call = |bracket: &&OpenBracket| matches!(bracket.kind, BracketKind::Call(_));
        if self.brackets.iter().filter(is_call).count() == MAX_CALLS {
            let message = format!("function calls are nested more than {MAX_CALLS} deep");
            return Err(self.error(name.len(), message));
        }
        self.checked.calls.push(self.at..self.at + name.len());
        let call = self.checked.calls.len() - 1;
        self.copy(name.len());
        self.open(BracketKind::Call(call))?;
        if let "count" | "value" = name {
            let argument = self.rest().trim_ascii_start();
            if !argument.starts_with(['@', '$', ')']) {
                let start = self.text.len() - argument.len();
                let span = start..start + argument.chars().next().map_or(0, char::len_utf8);
                let message = format!("`{name}` takes a path, which begins with `@` or `$`");
                return Err(PathError::new(span, message));
            }
        }
        Ok(())
    }

    /// The results of `match` and `search` are not values. The parser knows, but not where.
    pub(super) fn check_uncompared(&self, call: Range<usize>) -> Result<(), PathError> {
        let is_logical =
            ["match", "search"].iter().any(|name| self.text[call.start..].starts_with(name));
        let before = self.text[..call.start].trim_ascii_end();
        let after = self.text[call.end..].trim_ascii_start();
        let is_compared = before.ends_with(['=', '<', '>'])
            || after.starts_with("!=")
            || after.starts_with(['=', '<', '>']);
        if is_logical && is_compared {
            return Err(PathError::new(call, "the function's result is not a value to compare")
                .help("let it stand alone, as in `[?match(@.name, 'A.*')]`"));
        }
        Ok(())
    }
}

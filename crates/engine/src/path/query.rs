//! Compiles JSONPath to a query. Only this file uses jsonpath_rust, and only its parser.

use std::ops::Range;

use jsonpath_rust::parser::errors::JsonPathError;
use jsonpath_rust::parser::{model, parse_json_path};

use super::pattern::{Anchoring, Regexp};
use super::segment::{
    Filter, Operand, Operator, PatternSource, Segment, Selector, Start, Subquery,
};
use super::source::CheckedPath;
use super::{PathError, Query};

/// How often a path can descend.
const MAX_DESCENTS: usize = 3;

/// How many nodes the unions of a path can select of one.
const MAX_SELECTED: usize = 2048;

/// Compiles a JSONPath (RFC 9535); a beginning `@` is read as if it were `$`.
pub(super) fn parse(text: &str) -> Result<Query, PathError> {
    let checked = CheckedPath::check(text)?;
    let tree = parse_json_path(&checked.text).map_err(|error| explain(&error, &checked, text))?;
    let mut compiler =
        Compiler { checked: &checked, text, calls: checked.calls.iter(), never_fits: None };
    let segments = compiler.segments(tree.segments)?;
    let never_fits = compiler.never_fits;
    Ok(Query { never_fits, ..Query::of(segments, checked.segments) })
}

/// The parser's error in one sentence, at its place in the user's text.
fn explain(error: &JsonPathError, checked: &CheckedPath, text: &str) -> PathError {
    let JsonPathError::PestError(error) = error else {
        return PathError::new(0..text.len(), "this is not a JSONPath of RFC 9535");
    };
    // The type of a location cannot be named without its crate, but it shows its position: `Pos(12)`.
    let location = format!("{:?}", error.location);
    let digits = location.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty());
    let at = checked.position(digits.and_then(|digits| digits.parse().ok()).unwrap_or(0));
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        // The parser tells where what it could not read begins, not which character is wrong.
        Some(first) => {
            PathError::new(at..at + first.len_utf8(), "from here on this is not JSONPath")
        }
        None => PathError::new(text.len()..text.len(), "the path ends too early"),
    }
}

/// Turns the parser's tree into leadmap's own form, checking the types of functions (RFC 9535, section 2.4.3).
struct Compiler<'s> {
    checked: &'s CheckedPath,
    text: &'s str,
    /// The places of the function calls; the tree is walked in the order of the text.
    calls: std::slice::Iter<'s, Range<usize>>,
    /// The first call of `match` or `search` whose pattern no text can fit.
    never_fits: Option<Range<usize>>,
}

impl Compiler<'_> {
    fn segments(&mut self, segments: Vec<model::Segment>) -> Result<Vec<Segment>, PathError> {
        let segments: Vec<Segment> =
            segments.into_iter().map(|segment| self.segment(segment)).collect::<Result<_, _>>()?;
        self.check_growth(&segments)?;
        Ok(segments)
    }

    /// Refuses segments that can select many times more nodes than a payload has: each `..` multiplies them by the
    /// depth, each union by its size.
    fn check_growth(&self, segments: &[Segment]) -> Result<(), PathError> {
        let descents =
            segments.iter().filter(|segment| matches!(segment, Segment::Descendant(_))).count();
        let selected = segments.iter().fold(1usize, |product, segment| match segment {
            Segment::Child(selectors) | Segment::Descendant(selectors) => {
                product.saturating_mul(selectors.len().max(1))
            }
            Segment::Lookup { .. } => product,
        });
        let message = if descents > MAX_DESCENTS {
            format!("the path descends (`..`) more than {MAX_DESCENTS} times")
        } else if selected > MAX_SELECTED {
            format!("the unions of the path select more than {MAX_SELECTED} nodes of one")
        } else {
            return Ok(());
        };
        Err(PathError::new(0..self.text.len(), message))
    }

    fn segment(&mut self, segment: model::Segment) -> Result<Segment, PathError> {
        Ok(match segment {
            model::Segment::Descendant(children) => match self.segment(*children)? {
                Segment::Child(selectors) => Segment::Descendant(selectors),
                nested => nested,
            },
            model::Segment::Selector(selector) => Segment::Child(vec![self.selector(selector)?]),
            model::Segment::Selectors(selectors) => {
                let selectors = selectors.into_iter().map(|selector| self.selector(selector));
                Segment::Child(selectors.collect::<Result<_, _>>()?)
            }
        })
    }

    fn selector(&mut self, selector: model::Selector) -> Result<Selector, PathError> {
        Ok(match selector {
            model::Selector::Name(name) => Selector::Name(name),
            model::Selector::Wildcard => Selector::Wildcard,
            model::Selector::Index(index) => Selector::Index(index),
            model::Selector::Slice(start, end, step) => {
                Selector::Slice { start, end, step: step.unwrap_or(1) }
            }
            model::Selector::Filter(filter) => Selector::Filter(self.filter(filter)?),
        })
    }

    fn filter(&mut self, filter: model::Filter) -> Result<Filter, PathError> {
        let mut each = |filters: Vec<model::Filter>| {
            filters.into_iter().map(|filter| self.filter(filter)).collect::<Result<_, _>>()
        };
        match filter {
            model::Filter::Or(filters) => each(filters).map(Filter::Any),
            model::Filter::And(filters) => each(filters).map(Filter::All),
            model::Filter::Atom(atom) => self.atom(atom),
        }
    }

    fn atom(&mut self, atom: model::FilterAtom) -> Result<Filter, PathError> {
        let (filter, is_negated) = match atom {
            model::FilterAtom::Filter { expr, not } => (self.filter(*expr)?, not),
            model::FilterAtom::Test { expr, not } => (self.test(*expr)?, not),
            model::FilterAtom::Comparison(comparison) => (self.comparison(*comparison)?, false),
        };
        Ok(if is_negated { Filter::Not(Box::new(filter)) } else { filter })
    }

    fn test(&mut self, test: model::Test) -> Result<Filter, PathError> {
        match test {
            model::Test::RelQuery(segments) => {
                self.subquery(Start::Current, segments).map(Filter::Exists)
            }
            model::Test::AbsQuery(query) => {
                self.subquery(Start::Root, query.segments).map(Filter::Exists)
            }
            model::Test::Function(function) => match *function {
                model::TestFunction::Match(text, pattern) => {
                    self.fits(text, pattern, Anchoring::Whole)
                }
                model::TestFunction::Search(text, pattern) => {
                    self.fits(text, pattern, Anchoring::Part)
                }
                _ => Err(self
                    .call_error("the function's result is not true or false")
                    .help("compare it, as in `length(@.name) > 3`")),
            },
        }
    }

    fn fits(
        &mut self,
        text: model::FnArg,
        pattern: model::FnArg,
        anchoring: Anchoring,
    ) -> Result<Filter, PathError> {
        let call = self.next_call();
        let text = self.argument(text, &call)?;
        let pattern = match self.argument(pattern, &call)? {
            Operand::Text(pattern) => {
                let pattern = Regexp::of(&pattern, anchoring).map_err(|_| {
                    let message = "the regular expression takes more than 4 MiB of memory";
                    PathError::new(call.clone(), message)
                        .help("a repetition multiplies what it repeats: repeat less, or less often")
                })?;
                if !pattern.is_usable() {
                    self.never_fits.get_or_insert(call);
                }
                PatternSource::Written(pattern)
            }
            computed => PatternSource::Computed(computed, anchoring),
        };
        Ok(Filter::Fits { text, pattern })
    }

    fn comparison(&mut self, comparison: model::Comparison) -> Result<Filter, PathError> {
        let (left, operator, right) = match comparison {
            model::Comparison::Eq(left, right) => (left, Operator::Equal, right),
            model::Comparison::Ne(left, right) => (left, Operator::NotEqual, right),
            model::Comparison::Lt(left, right) => (left, Operator::Less, right),
            model::Comparison::Lte(left, right) => (left, Operator::LessOrEqual, right),
            model::Comparison::Gt(left, right) => (left, Operator::Greater, right),
            model::Comparison::Gte(left, right) => (left, Operator::GreaterOrEqual, right),
        };
        let (left, right) = (self.comparable(left)?, self.comparable(right)?);
        Ok(Filter::Compares { left, operator, right })
    }

    fn comparable(&mut self, comparable: model::Comparable) -> Result<Operand, PathError> {
        match comparable {
            model::Comparable::Literal(literal) => self.literal(literal),
            model::Comparable::Function(function) => self.function(function),
            model::Comparable::SingularQuery(query) => {
                let (start, steps) = match query {
                    model::SingularQuery::Current(steps) => (Start::Current, steps),
                    model::SingularQuery::Root(steps) => (Start::Root, steps),
                };
                let segments = steps.into_iter().map(|step| {
                    Segment::Child(vec![match step {
                        model::SingularQuerySegment::Index(index) => Selector::Index(index),
                        model::SingularQuerySegment::Name(name) => Selector::Name(name),
                    }])
                });
                Ok(Operand::Node(Subquery { start, segments: segments.collect() }))
            }
        }
    }

    /// A function whose result is a value.
    fn function(&mut self, function: model::TestFunction) -> Result<Operand, PathError> {
        match function {
            model::TestFunction::Length(argument) => {
                let call = self.next_call();
                let argument = self.argument(*argument, &call)?;
                Ok(Operand::Length(Box::new(argument)))
            }
            model::TestFunction::Count(argument) => self.nodes(argument).map(Operand::Count),
            model::TestFunction::Value(argument) => self.nodes(argument).map(Operand::Value),
            model::TestFunction::Match(..) | model::TestFunction::Search(..) => Err(self
                .call_error("the function's result is not a value to compare")
                .help("let it stand alone, as in `[?match(@.name, 'A.*')]`")),
            model::TestFunction::Custom(..) => {
                Err(self.call_error("there is no such function in RFC 9535"))
            }
        }
    }

    /// The argument of `length`, `match` or `search`: a value.
    fn argument(
        &mut self,
        argument: model::FnArg,
        call: &Range<usize>,
    ) -> Result<Operand, PathError> {
        let no_value = |message: &str| PathError::new(call.clone(), message);
        let query = match argument {
            model::FnArg::Literal(literal) => return self.literal(literal),
            model::FnArg::Filter(_) => {
                return Err(no_value("the function takes values, not conditions"));
            }
            model::FnArg::Test(test) => match *test {
                model::Test::Function(function) => return self.function(*function),
                model::Test::RelQuery(segments) => self.subquery(Start::Current, segments)?,
                model::Test::AbsQuery(query) => self.subquery(Start::Root, query.segments)?,
            },
        };
        if query.is_singular() {
            return Ok(Operand::Node(query));
        }
        Err(no_value("the function takes one value, and this path can select several")
            .help("for how many nodes there are, write `count(…)`"))
    }

    /// The argument of `count` or `value`: nodes.
    fn nodes(&mut self, argument: model::FnArg) -> Result<Subquery, PathError> {
        let call = self.next_call();
        if let model::FnArg::Test(test) = argument {
            match *test {
                model::Test::RelQuery(segments) => return self.subquery(Start::Current, segments),
                model::Test::AbsQuery(query) => return self.subquery(Start::Root, query.segments),
                model::Test::Function(_) => {}
            }
        }
        Err(PathError::new(call, "the function takes a path, which begins with `@` or `$`"))
    }

    fn subquery(
        &mut self,
        start: Start,
        segments: Vec<model::Segment>,
    ) -> Result<Subquery, PathError> {
        Ok(Subquery { start, segments: self.segments(segments)? })
    }

    fn literal(&self, literal: model::Literal) -> Result<Operand, PathError> {
        Ok(match literal {
            model::Literal::Null => Operand::Null,
            model::Literal::Bool(boolean) => Operand::Boolean(boolean),
            model::Literal::String(text) => Operand::Text(text),
            model::Literal::Int(ordinal) => {
                let number = usize::try_from(ordinal).ok();
                let number = number.and_then(|ordinal| self.checked.numbers.get(ordinal));
                let whole = 0..self.text.len();
                let lost = || PathError::new(whole, "a number of the path could not be read");
                Operand::Number(number.ok_or_else(lost)?.clone())
            }
            // Every number was rewritten to a whole one; should the parser find another, it is exact enough.
            model::Literal::Float(float) => Operand::Number(float.to_string()),
        })
    }

    /// The place of the call that the walk has come to.
    fn next_call(&mut self) -> Range<usize> {
        self.calls.next().cloned().unwrap_or(0..self.text.len())
    }

    fn call_error(&mut self, message: &str) -> PathError {
        PathError::new(self.next_call(), message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (String, String) {
        let PathError { span, message, .. } = parse(text).unwrap_err();
        (text[span].to_owned(), message)
    }

    #[test]
    fn the_parsers_complaint_becomes_one_line_at_its_place() {
        for (text, place, message) in [
            ("$.name[?@.a==]", "]", "from here on this is not JSONPath"),
            ("$[0,]", "]", "from here on this is not JSONPath"),
            ("$.abc.def[]", "]", "from here on this is not JSONPath"),
            ("$[0 2]", "2", "a comma is missing before this"),
            ("$.a ", " ", "there is white space after the path"),
            ("$[?@.a==1 2]", "2", "an operator is missing before this"),
            ("$['a''b']", "'", "a comma is missing before this"),
        ] {
            assert_eq!(refused(text), (place.to_owned(), message.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_function_in_the_wrong_place_is_underlined_as_a_whole() {
        for (text, place) in [
            ("$[?@.x==1 && length(@.a)]", "length(@.a)"),
            ("$[?count(@..*)]", "count(@..*)"),
            ("$[?value(@.a)]", "value(@.a)"),
            ("$[?match(@.a,'x')==true]", "match(@.a,'x')"),
            ("$[?length(@.a)==1 || length(@.*)<3]", "length(@.*)"),
            ("$[?length(@['a', 'b'])<3]", "length(@['a', 'b'])"),
            ("$[?match(@..a,'x')]", "match(@..a,'x')"),
            ("$[?length(match(@.a,'x'))>1]", "match(@.a,'x')"),
            ("$[?count(1)>2]", "1"),
            ("$[?count(length(@.a))>2]", "l"),
        ] {
            assert_eq!(refused(text).0, place, "{text}: {}", refused(text).1);
        }
    }

    #[test]
    fn an_index_out_of_range_is_said_to_be() {
        assert_eq!(refused("$[9007199254740992]").1, "the index is out of range");
        assert_eq!(refused("$[1:-9007199254740992]").0, "-9007199254740992");
    }
}

//! A field's `type` and the options that belong to it.

use std::ops::Range;

use super::collector::ProblemCollector;
use super::document::JsoncObject;
use crate::problem::{Problem, ProblemCode};
use crate::value::{InvalidOption, Phone, Region, TimeFormat, Timestamp, Type, Zone};

/// The types, before their options are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Any,
    Text,
    Integer,
    Number,
    Boolean,
    Timestamp,
    Phone,
    Email,
}

const WORDS: &[(&str, Word)] = &[
    ("any", Word::Any),
    ("text", Word::Text),
    ("integer", Word::Integer),
    ("number", Word::Number),
    ("boolean", Word::Boolean),
    ("timestamp", Word::Timestamp),
    ("phone", Word::Phone),
    ("email", Word::Email),
];

/// The options that belong to one type, and to which.
const OPTIONS: &[(&str, Word, &str)] = &[
    ("input", Word::Timestamp, "timestamp"),
    ("output", Word::Timestamp, "timestamp"),
    ("zone", Word::Timestamp, "timestamp"),
    ("region", Word::Phone, "phone"),
];

/// The type of a field; `None` if something is wrong with it.
pub(super) fn kind(problems: &mut ProblemCollector<'_>, field: &JsoncObject<'_>) -> Option<Type> {
    let word = match field.get("type") {
        Some(member) => problems.word(&member.value, "`type`", WORDS)?,
        None => Word::Any,
    };
    for (option, owner, name) in OPTIONS {
        if let Some(member) = field.get(option).filter(|_| *owner != word) {
            let message = format!("`{option}` belongs to `\"type\": \"{name}\"`");
            let label = if word == Word::Any {
                "give the field that type"
            } else {
                "the field has another type"
            };
            problems.error(ProblemCode::StrayOption, &member.key_span, message, label);
        }
    }
    Some(match word {
        Word::Any => Type::Any,
        Word::Text => Type::Text,
        Word::Integer => Type::Integer,
        Word::Number => Type::Number,
        Word::Boolean => Type::Boolean,
        Word::Timestamp => timestamp(problems, field)?,
        Word::Phone => phone(problems, field)?,
        Word::Email => Type::Email,
    })
}

fn timestamp(problems: &mut ProblemCollector<'_>, field: &JsoncObject<'_>) -> Option<Type> {
    let input = option(problems, field, "input", ProblemCode::BadTimeFormat, TimeFormat::parse);
    let output = option(problems, field, "output", ProblemCode::BadTimeFormat, TimeFormat::parse);
    let zone = option(problems, field, "zone", ProblemCode::UnknownZone, Zone::named);
    let input = input?.unwrap_or(TimeFormat::Rfc3339);
    let output = output?.unwrap_or(TimeFormat::Rfc3339);
    match Timestamp::new(input, output, zone?) {
        Ok(timestamp) => Some(Type::Timestamp(timestamp)),
        Err(invalid) => {
            // It is the input that cannot be read; without one the standard format is.
            let node = &field.get("input")?.value;
            let written = problems.written(node, "`input`")?;
            report(problems, ProblemCode::BadTimeFormat, written.span, invalid);
            None
        }
    }
}

fn phone(problems: &mut ProblemCollector<'_>, field: &JsoncObject<'_>) -> Option<Type> {
    let region = option(problems, field, "region", ProblemCode::UnknownRegion, Region::parse);
    Some(Type::Phone(Phone::new(region?)))
}

/// What the option `key` holds: `Some(None)` where it is not given, `None` where it is not what it should be.
fn option<T>(
    problems: &mut ProblemCollector<'_>,
    field: &JsoncObject<'_>,
    key: &str,
    code: ProblemCode,
    parse: fn(&str) -> Result<T, InvalidOption>,
) -> Option<Option<T>> {
    let Some(member) = field.get(key) else {
        return Some(None);
    };
    let written = problems.written(&member.value, &format!("`{key}`"))?;
    match parse(written.text) {
        Ok(value) => Some(Some(value)),
        Err(invalid) => {
            report(problems, code, written.span, invalid);
            None
        }
    }
}

fn report(
    problems: &mut ProblemCollector<'_>,
    code: ProblemCode,
    span: Range<usize>,
    InvalidOption { message, suggestion }: InvalidOption,
) {
    let problem = Problem::error(code, span, message);
    let problem = match suggestion {
        Some(meant) => problems.instead(problem, &meant),
        None => problem,
    };
    problems.report(problem);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mapping;

    #[test]
    fn a_type_is_named_as_mappings_ask_for_it() {
        for (word, _) in WORDS {
            let mapping = format!(r#"{{"fields": {{"a": {{"path": "a", "type": "{word}"}}}}}}"#);
            let (mapping, _) = Mapping::parse(&mapping).unwrap();
            assert_eq!(mapping.fields[0].kind.name(), *word);
        }
    }
}

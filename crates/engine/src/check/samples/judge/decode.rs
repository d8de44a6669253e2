//! Problems of the entries in `decode`.

use super::unknown::PathContext;
use crate::check::samples::evidence::DecodeStats;
use crate::message::counted;
use crate::problem::quoted::quoted;
use crate::problem::{Problem, ProblemCode};

/// Reports an entry of `decode` whose path selects nothing, or which decodes nothing.
pub(super) fn judge<'m>(stats: &DecodeStats<'m>, context: PathContext<'_, 'm>) -> Option<Problem> {
    if !stats.followed.is_found() {
        return Some(context.unknown(&stats.followed).warning("nothing is decoded"));
    }
    if stats.json > 0 {
        return None;
    }
    let path = quoted(&stats.written.text);
    let message = match stats.strings {
        0 => format!("`decode` of {path} finds no text to decode"),
        _ => format!("`decode` of {path} decodes nothing: no text there is JSON"),
    };
    let problem = Problem::warning(ProblemCode::NotDecoded, stats.written.span.clone(), message);
    Some(match stats.strings {
        0 => problem.note("what is there is no text, or blank: paths go on through it as it is"),
        strings => problem.note(format!("{} there, none of them JSON", counted(strings, "text"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Delivery;
    use crate::check::samples::Samples;
    use crate::input::provenance::Provenance;
    use crate::json::View;
    use crate::mapping::Mapping;
    use crate::projection::Payload;

    fn messages(mapping: &str, payload: &str) -> Vec<String> {
        let (mapping, _) = Mapping::parse(mapping).unwrap();
        let mut samples = Samples::of([&mapping]);
        let payload = Payload {
            object: View::new(payload),
            delivery: Delivery::default(),
            provenance: Provenance::start_of(""),
        };
        samples.observe(&payload, None);
        let problems = samples.problems().concat();
        let problems =
            problems.into_iter().filter(|problem| problem.code == ProblemCode::NotDecoded);
        problems.map(|problem| problem.message).collect()
    }

    #[test]
    fn an_entry_of_decode_may_select_what_an_earlier_one_has_decoded() {
        let mapping = r#"{"decode":["a[*]","[*].b","a.c"],"fields":{"x":"a.b.x"}}"#;
        let message = |path: &str, rest: &str| format!("`decode` of `{path}` {rest}");
        assert_eq!(messages(mapping, r#"{"a":{"b":"{\"x\":1}","c":"\"text\""}}"#), [""; 0]);
        assert_eq!(
            messages(mapping, r#"{"a":{"b":{"x":1},"c":"{}"}}"#),
            [message("[*].b", "finds no text to decode")]
        );
        assert_eq!(
            messages(mapping, r#"{"a":{"b":"{}","c":"no"}}"#),
            [message("a.c", "decodes nothing: no text there is JSON")]
        );
    }
}

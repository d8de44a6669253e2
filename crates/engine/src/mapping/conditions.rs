//! `when`: the conditions that a payload must meet.

use super::collector::{ProblemCollector, quoted};
use super::document::{JsoncKind, JsoncNode};
use super::paths::{Use, path};
use super::read::SourceString;
use super::{Condition, Expectation};
use crate::problem::ProblemCode;
use crate::record::Cell;

/// The conditions of `when`.
pub(super) fn conditions(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
) -> Vec<Condition> {
    let JsoncKind::Object(object) = &node.kind else {
        problems.wrong_kind(node, "`when`", "an object from paths to values");
        return Vec::new();
    };
    let mut conditions = Vec::with_capacity(object.members.len());
    for member in &object.members {
        let written = SourceString::of(&member.key, &member.key_span);
        let found = path(problems, &written, Use::When);
        let is = expectation(
            problems,
            &member.value,
            &format!("the condition on {}", quoted(&member.key)),
        );
        if let (Some(found), Some(is)) = (found, is) {
            conditions.push(Condition {
                written: found,
                is,
                is_span: member.value.span.clone(),
                value_spans: match member.value.kind {
                    JsoncKind::Object(_) => Vec::new(),
                    _ => listed(&member.value).iter().map(|node| node.span.clone()).collect(),
                },
            });
        }
    }
    conditions
}

fn expectation(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
    what: &str,
) -> Option<Expectation> {
    if !matches!(node.kind, JsoncKind::Object(_)) {
        return values(problems, node, what).map(Expectation::OneOf);
    }
    let object = problems.object(node, what, &["blank", "not"])?;
    match (object.get("blank"), object.get("not")) {
        (Some(member), None) => Some(match problems.boolean(&member.value, "`blank`")? {
            true => Expectation::Blank,
            false => Expectation::NotBlank,
        }),
        (None, Some(member)) => values(problems, &member.value, "`not`").map(Expectation::NoneOf),
        (Some(_), Some(member)) => {
            let message = format!("{what} asks for both `blank` and `not`");
            problems.error(
                ProblemCode::SeveralSources,
                &member.key_span,
                message,
                "keep one of them",
            );
            None
        }
        (None, None) => {
            if object.members.is_empty() {
                let message = format!("{what} is empty");
                let label = "write `{\"blank\": true}`, `{\"blank\": false}` or `{\"not\": …}`";
                problems.error(ProblemCode::Empty, &node.span, message, label);
            }
            None
        }
    }
}

/// A value, or a list of them.
fn values(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
    what: &str,
) -> Option<Vec<Cell<'static>>> {
    let nodes = listed(node);
    if nodes.is_empty() {
        let message = format!("{what} lists no value");
        problems.error(ProblemCode::Empty, &node.span, message, "expected at least one value");
        return None;
    }
    Some(nodes.iter().filter_map(|node| scalar(problems, node, what)).collect())
}

/// The elements of a list, or what stands there instead of one.
fn listed<'n, 'a>(node: &'n JsoncNode<'a>) -> &'n [JsoncNode<'a>] {
    match &node.kind {
        JsoncKind::List(nodes) => nodes,
        _ => std::slice::from_ref(node),
    }
}

fn scalar(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
    what: &str,
) -> Option<Cell<'static>> {
    if matches!(node.kind, JsoncKind::List(_) | JsoncKind::Object(_)) {
        problems.wrong_kind(node, what, "text, a number, true, false or null");
        return None;
    }
    Some(problems.constant(node))
}

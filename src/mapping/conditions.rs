//! `when`: what must hold of a payload.

use super::document::{Kind, Node};
use super::expect::Written;
use super::paths::{Use, path};
use super::problems::{Problems, quoted};
use super::{Condition, Expectation};
use crate::problem::Code;
use crate::record::Cell;

/// The conditions of `when`.
pub(super) fn conditions(problems: &mut Problems<'_>, node: &Node<'_>) -> Vec<Condition> {
    let Kind::Object(object) = &node.kind else {
        problems.wrong_kind(node, "`when`", "an object from paths to values");
        return Vec::new();
    };
    let mut conditions = Vec::with_capacity(object.members.len());
    for member in &object.members {
        let written = Written::of(&member.key, &member.key_span);
        let found = path(problems, &written, Use::When);
        let is = expectation(
            problems,
            &member.value,
            &format!("the condition on {}", quoted(&member.key)),
        );
        if let (Some(found), Some(is)) = (found, is) {
            conditions.push(Condition {
                text: found.text,
                path: found.path,
                is,
                span: found.span,
            });
        }
    }
    conditions
}

fn expectation(problems: &mut Problems<'_>, node: &Node<'_>, what: &str) -> Option<Expectation> {
    let nodes = match &node.kind {
        Kind::Object(_) => return blankness(problems, node, what),
        Kind::List(nodes) => nodes,
        _ => std::slice::from_ref(node),
    };
    if nodes.is_empty() {
        let message = format!("{what} lists no value, so that it never holds");
        problems.error(
            Code::Empty,
            &node.span,
            message,
            "expected at least one value",
        );
        return None;
    }
    Some(Expectation::OneOf(
        nodes
            .iter()
            .filter_map(|node| scalar(problems, node, what))
            .collect(),
    ))
}

fn blankness(problems: &mut Problems<'_>, node: &Node<'_>, what: &str) -> Option<Expectation> {
    let object = problems.object(node, what, &["blank"])?;
    let Some(member) = object.get("blank") else {
        if object.members.is_empty() {
            let message = format!("{what} is empty");
            problems.error(
                Code::Empty,
                &node.span,
                message,
                "write `{\"blank\": true}` or `{\"blank\": false}`",
            );
        }
        return None;
    };
    let blank = problems.boolean(&member.value, "`blank`")?;
    Some(if blank {
        Expectation::Blank
    } else {
        Expectation::NotBlank
    })
}

fn scalar(problems: &mut Problems<'_>, node: &Node<'_>, what: &str) -> Option<Cell<'static>> {
    if matches!(node.kind, Kind::List(_) | Kind::Object(_)) {
        problems.wrong_kind(node, what, "text, a number, true, false or null");
        return None;
    }
    Some(problems.constant(node))
}

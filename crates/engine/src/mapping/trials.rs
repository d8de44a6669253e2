//! `tests`: payloads with the records that the mapping's author expects of them.

use super::collector::{ProblemCollector, quoted};
use super::document::{JsoncKind, JsoncNode};
use super::parse::Names;
use super::{Test, TestInput};
use crate::problem::ProblemCode;
use crate::problem::nearest::nearest;

/// The mapping's own tests.
pub(super) fn tests(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
    names: &Names<'_>,
) -> Vec<Test> {
    problems
        .list(node, "`tests`", "objects")
        .iter()
        .filter_map(|node| test(problems, node, names))
        .collect()
}

fn test(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
    names: &Names<'_>,
) -> Option<Test> {
    let object = problems.object(node, "a test", &["name", "input", "expect"])?;
    let mut needed = |key| {
        let member = object.get(key);
        // A key that is nearly this one was reported; what it was meant to be is plain.
        let mut keys = object.members.iter().map(|member| member.key.as_ref());
        if member.is_none() && !keys.any(|given| nearest(given, [key]).is_some()) {
            let message = format!("the test has no `{key}`");
            problems.error(
                ProblemCode::MissingKey,
                &node.opening(),
                message,
                "a test has `input` and `expect`",
            );
        }
        member
    };
    let (input_member, expect_member) = (needed("input"), needed("expect"));
    let name = object.get("name").and_then(|member| problems.written(&member.value, "`name`"));
    let title_span = name.as_ref().map_or_else(|| node.opening(), |written| written.span.clone());
    let name = name.map(|written| written.text.to_owned());
    let input = input_member.and_then(|member| input(problems, &member.value));
    let expect = expect_member.map(|member| {
        let records = problems.list(&member.value, "`expect`", "records");
        records.iter().map(|record| expected(problems, record, names)).collect()
    });
    Some(Test {
        name,
        input: input?,
        expect: expect?,
        span: node.span.clone(),
        title_span,
        input_span: input_member.map_or_else(
            || node.opening(),
            |member| match &member.value.kind {
                JsoncKind::Text(_) => member.value.inner_span(),
                _ => member.value.opening(),
            },
        ),
    })
}

fn input(problems: &mut ProblemCollector<'_>, node: &JsoncNode<'_>) -> Option<TestInput> {
    match &node.kind {
        JsoncKind::Text(file) if file.is_empty() => {
            problems.error(
                ProblemCode::Empty,
                &node.span,
                "`input` names no file",
                "expected a file's name",
            );
            None
        }
        JsoncKind::Text(file) => Some(TestInput::File(file.clone().into_owned())),
        JsoncKind::Object(_) | JsoncKind::List(_) => Some(TestInput::Inline(problems.json(node))),
        JsoncKind::Null | JsoncKind::Boolean(_) | JsoncKind::Number => {
            problems.wrong_kind(node, "`input`", "a file's name or a payload");
            None
        }
    }
}

fn expected(
    problems: &mut ProblemCollector<'_>,
    node: &JsoncNode<'_>,
    names: &Names<'_>,
) -> Vec<(usize, String)> {
    let JsoncKind::Object(object) = &node.kind else {
        problems.wrong_kind(node, "a record of `expect`", "an object from columns to values");
        return Vec::new();
    };
    let mut record = Vec::with_capacity(object.members.len());
    for member in &object.members {
        match names.index(&member.key) {
            Some(index) => record.push((index, problems.json(&member.value))),
            None => {
                let message =
                    format!("the test expects {}, which is not a field", quoted(&member.key));
                problems.unknown(
                    ProblemCode::UnknownField,
                    &member.key_span,
                    message,
                    &member.key,
                    names.iter(),
                );
            }
        }
    }
    record
}

//! What the samples say about a mapping, one file a key of mappings. What is wrong is said once, where it begins: a
//! condition that no payload passes says nothing about the fields.

mod by_schema;
mod condition;
mod decode;
mod drift;
mod fields;
mod suggestion;
mod unknown;
mod unmapped;
mod used;

use super::Facts;
use super::evidence::Evidence;
use super::outline::Outline;
use crate::mapping::Mapping;
use crate::problem::{Problem, Severity};
use crate::schema::Schema;
use unknown::{PathContext, Population};

/// What a schema alone says about a mapping, without a payload.
pub(super) fn by_schema(mapping: &Mapping, schema: &Schema) -> Vec<Problem> {
    by_schema::judge(mapping, schema)
}

/// What the samples say about one mapping, in the order of its text.
pub(super) fn judge(evidence: &Evidence<'_>, facts: &Facts) -> Vec<Problem> {
    let mut problems = without_drift(evidence, facts);
    if let Some(before) = &facts.before {
        problems.extend(drift::judge(evidence, before, facts));
    }
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    problems
}

fn without_drift(evidence: &Evidence<'_>, facts: &Facts) -> Vec<Problem> {
    let mut problems = Vec::new();
    let context = PathContext {
        mapping: evidence.mapping,
        field: None,
        population: Population::All,
        outline: &facts.all,
        facts,
    };
    let conditions = evidence.conditions.iter();
    problems.extend(conditions.filter_map(|stats| condition::judge(stats, context)));
    let decodes = evidence.decodes.iter();
    problems.extend(decodes.filter_map(|stats| decode::judge(stats, context)));
    if evidence.passed == 0 {
        if evidence.conditions.iter().all(|condition| condition.held > 0) {
            problems.extend(condition::never_together(&evidence.conditions, facts));
        }
        return problems;
    }
    let own = evidence.schema.as_ref().map(Outline::of);
    let outline = own.as_ref().unwrap_or(&facts.all);
    let population = match evidence.conditions.as_slice() {
        [] => Population::All,
        _ => Population::Passed,
    };
    let context = PathContext { population, outline, ..context };
    if evidence.records == 0
        && let Some(each) = &evidence.each
    {
        let consequence = "`each` selects nothing, so that no record is made";
        problems.push(context.unknown(each).error(consequence));
        return problems;
    }
    problems.extend(fields::judge(evidence, context));
    // Beside a schema only what is new is worth telling; and what is meant by a wrong path will be mapped.
    let is_wrong = |problem: &Problem| problem.severity == Severity::Error;
    if facts.before.is_none() && !problems.iter().any(is_wrong) {
        problems.extend(unmapped::judge(evidence, outline));
    }
    problems
}

//! Judging a mapping by a schema alone, without a payload.

use super::condition;
use super::suggestion::Suggestion;
use super::unknown::{PathContext, Population};
use crate::check::samples::Facts;
use crate::check::samples::delivery::DeliveryNames;
use crate::check::samples::field::FieldStats;
use crate::check::samples::followed::{FollowedPath, PathStart};
use crate::check::samples::outline::{Outline, leads};
use crate::mapping::{Expectation, Mapping};
use crate::path::Hop;
use crate::problem::Problem;
use crate::problem::quoted::quoted;
use crate::schema::{Schema, SchemaStep};

pub(super) fn judge(mapping: &Mapping, schema: &Schema) -> Vec<Problem> {
    let facts = Facts {
        payloads: schema.payloads(),
        all: Outline::of(schema),
        names: DeliveryNames::default(),
        before: None,
    };
    let judge = SchemaJudge { mapping, facts: &facts };
    judge.problems()
}

struct SchemaJudge<'j, 'm> {
    mapping: &'m Mapping,
    facts: &'j Facts,
}

impl<'m> SchemaJudge<'_, 'm> {
    fn context(&self) -> PathContext<'_, 'm> {
        PathContext {
            mapping: self.mapping,
            field: None,
            population: Population::Schema,
            outline: &self.facts.all,
            facts: self.facts,
        }
    }

    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for condition in &self.mapping.when {
            let Some(followed) = self.missing(FollowedPath::of(&condition.written)) else {
                problems.extend(condition::never_in_schema(condition, self.facts));
                continue;
            };
            let unknown = self.context().unknown(&followed);
            problems.push(match condition.is {
                Expectation::OneOf(_) | Expectation::NotBlank => {
                    unknown.error("no payload can pass `when`")
                }
                Expectation::NoneOf(_) | Expectation::Blank => {
                    unknown.warning("the condition holds of every payload")
                }
            });
        }
        for decode in &self.mapping.decode {
            if let Some(followed) = self.missing(FollowedPath::of(decode)) {
                problems.push(self.context().unknown(&followed).warning("nothing is decoded"));
            }
        }
        if let Some(followed) = self.mapping.each.as_ref().map(FollowedPath::of)
            && let Some(followed) = self.missing(followed)
        {
            let consequence = "`each` selects nothing, so that no record is made";
            problems.push(self.context().unknown(&followed).error(consequence));
            return problems;
        }
        for field in &self.mapping.fields {
            let paths = FieldStats::of(field).paths;
            let count = paths.len();
            let missing: Vec<FollowedPath<'m>> =
                paths.into_iter().filter_map(|path| self.missing(path.followed)).collect();
            let is_fed = missing.len() < count;
            for followed in missing {
                let context = PathContext { field: Some(field), ..self.context() };
                let unknown = context.unknown(&followed);
                let name = quoted(&field.name);
                problems.push(match (is_fed, &unknown.suggestion) {
                    (false, _) => {
                        unknown.error(&format!("nothing in the schema can fill the column {name}"))
                    }
                    (true, Suggestion::Nothing) => {
                        unknown.notice(&format!("{name} has other paths"))
                    }
                    (true, _) => unknown.warning(&format!("{name} has other paths")),
                });
            }
        }
        problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
        problems
    }

    /// The path, if it is certain that no payload of the schema has it, with how far it leads.
    fn missing(&self, mut followed: FollowedPath<'m>) -> Option<FollowedPath<'m>> {
        let outline = &self.facts.all;
        let mut hops: Vec<Hop<'m>> = match (followed.start, &self.mapping.each) {
            (PathStart::Payload(_), _) => Vec::new(),
            (PathStart::Node(_), Some(each)) => each.path.hops(),
            _ => return None,
        };
        let own = followed.hops();
        let is_vague = |hop: &Hop<'_>| matches!(hop, Hop::Some | Hop::Anywhere);
        if !outline.is_fine || hops.iter().chain(&own).any(is_vague) {
            return None;
        }
        for hop in own {
            let is_map = outline.entries.iter().any(|entry| {
                entry.steps.len() == hops.len() + 1
                    && entry.steps.last() == Some(&SchemaStep::Each)
                    && leads(&hops, &entry.steps)
                    && matches!(hop, Hop::Key(_))
                    && outline.at(&hops).is_none_or(|parent| parent.kinds.object > 0)
            });
            hops.push(hop);
            if !outline.may_lead(&hops, &self.mapping.decode) {
                let is_certain = !is_map && matches!(hop, Hop::Key(_));
                return is_certain.then_some(followed);
            }
            followed.reached += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Part;

    fn messages(mapping: &str, payloads: &[&str]) -> Vec<String> {
        let (mapping, _) = Mapping::parse(mapping).unwrap();
        let mut schema = Schema::new();
        for payload in payloads {
            crate::json::scan::check(payload.as_bytes()).unwrap();
            schema.observe(Part::Text(payload));
        }
        let problems = judge(&mapping, &schema);
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn what_one_of_several_places_has_without_decoding_is_not_missing() {
        let mapping = r#"{"fields":{"a":{"path":"l[*].f.a","many":"join"}}}"#;
        let decoded = r#"{"l":{"x":{"f":"{\"a\":1}"},"123456":0}}"#;
        assert_eq!(messages(mapping, &[decoded]), ["no payload of the schema has `l[*].f.a`"]);
        let plain = r#"{"l":{"y":{"f":{"a":1}},"123456":0}}"#;
        assert_eq!(messages(mapping, &[decoded, plain]), [""; 0]);
    }

    #[test]
    fn what_is_there_with_and_without_decoding_is_not_missing() {
        let mapping = r#"{"fields":{"a":"form.a"}}"#;
        let decoded = r#"{"form":"{\"a\":1}"}"#;
        assert_eq!(messages(mapping, &[decoded]), ["no payload of the schema has `form.a`"]);
        assert_eq!(messages(mapping, &[decoded, r#"{"form":{"a":2}}"#]), [""; 0]);
        assert_eq!(
            messages(mapping, &[decoded, r#"{"form":"no"}"#]),
            ["no payload of the schema has `form.a`"]
        );
    }
}

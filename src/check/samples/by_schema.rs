//! Judging a mapping by a schema alone, without a payload.

use super::asked::{Asked, Origin};
use super::delivery::Names;
use super::field;
use super::meant::Meant;
use super::outline::Outline;
use super::unknown::{Among, Asker};
use super::{Known, condition};
use crate::mapping::{Expectation, Mapping};
use crate::path::Hop;
use crate::problem::Problem;
use crate::problem::quoted::quoted;
use crate::schema::{Schema, Step};

pub(super) fn judge(mapping: &Mapping, schema: &Schema) -> Vec<Problem> {
    let known = Known {
        payloads: schema.payloads(),
        all: Outline::of(schema),
        names: Names::default(),
        before: None,
    };
    let judge = Judge { mapping, known: &known };
    judge.problems()
}

struct Judge<'j, 'm> {
    mapping: &'m Mapping,
    known: &'j Known,
}

impl<'m> Judge<'_, 'm> {
    fn asker(&self) -> Asker<'_, 'm> {
        Asker {
            mapping: self.mapping,
            field: None,
            among: Among::Schema,
            outline: &self.known.all,
            known: self.known,
        }
    }

    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for condition in &self.mapping.when {
            let Some(asked) = self.missing(Asked::of(&condition.written)) else {
                problems.extend(condition::never_in_schema(condition, self.known));
                continue;
            };
            let finding = self.asker().finding(&asked);
            problems.push(match condition.is {
                Expectation::OneOf(_) | Expectation::NotBlank => {
                    finding.error("no payload can pass `when`")
                }
                Expectation::NoneOf(_) | Expectation::Blank => {
                    finding.warning("the condition holds of every payload")
                }
            });
        }
        for decode in &self.mapping.decode {
            if let Some(asked) = self.missing(Asked::of(decode)) {
                problems.push(self.asker().finding(&asked).warning("nothing is decoded"));
            }
        }
        if let Some(asked) = self.mapping.each.as_ref().map(Asked::of)
            && let Some(asked) = self.missing(asked)
        {
            let consequence = "`each` selects nothing, so that no record is made";
            problems.push(self.asker().finding(&asked).error(consequence));
            return problems;
        }
        for field in &self.mapping.fields {
            let paths = field::Tally::of(field).paths;
            let count = paths.len();
            let missing: Vec<Asked<'m>> =
                paths.into_iter().filter_map(|path| self.missing(path.asked)).collect();
            let is_fed = missing.len() < count;
            for asked in missing {
                let asker = Asker { field: Some(field), ..self.asker() };
                let finding = asker.finding(&asked);
                let name = quoted(&field.name);
                problems.push(match (is_fed, &finding.meant) {
                    (false, _) => {
                        finding.error(&format!("nothing in the schema can fill the column {name}"))
                    }
                    (true, Meant::Nothing) => finding.notice(&format!("{name} has other paths")),
                    (true, _) => finding.warning(&format!("{name} has other paths")),
                });
            }
        }
        problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
        problems
    }

    /// The path, if it is certain that no payload of the schema has it, with how far it leads.
    fn missing(&self, mut asked: Asked<'m>) -> Option<Asked<'m>> {
        let outline = &self.known.all;
        let mut hops: Vec<Hop<'m>> = match (asked.origin, &self.mapping.each) {
            (Origin::Payload(_), _) => Vec::new(),
            (Origin::Node(_), Some(each)) => each.path.hops(),
            _ => return None,
        };
        let own = asked.hops();
        let is_vague = |hop: &Hop<'_>| matches!(hop, Hop::Some | Hop::Anywhere);
        if !outline.is_fine || hops.iter().chain(&own).any(is_vague) {
            return None;
        }
        for hop in own {
            let is_map = outline.entries.iter().any(|entry| {
                entry.steps.len() == hops.len() + 1
                    && entry.steps.last() == Some(&Step::Each)
                    && super::outline::leads(&hops, &entry.steps)
                    && matches!(hop, Hop::Key(_))
                    && outline.at(&hops).is_none_or(|parent| parent.kinds.object > 0)
            });
            hops.push(hop);
            if !outline.may_lead(&hops, &self.mapping.decode) {
                let is_certain = !is_map && matches!(hop, Hop::Key(_));
                return is_certain.then_some(asked);
            }
            asked.reached += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Value;

    fn messages(mapping: &str, payloads: &[&str]) -> Vec<String> {
        let (mapping, _) = Mapping::parse(mapping).unwrap();
        let mut schema = Schema::new();
        for payload in payloads {
            crate::json::scan::check(payload.as_bytes()).unwrap();
            schema.observe(&Value::of(payload));
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

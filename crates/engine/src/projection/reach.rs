//! Payloads and nodes of `each` that are no objects: whether a mapping has anything to do with them.

use super::Refusal;
use crate::mapping::Mapping;
use crate::path::{Path, Query};
use crate::reject::RejectCode;

/// Into which values that are no objects the paths of a mapping lead, in the place of payloads or of the nodes of `each`.
///
/// Nearly every mapping is of objects. Anything else, such as a number in a log, would give a row of blanks with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    what: &'static str,
    arrays: bool,
    scalars: bool,
}

impl Reach {
    /// Into payloads.
    pub(super) fn into_payloads(mapping: &Mapping) -> Self {
        let queries = match &mapping.each {
            Some(each) => vec![&each.path],
            None => queries(mapping, |path| match path {
                Path::Payload(query) | Path::Node(query) => Some(query),
                Path::Header(_) | Path::QueryParameter(_) | Path::Origin(_) => None,
            }),
        };
        Reach::of("payload", &queries)
    }

    /// Into the nodes of `each`.
    pub(super) fn into_nodes(mapping: &Mapping) -> Self {
        let is_payload = mapping.each.as_ref().is_some_and(|each| each.path.is_root());
        let queries = queries(mapping, |path| match path {
            Path::Node(query) => Some(query),
            Path::Payload(query) if is_payload => Some(query),
            _ => None,
        });
        Reach::of("node", &queries)
    }

    fn of(what: &'static str, queries: &[&Query]) -> Self {
        // A mapping without paths into the value makes the same of each.
        Reach {
            what,
            arrays: queries.is_empty() || queries.iter().any(|query| query.leads_into_arrays()),
            scalars: queries.is_empty() || queries.iter().any(|query| query.is_root()),
        }
    }

    /// Why the value with this text is not mapped, if so.
    pub(super) fn refusal(self, value: &str) -> Option<Refusal> {
        let (is_reached, found) = match value.as_bytes().first() {
            Some(b'{') => return None,
            Some(b'[') => (self.arrays, "a list"),
            Some(b'"') => (self.scalars, "a string"),
            Some(b't' | b'f') => (self.scalars, "a boolean"),
            Some(b'n') => (self.scalars, "null"),
            _ => (self.scalars, "a number"),
        };
        (!is_reached).then(|| Refusal {
            code: RejectCode::NotAnObject,
            message: format!(
                "the {} is {found} and no object, and no path of the mapping leads into it",
                self.what
            ),
            field: None,
        })
    }
}

/// Those of the fields' paths that `into` picks.
fn queries<'m>(
    mapping: &'m Mapping,
    into: impl Fn(&'m Path) -> Option<&'m Query>,
) -> Vec<&'m Query> {
    let paths = mapping.fields.iter().flat_map(|field| field.source.paths());
    paths.filter_map(|(_, written)| into(&written.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(mapping: &str) -> (bool, bool) {
        let Reach { arrays, scalars, .. } =
            Reach::into_payloads(&Mapping::parse(mapping).unwrap().0);
        (arrays, scalars)
    }

    #[test]
    fn a_mapping_leads_into_what_one_of_its_paths_can_select_in() {
        for (fields, expected) in [
            (r#"{"a": "name"}"#, (false, false)),
            (r#"{"a": "$"}"#, (true, true)),
            (r#"{"a": "name", "b": "$"}"#, (true, true)),
            (r#"{"a": "$[0].name"}"#, (true, false)),
            (r#"{"a": "[0]"}"#, (true, false)),
            (r#"{"a": ["name", "$[-1].name"]}"#, (true, false)),
            (r#"{"a": "$..name"}"#, (true, false)),
            (r#"{"a": {"template": "{name} {[1]}"}}"#, (true, false)),
            (r#"{"a": {"template": "{name}"}}"#, (false, false)),
            (r#"{"a": "header:x", "b": {"value": 1}, "c": "origin:line"}"#, (true, true)),
            (r#"{"a": "header:x", "b": "name"}"#, (false, false)),
        ] {
            assert_eq!(reach(&format!(r#"{{"fields": {fields}}}"#)), expected, "{fields}");
        }
        for (each, expected) in
            [("$[*]", (true, false)), ("$", (true, true)), ("leads[*]", (false, false))]
        {
            let mapping = format!(r#"{{"each": "{each}", "fields": {{"a": "@.name", "b": "$"}}}}"#);
            assert_eq!(reach(&mapping), expected, "{each}");
        }
    }
}

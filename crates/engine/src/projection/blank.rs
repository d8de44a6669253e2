//! Records that hold nothing of their payload.

use super::{CellContent, Fill, Refusal};
use crate::mapping::{Field, FieldSource, Mapping};
use crate::path::Path;
use crate::reject::RejectCode;

/// For each field of a mapping, whether its values come from the payload. What a header, a query or the input's name
/// gives, a constant or a default says nothing about whether the mapping fits the payload.
#[derive(Debug)]
pub(super) struct ValueOrigins {
    /// Empty if the mapping has no path into the payload: then no record is blank.
    fields: Vec<ValueOrigin>,
}

#[derive(Debug, PartialEq, Eq)]
enum ValueOrigin {
    Payload,
    Elsewhere,
    /// That depends on the path that gives it.
    ByPath(Vec<bool>),
}

impl ValueOrigins {
    pub(super) fn of(mapping: &Mapping) -> Self {
        let fields: Vec<ValueOrigin> = mapping.fields.iter().map(ValueOrigin::of).collect();
        let has_paths = fields.iter().any(|field| *field != ValueOrigin::Elsewhere);
        ValueOrigins { fields: if has_paths { fields } else { Vec::new() } }
    }

    /// Whether nothing of the payload is in a record that was filled so.
    pub(super) fn is_blank<'f>(&self, fills: impl IntoIterator<Item = &'f Fill>) -> bool {
        let mut fields = self.fields.iter().zip(fills);
        !self.fields.is_empty() && !fields.any(|(origin, fill)| origin.gives(fill))
    }
}

impl ValueOrigin {
    fn of(field: &Field) -> Self {
        let paths = field.source.paths();
        let of_payload: Vec<bool> = paths
            .map(|(_, written)| matches!(written.path, Path::Payload(_) | Path::Node(_)))
            .collect();
        let is_template = matches!(field.source, FieldSource::Template(_));
        match of_payload.iter().filter(|is| **is).count() {
            0 => ValueOrigin::Elsewhere,
            count if count == of_payload.len() || is_template => ValueOrigin::Payload,
            _ => ValueOrigin::ByPath(of_payload),
        }
    }

    fn gives(&self, fill: &Fill) -> bool {
        let is_value = matches!(fill.content, CellContent::Value | CellContent::Misfit);
        is_value
            && match self {
                ValueOrigin::Payload => true,
                ValueOrigin::Elsewhere => false,
                ValueOrigin::ByPath(of_payload) => {
                    let path = fill.path.and_then(|path| of_payload.get(path));
                    path.copied().unwrap_or_default()
                }
            }
    }
}

/// Why a blank record is not made where everything has to fit.
pub(super) fn refusal() -> Refusal {
    Refusal {
        code: RejectCode::BlankRecord,
        message: "no path of the mapping finds a value in the payload".into(),
        field: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_blank(fields: &str, fills: &[(CellContent, Option<usize>)]) -> bool {
        let (mapping, _) = Mapping::parse(&format!("{{\"fields\":{fields}}}")).unwrap();
        let fills: Vec<Fill> =
            fills.iter().map(|&(content, path)| Fill { content, path }).collect();
        ValueOrigins::of(&mapping).is_blank(&fills)
    }

    #[test]
    fn only_values_of_the_payload_make_a_record_that_is_not_blank() {
        use CellContent::{Blank, Default, Misfit, Value};
        let one = r#"{"a":"a","from":"header:host"}"#;
        assert!(is_blank(one, &[(Blank, None), (Value, Some(0))]));
        assert!(is_blank(one, &[(Default, None), (Value, Some(0))]));
        assert!(!is_blank(one, &[(Value, Some(0)), (Blank, None)]));
        assert!(!is_blank(one, &[(Misfit, Some(0)), (Blank, None)]));
        let fallback = r#"{"a":["a","header:a"]}"#;
        assert!(!is_blank(fallback, &[(Value, Some(0))]));
        assert!(is_blank(fallback, &[(Value, Some(1))]));
        let constant = r#"{"a":{"value":"x"},"b":"origin:file"}"#;
        assert!(!is_blank(constant, &[(Value, None), (Blank, None)]));
        let template = r#"{"a":{"template":"{a} {header:b}"}}"#;
        assert!(!is_blank(template, &[(Value, None)]));
        assert!(is_blank(template, &[(Blank, None)]));
    }
}

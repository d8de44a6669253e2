//! Options of a field that have no effect.

use super::collector::ProblemCollector;
use super::document::JsoncObject;
use super::{Field, FieldSource, OnInvalid, Requirement};
use crate::problem::ProblemCode;
use crate::value::Type;

/// Warns of each option of `field`, which `object` describes, without which it would do the same.
pub(super) fn warn_of_no_effect(
    problems: &mut ProblemCollector<'_>,
    object: &JsoncObject<'_>,
    field: &Field,
) {
    let mut warn = |key: &str, why: &str| {
        // What is wrong in itself is to be mended first: it may have been another option.
        if let Some(member) = object.get(key)
            && !problems.has_error_in(&member.value.span)
        {
            let message = format!("`{key}` makes no difference: {why}");
            problems.warn(ProblemCode::NoEffect, &member.key_span, message, "remove it");
        }
    };
    let required = field.required == Requirement::Required;
    if never_blank(field) {
        let why = "the field's constant is never blank";
        warn("default", why);
        if required {
            warn("required", why);
        }
    } else if required && field.default.is_some() {
        warn("required", "`default` fills every blank");
    }
    if matches!(field.kind, Type::Any) && field.values.is_none() {
        warn("on_invalid", "without `type` and `values` nothing is invalid");
    }
}

/// Whether the field is a constant that nothing can make blank.
fn never_blank(field: &Field) -> bool {
    matches!(&field.source, FieldSource::Constant(cell) if !cell.is_blank())
        && field.values.is_none()
        && field.on_invalid == OnInvalid::Keep
}

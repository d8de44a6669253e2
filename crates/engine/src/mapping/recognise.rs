//! Whether a text is a mapping, where captures were expected.

use super::Mapping;
use crate::path::Path;

/// Whether `text` is a mapping for certain: it can be read as one, and says something that payloads with a `fields` of their
/// own do not.
pub(crate) fn is_mapping(text: &str) -> bool {
    if !text.contains("\"fields\"") {
        return false;
    }
    let Ok((mapping, _)) = Mapping::parse(text) else {
        return false;
    };
    let Mapping { from, when, each, decode, fields, unique, tests, .. } = &mapping;
    let has_more = from.is_some()
        || !(when.is_empty() && decode.is_empty() && unique.is_empty() && tests.is_empty())
        || each.is_some();
    let mut paths = fields
        .iter()
        .flat_map(|field| field.source.paths().map(move |(_, path)| (&field.name, path)))
        .peekable();
    if has_more || paths.peek().is_none() {
        return has_more;
    }
    // A word is a path as well; one with a sign of paths in it, or that is the column's own name, is hardly anything else.
    let is_path = |text: &str| text.contains(['.', '[', '$']);
    let (mut of_delivery, mut like_paths) = (false, true);
    for (column, path) in paths {
        let is_payload = matches!(path.path, Path::Payload(_) | Path::Node(_));
        of_delivery |= !is_payload;
        like_paths &= !is_payload || is_path(&path.text) || *column == path.text;
    }
    of_delivery || like_paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_known_by_what_no_payload_has() {
        for text in [
            r#"{"fields": {"name": "lead.name", "phone": {"path": "lead.phone", "type": "phone"}}}"#,
            r#"{"fields": {"name": "name", "phone": "phone"}}"#,
            r#"{"fields": {"lead": "name", "file": "origin:file"}}"#,
            r#"{"when": {"event": "lead"}, "fields": {"name": "name"}}"#,
            "{\n  // From a form.\n  \"fields\": {\"name\": \"a[0].b\",},\n}",
        ] {
            assert!(is_mapping(text), "{text}");
        }
        for text in [
            r#"{"fields": {"name": "Asha"}}"#,
            r#"{"fields": {"name": {"value": "Asha"}}}"#,
            r#"{"fields": {"name": {"id": "name", "type": "text", "value": "Asha Rao"}}}"#,
            r#"{"fields": {"name": "Asha Rao", "site": "example.com"}}"#,
            r#"{"fields": [{"key": "name", "value": "Asha"}]}"#,
            r#"{"form": {"id": 1}, "fields": {"site": "example.com"}}"#,
            "\"fields\"",
        ] {
            assert!(!is_mapping(text), "{text}");
        }
    }
}

//! Paths of the delivery around a payload: `header:NAME`, `query:NAME`, `origin:file`, `origin:line`, `origin:byte`.

use super::{Origin, Path, PathError};

/// Reads `text` as a path of the delivery; `None` when it does not begin like one.
pub(super) fn parse(text: &str) -> Option<Result<Path, PathError>> {
    let (scheme, name) = text.split_once(':')?;
    match scheme {
        "header" => Some(header(text, name)),
        "query" => Some(query_parameter(text, name)),
        "origin" => Some(origin(text, name)),
        _ => None,
    }
}

fn header(text: &str, name: &str) -> Result<Path, PathError> {
    let start = text.len() - name.len();
    if name.is_empty() {
        return Err(PathError::new(start..start, "the header has no name")
            .help("for example `header:content-type`"));
    }
    if let Some((at, odd)) = name.char_indices().find(|&(_, c)| !is_token(c)) {
        let span = start + at..start + at + odd.len_utf8();
        return Err(PathError::new(span, "this character cannot stand in a header's name"));
    }
    Ok(Path::Header(name.to_ascii_lowercase()))
}

fn query_parameter(text: &str, name: &str) -> Result<Path, PathError> {
    if name.is_empty() {
        return Err(PathError::new(text.len()..text.len(), "the query parameter has no name")
            .help("for example `query:utm_source`"));
    }
    Ok(Path::QueryParameter(name.to_owned()))
}

fn origin(text: &str, name: &str) -> Result<Path, PathError> {
    let origin = match name {
        "file" => Origin::File,
        "line" => Origin::Line,
        "byte" => Origin::Byte,
        _ => {
            let span = text.len() - name.len()..text.len();
            let message = match name {
                "" => "the origin has no name".to_owned(),
                _ => format!("there is no origin `{name}`"),
            };
            return Err(PathError::new(span, message)
                .help("write `origin:file`, `origin:line` or `origin:byte`"));
        }
    };
    Ok(Path::Origin(origin))
}

/// Whether `c` may stand in a header's name (RFC 9110, section 5.6.2).
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> PathError {
        Path::parse(text).unwrap_err()
    }

    #[test]
    fn a_header_is_named_in_lower_case_and_a_parameter_as_it_is() {
        assert!(
            matches!(Path::parse("header:CF-IPCountry"), Ok(Path::Header(n)) if n == "cf-ipcountry")
        );
        assert!(
            matches!(Path::parse("query:Utm Source"), Ok(Path::QueryParameter(n)) if n == "Utm Source")
        );
        assert!(
            matches!(Path::parse("query:a.b[0]"), Ok(Path::QueryParameter(n)) if n == "a.b[0]")
        );
    }

    #[test]
    fn the_three_origins_are_known_and_others_offered_them() {
        for (text, expected) in [
            ("origin:file", Origin::File),
            ("origin:line", Origin::Line),
            ("origin:byte", Origin::Byte),
        ] {
            assert!(matches!(Path::parse(text), Ok(Path::Origin(origin)) if origin == expected));
        }
        let error = error("origin:column");
        assert_eq!(error.span, 7..13);
        assert_eq!(error.message, "there is no origin `column`");
        assert!(error.help.unwrap().contains("`origin:line`"));
    }

    #[test]
    fn names_that_are_empty_or_impossible_are_refused_at_their_place() {
        assert_eq!(error("header:").span, 7..7);
        assert_eq!(error("query:").span, 6..6);
        assert_eq!(error("origin:").message, "the origin has no name");
        assert_eq!(error("header:a b").span, 8..9);
        assert_eq!(error("header: a").span, 7..8);
        assert_eq!(error("header:é").span, 7..9);
    }
}

//! The headers and the query of a delivery, beside its payload.

use std::borrow::Cow;

use crate::json::{text, walk};

/// The headers and the query of one delivery, as the wrapper holds them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Delivery<'a> {
    /// The container of the headers. A wrapper that spreads them at its top level is its own container.
    pub(super) headers: Option<&'a str>,
    /// The container of the query.
    pub(super) query: Option<&'a str>,
    /// The method of the request, as the wrapper writes it.
    pub(super) method: Option<&'a str>,
}

/// Methods of requests that have no body, as a rule (RFC 9110, section 9.3).
const WITHOUT_BODY: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// Methods of requests (RFC 9110, section 9.3, and RFC 5789).
const METHODS: [&str; 9] =
    ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE"];

impl<'a> Delivery<'a> {
    /// The same, and what it does not tell is told by the wrapper around it.
    pub(super) fn within(self, outer: Delivery<'a>) -> Self {
        Delivery {
            headers: self.headers.or(outer.headers),
            query: self.query.or(outer.query),
            method: self.method.or(outer.method),
        }
    }

    /// The media type of the body, by the headers.
    pub(super) fn content_type(&self) -> Option<Cow<'a, str>> {
        let headers = self.header("content-type");
        headers.first().and_then(|value| text::decode_token(value)).map(|decoded| decoded.text)
    }

    /// Whether its method says that the request has no body.
    pub(super) fn has_no_body_by_method(&self) -> bool {
        let is = |method: &str| WITHOUT_BODY.iter().any(|it| it.eq_ignore_ascii_case(method));
        self.method.is_some_and(is)
    }

    /// The name of its method in counts: what a request says is no name, unless it is one that there is.
    pub(crate) fn method_name(&self) -> &'static str {
        let Some(method) = self.method else {
            return "method not told";
        };
        let known = METHODS.iter().find(|known| known.eq_ignore_ascii_case(method));
        known.copied().unwrap_or("another method")
    }

    /// The object of the query's parameters, if there are any.
    pub(super) fn query_as_payload(&self) -> Option<&'a str> {
        self.query.filter(|query| walk::members(query).next().is_some())
    }

    /// The values of the header `name`, which is in lower case (RFC 9110, section 5.1).
    pub(crate) fn header(&self, name: &str) -> Vec<&'a str> {
        self.headers.map_or_else(Vec::new, |container| {
            look_up(container, |key| key.eq_ignore_ascii_case(name))
        })
    }

    /// The values of the query parameter `name`.
    pub(crate) fn query(&self, name: &str) -> Vec<&'a str> {
        self.query.map_or_else(Vec::new, |container| look_up(container, |key| key == name))
    }

    /// The headers, each with the JSON text of a value. What a wrapper that spreads its headers holds beside them is
    /// among them, unless it is an object or the body.
    pub(crate) fn headers(&self) -> Vec<(Cow<'a, str>, &'a str)> {
        let mut headers = self.headers.map_or_else(Vec::new, named_values);
        headers.retain(|(name, _)| name != "body");
        headers
    }

    /// The parameters of the query, each with the JSON text of a value.
    pub(crate) fn query_parameters(&self) -> Vec<(Cow<'a, str>, &'a str)> {
        self.query.map_or_else(Vec::new, named_values)
    }
}

/// The JSON texts of the values under a name.
fn look_up(container: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut found = Vec::new();
    visit(container, is_wanted, |_, value| found.push(value));
    found
}

/// All values that are no objects, with their names.
fn named_values(container: &str) -> Vec<(Cow<'_, str>, &str)> {
    let mut found = Vec::new();
    visit(
        container,
        |_| true,
        |name, value| {
            if !value.starts_with('{') {
                found.push((name, value));
            }
        },
    );
    found
}

/// Shows `found` the values whose names are wanted, in a container of any of the forms that tools write: `{k: v}`,
/// `{k: [v, …]}`, `[{"name": k, "value": v}, …]`.
fn visit<'a>(
    container: &'a str,
    is_wanted: impl Fn(&str) -> bool,
    mut found: impl FnMut(Cow<'a, str>, &'a str),
) {
    for member in walk::members(container) {
        let name = text::decode(member.key).text;
        if !is_wanted(&name) {
            continue;
        }
        if member.value.starts_with('[') {
            for value in walk::elements(member.value) {
                found(name.clone(), value);
            }
        } else {
            found(name, member.value);
        }
    }
    for pair in walk::elements(container) {
        let named = |key: &str| {
            walk::members(pair).filter(|member| member.key == key).last().map(|m| m.value)
        };
        let name = named("name").and_then(text::decode_token);
        if let Some(name) = name.map(|decoded| decoded.text)
            && is_wanted(&name)
            && let Some(value) = named("value")
        {
            found(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_in_all_their_forms() {
        for container in [
            r#"{"Host":"a","CF-IPCountry":"IN"}"#,
            r#"{"host":["a"],"cf-ipcountry":["IN"]}"#,
            r#"[{"name":"Host","value":"a"},{"name":"Cf-Ipcountry","value":"IN"}]"#,
        ] {
            let delivery = Delivery { headers: Some(container), ..Delivery::default() };
            assert_eq!(delivery.header("cf-ipcountry"), ["\"IN\""], "{container}");
            assert!(delivery.header("accept").is_empty());
        }
    }

    #[test]
    fn a_header_given_twice_has_two_values_and_query_names_keep_their_case() {
        let delivery = Delivery {
            headers: Some(r#"{"a":["1","2"]}"#),
            query: Some(r#"{"Utm":"x","utm":7}"#),
            method: None,
        };
        assert_eq!(delivery.header("a"), ["\"1\"", "\"2\""]);
        assert_eq!(delivery.query("utm"), ["7"]);
    }
}

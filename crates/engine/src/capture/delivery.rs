//! The headers and the query of a delivery, beside its payload.

use std::borrow::Cow;

use super::fields::Fields;
use super::query;
use super::texts::Texts;
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

/// Methods of requests (RFC 9110, section 9.3, and RFC 5789), and what else comes to an address that was made to receive.
const METHODS: [&str; 11] = [
    "GET",
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "CONNECT",
    "TRACE",
    E_MAIL,
    DNS_LOOK_UP,
];

/// What stands in the place of a method where an e-mail was received and no request.
pub(super) const E_MAIL: &str = "e-mail";

/// What stands in the place of a method where a name was looked up and no request came.
pub(super) const DNS_LOOK_UP: &str = "DNS look-up";

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

    /// The length of the body in bytes, by the headers.
    pub(super) fn content_length(&self) -> Option<usize> {
        let headers = self.header("content-length");
        headers.first()?.trim_matches('"').parse().ok()
    }

    /// Whether an empty object in the place of the body is what a tool writes where there was none: by the method, or where
    /// that is not told by a query.
    pub(super) fn has_no_body_by_method(&self) -> bool {
        let is = |method: &str| WITHOUT_BODY.iter().any(|it| it.eq_ignore_ascii_case(method));
        match self.method {
            Some(method) => is(method),
            None => self.query.is_some_and(|query| walk::members(query).next().is_some()),
        }
    }

    /// Whether a query without a body can be the payload: that of a webhook with GET. Preflights and the like have the query
    /// of the webhook that they ask for.
    pub(super) fn has_lead_in_query(&self) -> bool {
        self.method.is_none_or(|method| method.eq_ignore_ascii_case("GET"))
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
    pub(super) fn query_as_payload(&self, texts: &'a Texts) -> Option<&'a str> {
        let query = self.query?;
        if walk::members(query).next().is_some() {
            return Some(query::as_payload(query, texts).text());
        }
        let mut fields = Fields::default();
        for (name, value) in named_values(query) {
            fields.add(name.into_owned(), value);
        }
        (!fields.is_empty()).then(|| texts.keep(fields.object()))
    }

    /// The values of the header `name`, which is in lower case (RFC 9110, section 5.1). Names can be written as CGI does
    /// (RFC 3875, section 4.1.18), for `header:` paths too.
    pub(crate) fn header(&self, name: &str) -> Vec<&'a str> {
        let Some(container) = self.headers else { return Vec::new() };
        let found = look_up(container, |key| key.eq_ignore_ascii_case(name));
        match found.is_empty() {
            true => look_up(container, |key| is_cgi_name(key, name)),
            false => found,
        }
    }

    /// The values of the query parameter `name`.
    pub(crate) fn query(&self, name: &str) -> Vec<&'a str> {
        self.query.map_or_else(Vec::new, |container| look_up(container, |key| key == name))
    }

    /// The headers, each with the JSON text of a value, under the names that `header:` paths have. What a wrapper that spreads its headers holds beside them is
    /// among them, unless it is an object or the body.
    pub(crate) fn headers(&self) -> Vec<(Cow<'a, str>, &'a str)> {
        let mut headers = self.headers.map_or_else(Vec::new, named_values);
        headers.retain(|(name, _)| name != "body");
        for (name, _) in &mut headers {
            if let Some(rest) =
                name.get(..5).filter(|it| it.eq_ignore_ascii_case("http_")).and(name.get(5..))
            {
                *name = rest.to_ascii_lowercase().replace('_', "-").into();
            }
        }
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

/// Whether `key` is what CGI calls the header `name`: `HTTP_USER_AGENT`, `CONTENT_TYPE`.
fn is_cgi_name(key: &str, name: &str) -> bool {
    let prefix = key.get(..5).filter(|prefix| prefix.eq_ignore_ascii_case("http_"));
    let key = prefix.map_or(key, |_| key.get(5..).unwrap_or_default());
    key.len() == name.len()
        && key.bytes().zip(name.bytes()).all(|(key, name)| match key {
            b'_' => name == b'-',
            key => key.to_ascii_lowercase() == name,
        })
}

/// Shows `found` the values whose names are wanted, in a container of any of the forms that tools write: `{k: v}`,
/// `{k: [v, …]}`, `{k: {"values": [v, …]}}`, `[{"name": k, "value": v}, …]`, `[[k, v], …]`, `[k, v, k, v, …]`.
fn visit<'a>(
    container: &'a str,
    is_wanted: impl Fn(&str) -> bool,
    mut found: impl FnMut(Cow<'a, str>, &'a str),
) {
    let mut show = |name: &Cow<'a, str>, value: &'a str| match value.starts_with('[') {
        true => walk::elements(value).for_each(|value| found(name.clone(), value)),
        false => found(name.clone(), value),
    };
    for member in walk::members(container) {
        let name = text::decode(member.key).text;
        if is_wanted(&name) {
            show(&name, values_in(member.value).unwrap_or(member.value));
        }
    }
    let mut elements = walk::elements(container);
    while let Some(element) = elements.next() {
        let Some((name, value)) = pair(element, &mut elements) else { continue };
        if let Some(name) = text::decode_token(name).map(|decoded| decoded.text)
            && is_wanted(&name)
        {
            show(&name, value);
        }
    }
}

/// The list of values in what WireMock writes for a name: `{"key": k, "values": [v, …]}`.
fn values_in(value: &str) -> Option<&str> {
    let member = |key: &str| walk::members(value).find(|member| member.key == key);
    member("key")?;
    member("values").map(|member| member.value).filter(|values| values.starts_with('['))
}

/// The name and the value that `element` of a list holds, or begins.
fn pair<'a>(
    element: &'a str,
    rest: &mut impl Iterator<Item = &'a str>,
) -> Option<(&'a str, &'a str)> {
    if element.starts_with('"') {
        return Some((element, rest.next()?));
    }
    if element.starts_with('[') {
        let mut both = walk::elements(element);
        return Some((both.next()?, both.next()?));
    }
    let named = |keys: [&str; 2]| {
        let members = walk::members(element).filter(|member| keys.contains(&member.key));
        members.last().map(|member| member.value)
    };
    Some((named(["name", "key"])?, named(["value", "values"])?))
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
            r#"[{"name":"Host","values":["a"]},{"name":"Cf-Ipcountry","values":["IN"]}]"#,
            r#"[{"key":"Host","value":"a"},{"key":"Cf-Ipcountry","value":"IN"}]"#,
            r#"[["Host","a"],["Cf-Ipcountry","IN"]]"#,
            r#"["Host","a","Cf-Ipcountry","IN"]"#,
            r#"{"HTTP_HOST":"a","HTTP_CF_IPCOUNTRY":"IN"}"#,
            r#"{"cf_ipcountry":{"key":"x","values":["IN"]}}"#,
        ] {
            let delivery = Delivery { headers: Some(container), ..Delivery::default() };
            assert_eq!(delivery.header("cf-ipcountry"), ["\"IN\""], "{container}");
            assert!(delivery.header("accept").is_empty());
        }
    }

    #[test]
    fn headers_named_as_by_cgi_are_told_under_their_own_names() {
        let headers = Some(r#"{"HTTP_CF_RAY":"a","http_x":"b","x_y":"c"}"#);
        let delivery = Delivery { headers, ..Delivery::default() };
        let names: Vec<_> = delivery.headers().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["cf-ray", "x", "x_y"]);
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

    #[test]
    fn a_query_is_an_object_whatever_it_was_written_as() {
        let texts = Texts::default();
        for (query, payload) in [
            (r#"{"a":"1","b":{"c":["2"]}}"#, Some(r#"{"a":"1","b":{"c":["2"]}}"#)),
            (r#"{"a":["1"],"b":["2","3"]}"#, Some(r#"{"a":"1","b":["2","3"]}"#)),
            (r#"[{"name":"a","value":"1"},{"name":"a","value":2.0}]"#, Some(r#"{"a":["1",2.0]}"#)),
            ("{}", None),
            ("[]", None),
        ] {
            let delivery = Delivery { query: Some(query), ..Delivery::default() };
            assert_eq!(delivery.query_as_payload(&texts), payload, "{query}");
        }
    }
}

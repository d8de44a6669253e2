//! What a capture tells of a delivery beside its payload: headers and query.

use std::borrow::Cow;

use crate::json::{text, walk};

/// The headers and the query of one delivery, as the wrapper holds them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Delivery<'a> {
    /// The container of the headers. A wrapper that spreads them at its top level is its own container.
    pub(super) headers: Option<&'a str>,
    pub(super) query: Option<&'a str>,
}

impl<'a> Delivery<'a> {
    /// The values of the header `name`, which is in lower case (RFC 9110, section 5.1).
    pub fn header(&self, name: &str) -> Vec<&'a str> {
        self.headers.map_or_else(Vec::new, |container| {
            look_up(container, |key| key.eq_ignore_ascii_case(name))
        })
    }

    /// The values of the query parameter `name`.
    pub fn query(&self, name: &str) -> Vec<&'a str> {
        self.query
            .map_or_else(Vec::new, |container| look_up(container, |key| key == name))
    }

    /// The names of the headers, as the capture spells them. Names are no secrets; values are.
    pub fn header_names(&self) -> Vec<Cow<'a, str>> {
        self.headers.map_or_else(Vec::new, names)
    }

    /// The names of the query's parameters.
    pub fn query_names(&self) -> Vec<Cow<'a, str>> {
        self.query.map_or_else(Vec::new, names)
    }
}

/// The names in a container, of any of the forms that [`look_up`] knows.
fn names(container: &str) -> Vec<Cow<'_, str>> {
    let members = walk::members(container).map(|member| text::decode(member.key).text);
    let pairs = walk::elements(container).filter_map(|pair| {
        let mut members = walk::members(pair);
        let name = members.find(|member| member.key == "name")?;
        text::decode_token(name.value).map(|decoded| decoded.text)
    });
    members.chain(pairs).collect()
}

/// The JSON texts of the values under a name, in a container of any of the forms that tools write: `{k: v}`,
/// `{k: [v, …]}`, `[{"name": k, "value": v}, …]`.
fn look_up(container: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut found = Vec::new();
    for member in walk::members(container) {
        if is_wanted(&text::decode(member.key).text) {
            if member.value.starts_with('[') {
                found.extend(walk::elements(member.value));
            } else {
                found.push(member.value);
            }
        }
    }
    for pair in walk::elements(container) {
        let named = |key: &str| {
            walk::members(pair)
                .filter(|member| member.key == key)
                .last()
                .map(|m| m.value)
        };
        let name: Option<Cow<'_, str>> = named("name")
            .and_then(text::decode_token)
            .map(|decoded| decoded.text);
        if name.is_some_and(|name| is_wanted(&name)) {
            found.extend(named("value"));
        }
    }
    found
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
            let delivery = Delivery {
                headers: Some(container),
                query: None,
            };
            assert_eq!(delivery.header("cf-ipcountry"), ["\"IN\""], "{container}");
            assert!(delivery.header("accept").is_empty());
        }
    }

    #[test]
    fn a_header_given_twice_has_two_values_and_query_names_keep_their_case() {
        let delivery = Delivery {
            headers: Some(r#"{"a":["1","2"]}"#),
            query: Some(r#"{"Utm":"x","utm":7}"#),
        };
        assert_eq!(delivery.header("a"), ["\"1\"", "\"2\""]);
        assert_eq!(delivery.query("utm"), ["7"]);
    }
}

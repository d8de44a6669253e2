//! Queries as text: `a=1&b=2`, alone or behind the `?` of a URL.

use form_urlencoded::parse;

use super::fields::Fields;
use super::texts::Texts;
use crate::json::{View, walk};

/// The object of the parameters of `text`: names as they are, a name that is given twice with a list.
pub(super) fn object(text: &str) -> String {
    let mut fields = Fields::default();
    for (name, value) in parse(text.as_bytes()) {
        fields.add_text(name.into_owned(), &value);
    }
    fields.object()
}

/// A query that is a payload: a parameter that is given once is no list there, whatever the tool makes of it.
pub(super) fn as_payload<'a>(container: &'a str, texts: &'a Texts) -> View<'a> {
    let once = |value: &'a str| {
        let mut values = walk::elements(value);
        let first = values.next();
        first.filter(|_| values.next().is_none())
    };
    if !walk::members(container).any(|member| once(member.value).is_some()) {
        return View::new(container);
    }
    let members: Vec<String> = walk::members(container)
        .map(|member| format!("\"{}\":{}", member.key, once(member.value).unwrap_or(member.value)))
        .collect();
    View::new(texts.keep(format!("{{{}}}", members.join(","))))
}

/// The query of a URL or of a part of one.
pub(super) fn of_url(url: &str) -> Option<&str> {
    let (_, query) = url.split('#').next()?.split_once('?')?;
    Some(query).filter(|query| !query.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_and_what_is_given_twice_is_a_list() {
        assert_eq!(
            object("contact[email]=a%40b.example&tag=x&tag=y&tag=z&n+o=%E0%A4%85&e="),
            r#"{"contact[email]":"a@b.example","tag":["x","y","z"],"n o":"अ","e":""}"#
        );
        assert_eq!(object(""), "{}");
    }

    #[test]
    fn the_query_of_a_url_stands_between_its_question_mark_and_its_fragment() {
        assert_eq!(of_url("https://h.example/a?b=1&c=?#d?e"), Some("b=1&c=?"));
        assert_eq!(of_url("/a?b"), Some("b"));
        assert_eq!(of_url("https://h.example/a#b?c"), None);
        assert_eq!(of_url("/a?"), None);
    }
}

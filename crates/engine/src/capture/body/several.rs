//! Several values of JSON one after the other: so producers pack what they send through a stream into one record, line by
//! line or with nothing between.

use crate::json::scan::{More, ScanStatus, Scanner};
use crate::json::walk::skip_white;

/// The list of the values in `text`, if it holds two or more, and nothing else.
pub(super) fn list_of(text: &str) -> Option<String> {
    let mut list = String::from("[");
    let (mut at, mut count) = (skip_white(text.as_bytes(), 0), 0);
    while at < text.len() {
        let rest = text.get(at..)?;
        let Ok(ScanStatus::Complete(length)) =
            Scanner::default().resume(rest.as_bytes(), More::Never)
        else {
            return None;
        };
        if count > 0 {
            list.push(',');
        }
        list.push_str(rest.get(..length)?);
        count += 1;
        at = skip_white(text.as_bytes(), at + length);
    }
    list.push(']');
    (count > 1).then_some(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_one_after_the_other_are_a_list() {
        assert_eq!(list_of("{\"a\":1}{\"b\":[]}").as_deref(), Some("[{\"a\":1},{\"b\":[]}]"));
        assert_eq!(list_of("\n{} \r\n[1]\n{}\n").as_deref(), Some("[{},[1],{}]"));
    }

    #[test]
    fn one_value_and_what_is_not_whole_is_none() {
        for text in ["", " ", "{}", "{}{", "{} text", "{},{}", "{\"a\":1}{\"a\":}"] {
            assert_eq!(list_of(text), None, "{text}");
        }
    }
}

//! Headers and queries that stand around a value somewhere in a capture.

use super::delivery::Delivery;
use super::recognisers;
use super::texts::Texts;
use crate::json::{View, walk};

/// What stands beside each of `parts`, which are texts in that of `value`, or beside what it is in: of all objects on the
/// way to it, the nearest that holds headers or a query.
pub(super) fn deliveries<'a>(
    value: View<'a>,
    parts: &[View<'a>],
    outer: Delivery<'a>,
    texts: &'a Texts,
) -> Vec<Delivery<'a>> {
    let place = |part: &View<'a>| part.text().as_ptr() as usize;
    let mut found = vec![outer; parts.len()];
    let mut in_order: Vec<(usize, usize)> =
        parts.iter().enumerate().map(|(number, part)| (place(part), number)).collect();
    in_order.sort_unstable();
    let mut around = Around { found: &mut found, texts };
    around.within(value, &in_order, outer);
    found
}

struct Around<'f, 'a> {
    found: &'f mut [Delivery<'a>],
    texts: &'a Texts,
}

impl<'a> Around<'_, 'a> {
    /// Goes into `value`, in which `parts` begin, in their order: where, and with which number.
    fn within(&mut self, value: View<'a>, parts: &[(usize, usize)], outer: Delivery<'a>) {
        let mut nearest = outer;
        if value.text().starts_with('{') {
            let beside = recognisers::delivery(value, self.texts);
            if beside.headers.is_some() || beside.query.is_some() {
                nearest = beside.within(outer);
            }
        }
        let mut left = parts;
        let children = walk::members(value.text()).map(|member| member.value);
        for child in children.chain(walk::elements(value.text())) {
            let begin = child.as_ptr() as usize;
            let end = begin + child.len();
            let before = left.partition_point(|(at, _)| *at < begin);
            let inside = left.partition_point(|(at, _)| *at < end);
            let Some(own) = left.get(before..inside).filter(|own| !own.is_empty()) else {
                continue;
            };
            let is_child = |at: usize| at == begin;
            for (_, number) in own.iter().filter(|(at, _)| is_child(*at)) {
                if let Some(found) = self.found.get_mut(*number) {
                    *found = nearest;
                }
            }
            let deeper = own.partition_point(|(at, _)| is_child(*at));
            if let Some(deeper) = own.get(deeper..).filter(|deeper| !deeper.is_empty()) {
                self.within(View::new(child), deeper, nearest);
            }
            left = left.get(inside..).unwrap_or_default();
            if left.is_empty() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::PayloadPath;

    #[test]
    fn the_nearest_headers_on_the_way_to_a_value_are_its_own() {
        let capture = View::new(
            r#"{"headers":{"a":"1"},"list":[{"headers":{"a":"2"},"body":{"x":{}}},{"body":{"x":{"headers":7}}},
                {"query":{"q":1},"body":{"x":{}}}],"data":{"headers":{"a":"3"},"body":{}}}"#,
        );
        let texts = Texts::default();
        let headers = |path: &str| -> Vec<String> {
            let from = PayloadPath::parse(path).unwrap();
            let mut parts = Vec::new();
            let _ = from.path.show(capture, |text, _| {
                parts.push(View::new(text));
                std::ops::ControlFlow::Continue(())
            });
            let found = deliveries(capture, &parts, Delivery::default(), &texts);
            found.iter().map(|delivery| delivery.header("a").join(" ")).collect()
        };
        assert_eq!(headers("list[*].body.x"), ["\"2\"", "\"1\"", "\"1\""]);
        assert_eq!(headers("$['data','list'][*]"), ["\"3\"", "\"3\"", "\"1\"", "\"1\"", "\"1\""]);
        assert_eq!(headers("data.body"), ["\"3\""]);
        assert_eq!(headers("$"), [""]);
    }
}

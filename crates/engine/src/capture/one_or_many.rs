//! A list that nearly always has one element.

/// A list that needs memory of its own only for more than one element. Nearly every capture holds one delivery with one
/// payload, and a `Vec` for each would be most of what opening it costs.
#[derive(Debug)]
pub(super) struct OneOrMany<T>(Repr<T>);

#[derive(Debug)]
enum Repr<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        OneOrMany(Repr::Many(Vec::new()))
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(one: T) -> Self {
        OneOrMany(Repr::One(one))
    }
}

impl<T> OneOrMany<T> {
    /// Adds an element at the end.
    pub(super) fn push(&mut self, element: T) {
        self.0 = match std::mem::replace(&mut self.0, Repr::Many(Vec::new())) {
            Repr::Many(elements) if elements.is_empty() => Repr::One(element),
            Repr::Many(mut elements) => {
                elements.push(element);
                Repr::Many(elements)
            }
            Repr::One(first) => Repr::Many(vec![first, element]),
        };
    }

    /// The elements, in order.
    pub(super) fn as_slice(&self) -> &[T] {
        match &self.0 {
            Repr::One(element) => std::slice::from_ref(element),
            Repr::Many(elements) => elements,
        }
    }
}

impl<T> IntoIterator for OneOrMany<T> {
    type Item = T;
    type IntoIter = std::iter::Chain<std::option::IntoIter<T>, std::vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        let (one, many) = match self.0 {
            Repr::One(element) => (Some(element), Vec::new()),
            Repr::Many(elements) => (None, elements),
        };
        one.into_iter().chain(many)
    }
}

impl<T> FromIterator<T> for OneOrMany<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut list = OneOrMany::default();
        for element in elements {
            list.push(element);
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_stay_in_order_whatever_their_number() {
        for count in 0..5 {
            let list: OneOrMany<usize> = (0..count).collect();
            assert_eq!(list.as_slice(), (0..count).collect::<Vec<_>>());
        }
        assert_eq!(OneOrMany::from(7).as_slice(), [7]);
    }
}

//! A list that nearly always has one element.

/// A list that needs memory of its own only for more than one element. Nearly every capture holds one delivery with one
/// payload, and a `Vec` for each would be most of what opening it costs.
#[derive(Debug)]
pub struct OneOrMany<T>(Elements<T>);

#[derive(Debug)]
enum Elements<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        OneOrMany(Elements::Many(Vec::new()))
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(one: T) -> Self {
        OneOrMany(Elements::One(one))
    }
}

impl<T> OneOrMany<T> {
    /// Adds an element at the end.
    pub fn push(&mut self, element: T) {
        self.0 = match std::mem::replace(&mut self.0, Elements::Many(Vec::new())) {
            Elements::Many(elements) if elements.is_empty() => Elements::One(element),
            Elements::Many(mut elements) => {
                elements.push(element);
                Elements::Many(elements)
            }
            Elements::One(first) => Elements::Many(vec![first, element]),
        };
    }

    /// The elements, in order.
    pub fn as_slice(&self) -> &[T] {
        match &self.0 {
            Elements::One(element) => std::slice::from_ref(element),
            Elements::Many(elements) => elements,
        }
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

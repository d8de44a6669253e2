//! What queries are run on: RFC 9535 calls it their argument.

use std::cell::OnceCell;

use super::Query;
use super::nodes::Nodes;
use crate::json::Value;
use crate::json::index::Structure;
use crate::json::tree::Indexed;

/// A value on which one query after another is run: on its structure where that is known and fit, and otherwise on
/// the built value. Both give the same.
#[derive(Debug)]
pub struct Argument<'t, 'a> {
    text: &'a str,
    indexed: Option<Indexed<'t, 'a>>,
    built: OnceCell<Value<'a>>,
}

impl<'t, 'a: 't> Argument<'t, 'a> {
    /// The value that `text` holds, with its structure where that is known. `text` must have been checked, with nothing
    /// around the value.
    pub fn new(text: &'a str, structure: Option<Structure<'t>>) -> Self {
        let indexed = structure.and_then(|structure| Indexed::of(text, structure));
        Argument { text, indexed, built: OnceCell::new() }
    }

    /// Selects with what follows the query's plain prefix, which leads to this value.
    ///
    /// `root` is what `$` means in the query, or this value itself; this value's text is a part of its. Where a value
    /// has to be built, `duplicates` is told how many keys in it stand more than once in their object.
    pub fn select<'n>(
        &'n self,
        query: &Query,
        root: &'n Self,
        mut duplicates: impl FnMut(usize),
    ) -> Nodes<'n, &'a str> {
        if query.is_plain() {
            return Nodes::start(self.text);
        }
        if let Some(tree) = root.indexed {
            let position = self.text.as_ptr() as usize - root.text.as_ptr() as usize;
            return match tree.at(position) {
                Some(start) => query.select_texts(tree, start),
                // What has no children has nothing to select.
                None => Nodes::default(),
            };
        }
        let start = self.built(&mut duplicates);
        query.select_texts(root.built(&mut duplicates), start)
    }

    fn built(&self, duplicates: &mut impl FnMut(usize)) -> &Value<'a> {
        self.built.get_or_init(|| {
            let (value, count) = Value::counted(self.text);
            duplicates(count);
            value
        })
    }
}

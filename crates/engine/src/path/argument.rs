//! What queries are run on: RFC 9535 calls it their argument.

use std::cell::OnceCell;

use super::Query;
use super::nodes::Nodes;
use crate::json::Value;
use crate::json::index::{Index, Structure};
use crate::json::tree::Indexed;

/// A value on which one query after another is run: on its structure where that is fit, and otherwise on the built
/// value. Both give the same.
#[derive(Debug)]
pub struct Argument<'a> {
    text: &'a str,
    form: Form<'a>,
    built: OnceCell<Value<'a>>,
}

/// How a value is gone through.
#[derive(Debug)]
enum Form<'a> {
    /// By a structure that was known.
    Known(Structure<'a>),
    /// By a structure of its own.
    Own(Box<Index>),
    /// By what is built of it.
    Built,
}

impl<'a> Argument<'a> {
    /// The value that `text` holds, with its structure where that is known. `text` must have been checked, with nothing
    /// around the value.
    pub fn new(text: &'a str, structure: Option<Structure<'a>>) -> Self {
        let form = match structure {
            Some(structure) => {
                Indexed::of(text, structure).map_or(Form::Built, |_| Form::Known(structure))
            }
            None => {
                let mut index = Box::new(Index::of_any_size());
                let indexed = index.whole(text).and_then(|structure| Indexed::of(text, structure));
                if indexed.is_some() { Form::Own(index) } else { Form::Built }
            }
        };
        Argument { text, form, built: OnceCell::new() }
    }

    fn indexed(&self) -> Option<Indexed<'_, 'a>> {
        let structure = match &self.form {
            Form::Known(structure) => *structure,
            Form::Own(index) => index.structure()?,
            Form::Built => return None,
        };
        Some(Indexed::fit(self.text, structure))
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
        if let Some(tree) = root.indexed() {
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

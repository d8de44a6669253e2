//! The argument of a query: the value it runs on (the term of RFC 9535).

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
    structure: Option<Structure<'a>>,
    /// What is known of it once a query has been run.
    form: OnceCell<ArgumentForm>,
    built: OnceCell<Value<'a>>,
}

/// The form of the value that queries run on.
#[derive(Debug)]
enum ArgumentForm {
    /// By the structure that was known.
    Known,
    /// By a structure of its own.
    Own(Box<Index>),
    /// By what is built of it.
    Built,
}

impl<'a> Argument<'a> {
    /// The value that `text` holds, with its structure where that is known. `text` must have been checked, with nothing
    /// around the value.
    pub fn new(text: &'a str, structure: Option<Structure<'a>>) -> Self {
        Argument { text, structure, form: OnceCell::new(), built: OnceCell::new() }
    }

    fn indexed(&self) -> Option<Indexed<'_, 'a>> {
        let structure = match self.form.get_or_init(|| self.form()) {
            ArgumentForm::Known => self.structure?,
            ArgumentForm::Own(index) => index.structure()?,
            ArgumentForm::Built => return None,
        };
        Some(Indexed::fit(self.text, structure))
    }

    fn form(&self) -> ArgumentForm {
        let is_fit = |structure| Indexed::of(self.text, structure).is_some();
        if let Some(structure) = self.structure {
            return if is_fit(structure) { ArgumentForm::Known } else { ArgumentForm::Built };
        }
        let mut index = Box::new(Index::of_any_size());
        let is_fit = index.whole(self.text).is_some_and(is_fit);
        if is_fit { ArgumentForm::Own(index) } else { ArgumentForm::Built }
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

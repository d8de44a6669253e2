//! The argument of a query: the value it runs on (the term of RFC 9535).

use std::cell::OnceCell;
use std::ops::ControlFlow;

use super::nodes::{Below, Nodes, Shown};
use super::{Query, Step};
use crate::json::index::{Index, Structure};
use crate::json::tree::{Indexed, Text};
use crate::json::{Part, View, walk};

/// A text up to this size is indexed for its queries where its structure is not known, in bytes.
const SMALL: usize = 64 << 10;

/// A value on which one query after another is run: on its structure where that is fit, and otherwise on its text. Both
/// give the same, and nothing is built.
#[derive(Debug)]
pub struct Argument<'a> {
    text: &'a str,
    structure: Option<Structure<'a>>,
    /// What is known of it once a query has been run.
    form: OnceCell<ArgumentForm>,
}

/// The form of the value that queries run on.
#[derive(Debug)]
enum ArgumentForm {
    /// By the structure that was known.
    Known,
    /// By a structure of its own.
    Own(Box<Index>),
    /// By its text.
    Text,
}

/// The value in its form.
enum Form<'t, 'a> {
    Indexed(Indexed<'t, 'a>),
    Text(Text<'a>),
}

impl<'a> Argument<'a> {
    /// The value that `text` holds, with its structure where that is known. `text` must have been checked, with nothing
    /// around the value.
    pub fn new(text: &'a str, structure: Option<Structure<'a>>) -> Self {
        Argument { text, structure, form: OnceCell::new() }
    }

    /// Its form. Where that is its text, `repeated` is told once how many keys in it stand more than once in their object.
    fn form(&self, repeated: &mut impl FnMut(usize)) -> Form<'_, 'a> {
        let form = self.form.get_or_init(|| {
            let form = self.find_form();
            if let ArgumentForm::Text = form {
                repeated(Text(self.text).repeated_keys());
            }
            form
        });
        let structure = match form {
            ArgumentForm::Known => self.structure,
            ArgumentForm::Own(index) => index.structure(),
            ArgumentForm::Text => None,
        };
        structure.map_or(Form::Text(Text(self.text)), |structure| {
            Form::Indexed(Indexed::fit(self.text, structure))
        })
    }

    fn find_form(&self) -> ArgumentForm {
        let is_fit = |structure| Indexed::of(self.text, structure).is_some();
        if let Some(structure) = self.structure {
            return if is_fit(structure) { ArgumentForm::Known } else { ArgumentForm::Text };
        }
        if self.text.len() > SMALL {
            return ArgumentForm::Text;
        }
        let mut index = Box::new(Index::default());
        let is_fit = index.whole(self.text).is_some_and(is_fit);
        if is_fit { ArgumentForm::Own(index) } else { ArgumentForm::Text }
    }

    /// Shows `found` what follows the query's plain prefix, which leads to this value, selects: the texts of the nodes, each
    /// with its place. A break ends the selection.
    ///
    /// `root` is what `$` means in the query, or this value itself; this value's text is a part of its. Where a value
    /// has keys that are not fit to be compared as they are, `repeated` is told how many in it stand more than once in
    /// their object.
    pub fn show(
        &self,
        query: &Query,
        root: &Self,
        mut repeated: impl FnMut(usize),
        mut found: impl FnMut(&'a str, Below<'_, '_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if query.is_plain() {
            return found(self.text, Below::START);
        }
        match root.form(&mut repeated) {
            Form::Indexed(tree) => {
                let position = self.text.as_ptr() as usize - root.text.as_ptr() as usize;
                match tree.at(position) {
                    Some(start) => query.evaluate(tree, start, &mut Shown::to(found)),
                    // What has no children has nothing to select.
                    None => ControlFlow::Continue(()),
                }
            }
            Form::Text(tree) => query.evaluate(tree, self.text, &mut Shown::to(found)),
        }
    }

    /// As [`Argument::show`], all nodes together.
    pub fn select<'n>(
        &'n self,
        query: &Query,
        root: &'n Self,
        mut repeated: impl FnMut(usize),
    ) -> Nodes<'n, &'a str> {
        if query.is_plain() {
            return Nodes::start(self.text);
        }
        let mut nodes = Nodes::default();
        // Who wants all nodes never breaks off.
        let _ = match root.form(&mut repeated) {
            Form::Indexed(tree) => {
                let position = self.text.as_ptr() as usize - root.text.as_ptr() as usize;
                let start = tree.at(position);
                start.map_or(ControlFlow::Continue(()), |start| {
                    query.evaluate(tree, start, &mut nodes)
                })
            }
            Form::Text(tree) => query.evaluate(tree, self.text, &mut nodes),
        };
        nodes
    }
}

impl Query {
    /// Shows `found` what the whole query selects in a value, which is also what `$` means in it: the texts of the nodes,
    /// each with its place below the end of the plain prefix. A break ends the selection.
    pub fn show<'a>(
        &self,
        value: View<'a>,
        found: impl FnMut(&'a str, Below<'_, '_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(start) = self.plain.iter().try_fold(value, child) else {
            return ControlFlow::Continue(());
        };
        let start = Argument::new(start.text(), start.structure());
        let root = self.uses_root().then(|| Argument::new(value.text(), value.structure()));
        start.show(self, root.as_ref().unwrap_or(&start), |_| {}, found)
    }

    /// As [`Query::show`], from `start` on; `root`, of which `start` is a part, is what `$` means.
    pub(crate) fn show_from<'a>(
        &self,
        start: Part<'a>,
        root: Part<'a>,
        found: impl FnMut(&'a str, Below<'_, '_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let start = self.plain.iter().try_fold(start, |part, step| match step {
            Step::Key(name) => part.member(name),
            Step::Index(index) => part.elements().nth(*index),
        });
        match (start, root) {
            (None, _) => ControlFlow::Continue(()),
            (Some(Part::Indexed(_, start)), Part::Indexed(tree, _)) => {
                self.evaluate(tree, start, &mut Shown::to(found))
            }
            (Some(start), root) => {
                self.evaluate(Text(root.text()), start.text(), &mut Shown::to(found))
            }
        }
    }

    /// The first node that it selects in a value.
    pub(crate) fn first_in<'a>(&self, value: Part<'a>) -> Option<&'a str> {
        let mut first = None;
        let _ = self.show_from(value, value, |text, _| {
            first = Some(text);
            ControlFlow::Break(())
        });
        first
    }
}

/// The member or element of `value` to which `step` leads.
fn child<'a>(value: View<'a>, step: &Step) -> Option<View<'a>> {
    match step {
        Step::Key(name) => value.member(name),
        Step::Index(index) => Some(value.part(walk::elements(value.text()).nth(*index)?)),
    }
}

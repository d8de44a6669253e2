//! The structure of one value: its members and elements, found by stepping from operator to operator.
//!
//! What is not wanted of a value costs one step, however large it is: from the operator that opens it to its partner.

use std::ops::Range;

/// The operators of one object or array, and their partners.
#[derive(Debug, Clone, Copy)]
pub struct Structure<'a> {
    operators: &'a [u32],
    partners: &'a [u32],
    /// Where the value begins: all positions are counted from there.
    origin: u32,
    keys: KeyForm,
}

/// How keys are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    /// All as they read.
    Plain,
    /// Some with escapes.
    Escaped,
}

/// A value within another one.
#[derive(Debug, Clone, Copy)]
pub struct IndexNode {
    /// The number of the operator before it, or of the one that opens it.
    operator: usize,
    is_container: bool,
}

/// A member of an object.
#[derive(Debug, Clone)]
pub struct IndexMember {
    /// What stands between the quotes of its key, in bytes from the beginning of the outermost value.
    pub key: Range<usize>,
    /// Its value.
    pub value: IndexNode,
}

/// The members of an object.
#[derive(Debug, Clone)]
pub struct IndexMembers<'t, 'a> {
    structure: Structure<'a>,
    text: &'t [u8],
    /// The operator before the next member.
    before: usize,
    /// The operator that closes the object; the one before the first member if it is none.
    end: usize,
}

/// The elements of an array.
#[derive(Debug, Clone)]
pub struct IndexElements<'t, 'a> {
    structure: Structure<'a>,
    text: &'t [u8],
    /// The operator before the next element; `None` after the last.
    before: Option<usize>,
}

impl IndexNode {
    /// Whether it is an object or an array.
    pub(crate) fn is_container(&self) -> bool {
        self.is_container
    }
}

impl<'a> Structure<'a> {
    pub(super) fn new(operators: &'a [u32], partners: &'a [u32], keys: KeyForm) -> Self {
        Structure {
            operators,
            partners,
            origin: operators.first().copied().unwrap_or_default(),
            keys,
        }
    }

    /// How its keys are written, and those of everything in it.
    pub fn keys(&self) -> KeyForm {
        self.keys
    }

    /// The value itself.
    pub fn root(&self) -> IndexNode {
        IndexNode { operator: 0, is_container: true }
    }

    /// The structure of a value within it, of which the text is `text[span]`; `None` if it is no object or array.
    pub fn of(&self, node: IndexNode) -> Option<Structure<'a>> {
        let end = node.operator + 1 + self.partner(node.operator);
        if !node.is_container {
            return None;
        }
        Some(Structure::new(
            self.operators.get(node.operator..end)?,
            self.partners.get(node.operator..end)?,
            self.keys,
        ))
    }

    /// The object or array that begins at `position` of `text`.
    pub fn at(&self, text: &[u8], position: usize) -> Option<IndexNode> {
        let is_container = matches!(text.get(position), Some(b'{' | b'['));
        let position = u32::try_from(position).ok()?.checked_add(self.origin)?;
        let operator = self.operators.binary_search(&position).ok()?;
        is_container.then_some(IndexNode { operator, is_container })
    }

    /// All objects in it, itself included.
    pub(crate) fn objects(&self, text: &[u8]) -> impl Iterator<Item = IndexNode> {
        let opens = |&operator: &usize| self.byte(text, operator) == Some(b'{');
        let operators = (0..self.operators.len()).filter(opens);
        operators.map(|operator| IndexNode { operator, is_container: true })
    }

    /// Where a value stands in `text`, without white space around it.
    pub fn span(&self, text: &[u8], node: IndexNode) -> Range<usize> {
        let start = self.position(node.operator);
        if node.is_container {
            start..self.position(node.operator + self.partner(node.operator)) + 1
        } else {
            trimmed(text, start + 1..self.position(node.operator + 1))
        }
    }

    /// The members of the value `node`; none if it is no object.
    pub fn members<'t>(&self, text: &'t [u8], node: IndexNode) -> IndexMembers<'t, 'a> {
        let is_object = node.is_container && self.byte(text, node.operator) == Some(b'{');
        let length = if is_object { self.partner(node.operator) } else { 0 };
        IndexMembers { structure: *self, text, before: node.operator, end: node.operator + length }
    }

    /// The elements of the value `node`; none if it is no array.
    pub fn elements<'t>(&self, text: &'t [u8], node: IndexNode) -> IndexElements<'t, 'a> {
        let is_array = node.is_container && self.byte(text, node.operator) == Some(b'[');
        IndexElements { structure: *self, text, before: is_array.then_some(node.operator) }
    }

    /// The position of an operator.
    fn position(&self, operator: usize) -> usize {
        let position = self.operators.get(operator).copied();
        (position.unwrap_or(self.origin) - self.origin) as usize
    }

    fn partner(&self, operator: usize) -> usize {
        self.partners.get(operator).copied().unwrap_or_default() as usize
    }

    fn byte(&self, text: &[u8], operator: usize) -> Option<u8> {
        let position = self.operators.get(operator)? - self.origin;
        text.get(position as usize).copied()
    }

    /// The value after an operator, and the operator after that.
    fn value_after(&self, text: &[u8], operator: usize) -> (IndexNode, usize) {
        let next = operator + 1;
        if matches!(self.byte(text, next), Some(b'{' | b'[')) {
            let node = IndexNode { operator: next, is_container: true };
            (node, next + self.partner(next) + 1)
        } else {
            let node = IndexNode { operator, is_container: false };
            (node, next)
        }
    }
}

impl Iterator for IndexMembers<'_, '_> {
    type Item = IndexMember;

    #[inline]
    fn next(&mut self) -> Option<IndexMember> {
        let Structure { operators, partners, origin, .. } = self.structure;
        // The last member ends with the object, and an empty one has nothing before its end.
        if self.before + 1 >= self.end {
            return None;
        }
        // After a key there are always two: the colon, and what the value begins or ends with.
        let [before, colon, next] = *operators.get(self.before..)?.first_chunk()?;
        let colon = (colon - origin) as usize;
        let key = unquoted(self.text, (before - origin) as usize + 1, colon);
        let is_container = matches!(self.text.get((next - origin) as usize)?, b'{' | b'[');
        let mut operator = self.before + 1;
        self.before += 2;
        if is_container {
            operator = self.before;
            self.before += *partners.get(operator)? as usize + 1;
        }
        Some(IndexMember { key, value: IndexNode { operator, is_container } })
    }
}

/// What stands between the quotes of the string that alone stands between `start` and `end`.
#[inline]
fn unquoted(text: &[u8], start: usize, end: usize) -> Range<usize> {
    // Most stand alone, or after one space.
    let start = start + usize::from(text.get(start) == Some(&b' '));
    match (text.get(start), text.get(end - 1)) {
        (Some(b'"'), Some(b'"')) => start + 1..end - 1,
        _ => {
            let quoted = trimmed(text, start..end);
            quoted.start + 1..quoted.end.saturating_sub(1)
        }
    }
}

impl Iterator for IndexElements<'_, '_> {
    type Item = IndexNode;

    fn next(&mut self) -> Option<IndexNode> {
        let before = self.before?;
        let (node, after) = self.structure.value_after(self.text, before);
        self.before = (self.structure.byte(self.text, after)? == b',').then_some(after);
        // An array without elements has nothing after its bracket.
        let is_nothing = !node.is_container && self.structure.span(self.text, node).is_empty();
        (!is_nothing).then_some(node)
    }
}

/// `span` of `text` without the white space at its ends.
fn trimmed(text: &[u8], span: Range<usize>) -> Range<usize> {
    let is_white = |byte: Option<&u8>| byte.is_some_and(|&byte| byte <= b' ');
    let (mut start, mut end) = (span.start, span.end);
    while start < end && is_white(text.get(start)) {
        start += 1;
    }
    while start < end && is_white(text.get(end - 1)) {
        end -= 1;
    }
    start..end
}

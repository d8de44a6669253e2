//! Lists of captures under a key: pages of an export, journals.

use super::{Found, Held, recognise};
use crate::capture::texts::Texts;
use crate::capture::top_keys::Inspected;
use crate::json::View;

/// A list whose elements are all recognised themselves: that is the second sign.
pub(super) fn of_captures<'a>(holder: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let list = holder.member(key)?;
    let mut elements = list.elements().peekable();
    elements.peek()?;
    let is_capture = |element: View<'a>| recognise(&Inspected::of(element), texts).is_some();
    elements.all(is_capture).then(|| Found::from(Held::Capture(list)))
}

//! Text fitted into columns of a terminal: cut between characters as people see them, never inside one.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

/// What stands for what was cut off.
const ELLIPSIS: &str = "…";

/// How many columns `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The beginning of `text`, with an ellipsis where that is not all.
pub(super) fn beginning(text: &str, room: usize) -> String {
    // Some characters take no column, and without one they stand nowhere either.
    let Some(less) = room.checked_sub(1) else {
        return String::new();
    };
    if width(text) <= room {
        return text.to_owned();
    }
    let kept: String = within(text.graphemes(true), less).collect();
    kept + ELLIPSIS
}

/// The end of `text`, behind an ellipsis where that is not all: what tells one path from another stands there.
pub(super) fn end(text: &str, room: usize) -> String {
    // Some characters take no column, and without one they stand nowhere either.
    let Some(less) = room.checked_sub(1) else {
        return String::new();
    };
    if width(text) <= room {
        return text.to_owned();
    }
    let mut kept: Vec<&str> = within(text.graphemes(true).rev(), less).collect();
    kept.push(ELLIPSIS);
    kept.reverse();
    kept.concat()
}

fn within<'t>(
    graphemes: impl Iterator<Item = &'t str>,
    room: usize,
) -> impl Iterator<Item = &'t str> {
    graphemes.scan(0, move |taken, grapheme| {
        *taken += grapheme.width();
        (*taken <= room).then_some(grapheme)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_that_fits_is_left_as_it_is() {
        for text in ["", "name", "पूरा नाम", "界"] {
            assert_eq!(beginning(text, 9), text);
            assert_eq!(end(text, 9), text);
        }
    }

    #[test]
    fn beginnings_and_ends_are_cut_between_characters() {
        assert_eq!(beginning("payload.name", 6), "paylo…");
        assert_eq!(end("payload.name", 6), "….name");
        assert_eq!(beginning("界界界", 5), "界界…");
        assert_eq!(beginning("界界界", 4), "界…");
        assert_eq!(end("நிலாநிலா", 3), "…லா");
        assert_eq!(beginning("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(beginning("abc", 1), "…");
        for text in ["abc", "\u{301}", "\u{11f02}"] {
            assert_eq!((beginning(text, 0), end(text, 0)), Default::default());
        }
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_room(text in any::<String>(), room in 0usize..40) {
            prop_assert!(width(&beginning(&text, room)) <= room);
            prop_assert!(width(&end(&text, room)) <= room);
        }
    }
}

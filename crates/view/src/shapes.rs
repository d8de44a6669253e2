//! The wrappers that are recognised, as a list.

use std::fmt::Write as _;

use leadmap_engine::capture::{Shape, ShapePlace};

use crate::paint::{Color, Ink, Tone};

/// Each shape with who writes it and the signs by which it is known, in the order in which they are looked for.
pub fn list(shapes: &[Shape], color: Color) -> String {
    let mut list = String::new();
    for Shape { name, seen_in, beside, places } in shapes {
        let mut keys: Vec<String> = Vec::new();
        for key in places.iter().map(ShapePlace::path) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        // Writing to a string cannot fail.
        let _ = writeln!(list, "{}: {seen_in}", Ink(color).paint(Tone::Strong, name));
        let _ = writeln!(list, "    {}; beside it {beside}", keys.join(" or "));
    }
    list
}

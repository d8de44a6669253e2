//! A page as plain text: headings in bold, code indented, and the rest as it stands.
//!
//! Pages are written for this: lines fit a terminal, and there is nothing in them but headings, paragraphs, blocks of
//! code between fences, and comments on a line of their own, which are left out.

use crate::paint::{Ink, Tone};

/// How far code stands from the margin.
const INDENT: &str = "    ";

/// `page` as it is shown on a terminal.
pub(super) fn render(page: &str, ink: Ink) -> String {
    let mut text = String::with_capacity(page.len() + page.len() / 8);
    let mut in_code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if in_code {
            if !line.is_empty() {
                text.push_str(INDENT);
            }
            text.push_str(line);
        } else if line.starts_with("<!--") {
            continue;
        } else if let Some(heading) = heading(line) {
            text.push_str(&ink.paint(Tone::Strong, heading));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

fn heading(line: &str) -> Option<&str> {
    line.strip_prefix("# ").or_else(|| line.strip_prefix("## "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paint::Color;

    const PAGE: &str =
        "# Title\n\nText.\n\n<!-- file: a -->\n```jsonc\n{\n\n# no heading\n}\n```\n\n## Part\n";

    #[test]
    fn headings_lose_their_marks_and_code_its_fences() {
        assert_eq!(
            render(PAGE, Ink(Color::Off)),
            "Title\n\nText.\n\n    {\n\n    # no heading\n    }\n\nPart\n"
        );
    }

    #[test]
    fn headings_alone_are_painted() {
        let painted = render(PAGE, Ink(Color::On));
        let lines: Vec<_> = painted.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let is_heading = at == 0 || at + 1 == lines.len();
            assert_eq!(line.contains('\u{1b}'), is_heading, "{line:?}");
        }
    }
}

//! Problems on one line each, as compilers write them and editors read them:
//! `leads.json:9:37: error[unknown-key]: unknown key `unqiue` (did you mean `unique`?)`.

use std::io::{self, Write};

use leadmap_engine::message::{shortened, visible};
use leadmap_engine::problem::Problem;

use super::File;

/// Messages and labels of more characters are cut.
const SENTENCE: usize = 1000;

pub(super) fn write(file: &File<'_>, problem: &Problem, out: &mut impl Write) -> io::Result<()> {
    let [start, _] = file.positions(problem);
    write!(
        out,
        "{}:{}:{}: {}[{}]: {}",
        visible(file.name),
        start.line,
        start.column,
        problem.severity.name(),
        problem.code.name(),
        shortened(&problem.message, SENTENCE)
    )?;
    if let Some(label) = &problem.label {
        write!(out, " ({})", shortened(label, SENTENCE))?;
    }
    writeln!(out)
}

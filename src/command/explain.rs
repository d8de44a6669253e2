//! `leadmap explain`

use std::io::{self, IsTerminal as _};

use anyhow::{Result, bail};

use leadmap_engine::message::shortened;
use leadmap_view::explain::{explain, list, meant_by};

use super::settings::color;
use super::{Status, print};
use crate::cli::Explain;

/// How many characters of an unknown name a message repeats.
const LONGEST: usize = 60;

pub(super) fn run(arguments: &Explain) -> Result<Status> {
    let color = color(arguments.color, io::stdout().is_terminal());
    let text = match &arguments.code {
        None => list(color),
        Some(name) => match explain(name, color) {
            Some(text) => text,
            None => bail!("{}", unknown(name)),
        },
    };
    print(text.as_bytes())?;
    Ok(Status::Clean)
}

fn unknown(name: &str) -> String {
    let what_to_do = match meant_by(name) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "`leadmap explain` lists them all".to_owned(),
    };
    let name = shortened(name, LONGEST);
    format!("there is no code `{name}`; {what_to_do}")
}

//! `leadmap captures`

use std::io::{self, IsTerminal as _};

use anyhow::Result;

use leadmap_engine::capture::SHAPES;
use leadmap_view::shapes::list;

use super::settings::color;
use super::{Status, print};
use crate::cli::Captures;

pub(super) fn run(arguments: &Captures) -> Result<Status> {
    let color = color(arguments.color, io::stdout().is_terminal());
    print(list(SHAPES, color).as_bytes())?;
    Ok(Status::Clean)
}

//! Reading the command line, and what is said of a wrong one.

use std::env;
use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};
use clap::{Error, Parser as _};

use leadmap_engine::message::{is_hidden, visible, visible_lines};

use super::Cli;

/// Reads the arguments.
///
/// # Errors
/// What clap says where they are wrong or ask for help.
pub(crate) fn parse() -> Result<Cli, Error> {
    Cli::try_parse().map_err(shown)
}

/// `error`, which quotes arguments as they are, with all that would act on the terminal spelled out.
fn shown(mut error: Error) -> Error {
    let acts = |argument: OsString| argument.to_string_lossy().contains(is_hidden);
    if !env::args_os().any(acts) {
        return error;
    }
    let context: Vec<(ContextKind, ContextValue)> =
        error.context().map(|(kind, value)| (kind, spelled_out(value))).collect();
    for (kind, value) in context {
        error.insert(kind, value);
    }
    error
}

fn spelled_out(value: &ContextValue) -> ContextValue {
    // Of what is styled the style goes: what clap has put in cannot be told from what the argument had.
    let plain = |text: &StyledStr| StyledStr::from(visible_lines(&text.to_string()).into_owned());
    match value {
        ContextValue::String(text) => ContextValue::String(visible(text).into_owned()),
        ContextValue::Strings(texts) => {
            ContextValue::Strings(texts.iter().map(|text| visible(text).into_owned()).collect())
        }
        ContextValue::StyledStr(text) => ContextValue::StyledStr(plain(text)),
        ContextValue::StyledStrs(texts) => {
            ContextValue::StyledStrs(texts.iter().map(plain).collect())
        }
        other => other.clone(),
    }
}

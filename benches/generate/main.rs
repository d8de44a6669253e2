//! Writes invented deliveries to a file or a folder, for measuring.
//!
//! ```sh
//! cargo run --release --example deliveries -- ndjson --size 500M /tmp/deliveries.ndjson
//! ```

mod layout;
mod wrapper;

#[path = "../deliveries/mod.rs"]
mod deliveries;

#[cfg(test)]
mod tests;

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;

use layout::{Files, Layout};

/// Write invented deliveries, the same for the same seed
#[derive(Debug, Parser)]
struct Arguments {
    layout: Layout,

    /// The file, compressed where its name ends in `.gz` or `.zst`; with --files the folder
    output: PathBuf,

    /// As many deliveries as this many bytes of NDJSON hold; K, M and G are powers of 1,000
    #[arg(long, default_value = "500M", value_parser = parse_size)]
    size: u64,

    /// How many files there are, or `each` for one a delivery
    #[arg(long, value_parser = parse_files)]
    files: Option<Files>,

    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn parse_size(text: &str) -> Result<u64> {
    let (digits, factor) = match text.char_indices().last() {
        Some((at, 'K')) => (&text[..at], 1_000),
        Some((at, 'M')) => (&text[..at], 1_000_000),
        Some((at, 'G')) => (&text[..at], 1_000_000_000),
        _ => (text, 1),
    };
    let number: u64 = digits.parse()?;
    number.checked_mul(factor).context("too large")
}

fn parse_files(text: &str) -> Result<Files> {
    Ok(match text {
        "each" => Files::Each,
        number => Files::Several(number.parse()?),
    })
}

fn main() -> Result<()> {
    let Arguments { layout, output, size, files, seed } = Arguments::parse();
    let count = layout::write(layout, files.unwrap_or(Files::One), size, seed, &output)?;
    writeln!(io::stdout(), "{count}").context("could not write the number of deliveries")
}

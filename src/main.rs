//! The `leadmap` command.

mod cli;
mod command;
mod descriptors;
mod interrupt;
mod say;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use leadmap_engine::message::visible_lines;

use command::Status;
use say::say;

fn main() -> ExitCode {
    interrupt::outlive_file_size_limit();
    let outcome = match cli::parse() {
        Ok(cli) => command::run(cli.command),
        // What is asked for with --help or --version is what the run is for.
        Err(help) if !help.use_stderr() => command::show(&help),
        Err(wrong) => {
            let _ = wrong.print();
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(Status::Clean) => ExitCode::SUCCESS,
        Ok(Status::Something) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&visible_lines(&format!("error: {error:#}\n")));
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of the output has gone, as `head` does when it has seen enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kind =
        |cause: &(dyn std::error::Error + 'static)| cause.downcast_ref().map(io::Error::kind);
    error.chain().any(|cause| kind(cause) == Some(ErrorKind::BrokenPipe))
}

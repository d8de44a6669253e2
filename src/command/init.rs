//! `leadmap init`

use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use leadmap_engine::input::source::{Source, Sources};
use leadmap_engine::message::{counted, visible};
use leadmap_engine::scaffold::{Draft, NoDraft, Pattern, Reason, Scaffold, Selection, Wanted};
use leadmap_engine::schema::document::is_document;
use leadmap_engine::sink::output::{Output, is_stdin};
use leadmap_json::Value;
use leadmap_view::pick::Sample;

use super::Status;
use super::captures::{self, Counts};
use super::pick::{self, Terminal};
use super::report::Volume;
use super::settings::{is_stdout, messages};
use super::summary::unlike_captures;
use crate::cli::{FROM, Init, MAX_PAYLOAD, Reading};
use crate::interrupt;

/// So many inputs are named in a mapping.
const NAMED: usize = 3;

pub(super) fn run(arguments: &Init) -> Result<Status> {
    let (volume, color) = messages(arguments.messages);
    // Nobody wants to hear after a long reading that there is no terminal.
    let terminal = arguments.pick.then(Terminal::find).transpose()?;
    let selection = selection(arguments)?;
    let target = arguments.output.as_deref().filter(|path| !is_stdout(path));
    let sources = Sources::named(&arguments.inputs)?;
    let mut output = open(target, arguments, &sources)?;

    let mut scaffold = Scaffold::new();
    let mut sample = Sample::default();
    let counts =
        captures::read(&arguments.inputs, &arguments.reading, arguments.messages, |arrival| {
            let payload = arrival.payload.object.text();
            if is_document(payload) {
                let spot = arrival.origin.read;
                bail!(
                    "{}:{} is a schema: a mapping is made of the captures themselves",
                    visible(spot.file),
                    spot.place.line
                );
            }
            scaffold.observe(&Value::of(payload));
            if terminal.is_some() {
                sample.keep(payload);
            }
            Ok(ControlFlow::Continue(()))
        })?;
    let draft = match terminal {
        None => scaffold.draft(&selection).map(Some),
        Some(terminal) => match scaffold.offer(&selection) {
            Ok(offer) => Ok(pick::pick(terminal, offer, sample, color)?),
            Err(none) => Err(none),
        },
    };
    let draft = match draft {
        Ok(Some(draft)) => Draft { origin: Some(origin(&arguments.inputs)), ..draft },
        Ok(None) => {
            // Where standard error is closed nobody wants to know.
            let _ = writeln!(io::stderr(), "nothing was written");
            return Ok(Status::Something);
        }
        Err(none) => return without_draft(none, &counts),
    };
    let name = target.unwrap_or(Path::new("standard output"));
    output
        .write_all(draft.render().as_bytes())
        .and_then(|()| output.commit())
        .with_context(|| could_not_write(name))?;
    if volume == Volume::Normal {
        // Where standard error is closed nobody wants to know.
        let _ = io::stderr().write_all(summary(&draft, &counts, arguments, target).as_bytes());
    }
    Ok(counts.status())
}

fn selection(arguments: &Init) -> Result<Selection> {
    let patterns = |option: &str, texts: &[String]| -> Result<Vec<Pattern>> {
        let pattern = |text: &String| {
            Pattern::parse(text).with_context(|| format!("--{option} {}", visible(text)))
        };
        texts.iter().map(pattern).collect()
    };
    let wanted = if arguments.all {
        Wanted::All
    } else if arguments.include.is_empty() {
        Wanted::LeadLike
    } else {
        Wanted::Matching(patterns("include", &arguments.include)?)
    };
    Ok(Selection { wanted, without: patterns("exclude", &arguments.exclude)? })
}

/// The place of the mapping. What is there is somebody's work, and what is read would be lost.
fn open(target: Option<&Path>, arguments: &Init, sources: &Sources) -> Result<Output> {
    let Some(path) = target else {
        return Ok(Output::stdout());
    };
    let name = path.display().to_string();
    let exists = path
        .symlink_metadata()
        .is_ok_and(|metadata| metadata.is_file() || metadata.is_symlink() && path.is_file());
    if exists && !arguments.force {
        bail!("{} exists; --force replaces it", visible(&name));
    }
    let output = Output::open(path).with_context(|| could_not_write(path))?;
    let reads_stdin = sources.sources.contains(&Source::Stdin);
    if sources.files().any(|input| output.is_same_file(input)) || (reads_stdin && is_stdin(path)) {
        bail!("{} is also an input, which would be lost", visible(&name));
    }
    if let Some(temporary) = output.temporary() {
        interrupt::remove_on_signal(temporary.to_owned())
            .context("could not listen for signals")?;
    }
    Ok(output)
}

/// What the payloads are from, as a mapping's comment says it.
fn origin(inputs: &[PathBuf]) -> String {
    let names: Vec<String> = inputs
        .iter()
        .map(|input| match input.to_str() {
            Some("-") => "standard input".to_owned(),
            _ => visible(&input.display().to_string()).into_owned(),
        })
        .collect();
    match names.as_slice() {
        [] => "standard input".to_owned(),
        names if names.len() <= NAMED => names.join(", "),
        names => format!("{} and {} more inputs", names[..NAMED].join(", "), names.len() - NAMED),
    }
}

/// Says why nothing was written.
fn without_draft(none: NoDraft, counts: &Counts) -> Result<Status> {
    match none {
        NoDraft::NoPayload if counts.rejected > 0 => {
            bail!("nothing was written: none of what was read is a payload")
        }
        NoDraft::NoPayload => bail!("nothing was written: the input is empty"),
        NoDraft::NoneWanted { some, all } => {
            let some: Vec<String> = some.iter().map(|path| format!("`{path}`")).collect();
            let more = match all - some.len() {
                0 => String::new(),
                more => format!(" and {more} more (leadmap schema shows them)"),
            };
            bail!(
                "nothing was written: the patterns, which are compared with whole paths, leave none of {}{more}",
                some.join(", ")
            )
        }
        NoDraft::NoPath => {
            let payloads = counted(counts.payloads, "payload");
            // Where standard error is closed nobody wants to know.
            let _ = writeln!(
                io::stderr(),
                "nothing was written: {payloads} without a value that a column could hold"
            );
            Ok(Status::Something)
        }
    }
}

fn summary(draft: &Draft, counts: &Counts, arguments: &Init, target: Option<&Path>) -> String {
    let mut text = counted(counts.payloads, "payload");
    text += " read";
    match counts.rejected {
        0 => {}
        rejected => text += &format!(", {rejected} rejected"),
    }
    if draft.payloads < draft.read {
        text += &format!(", {} of them pass `when`", draft.payloads);
    }
    let chosen = draft.fields.len();
    let paths = counted(draft.paths as u64, "path");
    text += &match draft.reason {
        Reason::LeadLike if chosen < draft.paths => {
            format!("; {chosen} of {paths} chosen (--all takes all)")
        }
        Reason::NothingElse => {
            format!("; {chosen} of {paths} chosen, for none looks like a lead's")
        }
        Reason::LeadLike | Reason::Wanted => format!("; {chosen} of {paths} chosen"),
    };
    text.push('\n');
    if let Some(files) = unlike_captures(&counts.passed_over) {
        text += &format!("not read: {files}\n");
    }
    if let Some(target) = target {
        text += &format!("next: {}\n", next(target, arguments));
    }
    text
}

/// The command that applies the mapping to the same captures, as a shell takes it.
fn next(target: &Path, arguments: &Init) -> String {
    let mut command = format!("leadmap apply {}", shell_word(target));
    let Reading { from, repair, max_payload } = &arguments.reading;
    if from != FROM {
        command += &format!(" --from {}", shell_word(Path::new(from)));
    }
    if *repair {
        command += " --repair";
    }
    if max_payload != MAX_PAYLOAD {
        command += &format!(" --max-payload {}", shell_word(Path::new(max_payload)));
    }
    for input in &arguments.inputs {
        command += &format!(" {}", shell_word(input));
    }
    command
}

/// An argument as a POSIX shell takes it: in quotes, if it has to be.
fn shell_word(argument: &Path) -> String {
    let text = argument.display().to_string();
    let text = visible(&text);
    let is_plain = |char: char| char.is_alphanumeric() || "-_./:,+@%=".contains(char);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

fn could_not_write(path: &Path) -> String {
    format!("could not write {}", visible(&path.display().to_string()))
}

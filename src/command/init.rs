//! `leadmap init`

#![expect(clippy::indexing_slicing, reason = "there are more names than are named")]

use std::io::Write as _;
use std::iter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use leadmap_engine::capture::Unwrapping;
use leadmap_engine::error::{self, Error};
use leadmap_engine::input::source::Sources;
use leadmap_engine::message::{counted, visible};
use leadmap_engine::reading::Arrival;
use leadmap_engine::reading::collect::Collection;
use leadmap_engine::scaffold::{Draft, Include, NoDraft, PathPattern, Scaffold, Selection};
use leadmap_engine::schema::document::take_documents;
use leadmap_engine::sink::output::{Access, Output};
use leadmap_json::Part;
use leadmap_view::pick::Sample;
use leadmap_view::summary::init::{self as summary, shell_word};

use super::Status;
use super::captures::{self, Counts};
use super::outputs::{self, Named, Stdout};
use super::pick::{self, Terminal};
use super::report::Volume;
use super::settings::{self, is_stdout, messages};
use crate::cli::{Init, MAX_PAYLOAD, ReadingArgs};
use crate::say::say;

/// How many inputs the mapping's comment names.
const NAMED: usize = 3;

pub(super) fn run(arguments: &Init) -> Result<Status> {
    let (volume, color) = messages(arguments.messages);
    // A missing terminal is an error before a long read, not after it.
    let terminal = arguments.pick.then(Terminal::find).transpose()?;
    let selection = selection(arguments)?;
    let target = arguments.output.as_deref().filter(|path| !is_stdout(path));
    let mut sources = Sources::named(&arguments.inputs)?;
    let mut output = open(target, arguments, &sources)?;
    if let Unwrapping::Auto = arguments.reading.from(None).unwrapping {
        refuse_schemas(&mut sources)?;
    }

    let mut observations = Observations {
        scaffold: Scaffold::new(),
        sample: terminal.is_some().then(Sample::default),
    };
    let counts = captures::read_sources(
        sources,
        settings::reading(&arguments.reading, None),
        arguments.threads,
        arguments.messages,
        &mut observations,
    )?;
    let Observations { scaffold, sample } = observations;
    let draft = match terminal {
        None => scaffold.draft(&selection).map(Some),
        Some(terminal) => match scaffold.offer(&selection) {
            Ok(offer) => Ok(pick::pick(terminal, offer, sample.unwrap_or_default(), color)?),
            Err(none) => Err(none),
        },
    };
    let draft = match draft {
        Ok(Some(draft)) => Draft {
            origin: Some(origin(&arguments.inputs)),
            from: told(&arguments.reading),
            ..draft
        },
        Ok(None) => {
            say("nothing was written\n");
            return Ok(Status::Something);
        }
        Err(none) => {
            if volume == Volume::Normal {
                captures::say_not_read(&counts);
            }
            return without_draft(none, &counts);
        }
    };
    let written = output.write_all(draft.render().as_bytes());
    written.map_err(Error::writing(output.name()))?;
    output.commit()?;
    if volume == Volume::Normal {
        let next = target.map(|target| next(target, arguments));
        say(&summary::text(&draft, counts.inputs(), next.as_deref()));
    }
    Ok(counts.status())
}

/// Leaves out schemas among the inputs, of which no mapping is made.
///
/// # Errors
/// When there is nothing else.
fn refuse_schemas(sources: &mut Sources) -> Result<()> {
    let documents = take_documents(sources)?;
    for document in &documents {
        let what = format!(
            "{}:1 is a schema: a mapping is made of the captures themselves",
            visible(&document.name)
        );
        if sources.sources.is_empty() {
            bail!(what);
        }
        say(&format!("not read: {what} (--from json takes it for one)\n"));
    }
    Ok(())
}

/// What is kept of the payloads.
struct Observations {
    scaffold: Scaffold,
    /// For `--pick`.
    sample: Option<Sample>,
}

impl Collection for Observations {
    fn take(&mut self, arrival: &Arrival<'_>) -> error::Result<()> {
        let payload = arrival.payload.object.text();
        self.scaffold.observe(Part::from(arrival.payload.object));
        if let Some(sample) = &mut self.sample {
            sample.keep(payload);
        }
        Ok(())
    }

    fn empty(&self) -> Self {
        let sample = self.sample.as_ref().map(|_| Sample::of_chunk());
        Observations { scaffold: Scaffold::new(), sample }
    }

    fn append(&mut self, more: Self) -> error::Result<()> {
        self.scaffold.merge(more.scaffold);
        if let Some((sample, more)) = self.sample.as_mut().zip(more.sample) {
            sample.append(more);
        }
        Ok(())
    }
}

fn selection(arguments: &Init) -> Result<Selection> {
    let patterns = |option: &str, texts: &[String]| -> Result<Vec<PathPattern>> {
        let pattern = |text: &String| {
            PathPattern::parse(text).with_context(|| format!("--{option} {}", visible(text)))
        };
        texts.iter().map(pattern).collect()
    };
    let include = if arguments.all {
        Include::All
    } else if arguments.include.is_empty() {
        Include::LeadLike
    } else {
        Include::Matching(patterns("include", &arguments.include)?)
    };
    Ok(Selection { include, exclude: patterns("exclude", &arguments.exclude)? })
}

/// Opens the target. A file that exists is somebody's work, and an input would be lost.
fn open(target: Option<&Path>, arguments: &Init, sources: &Sources) -> Result<Output> {
    let Some(path) = target else {
        return Ok(Output::stdout());
    };
    let exists = path
        .symlink_metadata()
        .is_ok_and(|metadata| metadata.is_file() || metadata.is_symlink() && path.is_file());
    if exists && !arguments.force {
        bail!("{} exists; --force replaces it", visible(&path.to_string_lossy()));
    }
    let named = [Named { option: "--output", path }];
    outputs::refuse_sharing(&named, Stdout::Unused, sources, iter::empty())?;
    outputs::open(path, Access::Usual)
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

/// What the mapping has to say of `--from`. That lines are those of a rejects file is no matter of the captures.
fn told(reading: &ReadingArgs) -> Option<String> {
    reading.from(None).unwrapping.name().map(str::to_owned)
}

/// Says why nothing was written.
fn without_draft(none: NoDraft, counts: &Counts) -> Result<Status> {
    match none {
        NoDraft::NoPayload if counts.rejected > 0 => {
            bail!("nothing was written: none of what was read is a payload")
        }
        NoDraft::NoPayload if counts.captures.empty > 0 => {
            bail!("nothing was written: no capture holds a payload")
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
            say(&format!(
                "nothing was written: {payloads} without a value that a column could hold\n"
            ));
            Ok(Status::Something)
        }
    }
}

/// The command that applies the mapping to the same captures, as a shell takes it.
fn next(target: &Path, arguments: &Init) -> String {
    let mut command = format!("leadmap apply {}", shell_word(target));
    let ReadingArgs { from, repair, max_payload } = &arguments.reading;
    // The mapping says the rest.
    if let Some(from) = from.as_ref().filter(|from| from.text == "rejects") {
        command += &format!(" --from {}", shell_word(Path::new(&from.text)));
    }
    if *repair {
        command += " --repair";
    }
    if max_payload.text != MAX_PAYLOAD {
        command += &format!(" --max-payload {}", shell_word(Path::new(&max_payload.text)));
    }
    for input in &arguments.inputs {
        command += &format!(" {}", shell_word(input));
    }
    command
}

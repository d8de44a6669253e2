//! `leadmap schema`

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::{Context, Result, bail};

use leadmap_engine::capture::Unwrapping;
use leadmap_engine::error::{self, Error};
use leadmap_engine::input::source::Sources;
use leadmap_engine::message::visible;
use leadmap_engine::path::{Path, Query};
use leadmap_engine::reading::Arrival;
use leadmap_engine::reading::collect::Collection;
use leadmap_engine::schema::condition::{ConditionError, WhereCondition};
use leadmap_engine::schema::document::{InputDocument, is_document, take_documents};
use leadmap_engine::schema::survey::{GROUPS, Group, Grouped, Mismatch};
use leadmap_engine::schema::{Schema, Survey};
use leadmap_engine::sink::output::Output;
use leadmap_json::Part;
use leadmap_view::paint::Ink;
use leadmap_view::schema as view;
use leadmap_view::shown::{Shown, Spelling};
use leadmap_view::summary::schema::{self as summary, SchemaCounts};

use super::Status;
use super::captures;
use super::report::Volume;
use super::settings::{self, messages, table_options};
use crate::cli::{self, SchemaFormat};
use crate::say::say;

pub(super) fn run(arguments: &cli::Schema) -> Result<Status> {
    let filter = PayloadFilter::of(arguments)?;
    let mut collection = SchemaCollection::of(&filter);
    let mut sources = Sources::named(&arguments.inputs)?;
    let documents = match arguments.reading.from(None).unwrapping {
        Unwrapping::Auto => take_documents(&mut sources)?,
        Unwrapping::Never | Unwrapping::Log | Unwrapping::At(_) => Vec::new(),
    };
    for InputDocument { name, text } in documents {
        let taken = collection.take_document(&text);
        taken.with_context(|| format!("could not take in the schema at {}:1", visible(&name)))?;
    }
    let counts = captures::read_sources(
        sources,
        settings::reading(&arguments.reading, None),
        arguments.work,
        arguments.messages,
        &mut collection,
    )?;
    if arguments.redact {
        collection.survey.redact();
    }
    let mut out = Output::stdout();
    write(&collection.survey, arguments, &mut out).map_err(Error::writing(out.name()))?;
    out.commit()?;
    let (volume, color) = messages(arguments.messages);
    if volume == Volume::Normal {
        let SchemaCollection {
            ref survey, filtered, documents, documented, like_documents, ..
        } = collection;
        let inputs = counts.inputs();
        let taken = SchemaCounts { inputs, filtered, documents, documented, like_documents };
        say(&summary::text(survey, taken, Ink(color)));
    }
    Ok(counts.status())
}

/// Which payloads are taken, and what they are told apart by.
struct PayloadFilter {
    by: Option<(String, Query)>,
    conditions: Vec<WhereCondition>,
}

impl PayloadFilter {
    fn of(arguments: &cli::Schema) -> Result<Self> {
        let by = arguments.group_by.as_ref();
        let by = by.map(|text| Ok::<_, anyhow::Error>((text.clone(), group_by(text)?)));
        let conditions = arguments.conditions.iter().map(|text| condition(text));
        Ok(PayloadFilter { by: by.transpose()?, conditions: conditions.collect::<Result<_>>()? })
    }
}

/// What payloads are taken into.
struct SchemaCollection<'w> {
    filter: &'w PayloadFilter,
    survey: Survey,
    /// Payloads that did not pass the filter.
    filtered: u64,
    /// Schema documents among the inputs.
    documents: u64,
    /// The payloads they were made of.
    documented: u64,
    /// Payloads that look like schema documents.
    like_documents: u64,
}

impl<'w> SchemaCollection<'w> {
    fn of(filter: &'w PayloadFilter) -> Self {
        SchemaCollection {
            filter,
            survey: match &filter.by {
                Some((path, _)) => Survey::Grouped(Grouped::by(path)),
                None => Survey::Whole(Schema::new()),
            },
            filtered: 0,
            documents: 0,
            documented: 0,
            like_documents: 0,
        }
    }

    fn take_document(&mut self, text: &str) -> Result<()> {
        if !self.filter.conditions.is_empty() {
            bail!("its payloads are gone, so that --where cannot choose among them");
        }
        let survey = Survey::read(text)?;
        self.documents += 1;
        self.documented = self.documented.saturating_add(survey.payloads());
        self.survey.merge(survey).map_err(explained)
    }
}

impl Collection for SchemaCollection<'_> {
    fn take(&mut self, arrival: &Arrival<'_>) -> error::Result<()> {
        let text = arrival.payload.object.text();
        self.like_documents += u64::from(is_document(text));
        let payload = Part::from(arrival.payload.object);
        let delivery = arrival.payload.delivery;
        if !self.filter.conditions.iter().all(|condition| condition.holds(payload, delivery)) {
            self.filtered += 1;
            return Ok(());
        }
        match (&mut self.survey, &self.filter.by) {
            (Survey::Grouped(grouped), Some((_, by))) => {
                let schema = grouped.schema(Group::of(payload, by));
                let schema = schema.map_err(explained).map_err(Error::caller)?;
                schema.observe(payload);
            }
            (Survey::Grouped(_), None) => {}
            (Survey::Whole(schema), _) => schema.observe(payload),
        }
        Ok(())
    }

    fn empty(&self) -> Self {
        SchemaCollection::of(self.filter)
    }

    fn has_room_for(&self, more: &Self) -> bool {
        match (&self.survey, &more.survey) {
            (Survey::Grouped(here), Survey::Grouped(there)) => here.has_room_for(there),
            _ => true,
        }
    }

    fn append(&mut self, more: Self) -> error::Result<()> {
        self.filtered += more.filtered;
        self.documents += more.documents;
        self.documented = self.documented.saturating_add(more.documented);
        self.like_documents += more.like_documents;
        self.survey.merge(more.survey).map_err(explained).map_err(Error::caller)
    }
}

fn group_by(text: &str) -> Result<Query> {
    match Path::parse(text) {
        Ok(Path::Payload(query)) => Ok(query),
        Ok(Path::Header(_)) => {
            bail!("--group-by takes a path into the payload: values of headers are not shown")
        }
        Ok(_) => bail!("--group-by takes a path into the payload, not `{}`", visible(text)),
        Err(error) => bail!(
            "--group-by {}: {}",
            visible(text),
            with_help(&error.message, error.help.as_deref())
        ),
    }
}

fn condition(text: &str) -> Result<WhereCondition> {
    WhereCondition::parse(text).or_else(|error| {
        let (message, help) = match &error {
            ConditionError::NoValue => (
                "it has no `=`".to_owned(),
                Some("write a path and a value, as in `event_type=lead`"),
            ),
            ConditionError::Path(error) => (error.message.clone(), error.help.as_deref()),
            ConditionError::OtherPath => (error.to_string(), None),
        };
        bail!("--where {}: {}", visible(text), with_help(&message, help))
    })
}

fn with_help(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| message.to_owned(), |help| format!("{message}; {help}"))
}

fn explained(mismatch: Mismatch) -> anyhow::Error {
    let way = |by: Option<String>| match by {
        Some(path) => format!("grouped by `{}`", visible(&path)),
        None => "not grouped".to_owned(),
    };
    match mismatch {
        Mismatch::TooManyGroups => anyhow::anyhow!(
            "--group-by selects more than {GROUPS} values: it is for what tells kinds of payloads apart"
        ),
        Mismatch::Grouping { found, expected } => {
            anyhow::anyhow!("it is {}, and this run is {}", way(found), way(expected))
        }
    }
}

fn write(survey: &Survey, arguments: &cli::Schema, out: &mut Output) -> io::Result<()> {
    match arguments.format {
        SchemaFormat::Table => {
            let on_terminal = io::stdout().is_terminal();
            let options = table_options(arguments.messages.color, on_terminal);
            view::write(survey, options, out)
        }
        SchemaFormat::Json => {
            let mut out = Shown::new(Spelling::Json, out);
            survey.write(&mut out)?;
            out.flush()
        }
        SchemaFormat::JsonSchema => {
            let mut out = Shown::new(Spelling::Json, out);
            writeln!(out, "{:#}", survey.json_schema())?;
            out.flush()
        }
        SchemaFormat::Paths => view::write_paths(survey, out),
    }
}

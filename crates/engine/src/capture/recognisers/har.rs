//! HTTP archives (HAR 1.2), as browsers and proxies write them. Of each entry the request is read, never the response.

use super::{Found, Held, requests};
use crate::capture::body::{Body, file_of};
use crate::capture::fields::Fields;
use crate::capture::texts::Texts;
use crate::json::{View, text};

/// What stands beside the entries.
const BESIDE: [&str; 4] = ["version", "creator", "browser", "pages"];

/// The requests of an archive.
pub(super) fn entries<'a>(log: View<'a>, key: &str, texts: &'a Texts) -> Option<Found<'a>> {
    let entries = log.member(key).filter(|entries| entries.text().starts_with('['))?;
    BESIDE.iter().find(|key| log.get(key).is_some())?;
    let is_entry = |entry: View<'a>| {
        let request = entry.object("request");
        request.is_some_and(|it| it.get("method").is_some() && it.get("url").is_some())
    };
    if !entries.elements().all(is_entry) {
        return None;
    }
    Some(entries.elements().filter_map(|entry| request(entry.object("request")?, texts)).collect())
}

fn request<'a>(request: View<'a>, texts: &'a Texts) -> Option<Held<'a>> {
    let delivery = requests::delivery(request, texts);
    let body = posted(request, texts).unwrap_or_else(Body::nothing);
    Some(Held::Request { delivery, body: body.recorded() })
}

fn posted<'a>(request: View<'a>, texts: &'a Texts) -> Option<Body<'a>> {
    let data = request.object("postData")?;
    let told = data.member("mimeType").and_then(|told| text::decode_token(told.text()));
    let told = told.map(|told| told.text).filter(|told| !told.is_empty());
    let params = data.member("params").map(fields).filter(|fields| !fields.is_empty());
    // A text has what was sent as it was. Only of the files in a form it has all or nothing.
    let has_files = told.as_ref().is_some_and(|told| told.starts_with("multipart/"));
    let text = data.member("text").filter(|text| !matches!(text.text(), "\"\"" | "null"));
    let body = match (params, text) {
        (Some(fields), None) => fields_as_body(&fields, texts)?,
        (Some(fields), Some(_)) if has_files => fields_as_body(&fields, texts)?,
        (_, Some(text)) => Body::of(text).in_base64(data.word("encoding") == Some("base64")),
        (None, None) => return None,
    };
    Some(body.of_type(told))
}

/// The fields of a form.
fn fields(params: View<'_>) -> Fields {
    let mut fields = Fields::default();
    for param in params.elements() {
        let text = |key| param.get(key).and_then(text::decode_token).map(|it| it.text);
        let Some(name) = text("name") else { continue };
        match text("fileName") {
            Some(file) => {
                let size = text("value").map(|value| value.len());
                fields
                    .add(name.into_owned(), &file_of(&file, text("contentType").as_deref(), size));
            }
            None => fields.add_text(name.into_owned(), &text("value").unwrap_or_default()),
        }
    }
    fields
}

fn fields_as_body<'a>(fields: &Fields, texts: &'a Texts) -> Option<Body<'a>> {
    texts.json(texts.keep(fields.object())).ok().map(Body::of)
}

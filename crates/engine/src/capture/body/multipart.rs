//! `multipart/form-data` (RFC 7578).

use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures_util::stream;
use multer::Multipart;
use multer::bytes::Bytes;
use serde_json::json;

use crate::capture::fields::Fields;

/// Whether this media type, in lower case, is that of such a form.
pub(super) fn is_multipart(media_type: &str) -> bool {
    media_type.starts_with("multipart/form-data")
}

/// The object of the fields of `body`, in which `content_type` names the boundary between them. Of a file only its name,
/// type and size in bytes are told: what is in it is no part of a lead.
///
/// # Errors
/// What is wrong with it.
pub(super) fn object(body: &[u8], content_type: &str) -> Result<String, String> {
    let boundary = multer::parse_boundary(content_type)
        .map_err(|_| "its content type names no boundary between its parts".to_owned())?;
    let whole = Bytes::copy_from_slice(body);
    let mut form = Multipart::new(stream::iter([Ok::<_, Infallible>(whole)]), boundary);
    let mut fields = Fields::default();
    while let Some(mut part) = finish(form.next_field())? {
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file) = part.file_name().map(str::to_owned) else {
            let value = finish(part.bytes())?;
            let value = str::from_utf8(&value).map_err(|_| "a field is not UTF-8".to_owned())?;
            fields.add_text(name, value);
            continue;
        };
        let media_type = part.content_type().map(ToString::to_string);
        let mut size = 0;
        while let Some(piece) = finish(part.chunk())? {
            size += piece.len();
        }
        fields.add(name, &file_of(&file, media_type.as_deref(), Some(size)));
    }
    Ok(fields.object())
}

/// What is told of a file.
pub(in crate::capture) fn file_of(
    name: &str,
    media_type: Option<&str>,
    size: Option<usize>,
) -> String {
    json!({"name": name, "type": media_type, "size": size}).to_string()
}

/// What `step` of reading a form gives. All bytes are at hand, so it never has to wait.
fn finish<T>(step: impl Future<Output = multer::Result<T>>) -> Result<T, String> {
    match pin!(step).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(value)) => Ok(value),
        Poll::Ready(Err(error)) => Err(told(&error)),
        Poll::Pending => Err(ENDS_EARLY.to_owned()),
    }
}

const ENDS_EARLY: &str = "it ends before its last boundary";

fn told(error: &multer::Error) -> String {
    use multer::Error;
    match error {
        Error::IncompleteStream | Error::IncompleteFieldData { .. } | Error::IncompleteHeaders => {
            ENDS_EARLY.to_owned()
        }
        // Those with a name in them say what a part holds.
        Error::DecodeHeaderValue { .. } | Error::ReadHeaderFailed(_) => {
            "the head of a part is broken".to_owned()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=Ab9";

    #[test]
    fn fields_are_members_and_files_are_told_of() {
        let body = "--Ab9\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nअ\r\n\"b\"\r\n\
                    --Ab9\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n1\r\n\
                    --Ab9\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n2\r\n\
                    --Ab9\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\n\
                    Content-Type: application/pdf\r\n\r\n\0\u{1}secret\r\n--Ab9--\r\n";
        assert_eq!(
            object(body.as_bytes(), TYPE).unwrap(),
            r#"{"n":"अ\r\n\"b\"","t":["1","2"],"f":{"name":"a.pdf","type":"application/pdf","size":8}}"#
        );
        assert_eq!(object(b"--Ab9--\r\n", TYPE).unwrap(), "{}");
    }

    #[test]
    fn wherever_a_form_is_cut_it_is_said() {
        let body = "--Ab9\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv\r\n\
                    --Ab9\r\nContent-Disposition: form-data; name=\"m\"; filename=\"f\"\r\n\r\nw\r\n--Ab9--";
        assert!(object(body.as_bytes(), TYPE).is_ok());
        for end in 0..body.len() {
            let fault = object(&body.as_bytes()[..end], TYPE).unwrap_err();
            assert_eq!(fault, ENDS_EARLY, "{end}");
        }
    }

    #[test]
    fn a_boundary_is_needed() {
        for content_type in ["multipart/form-data", "multipart/form-data; charset=utf-8", ""] {
            assert!(object(b"--Ab9--", content_type).unwrap_err().contains("boundary"));
        }
    }
}

//! HTTP messages as they go over the wire (RFC 9112): requests alone.

use std::borrow::Cow;

use super::fields::Fields;

/// The most header fields of a message.
const HEADERS: usize = 256;

/// A request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    /// Its method.
    pub(super) method: &'a str,
    /// What it asks for: a path with the query, or a URL.
    pub(super) target: &'a str,
    /// Its header fields, as a JSON object.
    pub(super) headers: String,
    /// Its body, put together where it came in chunks.
    pub(super) body: Cow<'a, [u8]>,
}

/// The request that `bytes` are, if they are one.
pub(super) fn request(bytes: &[u8]) -> Option<Message<'_>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = request.parse(bytes).ok()? else { return None };
    let rest = bytes.get(length..)?;
    let mut fields = Fields::default();
    for header in request.headers.iter() {
        fields.add_text(header.name.to_owned(), &String::from_utf8_lossy(header.value));
    }
    let last_of = |name: &str| {
        let mut all = request.headers.iter().rev();
        all.find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value)
    };
    let is_chunked = last_of("transfer-encoding")
        .is_some_and(|coding| coding.to_ascii_lowercase().ends_with(b"chunked"));
    let length = last_of("content-length").and_then(|told| str::from_utf8(told).ok()?.parse().ok());
    let body = match is_chunked {
        // What has taken the message down may have put the chunks together without saying so.
        true => joined(rest).map_or(rest.into(), Cow::Owned),
        false => rest.get(..length.unwrap_or(rest.len())).unwrap_or(rest).into(),
    };
    Some(Message { method: request.method?, target: request.path?, headers: fields.object(), body })
}

/// The content of a body in chunks (RFC 9112, section 7.1).
fn joined(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let httparse::Status::Complete((start, size)) = httparse::parse_chunk_size(chunks).ok()?
        else {
            return None;
        };
        if size == 0 {
            return Some(whole);
        }
        let end = start.checked_add(usize::try_from(size).ok()?)?;
        whole.extend_from_slice(chunks.get(start..end)?);
        chunks = chunks.get(end..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_taken_apart() {
        let message = request(b"POST /x?a=1 HTTP/1.1\r\nHost: h.example\r\nX: 1\r\nX: 2\r\n\r\n{}");
        let message = message.unwrap();
        assert_eq!((message.method, message.target), ("POST", "/x?a=1"));
        assert_eq!(message.headers, r#"{"Host":"h.example","X":["1","2"]}"#);
        assert_eq!(*message.body, *b"{}");
    }

    #[test]
    fn a_body_ends_where_its_length_or_its_last_chunk_says() {
        for (fields, body, whole) in [
            ("Content-Length: 2", "{}\r\nmore", "{}"),
            ("Content-Length: 9", "{}", "{}"),
            ("Transfer-Encoding: chunked", "1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n", "{}"),
            ("Transfer-Encoding: chunked", "{}", "{}"),
            ("Transfer-Encoding: chunked", "9\r\n{", "9\r\n{"),
        ] {
            let text = format!("POST / HTTP/1.1\r\n{fields}\r\n\r\n{body}");
            assert_eq!(*request(text.as_bytes()).unwrap().body, *whole.as_bytes(), "{text}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in ["", "{}", "a=1&b=2", "HTTP/1.1 200 OK\r\n\r\n{}", "POST / HTTP/1.1\r\nHost: h"]
        {
            assert_eq!(request(text.as_bytes()), None, "{text}");
        }
    }
}

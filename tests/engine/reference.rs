//! A framer that is obviously right and slow: it has the whole input at hand, reads a value by recursive descent as
//! RFC 8259 spells the grammar out, and looks for the line to go on at by splitting the text into lines.

/// What stands in an input.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A JSON value.
    Value { start: usize, end: usize },
    /// Something else: where it begins, its bytes, and where its first fault is.
    Broken { start: usize, bytes: Vec<u8>, fault: usize },
}

const DEPTH: usize = 128;

struct Array {
    start: usize,
    after_element: bool,
    after_comma: bool,
    /// Whether an element began on a line of its own after a comma.
    divided: bool,
    /// Whether it may have been cut off in the broken element before.
    doubted: bool,
}

/// Where reading goes on after what is broken.
enum Level {
    /// In the array that is open, or where none is.
    Same,
    /// In the array if a comma or its end follows the value there, else outside.
    Doubted,
    Outside,
}

/// Everything in `input`, in order.
pub(crate) fn pieces(input: &[u8]) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut array: Option<Array> = None;
    let mut at = 0;
    if input.starts_with(&[0xEF, 0xBB, 0xBF]) {
        at = 3;
    }
    if matches!(input, [b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..]) {
        return vec![Piece::Broken { start: 0, bytes: trim_end(input).to_vec(), fault: 0 }];
    }
    loop {
        at = white(input, at);
        if input[at..].starts_with(&[0xEF, 0xBB, 0xBF]) {
            at += 3;
            continue;
        }
        if input.get(at) == Some(&0x1E) {
            if let Some(Array { start, .. }) = array.take() {
                found.push(Piece::Broken { start, bytes: b"[".to_vec(), fault: start });
            }
            at += 1;
            continue;
        }
        if at == input.len() {
            if let Some(array) = array {
                found.push(Piece::Broken {
                    start: array.start,
                    bytes: b"[".to_vec(),
                    fault: array.start,
                });
            }
            return found;
        }
        let mut comma_missing = false;
        let mut contested = false;
        match (&mut array, input[at]) {
            (None, b'[') => {
                array = Some(Array {
                    start: at,
                    after_element: false,
                    after_comma: false,
                    divided: false,
                    doubted: false,
                });
                at += 1;
                continue;
            }
            (None, _) => {}
            (Some(open), b']') => {
                if open.after_comma {
                    found.push(Piece::Broken { start: at, bytes: b"]".to_vec(), fault: at });
                }
                array = None;
                at += 1;
                continue;
            }
            (Some(open), b',') => {
                if open.after_element {
                    (open.after_element, open.after_comma) = (false, true);
                } else {
                    found.push(Piece::Broken { start: at, bytes: b",".to_vec(), fault: at });
                }
                at += 1;
                continue;
            }
            (Some(open), byte) => {
                comma_missing = open.after_element;
                contested = open.doubted;
                if begins_a_line(input, at) && line_of(input, at) > line_of(input, open.start) {
                    open.divided |= open.after_comma;
                    let is_element =
                        open.divided && indent_of(input, at) > indent_of(input, open.start);
                    contested |= !is_element && (byte == b'[' || comma_missing);
                }
            }
        }

        let in_array = array.is_some();
        let start = at;
        let mut result = value(input, at, 0);
        if let Ok(end) = result
            && !in_array
            && !matches!(input[at], b'{' | b'"')
        {
            let mut next = end;
            while matches!(input.get(next), Some(b' ' | b'\t')) {
                next += 1;
            }
            if !matches!(
                input.get(next),
                None | Some(
                    b'\n' | b'\r' | b'{' | b'[' | b'"' | b'-' | b'0'
                        ..=b'9' | b't' | b'f' | b'n' | 0x1E
                )
            ) {
                result = Err(Fault { at: next, text: true });
            }
        }
        if contested && !is_followed_as_element(input, start, &result, array.as_ref()) {
            if let Some(Array { start, doubted: false, .. }) = array.take() {
                found.push(Piece::Broken { start, bytes: b"[".to_vec(), fault: start });
            }
            continue;
        }
        match result {
            Ok(end) => {
                if comma_missing {
                    found.push(Piece::Broken {
                        start,
                        bytes: input[start..end].to_vec(),
                        fault: start,
                    });
                } else if let Err(error) = std::str::from_utf8(&input[start..end]) {
                    let fault = start + error.valid_up_to();
                    found.push(Piece::Broken { start, bytes: input[start..end].to_vec(), fault });
                } else {
                    found.push(Piece::Value { start, end });
                }
                if let Some(open) = &mut array {
                    (open.after_element, open.after_comma) = (true, false);
                    open.doubted = false;
                }
                at = end;
            }
            Err(mut fault) => {
                if let Err(error) = std::str::from_utf8(&input[start..fault.at]) {
                    fault = Fault { at: start + error.valid_up_to(), text: false };
                }
                if fault.at == input.len() {
                    let last = input.iter().rposition(|byte| !b" \n\r\t".contains(byte));
                    fault.at = last.map_or(0, |last| last + 1);
                }
                let (next, level) = go_on_at(input, start, fault.text, array.as_ref());
                let mut bytes = trim_end(&input[start..next]);
                if in_array {
                    bytes = bytes.strip_suffix(b",").map_or(bytes, trim_end);
                }
                // What is wrong in the next value is not wrong in this one.
                let begin = next
                    + input[next..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                let is_record = input.get(begin) == Some(&0x1E);
                if fault.at > begin || (fault.at == begin && is_record) {
                    fault.at = start + bytes.len();
                }
                found.push(Piece::Broken { start, bytes: bytes.to_vec(), fault: fault.at });
                match (&mut array, level) {
                    (_, Level::Outside) | (None, _) => array = None,
                    (Some(open), level) => {
                        (open.after_element, open.after_comma) = (false, false);
                        open.doubted = matches!(level, Level::Doubted);
                    }
                }
                at = next;
            }
        }
    }
}

/// Whether a comma or the closing bracket follows what begins at `start`.
fn is_followed_as_element(
    input: &[u8],
    start: usize,
    result: &Result<usize, Fault>,
    array: Option<&Array>,
) -> bool {
    match result {
        Ok(end) => matches!(input.get(white(input, *end)), Some(b',' | b']')),
        Err(fault) => {
            let text = fault.text && std::str::from_utf8(&input[start..fault.at]).is_ok();
            let (next, _) = go_on_at(input, start, text, array);
            let begin =
                next + input[next..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            trim_end(&input[start..next]).ends_with(b",") || input.get(begin) == Some(&b']')
        }
    }
}

fn line_of(input: &[u8], at: usize) -> usize {
    let ends = |&byte: &u8| matches!(byte, b'\n' | b'\r');
    let line = input[..at].iter().rposition(ends).map_or(0, |at| at + 1);
    if line == 0 && input.starts_with(&[0xEF, 0xBB, 0xBF]) { 3.min(at) } else { line }
}

fn indent_of(input: &[u8], at: usize) -> usize {
    let line = line_of(input, at);
    input[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn begins_a_line(input: &[u8], at: usize) -> bool {
    line_of(input, at) + indent_of(input, at) == at
}

/// The line to go on at after what began at `start`, and at which level.
fn go_on_at(input: &[u8], start: usize, text: bool, array: Option<&Array>) -> (usize, Level) {
    let line_of = |at: usize| line_of(input, at);
    let indent = indent_of(input, start);
    let column = String::from_utf8_lossy(&input[line_of(start)..start]).chars().count();
    let same_line = array.is_some_and(|array| line_of(array.start) == line_of(start));

    let mut lines = Vec::new();
    for (at, byte) in input.iter().enumerate().skip(start) {
        let next = input.get(at + 1);
        match byte {
            b'\n' => lines.push(at + 1),
            b'\r' if next != Some(&b'\n') => lines.push(at + 1),
            0x1E if matches!(next, Some(b'{' | b'[')) => lines.push(at),
            _ => {}
        }
    }
    for line in lines {
        if input.get(line) == Some(&0x1E) && matches!(input.get(line + 1), Some(b'{' | b'[')) {
            return (line, Level::Outside);
        }
        let depth = input[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let opens = matches!(input.get(line + depth), Some(b'{' | b'['));
        let closes = input.get(line + depth) == Some(&b']');
        let level = match array {
            None => (opens && (text || depth <= indent)).then_some(Level::Same),
            Some(_) if same_line => {
                if opens && depth <= indent {
                    Some(Level::Doubted)
                } else if opens && depth == column && column != indent {
                    Some(Level::Same)
                } else {
                    None
                }
            }
            Some(array) => {
                let outer = indent_of(input, array.start);
                if opens && !text && depth < indent && depth <= outer {
                    Some(Level::Doubted)
                } else if (opens && (text || depth <= indent)) || (closes && depth <= outer) {
                    Some(Level::Same)
                } else {
                    None
                }
            }
        };
        if let Some(level) = level {
            return (line, level);
        }
    }
    (input.len(), Level::Outside)
}

struct Fault {
    at: usize,
    /// Whether no value began at all.
    text: bool,
}

fn fault<T>(at: usize) -> Result<T, Fault> {
    Err(Fault { at, text: false })
}

fn trim_end(mut input: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\n' | b'\r' | b'\t'] = input {
        input = rest;
    }
    input
}

fn white(input: &[u8], mut at: usize) -> usize {
    while matches!(input.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

/// The end of the value at `at`.
fn value(input: &[u8], at: usize, depth: usize) -> Result<usize, Fault> {
    match input.get(at) {
        None => fault(at),
        Some(b'{' | b'[') if depth == DEPTH => fault(at),
        Some(b'{') => object(input, at, depth),
        Some(b'[') => array(input, at, depth),
        Some(b'"') => string(input, at),
        Some(b'-' | b'0'..=b'9') => {
            let end = word(input, at);
            if is_number(&input[at..end]) {
                Ok(end)
            } else if end == input.len() && is_number(&[&input[at..], b"0"].concat()) {
                fault(end)
            } else {
                Err(Fault { at, text: depth == 0 })
            }
        }
        Some(b't' | b'f' | b'n') => {
            let end = word(input, at);
            match &input[at..end] {
                b"true" | b"false" | b"null" => Ok(end),
                cut if end == input.len()
                    && ["true", "false", "null"]
                        .iter()
                        .any(|whole| whole.as_bytes().starts_with(cut)) =>
                {
                    fault(end)
                }
                _ => Err(Fault { at, text: depth == 0 }),
            }
        }
        Some(_) => Err(Fault { at, text: depth == 0 }),
    }
}

fn object(input: &[u8], at: usize, depth: usize) -> Result<usize, Fault> {
    let mut at = white(input, at + 1);
    if input.get(at) == Some(&b'}') {
        return Ok(at + 1);
    }
    loop {
        if input.get(at) != Some(&b'"') {
            return fault(at);
        }
        at = white(input, string(input, at)?);
        if input.get(at) != Some(&b':') {
            return fault(at);
        }
        at = white(input, value(input, white(input, at + 1), depth + 1)?);
        match input.get(at) {
            Some(b',') => at = white(input, at + 1),
            Some(b'}') => return Ok(at + 1),
            _ => return fault(at),
        }
    }
}

fn array(input: &[u8], at: usize, depth: usize) -> Result<usize, Fault> {
    let mut at = white(input, at + 1);
    if input.get(at) == Some(&b']') {
        return Ok(at + 1);
    }
    loop {
        at = white(input, value(input, at, depth + 1)?);
        match input.get(at) {
            Some(b',') => at = white(input, at + 1),
            Some(b']') => return Ok(at + 1),
            _ => return fault(at),
        }
    }
}

fn string(input: &[u8], at: usize) -> Result<usize, Fault> {
    let mut at = at + 1;
    loop {
        match input.get(at) {
            None => return fault(input.len()),
            Some(b'"') => return Ok(at + 1),
            Some(0..=0x1F) => return fault(at),
            Some(b'\\') => match input.get(at + 1) {
                None => return fault(input.len()),
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                Some(b'u') => {
                    let digits: Vec<u8> = input[at + 2..].iter().copied().take(4).collect();
                    if !digits.iter().all(u8::is_ascii_hexdigit) {
                        return fault(at);
                    }
                    if digits.len() < 4 {
                        return fault(input.len());
                    }
                    at += 6;
                }
                Some(_) => return fault(at),
            },
            Some(_) => at += 1,
        }
    }
}

/// The end of the number or literal at `at`: where something that can follow it begins.
fn word(input: &[u8], at: usize) -> usize {
    let ends = b",]}: \n\r\t\"[{/";
    input[at..]
        .iter()
        .position(|byte| ends.contains(byte))
        .map_or(input.len(), |length| at + length)
}

fn is_number(word: &[u8]) -> bool {
    let text = std::str::from_utf8(word).unwrap_or("x");
    let looks = text.bytes().all(|byte| b"+-.eE0123456789".contains(&byte));
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let leading_zero =
        unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.as_bytes()[1].is_ascii_digit();
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    looks && !leading_zero && digits(whole) && digits(fraction) && digits(exponent)
}

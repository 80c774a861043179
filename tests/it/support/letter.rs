//! Reads a mail as a mail program does; shares no code with what writes it.
//!
//! Knows unfolding (RFC 5322), encoded words B and Q (RFC 2047), multipart and quoted-printable (RFC 2045, 2046).

/// A mail taken apart. Panics on what is no well-formed mail of ours: that is what tests are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Unfolded and decoded, in order, names as written.
    pub headers: Vec<(String, String)>,
    pub subject: String,
    /// `Name <address>`, decoded.
    pub to: String,
    pub text: String,
    pub html: String,
}

impl Letter {
    pub fn parse(raw: &[u8]) -> Self {
        let raw = check_wire(raw);
        let (headers, body) = headers_and_body(raw);
        let find = |name: &str| {
            only(&headers, name)
                .unwrap_or_else(|| panic!("no {name} in {headers:?}"))
                .to_owned()
        };
        let content_type = find("content-type");
        assert!(
            content_type.starts_with("multipart/alternative"),
            "{content_type}"
        );
        let parts = parts(body, &content_type);
        let [(text_type, text), (html_type, html)] = &parts[..] else {
            panic!("{} parts", parts.len());
        };
        assert!(
            text_type.starts_with("text/plain") && html_type.starts_with("text/html"),
            "text comes first"
        );
        Self {
            subject: find("subject"),
            to: find("to"),
            text: text.clone(),
            html: html.clone(),
            headers,
        }
    }

    /// The value of a header that stands at most once.
    pub fn header(&self, name: &str) -> Option<&str> {
        only(&self.headers, name)
    }

    /// The first address in the plain text that contains the given part, up to the next white space.
    pub fn link_containing(&self, part: &str) -> String {
        self.text
            .split_whitespace()
            .filter_map(|word| word.find("http").map(|at| &word[at..]))
            .map(|link| link.trim_end_matches(['.', ',', ')', '>']))
            .find(|link| link.contains(part))
            .unwrap_or_else(|| panic!("no link with {part:?} in: {}", self.text))
            .to_owned()
    }
}

/// What every mail on the wire must be: ASCII, CR LF, no line over 998 bytes.
fn check_wire(raw: &[u8]) -> &str {
    let raw = std::str::from_utf8(raw).expect("ASCII");
    for line in raw.split("\r\n") {
        assert!(line.len() <= 998, "a line of {} bytes", line.len());
        assert!(
            line.bytes()
                .all(|b| b == b'\t' || (b' '..=b'~').contains(&b)),
            "control or foreign byte in {line:?}"
        );
    }
    raw
}

fn only<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = headers
        .iter()
        .filter(|(header, _)| header.eq_ignore_ascii_case(name));
    let value = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} stands twice");
    value
}

fn headers_and_body(message: &str) -> (Vec<(String, String)>, &str) {
    let end = message
        .find("\r\n\r\n")
        .expect("an empty line after the headers");
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in message[..end].split("\r\n") {
        if line.starts_with([' ', '\t']) {
            headers
                .last_mut()
                .expect("a header before its continuation")
                .1
                .push_str(line);
        } else {
            let colon = line
                .find(':')
                .unwrap_or_else(|| panic!("no header: {line:?}"));
            headers.push((
                line[..colon].to_owned(),
                line[colon + 1..].trim().to_owned(),
            ));
        }
    }
    for (_, value) in &mut headers {
        *value = decode_words(value);
    }
    (headers, &message[end + 4..])
}

/// The parts of a multipart body: content type and decoded content.
fn parts(body: &str, content_type: &str) -> Vec<(String, String)> {
    let at = content_type.find("boundary=").expect("a boundary") + "boundary=".len();
    let boundary = content_type[at..].trim_matches('"');
    let mut parts = Vec::new();
    let mut current: Option<Vec<&str>> = None;
    for line in body.split("\r\n") {
        let delimiter = line
            .strip_prefix("--")
            .and_then(|rest| rest.strip_prefix(boundary));
        match delimiter {
            Some(after) => {
                parts.extend(current.take().map(|lines| part(&lines.join("\r\n"))));
                current = (after != "--").then(Vec::new);
            }
            None => {
                if let Some(lines) = &mut current {
                    lines.push(line);
                }
            }
        }
    }
    assert!(current.is_none(), "the last boundary is missing");
    parts
}

fn part(part: &str) -> (String, String) {
    let (headers, body) = headers_and_body(part);
    let encoding = only(&headers, "content-transfer-encoding").expect("an encoding");
    assert_eq!(encoding, "quoted-printable");
    let content_type = only(&headers, "content-type").expect("a type");
    assert!(
        content_type.to_lowercase().contains("charset=utf-8"),
        "{content_type}"
    );
    let decoded = String::from_utf8(quoted_printable(body, false)).expect("UTF-8");
    (content_type.to_owned(), decoded.replace("\r\n", "\n"))
}

fn quoted_printable(text: &str, underscore_is_space: bool) -> Vec<u8> {
    let joined = text.replace("=\r\n", "");
    let mut pieces = joined.split('=');
    let plain = |piece: &str| {
        if underscore_is_space {
            piece.replace('_', " ")
        } else {
            piece.to_owned()
        }
    };
    let mut bytes = plain(pieces.next().unwrap_or_default()).into_bytes();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).expect("two hexadecimal digits"));
        bytes.extend(plain(&piece[2..]).into_bytes());
    }
    bytes
}

/// Words decoded at the byte level, adjacent ones joined without the white space between them.
fn decode_words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let Some(word) = encoded_word(&rest[start..]) else {
            out.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            after_word = false;
            continue;
        };
        let gap = &rest[..start];
        if !(after_word && gap.trim().is_empty()) {
            out.push_str(gap);
        }
        out.push_str(&word.1);
        rest = &rest[start + word.0..];
        after_word = true;
    }
    out.push_str(rest);
    out
}

/// Length and meaning of the encoded word at the beginning.
fn encoded_word(text: &str) -> Option<(usize, String)> {
    let mut fields = text[2..].splitn(4, '?');
    let (charset, kind, content) = (fields.next()?, fields.next()?, fields.next()?);
    if !fields.next()?.starts_with('=') || !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let bytes = match kind {
        "B" | "b" => data_encoding::BASE64.decode(content.as_bytes()).ok()?,
        "Q" | "q" => quoted_printable(content, true),
        _ => return None,
    };
    let length = 2 + charset.len() + 1 + kind.len() + 1 + content.len() + 2;
    assert!(
        length <= 75,
        "an encoded word of {length} characters (RFC 2047 §2)"
    );
    Some((length, String::from_utf8(bytes).ok()?))
}

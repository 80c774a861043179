//! The lines of a text and what stands at their beginning.

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// Nothing in particular.
    None,
    /// White space: under an item, the line goes on with it.
    Indent,
    /// `-`
    Dash,
    /// `1.`, with the number.
    Number(u32),
}

/// A line without its marker.
#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// What it begins with.
    pub marker: Marker,
    /// The rest, trimmed.
    pub words: &'a str,
}

/// Takes a text apart. LF, CR LF and a lone CR all end a line.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        match text.bytes().position(|b| b == b'\n' || b == b'\r') {
            Some(end) => {
                let after = &text[end..];
                let ending = if after.starts_with("\r\n") { 2 } else { 1 };
                rest = Some(&after[ending..]);
                Some(line(&text[..end]))
            }
            None => {
                rest = None;
                Some(line(text))
            }
        }
    })
}

fn line(line: &str) -> Line<'_> {
    let words = line.trim();
    if let Some(after) = words
        .strip_prefix('-')
        .filter(|after| goes_on_as_item(after))
    {
        Line {
            marker: Marker::Dash,
            words: after.trim_start(),
        }
    } else if let Some((number, after)) = numbered(words) {
        Line {
            marker: Marker::Number(number),
            words: after.trim_start(),
        }
    } else if line.starts_with([' ', '\t']) && !words.is_empty() {
        Line {
            marker: Marker::Indent,
            words,
        }
    } else {
        Line {
            marker: Marker::None,
            words,
        }
    }
}

/// `-primo` is meant as an item, `-5 gradi`, `--` and `->` are not.
fn goes_on_as_item(after: &str) -> bool {
    match after.chars().next() {
        Some(c) if c.is_whitespace() => true,
        Some(c) => !(c.is_ascii_digit() || matches!(c, '-' | '>')),
        None => false,
    }
}

/// `1. primo`, but not `10.200 abitanti`: the white space decides. At most three digits, so that a year is no item.
fn numbered(words: &str) -> Option<(u32, &str)> {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) {
        return None;
    }
    let after = words[digits..].strip_prefix('.')?;
    let number = words[..digits].parse().ok()?;
    after
        .starts_with(char::is_whitespace)
        .then_some((number, after))
}

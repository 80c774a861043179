//! Inside a line: bold and links.

use super::is_bidi_control;

/// A part of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As typed.
    Text(&'a str),
    /// An `http` or `https` address.
    Link(&'a str),
    /// From here on bold.
    BoldStart,
    /// No longer bold; always comes, once, before the next start.
    BoldEnd,
}

/// Takes a line apart. Control characters and those that turn the reading direction are left out.
pub fn pieces<'a>(line: &'a str, each: &mut impl FnMut(Piece<'a>)) {
    let mut rest = line;
    while let Some(stars) = find_stars(rest) {
        let inside = &rest[stars + 2..];
        let Some(end) = find_stars(inside) else { break };
        let bold = &inside[..end];
        if bold.is_empty() || bold.trim() != bold {
            // These stars open nothing; the next ones may.
            plain(&rest[..stars + 2], each);
            rest = inside;
            continue;
        }
        plain(&rest[..stars], each);
        each(Piece::BoldStart);
        plain(bold, each);
        each(Piece::BoldEnd);
        rest = &inside[end + 2..];
    }
    plain(rest, each);
}

/// Looking for one character is many times faster than for two, and most lines have none.
fn find_stars(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(star) = text[from..].find('*').map(|at| from + at) {
        if text[star + 1..].starts_with('*') {
            return Some(star);
        }
        from = star + 1;
    }
    None
}

/// A stretch without bold.
fn plain<'a>(text: &'a str, each: &mut impl FnMut(Piece<'a>)) {
    let mut done = 0;
    let mut from = 0;
    while let Some(start) = text[from..].find(':').map(|at| from + at) {
        from = start + 1;
        if !text[from..].starts_with("//") {
            continue;
        }
        let Some(scheme) = scheme_before(&text[done..start]) else {
            continue;
        };
        let begin = start - scheme;
        let address = address(&text[begin..], scheme + 3);
        if address.len() > scheme + 3 {
            clean(&text[done..begin], each);
            each(Piece::Link(address));
            done = begin + address.len();
            from = done;
        }
    }
    clean(&text[done..], each);
}

/// Length of `http` or `https` at the end of the text, if it does not go on with a longer word.
fn scheme_before(text: &str) -> Option<usize> {
    ["https", "http"].into_iter().map(str::len).find(|&length| {
        let Some((before, scheme)) = text
            .len()
            .checked_sub(length)
            .and_then(|at| text.split_at_checked(at))
        else {
            return false;
        };
        (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
            && !before.ends_with(char::is_alphanumeric)
    })
}

/// The address at the beginning of the text, without the punctuation of the sentence around it.
/// What it keeps behind the first `host` bytes must begin with a letter or a digit; else the answer is empty.
fn address(text: &str, host: usize) -> &str {
    if !text[host..].starts_with(char::is_alphanumeric) {
        return "";
    }
    let length = text
        .find(|c: char| {
            c.is_whitespace()
                || c.is_control()
                || is_bidi_control(c)
                || matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”')
        })
        .unwrap_or(text.len());
    let mut address = &text[..length];
    let count = |mark: char| address.matches(mark).count();
    let mut surplus = [
        (')', count(')').saturating_sub(count('('))),
        (']', count(']').saturating_sub(count('['))),
    ];
    while let Some(last) = address.chars().next_back() {
        let trailing = match surplus.iter_mut().find(|(mark, _)| *mark == last) {
            Some((_, 0)) => false,
            Some((_, left)) => {
                *left -= 1;
                true
            }
            None => matches!(
                last,
                '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '…' | '}' | '|'
            ),
        };
        if !trailing {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

/// Leaves out what must not be shown.
fn clean<'a>(text: &'a str, each: &mut impl FnMut(Piece<'a>)) {
    let unwanted = |c: char| is_bidi_control(c) || (c.is_control() && c != '\t');
    // Nearly no text holds one. Without a way out, the look at all bytes becomes a handful of wide instructions.
    let suspect = text.bytes().fold(false, |suspect, b| {
        suspect | (b < b' ') | (b == 0x7F) | (b == 0xC2) | (b == 0xE2)
    });
    if !suspect {
        if !text.is_empty() {
            each(Piece::Text(text));
        }
        return;
    }
    for stretch in text.split(unwanted).filter(|stretch| !stretch.is_empty()) {
        each(Piece::Text(stretch));
    }
}

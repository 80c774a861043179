//! The light grammar of every text field, and its two renderings.
//!
//! An empty line ends a paragraph; a line that starts with `-` or `1.` is an item of a list; a web address is a link;
//! `**x**` is bold; a single line break is kept. Nothing else means anything, nothing is ever an error,
//! and whatever was typed is escaped.
//!
//! Everything runs in time proportional to the text: it is done anew for each page shown.

mod blocks;
pub mod diff;
mod inline;

use blocks::{Line, Marker, lines};
use inline::{Piece, pieces};

/// Whether the character turns the reading direction of what follows; it can make a text look like another.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text, unless it is empty.
pub fn unless_empty(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// The text as HTML: `p`, `br`, `ul`, `ol`, `li`, `strong`, `a`. Safe to put between tags of a page as it is.
pub fn to_html(text: &str) -> String {
    let mut page = Html {
        html: String::with_capacity(text.len() + text.len() / 4 + 64),
        open: Open::Nothing,
    };
    for line in lines(text) {
        page.line(&line);
    }
    page.close();
    page.html
}

/// The text for the plain part of a letter: as typed, without the stars of bold, items behind `- ` or their number.
pub fn to_plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in lines(text) {
        match line.marker {
            Marker::Dash => plain.push_str("- "),
            Marker::Number(number) => plain.push_str(&format!("{number}. ")),
            Marker::Indent => plain.push_str("  "),
            Marker::None => {}
        }
        push_words(&mut plain, line.words);
        plain.push('\n');
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// The beginning of the text on one line, without marks, at most `max_chars` characters long;
/// where it is cut, at the end of a word, stands `…`.
pub fn excerpt(text: &str, max_chars: usize) -> String {
    let mut words = String::new();
    let mut length = 0;
    'text: for line in lines(text) {
        let mut plain = String::new();
        push_words(&mut plain, line.words);
        for word in plain.split_whitespace() {
            if length > 0 {
                words.push(' ');
            }
            words.push_str(word);
            length += word.chars().count() + usize::from(length > 0);
            if length > max_chars {
                break 'text;
            }
        }
    }
    if length > max_chars {
        cut(&mut words, max_chars);
    }
    words
}

/// Shortens to `max_chars` with the ellipsis: at a space, or inside a word that alone is too long.
fn cut(words: &mut String, max_chars: usize) {
    let room = max_chars.saturating_sub(1);
    let end = words
        .char_indices()
        .nth(room)
        .map_or(words.len(), |(at, _)| at);
    let ends_word = words[end..].starts_with(' ');
    let end = match words[..end].rfind(' ') {
        Some(space) if !ends_word => space,
        _ => end,
    };
    let kept = words[..end]
        .trim_end_matches([' ', ',', ';', ':', '.', '-', '(', '«'])
        .len();
    words.truncate(kept);
    if max_chars > 0 {
        words.push('…');
    }
}

fn push_words(plain: &mut String, words: &str) {
    pieces(words, &mut |piece| match piece {
        Piece::Text(text) | Piece::Link(text) => plain.push_str(text),
        Piece::BoldStart | Piece::BoldEnd => {}
    });
}

/// Which element the next line may continue.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Paragraph,
    Bullets,
    Numbers,
    /// A list after an empty line: only an item of the same kind goes on with it.
    BulletsThenGap,
    NumbersThenGap,
}

struct Html {
    html: String,
    open: Open,
}

impl Html {
    fn line(&mut self, line: &Line<'_>) {
        match line.marker {
            Marker::None if line.words.is_empty() => return self.gap(),
            Marker::Dash => self.item(Open::Bullets, Open::BulletsThenGap, "<ul><li>"),
            Marker::Number(1) => self.item(Open::Numbers, Open::NumbersThenGap, "<ol><li>"),
            Marker::Number(first) => {
                self.item(
                    Open::Numbers,
                    Open::NumbersThenGap,
                    &format!("<ol start=\"{first}\"><li>"),
                );
            }
            Marker::Indent if matches!(self.open, Open::Bullets | Open::Numbers) => {
                self.html.push_str("<br>")
            }
            Marker::None | Marker::Indent if self.open == Open::Paragraph => {
                self.html.push_str("<br>")
            }
            Marker::None | Marker::Indent => {
                self.close();
                self.html.push_str("<p>");
                self.open = Open::Paragraph;
            }
        }
        self.words(line.words);
    }

    fn item(&mut self, kind: Open, after_gap: Open, opening: &str) {
        if self.open == kind || self.open == after_gap {
            self.html.push_str("</li><li>");
        } else {
            self.close();
            self.html.push_str(opening);
        }
        self.open = kind;
    }

    fn gap(&mut self) {
        match self.open {
            Open::Bullets => self.open = Open::BulletsThenGap,
            Open::Numbers => self.open = Open::NumbersThenGap,
            Open::Paragraph => self.close(),
            Open::Nothing | Open::BulletsThenGap | Open::NumbersThenGap => {}
        }
    }

    fn close(&mut self) {
        self.html.push_str(match self.open {
            Open::Nothing => "",
            Open::Paragraph => "</p>",
            Open::Bullets | Open::BulletsThenGap => "</li></ul>",
            Open::Numbers | Open::NumbersThenGap => "</li></ol>",
        });
        self.open = Open::Nothing;
    }

    fn words(&mut self, words: &str) {
        let html = &mut self.html;
        pieces(words, &mut |piece| match piece {
            Piece::Text(text) => push_escaped(html, text),
            Piece::Link(address) => {
                html.push_str("<a href=\"");
                push_escaped(html, address);
                html.push_str("\" rel=\"nofollow ugc noopener\">");
                push_escaped(html, address);
                html.push_str("</a>");
            }
            Piece::BoldStart => html.push_str("<strong>"),
            Piece::BoldEnd => html.push_str("</strong>"),
        });
    }
}

/// Escapes for text and for a quoted attribute alike.
fn push_escaped(html: &mut String, text: &str) {
    let mut done = 0;
    while let Some(at) = text[done..]
        .bytes()
        .position(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\''))
    {
        let at = done + at;
        html.push_str(&text[done..at]);
        html.push_str(match text.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        done = at + 1;
    }
    html.push_str(&text[done..]);
}

#[cfg(test)]
mod tests;

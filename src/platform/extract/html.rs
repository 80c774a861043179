//! The words of web pages and of XML: what a person would read, nothing that acts.
//!
//! Pages are rarely well formed, so that no parser of rules is asked: a tag is what looks like one,
//! and every character is looked at a bounded number of times.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::{Extraction, MAX_TEXT_BYTES, Page, clean};

/// A longer tag is taken for text that happens to begin with `<`.
const MAX_TAG_BYTES: usize = 64 << 10;
/// How far into the file its own word for its encoding is looked for (WHATWG HTML, 13.2.3.2).
const PRESCAN_BYTES: usize = 1024;

/// Reads a web page.
pub fn read(bytes: &[u8]) -> Extraction {
    if bytes.len() > MAX_TEXT_BYTES {
        return Extraction::TooLarge;
    }
    Extraction::of(vec![Page::from(clean::page(&page_text(&decode(bytes))))])
}

/// Reads what stands between the elements of an XML file, each piece on a line.
pub fn read_xml(bytes: &[u8]) -> Extraction {
    if bytes.len() > MAX_TEXT_BYTES {
        return Extraction::TooLarge;
    }
    let text = words(&decode(bytes), Manner::Data);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    Extraction::of(vec![Page::from(clean::page(&lines.join("\n")))])
}

/// The text of a page, a line for each block.
pub fn page_text(html: &str) -> String {
    words(html, Manner::Page)
}

/// The characters of a page: by its mark, by what it says itself, else UTF-8 or what is left.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(text).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN_BYTES)]).to_lowercase();
    let said = ["charset", "encoding"].iter().find_map(|word| {
        let value = head.split_once(word)?.1.trim_start().strip_prefix('=')?;
        let label: String = value
            .trim_start_matches(['"', '\'', ' '])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
            .collect();
        Encoding::for_label(label.as_bytes())
    });
    // Who says UTF-8 and is not says nothing.
    let encoding = said.filter(|said| *said != UTF_8).unwrap_or(WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// How what is read is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// A page: elements have their effect on lines, some are not read.
    Page,
    /// Data: every element is a line of its own.
    Data,
}

fn words(source: &str, manner: Manner) -> String {
    let mut out = String::new();
    let mut rest = source;
    let mut preformatted = 0_usize;
    // Where the next `>` is, counted from the end: looked for once, however many `<` come before it.
    let mut next_end: Option<usize> = Some(usize::MAX);
    while let Some(at) = rest.find('<') {
        push_text(&mut out, &rest[..at], preformatted > 0);
        let markup = &rest[at..];
        if let Some(inside) = markup.strip_prefix("<!--") {
            rest = after(inside, "-->");
            continue;
        }
        if let Some(inside) = markup.strip_prefix("<![CDATA[") {
            let (text, left) = inside.split_once("]]>").unwrap_or((inside, ""));
            if manner == Manner::Data {
                out.push_str(text);
            }
            rest = left;
            continue;
        }
        if next_end.is_some_and(|left| left > markup.len()) {
            next_end = markup.find('>').map(|end| markup.len() - end);
        }
        let first = next_end.map(|left| markup.len() - left);
        let Some((tag, left)) = first.and_then(|first| tag(markup, first)) else {
            // A lone sign: "2 < 3".
            out.push('<');
            rest = &markup[1..];
            continue;
        };
        rest = left;
        let (name, closes) = name(tag);
        if manner == Manner::Data {
            out.push('\n');
            continue;
        }
        match name.as_str() {
            "script" | "style" | "template" | "svg" | "math" | "iframe" | "object" | "canvas"
            | "select" | "noframes"
                if !closes && !tag.ends_with('/') =>
            {
                rest = after_element(rest, &name);
            }
            "pre" | "textarea" => {
                preformatted = if closes {
                    preformatted.saturating_sub(1)
                } else {
                    preformatted + 1
                };
                out.push('\n');
            }
            "br" => out.push('\n'),
            "td" | "th" if !closes => out.push(' '),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol" | "dl"
            | "blockquote" | "hr" | "title" | "section" | "article" => out.push_str("\n\n"),
            "div" | "li" | "tr" | "dt" | "dd" | "header" | "footer" | "nav" | "aside" | "main"
            | "form" | "fieldset" | "legend" | "caption" | "figure" | "figcaption" | "address"
            | "details" | "summary" | "body" | "head" | "html" => out.push('\n'),
            _ => {}
        }
    }
    push_text(&mut out, rest, preformatted > 0);
    out
}

/// What comes after `end`; nothing when it never comes.
fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

/// What comes after the end of an element whose inside is not read.
fn after_element<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, left)) = rest.split_once("</") {
        let ends = left
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name));
        if ends {
            return after(left, ">");
        }
        rest = left;
    }
    ""
}

/// The inside of the tag at the beginning of `markup`, which begins with `<` and has its first `>` at
/// `first`, and what follows it. A `>` inside quotation marks does not end it.
fn tag(markup: &str, first: usize) -> Option<(&str, &str)> {
    let inside = &markup[1..];
    let looks_like_one = inside.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    if !looks_like_one || first > MAX_TAG_BYTES {
        return None;
    }
    let first = first.checked_sub(1)?;
    let mut end = first;
    let mut quote = None;
    // Most tags have no quotes; those that have are followed a little further.
    for (at, letter) in inside.bytes().enumerate().take(first + 512) {
        match (letter, quote) {
            (b'"' | b'\'', None) => quote = Some(letter),
            (_, Some(open)) if letter == open => quote = None,
            (b'>', None) => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    Some((&inside[..end], &inside[end + 1..]))
}

/// The name of a tag in small letters, and whether it ends its element.
fn name(tag: &str) -> (String, bool) {
    let closes = tag.starts_with('/');
    let name = tag
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .take(12)
        .collect();
    (name, closes)
}

fn push_text(out: &mut String, text: &str, preformatted: bool) {
    let mut rest = text;
    loop {
        let (before, reference) = match rest.split_once('&') {
            Some((before, left)) => (before, Some(left)),
            None => (rest, None),
        };
        if preformatted {
            out.push_str(before);
        } else {
            out.extend(
                before
                    .chars()
                    .map(|c| if c == '\n' || c == '\r' { ' ' } else { c }),
            );
        }
        let Some(left) = reference else { return };
        match entity(left) {
            Some((letter, length)) => {
                out.push(letter);
                rest = &left[length..];
            }
            None => {
                out.push('&');
                rest = left;
            }
        }
    }
}

/// The character of the reference at the beginning of `text` (after its `&`), and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[..end];
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            match code {
                // Numbers of Windows-1252, written by many.
                0x80..=0x9f => {
                    let byte = [u8::try_from(code).ok()?];
                    WINDOWS_1252
                        .decode_without_bom_handling(&byte)
                        .0
                        .chars()
                        .next()?
                }
                code => char::from_u32(code).filter(|c| *c != '\0')?,
            }
        }
        None => named(name)?,
    };
    Some((letter, end + 1))
}

/// The names of Latin-1 from U+00A0 on, in order, and others that Italian pages use.
fn named(name: &str) -> Option<char> {
    const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
    Some(match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        "apos" => '\'',
        "euro" => '€',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "sbquo" => '‚',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "hellip" => '…',
        "bull" => '•',
        "trade" => '™',
        "lsaquo" => '‹',
        "rsaquo" => '›',
        "rarr" => '→',
        "larr" => '←',
        "le" => '≤',
        "ge" => '≥',
        "ne" => '≠',
        "minus" => '−',
        "permil" => '‰',
        "oelig" => 'œ',
        "OElig" => 'Œ',
        "scaron" => 'š',
        "Scaron" => 'Š',
        "zwnj" | "zwj" | "lrm" | "rlm" => '\u{200b}',
        "ensp" | "emsp" | "thinsp" => ' ',
        name => {
            let place = LATIN_1.split(' ').position(|known| known == name)?;
            char::from_u32(0xa0 + u32::try_from(place).ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &[u8], expect: &str) {
        assert_eq!(read(html), Extraction::of(vec![Page::from(expect)]));
    }

    #[test]
    fn a_page_is_what_a_person_reads() {
        check(
            b"<!doctype html><html><head><title>Avviso</title><style>p { x: 'a>b' }</style><script>alert('<p>no</p>')</SCRIPT ></head>\
              <body><h1>Albo &egrave; qui</h1><!-- <p>mai</p> --><p>Primo\nparagrafo<br>seconda riga</p>\
              <ul><li>uno<li>due</ul><table><tr><td>a<td>b</tr></table><svg><text>disegno</text></svg></body>",
            "Avviso\n\nAlbo è qui\n\nPrimo paragrafo\nseconda riga\n\nuno\ndue\n\na b",
        );
        check(
            b"<p title='a > b'>2 < 3 &amp; &#8364; &#x20AC; &#146; &boh; &</p>",
            "2 < 3 & € € ’ &boh; &",
        );
        check(b"<pre>una\ndue</pre>", "una\ndue");
    }

    #[test]
    fn encodings_are_told_apart() {
        check("<p>L’unità</p>".as_bytes(), "L’unità");
        check(
            b"<meta charset=\"iso-8859-15\"><p>citt\xe0 5 \xa4</p>",
            "città 5 €",
        );
        check(b"<p>citt\xe0 5 \x80</p>", "città 5 €");
        check(b"<meta charset=utf-8><p>citt\xe0</p>", "città");
        check(b"\xff\xfe<\0p\0>\0\xe0\0", "à");
    }

    #[test]
    fn data_gives_its_values() {
        let read = read_xml(
            b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE x [<!ENTITY a \"b\">]><f><Nome>Comune di Citt\xe0</Nome><v><![CDATA[<5>]]></v><script>s</script></f>",
        );
        let Extraction::Text { pages } = read else {
            panic!("{read:?}")
        };
        assert!(
            pages[0].text.ends_with("Comune di Città\n<5>\ns"),
            "{pages:?}"
        );
    }

    #[test]
    fn what_is_not_closed_is_read_once() {
        for piece in [
            "<",
            "<a \"",
            "<!--",
            "</",
            "&",
            "<script>",
            "<p x='>",
            "<![CDATA[",
        ] {
            let html = piece.repeat(50_000);
            let _ = page_text(&html);
            let _ = words(&html, Manner::Data);
        }
        check(b"", "");
    }
}

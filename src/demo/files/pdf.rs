//! PDF 1.7 with the fonts that every reader has.

use anyhow::Result;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};

// A4 with margins of 2.5 cm, in points (1/72 inch).
const PAGE_WIDTH: f32 = 595.0;
const PAGE_HEIGHT: f32 = 842.0;
const MARGIN: f32 = 71.0;
const COLUMN: f32 = PAGE_WIDTH - 2.0 * MARGIN;
const BODY_SIZE: f32 = 11.0;
const TITLE_SIZE: f32 = 18.0;
const LEADING: f32 = 1.4;
const PARAGRAPH_GAP: f32 = 8.0;

/// A PDF with `title` as heading and document title, then `paragraphs`, on as many A4 pages as it
/// takes; a paragraph that is a form feed begins a new one. Characters outside Windows-1252 become question marks.
///
/// # Errors
/// When the file cannot be written, which no text leads to.
pub fn pdf(title: &str, paragraphs: &[&str]) -> Result<Vec<u8>> {
    let mut document = Document::with_version("1.7");
    let pages_id = document.new_object_id();
    let resources = resources(&mut document);
    let mut pages = Vec::new();
    for lines in paginate(title, paragraphs) {
        pages.push(Object::Reference(page(
            &mut document,
            pages_id,
            resources,
            &lines,
        )?));
    }
    let count = i64::try_from(pages.len())?;
    document.objects.insert(
        pages_id,
        dictionary! { "Type" => "Pages", "Count" => count, "Kids" => pages }.into(),
    );
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => pages_id,
        "Lang" => Object::string_literal("it-IT"),
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    });
    let info = document.add_object(dictionary! {
        "Title" => unicode(title),
        "Producer" => Object::string_literal("Fra Unioni"),
    });
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", info);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Title,
    Body,
}

impl Style {
    fn font(self) -> &'static str {
        if self == Self::Title { "F2" } else { "F1" }
    }

    fn size(self) -> f32 {
        if self == Self::Title {
            TITLE_SIZE
        } else {
            BODY_SIZE
        }
    }
}

/// A line of text with the height of its base line above the foot of the page.
struct Line {
    style: Style,
    y: f32,
    text: Vec<u8>,
}

fn paginate(title: &str, paragraphs: &[&str]) -> Vec<Vec<Line>> {
    let blocks = std::iter::once((Style::Title, title))
        .chain(paragraphs.iter().map(|text| (Style::Body, *text)));
    let mut pages = vec![Vec::new()];
    let mut y = PAGE_HEIGHT - MARGIN;
    for (style, text) in blocks {
        if text == "\u{c}" {
            pages.push(Vec::new());
            y = PAGE_HEIGHT - MARGIN;
            continue;
        }
        for text in wrap(&encode(text), style) {
            y -= style.size() * LEADING;
            if y < MARGIN {
                pages.push(Vec::new());
                y = PAGE_HEIGHT - MARGIN - style.size() * LEADING;
            }
            if let Some(page) = pages.last_mut() {
                page.push(Line { style, y, text });
            }
        }
        y -= PARAGRAPH_GAP;
    }
    pages
}

fn wrap(text: &[u8], style: Style) -> Vec<Vec<u8>> {
    let measure =
        |text: &[u8]| text.iter().map(|byte| width(*byte)).sum::<f32>() * style.size() / 1000.0;
    let mut lines = Vec::new();
    let mut line: Vec<u8> = Vec::new();
    for word in text
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
    {
        let longer = if line.is_empty() {
            word.to_vec()
        } else {
            [&line, &b" "[..], word].concat()
        };
        if line.is_empty() || measure(&longer) <= COLUMN {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word.to_vec()));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The width of a character of Helvetica in thousandths of the font size, never less than it is:
/// narrow letters apart, lower case is at most 556 wide and capitals at most 778 (Adobe's metrics).
fn width(byte: u8) -> f32 {
    match byte {
        b'i' | b'j' | b'l' | b'\'' | 0x91 | 0x92 => 222.0,
        b'f' | b't' | b'I' | b' ' | b'.' | b',' | b':' | b';' | b'!' | b'/' | 0xec | 0xed => 278.0,
        b'r' | b'(' | b')' | b'-' => 333.0,
        b'm' | b'w' | b'M' | b'W' | b'%' | b'@' | 0x85 | 0x89 | 0x97 => 1015.0,
        b'A'..=b'Z' | 0xc0..=0xdf => 778.0,
        _ => 611.0,
    }
}

fn page(
    document: &mut Document,
    parent: ObjectId,
    resources: ObjectId,
    lines: &[Line],
) -> Result<ObjectId> {
    let mut operations = Vec::new();
    for line in lines {
        operations.extend([
            Operation::new("BT", vec![]),
            Operation::new(
                "Tf",
                vec![line.style.font().into(), line.style.size().into()],
            ),
            Operation::new("Td", vec![MARGIN.into(), line.y.into()]),
            Operation::new(
                "Tj",
                vec![Object::String(line.text.clone(), StringFormat::Literal)],
            ),
            Operation::new("ET", vec![]),
        ]);
    }
    let content = document.add_object(Stream::new(
        Dictionary::new(),
        Content { operations }.encode()?,
    ));
    Ok(document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => parent,
        "MediaBox" => vec![0.into(), 0.into(), PAGE_WIDTH.into(), PAGE_HEIGHT.into()],
        "Resources" => resources,
        "Contents" => content,
    }))
}

fn resources(document: &mut Document) -> ObjectId {
    let mut font = |name: &str| {
        document.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type1",
            "BaseFont" => name,
            "Encoding" => "WinAnsiEncoding",
        })
    };
    let (body, title) = (font("Helvetica"), font("Helvetica-Bold"));
    document.add_object(dictionary! { "Font" => dictionary! { "F1" => body, "F2" => title } })
}

/// Text in the encoding of the fonts, Windows-1252 (PDF 32000-1, annex D.2).
fn encode(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match letter {
            '€' => 0x80,
            '‚' => 0x82,
            '„' => 0x84,
            '…' => 0x85,
            '‘' => 0x91,
            '’' => 0x92,
            '“' => 0x93,
            '”' => 0x94,
            '•' => 0x95,
            '–' => 0x96,
            '—' => 0x97,
            '\u{80}'..='\u{9f}' => b'?',
            _ => u8::try_from(letter).unwrap_or(b'?'),
        })
        .collect()
}

/// A text outside the pages, in UTF-16 (PDF 32000-1, section 7.9.2.2).
fn unicode(text: &str) -> Object {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

//! Walks through the XML of a word processor and finds its running texts and fields, with the bytes
//! they stand in.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::Extraction;
use super::super::container::Fault;
use super::super::markup::{attribute, character};
use super::markers;

const MAX_DEPTH: usize = 512;

/// Whose elements are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// WordprocessingML (ECMA-376 part 1, section 17).
    Word,
    /// OpenDocument text (ODF 1.3 part 3, section 5).
    OpenDocument,
}

impl Dialect {
    fn is_paragraph(self, element: &str) -> bool {
        match self {
            Self::Word => element == "w:p",
            Self::OpenDocument => matches!(element, "text:p" | "text:h"),
        }
    }

    /// Whether `element` breaks the line or jumps to a column.
    fn is_break(self, element: &str) -> bool {
        match self {
            Self::Word => matches!(element, "w:br" | "w:cr" | "w:tab"),
            Self::OpenDocument => matches!(element, "text:line-break" | "text:tab"),
        }
    }

    /// The name of a field of OpenDocument that `element` is; empty when its content names it.
    fn field(self, element: &BytesStart<'_>) -> Option<String> {
        if self == Self::Word {
            return None;
        }
        let named_by = match element.name().as_ref() {
            "text:placeholder" => return Some(String::new()),
            "text:text-input" => "text:description",
            "text:user-field-get" | "text:variable-get" => "text:name",
            "text:database-display" => "text:column-name",
            _ => return None,
        };
        Some(attribute(element, named_by).unwrap_or_default())
    }
}

/// A stretch of text and the bytes of the XML that are replaced with it: in Word the whole element
/// that holds it, for its attributes change too.
#[derive(Debug)]
pub struct Span {
    /// Bytes of the XML.
    pub at: Range<usize>,
    /// What stands there.
    pub text: String,
}

/// What may hold blanks.
#[derive(Debug)]
pub enum Piece {
    /// A paragraph: its whole text, and which bytes of it stand in which span.
    Paragraph {
        /// Spans and what stands between them, one after the other.
        text: String,
        /// In order.
        spans: Vec<(Range<usize>, Span)>,
    },
    /// A field of the word processor itself.
    Field {
        /// What it is called; never empty.
        name: String,
        /// What its value replaces: the first span with the value, the others with nothing.
        spans: Vec<Range<usize>>,
        /// What says that it is empty, and goes when it is filled.
        marks: Vec<Range<usize>>,
    },
}

/// An open paragraph.
#[derive(Default)]
struct Open {
    text: String,
    spans: Vec<(Range<usize>, Span)>,
}

/// An open field.
struct Field {
    name: String,
    /// How deep the element lies that ends it.
    depth: usize,
    /// Where it begins, when all of it is replaced.
    whole: Option<usize>,
    text: String,
    spans: Vec<Range<usize>>,
    marks: Vec<Range<usize>>,
}

/// What is known of a content control of Word before its content comes.
#[derive(Default)]
struct Properties {
    name: String,
    is_text: bool,
    is_empty: bool,
    is_other: bool,
    marks: Vec<Range<usize>>,
}

/// Finds everything in `xml` that may hold blanks, in order of their ends.
///
/// # Errors
/// When it is not well formed, has a DOCTYPE or nests too deep.
pub fn pieces(xml: &str, dialect: Dialect) -> Result<Vec<Piece>, Fault> {
    let mut walk = Walk {
        dialect,
        pieces: Vec::new(),
        paragraphs: Vec::new(),
        field: None,
        properties: None,
        merge: Merge::None,
        depth: 0,
        text: None,
    };
    let mut reader = Reader::from_str(xml);
    loop {
        let before = place(&reader);
        let event = reader.read_event().map_err(Extraction::damaged)?;
        let at = before..place(&reader);
        match event {
            Event::Start(start) => {
                walk.depth += 1;
                if walk.depth > MAX_DEPTH {
                    return Err(Extraction::damaged("elements are nested too deep"));
                }
                walk.begin(&start, at.start);
            }
            Event::Empty(start) => walk.whole(&start, at),
            Event::End(end) => {
                walk.end(end.name().as_ref(), at.end);
                walk.depth = walk.depth.saturating_sub(1);
            }
            Event::Text(text) => walk.read(&text, at),
            Event::CData(text) => walk.read(&text, at),
            Event::GeneralRef(reference) => {
                let mut buffer = [0; 4];
                walk.read(character(&reference)?.encode_utf8(&mut buffer), at);
            }
            Event::DocType(_) => return Err(Extraction::damaged("a DOCTYPE is refused")),
            Event::Eof => return Ok(walk.pieces),
            _ => {}
        }
    }
}

fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// Where one stands in a merge field of Word, which is told by marks within runs.
#[derive(PartialEq, Eq)]
enum Merge {
    None,
    /// Its instruction is being read.
    Instruction(String),
    /// Its result, that gives way.
    Result,
}

struct Walk {
    dialect: Dialect,
    pieces: Vec<Piece>,
    paragraphs: Vec<Open>,
    field: Option<Field>,
    properties: Option<Properties>,
    merge: Merge,
    depth: usize,
    /// The text element being read: where it begins, and what it holds.
    text: Option<(usize, String)>,
}

impl Walk {
    fn begin(&mut self, start: &BytesStart<'_>, at: usize) {
        let name = start.name();
        let name = name.as_ref();
        if self.dialect.is_paragraph(name) {
            self.paragraphs.push(Open::default());
        }
        if self.field.is_none()
            && let Some(field) = self.dialect.field(start)
        {
            self.field = Some(Field {
                name: field,
                depth: self.depth,
                whole: Some(at),
                text: String::new(),
                spans: Vec::new(),
                marks: Vec::new(),
            });
        }
        if self.dialect == Dialect::Word {
            self.begin_word(start, name, at);
        }
    }

    fn begin_word(&mut self, start: &BytesStart<'_>, name: &str, at: usize) {
        match name {
            "w:t" => self.text = Some((at, String::new())),
            "w:sdt" => self.properties = Some(Properties::default()),
            "w:sdtContent" => {
                if let Some(properties) = self.properties.take()
                    && self.field.is_none()
                    && !properties.is_other
                    && (properties.is_text || properties.is_empty)
                {
                    self.field = Some(Field {
                        name: properties.name,
                        depth: self.depth,
                        whole: None,
                        text: String::new(),
                        spans: Vec::new(),
                        marks: properties.marks,
                    });
                }
            }
            "w:fldSimple" if self.field.is_none() => {
                let name = attribute(start, "w:instr").as_deref().and_then(merge_name);
                if let Some(name) = name {
                    self.field = Some(Field {
                        name,
                        depth: self.depth,
                        whole: None,
                        text: String::new(),
                        spans: Vec::new(),
                        marks: Vec::new(),
                    });
                }
            }
            _ => self.property(start, at..at),
        }
    }

    /// An element without content.
    fn whole(&mut self, start: &BytesStart<'_>, at: Range<usize>) {
        let name = start.name();
        let name = name.as_ref();
        if self.dialect.is_break(name) {
            self.pass("\n");
        } else if name == "text:s" {
            self.pass(" ");
        }
        if self.dialect == Dialect::Word {
            self.property(start, at);
        }
    }

    /// What stands between two spans.
    fn pass(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    /// What Word says about a control, and the marks of a merge field.
    fn property(&mut self, start: &BytesStart<'_>, at: Range<usize>) {
        let value = || attribute(start, "w:val").unwrap_or_default();
        match (start.name().as_ref(), &mut self.properties) {
            ("w:alias", Some(properties)) => properties.name = value(),
            ("w:tag", Some(properties)) if properties.name.is_empty() => properties.name = value(),
            ("w:text", Some(properties)) => properties.is_text = true,
            ("w:showingPlcHdr", Some(properties)) => {
                properties.is_empty = true;
                properties.marks.push(at);
            }
            ("w:docPartObj" | "w14:checkbox" | "w:picture" | "w:group", Some(properties)) => {
                properties.is_other = true;
            }
            ("w:rStyle", None) => {
                if let Some(field) = &mut self.field
                    && !field.marks.is_empty()
                {
                    field.marks.push(at);
                }
            }
            ("w:fldChar", _) => {
                let kind = attribute(start, "w:fldCharType").unwrap_or_default();
                self.merge_mark(&kind);
            }
            _ => {}
        }
    }

    fn merge_mark(&mut self, kind: &str) {
        match kind {
            "begin" if self.field.is_none() => self.merge = Merge::Instruction(String::new()),
            "separate" => {
                let name = match &self.merge {
                    Merge::Instruction(instruction) => merge_name(instruction),
                    Merge::None | Merge::Result => None,
                };
                self.merge = Merge::None;
                if let Some(name) = name {
                    self.merge = Merge::Result;
                    self.field = Some(Field {
                        name,
                        depth: 0,
                        whole: None,
                        text: String::new(),
                        spans: Vec::new(),
                        marks: Vec::new(),
                    });
                }
            }
            "end" => {
                if self.merge == Merge::Result {
                    self.close_field();
                }
                self.merge = Merge::None;
            }
            _ => {}
        }
    }

    fn read(&mut self, text: &str, at: Range<usize>) {
        if let Merge::Instruction(instruction) = &mut self.merge
            && self.text.is_none()
        {
            instruction.push_str(text);
        }
        match self.dialect {
            Dialect::Word => {
                if let Some((_, whole)) = &mut self.text {
                    whole.push_str(text);
                }
            }
            Dialect::OpenDocument => self.keep(Span {
                at,
                text: text.to_owned(),
            }),
        }
    }

    /// Gives a span to whom it belongs.
    fn keep(&mut self, span: Span) {
        if let Some(field) = &mut self.field {
            field.text.push_str(&span.text);
            field.spans.push(span.at);
        } else if let Some(paragraph) = self.paragraphs.last_mut() {
            let from = paragraph.text.len();
            paragraph.text.push_str(&span.text);
            paragraph.spans.push((from..paragraph.text.len(), span));
        }
    }

    fn end(&mut self, name: &str, at: usize) {
        if name == "w:t"
            && let Some((from, text)) = self.text.take()
        {
            self.keep(Span { at: from..at, text });
        }
        if let Some(field) = &mut self.field
            && field.depth == self.depth
        {
            if let Some(from) = field.whole {
                field.spans.clear();
                field.spans.push(from..at);
            }
            self.close_field();
        }
        if self.dialect.is_paragraph(name)
            && let Some(paragraph) = self.paragraphs.pop()
            && !paragraph.spans.is_empty()
        {
            self.pieces.push(Piece::Paragraph {
                text: paragraph.text,
                spans: paragraph.spans,
            });
        }
    }

    fn close_field(&mut self) {
        let Some(field) = self.field.take() else {
            return;
        };
        // The words around a field and those in it are not one text.
        self.pass("\n");
        let named = if field.name.is_empty() {
            field.text.trim_matches(|c| matches!(c, '<' | '>' | ' '))
        } else {
            &field.name
        };
        let name = markers::tidy(named);
        if !name.is_empty() && !field.spans.is_empty() {
            self.pieces.push(Piece::Field {
                name,
                spans: field.spans,
                marks: field.marks,
            });
        }
    }
}

/// The column a merge field is filled from: `MERGEFIELD "Nome ente" \* MERGEFORMAT`.
fn merge_name(instruction: &str) -> Option<String> {
    let rest = instruction.trim().strip_prefix("MERGEFIELD")?.trim_start();
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next(),
    };
    name.map(str::to_owned).filter(|name| !name.is_empty())
}

//! From the XML of word processors to running text.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::container::Fault;
use super::{Extraction, MAX_PAGES, MAX_TEXT_BYTES};

/// How deep elements may be nested.
pub const MAX_DEPTH: usize = 512;

/// Whose elements are read, and which part of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// WordprocessingML (ECMA-376 part 1, section 17).
    Word,
    /// The body of an OpenDocument text (ODF 1.3 part 3, section 5).
    OpenDocument,
    /// The page headers among the styles of an OpenDocument text.
    OpenDocumentHeaders,
    /// The page footers among them.
    OpenDocumentFooters,
    /// The remarks in the body of any OpenDocument file.
    OpenDocumentRemarks,
    /// The slides of an OpenDocument presentation (section 10.2.4), a page each.
    OpenDocumentSlides,
    /// Text in drawings: slides of PowerPoint and their notes (ECMA-376 part 1, section 21.1).
    Drawing,
}

impl Dialect {
    /// Whether what is inside `element` is not part of the text as it stands: tracked deletions,
    /// the second copy of a text box kept for older programs, remarks, descriptions.
    fn leaves_out(self, element: &str) -> bool {
        match self {
            Self::Word => matches!(element, "w:del" | "w:moveFrom" | "mc:Fallback"),
            Self::OpenDocument
            | Self::OpenDocumentSlides
            | Self::OpenDocumentHeaders
            | Self::OpenDocumentFooters => matches!(
                element,
                "text:tracked-changes"
                    | "office:annotation"
                    | "text:note-citation"
                    | "svg:title"
                    | "svg:desc"
                    | "text:ruby-text"
            ),
            Self::OpenDocumentRemarks => {
                matches!(element, "dc:creator" | "dc:date" | "meta:creator-initials")
            }
            // Fields of slides are numbers and dates of the day they are shown.
            Self::Drawing => matches!(element, "mc:Fallback" | "a:fld"),
        }
    }

    /// Whether characters directly in `element` (and what it holds) are text.
    fn holds_text(self, element: &str) -> bool {
        match self {
            Self::Word => matches!(element, "w:t" | "m:t"),
            Self::OpenDocument | Self::OpenDocumentSlides => {
                matches!(element, "text:p" | "text:h")
            }
            Self::OpenDocumentRemarks => element == "office:annotation",
            Self::Drawing => matches!(element, "a:t" | "m:t" | "p:text"),
            Self::OpenDocumentHeaders => matches!(
                element,
                "style:header" | "style:header-first" | "style:header-left"
            ),
            Self::OpenDocumentFooters => matches!(
                element,
                "style:footer" | "style:footer-first" | "style:footer-left"
            ),
        }
    }
}

/// Text by page as it is read.
#[derive(Default)]
pub struct Flow {
    pages: Vec<String>,
    page: String,
    finished_bytes: usize,
    has_deletions: bool,
}

/// What an element that ends puts into the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Close {
    Nothing,
    Paragraph,
    Cell,
    Row,
    Slide,
}

struct Open {
    close: Close,
    holds_text: bool,
    left_out: bool,
}

impl Flow {
    /// Adds the text of `xml`.
    ///
    /// # Errors
    /// When it is not well formed, has a DOCTYPE, nests or grows beyond the limits.
    pub fn append(&mut self, xml: &str, dialect: Dialect) -> Result<(), Fault> {
        let mut reader = Reader::from_str(xml);
        let mut open: Vec<Open> = Vec::new();
        let (mut text_depth, mut left_out_depth) = (0_usize, 0_usize);
        loop {
            let reading = text_depth > 0 && left_out_depth == 0;
            match reader.read_event().map_err(Extraction::damaged)? {
                Event::Start(start) => {
                    if open.len() >= MAX_DEPTH {
                        return Err(Extraction::damaged("elements are nested too deep"));
                    }
                    let name = start.name();
                    self.has_deletions |= matches!(name.as_ref(), "w:delText" | "text:deletion");
                    let element = Open {
                        close: close_of(name.as_ref(), dialect),
                        holds_text: dialect.holds_text(name.as_ref()),
                        left_out: dialect.leaves_out(name.as_ref()),
                    };
                    if left_out_depth == 0 && !element.left_out {
                        self.mark(&start, dialect, text_depth > 0);
                    }
                    text_depth += usize::from(element.holds_text);
                    left_out_depth += usize::from(element.left_out);
                    open.push(element);
                }
                Event::Empty(start) if left_out_depth == 0 => {
                    self.mark(&start, dialect, text_depth > 0);
                    self.close(close_of(start.name().as_ref(), dialect));
                }
                Event::End(_) => {
                    let Some(element) = open.pop() else { continue };
                    if left_out_depth == 0 {
                        self.close(element.close);
                    }
                    text_depth -= usize::from(element.holds_text);
                    left_out_depth -= usize::from(element.left_out);
                }
                Event::Text(text) if reading => self.push(&text, dialect),
                Event::CData(text) if reading => self.push(&text, dialect),
                Event::GeneralRef(reference) if reading => self.page.push(character(&reference)?),
                Event::DocType(_) => return Err(Extraction::damaged("a DOCTYPE is refused")),
                Event::Eof => return Ok(()),
                _ => {}
            }
            if self.finished_bytes + self.page.len() > MAX_TEXT_BYTES
                || self.pages.len() > MAX_PAGES
            {
                return Err(Extraction::TooLarge);
            }
        }
    }

    /// Adds the text of `xml` on a line of its own, unless the very same text is here already.
    ///
    /// # Errors
    /// As [`Flow::append`].
    pub fn append_unseen(&mut self, xml: &str, dialect: Dialect) -> Result<(), Fault> {
        let mut other = Self::default();
        other.append(xml, dialect)?;
        self.has_deletions |= other.has_deletions;
        for text in other.into_pages() {
            let text = text.trim();
            if !text.is_empty() && !self.page.contains(text) {
                self.page.push_str(text);
                self.page.push('\n');
            }
        }
        if self.page.len() > MAX_TEXT_BYTES {
            return Err(Extraction::TooLarge);
        }
        Ok(())
    }

    /// Whether there are words that somebody struck out and that are still in the file.
    pub fn has_deletions(&self) -> bool {
        self.has_deletions
    }

    /// The pages; there is always at least one.
    pub fn into_pages(mut self) -> Vec<String> {
        self.pages.push(self.page);
        self.pages
    }

    /// The whole text on one page.
    pub fn into_text(self) -> String {
        self.into_pages().join("\n")
    }

    /// Characters of a text. In OpenDocument line ends are spaces (ODF 1.3 part 3, section 6.1.2).
    fn push(&mut self, text: &str, dialect: Dialect) {
        if dialect == Dialect::Word {
            self.page.push_str(text);
        } else {
            self.page.extend(text.chars().map(|letter| {
                if letter.is_ascii_whitespace() {
                    ' '
                } else {
                    letter
                }
            }));
        }
    }

    /// What the beginning of an element puts into the text.
    fn mark(&mut self, start: &BytesStart<'_>, dialect: Dialect, reading: bool) {
        match start.name().as_ref() {
            "w:tab" | "text:tab" => self.page.push('\t'),
            "w:noBreakHyphen" => self.page.push('-'),
            "w:ptab" => self.page.push('\t'),
            "a:br" => self.page.push('\n'),
            // A note stands where its mark is: it does not grow together with the word.
            "text:note-body" => self.page.push(' '),
            "draw:page" if dialect == Dialect::OpenDocumentSlides => self.page.clear(),
            "w:softHyphen" => self.page.push('\u{ad}'),
            "w:cr" => self.page.push('\n'),
            "w:br" if attribute(start, "w:type").as_deref() == Some("page") => self.turn_page(),
            "w:br" => self.page.push('\n'),
            "w:lastRenderedPageBreak" => self.turn_page(),
            "text:soft-page-break" if dialect == Dialect::OpenDocument => self.turn_page(),
            "text:line-break" if reading => self.page.push('\n'),
            "text:s" if reading => self.page.push(' '),
            _ => {}
        }
    }

    fn close(&mut self, close: Close) {
        match close {
            Close::Nothing => {}
            // A slide without words is a page too.
            Close::Slide => {
                self.finished_bytes += self.page.len();
                self.pages.push(std::mem::take(&mut self.page));
            }
            Close::Paragraph | Close::Row => self.page.push('\n'),
            // The last paragraph of a cell ends with it: cells stand beside one another.
            Close::Cell => {
                if self.page.ends_with('\n') {
                    self.page.pop();
                }
                self.page.push('\t');
            }
        }
    }

    /// Begins a page. Two marks with nothing between them are one turn of the page.
    fn turn_page(&mut self) {
        if self.page.trim().is_empty() {
            return;
        }
        self.finished_bytes += self.page.len();
        self.pages.push(std::mem::take(&mut self.page));
    }
}

fn close_of(element: &str, dialect: Dialect) -> Close {
    match element {
        "w:p" | "text:p" | "text:h" | "a:p" => Close::Paragraph,
        "w:tc" | "table:table-cell" | "a:tc" => Close::Cell,
        "w:tr" | "table:table-row" | "a:tr" => Close::Row,
        "draw:page" if dialect == Dialect::OpenDocumentSlides => Close::Slide,
        _ => Close::Nothing,
    }
}

/// The value of an attribute.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .try_get_attribute(name)
        .ok()
        .flatten()
        .map(|attribute| attribute.value.into_owned())
}

/// The character of `&amp;`, `&#232;` and the like; other names need a DOCTYPE, which is refused.
///
/// # Errors
/// When it is another.
pub fn character(reference: &BytesRef<'_>) -> Result<char, Fault> {
    if let Some(letter) = reference.resolve_char_ref().map_err(Extraction::damaged)? {
        return Ok(letter);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        name => Err(Extraction::damaged(format!(
            "the entity {name} is not known"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(dialect: Dialect, xml: &str, expect: &[&str]) {
        let mut flow = Flow::default();
        flow.append(xml, dialect).unwrap();
        let pages: Vec<String> = flow
            .into_pages()
            .iter()
            .map(|page| page.trim().to_owned())
            .collect();
        assert_eq!(pages, expect, "{xml}");
    }

    fn refused(xml: &str) -> Extraction {
        Flow::default().append(xml, Dialect::Word).unwrap_err()
    }

    #[test]
    fn word() {
        let word = |xml, expect| check(Dialect::Word, xml, expect);
        word(
            "<w:p><w:r><w:t>L&apos;unione</w:t></w:r><w:r><w:t> &#232; fatta</w:t></w:r></w:p>",
            &["L'unione è fatta"],
        );
        word(
            "<w:p><w:r><w:t>uno</w:t></w:r></w:p><w:p><w:r><w:t>due</w:t></w:r></w:p>",
            &["uno\ndue"],
        );
        word(
            "<w:p><w:del><w:r><w:delText>via</w:delText><w:t>via</w:t></w:r></w:del><w:ins><w:r><w:t>qui</w:t></w:r></w:ins></w:p>",
            &["qui"],
        );
        word(
            "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
            &[""],
        );
        word(
            "<w:p><w:r><w:t>uno</w:t><w:br w:type=\"page\"/><w:lastRenderedPageBreak/><w:t>due</w:t><w:br/><w:t>tre</w:t></w:r></w:p>",
            &["uno", "due\ntre"],
        );
        word(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            &["a\tb\t\nc"],
        );
        word(
            "<mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>riquadro</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>riquadro</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>",
            &["riquadro"],
        );
    }

    #[test]
    fn open_document() {
        let odt = |xml, expect| check(Dialect::OpenDocument, xml, expect);
        odt(
            "<text:h>Titolo</text:h><text:p>uno<text:s text:c=\"3\"/><text:span>due</text:span>\n tre</text:p>",
            &["Titolo\nuno due  tre"],
        );
        odt(
            "<text:tracked-changes><text:p>via</text:p></text:tracked-changes><text:p>qui</text:p>",
            &["qui"],
        );
        odt(
            "<text:p>uno<text:soft-page-break/>due</text:p>",
            &["uno", "due"],
        );
        odt(
            "<text:p>a<office:annotation><text:p>nota</text:p></office:annotation>b</text:p>",
            &["ab"],
        );
        odt(
            "<text:p>uno<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>a piè di pagina</text:p></text:note-body></text:note> due</text:p>",
            &["uno a piè di pagina\n due"],
        );
        check(
            Dialect::OpenDocumentRemarks,
            "<text:p>a<office:annotation><dc:creator>Rossi</dc:creator><text:p>nota</text:p></office:annotation>b</text:p>",
            &["nota"],
        );
        check(
            Dialect::OpenDocumentHeaders,
            "<s><style:header><text:p>Capo</text:p></style:header><text:p>no</text:p></s>",
            &["Capo"],
        );
    }

    #[test]
    fn hostile_markup_is_refused() {
        assert!(matches!(
            refused(&"<a>".repeat(300_000)),
            Extraction::Damaged { .. }
        ));
        assert!(matches!(
            refused("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>"),
            Extraction::Damaged { .. }
        ));
        assert!(matches!(
            refused("<w:t>&xxe;</w:t>"),
            Extraction::Damaged { .. }
        ));
        assert!(matches!(refused("<a></b>"), Extraction::Damaged { .. }));
    }
}

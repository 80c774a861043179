//! The faces of a paper, and text set in them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::style::{FontFamily, FontWeight, OverflowWrap, StyleProperty};
use parley::{FontContext, LayoutContext};
use unicode_normalization::UnicodeNormalization;

use crate::platform::text::is_bidi_control;
use crate::platform::web::assets;

/// The family, as the style sheet of pages has it too.
const FAMILY: &str = "Titillium Web";

/// The faces, by their weight.
const FACES: [(f32, &str); 2] = [
    (REGULAR, "titillium-web-400.ttf"),
    (SEMI_BOLD, "titillium-web-600.ttf"),
];
const REGULAR: f32 = 400.0;
const SEMI_BOLD: f32 = 600.0;

/// The faces that are built in.
struct Faces {
    fonts: FontContext,
    /// How the writer of the file knows them, by the id of their bytes.
    embedded: HashMap<u64, Font>,
    /// The bytes of the regular face, in which is looked up what can be written.
    regular: Blob<u8>,
    charmap: parley::fontique::CharmapIndex,
}

impl Faces {
    fn read() -> Result<Faces> {
        let options = CollectionOptions {
            shared: false,
            system_fonts: false,
        };
        let mut collection = Collection::new(options);
        let mut embedded = HashMap::new();
        let mut regular = None;
        for (weight, file) in FACES {
            let bytes = assets::bytes(file)
                .with_context(|| format!("{file} is not built in: run `make assets`"))?;
            let bytes: Arc<Vec<u8>> = Arc::new(bytes.into_owned());
            let blob = Blob::new(bytes.clone());
            let names = FontInfoOverride {
                family_name: Some(FAMILY),
                weight: Some(FontWeight::new(weight)),
                ..FontInfoOverride::default()
            };
            let found = collection.register_fonts(blob.clone(), Some(names));
            let font = Font::new(bytes.into(), 0).with_context(|| format!("{file} is no font"))?;
            embedded.insert(blob.id(), font);
            if regular.is_none() {
                let info = found
                    .first()
                    .and_then(|(_, fonts)| fonts.first())
                    .with_context(|| format!("{file} holds no font"))?;
                regular = Some((blob, info.charmap_index()));
            }
        }
        let (regular, charmap) = regular.context("there is no font")?;
        Ok(Faces {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            embedded,
            regular,
            charmap,
        })
    }
}

/// The faces are built into the program: read once, and never again.
fn faces() -> Result<&'static Faces> {
    static FACES: OnceLock<Faces> = OnceLock::new();
    if let Some(faces) = FACES.get() {
        return Ok(faces);
    }
    let read = Faces::read()?;
    Ok(FACES.get_or_init(|| read))
}

/// A stretch of text in one face.
pub struct Words<'a> {
    /// The text.
    pub text: &'a str,
    /// Whether it carries weight.
    pub weight: Weight,
}

/// The weights there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// For reading.
    Regular,
    /// For headings and terms.
    SemiBold,
}

impl Weight {
    fn number(self) -> f32 {
        match self {
            Weight::Regular => REGULAR,
            Weight::SemiBold => SEMI_BOLD,
        }
    }
}

/// Glyphs of one face that stand side by side.
pub struct GlyphRun {
    /// Where they begin, from the left of the line, in points.
    pub x: f32,
    /// How wide they are, in points.
    pub width: f32,
    /// In points.
    pub size: f32,
    pub font: Font,
    pub glyphs: Vec<KrillaGlyph>,
    /// The text that the glyphs name their places in.
    pub text: Arc<str>,
}

/// A line of text.
pub struct Line(pub Vec<GlyphRun>);

impl Line {
    /// How wide it is, in points.
    pub fn width(&self) -> f32 {
        self.0.last().map_or(0.0, |run| run.x + run.width)
    }
}

/// Sets text in lines.
pub struct Typesetter {
    faces: &'static Faces,
    fonts: FontContext,
    scratch: LayoutContext<()>,
}

impl Typesetter {
    pub fn new() -> Result<Typesetter> {
        let faces = faces()?;
        Ok(Typesetter {
            faces,
            fonts: faces.fonts.clone(),
            scratch: LayoutContext::new(),
        })
    }

    /// These words in lines of at most `width` points.
    pub fn lines(&mut self, words: &[Words<'_>], size: f32, width: f32) -> Vec<Line> {
        let (text, stretches) = self.writable(words);
        let mut builder = self
            .scratch
            .ranged_builder(&mut self.fonts, &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::from(FAMILY)));
        builder.push_default(StyleProperty::FontSize(size));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        for (weight, range) in stretches {
            builder.push(
                StyleProperty::FontWeight(FontWeight::new(weight.number())),
                range,
            );
        }
        let mut layout = builder.build(&text);
        layout.break_all_lines(Some(width));
        let text: Arc<str> = text.into();
        layout
            .lines()
            .map(|line| {
                let mut x = 0.0;
                Line(
                    line.runs()
                        .filter_map(|run| self.glyphs(&run, &mut x, &text))
                        .collect(),
                )
            })
            .collect()
    }

    /// The glyphs of a run that begins at `x`, which moves to its end.
    fn glyphs(
        &self,
        run: &parley::layout::Run<'_, ()>,
        x: &mut f32,
        text: &Arc<str>,
    ) -> Option<GlyphRun> {
        let font = self.faces.embedded.get(&run.font().data.id())?.clone();
        let size = run.font_size();
        let begin = *x;
        let mut glyphs: Vec<KrillaGlyph> = Vec::new();
        for cluster in run.visual_clusters() {
            if cluster.is_ligature_continuation() {
                // It has no glyph of its own: its letters belong to the one before.
                if let Some(glyph) = glyphs.last_mut() {
                    glyph.text_range.end = cluster.text_range().end;
                }
                continue;
            }
            for glyph in cluster.glyphs() {
                glyphs.push(KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    glyph.advance / size,
                    glyph.x / size,
                    glyph.y / size,
                    0.0,
                    cluster.text_range(),
                    None,
                ));
                *x += glyph.advance;
            }
        }
        (!glyphs.is_empty()).then(|| GlyphRun {
            x: begin,
            width: *x - begin,
            size,
            font,
            glyphs,
            text: text.clone(),
        })
    }

    /// The words as one text that the faces can write, and where each weight stands in it.
    fn writable(&self, words: &[Words<'_>]) -> (String, Vec<(Weight, std::ops::Range<usize>)>) {
        let mut text = String::new();
        let mut stretches = Vec::with_capacity(words.len());
        for words in words {
            let begin = text.len();
            for c in words.text.nfc() {
                self.push_writable(&mut text, c);
            }
            stretches.push((words.weight, begin..text.len()));
        }
        (text, stretches)
    }

    /// A letter the faces lack is written with those that sound like it; what is not seen is left out.
    fn push_writable(&self, text: &mut String, c: char) {
        if c.is_whitespace() && c != '\u{A0}' {
            text.push(' ');
        } else if is_bidi_control(c) || c.is_control() || is_invisible(c) {
            // Nothing of it is seen.
        } else if self.has_glyph(c) {
            text.push(c);
        } else {
            let sounds_like = deunicode::deunicode_char(c).unwrap_or_default();
            text.extend(sounds_like.chars().filter(|c| self.has_glyph(*c)));
        }
    }

    fn has_glyph(&self, c: char) -> bool {
        self.faces
            .charmap
            .charmap(self.faces.regular.as_ref())
            .and_then(|charmap| charmap.map(c))
            .is_some_and(|glyph| glyph != 0)
    }
}

/// Characters without a shape that would say nothing on paper: soft hyphens, joiners, marks of order.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FE00}'..='\u{FE0F}')
}

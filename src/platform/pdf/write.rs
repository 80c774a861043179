//! Writes the file.

use anyhow::{Context, Result, anyhow};
use chrono::{Datelike, NaiveDate};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TagGroup, TagTree,
};

use super::flow::{PAGE_HEIGHT, PAGE_WIDTH, Placed, SIDE, TOP, WIDTH};
use super::fonts::{GlyphRun, Typesetter, Weight, Words};
use super::strips::{Branch, Ink, Part, Rule};
use super::{LaidOut, Paper};

/// What the paper is written in.
const LANGUAGE: &str = "it-IT";

/// What stands at the head of every page.
const HEAD: &str = "Fra Unioni";

/// The size of head and foot, in points.
const EDGE: f32 = 8.0;

/// What has been written of each leaf of the tree.
type Written = Vec<Vec<Identifier>>;

/// Writes a paper that is laid out.
pub fn write(laid_out: LaidOut<'_>) -> Result<Vec<u8>> {
    let LaidOut {
        paper,
        pages,
        tree,
        leaves,
        mut setter,
    } = laid_out;
    let mut document = Document::new_with(SerializeSettings {
        configuration: ConfigurationBuilder::new()
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| anyhow!("no such PDF can be written: {error:?}"))?,
        ..SerializeSettings::default()
    });
    let mut written: Written = vec![Vec::new(); leaves];
    let mut outline = Outline::new();
    let count = pages.len();
    for (at, placed) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).context("no such page")?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        edges(&mut surface, &mut setter, paper, at + 1, count)?;
        for strip in &placed.0 {
            draw(&mut surface, strip, &mut written)?;
        }
        surface.finish();
        for placed in &placed.0 {
            for part in &placed.strip.parts {
                if let Some(url) = &part.link {
                    let link = link(placed, part, url)?;
                    // A link comes before what is written of it.
                    let id = page.add_tagged_annotation(link);
                    written[part.leaf].insert(0, id);
                }
            }
            if let Some(title) = &placed.strip.bookmark {
                let place = XyzDestination::new(at, Point::from_xy(SIDE, placed.y));
                outline.push_child(OutlineNode::new(title.clone(), place));
            }
        }
        page.finish();
    }
    document.set_metadata(metadata(paper));
    document.set_outline(outline);
    document.set_tag_tree(grown(tree, &mut written));
    document
        .finish()
        .map_err(|error| anyhow!("the paper «{}» cannot be written: {error:?}", paper.title))
}

fn metadata(paper: &Paper) -> Metadata {
    Metadata::new()
        .title(paper.title.clone())
        .authors(vec![paper.author.clone()])
        .description(paper.description.clone())
        .language(LANGUAGE.to_owned())
        .creator(HEAD.to_owned())
        .creation_date(instant(paper.day))
}

fn instant(day: NaiveDate) -> DateTime {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    DateTime::new(u16::try_from(day.year()).unwrap_or(0))
        .month(part(day.month()))
        .day(part(day.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// The head and the foot of a page, which are no part of what the paper says.
fn edges(
    surface: &mut Surface<'_>,
    setter: &mut Typesetter,
    paper: &Paper,
    page: usize,
    pages: usize,
) -> Result<()> {
    let number = format!("Pagina {page} di {pages}");
    let edges = [
        (ArtifactType::Header, HEAD, TOP - 24.0, Weight::SemiBold),
        (
            ArtifactType::Footer,
            paper.foot.as_str(),
            PAGE_HEIGHT - 34.0,
            Weight::Regular,
        ),
    ];
    for (kind, text, baseline, weight) in edges {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
        surface.set_fill(Some(fill(Ink::Faint)));
        let words = [Words { text, weight }];
        if let Some(line) = setter.lines(&words, EDGE, WIDTH - 70.0).first() {
            runs(surface, &line.0, SIDE, baseline);
        }
        if kind == ArtifactType::Footer {
            let words = [Words {
                text: &number,
                weight,
            }];
            if let Some(line) = setter.lines(&words, EDGE, WIDTH).first() {
                let x = SIDE + WIDTH - line.width();
                runs(surface, &line.0, x, baseline);
            }
        }
        surface.end_tagged();
    }
    rule(surface, TOP - 16.0, 1.2, Ink::Accent)?;
    rule(surface, PAGE_HEIGHT - 46.0, 0.5, Ink::Faint)
}

fn draw(surface: &mut Surface<'_>, placed: &Placed, written: &mut Written) -> Result<()> {
    for part in &placed.strip.parts {
        if part.line.0.is_empty() {
            continue;
        }
        let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        surface.set_fill(Some(fill(part.ink)));
        runs(
            surface,
            &part.line.0,
            SIDE + part.x,
            placed.y + part.baseline,
        );
        surface.end_tagged();
        written[part.leaf].push(id);
    }
    let bottom = placed.y + placed.strip.height;
    match placed.strip.rule {
        Some(Rule::Row) => rule(surface, bottom, 0.4, Ink::Faint),
        Some(Rule::Head) => rule(surface, bottom, 0.9, Ink::Accent),
        None => Ok(()),
    }
}

fn runs(surface: &mut Surface<'_>, runs: &[GlyphRun], x: f32, baseline: f32) {
    for run in runs {
        surface.draw_glyphs(
            Point::from_xy(x + run.x, baseline),
            &run.glyphs,
            run.font.clone(),
            &run.text,
            run.size,
            false,
        );
    }
}

/// A line across the text, for the eye alone.
fn rule(surface: &mut Surface<'_>, y: f32, weight: f32, ink: Ink) -> Result<()> {
    let bar = Rect::from_xywh(SIDE, y - weight, WIDTH, weight).context("no such line")?;
    let mut path = PathBuilder::new();
    path.push_rect(bar);
    let path = path.finish().context("no such line")?;
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::Layout,
    )));
    surface.set_fill(Some(fill(ink)));
    surface.draw_path(&path);
    surface.end_tagged();
    Ok(())
}

/// The colours of our pages; all of them dark enough on white to be read (WCAG 1.4.3).
fn fill(ink: Ink) -> Fill {
    let colour = match ink {
        Ink::Text => rgb::Color::new(0x17, 0x24, 0x33),
        Ink::Faint => rgb::Color::new(0x52, 0x60, 0x6e),
        Ink::Accent => rgb::Color::new(0x00, 0x59, 0xb3),
    };
    Fill {
        paint: colour.into(),
        ..Fill::default()
    }
}

fn link(placed: &Placed, part: &Part, url: &str) -> Result<Annotation> {
    let place = Rect::from_xywh(
        SIDE + part.x,
        placed.y,
        part.line.width().max(1.0),
        placed.strip.height,
    )
    .context("no such link")?;
    let target = Target::Action(LinkAction::new(url.to_owned()).into());
    Ok(Annotation::new_link(
        LinkAnnotation::new(place, target),
        Some(url.to_owned()),
    ))
}

/// The tree with what was written of its leaves.
fn grown(tree: Vec<Branch>, written: &mut Written) -> TagTree {
    let children: Vec<Node> = tree
        .into_iter()
        .flat_map(|branch| nodes(branch, written))
        .collect();
    TagTree::from(children).with_lang(Some(LANGUAGE.to_owned()))
}

fn nodes(branch: Branch, written: &mut Written) -> Vec<Node> {
    match branch {
        Branch::Leaf(leaf) => std::mem::take(&mut written[leaf])
            .into_iter()
            .map(Node::from)
            .collect(),
        Branch::Group(tag, branches) => {
            let children = branches
                .into_iter()
                .flat_map(|branch| nodes(branch, written))
                .collect();
            vec![TagGroup::with_children(tag, children).into()]
        }
    }
}

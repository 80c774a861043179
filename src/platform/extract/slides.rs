//! Presentations: a page for each slide, with what its speaker notes say.

use super::container::{Archive, Fault};
use super::markup::{Dialect, Flow};
use super::office::{main_part, refuse_encrypted};
use super::room::Room;
use super::{Extraction, MAX_PAGES, Page, clean};

/// Reads the slides of a PPTX (ECMA-376 part 1, section 13), in the order they are shown.
pub fn read_pptx(bytes: &[u8], room: &mut Room) -> Extraction {
    pptx(bytes, room).unwrap_or_else(|fault| fault)
}

/// Reads the slides of an ODP, or the sheets of an OpenDocument drawing.
pub fn read_odp(bytes: &[u8], room: &mut Room) -> Extraction {
    odp(bytes, room).unwrap_or_else(|fault| fault)
}

/// The pages of so many slides; slides of pictures alone are a presentation without text.
pub fn finish(texts: &[String]) -> Extraction {
    if texts.is_empty() {
        return Extraction::damaged("the presentation has no slides");
    }
    let pages = (1..)
        .zip(texts)
        .map(|(number, text)| Page::labelled(&format!("Diapositiva {number}"), clean::page(text)))
        .collect();
    match Extraction::of(pages) {
        Extraction::Empty => Extraction::ImageOnly {
            pages: u32::try_from(texts.len()).unwrap_or(u32::MAX),
        },
        found => found,
    }
}

fn pptx(bytes: &[u8], room: &mut Room) -> Result<Extraction, Fault> {
    let mut archive = Archive::open(bytes, room)?;
    let body = main_part(&mut archive, "ppt/presentation.xml")?;
    let order = archive.text(&body)?;
    let parts = archive.relations(&body)?;
    // <p:sldId id="256" r:id="rId2"/>
    let shown = order
        .split('<')
        .filter(|element| element.starts_with("p:sldId "))
        .filter_map(|element| Some(element.split_once("r:id=\"")?.1.split_once('"')?.0));
    let slides: Vec<String> = shown
        .filter_map(|id| parts.iter().find(|part| part.id == id))
        .map(|part| part.target.clone())
        .take(MAX_PAGES)
        .collect();
    let mut texts = Vec::with_capacity(slides.len().min(1_000));
    for slide in &slides {
        let mut flow = Flow::default();
        flow.append(&archive.text(slide)?, Dialect::Drawing)?;
        let mut text = flow.into_text();
        for (kind, title) in [
            ("/diagramData", ""),
            ("/notesSlide", "Note:"),
            ("/comments", "Commenti nel file:"),
        ] {
            let beside = archive.relations(slide)?;
            for part in beside.iter().filter(|part| part.kind.ends_with(kind)) {
                let mut flow = Flow::default();
                let xml = archive.text(&part.target)?;
                flow.append(&xml, Dialect::Drawing)?;
                let words = flow.into_text();
                if !words.trim().is_empty() {
                    text = format!("{text}\n\n{title}\n{words}");
                }
            }
        }
        texts.push(text);
    }
    Ok(finish(&texts))
}

fn odp(bytes: &[u8], room: &mut Room) -> Result<Extraction, Fault> {
    let mut archive = Archive::open(bytes, room)?;
    refuse_encrypted(&mut archive)?;
    let mut flow = Flow::default();
    flow.append(&archive.text("content.xml")?, Dialect::OpenDocumentSlides)?;
    let mut texts = flow.into_pages();
    // What follows the last slide is no slide.
    texts.pop();
    Ok(finish(&texts))
}

//! Draws the pages of a PDF. Only the child process calls this, and tests.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::picture::{OF_PAGES, Pixels, png};
use super::{Drawing, DrawnPage, MOST_HEIGHT_PX, READ_PX, Size, WIDTH_PX};

/// The pages from `first` to `last` that the file has.
pub fn draw(bytes: Vec<u8>, first: u32, last: u32, size: Size) -> Drawing {
    let pdf = match Pdf::new(bytes) {
        Ok(pdf) => pdf,
        Err(error) => return Drawing::failed(format!("{error:?}")),
    };
    let count = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
    let cache = RenderCache::new();
    let mut pages = Vec::new();
    for number in first.max(1)..=last.min(count) {
        let Some(page) = pdf.pages().get(number as usize - 1) else {
            break;
        };
        match drawn(page, &cache, number, size) {
            Ok(page) => pages.push(page),
            Err(detail) => return Drawing::failed(detail),
        }
    }
    Drawing::Pages { count, pages }
}

fn drawn<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    number: u32,
    size: Size,
) -> Result<DrawnPage, String> {
    let (width, height) = page.render_dimensions();
    let is_drawable = |length: f32| length.is_finite() && length >= 1.0;
    if !is_drawable(width) || !is_drawable(height) {
        return Err(format!("page {number} measures {width} × {height}"));
    }
    let (most_width, most_height) = match size {
        Size::Shown => (WIDTH_PX, MOST_HEIGHT_PX),
        Size::Read => READ_PX,
    };
    let scale = (most_width as f32 / width).min(most_height as f32 / height);
    let pixmap = render(
        page,
        cache,
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    if width == 0 || height == 0 {
        return Err(format!("page {number} has no area"));
    }
    // Drawn on white, so every pixel is opaque and its colours are as they are.
    let colours = pixmap
        .data()
        .iter()
        .map(|pixel| [pixel.r, pixel.g, pixel.b]);
    let pixels = Pixels {
        width,
        height,
        colours: colours.collect(),
    };
    let (pixels, png) =
        png(pixels, OF_PAGES, size.most_bytes()).map_err(|error| error.to_string())?;
    Ok(DrawnPage {
        number,
        width_px: pixels.0,
        height_px: pixels.1,
        png,
    })
}

#[cfg(test)]
mod tests {
    use super::super::MOST_BYTES;
    use super::*;

    /// A page of A4 with a black rectangle on it.
    fn pdf() -> Vec<u8> {
        let content = "100 100 200 300 re f";
        format!(
            "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
             2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
             3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>\nendobj\n\
             4 0 obj\n<</Length {}>>\nstream\n{content}\nendstream\nendobj\n\
             trailer\n<</Root 1 0 R>>\n",
            content.len()
        )
        .into_bytes()
    }

    #[test]
    fn a_page_is_a_small_picture_with_something_on_it() {
        let Drawing::Pages { count, pages } = draw(pdf(), 1, 9, Size::Shown) else {
            panic!("it is drawn");
        };
        assert_eq!((count, pages.len()), (1, 1));
        let page = &pages[0];
        assert_eq!((page.number, page.width_px), (1, WIDTH_PX));
        assert!(page.png.len() <= MOST_BYTES, "{}", page.png.len());
        let mut reader = png::Decoder::new(std::io::Cursor::new(&page.png))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert!(pixels.iter().any(|pixel| *pixel != pixels[0]));
    }

    #[test]
    fn what_is_no_pdf_and_what_it_does_not_have_is_not_drawn() {
        assert!(matches!(
            draw(b"niente".to_vec(), 1, 3, Size::Shown),
            Drawing::Failed { .. }
        ));
        let Drawing::Pages { pages, .. } = draw(pdf(), 40, 50, Size::Shown) else {
            panic!("it is a file with pages");
        };
        assert!(pages.is_empty());
    }
}

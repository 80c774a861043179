//! Draws pictures that were handed in. Only the child process calls this, and tests.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits};

use super::picture::{OF_PICTURES, Pixels, png};
use super::{Drawing, DrawnPage, MOST_BYTES, MOST_HEIGHT_PX, WIDTH_PX};
use crate::platform::extract::{FileKind, tiff_directories};

/// The most that a picture may take once it is unpacked, in bytes: a page scanned at 600 dpi in colour
/// takes 105 MB, and the child has 512 MiB for everything.
const MOST_UNPACKED_BYTES: u64 = 256 << 20;

/// The formats that can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format(ImageFormat);

impl Format {
    /// The one of files of this kind.
    pub fn of(kind: FileKind) -> Option<Format> {
        Some(Format(match kind {
            FileKind::Png => ImageFormat::Png,
            FileKind::Jpeg => ImageFormat::Jpeg,
            FileKind::Gif => ImageFormat::Gif,
            FileKind::Tiff => ImageFormat::Tiff,
            FileKind::Webp => ImageFormat::WebP,
            FileKind::Bmp => ImageFormat::Bmp,
            _ => return None,
        }))
    }
}

/// The pictures from `first` to `last` that the file has; of what moves, the first instant.
pub fn draw(mut bytes: Vec<u8>, Format(format): Format, first: u32, last: u32) -> Drawing {
    let directories = match format {
        ImageFormat::Tiff => tiff_directories(&bytes),
        _ => Vec::new(),
    };
    let count = u32::try_from(directories.len()).unwrap_or(u32::MAX).max(1);
    let mut pages = Vec::new();
    for number in first.max(1)..=last.min(count) {
        if let Some(directory) = directories.get(number as usize - 1) {
            begin_with(&mut bytes, *directory);
        }
        match drawn(&bytes, format, number) {
            Ok(page) => pages.push(page),
            Err(detail) => return Drawing::failed(detail),
        }
    }
    Drawing::Pages { count, pages }
}

/// Has the header of a TIFF name this directory, which makes its picture the first.
fn begin_with(bytes: &mut [u8], directory: usize) {
    let place = u32::try_from(directory).unwrap_or(0);
    let place = if bytes.starts_with(b"II") {
        place.to_le_bytes()
    } else {
        place.to_be_bytes()
    };
    if let Some(header) = bytes.get_mut(4..8) {
        header.copy_from_slice(&place);
    }
}

fn drawn(bytes: &[u8], format: ImageFormat, number: u32) -> Result<DrawnPage, String> {
    let picture = upright(bytes, format).map_err(|error| error.to_string())?;
    let picture = picture.into_rgba8();
    let (width, height) = picture.dimensions();
    // What can be seen through stands on white, as on a page.
    let colours = picture.pixels().map(|pixel| {
        let [red, green, blue, alpha] = pixel.0.map(u16::from);
        [red, green, blue].map(|part| ((part * alpha + 255 * (255 - alpha)) / 255) as u8)
    });
    let pixels = Pixels {
        width,
        height,
        colours: colours.collect(),
    };
    let (size, png) = png(pixels, OF_PICTURES, MOST_BYTES).map_err(|error| error.to_string())?;
    Ok(DrawnPage {
        number,
        width_px: size.0,
        height_px: size.1,
        png,
    })
}

/// The picture, no larger than a page is drawn and turned as the camera says.
fn upright(bytes: &[u8], format: ImageFormat) -> ImageResult<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_UNPACKED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let turned = decoder.orientation()?;
    let picture = DynamicImage::from_decoder(decoder)?;
    let (width, height) = match turned {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (MOST_HEIGHT_PX, WIDTH_PX),
        _ => (WIDTH_PX, MOST_HEIGHT_PX),
    };
    let mut picture = if picture.width() > width || picture.height() > height {
        picture.thumbnail(width, height)
    } else {
        picture
    };
    picture.apply_orientation(turned);
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    fn pages(bytes: Vec<u8>, kind: FileKind) -> (u32, Vec<DrawnPage>) {
        let format = Format::of(kind).expect("it can be drawn");
        match draw(bytes, format, 1, 9) {
            Drawing::Pages { count, pages } => (count, pages),
            Drawing::Failed { detail } => panic!("{kind:?}: {detail}"),
        }
    }

    fn decoded(page: &DrawnPage) -> RgbImage {
        assert!(page.png.len() <= MOST_BYTES, "{}", page.png.len());
        image::load_from_memory_with_format(&page.png, ImageFormat::Png)
            .unwrap()
            .into_rgb8()
    }

    fn written(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn each_format_becomes_a_small_png() {
        // Red above, blue below, and far larger than a page is drawn.
        let picture = RgbImage::from_fn(1_800, 1_200, |_, y| {
            Rgb(if y < 600 { [200, 0, 0] } else { [0, 0, 200] })
        });
        for (kind, format) in [
            (FileKind::Png, ImageFormat::Png),
            (FileKind::Jpeg, ImageFormat::Jpeg),
            (FileKind::Gif, ImageFormat::Gif),
            (FileKind::Tiff, ImageFormat::Tiff),
            (FileKind::Webp, ImageFormat::WebP),
            (FileKind::Bmp, ImageFormat::Bmp),
        ] {
            let (count, pages) = pages(written(&picture, format), kind);
            assert_eq!((count, pages.len()), (1, 1), "{kind:?}");
            assert_eq!((pages[0].width_px, pages[0].height_px), (900, 600));
            let drawn = decoded(&pages[0]);
            let (above, below) = (drawn.get_pixel(450, 100), drawn.get_pixel(450, 500));
            assert!(above[0] > 180 && above[2] < 40, "{kind:?}: {above:?}");
            assert!(below[2] > 180 && below[0] < 40, "{kind:?}: {below:?}");
        }
    }

    #[test]
    fn what_is_small_stays_as_large_as_it_is_and_stands_on_white() {
        let picture = RgbaImage::from_pixel(40, 30, Rgba([0, 0, 0, 0]));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        let (_, pages) = pages(bytes.into_inner(), FileKind::Png);
        assert_eq!((pages[0].width_px, pages[0].height_px), (40, 30));
        assert_eq!(decoded(&pages[0]).get_pixel(20, 20).0, [255, 255, 255]);
    }

    #[test]
    fn a_tiff_has_as_many_pages_as_pictures() {
        // A second directory with the fields of the first, whose picture is darker.
        let page = |light: u8| {
            let picture = RgbImage::from_pixel(60, 40, Rgb([light; 3]));
            written(&picture, ImageFormat::Tiff)
        };
        let (first, second) = (page(250), page(10));
        let number = |bytes: &[u8], at: usize| {
            u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
        };
        let mut both = first.clone();
        let shift = both.len() as u32;
        both.extend_from_slice(&second);
        let directory = number(&second, 4);
        let fields = u16::from_le_bytes(second[directory..directory + 2].try_into().unwrap());
        for field in 0..usize::from(fields) {
            // Where the values do not fit into the field, it says where they are.
            let at = directory + 2 + field * 12;
            let tag = u16::from_le_bytes(second[at..at + 2].try_into().unwrap());
            let kind = u16::from_le_bytes(second[at + 2..at + 4].try_into().unwrap());
            let wide = match kind {
                3 => 2,
                4 => 4,
                5 => 8,
                _ => 1,
            };
            if tag == 273 || wide * number(&second, at + 4) > 4 {
                let moved = number(&second, at + 8) as u32 + shift;
                let place = shift as usize + at + 8;
                both[place..place + 4].copy_from_slice(&moved.to_le_bytes());
            }
        }
        let first_directory = number(&first, 4);
        let entries = u16::from_le_bytes(
            first[first_directory..first_directory + 2]
                .try_into()
                .unwrap(),
        );
        let next = first_directory + 2 + usize::from(entries) * 12;
        both[next..next + 4].copy_from_slice(&(directory as u32 + shift).to_le_bytes());

        let (count, pages) = pages(both, FileKind::Tiff);
        assert_eq!((count, pages.len()), (2, 2));
        assert!(decoded(&pages[0]).get_pixel(5, 5)[0] > 240);
        assert!(decoded(&pages[1]).get_pixel(5, 5)[0] < 20);
    }

    #[test]
    fn what_breaks_its_format_or_is_too_large_is_not_drawn() {
        let format = Format::of(FileKind::Png).unwrap();
        let broken = b"\x89PNG\r\n\x1a\n and nothing more".to_vec();
        assert!(matches!(draw(broken, format, 1, 3), Drawing::Failed { .. }));
        // A header that promises 30,000 × 30,000 pixels.
        let mut bomb = written(&RgbImage::new(1, 1), ImageFormat::Bmp);
        bomb[18..22].copy_from_slice(&30_000_u32.to_le_bytes());
        bomb[22..26].copy_from_slice(&30_000_u32.to_le_bytes());
        let format = Format::of(FileKind::Bmp).unwrap();
        assert!(matches!(draw(bomb, format, 1, 3), Drawing::Failed { .. }));
        assert_eq!(Format::of(FileKind::Heif), None);
    }
}

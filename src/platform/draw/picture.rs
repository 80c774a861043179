//! Pixels as a small PNG: few colours, and fewer pixels only where that is not enough.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};

/// A picture, row by row.
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    /// Red, green and blue of each pixel.
    pub colours: Vec<[u8; 3]>,
}

/// What is tried in order until the file is small enough: how many colours, and how much of the width.
pub type Tries = [(usize, f32)];

/// For pages. Text is legible in 16 greys; a scan is full of noise that costs more than it shows.
pub const OF_PAGES: &Tries = &[
    (64, 1.0),
    (16, 1.0),
    (16, 0.8),
    (8, 0.7),
    (4, 0.6),
    (4, 0.45),
];

/// For what was handed in as a picture: with fewer colours a photograph shows bands.
pub const OF_PICTURES: &Tries = &[
    (256, 1.0),
    (64, 1.0),
    (64, 0.8),
    (32, 0.7),
    (16, 0.6),
    (8, 0.45),
    (4, 0.45),
];

/// The picture as PNG of at most `most_bytes`, as far as that can be, with its width and height.
pub fn png(
    pixels: Pixels,
    tries: &Tries,
    most_bytes: usize,
) -> Result<((u32, u32), Vec<u8>), EncodingError> {
    let mut last = None;
    for (colours, part) in tries {
        let smaller;
        let shown = if *part < 1.0 {
            smaller = narrowed(&pixels, *part);
            &smaller
        } else {
            &pixels
        };
        let file = encode(shown, *colours)?;
        let is_small = file.len() <= most_bytes;
        last = Some(((shown.width, shown.height), file));
        if is_small {
            break;
        }
    }
    // There is at least one try.
    Ok(last.unwrap_or_default())
}

fn encode(pixels: &Pixels, most_colours: usize) -> Result<Vec<u8>, EncodingError> {
    let (palette, places) = reduced(&pixels.colours, most_colours);
    let depth = if palette.len() <= 16 { 4 } else { 8 };
    let mut rows = Vec::with_capacity(places.len());
    for row in places.chunks(pixels.width as usize) {
        if depth == 8 {
            rows.extend_from_slice(row);
        } else {
            rows.extend(
                row.chunks(2)
                    .map(|two| (two[0] << 4) | two.get(1).copied().unwrap_or(0)),
            );
        }
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width, pixels.height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(if depth == 8 {
        BitDepth::Eight
    } else {
        BitDepth::Four
    });
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::Balanced);
    // Neighbouring places in a palette say nothing of each other.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rows)?;
    writer.finish()?;
    Ok(file)
}

/// The same picture with fewer pixels: each is the mean of those it stands for.
fn narrowed(pixels: &Pixels, part: f32) -> Pixels {
    let shorter = |length: u32| ((length as f32 * part) as u32).max(1);
    let (width, height) = (shorter(pixels.width), shorter(pixels.height));
    let from =
        |at: u32, of: u32, whole: u32| (u64::from(at) * u64::from(whole) / u64::from(of)) as u32;
    let mut colours = Vec::with_capacity((width * height) as usize);
    for y in 0..height {
        let (top, bottom) = (
            from(y, height, pixels.height),
            from(y + 1, height, pixels.height),
        );
        for x in 0..width {
            let (left, right) = (
                from(x, width, pixels.width),
                from(x + 1, width, pixels.width),
            );
            let mut sums = [0u32; 3];
            for row in top..bottom.max(top + 1) {
                for column in left..right.max(left + 1) {
                    let colour = pixels.colours[(row * pixels.width + column) as usize];
                    for (sum, part) in sums.iter_mut().zip(colour) {
                        *sum += u32::from(part);
                    }
                }
            }
            let count = (bottom.max(top + 1) - top) * (right.max(left + 1) - left);
            colours.push(sums.map(|sum| (sum / count) as u8));
        }
    }
    Pixels {
        width,
        height,
        colours,
    }
}

/// Colours that are alike in the first five bits of red, green and blue.
#[derive(Clone, Copy)]
struct Bin {
    place: usize,
    pixels: u64,
    sums: [u64; 3],
}

impl Bin {
    fn mean(&self, channel: usize) -> u64 {
        self.sums[channel] / self.pixels.max(1)
    }
}

fn place_of(colour: [u8; 3]) -> usize {
    colour
        .iter()
        .fold(0, |place, part| (place << 5) | usize::from(part >> 3))
}

/// At most so many colours, and for each pixel its place among them: the colours that occur are cut
/// into boxes, each time the one with most to tell apart along its longest side (median cut).
fn reduced(colours: &[[u8; 3]], most: usize) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut bins: Vec<Bin> = (0..1 << 15)
        .map(|place| Bin {
            place,
            pixels: 0,
            sums: [0; 3],
        })
        .collect();
    for colour in colours {
        let bin = &mut bins[place_of(*colour)];
        bin.pixels += 1;
        for (sum, part) in bin.sums.iter_mut().zip(colour) {
            *sum += u64::from(*part);
        }
    }
    bins.retain(|bin| bin.pixels > 0);
    let mut boxes = vec![bins];
    while boxes.len() < most {
        let widest = boxes
            .iter()
            .enumerate()
            .filter(|(_, bins)| bins.len() > 1)
            .map(|(at, bins)| (weight(bins), at))
            .max_by_key(|(weight, _)| *weight);
        let Some((_, at)) = widest else {
            break;
        };
        let (low, high) = halves(boxes.swap_remove(at));
        boxes.extend([low, high]);
    }
    let mut palette = Vec::with_capacity(boxes.len());
    let mut place_in_palette = vec![0u8; 1 << 15];
    for (index, bins) in boxes.iter().enumerate() {
        let pixels: u64 = bins.iter().map(|bin| bin.pixels).sum();
        let mean = |channel: usize| {
            let sum: u64 = bins.iter().map(|bin| bin.sums[channel]).sum();
            (sum / pixels.max(1)) as u8
        };
        palette.push([mean(0), mean(1), mean(2)]);
        for bin in bins {
            place_in_palette[bin.place] = index as u8;
        }
    }
    let places = colours
        .iter()
        .map(|colour| place_in_palette[place_of(*colour)])
        .collect();
    (palette, places)
}

/// The channel in which the colours of a box differ most, and by how much.
fn longest_side(bins: &[Bin]) -> (u64, usize) {
    (0..3)
        .map(|channel| {
            let means = bins.iter().map(|bin| bin.mean(channel));
            let low = means.clone().min().unwrap_or(0);
            (means.max().unwrap_or(0) - low, channel)
        })
        .max()
        .unwrap_or((0, 0))
}

/// How much a box has to tell apart. The square root keeps white paper from taking all colours.
fn weight(bins: &[Bin]) -> u64 {
    let pixels: u64 = bins.iter().map(|bin| bin.pixels).sum();
    longest_side(bins).0 * pixels.isqrt()
}

/// A box in two, where half of its pixels are on each side; both have something in them.
fn halves(mut bins: Vec<Bin>) -> (Vec<Bin>, Vec<Bin>) {
    let (_, channel) = longest_side(&bins);
    bins.sort_by_key(|bin| bin.mean(channel));
    let half = bins.iter().map(|bin| bin.pixels).sum::<u64>() / 2;
    let mut below = 0;
    let cut = bins
        .iter()
        .position(|bin| {
            below += bin.pixels;
            below > half
        })
        .unwrap_or(0)
        .clamp(1, bins.len() - 1);
    let high = bins.split_off(cut);
    (bins, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(width: u32, height: u32) -> Pixels {
        let mut state = 1u32;
        let colours = (0..width * height).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            [(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8]
        });
        Pixels {
            colours: colours.collect(),
            width,
            height,
        }
    }

    #[test]
    fn few_colours_stay_what_they_are() {
        let colours = [[255, 255, 255], [0, 0, 0], [0, 89, 179], [255, 255, 255]];
        let (palette, places) = reduced(&colours, 64);
        assert_eq!(palette.len(), 3);
        for (colour, place) in colours.iter().zip(places) {
            assert_eq!(palette[usize::from(place)], *colour);
        }
    }

    #[test]
    fn even_noise_becomes_small_enough() {
        let ((width, height), file) = png(noise(900, 1_270), OF_PAGES, 120_000).unwrap();
        assert!(file.len() <= 120_000, "{}", file.len());
        assert!(width >= 400 && height >= 560, "{width} × {height}");
        let (palette, _) = reduced(&noise(50, 50).colours, 16);
        assert_eq!(palette.len(), 16);
    }

    #[test]
    fn a_picture_of_odd_width_comes_back_whole() {
        let pixels = Pixels {
            width: 3,
            height: 2,
            colours: vec![[0; 3], [255; 3], [0; 3], [255; 3], [0; 3], [255; 3]],
        };
        let (size, file) = png(pixels, OF_PAGES, 120_000).unwrap();
        assert_eq!(size, (3, 2));
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut rows = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut rows).unwrap();
        assert_eq!(&rows[..6], [0, 0, 0, 255, 255, 255]);
    }
}

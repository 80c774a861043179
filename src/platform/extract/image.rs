//! Pictures have no text; their headers say how large they are.

use super::{Extraction, FileKind};

/// The most pictures counted in a file, and segments passed over.
const MAX_STEPS: usize = 2_000;

/// What is known of a picture.
pub fn read(bytes: &[u8], kind: FileKind) -> Extraction {
    let (pages, pixels) = match kind {
        FileKind::Png => (1, pair(u32_be(bytes, 16), u32_be(bytes, 20))),
        FileKind::Gif => (1, pair(u16_le(bytes, 6), u16_le(bytes, 8))),
        FileKind::Bmp => (1, pair(u32_le(bytes, 18), u32_le(bytes, 22).map(upright))),
        FileKind::Jpeg => (1, jpeg(bytes)),
        FileKind::Webp => (1, webp(bytes)),
        FileKind::Tiff => tiff(bytes),
        _ => (1, None),
    };
    let sensible = |(width, height): &(u32, u32)| *width > 0 && *height > 0;
    Extraction::Image {
        pages,
        pixels: pixels.filter(sensible),
    }
}

fn pair(width: Option<u32>, height: Option<u32>) -> Option<(u32, u32)> {
    width.zip(height)
}

/// A height below nothing: the picture is kept from the top.
fn upright(height: u32) -> u32 {
    height.cast_signed().unsigned_abs()
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(|two| u16::from_be_bytes(two).into())
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(|two| u16::from_le_bytes(two).into())
}

/// The frame header among the segments (ITU-T T.81, B.2.2).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    for _ in 0..MAX_STEPS {
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let [mark, kind] = array(bytes, at)?;
        if mark != 0xff {
            return None;
        }
        if matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc) {
            return pair(u16_be(bytes, at + 7), u16_be(bytes, at + 5));
        }
        at = at.checked_add(2 + u16_be(bytes, at + 2)? as usize)?;
    }
    None
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => pair(
            u16_le(bytes, 26).map(|width| width & 0x3fff),
            u16_le(bytes, 28).map(|height| height & 0x3fff),
        ),
        b"VP8L" => {
            let bits = u32_le(bytes, 21)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => {
            let size = |at| {
                let [low, middle, high] = array(bytes, at)?;
                Some(u32::from_le_bytes([low, middle, high, 0]) + 1)
            };
            pair(size(24), size(27))
        }
        _ => None,
    }
}

/// How many pictures are in a TIFF, which is what scanners and faxes write, and the size of the first.
fn tiff(bytes: &[u8]) -> (u32, Option<(u32, u32)>) {
    let number = Numbers::of(bytes);
    let directories = directories(bytes);
    let pixels = directories.iter().find_map(|directory| {
        let count = number.short(*directory)?;
        let field = |wanted: u32| {
            (0..count as usize).find_map(|place| {
                let at = directory + 2 + place * 12;
                (number.short(at)? == wanted).then_some(())?;
                match number.short(at + 2)? {
                    3 => number.short(at + 8),
                    _ => number.long(at + 8),
                }
            })
        };
        pair(field(256), field(257))
    });
    let pages = u32::try_from(directories.len()).unwrap_or(u32::MAX);
    (pages.max(1), pixels)
}

/// Where the directories of a TIFF stand, one for each picture, in bytes from its beginning.
pub fn directories(bytes: &[u8]) -> Vec<usize> {
    let number = Numbers::of(bytes);
    let mut found = Vec::new();
    let mut next = number.long(4).unwrap_or(0) as usize;
    // A directory that leads back to an earlier one is stopped by the count.
    while next != 0 && found.len() < MAX_STEPS {
        let Some(count) = number.short(next) else {
            break;
        };
        found.push(next);
        next = number.long(next + 2 + count as usize * 12).unwrap_or(0) as usize;
    }
    found
}

/// The numbers of a TIFF, in the order of bytes it says it is written in.
struct Numbers<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl<'a> Numbers<'a> {
    fn of(bytes: &'a [u8]) -> Numbers<'a> {
        Numbers {
            bytes,
            is_little: bytes.starts_with(b"II"),
        }
    }

    fn short(&self, at: usize) -> Option<u32> {
        if self.is_little {
            u16_le(self.bytes, at)
        } else {
            u16_be(self.bytes, at)
        }
    }

    fn long(&self, at: usize) -> Option<u32> {
        if self.is_little {
            u32_le(self.bytes, at)
        } else {
            u32_be(self.bytes, at)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], kind: FileKind, pages: u32, pixels: Option<(u32, u32)>) {
        assert_eq!(read(bytes, kind), Extraction::Image { pages, pixels });
    }

    #[test]
    fn headers_say_the_size() {
        let png = [
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
            &[0, 0, 4, 0, 0, 0, 3, 0],
        ]
        .concat();
        check(&png, FileKind::Png, 1, Some((1024, 768)));
        check(b"GIF89a\x02\x01\x03\0", FileKind::Gif, 1, Some((258, 3)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\x01\0\x02\0\x03";
        check(jpeg, FileKind::Jpeg, 1, Some((512, 256)));
        let mut bmp = b"BM".to_vec();
        bmp.extend([0; 16]);
        bmp.extend(640_u32.to_le_bytes());
        bmp.extend((-480_i32).to_le_bytes());
        check(&bmp, FileKind::Bmp, 1, Some((640, 480)));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x0f\0\0\x07\0\0";
        check(webp, FileKind::Webp, 1, Some((16, 8)));
    }

    #[test]
    fn the_pictures_of_a_tiff_are_counted() {
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        let directory = |next: u32| {
            let mut bytes = 2_u16.to_le_bytes().to_vec();
            for (tag, value) in [(256_u16, 2480_u16), (257, 3508)] {
                bytes.extend([tag.to_le_bytes(), 3_u16.to_le_bytes()].concat());
                bytes.extend([&1_u32.to_le_bytes()[..], &value.to_le_bytes(), &[0, 0]].concat());
            }
            bytes.extend(next.to_le_bytes());
            bytes
        };
        tiff.extend(directory(38));
        tiff.extend(directory(0));
        check(&tiff, FileKind::Tiff, 2, Some((2480, 3508)));
        // One that leads back to itself.
        let mut round = b"II*\0\x08\0\0\0".to_vec();
        round.extend(directory(8));
        check(&round, FileKind::Tiff, 2_000, Some((2480, 3508)));
    }

    #[test]
    fn what_is_cut_off_has_no_size() {
        for kind in [
            FileKind::Png,
            FileKind::Gif,
            FileKind::Jpeg,
            FileKind::Webp,
            FileKind::Tiff,
            FileKind::Bmp,
            FileKind::Heif,
        ] {
            check(b"", kind, 1, None);
            check(b"II*\0\xff\xff\xff\xff", kind, 1, None);
        }
    }
}

//! Zip archives: the list of what is in them, then what of that can be read, file by file. And
//! gzip, which holds one file, read as if it had been handed in itself.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::container::{Archive, Entry};
use super::room::Room;
use super::{Extraction, FileKind, MAX_PAGES, MAX_TEXT_BYTES, Page, child, clean};
use crate::platform::dates;

/// Reads an archive: its list is the first page.
pub fn read(bytes: &[u8], room: &mut Room) -> Extraction {
    let mut archive = match Archive::open(bytes, room) {
        Ok(archive) => archive,
        Err(fault) => return fault,
    };
    let mut members = Members::default();
    let mut lines = Vec::new();
    let (mut files, mut size_bytes, mut locked) = (0_usize, 0_u64, 0_usize);
    for index in 0..archive.len() {
        let Entry {
            name,
            is_folder,
            size_bytes: said_bytes,
        } = match archive.entry(index) {
            Ok(entry) => entry,
            Err(_) => {
                members.is_partly_read = true;
                continue;
            }
        };
        if is_folder || is_litter(&name) {
            continue;
        }
        files += 1;
        size_bytes = size_bytes.saturating_add(said_bytes);
        let name = clean::line(&name);
        let (kind, outcome) = match archive.bytes(index) {
            Ok(bytes) => members.read(&name, &bytes, archive.room()),
            Err(fault) => (None, members.keep(&name, fault)),
        };
        locked += usize::from(outcome == words_of(&Extraction::Encrypted));
        let kind = kind.map_or("", FileKind::label);
        let size = dates::file_size(said_bytes);
        lines.push(format!("{name}\t{kind}\t{size}\t{outcome}"));
    }
    if files > 0 && locked == files {
        return Extraction::Encrypted;
    }
    if files == 0 {
        return Extraction::Empty;
    }
    let head = format!(
        "Contenuto dell’archivio: {}, {} in tutto\n",
        dates::count(i64::try_from(files).unwrap_or(i64::MAX), "file", "file"),
        dates::file_size(size_bytes)
    );
    lines.insert(0, head);
    Extraction::of(members.under(Page::labelled("Elenco dei file", lines.join("\n"))))
}

/// Reads the file inside a gzip file (RFC 1952).
pub fn read_gzip(bytes: &[u8], room: &mut Room) -> Extraction {
    let mut inside = Vec::new();
    let allowed_bytes = room.allowed_bytes(bytes.len() as u64);
    let unpacked = flate2::bufread::MultiGzDecoder::new(bytes)
        .take(allowed_bytes + 1)
        .read_to_end(&mut inside);
    if let Err(error) = unpacked {
        return Extraction::damaged(error);
    }
    if !room.take_unpacked(inside.len() as u64, allowed_bytes) {
        return Extraction::TooLarge;
    }
    room.deeper(|room| child::read_within(&inside, room))
        .unwrap_or(Extraction::Unreadable {
            kind: FileKind::Gzip,
        })
}

/// What systems leave in archives beside what people put there.
fn is_litter(name: &str) -> bool {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.starts_with("__MACOSX/") || matches!(last, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// Files found in a file, as they are read one after the other.
#[derive(Default)]
pub struct Members {
    /// The pages of those that could be read, called after them.
    pages: Vec<Page>,
    bytes: usize,
    /// Whether there are some that may hold words and could not be read.
    is_partly_read: bool,
}

impl Members {
    /// Reads one; answers its kind and, in words, what came of it.
    pub fn read(
        &mut self,
        name: &str,
        bytes: &[u8],
        room: &mut Room,
    ) -> (Option<FileKind>, String) {
        let kind = FileKind::of(&mut std::io::Cursor::new(bytes)).ok();
        // Only the file that makes its reader panic is lost. The room may have been taken from, and
        // that is all that is left of the attempt.
        let found = room.deeper(|room| {
            catch_unwind(AssertUnwindSafe(|| child::read_within(bytes, room)))
                .unwrap_or_else(|_| Extraction::damaged("the parser panicked"))
        });
        let outcome = match found {
            Some(found) => self.keep(name, found),
            None => self.too_deep(),
        };
        (kind, outcome)
    }

    /// What is said of one that lies too deep to be opened.
    pub fn too_deep(&mut self) -> String {
        self.is_partly_read = true;
        "non letto: è troppo in profondità".to_owned()
    }

    /// All pages, after the one that lists the files.
    pub fn under(mut self, first: Page) -> Vec<Page> {
        self.pages.insert(0, first.partly(self.is_partly_read));
        self.pages
    }

    /// Keeps what was found in one; answers in words what it was.
    pub fn keep(&mut self, name: &str, found: Extraction) -> String {
        let outcome = words_of(&found);
        let pages = match found {
            Extraction::Text { pages } => pages,
            Extraction::Empty => return outcome,
            _ => {
                self.is_partly_read = true;
                return outcome;
            }
        };
        let bytes: usize = pages.iter().map(|page| page.text.len()).sum();
        // Room is left for the list itself.
        if self.bytes + bytes > MAX_TEXT_BYTES - (1 << 20)
            || self.pages.len() + pages.len() >= MAX_PAGES
        {
            self.is_partly_read = true;
            return "non letto: il testo di tutti i file è troppo lungo".to_owned();
        }
        self.bytes += bytes;
        let count = pages.len();
        self.pages.extend(
            (1..)
                .zip(pages)
                .map(|(number, page)| page.inside(name, number, count)),
        );
        outcome
    }
}

/// What came of reading a file, in a few words for a list.
fn words_of(found: &Extraction) -> String {
    match found {
        Extraction::Text { .. } | Extraction::Recognised { .. } => "testo letto",
        Extraction::Image { .. } | Extraction::ImageOnly { .. } => "solo immagine",
        Extraction::Encrypted => "protetto da password",
        Extraction::Damaged { .. } => "danneggiato",
        Extraction::TooLarge => "troppo grande per essere letto",
        Extraction::TimedOut => "troppo lungo da leggere",
        Extraction::Unreadable { .. } => "testo non leggibile",
        Extraction::Empty => "senza testo",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;

    use super::*;

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn pages(bytes: &[u8]) -> Vec<(String, String)> {
        let Extraction::Text { pages } = read(bytes, &mut Room::new()) else {
            panic!("no text")
        };
        pages
            .into_iter()
            .map(|page| (page.label.unwrap_or_default(), page.text))
            .collect()
    }

    #[test]
    fn the_list_comes_first_and_then_what_can_be_read() {
        let inner = zip(&[("dati.csv", b"a;b\nc;d\n")]);
        let found = pages(&zip(&[
            ("atti/delibera.txt", b"Delibera\x0cAllegato"),
            ("../../etc/passwd", b"nota"),
            ("foto.png", b"\x89PNG\r\n\x1a\n"),
            ("dentro.zip", &inner),
            ("__MACOSX/._x", b"x"),
        ]));
        let labels: Vec<&str> = found.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "Elenco dei file",
                "atti/delibera.txt, pagina 1",
                "atti/delibera.txt, pagina 2",
                "../../etc/passwd",
                "dentro.zip, Elenco dei file",
                "dentro.zip, dati.csv, Tabella",
            ]
        );
        assert!(
            found[0].1.starts_with("Contenuto dell’archivio: 4 file, "),
            "{}",
            found[0].1
        );
        assert!(
            found[0]
                .1
                .contains("atti/delibera.txt\tTesto semplice\t17 byte\ttesto letto")
        );
        assert!(
            found[0]
                .1
                .contains("foto.png\tImmagine PNG\t8 byte\tsolo immagine")
        );
        assert_eq!(found[5].1, "a\tb\nc\td");
    }

    #[test]
    fn what_is_in_a_gzip_file_is_read_as_itself() {
        let gzip = |bytes: &[u8]| {
            let mut packed = Vec::new();
            flate2::bufread::GzEncoder::new(bytes, flate2::Compression::best())
                .read_to_end(&mut packed)
                .unwrap();
            packed
        };
        let read = |bytes: &[u8]| read_gzip(bytes, &mut Room::new());
        let packed = gzip(b"a;b\nc;d\n");
        assert_eq!(
            read(&packed),
            Extraction::of(vec![Page::labelled("Tabella", "a\tb\nc\td".to_owned())])
        );
        assert!(matches!(
            read(&packed[..packed.len() / 2]),
            Extraction::Damaged { .. }
        ));
        assert_eq!(read(&gzip(&vec![b' '; 3 << 20])), Extraction::TooLarge);
    }

    #[test]
    fn an_archive_says_when_something_in_it_was_not_read() {
        let is_partial = |files: &[(&str, &[u8])]| {
            let Extraction::Text { pages } = read(&zip(files), &mut Room::new()) else {
                panic!("no text")
            };
            pages[0].is_partial
        };
        assert!(!is_partial(&[("nota.txt", b"nota"), ("vuoto.txt", b"")]));
        assert!(is_partial(&[
            ("nota.txt", b"nota"),
            ("scansione.png", b"\x89PNG\r\n\x1a\n")
        ]));
        assert!(is_partial(&[
            ("nota.txt", b"nota"),
            ("rotto.pdf", b"%PDF-1.7")
        ]));
    }

    #[test]
    fn archives_in_archives_end_somewhere() {
        let mut bytes = zip(&[("fondo.txt", b"in fondo")]);
        for _ in 0..10 {
            bytes = zip(&[("dentro.zip", &bytes)]);
        }
        let found = pages(&bytes);
        assert!(found.last().unwrap().1.contains("troppo in profondità"));
    }

    #[test]
    fn a_bomb_among_the_files_is_named_and_the_others_are_read() {
        let found = pages(&zip(&[
            ("bomba.txt", &vec![b' '; 3 << 20]),
            ("nota.txt", b"nota"),
        ]));
        assert!(
            found[0].1.contains("bomba.txt\t\t3,1 MB\ttroppo grande"),
            "{}",
            found[0].1
        );
        assert_eq!(found.len(), 2);
        let many: Vec<(String, &[u8])> = (0..2_001).map(|n| (n.to_string(), &b"x"[..])).collect();
        let many: Vec<(&str, &[u8])> = many
            .iter()
            .map(|(name, bytes)| (name.as_str(), *bytes))
            .collect();
        assert_eq!(read(&zip(&many), &mut Room::new()), Extraction::TooLarge);
        assert_eq!(read(&zip(&[]), &mut Room::new()), Extraction::Empty);
    }
}

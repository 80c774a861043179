//! Two hundred mutated and hostile files through the real upload: each ends in a clear state.
//!
//! `FRA_UNIONI_HOSTILE_FILES` says how many, 30 without it; `make soak` asks for all 200, with
//! another `FRA_UNIONI_HOSTILE_SEED` each time.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::*;

/// Numbers that look random and are the same each time (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn one_of<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

fn zip_of(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx_of(body: Vec<u8>) -> Vec<u8> {
    zip_of(&[
        ("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()),
        ("word/document.xml".to_owned(), body),
    ])
}

/// What words of the formats do in the wrong place.
const TOKENS: [&[u8]; 14] = [
    b"<<",
    b">>",
    b"[",
    b"]",
    b"stream\n",
    b"endstream",
    b"endobj",
    b"/Kids[2 0 R]",
    b"/Length -1",
    b"/Count 99999999",
    b"PK\x03\x04",
    b"<w:p>",
    b"<!DOCTYPE x [<!ENTITY a \"a\">]>",
    b"\0\0\0\0",
];

/// Names nobody gives a file by mistake.
fn name(chance: &mut Chance) -> String {
    let long = "l".repeat(300) + ".pdf";
    chance
        .one_of(&[
            "atto.pdf",
            "../../../../etc/passwd",
            "..\\..\\boot.ini",
            "nullo\0.pdf",
            "fattura\u{202e}fdp.exe",
            "riga\r\nX-Intruso: si.pdf",
            "CON",
            ".htaccess",
            "a;b=\\c.docx",
            "'; DROP TABLE documents; --.odt",
            "<img src=x onerror=alert(1)>.pdf",
            "%2e%2e%2fatto.pdf",
            " ",
            "😀.zip",
            &long,
        ])
        .to_owned()
}

struct Bases {
    pdf: Vec<u8>,
    docx: Vec<u8>,
    odt: Vec<u8>,
    bomb: Vec<u8>,
    nested_bomb: Vec<u8>,
}

impl Bases {
    fn new() -> Bases {
        let bomb = docx_of(vec![b' '; 70 << 20]);
        let mut nested_bomb = bomb.clone();
        for level in 0..5 {
            nested_bomb = zip_of(&[(format!("{level}.zip"), nested_bomb.clone())]);
        }
        Bases {
            pdf: pdf(),
            docx: files::docx(TITLE, &[TEXT]).unwrap(),
            odt: files::odt(TITLE, &[TEXT]).unwrap(),
            bomb,
            nested_bomb,
        }
    }

    fn any(&self, chance: &mut Chance) -> Vec<u8> {
        chance.one_of(&[&self.pdf, &self.docx, &self.odt]).to_vec()
    }

    /// The file of this number: every tenth is of the same sort.
    fn hostile(&self, number: usize, chance: &mut Chance) -> Vec<u8> {
        let mut bytes = self.any(chance);
        match number % 10 {
            // Cut short.
            0 => bytes.truncate(chance.below(bytes.len())),
            // Some bits are others.
            1 => {
                for _ in 0..=chance.below(64) {
                    let at = chance.below(bytes.len());
                    bytes[at] ^= 1 << chance.below(8);
                }
            }
            // Two files in one, each for another reader.
            2 => {
                let front: &[u8] = chance.one_of(&[
                    &b"<!DOCTYPE html><script>alert(1)</script>\n"[..],
                    &b"GIF89a/*"[..],
                    &b"#!/bin/sh\nexit 0\n"[..],
                    &b"MZ\x90\0"[..],
                    &self.odt,
                ]);
                bytes = [front, &bytes].concat();
            }
            // A page tree that leads to itself, by a way of some steps.
            3 => bytes = page_tree_loop(1 + chance.below(30)),
            // Things in things.
            4 => {
                let depth = 1_000 << chance.below(8);
                let (open, close) = if chance.below(2) == 0 {
                    ("[", "]")
                } else {
                    ("<</A", ">>")
                };
                bytes = pdf_with(&(open.repeat(depth) + &close.repeat(depth)));
            }
            // Bombs, each a little different, or the same content would be the same file.
            5 => {
                let bomb: &[u8] = chance.one_of(&[&self.bomb, &self.nested_bomb]);
                bytes = [bomb, &chance.next().to_le_bytes()].concat();
            }
            // A piece of it in another place.
            6 => {
                let (from, to) = (chance.below(bytes.len()), chance.below(bytes.len()));
                let end = bytes.len().min(from + 1 + chance.below(400));
                let piece = bytes[from..end].to_vec();
                bytes.splice(to..to, piece);
            }
            // The beginning of a format, and then anything.
            7 => {
                let magic: &[u8] = chance.one_of(&[
                    &b"%PDF-1.7\n"[..],
                    &b"PK\x03\x04"[..],
                    &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..],
                    &b"{\\rtf1"[..],
                    &b"\x30\x82\x05\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0"[..],
                    &b"\xff\xfe"[..],
                ]);
                bytes = magic.to_vec();
                bytes.extend((0..chance.below(5_000)).flat_map(|_| chance.next().to_le_bytes()));
            }
            // Words of the format where none belongs.
            8 => {
                for _ in 0..=chance.below(12) {
                    let at = chance.below(bytes.len());
                    let token = TOKENS[chance.below(TOKENS.len())];
                    bytes.splice(at..at, token.iter().copied());
                }
            }
            // Too many parts, or markup without an end.
            _ if chance.below(2) == 0 => {
                let count = 1_990 + chance.below(30);
                let parts: Vec<_> = (0..count)
                    .map(|part| (format!("word/header{part}.xml"), b"<w:t>x</w:t>".to_vec()))
                    .chain([
                        ("[Content_Types].xml".to_owned(), Vec::new()),
                        ("word/document.xml".to_owned(), Vec::new()),
                    ])
                    .collect();
                bytes = zip_of(&parts);
            }
            _ => bytes = docx_of("<w:p><w:tbl>".repeat(200 << chance.below(11)).into_bytes()),
        }
        bytes
    }
}

/// A PDF of these objects, numbered from 1, with a table that leads to them.
fn pdf_of(objects: &[String]) -> Vec<u8> {
    let mut text = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", text.len());
        text += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let (start, size) = (text.len(), objects.len() + 1);
    text += &table;
    text += &format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    text.into_bytes()
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";

fn pdf_with(object: &str) -> Vec<u8> {
    let pages = "<</Type/Pages/Count 1/Kids[3 0 R]>>";
    pdf_of(&[CATALOG, pages, object].map(str::to_owned))
}

fn page_tree_loop(steps: usize) -> Vec<u8> {
    let node = |step: usize| {
        let next = 2 + (step + 1) % steps;
        format!("<</Type/Pages/Count 9/Kids[{next} 0 R {next} 0 R]>>")
    };
    let mut objects = vec![CATALOG.to_owned()];
    objects.extend((0..steps).map(node));
    pdf_of(&objects)
}

/// A PDF of so many pages, all of the same words.
fn long_pdf(pages: usize) -> Vec<u8> {
    const FIRST_PAGE: usize = 5;
    let line = "(La gestione associata del servizio tributi fra i comuni) Tj 0 -14 Td ";
    let content = format!("BT /F1 11 Tf 40 780 Td {} ET", line.repeat(45));
    let kids: String = (0..pages)
        .map(|page| format!("{} 0 R ", FIRST_PAGE + page))
        .collect();
    let mut objects = vec![
        CATALOG.to_owned(),
        format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ),
    ];
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]\
                /Resources<</Font<</F1 3 0 R>>>>/Contents 4 0 R>>";
    objects.extend((0..pages).map(|_| page.to_owned()));
    pdf_of(&objects)
}

fn number_from(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn every_hostile_file_ends_in_a_clear_state() {
    let count = number_from("FRA_UNIONI_HOSTILE_FILES").unwrap_or(30);
    let seed = number_from("FRA_UNIONI_HOSTILE_SEED").unwrap_or(4);
    let app = TestApp::start();
    let mut chiara = app.browser_as(&Cast::of(&app).chiara);
    let bases = Bases::new();
    let (mut kept, mut refused) = (Vec::new(), 0);
    for number in 0..usize::try_from(count).unwrap() {
        let mut chance = Chance(seed << 32 | number as u64);
        let bytes = bases.hostile(number, &mut chance);
        let name = name(&mut chance);
        let what = format!(
            "seed {seed}, file {number}, {name:?}, {} bytes",
            bytes.len()
        );
        let page = begun(&mut chiara, &format!("File {number}"), "members")
            .attach("file", &name, &bytes)
            .send();
        assert!(page.status < 500, "{what}: {}", page.status);
        assert!(page.header("x-intruso").is_none(), "{what}");
        if page.status == 200 && page.address.starts_with("/documenti/") {
            kept.push((what, acts(&page)));
        } else {
            // Said on the form, in words, or as the faulty request it is.
            assert!(
                matches!(page.status, 400 | 413 | 422),
                "{what}: {}",
                page.status
            );
            assert!(page.text().len() > 40, "{what}: {}", page.text());
            refused += 1;
        }
    }
    assert!(kept.len() > refused, "{refused} were refused");
    app.settle();
    assert_eq!(app.read(documents::pending).0, 0, "none waits any more");
    for (what, address) in kept {
        let page = chiara.visit(&address);
        assert_eq!(page.status, 200, "{what}");
        assert!(!page.has("Stiamo leggendo"), "{what}: {}", page.text());
        let file = chiara.visit(&format!("{address}/file"));
        assert_eq!(file.status, 200, "{what}");
        let disposition = file.header("content-disposition").unwrap_or_default();
        assert!(
            disposition.starts_with("attachment") && !disposition.contains(".."),
            "{what}: {disposition}"
        );
        assert_eq!(
            file.header("x-content-type-options"),
            Some("nosniff"),
            "{what}"
        );
    }
}

/// Set for the process that has a test for itself.
const ALONE: &str = "FRA_UNIONI_ALONE";

/// Memory belongs to a process, and the other tests are in this one.
#[test]
fn no_file_makes_the_server_grow() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "documents::mutated::the_server_alone",
            "--nocapture",
        ])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Anonymous memory of this process, in kB (proc_pid_status(5)).
fn memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("RssAnon:"));
    line.unwrap()
        .split_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn the_server_alone() {
    if std::env::var_os(ALONE).is_none() {
        return;
    }
    const ALLOWED_KB: u64 = 5_000;
    let app = TestApp::start();
    let mut chiara = app.browser_as(&Cast::of(&app).chiara);
    let bases = Bases::new();
    // What serves and reads a document at all is in memory after some of them.
    for number in 0..12 {
        share(
            &mut chiara,
            &format!("Prima {number}"),
            "members",
            "a.pdf",
            &bases.pdf,
        );
        app.settle();
    }
    let files = [
        bases.bomb.clone(),
        bases.nested_bomb.clone(),
        page_tree_loop(3),
        pdf_with(&"[".repeat(200_000)),
        // What is lawful and long: as much text as is taken from one file, and a volume.
        "Si rinvia all’articolo 32 del testo unico.\n"
            .repeat(440_000)
            .into_bytes(),
        long_pdf(2_000),
    ];
    let before_kb = memory_kb();
    for (number, bytes) in files.iter().enumerate() {
        share(
            &mut chiara,
            &format!("Bomba {number}"),
            "members",
            "a.pdf",
            bytes,
        );
        app.settle();
        let grown_kb = memory_kb().saturating_sub(before_kb);
        println!("file {number}: {grown_kb} kB more");
        assert!(grown_kb <= ALLOWED_KB, "file {number}: {grown_kb} kB more");
    }
}

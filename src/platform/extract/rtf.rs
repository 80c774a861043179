//! The text of RTF files (Rich Text Format 1.9.1), which word processors of all ages write.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

use super::{Extraction, MAX_PAGES, MAX_TEXT_BYTES, Page, clean};

const MAX_DEPTH: usize = 2_000;

/// Reads the text; a hard page break begins a page.
pub fn read(bytes: &[u8]) -> Extraction {
    match text(bytes) {
        Ok(text) => Extraction::of(
            text.split('\u{c}')
                .take(MAX_PAGES + 1)
                .map(|page| Page::from(clean::page(page)))
                .collect(),
        ),
        Err(fault) => fault,
    }
}

/// What holds inside a group and ends with it.
#[derive(Clone, Copy)]
struct Group {
    /// Whether its text is not part of the text: fonts, styles, pictures, fields as written.
    left_out: bool,
    /// Deleted with changes tracked, or hidden.
    unseen: bool,
    /// How many characters stand in for one given by its number.
    stand_ins: usize,
}

struct Rtf {
    out: String,
    /// Characters given by their code, not decoded yet.
    coded: Vec<u8>,
    encoding: &'static Encoding,
    group: Group,
    stack: Vec<Group>,
    /// Stand-ins still to be skipped.
    skip: usize,
    /// The first half of a character that takes two numbers.
    half: Option<u16>,
}

fn text(bytes: &[u8]) -> Result<String, Extraction> {
    let mut rtf = Rtf {
        out: String::new(),
        coded: Vec::new(),
        encoding: WINDOWS_1252,
        group: Group {
            left_out: false,
            unseen: false,
            stand_ins: 1,
        },
        stack: Vec::new(),
        skip: 0,
        half: None,
    };
    let mut at = 0;
    let mut closed = false;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => {
                rtf.flush();
                if rtf.stack.len() >= MAX_DEPTH {
                    return Err(Extraction::damaged("groups are nested too deep"));
                }
                rtf.stack.push(rtf.group);
                rtf.skip = 0;
            }
            b'}' => {
                rtf.flush();
                rtf.skip = 0;
                match rtf.stack.pop() {
                    Some(group) => rtf.group = group,
                    None => break,
                }
                closed = rtf.stack.is_empty();
                if closed {
                    break;
                }
            }
            b'\\' => at = rtf.control(bytes, at),
            b'\r' | b'\n' | 0 => {}
            byte => rtf.code(*byte),
        }
        if rtf.out.len() > MAX_TEXT_BYTES {
            return Err(Extraction::TooLarge);
        }
    }
    rtf.flush();
    if !closed && rtf.out.trim().is_empty() {
        return Err(Extraction::damaged("the file ends in the middle"));
    }
    Ok(rtf.out)
}

impl Rtf {
    /// A backslash and what follows it, which begins at `at`; where to go on.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(first) = bytes.get(at) else {
            return at;
        };
        if !first.is_ascii_alphabetic() {
            return self.symbol(bytes, at, *first);
        }
        let rest = &bytes[at..];
        let length = rest
            .iter()
            .take(32)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let word = std::str::from_utf8(&rest[..length]).unwrap_or_default();
        let digits = rest[length..]
            .iter()
            .take(11)
            .enumerate()
            .take_while(|(place, byte)| byte.is_ascii_digit() || (*place == 0 && **byte == b'-'))
            .count();
        let number = std::str::from_utf8(&rest[length..length + digits])
            .ok()
            .and_then(|digits| digits.parse::<i32>().ok());
        let mut end = at + length + digits;
        // One space after a control word belongs to it.
        if bytes.get(end) == Some(&b' ') {
            end += 1;
        }
        if word == "bin" {
            return end.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0));
        }
        self.word(word, number);
        end
    }

    fn symbol(&mut self, bytes: &[u8], at: usize, symbol: u8) -> usize {
        match symbol {
            b'\'' => {
                let rest = bytes.get(at + 1..).unwrap_or_default();
                let digits = &rest[..rest.len().min(2)];
                let code = std::str::from_utf8(digits)
                    .ok()
                    .filter(|digits| digits.len() == 2)
                    .and_then(|digits| u8::from_str_radix(digits, 16).ok());
                if let Some(code) = code {
                    self.code(code);
                }
                return at + 1 + digits.len();
            }
            b'*' => self.group.left_out = true,
            b'~' => self.push(" "),
            b'_' => self.push("-"),
            b'-' => self.push("\u{ad}"),
            b'\r' | b'\n' => self.push("\n"),
            b'\\' | b'{' | b'}' => self.code(symbol),
            _ => {}
        }
        at + 1
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let on = number != Some(0);
        match word {
            "ansicpg" => self.encoding = code_page(number.unwrap_or(1252)),
            "mac" => self.encoding = MACINTOSH,
            "uc" => {
                self.group.stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8);
            }
            "u" => self.numbered(number.unwrap_or(0)),
            "par" | "line" | "sect" | "row" | "nestrow" => self.push("\n"),
            "page" => self.push("\u{c}"),
            "tab" => self.push("\t"),
            "cell" | "nestcell" => self.push("\t"),
            "emdash" => self.push("—"),
            "endash" => self.push("–"),
            "bullet" => self.push("•"),
            "lquote" => self.push("‘"),
            "rquote" => self.push("’"),
            "ldblquote" => self.push("“"),
            "rdblquote" => self.push("”"),
            "emspace" | "enspace" | "qmspace" => self.push(" "),
            "deleted" | "v" => {
                self.flush();
                self.group.unseen = on;
            }
            "plain" => {
                self.flush();
                self.group.unseen = false;
            }
            "footnote" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl"
            | "footerr" | "footerf" | "annotation" => {
                self.group.left_out = false;
                self.push("\n");
            }
            // The words of a text box stand in a group that older programs pass over.
            "shptxt" => {
                self.group.left_out = false;
                self.push("\n");
            }
            "fonttbl" | "colortbl" | "stylesheet" | "info" | "pict" | "object" | "fldinst"
            | "themedata" | "datastore" | "listtable" | "listoverridetable" | "rsidtbl"
            | "filetbl" | "revtbl" | "nonshppict" | "bkmkstart" | "bkmkend" | "xe" | "tc"
            | "shprslt" | "listtext" | "pntext" | "atnid" | "atnauthor" | "sn" | "sv" => {
                self.flush();
                self.group.left_out = !matches!(word, "listtext" | "pntext");
            }
            _ => {}
        }
    }

    /// A character of the code page, or a stand-in for the one just given by its number.
    fn code(&mut self, code: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.is_read() {
            self.coded.push(code);
        }
    }

    /// A character by its UTF-16 number, negative beyond 32767.
    fn numbered(&mut self, number: i32) {
        self.flush();
        self.skip = self.group.stand_ins;
        let unit = (number & 0xffff) as u16;
        if !self.is_read() {
            return;
        }
        let units = [self.half.take(), Some(unit)];
        if (0xd800..0xdc00).contains(&unit) {
            self.half = Some(unit);
            return;
        }
        let letters = char::decode_utf16(units.into_iter().flatten());
        self.out
            .extend(letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }

    fn push(&mut self, words: &str) {
        self.flush();
        self.skip = 0;
        if self.is_read() {
            self.out.push_str(words);
        }
    }

    fn is_read(&self) -> bool {
        !self.group.left_out && !self.group.unseen
    }

    fn flush(&mut self) {
        if !self.coded.is_empty() {
            let (text, _) = self.encoding.decode_without_bom_handling(&self.coded);
            self.out.push_str(&text);
            self.coded.clear();
        }
    }
}

fn code_page(number: i32) -> &'static Encoding {
    let label = match number {
        10_000 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rtf: &[u8], expect: &[&str]) {
        let pages = expect.iter().map(|page| Page::from(*page)).collect();
        assert_eq!(
            read(rtf),
            Extraction::of(pages),
            "{}",
            String::from_utf8_lossy(rtf)
        );
    }

    #[test]
    fn the_text_is_read_and_the_rest_is_not() {
        check(
            br"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\*\generator Writer 1;}{\info{\title No}}
\pard\plain L\rquote unit\'e0 \b \'e8\b0  fatta\par Costa 5 \u8364? e\~poi\page Seconda\line riga\par}",
            &["L’unità è fatta\nCosta 5 € e poi", "Seconda\nriga"],
        );
        check(
            br"{\rtf1 \{a\} \\b{\field{\*\fldinst HYPERLINK x}{\fldrslt qui}}}",
            &["{a} \\bqui"],
        );
        check(
            br"{\rtf1 resta {\deleted via}{\v nascosto}qui}",
            &["resta qui"],
        );
        check(br"{\rtf1 a\cell b\cell\row c}", &["a b\nc"]);
        check(br"{\rtf1\uc2 \u-10179 ??\u-8704 ??fine}", &["😀fine"]);
        check(br"{\rtf1\ansicpg1251 \'cf\'f0}", &["Пр"]);
        check(b"{\\rtf1 a{\\pict\\bin5 }}}}}}b}", &["ab"]);
        check(
            br"{\rtf1 a{\*\shpinst{\shptxt riquadro}}b}",
            &["a\nriquadrob"],
        );
    }

    #[test]
    fn what_is_broken_is_told_or_borne() {
        check(br"{\rtf1 tronco \'e", &["tronco"]);
        assert!(matches!(
            read(br"{\rtf1{\fonttbl"),
            Extraction::Damaged { .. }
        ));
        assert!(matches!(
            read("{".repeat(100_000).as_bytes()),
            Extraction::Damaged { .. }
        ));
        assert_eq!(read(br"{\rtf1 \par }"), Extraction::Empty);
        let _ = read(br"{\rtf1\bin99999999999999 \u99999999999 x\'zz\uc-5 \u1}");
    }
}

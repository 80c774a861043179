//! Personal data a text may hold, found page by page and kept masked: enough to recognise it in the
//! file, not enough to use it. What is found is told to people, who decide; a rule cannot know whether a
//! datum may be published (Garante, guidelines of 15 May 2014).

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::suggest::rule;
use crate::platform::codes;
use crate::text_enum;

text_enum! {
    /// What sort of datum it is.
    pub enum DatumKind {
        /// The fiscal code of a person, with the right check character.
        FiscalCode = "fiscal_code",
        /// An account, with the right check digits, that is not one of the public treasury.
        Iban = "iban",
        /// An address that belongs to no office.
        Email = "email",
        /// A mobile number.
        Mobile = "mobile",
        /// Where or when somebody was born.
        Birth = "birth",
    }
}

impl DatumKind {
    /// What people read, of one and of several.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            DatumKind::FiscalCode => ("codice fiscale", "codici fiscali"),
            DatumKind::Iban => ("IBAN", "IBAN"),
            DatumKind::Email => ("e-mail personale", "e-mail personali"),
            DatumKind::Mobile => ("numero di cellulare", "numeri di cellulare"),
            DatumKind::Birth => ("data o luogo di nascita", "date o luoghi di nascita"),
        }
    }
}

/// A datum that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Datum {
    /// What sort.
    pub kind: DatumKind,
    /// The page, from 1.
    pub page: u32,
    /// A part of it, the rest covered with dots.
    pub masked: String,
}

/// The most data kept of one text: from there on it is plain enough.
const MAX_DATA: usize = 200;

rule!(
    FISCAL_CODE,
    r"(?i)\b[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]\b"
);
rule!(
    IBAN,
    r"(?i)\b(?:IT|SM)[ ]?\d{2}[ ]?[A-Z][ ]?(?:\d[ ]?){10}(?:[A-Z0-9][ ]?){11}[A-Z0-9]\b|\b(?:AT|BE|CH|DE|ES|FR|GB|IE|LT|LU|MT|NL|PT|RO)\d{2}[A-Z0-9]{11,30}\b"
);
rule!(
    EMAIL,
    r"(?i)\b[A-Z0-9][A-Z0-9._%+\-]*@[A-Z0-9](?:[A-Z0-9\-]*\.)+[A-Z]{2,}\b"
);
rule!(
    MOBILE,
    r"(?:\+39[ .]?|\b0039[ .]?|\b)3[1-9]\d[ ./\-]?(?:\d{6,7}|\d{3}[ .\-]\d{3,4}|\d{2}[ .\-]\d{2}[ .\-]\d{2,3})\b"
);
rule!(
    BIRTH,
    r"(?i)\bnat[oa](?:/[oa])?\s+(?:(?:a|ad|in)\s+[\p{L}'’ .]{2,40}?\s*(?:\([A-Z]{2}\)|\(\p{L}{2,20}\))?\s*,?\s*)?(?:il(?:\s+giorno)?|in\s+data)\s*:?\s*(?:\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?\d{2,4}|\d{1,2}[°º]?\s+\p{L}+\s+\d{4})"
);

/// The personal data a text, given by page, may hold; the same datum once for each page, and
/// [`MAX_DATA`] at most.
pub fn personal_data(pages: &[String]) -> Vec<Datum> {
    let mut found = Vec::new();
    for (number, text) in (1u32..).zip(pages) {
        let mut known = HashSet::new();
        let mut add = |(kind, masked): (DatumKind, String)| {
            if known.insert((kind, masked.clone())) {
                found.push(Datum {
                    kind,
                    page: number,
                    masked,
                });
            }
            found.len() < MAX_DATA
        };
        if !data_of(text).all(&mut add) {
            break;
        }
    }
    found
}

/// The data of one page, masked, as they come.
fn data_of(text: &str) -> impl Iterator<Item = (DatumKind, String)> {
    let codes = FISCAL_CODE
        .find_iter(text)
        .map(|one| one.as_str())
        .filter(|code| codes::is_fiscal_code(code))
        .map(|code| (DatumKind::FiscalCode, covered(&code.to_uppercase(), 4, 2)));
    let accounts = IBAN
        .find_iter(text)
        .map(|one| without_blanks(one.as_str()))
        .filter(|account| codes::is_iban(account) && !is_of_the_treasury(account))
        .map(|account| (DatumKind::Iban, covered(&account, 4, 4)));
    let addresses = EMAIL
        .find_iter(text)
        .map(|one| one.as_str())
        .filter(|address| !is_of_an_office(address))
        .map(|address| (DatumKind::Email, masked_address(address)));
    let mobiles = MOBILE
        .find_iter(text)
        .filter(|one| !is_another_number(text, one.start(), one.end()))
        .map(|one| (DatumKind::Mobile, masked_mobile(one.as_str())));
    let births = BIRTH
        .find_iter(text)
        .map(|one| (DatumKind::Birth, masked_birth(one.as_str())));
    codes
        .chain(accounts)
        .chain(addresses)
        .chain(mobiles)
        .chain(births)
}

/// The number without the code of Italy.
fn masked_mobile(written: &str) -> String {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("0039").unwrap_or(&digits);
    let national = match national.len() {
        11.. => national.strip_prefix("39").unwrap_or(national),
        _ => national,
    };
    covered(national, 3, 2)
}

fn without_blanks(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}

/// The first and the last characters, and a dot for each between.
fn covered(text: &str, first: usize, last: usize) -> String {
    let count = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(at, c)| {
            if at < first || at + last >= count {
                c
            } else {
                '•'
            }
        })
        .collect()
}

/// The accounts of bodies with the treasury of the State at the Banca d'Italia (ABI 01000).
fn is_of_the_treasury(account: &str) -> bool {
    account.starts_with("IT") && account.get(5..10) == Some("01000")
}

/// Words with which the names of public bodies begin in addresses.
const BODIES: [&str; 30] = [
    "governo",
    "parlamento",
    "senato",
    "camera",
    "comune",
    "comuni",
    "unione",
    "unioni",
    "unionecomuni",
    "provincia",
    "regione",
    "citta",
    "cittametropolitana",
    "prefettura",
    "questura",
    "asl",
    "ausl",
    "ats",
    "arpa",
    "camcom",
    "anci",
    "istruzione",
    "giustizia",
    "esercito",
    "carabinieri",
    "agenziaentrate",
    "consorzio",
    "parco",
    "beniculturali",
    "corteconti",
];

/// Words with which the boxes of offices begin.
const OFFICES: [&str; 42] = [
    "info",
    "protocollo",
    "segreteria",
    "ufficio",
    "uff",
    "urp",
    "sindaco",
    "ragioneria",
    "tributi",
    "anagrafe",
    "suap",
    "sue",
    "polizia",
    "vigili",
    "protezione",
    "utc",
    "ambiente",
    "rpd",
    "dpo",
    "privacy",
    "rpct",
    "ragioniere",
    "servizi",
    "servizio",
    "settore",
    "area",
    "amministrazione",
    "appalti",
    "gare",
    "cuc",
    "lavoripubblici",
    "llpp",
    "urbanistica",
    "edilizia",
    "biblioteca",
    "cultura",
    "scuola",
    "sociale",
    "personale",
    "elettorale",
    "demografici",
    "pec",
];

/// Whether an address belongs to a public body or to an office, not to a person. Of a body is what ends
/// in `.gov.it`, or whose domain has a part that begins as bodies are called, save for its people's own
/// boxes: there a name stands before the sign, and that is the address a body itself publishes. An
/// office is what is called so, whoever provides the box.
fn is_of_an_office(address: &str) -> bool {
    let lower = address.to_lowercase();
    let Some((name, domain)) = lower.split_once('@') else {
        return false;
    };
    let begins = |text: &str, words: &[&str]| words.iter().any(|word| text.starts_with(word));
    let of_a_body = domain.ends_with(".gov.it")
        || domain.ends_with(".edu.it")
        || domain.split(['.', '-']).any(|part| begins(part, &BODIES));
    of_a_body || begins(name, &BODIES) || begins(name, &OFFICES)
}

/// `m••••@gmail.com`: whose provider it is says whether it is private.
fn masked_address(address: &str) -> String {
    let (name, domain) = address.split_once('@').unwrap_or((address, ""));
    let name = name.to_lowercase();
    format!(
        "{}@{}",
        covered(&name, 2.min(name.chars().count() - 1), 0),
        domain.to_lowercase()
    )
}

// What stands before a number that only looks like a mobile one.
rule!(
    ANOTHER_NUMBER,
    r"(?i)(?:prot\S*|cig|cup|iva|c\.?f\.?|iban|rep\S*|mepa|rdo|oda|ordine|codice|id|n[.°º]|€|euro|/)\s*(?:n[.°º]?)?\s*:?\s*$"
);

fn is_another_number(text: &str, from: usize, to: usize) -> bool {
    let mut begin = from.saturating_sub(14);
    while !text.is_char_boundary(begin) {
        begin += 1;
    }
    let goes_on = text[to..].starts_with([',', '.', '/', '-'])
        && text[to + 1..].starts_with(|c: char| c.is_ascii_digit());
    let before = &text[begin..from];
    goes_on
        || before
            .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '_' | '/'))
        || ANOTHER_NUMBER.is_match(before)
}

/// The words with all figures but the year covered: `nata a Cassino il ••/••/1970`.
fn masked_birth(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let keep = words.len() - words.bytes().rev().take_while(u8::is_ascii_digit).count();
    words
        .char_indices()
        .map(|(at, c)| {
            if c.is_ascii_digit() && at < keep {
                '•'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_addresses_is_left_once_it_is_plain_enough() {
        use std::fmt::Write;
        let page = (0..200_000).fold(String::new(), |mut page, number| {
            let _ = writeln!(page, "mario@example{number}.com");
            page
        });
        assert_eq!(personal_data(&[page.clone(), page]).len(), MAX_DATA);
    }

    fn found(text: &str) -> Vec<(DatumKind, String)> {
        personal_data(&[text.to_owned()])
            .into_iter()
            .map(|datum| (datum.kind, datum.masked))
            .collect()
    }

    fn one(text: &str) -> Option<(DatumKind, String)> {
        let mut all = found(text);
        assert!(all.len() <= 1, "{text}: {all:?}");
        all.pop()
    }

    #[test]
    fn personal_data_is_found_and_masked() {
        use DatumKind::{Birth, Email, FiscalCode, Iban, Mobile};
        for (text, kind, masked) in [
            ("C.F. MRTMTT25D09F205Z,", FiscalCode, "MRTM••••••••••5Z"),
            (
                "IBAN: IT60 X054 2811 1010 0000 0123 456",
                Iban,
                "IT60•••••••••••••••••••3456",
            ),
            (
                "scrivere a Mario.Rossi@gmail.com.",
                Email,
                "ma•••••••••@gmail.com",
            ),
            ("cell. 347 1234567", Mobile, "347•••••67"),
            ("cell. +39 347.123.4567", Mobile, "347•••••67"),
            ("cell. 0039 3471234567", Mobile, "347•••••67"),
            (
                "la sig.ra Rossi, nata a Cassino (FR) il 3/4/1970,",
                Birth,
                "nata a Cassino (FR) il •/•/1970",
            ),
            ("nato il 12 marzo 1980", Birth, "nato il •• marzo 1980"),
        ] {
            assert_eq!(one(text), Some((kind, masked.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_personal_datum_is_left() {
        for text in [
            "MRTMTT25D09F205A ha un carattere sbagliato",
            "P. IVA 00248800641; Tel/Fax 081.8259343",
            "comune.avella@cert.irpinianet.eu, protocollo@pec.it, info@ditta.it",
            "mario.rossi@comune.alvito.fr.it, rpct@salute.gov.it",
            "IT60X0542811101000000123457",
            "CUP J54J25000990006, CIG 3471234567, prot. 3471234567, € 347.123.456,00",
            "D.Lgs. 33/2013, Legge 347/2003 del 3.2.2003",
            "il consorzio è nato a seguito della legge",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn pages_are_told_and_the_treasury_is_public() {
        let pages = ["".to_owned(), "347 1234567 e 347 1234567".to_owned()];
        let data = personal_data(&pages);
        assert_eq!(data.len(), 1);
        assert_eq!(data[0].page, 2);
        let check = (0..97)
            .map(|check| format!("IT{check:02}A0100003245348300058577"))
            .find(|account| codes::is_iban(account));
        assert_eq!(found(&check.unwrap()), []);
    }
}

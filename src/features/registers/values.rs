//! Values as public registers write them; each error is a whole Italian sentence.

use chrono::{DateTime, NaiveDate};

use crate::features::unioni::directory::REGIONI;
use crate::features::unioni::{self, NAME_MOST};
use crate::platform::codes;
use crate::platform::dates;
use crate::platform::web::address;
use crate::platform::web::fields::length;

/// The most characters of any other text.
const TEXT_MOST: usize = 500;

/// The most people of a body: a tenth more than the largest Region has.
const PEOPLE_MOST: i64 = 11_000_000;

/// A name that is there and is not too long.
pub fn name(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("Manca la denominazione.".to_owned());
    }
    if length(text) > NAME_MOST {
        return Err(format!("La denominazione ha più di {NAME_MOST} caratteri."));
    }
    Ok(text.to_owned())
}

/// Any other text that is not too long.
pub fn short(text: &str, what: &str) -> Result<String, String> {
    if length(text) > TEXT_MOST {
        return Err(format!("{what}: il testo ha più di {TEXT_MOST} caratteri."));
    }
    Ok(text.to_owned())
}

/// A codice IPA.
pub fn ipa_code(text: &str) -> Result<String, String> {
    match text {
        "" => Err("Manca il codice IPA.".to_owned()),
        text if unioni::is_ipa_code(text) => Ok(text.to_owned()),
        text => Err(format!("«{}» non è un codice IPA.", shown(text))),
    }
}

/// An ISTAT code of a Comune, six digits. One that lost its leading zeros, as the numeric form of ISTAT
/// has none, gets them back; what begins with a zero lost none.
pub fn istat_code(text: &str) -> Result<String, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        _ if text.is_empty() => Err("Manca il codice ISTAT.".to_owned()),
        6 if digits => Ok(text.to_owned()),
        4..=5 if digits && !text.starts_with('0') => Ok(format!("{text:0>6}")),
        _ => Err(format!(
            "«{}» non è il codice ISTAT di un comune: servono sei cifre.",
            shown(text)
        )),
    }
}

/// A cadastral code, a letter and three digits; empty when there is none.
pub fn cadastral_code(text: &str) -> Result<String, String> {
    let bytes = text.as_bytes();
    let sound = bytes.len() == 4
        && bytes[0].is_ascii_alphabetic()
        && bytes[1..].iter().all(u8::is_ascii_digit);
    if text.is_empty() || sound {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(format!("«{}» non è un codice catastale.", shown(text)))
    }
}

/// The letters of a province; empty when there are none.
pub fn province(text: &str) -> Result<String, String> {
    if text.is_empty() || unioni::is_province(text) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(format!(
            "«{}» non è la sigla di una provincia: scegli la colonna con le sigle di due lettere.",
            shown(text)
        ))
    }
}

/// A region by the name our lists have; empty when there is none. Registers write the same region as
/// `Emilia Romagna`, `VALLE D'AOSTA`, `Valle d'Aosta/Vallée d'Aoste`.
pub fn region(text: &str) -> Result<String, String> {
    let key = |text: &str| -> String {
        let first = text.split('/').next().unwrap_or_default();
        address::sort_key(first)
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect()
    };
    if text.is_empty() {
        return Ok(String::new());
    }
    REGIONI
        .iter()
        .find(|known| key(known) == key(text))
        .map(|known| (*known).to_owned())
        .ok_or_else(|| format!("«{}» non è una regione.", shown(text)))
}

/// A number of people, with or without dots between thousands; none when empty.
pub fn people(text: &str) -> Result<Option<i64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let digits: String = whole
        .chars()
        .filter(|c| !matches!(c, '.' | ' ' | '\u{a0}' | '\''))
        .collect();
    digits
        .parse::<i64>()
        .ok()
        .filter(|people| (0..=PEOPLE_MOST).contains(people))
        .map(Some)
        .ok_or_else(|| format!("«{}» non è un numero di abitanti.", shown(text)))
}

/// An amount of money in cents: `10172.0`, `10.172,00`, `10172`; none when empty.
pub fn cents(text: &str) -> Result<Option<i64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let fault = || format!("«{}» non è un importo.", shown(text));
    let bare = text.trim_end_matches('€').trim();
    // Three digits behind a dot are thousands: no register counts tenths of a cent.
    let thousands = bare.split('.').skip(1).all(|group| group.len() == 3);
    let plain = if bare.contains(',') {
        bare.replace('.', "").replace(',', ".")
    } else if thousands {
        bare.replace('.', "")
    } else {
        bare.to_owned()
    };
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || whole.len() > 13 {
        return Err(fault());
    }
    // Beyond the cents a register only has zeros, or the noise of a float.
    let hundredths: String = part.chars().chain("00".chars()).take(2).collect();
    format!("{whole}{hundredths}")
        .parse()
        .map(Some)
        .map_err(|_| fault())
}

/// A day: `2022-11-10`, `10/11/2022`, or an instant with its zone, of which the day in Rome counts; none
/// when empty.
pub fn day(text: &str, what: &str) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let instant = || {
        ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z"]
            .iter()
            .find_map(|form| DateTime::parse_from_str(text, form).ok())
            .map(|at| dates::in_rome(at.to_utc()))
    };
    ["%Y-%m-%d", "%d/%m/%Y"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
        .or_else(instant)
        .filter(|day| ("1900-01-01".."2200-01-01").contains(&day.to_string().as_str()))
        .map(Some)
        .ok_or_else(|| format!("{what}: «{}» non è una data.", shown(text)))
}

/// A CUP that is there.
pub fn cup(text: &str) -> Result<String, String> {
    codes::cup(text).map_err(|fault| match fault {
        codes::Fault::Length(0) => "Manca il CUP.".to_owned(),
        codes::Fault::Length(_) | codes::Fault::Sign | codes::Fault::Check => format!(
            "«{}» non è un CUP: servono {} lettere e cifre.",
            shown(text),
            codes::CUP_LENGTH
        ),
    })
}

/// As much of a text as a sentence bears.
pub fn shown(text: &str) -> String {
    const MOST: usize = 40;
    if length(text) <= MOST {
        text.to_owned()
    } else {
        text.chars().take(MOST).chain("…".chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_keep_their_zeros_and_get_lost_ones_back() {
        assert_eq!(istat_code("001001").as_deref(), Ok("001001"));
        assert_eq!(istat_code("1001").as_deref(), Ok("001001"));
        assert_eq!(istat_code("60060").as_deref(), Ok("060060"));
        for wrong in ["", "06006", "0600601", "06006a", "123"] {
            assert!(istat_code(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(cup("g51f22005870006").as_deref(), Ok("G51F22005870006"));
        assert!(cup("G51F2200587000").is_err());
        assert_eq!(cadastral_code("a074").as_deref(), Ok("A074"));
        assert!(cadastral_code("AA74").is_err());
    }

    #[test]
    fn regions_are_known_however_they_are_written() {
        for (text, known) in [
            ("Emilia Romagna", "Emilia-Romagna"),
            ("VALLE D'AOSTA", "Valle d’Aosta"),
            ("Valle d'Aosta/Vallée d'Aoste", "Valle d’Aosta"),
            ("Trentino-Alto Adige/Südtirol", "Trentino-Alto Adige"),
            ("friuli venezia giulia", "Friuli-Venezia Giulia"),
            ("", ""),
        ] {
            assert_eq!(region(text).as_deref(), Ok(known), "{text}");
        }
        assert!(region("Padania").is_err());
        assert!(province("Torino").is_err());
        assert_eq!(province("to").as_deref(), Ok("TO"));
    }

    #[test]
    fn numbers_are_read_as_italians_and_machines_write_them() {
        for (text, expected) in [
            ("2.644", 2_644),
            ("2644", 2_644),
            ("2644.0", 2_644),
            ("12 345", 12_345),
        ] {
            assert_eq!(people(text), Ok(Some(expected)), "{text}");
        }
        for wrong in ["-3", "molti", "99999999999", "1e4"] {
            assert!(people(wrong).is_err(), "{wrong}");
        }
        for (text, expected) in [
            ("10172.0", 1_017_200),
            ("4326.4", 432_640),
            ("9506.14", 950_614),
            ("10.172,00", 1_017_200),
            ("987000000", 98_700_000_000),
            ("1.000 €", 100_000),
        ] {
            assert_eq!(cents(text), Ok(Some(expected)), "{text}");
        }
        for wrong in ["-1", "=1", ".", "99999999999999999", "dieci"] {
            assert!(cents(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_are_those_of_rome() {
        let read = |text: &str| day(text, "Inviata il").map(|day| day.map(|day| day.to_string()));
        assert_eq!(
            read("2022-10-26T09:53:11.000+0000"),
            Ok(Some("2022-10-26".to_owned()))
        );
        assert_eq!(
            read("2022-10-26T23:53:11.000+0000"),
            Ok(Some("2022-10-27".to_owned()))
        );
        assert_eq!(read("26/10/2022"), Ok(Some("2022-10-26".to_owned())));
        assert_eq!(read(""), Ok(None));
        for wrong in ["0000-01-01", "9999-12-31", "31/02/2022", "ieri"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_cell_is_read_or_explained(text in ".{0,60}") {
            for sentence in [
                istat_code(&text).err(), ipa_code(&text).err(), region(&text).err(), province(&text).err(),
                people(&text).err(), cents(&text).err(), day(&text, "Data").err(), cup(&text).err(),
            ].into_iter().flatten() {
                prop_assert!(sentence.ends_with('.'));
            }
        }
    }
}

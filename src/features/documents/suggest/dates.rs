//! Dates as acts write them: `12/03/2026`, `12.3.26`, `12 marzo 2026`, `l'anno duemilaventisei, il
//! giorno dodici, del mese di marzo`.

use crate::platform::dates::{MONTHS, PartialDate};

/// What a date looks like in figures or with the name of its month; for use within other rules.
pub const DATE: &str = r"(?:\d{1,2} ?[./\-] ?\d{1,2} ?[./\-] ?(?:\d{4}|\d{2})\b|(?:\d{1,2}|1[°º]|primo)\s+(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\s+\d{4})";

rule!(
    FIGURES,
    r"(\d{1,2}) ?[./\-] ?(\d{1,2}) ?[./\-] ?(\d{4}|\d{2})\b"
);
rule!(
    NAMED,
    r"(?i)(\d{1,2}|primo)[°º]?\s+(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\s+(\d{4})"
);
rule!(
    IN_WORDS,
    r"(?is)l'\s?anno\s+(duemila\p{L}*|\d{4})\b.{0,30}?\b(?:giorno|addì|dì)\s+(\d{1,2}|\p{L}+)\b.{0,30}?\bmese\s+di\s+(\p{L}+)"
);

fn month(name: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|one| *one == name.to_lowercase())?;
    u32::try_from(at + 1).ok()
}

/// The first date in a stretch that has one of the forms of [`DATE`].
pub fn first(text: &str) -> Option<PartialDate> {
    let figures = FIGURES.captures(text).and_then(|found| {
        let at = found.get(0)?.start();
        let year: i32 = found[3].parse().ok()?;
        let year = if year < 100 { 2000 + year } else { year };
        let date = PartialDate::new(year, found[2].parse().ok(), found[1].parse().ok())?;
        Some((at, date))
    });
    let named = NAMED.captures(text).and_then(|found| {
        let at = found.get(0)?.start();
        let day = found[1].parse().unwrap_or(1);
        let date = PartialDate::new(found[3].parse().ok()?, month(&found[2]), Some(day))?;
        Some((at, date))
    });
    figures
        .into_iter()
        .chain(named)
        .min_by_key(|(at, _)| *at)
        .map(|(_, date)| date)
}

/// The date of a sitting that is written out in words.
pub fn in_words(text: &str) -> Option<PartialDate> {
    let found = IN_WORDS.captures(text)?;
    let year = match found[1].parse() {
        Ok(year) => year,
        Err(_) => {
            let rest = found[1].to_lowercase();
            let rest = rest.strip_prefix("duemila")?.to_owned();
            2000 + if rest.is_empty() { 0 } else { number(&rest)? }
        }
    };
    let day = match found[2].parse::<i32>() {
        Ok(day) => day,
        Err(_) => number(&found[2].to_lowercase())?,
    };
    PartialDate::new(year, month(&found[3]), u32::try_from(day).ok())
}

/// A number to 99 in Italian words.
fn number(word: &str) -> Option<i32> {
    const SMALL: [&str; 20] = [
        "zero",
        "uno",
        "due",
        "tre",
        "quattro",
        "cinque",
        "sei",
        "sette",
        "otto",
        "nove",
        "dieci",
        "undici",
        "dodici",
        "tredici",
        "quattordici",
        "quindici",
        "sedici",
        "diciassette",
        "diciotto",
        "diciannove",
    ];
    const TENS: [(&str, i32); 8] = [
        ("vent", 20),
        ("trent", 30),
        ("quarant", 40),
        ("cinquant", 50),
        ("sessant", 60),
        ("settant", 70),
        ("ottant", 80),
        ("novant", 90),
    ];
    let word = word.replace('é', "e");
    let small = |word: &str| {
        let at = SMALL.iter().position(|one| *one == word)?;
        i32::try_from(at).ok()
    };
    match word.as_str() {
        "primo" => return Some(1),
        "" => return None,
        _ => {}
    }
    small(&word).or_else(|| {
        TENS.iter().find_map(|(stem, tens)| {
            let rest = word.strip_prefix(stem)?;
            // `venti`, `ventuno`, `ventotto`: the vowel falls before another.
            let units = match rest {
                "i" | "a" => 0,
                _ => small(rest)
                    .or_else(|| small(rest.strip_prefix(['i', 'a'])?))
                    .filter(|units| (1..10).contains(units))?,
            };
            Some(tens + units)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_acts_write_them() {
        for (text, expected) in [
            ("del 12/03/2026", "2026-03-12"),
            ("12.3.26", "2026-03-12"),
            ("1° marzo 2026", "2026-03-01"),
            ("12 MARZO 2026, poi 13/03/2026", "2026-03-12"),
            ("12 - 03 - 2026", "2026-03-12"),
        ] {
            assert_eq!(
                first(text).map(PartialDate::to_storage).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        assert_eq!(first("art. 35/2026, 31/02/2026"), None);
    }

    #[test]
    fn sittings_are_dated_in_words() {
        for (text, expected) in [
            (
                "L'anno duemilaventisei, il giorno dieci, del mese di aprile",
                "2026-04-10",
            ),
            (
                "L'anno duemilaventuno addì ventotto del mese di Maggio alle",
                "2021-05-28",
            ),
            ("l'anno 2024 il giorno 3 del mese di giugno", "2024-06-03"),
            (
                "L'anno duemilaventitré il giorno trentuno del mese di marzo",
                "2023-03-31",
            ),
        ] {
            assert_eq!(
                in_words(text).map(PartialDate::to_storage).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }
}

//! Number and date of an act, near its heading.

use super::dates::{self, DATE};
use super::head::Head;
use crate::platform::dates::PartialDate;

const NUMBER: &str = r"(?:n(?:r|um|umero)?\s?[.°º:]{0,2}\s{0,4}|numero\s+)(?:reg(?:istro)?\.?\s+|delib\.?\s+)?(\d{1,6})\b(?:\s?/\s?(?:\d{4}|\d{2}\b))?";

rule!(
    GENERAL,
    &format!(
        r"(?is)\breg(?:istro|\.)?\s*gen(?:erale|\.)?\s*(?:delle\s+(?:determinazioni|determine)\s*)?[:\-–]?\s*(?:n(?:r|um|umero)?\s?[.°º:]{{0,2}})?\s*(\d{{1,6}})\b(?:\s?/\s?\d{{2,4}})?(?:\s*(?:del|in\s+data|data)?\s*:?\s*({DATE}))?"
    )
);
rule!(
    WITH_DATE,
    &format!(
        r"(?is)\b{NUMBER}\s*[,\-–]?\s*(?:reg\.?\s*)?(?:del(?:l')?|in\s+data|data|seduta\s+del)\s*:?\s*(?:giorno\s+)?({DATE})"
    )
);
rule!(ALONE, &format!(r"(?is)\b{NUMBER}"));
rule!(
    DATED,
    &format!(
        r"(?is)\b(?:seduta\s+del(?:\s+giorno)?|data(?:\s+(?:di\s+)?(?:adozione|seduta|emissione|registrazione))?|in\s+data|del(?:\s+giorno)?|lì|addì)\s*[:,\-–]?\s*({DATE})"
    )
);
// What stands before the number of something else: a protocol, a proposal, a law, an address.
rule!(
    OF_ANOTHER,
    r"(?is)(?:prot\S{0,10}|protocollo(?:\s+generale)?|proposta|settore|legge|d\.?\s?lgs\.?|decreto\s+legislativo|d\.?p\.?r\.?|d\.?l\.?|l\.|t\.u\.|art\S*|articolo|piazza\s[^\n]{0,30}|via\s[^\n]{0,30}|corso\s[^\n]{0,30}|c\.?a\.?p\.?|tel\S*|fax|p\.?\s?iva\S*|pubblicazion\S*|albo\S*|allegat\S*|sub|pag\S*|comma|fg\S*|foglio|c\.?f\.?|repertorio|rep\.?)\s*(?:n(?:r)?[.°º]?)?\s*[:,(\-]?\s*$"
);

/// The number of an act and its date. Of several numbers that of the general register counts, then the
/// nearest after the heading that has a date, then the nearest.
pub fn number_and_date(head: &Head, heading: usize) -> (Option<String>, Option<PartialDate>) {
    let text = &head.without_object();
    let plain = |number: &str| {
        let digits = number.trim_start_matches('0');
        (!digits.is_empty()).then(|| digits.to_owned())
    };
    if let Some(found) = GENERAL.captures(text)
        && let Some(number) = plain(&found[1])
    {
        let date = found.get(2).and_then(|date| dates::first(date.as_str()));
        return (Some(number), date.or_else(|| date_near(text, heading)));
    }
    let dated = WITH_DATE
        .captures_iter(text)
        .filter(|found| {
            found
                .get(0)
                .is_some_and(|all| is_its_own(text, all.start()))
        })
        .filter_map(|found| {
            let at = found.get(0)?.start();
            let date = dates::first(&found[2])?;
            Some((distance(at, heading), plain(&found[1])?, date))
        })
        .min_by_key(|(distance, ..)| *distance);
    if let Some((_, number, date)) = dated {
        return (Some(number), Some(date));
    }
    let alone = ALONE
        .captures_iter(text)
        .filter(|found| {
            found
                .get(0)
                .is_some_and(|all| is_its_own(text, all.start()))
        })
        .filter_map(|found| {
            let at = found.get(0)?.start();
            Some((distance(at, heading), plain(&found[1])?))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, number)| number);
    (alone, date_near(text, heading))
}

/// How far from the heading; what stands before it is as far as if it stood farther behind.
fn distance(at: usize, heading: usize) -> usize {
    if at >= heading {
        at - heading
    } else {
        (heading - at) * 3
    }
}

fn is_its_own(text: &str, at: usize) -> bool {
    let mut from = at.saturating_sub(60);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    // A new line begins something else, unless the label stands alone on the line before.
    !OF_ANOTHER.is_match(&text[from..at])
}

fn date_near(text: &str, heading: usize) -> Option<PartialDate> {
    let labelled = DATED
        .captures_iter(text)
        .filter(|found| {
            found
                .get(0)
                .is_some_and(|all| !OF_ANOTHER_DATE.is_match(before(text, all.start())))
        })
        .filter_map(|found| {
            let all = found.get(0)?;
            Some((distance(all.start(), heading), dates::first(&found[1])?))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, date)| date);
    dates::in_words(text).or(labelled)
}

// A date that belongs to a protocol, a proposal, a publication.
rule!(
    OF_ANOTHER_DATE,
    r"(?is)(?:prot\S{0,10}|protocollo|proposta|pubblicazion\S*|albo|esecutiv\S*|legge|d\.?\s?lgs\.?|d\.?p\.?r\.?)[^\n]{0,25}$"
);

fn before(text: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(45);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..at]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_that_of_the_act() {
        let check = |text: &str, number: &str, date: &str| {
            let head = Head::of(&[text.to_owned()]);
            let at = head.text.to_lowercase().find("de").unwrap_or(0);
            let (found, dated) = number_and_date(&head, at);
            assert_eq!(found.unwrap_or_default(), number, "{text}");
            assert_eq!(
                dated.map(PartialDate::to_storage).unwrap_or_default(),
                date,
                "{text}"
            );
        };
        check("DELIBERAZIONE\nN° 50 del 10/04/2026", "50", "2026-04-10");
        check(
            "DETERMINAZIONE\nN. 17 DEL\n13/03/2026\nRegistro Generale\nN. 188 DEL\n13/03/2026",
            "188",
            "2026-03-13",
        );
        check(
            "Prot. n. 0001234 del 11/03/2026\nDELIBERA N. 7 del 12 marzo 2026",
            "7",
            "2026-03-12",
        );
        check(
            "DELIBERA\nNumero 007 / 2026\nSeduta del 12.03.2026",
            "7",
            "2026-03-12",
        );
        check("DECRETO\nPiazza Roma n. 4\n", "", "");
    }
}

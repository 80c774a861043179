//! Codes and protocol that a text names.

use super::dates::{self, DATE};
use super::head::{Head, even};
use crate::features::documents::Protocol;
use crate::platform::codes;
use crate::platform::dates::PartialDate;

/// The most codes of one kind that are suggested.
const MAX_CODES: usize = 20;

// A letter, two digits, a letter, eleven digits; lines and blanks may break it anywhere.
rule!(
    CUP,
    r"(?i)\b[A-Z](?:[ \n\-]{0,2}\d){2}[ \n\-]{0,2}[A-Z](?:[ \n\-]{0,2}\d){11}\b"
);
rule!(
    CIG_LABEL,
    r"(?i)\b(?:smart\s?)?c\.?\s?i\.?\s?g\.?\s*(?:\([^)]{0,40}\))?\s*(?:derivato|padre|accordo quadro)?\s*(?:n(?:r|um|umero)?\s?[.°º]?)?\s*[:=\-–]?\s*"
);
rule!(
    PROTOCOL,
    &format!(
        r"(?is)\bprot(?:ocollo|\.)?\s*(?:gen(?:erale|\.)?|interno)?\s*(?:(?:n|nr|num|numero)\s?[.°º]?)?\s*[:\-–]?\s*(\d[\d ]{{0,11}}\d|\d)\b(?:\s?/\s?(\d{{4}}))?(?:\s*(?:del|in\s+data|data)?\s*:?\s*({DATE}))?"
    )
);
// A protocol that is cited: of what came in, or of another office.
rule!(
    CITED,
    r"(?is)(?:acquisit\S*|pervenut\S*|ricevut\S*|assunt\S*|nota|richiesta|istanza|comunicazione|registrat\S*)[^\n]{0,60}$"
);

/// The CUP a text names, in its order.
pub fn cups(text: &str) -> Vec<String> {
    let text = even(text, text.len());
    distinct(
        CUP.find_iter(&text)
            .filter_map(|found| codes::cup(&found.as_str().replace('-', "")).ok()),
    )
}

/// The CIG a text names: after their label, one or several.
pub fn cigs(text: &str) -> Vec<String> {
    let text = even(text, text.len());
    let mut found = Vec::new();
    for label in CIG_LABEL.find_iter(&text) {
        let mut rest = &text[label.end()..];
        while let Some((code, after)) = cig_at(rest) {
            found.push(code);
            let next = after.trim_start();
            let Some(next) = next
                .strip_prefix([',', ';', '/'])
                .or_else(|| next.strip_prefix("e "))
            else {
                break;
            };
            rest = next.trim_start();
        }
    }
    distinct(found.into_iter())
}

/// A CIG at the beginning of a text, blanks within it or not, and what follows it.
fn cig_at(text: &str) -> Option<(String, &str)> {
    let (mut code, mut blanks) = (String::new(), 0);
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_alphanumeric() {
            code.push(c);
            blanks = 0;
            end = at + 1;
            if code.len() == codes::CIG_LENGTH {
                break;
            }
        } else if matches!(c, ' ' | '\n' | '-') && blanks < 2 {
            blanks += 1;
        } else {
            return None;
        }
    }
    let goes_on = text[end..].starts_with(|c: char| c.is_alphanumeric());
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    (!goes_on && digits >= 1)
        .then(|| codes::cig(&code).ok())
        .flatten()
        .map(|code| (code, &text[end..]))
}

fn distinct(found: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for code in found {
        if kept.len() < MAX_CODES && !kept.contains(&code) {
            kept.push(code);
        }
    }
    kept
}

/// The protocol of the act itself: in its head, before anything is cited. Its year is the one beside
/// it, or that of its date, or that of the act.
pub fn protocol(head: &Head, date: Option<PartialDate>, issuer: Option<&str>) -> Option<Protocol> {
    let text = head.text.as_str();
    PROTOCOL.captures_iter(text).find_map(|found| {
        let at = found.get(0)?.start();
        let mut from = at.saturating_sub(70);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        if CITED.is_match(&text[from..at]) {
            return None;
        }
        let year = found
            .get(2)
            .and_then(|year| year.as_str().parse().ok())
            .or_else(|| Some(dates::first(found.get(3)?.as_str())?.year()))
            .or_else(|| Some(date?.year()))?;
        let number: String = found[1].chars().filter(char::is_ascii_digit).collect();
        Protocol::new(issuer.unwrap_or_default(), year, &number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_broken_or_whole() {
        assert_eq!(
            cups("CUP: J54J25000990006 e C.U.P. B51B 21005\n740007"),
            ["J54J25000990006", "B51B21005740007"]
        );
        assert!(cups("IBAN IT60X0542811101000000123456, CUP da acquisire").is_empty());
        let ours = format!("{:07}{:03X}", 1_234_567, 1_234_567 * 211 % 4091);
        for text in [
            format!("CIG: {ours}"),
            format!("C.I.G. n. {} {}", &ours[..5], &ours[5..]),
            format!("CIG {}\n{}", &ours[..4], &ours[4..]),
        ] {
            assert_eq!(cigs(&text), [ours.as_str()], "{text}");
        }
        assert_eq!(
            cigs(&format!("CIG: {ours}; B1A2C3D4E5.")),
            [ours.as_str(), "B1A2C3D4E5"]
        );
        assert!(cigs("CIG: da acquisire con separato atto").is_empty());
    }

    #[test]
    fn the_protocol_is_that_of_the_act() {
        let of = |text: &str| {
            let head = Head::of(&[text.to_owned()]);
            protocol(&head, None, Some("Comune di X")).map(|one| (one.number, one.year))
        };
        assert_eq!(
            of("Prot. n. 0001234 del 11/03/2026"),
            Some(("0001234".to_owned(), 2026))
        );
        assert_eq!(
            of("Protocollo generale: 4321/2025"),
            Some(("0004321".to_owned(), 2025))
        );
        assert_eq!(
            of("la nota acquisita al prot. n. 3771 del 30.03.2026"),
            None
        );
        assert_eq!(of("Prot. 12"), None, "no year is known");
    }
}

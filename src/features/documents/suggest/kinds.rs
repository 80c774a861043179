//! What sort of act a heading names.

use super::head::Head;
use crate::features::documents::DocumentKind;

/// A kind, and where its heading begins in the head.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    pub kind: DocumentKind,
    pub at: usize,
}

impl Found {
    /// Whether acts of this kind stand under a number in a register of their body.
    pub fn is_numbered(self) -> bool {
        matches!(
            self.kind,
            DocumentKind::DeliberaConsiglio
                | DocumentKind::DeliberaGiunta
                | DocumentKind::Determina
                | DocumentKind::Decreto
                | DocumentKind::Ordinanza
                | DocumentKind::OrdineDiServizio
        )
    }
}

/// What stands before the name of the kind without being part of it.
const BEFORE: [&str; 19] = [
    "copiadi",
    "copia",
    "originale",
    "estrattodal",
    "estratto",
    "registrodelle",
    "schemadi",
    "schema",
    "bozzadi",
    "bozza",
    "propostadi",
    "verbaledi",
    "verbaledella",
    "verbaledel",
    "attodi",
    "testodi",
    "approvazionedel",
    "nuovo",
    "allegatoa",
];

/// The longest line that can be a heading, in letters.
const HEADING_LETTERS: usize = 110;

/// Letters and digits of a line, small and without accents: spaced and broken headings read alike.
fn squeezed(line: &str) -> String {
    line.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c {
            'à' => 'a',
            'è' | 'é' => 'e',
            'ì' => 'i',
            'ò' => 'o',
            'ù' => 'u',
            other => other,
        })
        .collect()
}

/// The kind the first heading names.
pub fn kind_of(head: &Head) -> Option<Found> {
    let mut at = 0;
    let lines: Vec<(usize, String)> = head
        .text
        .split('\n')
        .map(|line| {
            let begins = at;
            at += line.len() + 1;
            (begins, squeezed(line))
        })
        .filter(|(_, line)| !line.is_empty())
        .collect();
    (0..lines.len()).find_map(|index| {
        let (at, line) = &lines[index];
        let after: String = lines[index + 1..]
            .iter()
            .take(4)
            .map(|(_, line)| line.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let around = format!(
            "{} {line} {after}",
            lines[index.saturating_sub(2)..index]
                .iter()
                .map(|(_, line)| line.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        );
        let kind = heading(line, &around)?;
        Some(Found { kind, at: *at })
    })
}

/// The kind a line names when it is a heading; `around` are the lines beside it, where the organ may be.
fn heading(line: &str, around: &str) -> Option<DocumentKind> {
    let mut name = line;
    while let Some(rest) = BEFORE.iter().find_map(|before| name.strip_prefix(before)) {
        name = rest;
    }
    if line.chars().count() > HEADING_LETTERS {
        return None;
    }
    let is = |begins: &[&str]| begins.iter().any(|begin| name.starts_with(begin));
    if is(&["deliberazion", "delibera"]) {
        return organ(line, around);
    }
    // A record of a sitting that decides is its deliberation.
    if line.starts_with("verbale") && !line.contains("deliberazion") {
        return Some(DocumentKind::Verbale);
    }
    Some(match () {
        () if is(&[
            "determinazion",
            "determinadirigenziale",
            "determinan",
            "determinadi",
            "determinaacontrarre",
        ]) || name == "determina" =>
        {
            DocumentKind::Determina
        }
        () if is(&[
            "decretodel",
            "decreton",
            "decretosindacale",
            "decretopresidenziale",
        ]) || name == "decreto" =>
        {
            DocumentKind::Decreto
        }
        () if is(&["ordinanza"]) => DocumentKind::Ordinanza,
        () if is(&["ordinediservizio", "disposizionediservizio"]) => DocumentKind::OrdineDiServizio,
        () if is(&["regolamento"]) => DocumentKind::Regolamento,
        () if is(&["statuto"]) => DocumentKind::Statuto,
        () if is(&[
            "convenzione",
            "accordodicollaborazione",
            "accordotra",
            "protocollodintesa",
        ]) =>
        {
            DocumentKind::Convenzione
        }
        () if is(&["capitolato", "disciplinaretecnico"]) => DocumentKind::Capitolato,
        () if is(&["contratto", "scritturaprivata"]) => DocumentKind::Contratto,
        () if is(&["certificatodiregolareesecuzione"]) => DocumentKind::Cre,
        () if is(&["attoricognitivo", "ricognizione"]) => DocumentKind::AttoRicognitivo,
        () if is(&["documentounicodiprogrammazione", "dupdocumento"]) || name == "dup" => {
            DocumentKind::Dup
        }
        () if is(&["pianointegratodiattivita", "piao"]) => DocumentKind::Piao,
        () if is(&["pianodiinnovazionedigitale", "pianoperlinnovazionedigitale"]) => {
            DocumentKind::PianoInnovazione
        }
        () if is(&["piano"]) && !is(&["pianoterra", "pianonazionale"]) => DocumentKind::Piano,
        () if is(&["bando", "avvisopubblico", "avvisodi"]) || name == "avviso" => {
            DocumentKind::Bando
        }
        () if is(&["relazione"]) => DocumentKind::Relazione,
        () if is(&["istanza", "domandadi", "richiestadi"]) => DocumentKind::Istanza,
        () if is(&["mozione", "interrogazione", "ordinedelgiorno"]) => DocumentKind::Mozione,
        () if is(&["modulo", "facsimile", "modello"]) => DocumentKind::Modello,
        () => return None,
    })
}

/// Which organ decided: it stands in the heading, or beside it.
fn organ(line: &str, around: &str) -> Option<DocumentKind> {
    let in_line = |text: &str| {
        let giunta = text.find("giunta").or_else(|| text.find("dellagc"));
        let consiglio = text.find("consiglio").or_else(|| text.find("consiliare"));
        match (giunta, consiglio) {
            (Some(giunta), Some(consiglio)) if giunta < consiglio => {
                Some(DocumentKind::DeliberaGiunta)
            }
            (_, Some(_)) => Some(DocumentKind::DeliberaConsiglio),
            (Some(_), None) => Some(DocumentKind::DeliberaGiunta),
            (None, None) => None,
        }
    };
    let by_letters = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .find_map(|word| match word {
                _ if word.starts_with("deliberagc") || word.starts_with("deliberadigc") => {
                    Some(DocumentKind::DeliberaGiunta)
                }
                _ if word.starts_with("deliberacc") || word.starts_with("deliberadicc") => {
                    Some(DocumentKind::DeliberaConsiglio)
                }
                _ => None,
            })
    };
    in_line(line)
        .or_else(|| by_letters(line))
        .or_else(|| in_line(around))
        .or_else(|| {
            around
                .contains("assemblea")
                .then_some(DocumentKind::DeliberaConsiglio)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_names_the_kind() {
        let check = |text: &str, expected: Option<DocumentKind>| {
            let head = Head::of(&[text.to_owned()]);
            assert_eq!(kind_of(&head).map(|found| found.kind), expected, "{text}");
        };
        check(
            "COPIA\nDELIBERAZIONE DELLA GIUNTA COMUNALE\nN. 3",
            Some(DocumentKind::DeliberaGiunta),
        );
        check(
            "VERBALE DI DELIBERAZIONE\nDEL CONSIGLIO DELL'UNIONE",
            Some(DocumentKind::DeliberaConsiglio),
        );
        check(
            "D E T E R M I N A Z I O N E  N. 12",
            Some(DocumentKind::Determina),
        );
        check("IL SINDACO\nORDINANZA N. 4", Some(DocumentKind::Ordinanza));
        check(
            "SCHEMA DI CONVENZIONE PER LA GESTIONE",
            Some(DocumentKind::Convenzione),
        );
        check(
            "Approvato con delibera di C.C. n. 3\nREGOLAMENTO",
            Some(DocumentKind::Regolamento),
        );
        check("Oggetto: regolamento per il patrocinio", None);
        check(
            "Si trasmette in allegato la deliberazione della giunta",
            None,
        );
    }
}

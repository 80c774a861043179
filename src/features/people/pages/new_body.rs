//! The fields of a body that is not there yet, on the page of an invitation.

use crate::features::topics::Choice;
use crate::features::unioni::directory::REGIONI;
use crate::features::unioni::{
    BodyKind, Brief, IPA_CODE_SENTENCE, NAME_MOST, NewBody, is_ipa_code,
};
use crate::platform::web::fields::{Faults, Fields, length};

/// What the form calls it among the bodies that are there.
pub const CHOICE: &str = "nuovo";
/// How it reads there.
pub const OPTION: &str = "Un ente che non c’è ancora";

/// What stands in the fields.
pub struct NewBodyFields {
    /// Whether it was chosen.
    pub wanted: bool,
    /// Unione, Comune or another.
    pub kinds: Vec<Choice>,
    /// Its name.
    pub name: String,
    /// The most characters of its name.
    pub name_most: usize,
    /// Its codice IPA.
    pub ipa_code: String,
    /// Its region, which decides what facilitatori look after it.
    pub regions: Vec<Choice>,
}

impl NewBodyFields {
    /// The fields as they were sent.
    pub fn sent(fields: &Fields) -> NewBodyFields {
        let kind = |kind: BodyKind, label: &str| Choice {
            value: kind.to_string(),
            label: label.to_owned(),
            chosen: fields.text("tipo_ente") == kind.as_str(),
        };
        let region = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: fields.text("regione") == value,
        };
        NewBodyFields {
            wanted: fields.text("ente") == CHOICE,
            kinds: vec![
                kind(BodyKind::Unione, "Unione di comuni"),
                kind(BodyKind::Comune, "Comune"),
                kind(
                    BodyKind::Other,
                    "Altro ente, anche il gruppo di un programma",
                ),
            ],
            name: fields.text("nome_ente").to_owned(),
            name_most: NAME_MOST,
            ipa_code: fields.text("codice_ipa").to_owned(),
            regions: std::iter::once(region("", "Scegli una regione"))
                .chain(REGIONI.iter().map(|name| region(name, name)))
                .collect(),
        }
    }
}

/// Reads the body, or finds what is to be mended in it.
pub fn read(fields: &Fields, faults: &mut Faults) -> Option<NewBody> {
    let kind = fields.text("tipo_ente").parse().ok();
    faults.unless(
        kind.is_some(),
        "tipo_ente",
        "Scegli che cos’è l’ente: un’unione, un comune o altro",
    );
    let words: Vec<&str> = fields.text("nome_ente").split_whitespace().collect();
    let name = words.join(" ");
    faults.unless(!name.is_empty(), "nome_ente", "Scrivi il nome dell’ente");
    faults.unless(
        length(&name) <= NAME_MOST,
        "nome_ente",
        format!("Accorcia il nome: al massimo {NAME_MOST} caratteri"),
    );
    let code = fields.text("codice_ipa");
    faults.unless(is_ipa_code(code), "codice_ipa", IPA_CODE_SENTENCE);
    let region = fields.text("regione");
    faults.unless(
        REGIONI.contains(&region) || region.is_empty() && kind == Some(BodyKind::Other),
        "regione",
        "Scegli la regione: decide quali facilitatori seguono l’ente",
    );
    Some(NewBody {
        kind: kind?,
        name,
        ipa_code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        region: Some(region.to_owned()).filter(|region| !region.is_empty()),
        province: None,
        example: false,
    })
}

/// Says that the codice IPA is that of another body.
pub fn code_is_of(known: &Brief) -> Faults {
    let mut faults = Faults::default();
    faults.add(
        "codice_ipa",
        format!(
            "Questo codice IPA è di «{}»: se è l’ente giusto sceglilo dall’elenco, se no correggi il codice",
            known.name
        ),
    );
    faults
}

//! What somebody else saved meanwhile, beside what was typed.

use std::str::FromStr;

use super::form::EditForm;
use crate::features::unioni::{Activity, Altitude, Area, Factor, FunctionModel, LegalForm};

/// A part that somebody else saved in another way.
pub struct Difference {
    pub label: &'static str,
    pub saved: String,
    pub typed: String,
}

/// A part of the form that two people may have written differently: its name and its text.
type Part = (&'static str, fn(&EditForm) -> String);

const PARTS: &[Part] = &[
    ("Nome", |form| form.name.clone()),
    ("Altri nomi", |form| form.other_names.clone()),
    ("Codice IPA", |form| form.ipa_code.clone()),
    ("Fondata", |form| form.founded.clone()),
    ("Descrizione", |form| form.description.clone()),
    ("Fonte", |form| form.source.clone()),
    ("Forma giuridica", |form| {
        in_line(&[
            (&label(&form.legal_form, LegalForm::label), ""),
            (&form.legal_form_words, "in altre parole: "),
        ])
    }),
    ("Stato di attività", |form| {
        in_line(&[
            (&label(&form.activity, Activity::label), ""),
            (&form.activity_words, "in altre parole: "),
        ])
    }),
    ("Regione", |form| form.region.clone()),
    ("Provincia", |form| form.province.clone()),
    ("Zona", |form| label(&form.altitude, Altitude::label)),
    ("Comune della sede", |form| {
        form.name_of(&form.seat_comune).to_owned()
    }),
    ("Indirizzo della sede", |form| form.seat.clone()),
    ("Sito", |form| form.website.clone()),
    ("Contatti", |form| form.contacts.clone()),
    ("Comuni", comuni),
    ("Abitanti dell’unione", populations),
    ("Funzioni associate", functions),
    ("RTD", |form| {
        in_line(&[
            (&form.rtd, ""),
            (&form.rtd_since, "dal "),
            (&form.rtd_shared, "in forma associata: "),
        ])
    }),
    ("Software dell’unione", software),
    ("Condizioni che aiutano", factors),
];

fn comuni(form: &EditForm) -> String {
    in_lines(form.comuni.iter().map(|row| {
        in_line(&[
            (&row.name, ""),
            (&row.since, "dal "),
            (&row.until, "al "),
            (&row.act, "atto: "),
            (&row.leaving_reason, "uscito perché: "),
            (&row.source, "fonte: "),
            (&row.people, "abitanti: "),
            (&row.counted, "data: "),
            (&row.people_source, "secondo "),
        ])
    }))
}

fn populations(form: &EditForm) -> String {
    in_lines(form.populations.iter().map(|row| {
        in_line(&[
            (&row.people, ""),
            (&row.counted, "data: "),
            (&row.source, "secondo "),
        ])
    }))
}

fn functions(form: &EditForm) -> String {
    in_lines(form.functions.iter().map(|row| {
        let comuni: Vec<&str> = row
            .comuni
            .iter()
            .map(|number| form.name_of(number))
            .collect();
        in_line(&[
            (&row.name, ""),
            (&row.topic, "argomento: "),
            (&row.since, "dal "),
            (&row.until, "al "),
            (&label(&row.model, FunctionModel::label), "modello "),
            (&row.deed, "atto: "),
            (&comuni.join(", "), "comuni: "),
            (&row.source, "fonte: "),
        ])
    }))
}

fn software(form: &EditForm) -> String {
    in_lines(form.software.iter().map(|row| {
        in_line(&[
            (&label(&row.area, Area::label), ""),
            (&row.name, ""),
            (&row.supplier, "fornitore: "),
        ])
    }))
}

fn factors(form: &EditForm) -> String {
    in_lines(
        Factor::ALL
            .iter()
            .zip(&form.factors)
            .filter(|(_, said)| !said.is_empty())
            .map(|(factor, said)| format!("{}: {said}", factor.words())),
    )
}

/// The parts that are not the same.
pub fn differences(saved: &EditForm, typed: &EditForm) -> Vec<Difference> {
    PARTS
        .iter()
        .map(|(label, part)| Difference {
            label,
            saved: part(saved),
            typed: part(typed),
        })
        .filter(|part| part.saved != part.typed)
        .collect()
}

/// One of a closed list as people read it; as it came when it is none of them.
fn label<T: FromStr>(code: &str, words: fn(T) -> &'static str) -> String {
    code.parse().map_or(code, words).to_owned()
}

fn in_line(parts: &[(&String, &str)]) -> String {
    parts
        .iter()
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, before)| format!("{before}{text}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn in_lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

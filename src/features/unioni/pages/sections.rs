//! The sections of the form of a profile: only those somebody works in stand open.

use crate::platform::web::fields::Fault;

/// The sections of the form, in its order, and how the fields of each begin.
const SECTIONS: [(&str, &[&str]); 10] = [
    (
        "unione",
        &[
            "nome",
            "altri_nomi",
            "codice_ipa",
            "fondata",
            "descrizione",
            "fonte",
        ],
    ),
    ("forma", &["forma", "attivita"]),
    ("territorio", &["regione", "provincia", "zona", "sede"]),
    ("contatti", &["sito", "contatti"]),
    ("comuni", &["comune-", "altro-comune", "togli-comune"]),
    (
        "popolazione",
        &["popolazione-", "altra-popolazione", "togli-popolazione"],
    ),
    (
        "funzioni",
        &["funzione-", "altra-funzione", "togli-funzione"],
    ),
    ("rtd", &["rtd"]),
    (
        "software",
        &["software-", "altro-software", "togli-software"],
    ),
    ("condizioni", &["fattore-"]),
];

/// Which sections stand open, and which of their rows.
pub struct Sections {
    open: Vec<&'static str>,
    /// The fields that are to be mended.
    faulty: Vec<String>,
}

impl Sections {
    /// Those with something to mend; the first when there is nothing.
    pub fn of(faults: &[Fault]) -> Sections {
        Sections {
            open: faults
                .iter()
                .filter_map(|fault| section_of(&fault.field))
                .collect(),
            faulty: faults.iter().map(|fault| fault.field.clone()).collect(),
        }
        .or_first()
    }

    /// The one in which this button was pressed.
    pub fn of_button(button: &str) -> Sections {
        Sections {
            open: section_of(button).into_iter().collect(),
            faulty: Vec::new(),
        }
        .or_first()
    }

    /// The one an address asks for; the first when it asks for none.
    pub fn only(asked: &str) -> Sections {
        Sections {
            open: SECTIONS
                .iter()
                .map(|(section, _)| *section)
                .filter(|section| *section == asked)
                .collect(),
            faulty: Vec::new(),
        }
        .or_first()
    }

    fn or_first(mut self) -> Sections {
        if self.open.is_empty() {
            self.open.push(SECTIONS[0].0);
        }
        self
    }

    /// Whether this section stands open.
    pub fn has(&self, section: &str) -> bool {
        self.open.contains(&section)
    }

    /// Whether something of a row is to be mended.
    pub fn mends(&self, kind: &str, place: &usize) -> bool {
        let prefix = format!("{kind}-{place}-");
        self.faulty.iter().any(|field| field.starts_with(&prefix))
    }
}

fn section_of(field: &str) -> Option<&'static str> {
    SECTIONS
        .iter()
        .find(|(_, beginnings)| {
            beginnings
                .iter()
                .any(|beginning| field.starts_with(beginning))
        })
        .map(|(section, _)| *section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_mended_stands_open() {
        let faults = ["comune-12-istat", "rtd_dal"].map(|field| Fault {
            field: field.to_owned(),
            message: String::new(),
        });
        let sections = Sections::of(&faults);
        assert!(sections.has("comuni") && sections.has("rtd") && !sections.has("unione"));
        assert!(sections.mends("comune", &12) && !sections.mends("comune", &1));
        assert!(Sections::of_button("togli-funzione-3").has("funzioni"));
        assert!(Sections::only("condizioni").has("condizioni"));
        assert!(Sections::only("altro").has("unione"));
    }
}

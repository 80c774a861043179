//! Unioni, each by its codice IPA.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Cells, Changes, Finding, Line, Outcome};
use crate::features::registers::{Register, values};
use crate::features::unioni::register::{self, Known, RegisteredUnione};
use crate::features::unioni::{BodyKind, ipa_key};
use crate::platform::actor::{BodyId, PersonId};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::web::address;

/// The category of the IPA for unioni di comuni; its list of all bodies has forty others.
const CATEGORY: &str = "L18";

/// An Unione of a register.
#[derive(Debug, Clone)]
pub struct UnioneLine {
    told: RegisteredUnione,
    /// The ISTAT code of the Comune of its seat; empty when not told.
    seat_istat: String,
}

impl Line for UnioneLine {
    const REGISTER: Register = Register::Unioni;

    fn read(cells: &Cells<'_>) -> Result<Option<Self>, String> {
        let category = cells.text("category");
        if !category.is_empty() && !category.eq_ignore_ascii_case(CATEGORY) {
            return Ok(None);
        }
        let told = RegisteredUnione {
            ipa_code: values::ipa_code(&cells.text("ipa"))?,
            name: values::name(&cells.text("name"))?,
            seat: values::short(&cells.text("seat"), "Sede")?,
            province: values::province(&cells.text("province"))?,
            region: values::region(&cells.text("region"))?,
            website: website(&cells.text("website")),
            source: cells.settings().source.clone(),
        };
        let seat_istat = match cells.text("seat-istat") {
            text if text.is_empty() => text,
            text => values::istat_code(&text)?,
        };
        Ok(Some(UnioneLine { told, seat_istat }))
    }

    fn about(&self) -> String {
        format!("{}, {}", self.told.name, self.told.ipa_code)
    }

    fn key(&self) -> String {
        ipa_key(&self.told.ipa_code)
    }

    fn compare(conn: &mut Conn, lines: Vec<Self>) -> Result<Vec<Finding<Self>>> {
        let codes: Vec<&str> = lines
            .iter()
            .map(|line| line.told.ipa_code.as_str())
            .collect();
        let known = register::known_by_ipa(conn, &codes)?;
        let seats: Vec<&str> = lines.iter().map(|line| line.seat_istat.as_str()).collect();
        let seats = register::known_by_istat(conn, &seats)?;
        let names: Vec<String> = lines
            .iter()
            .map(|line| address::sort_key(&line.told.name))
            .collect();
        let uncoded = register::without_code(conn, BodyKind::Unione, &names)?;
        Ok(lines
            .into_iter()
            .map(|line| {
                let line = line.with_seat(&seats);
                match known.get(&line.key()) {
                    Some(known) => line.beside(known),
                    None => line.alone(&uncoded),
                }
            })
            .collect())
    }

    fn put(&self, tx: &mut Tx<'_>, by: Option<PersonId>, known: Option<Uuid>) -> Result<Uuid> {
        Ok(register::put_unione(tx, by, known.map(BodyId), &self.told)?.0)
    }
}

impl UnioneLine {
    /// What the Comune of its seat says of place, where the line says nothing.
    fn with_seat(mut self, comuni: &HashMap<String, Known>) -> Self {
        if let Some(comune) = comuni.get(&self.seat_istat) {
            let fill = |text: &mut String, from: Option<&str>| {
                if text.is_empty() {
                    *text = from.unwrap_or_default().to_owned();
                }
            };
            fill(&mut self.told.seat, Some(&comune.name));
            fill(&mut self.told.province, comune.province.as_deref());
            fill(&mut self.told.region, comune.region.as_deref());
        }
        self
    }

    fn beside(mut self, known: &Known) -> Finding<Self> {
        if known.kind != BodyKind::Unione {
            let reason = format!(
                "Il codice IPA {} è di un ente che non è un’unione: {}.",
                self.told.ipa_code, known.name
            );
            return Finding {
                line: self,
                known: None,
                outcome: Outcome::Broken(reason),
            };
        }
        let mut changes = Changes::default();
        let told = &mut self.told;
        let name = changes.text("Nome", Some(&known.name), &told.name);
        told.name = super::told_or(name, &known.name);
        // Who wrote the address of the seat said more than the register does.
        let seat = known.seat.as_deref().unwrap_or_default();
        let more = address::sort_key(seat).starts_with(&address::sort_key(&told.seat));
        told.seat = match more {
            true => String::new(),
            false => changes.text("Sede", Some(seat), &told.seat),
        };
        told.province = changes.text("Provincia", known.province.as_deref(), &told.province);
        told.region = changes.text("Regione", known.region.as_deref(), &told.region);
        let trim = |site: &str| site.trim_end_matches('/').to_owned();
        let site = known.website.as_deref().map(trim);
        told.website = changes.text("Sito", site.as_deref(), &trim(&told.website));
        Finding {
            line: self,
            known: Some(known.id.0),
            outcome: changes.outcome(),
        }
    }

    /// A name alone never makes two one, and never doubles what may be the same.
    fn alone(self, uncoded: &[Known]) -> Finding<Self> {
        let name = address::sort_key(&self.told.name);
        let outcome = match uncoded.iter().find(|known| known.name_key == name) {
            None => Outcome::New,
            Some(_) => Outcome::Broken(format!(
                "C’è già un’unione con questo nome, senza codice IPA: se è la stessa, scrivi {} nel suo profilo e importa di nuovo il file.",
                self.told.ipa_code
            )),
        };
        Finding {
            line: self,
            known: None,
            outcome,
        }
    }
}

/// The address of a site as a link; the IPA leaves the beginning out. What is none is not told.
fn website(text: &str) -> String {
    let plain = !text.is_empty() && text.len() <= 200 && !text.contains([' ', '"', '<', '>']);
    match text {
        text if !plain || !text.contains('.') => String::new(),
        text if text.starts_with("https://") || text.starts_with("http://") => text.to_owned(),
        text if text.contains(':') => String::new(),
        text => format!("https://{text}"),
    }
}

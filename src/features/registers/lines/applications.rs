//! Applications to the calls of PA digitale 2026, each by its CUP, its call and who applied.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Cells, Changes, Finding, Line, Outcome, told_or};
use crate::features::calls::{self, Application, ApplicationId, state_in_words, title_key};
use crate::features::registers::{Register, values};
use crate::features::unioni::ipa_key;
use crate::features::unioni::register::{self, Known};
use crate::platform::actor::{BodyId, PersonId};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::web::address;

/// An application of a register.
#[derive(Debug, Clone)]
pub struct ApplicationLine {
    /// Who applied, as the register names it.
    body: String,
    ipa_code: String,
    /// The Unione the register puts it under, by its name; empty when it says nothing.
    unione: String,
    /// The ISTAT code of the Comune that applied; empty when somebody else did, who only sits there.
    istat_code: String,
    /// The application; its body and its Unione are found by comparing.
    told: Application,
}

impl Line for ApplicationLine {
    const REGISTER: Register = Register::Applications;

    fn read(cells: &Cells<'_>) -> Result<Option<Self>, String> {
        let call = cells.text("call");
        if call.is_empty() {
            return Err("Manca l’avviso.".to_owned());
        }
        let kind = cells.text("kind");
        let istat_code = match cells.text("istat") {
            text if text.is_empty() || !kind.eq_ignore_ascii_case("Comuni") => String::new(),
            text => values::istat_code(&text)?,
        };
        Ok(Some(ApplicationLine {
            body: values::short(&cells.text("body"), "Ente")?,
            ipa_code: values::ipa_code(&cells.text("ipa"))?,
            unione: values::short(&cells.text("unione"), "Unione di cui fa parte l’ente")?,
            istat_code,
            told: Application {
                body: BodyId(Uuid::nil()),
                unione: None,
                call: values::short(&call, "Avviso")?,
                measure: values::short(&cells.text("measure"), "Misura")?,
                cup: values::cup(&cells.text("cup"))?,
                sent_on: values::day(&cells.text("sent"), "Inviata il")?,
                funded_on: values::day(&cells.text("funded"), "Finanziata il")?,
                amount_cents: values::cents(&cells.text("amount"))?,
                decree: values::short(&cells.text("decree"), "Decreto")?,
                state: values::short(&cells.text("state"), "Stato")?,
                state_on: values::day(&cells.text("state-on"), "Data dello stato")?,
                origin: cells.settings().origin(),
            },
        }))
    }

    fn about(&self) -> String {
        let body = told_or(self.body.clone(), &self.ipa_code);
        format!("{body}, {}", self.told.cup)
    }

    fn key(&self) -> String {
        [
            &self.told.cup,
            &title_key(&self.told.call),
            &ipa_key(&self.ipa_code),
        ]
        .map(String::as_str)
        .join("\n")
    }

    fn compare(conn: &mut Conn, lines: Vec<Self>) -> Result<Vec<Finding<Self>>> {
        let codes: Vec<&str> = lines.iter().map(|line| line.ipa_code.as_str()).collect();
        let by_ipa = register::known_by_ipa(conn, &codes)?;
        let codes: Vec<&str> = lines.iter().map(|line| line.istat_code.as_str()).collect();
        let by_istat = register::known_by_istat(conn, &codes)?;
        let names: Vec<&str> = lines.iter().map(|line| line.unione.as_str()).collect();
        let unioni = register::only_unioni_named(conn, &names)?;
        let cups: Vec<&str> = lines.iter().map(|line| line.told.cup.as_str()).collect();
        let known: HashMap<_, _> = calls::with_cups(conn, &cups)?
            .into_iter()
            .map(|(id, one)| ((one.cup.clone(), title_key(&one.call), one.body), (id, one)))
            .collect();
        Ok(lines
            .into_iter()
            .map(|mut line| {
                let Some(body) = line.body_among(&by_ipa, &by_istat) else {
                    return line.found(None, Outcome::LeftOut);
                };
                line.told.body = body;
                let unione = unioni.get(&address::sort_key(&line.unione));
                // An Unione's own application is nobody else's.
                line.told.unione = unione.map(|one| one.id).filter(|one| *one != body);
                let key = (line.told.cup.clone(), title_key(&line.told.call), body);
                match known.get(&key) {
                    Some((id, known)) => line.beside(*id, known),
                    None => line.found(None, Outcome::New),
                }
            })
            .collect())
    }

    fn put(&self, tx: &mut Tx<'_>, _by: Option<PersonId>, known: Option<Uuid>) -> Result<Uuid> {
        Ok(calls::put_application(tx, known.map(ApplicationId), &self.told)?.0)
    }
}

impl ApplicationLine {
    fn body_among(
        &self,
        by_ipa: &HashMap<String, Known>,
        by_istat: &HashMap<String, Known>,
    ) -> Option<BodyId> {
        by_ipa
            .get(&ipa_key(&self.ipa_code))
            .or_else(|| by_istat.get(&self.istat_code))
            .map(|known| known.id)
    }

    fn found(self, known: Option<Uuid>, outcome: Outcome) -> Finding<Self> {
        Finding {
            line: self,
            known,
            outcome,
        }
    }

    fn beside(mut self, id: ApplicationId, known: &Application) -> Finding<Self> {
        let mut changes = Changes::default();
        let told = &mut self.told;
        // An older file takes nothing back.
        if told.origin.data_on >= known.origin.data_on {
            if told.unione.is_some() && told.unione != known.unione {
                changes.add("Unione", String::new(), self.unione.clone());
            }
            told.unione = told.unione.or(known.unione);
            told.sent_on = changes.day("Inviata il", known.sent_on, told.sent_on);
            told.funded_on = changes.day("Finanziata il", known.funded_on, told.funded_on);
            told.amount_cents = changes.cents("Importo", known.amount_cents, told.amount_cents);
            let decree = changes.text("Decreto", Some(&known.decree), &told.decree);
            told.decree = told_or(decree, &known.decree);
            if !told.state.is_empty() && told.state != known.state {
                let in_words = |letter: &str| state_in_words(letter);
                changes.add("Stato", in_words(&known.state), in_words(&told.state));
            }
            told.state = told_or(told.state.clone(), &known.state);
            told.state_on = changes.day("Data dello stato", known.state_on, told.state_on);
        }
        self.found(Some(id.0), changes.outcome())
    }
}

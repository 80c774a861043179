//! Calls of PA digitale 2026, each by its title.

use uuid::Uuid;

use super::{Cells, Changes, Finding, Line, Outcome, told_or};
use crate::features::calls::{self, Call, CallId};
use crate::features::registers::{Register, values};
use crate::platform::actor::PersonId;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;

/// A call of a register.
#[derive(Debug, Clone)]
pub struct CallLine(Call);

impl Line for CallLine {
    const REGISTER: Register = Register::Calls;

    fn read(cells: &Cells<'_>) -> Result<Option<Self>, String> {
        let title = cells.text("title");
        if title.is_empty() {
            return Err("Manca il titolo.".to_owned());
        }
        let call = Call {
            title: values::short(&title, "Titolo")?,
            measure: values::short(&cells.text("measure"), "Misura")?,
            opens: values::day(&cells.text("opens"), "Primo giorno")?,
            closes: values::day(&cells.text("closes"), "Ultimo giorno")?,
            state: values::short(&cells.text("state"), "Stato")?,
            funds_cents: values::cents(&cells.text("funds"))?,
            recipients: values::short(&cells.text("recipients"), "Destinatari")?,
            origin: cells.settings().origin(),
        };
        if call
            .opens
            .zip(call.closes)
            .is_some_and(|(opens, closes)| closes < opens)
        {
            return Err("L’ultimo giorno viene prima del primo.".to_owned());
        }
        Ok(Some(CallLine(call)))
    }

    fn about(&self) -> String {
        self.0.title.clone()
    }

    fn key(&self) -> String {
        calls::title_key(&self.0.title)
    }

    fn compare(conn: &mut Conn, lines: Vec<Self>) -> Result<Vec<Finding<Self>>> {
        let keys: Vec<String> = lines.iter().map(Line::key).collect();
        let known = calls::calls_titled(conn, &keys)?;
        Ok(lines
            .into_iter()
            .map(|line| match known.get(&line.key()) {
                Some((id, known)) => line.beside(id.0, known),
                None => Finding {
                    line,
                    known: None,
                    outcome: Outcome::New,
                },
            })
            .collect())
    }

    fn put(&self, tx: &mut Tx<'_>, _by: Option<PersonId>, known: Option<Uuid>) -> Result<Uuid> {
        Ok(calls::put_call(tx, known.map(CallId), &self.0)?.0)
    }
}

impl CallLine {
    fn beside(mut self, id: Uuid, known: &Call) -> Finding<Self> {
        let mut changes = Changes::default();
        let told = &mut self.0;
        // An older file takes nothing back.
        if told.origin.data_on >= known.origin.data_on {
            let measure = changes.text("Misura", Some(&known.measure), &told.measure);
            told.measure = told_or(measure, &known.measure);
            told.opens = changes.day("Primo giorno", known.opens, told.opens);
            told.closes = changes.day("Ultimo giorno", known.closes, told.closes);
            let state = changes.text("Stato", Some(&known.state), &told.state);
            told.state = told_or(state, &known.state);
            told.funds_cents = changes.cents("Importo", known.funds_cents, told.funds_cents);
            let recipients = changes.text("Destinatari", Some(&known.recipients), &told.recipients);
            told.recipients = told_or(recipients, &known.recipients);
        }
        Finding {
            line: self,
            known: Some(id),
            outcome: changes.outcome(),
        }
    }
}

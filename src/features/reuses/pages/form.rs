//! The fields by which an Unione tells how a reuse goes.

use crate::features::documents::{self, DocumentId};
use crate::features::reuses::said::DOCUMENTS_AT_MOST;
use crate::features::reuses::{Move, Reuse, ReuseState, Said, policy, readers};
use crate::features::topics::Choice;
use crate::platform::actor::Actor;
use crate::platform::dates::{PartialDate, PartialDateFault, in_rome};
use crate::platform::db::{Conn, When};
use crate::platform::error::{Error, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Faults, Fields};

/// What was filled in, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    pub state: String,
    pub since: String,
    pub reason: String,
    pub changed: String,
    pub failed: String,
    pub documents: String,
}

impl Filled {
    pub fn of(fields: &Fields) -> Filled {
        Filled {
            state: fields.text("stato").to_owned(),
            since: fields.text("dal").to_owned(),
            reason: fields.text("motivo").to_owned(),
            changed: fields.text("cambiato").to_owned(),
            failed: fields.text("non_funzionato").to_owned(),
            documents: fields.text("documenti").to_owned(),
        }
    }

    /// What is told of a reuse now, save its date; `documents` are the addresses of its documents.
    pub fn told(reuse: &Reuse, documents: &[String]) -> Filled {
        Filled {
            state: reuse.state.to_string(),
            // The date is that of the state: with another state it would be wrong.
            since: String::new(),
            reason: reuse.reason.clone(),
            changed: reuse.changed.clone(),
            failed: reuse.failed.clone(),
            documents: documents.join("\n"),
        }
    }

    /// The states that can follow, the one filled in chosen.
    pub fn choices(&self, before: Option<&Move>) -> Vec<Choice> {
        ReuseState::ALL
            .iter()
            .filter(|state| before.is_none_or(|before| policy::may_follow(before.state, **state)))
            .map(|state| Choice {
                value: state.to_string(),
                label: state.in_first_person().to_owned(),
                chosen: state.as_str() == self.state,
            })
            .collect()
    }

    /// What is said, or what is to be mended in it. A reason told of another state than a stop or an
    /// end is not kept.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn read(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        before: Option<&Move>,
        now: When,
    ) -> Result<std::result::Result<Said, Faults>> {
        let mut faults = Faults::default();
        let state: Option<ReuseState> = self.state.parse().ok();
        faults.unless(state.is_some(), "stato", "Scegli a che punto siete");
        let since = match self.since.as_str() {
            "" => None,
            text => match text.parse::<PartialDate>() {
                Ok(date) => Some(date),
                Err(PartialDateFault::NoSuchDay) => {
                    faults.add(
                        "dal",
                        "Questa data non esiste nel calendario: controlla giorno, mese e anno",
                    );
                    None
                }
                Err(PartialDateFault::Form) => {
                    faults.add(
                        "dal",
                        "Scrivi la data come 2024, 05/2024 o 31/05/2024, oppure lascia vuoto",
                    );
                    None
                }
            },
        };
        let state = state.unwrap_or(ReuseState::Interested);
        let said = Said {
            state,
            since,
            reason: if policy::needs_reason(state) {
                self.reason.clone()
            } else {
                String::new()
            },
            changed: self.changed.clone(),
            failed: self.failed.clone(),
            documents: read_documents(conn, actor, &self.documents, &mut faults)?,
        };
        if faults.is_empty() {
            said.check(&mut faults, before, in_rome(now.0));
        }
        Ok(faults.or(said))
    }
}

/// What the field of the date says while it is empty.
pub fn since_hint(reuse: &Reuse) -> String {
    format!(
        "Finora: {}. Lascia vuoto se non cambia; altrimenti anche solo l’anno, per esempio 2024 oppure 05/2024.",
        readers::point(reuse)
    )
}

/// The documents whose addresses stand one on a line, each once, in the order they were shared.
fn read_documents(
    conn: &mut Conn,
    actor: &Actor,
    text: &str,
    faults: &mut Faults,
) -> Result<Vec<DocumentId>> {
    let mut found = Vec::new();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in lines.take(DOCUMENTS_AT_MOST + 1) {
        match find_document(conn, actor, line)? {
            Some(id) => found.push(id),
            None => {
                faults.add(
                    "documenti",
                    format!(
                        "«{}» non è l’indirizzo di un documento di questo sito che puoi leggere: aprilo e copia l’indirizzo, per esempio /documenti/12",
                        short(line)
                    ),
                );
                break;
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn find_document(conn: &mut Conn, actor: &Actor, line: &str) -> Result<Option<DocumentId>> {
    let segment = match line.rsplit_once("/documenti/") {
        Some((_, rest)) => rest.split(['/', '?', '#']).next().unwrap_or_default(),
        None => line,
    };
    let Ok(number) = address::number(segment) else {
        return Ok(None);
    };
    match documents::find(conn, actor, number) {
        Ok(document) => Ok(Some(document.id)),
        Err(Error::NotFound | Error::Refused(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

fn short(line: &str) -> String {
    if line.chars().count() <= 80 {
        return line.to_owned();
    }
    line.chars().take(80).collect::<String>() + "…"
}

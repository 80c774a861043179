//! The personal data a text may hold, shown to who decides about it, and the decision.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::form::NOTE_CHARS;
use super::seen;
use super::show::{self, Act, Attempt};
use crate::features::documents::personal::Datum;
use crate::features::documents::{
    self, CheckState, Clearance, Decided, Decision, Document, NewDecision, Reading, clearance,
    held_by, policy,
};
use crate::features::people::{self, Form};
use crate::features::topics::Choice;
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Faults, Fields, length};

/// The most data of one sort that are listed.
const MAX_SHOWN: usize = 12;

/// What is said of what was not looked through.
const UNREAD: &str = "Questo file, o una sua parte, non si può leggere in automatico (scansioni, allegati, revisioni, tabelle molto lunghe): non possiamo cercarvi dati personali, guardalo tu.";

/// What the page shows of it.
pub struct PersonalView {
    /// The kind of the notice and its sentence.
    pub notice: (&'static str, String),
    pub groups: Vec<Group>,
    /// What was decided last, in a sentence; empty when nobody did.
    pub decided: String,
    pub reason: String,
    /// Whether a decision is to be taken here, by the form of its own or by that which publishes.
    pub choices: Vec<Choice>,
    pub typed_reason: String,
}

/// The data of one sort.
pub struct Group {
    pub label: String,
    /// Each masked, with the pages it stands on.
    pub data: Vec<(String, Vec<u32>)>,
    /// How many more there are.
    pub more: usize,
}

/// What is shown to who may change or review the document; none to everybody else, and where nothing is
/// to be said.
pub fn view(
    conn: &mut Conn,
    actor: &Actor,
    document: &Document,
    sent: Option<&Fields>,
) -> Result<Option<PersonalView>> {
    if !policy::may_edit(actor, document) {
        return Ok(None);
    }
    let reading = documents::reading(conn, document.version)?;
    let is_held = held_by(conn, document.id)?.is_some();
    let goes_out = document.reach.needs_review();
    let stands = clearance(reading.as_ref(), document.reach);
    let decided = match reading
        .as_ref()
        .and_then(|reading| reading.decided.as_ref())
    {
        Some(decided) => in_words(conn, actor, decided)?,
        None => String::new(),
    };
    let data = reading.as_ref().map_or(&[][..], |reading| &reading.data);
    let is_read = documents::is_wholly_read(conn, document.version)?;
    let Some(notice) = notice(document, reading.as_ref(), stands, is_held, is_read) else {
        return Ok(None);
    };
    let is_open = goes_out
        && reading
            .as_ref()
            .is_some_and(|reading| reading.state != CheckState::Clear)
        && (stands == Clearance::Needed || policy::may_review(actor, document));
    let chosen = sent.map_or_else(
        || {
            let decided = reading
                .as_ref()
                .and_then(|reading| reading.decided.as_ref());
            decided
                .map_or("", |decided| decided.decision.as_str())
                .to_owned()
        },
        |sent| sent.text("controllo").to_owned(),
    );
    let reason = reading
        .as_ref()
        .and_then(|reading| reading.decided.as_ref())
        .map(|decided| decided.reason.clone())
        .unwrap_or_default();
    let may_review = policy::may_review(actor, document);
    Ok(Some(PersonalView {
        notice,
        groups: groups(data),
        decided,
        typed_reason: sent.map_or_else(
            || reason.clone(),
            |sent| sent.text("motivo_dati").to_owned(),
        ),
        reason,
        choices: if is_open {
            Decision::ALL
                .iter()
                // Who reviews sends back what is to be replaced, unless it is its own.
                .filter(|one| !may_review || actor.is(document.author) || one.allows())
                .map(|one| Choice {
                    value: one.to_string(),
                    label: one.label().to_owned(),
                    chosen: one.as_str() == chosen,
                })
                .collect()
        } else {
            Vec::new()
        },
    }))
}

fn notice(
    document: &Document,
    reading: Option<&Reading>,
    stands: Clearance,
    is_held: bool,
    is_read: bool,
) -> Option<(&'static str, String)> {
    let goes_out = document.reach.needs_review();
    let Some(reading) = reading else {
        return is_held.then(|| {
            (
                "info",
                "Prima di pubblicarlo leggiamo il testo e cerchiamo dati personali. Se non ne troviamo si pubblica da solo, di solito in meno di un minuto; se ne troviamo, decidi tu qui.".to_owned(),
            )
        });
    };
    let many = i64::try_from(reading.data.len()).unwrap_or(i64::MAX);
    let found = match many {
        0 => UNREAD.to_owned(),
        1 => "Nel testo c’è forse un dato personale.".to_owned(),
        many => format!(
            "Nel testo ci sono forse {} dati personali.",
            dates::number(many)
        ),
    };
    let found = if many > 0 && !is_read {
        format!("{found} {UNREAD}")
    } else {
        found
    };
    match (reading.state, goes_out, stands) {
        (CheckState::Clear, ..) => None,
        (_, true, Clearance::Needed)
            if document
                .published
                .is_some_and(|one| one.version == document.version) =>
        {
            Some((
                "waiting",
                format!("{found} Il documento è già pubblicato: controlla, e decidi."),
            ))
        }
        (_, true, Clearance::Needed) => Some((
            "waiting",
            format!("{found} Prima di pubblicarlo qualcuno deve controllare e decidere."),
        )),
        (_, true, _) => Some((
            "done",
            "I dati personali sono stati controllati.".to_owned(),
        )),
        // Between unioni nothing is to be decided; a file that cannot be read says nothing.
        (_, false, _) if many == 0 => None,
        (_, false, _) => Some((
            "info",
            format!("{found} Tra unioni si può condividere; per pubblicarlo andrà controllato."),
        )),
    }
}

fn in_words(conn: &mut Conn, reader: &Actor, decided: &Decided) -> Result<String> {
    let names = people::bylines(conn, reader, &[decided.by])?;
    let who = names
        .get(&decided.by)
        .map_or("Qualcuno", |byline| byline.name.as_str());
    let what = match decided.decision {
        Decision::NothingToRemove => "ha controllato: nessun dato personale da togliere",
        Decision::MayBePublished => "ha deciso che i dati si possono pubblicare",
        Decision::Replace => "ha scritto che sostituisce il file",
    };
    Ok(format!("{who} {what}, {}.", dates::day(decided.at.0)))
}

fn groups(data: &[Datum]) -> Vec<Group> {
    use crate::features::documents::personal::DatumKind;
    DatumKind::ALL
        .iter()
        .filter_map(|kind| {
            let mut of_kind: Vec<(String, Vec<u32>)> = Vec::new();
            for datum in data.iter().filter(|datum| datum.kind == *kind) {
                match of_kind
                    .iter_mut()
                    .find(|(masked, _)| *masked == datum.masked)
                {
                    Some((_, pages)) => pages.push(datum.page),
                    None => of_kind.push((datum.masked.clone(), vec![datum.page])),
                }
            }
            let (one, several) = kind.label();
            let count = of_kind.len();
            let label = match count {
                0 => return None,
                1 => format!("1 {one}"),
                many => format!("{many} {several}"),
            };
            of_kind.truncate(MAX_SHOWN);
            Some(Group {
                label,
                more: count - of_kind.len(),
                data: of_kind,
            })
        })
        .collect()
}

/// The decision of a form, when it carries one; what is wrong with it goes to the faults.
pub fn parse(fields: &Fields, faults: &mut Faults) -> Option<NewDecision> {
    let decision = fields.text("controllo").parse::<Decision>().ok()?;
    let reason = fields.text("motivo_dati").to_owned();
    faults.unless(
        decision != Decision::MayBePublished || !reason.is_empty(),
        "motivo_dati",
        "Scrivi perché i dati si possono pubblicare, per esempio la norma che lo chiede",
    );
    faults.unless(
        length(&reason) <= NOTE_CHARS,
        "motivo_dati",
        format!("Accorcia il motivo: al massimo {NOTE_CHARS} caratteri"),
    );
    Some(NewDecision {
        decision,
        reason: if decision == Decision::MayBePublished {
            reason
        } else {
            String::new()
        },
    })
}

/// `POST /documenti/{n}/controllo`: decides about personal data.
///
/// # Errors
/// Those of [`documents::decide`].
pub async fn decide(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let mut faults = Faults::default();
    let decision = parse(&fields, &mut faults);
    faults.unless(
        decision.is_some(),
        "controllo",
        "Scegli che cosa hai deciso sui dati personali",
    );
    let (Some(decision), true) = (decision, faults.is_empty()) else {
        let attempt = Attempt {
            act: Act::Check,
            faults,
            sent: Some(fields),
            closing: None,
        };
        let page = show::page(&visit, number, show::Asked::default(), attempt).await?;
        return visit.page_to_mend(&page);
    };
    let (seen, replaces) = (seen::shown(&fields), !decision.decision.allows());
    let decided = visit
        .submit(&fields, move |tx, actor| {
            let document = documents::decide(tx, actor, number, seen, &decision)?;
            Ok(if replaces {
                format!("/documenti/{number}/versioni")
            } else {
                document.url()
            })
        })
        .await;
    match decided {
        Ok(location) if replaces => Ok(visit.see_other(
            &location,
            "Carica il file da cui hai tolto i dati personali.",
        )),
        Ok(location) => Ok(visit.see_other(&location, "Decisione registrata.")),
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => {
            let attempt = Attempt {
                act: Act::Check,
                sent: Some(fields),
                ..Attempt::default()
            };
            let page = show::page(&visit, number, show::Asked::default(), attempt).await?;
            visit.page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error),
    }
}

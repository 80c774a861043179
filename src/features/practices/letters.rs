//! What happens to a practice, in words.

use std::collections::HashMap;

use uuid::Uuid;

use super::policy::{self, Standing};
use super::{
    Freshness, Practice, PracticeId, PracticeState, Remark, VersionId, review, standings, store,
};
use crate::features::card::Told;
use crate::features::people::{self, Byline};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::{Event, EventKind};
use crate::platform::text::capitalised;

/// These events in words for this reader, by their place in the log; those whose subject it may not
/// see are left out. What concerns a draft is told only to those whose turn it made it.
///
/// # Errors
/// When the database refuses.
pub fn told(conn: &mut Conn, reader: &Actor, events: &[&Event]) -> Result<HashMap<i64, Told>> {
    let facts = look_up(conn, reader, events)?;
    Ok(events
        .iter()
        .filter_map(|event| Some((event.seq, in_words(reader, event, &facts)?)))
        .collect())
}

/// What the words are made of.
struct Facts {
    /// The practices the reader may see, by id.
    practices: HashMap<Uuid, (Practice, Standing)>,
    /// Title and summary.
    texts: HashMap<VersionId, (String, String)>,
    /// What is to be mended.
    remarks: HashMap<VersionId, Vec<Remark>>,
    unioni: HashMap<BodyId, Brief>,
    /// Who did it, and who asked for it.
    people: HashMap<PersonId, Byline>,
}

/// However many the events are, it takes the same few statements.
fn look_up(conn: &mut Conn, reader: &Actor, events: &[&Event]) -> Result<Facts> {
    let ids: Vec<PracticeId> = events
        .iter()
        .map(|event| PracticeId(event.subject.id))
        .collect();
    let practices = store::list_visible(conn, reader.tokens(), &ids)?;
    let drafts: Vec<VersionId> = practices
        .iter()
        .filter_map(|one| one.draft_version)
        .collect();
    let mut versions = drafts.clone();
    versions.extend(practices.iter().filter_map(|one| one.published_version));
    let owners: Vec<BodyId> = practices.iter().filter_map(|one| one.unione).collect();
    let actors: Vec<PersonId> = events
        .iter()
        .flat_map(|event| event.actor.into_iter().chain(asked_by(event)))
        .collect();
    let standings = standings(conn, &practices)?;
    let mut remarks: HashMap<VersionId, Vec<Remark>> = HashMap::new();
    for (version, remark) in store::list_remarks(conn, &drafts)? {
        remarks.entry(version).or_default().push(remark);
    }
    Ok(Facts {
        texts: store::list_summaries(conn, &versions)?
            .into_iter()
            .map(|(version, title, summary)| (version, (title, summary)))
            .collect(),
        remarks,
        unioni: unioni::briefs(conn, &owners)?,
        people: people::bylines(conn, reader, &actors)?,
        practices: practices
            .into_iter()
            .zip(standings)
            .map(|(practice, standing)| (practice.id.into(), (practice, standing)))
            .collect(),
    })
}

fn in_words(reader: &Actor, event: &Event, facts: &Facts) -> Option<Told> {
    let (practice, standing) = facts.practices.get(&event.subject.id)?;
    let url = address(event.kind, practice)?;
    if !concerns(reader, event.kind, practice, standing) {
        return None;
    }
    let version = match event.kind {
        EventKind::PracticeSubmitted
        | EventKind::PracticeSentBack
        | EventKind::PracticeSentToConfirm
        | EventKind::PracticeConfirmationReminded
        | EventKind::PracticeConfirmationLate => practice.draft_version?,
        _ => practice.published_version?,
    };
    let (title, summary) = facts.texts.get(&version)?;
    let told = Told {
        sentence: sentence(event, practice, facts),
        title: title.clone(),
        after_title: after_title(event, practice, facts),
        url,
        body: body(event.kind, practice, version, summary, facts),
    };
    Some(if is_colleague(reader, event) {
        to_colleague(told, event, facts)
    } else {
        told
    })
}

/// Who asked for what the event tells, where it says so.
fn asked_by(event: &Event) -> Option<PersonId> {
    let id: Uuid = event.particulars.get("asked_by")?.as_str()?.parse().ok()?;
    Some(PersonId(id))
}

/// Whether somebody whom the Unione of this reader does not know on the site gave its word.
fn is_colleague(reader: &Actor, event: &Event) -> bool {
    let colleagues = event.particulars.get("colleagues");
    let Some((reader, all)) = reader.id().zip(colleagues.and_then(|all| all.as_array())) else {
        return false;
    };
    let reader = reader.to_string();
    all.iter().any(|one| one.as_str() == Some(reader.as_str()))
}

/// The same to the people for whom the word was given: they can say that it is not theirs.
fn to_colleague(told: Told, event: &Event, facts: &Facts) -> Told {
    let name = |person: Option<PersonId>, otherwise: &str| {
        let known = person.and_then(|person| facts.people.get(&person));
        known.map_or_else(|| otherwise.to_owned(), |byline| byline.name.clone())
    };
    let (who, asker) = (
        name(event.actor, "qualcuno"),
        name(asked_by(event), "chi facilita"),
    );
    Told {
        sentence: format!(
            "Una pratica della tua unione è stata confermata da {who}, persona indicata da {asker}"
        ),
        after_title: format!("confermata da {who}, persona indicata da {asker}"),
        body: format!(
            "{}\n\nChi ha confermato l’ha fatto dal collegamento di un’e-mail, senza un accesso al sito. Se non lavora nella vostra unione ditelo a chi facilita; chi risponde dell’unione può anche ritirare la pratica.",
            told.body
        ),
        ..told
    }
}

/// Where to read of it; none for what nobody is told.
fn address(kind: EventKind, practice: &Practice) -> Option<String> {
    match kind {
        EventKind::PracticeSubmitted
        | EventKind::PracticeSentToConfirm
        | EventKind::PracticeConfirmationReminded => Some(practice.review_url()),
        EventKind::PracticeConfirmationLate => {
            Some(format!("/pratiche/{}/richiesta-conferma", practice.number))
        }
        EventKind::PracticeSentBack => Some(practice.draft_url()),
        EventKind::PracticePublished
        | EventKind::PracticeRecheckNear
        | EventKind::PracticeFellDue
        | EventKind::PracticeExpired
        | EventKind::PracticeRechecked
        | EventKind::PracticeVerified
        | EventKind::PracticeArchived
        | EventKind::PracticeWithdrawn
        | EventKind::PracticeBroughtBack => Some(practice.url()),
        _ => None,
    }
}

/// Whether it is news for everybody, or still this reader's turn.
fn concerns(reader: &Actor, kind: EventKind, practice: &Practice, standing: &Standing) -> bool {
    let withdrawn = practice.state == PracticeState::Withdrawn;
    match kind {
        EventKind::PracticeWithdrawn => withdrawn,
        // Of what was withdrawn nothing else is told any more.
        _ if withdrawn => false,
        EventKind::PracticePublished
        | EventKind::PracticeRechecked
        | EventKind::PracticeVerified
        | EventKind::PracticeBroughtBack => true,
        EventKind::PracticeArchived => practice.state == PracticeState::Archived,
        // Of a draft that went back, or of a later one, facilitators are not told.
        EventKind::PracticeSubmitted => {
            practice.state == PracticeState::InReview
                && reader.facilitates(standing.region.as_deref(), &standing.topics)
        }
        EventKind::PracticeSentToConfirm | EventKind::PracticeConfirmationReminded => {
            practice.state == PracticeState::ToConfirm
                && practice
                    .unione
                    .is_some_and(|unione| reader.belongs_to(unione))
        }
        EventKind::PracticeConfirmationLate => practice.state == PracticeState::ToConfirm,
        // Once somebody has looked, nobody is asked to look.
        EventKind::PracticeRecheckNear => practice.freshness == Freshness::Current,
        EventKind::PracticeFellDue => practice.freshness == Freshness::Due,
        EventKind::PracticeExpired => practice.freshness == Freshness::Expired,
        _ => policy::may_read_draft(reader, standing),
    }
}

fn sentence(event: &Event, practice: &Practice, facts: &Facts) -> String {
    let unione = practice.unione.and_then(|unione| facts.unioni.get(&unione));
    let unione = unione.map_or_else(
        || "Un’unione".to_owned(),
        |brief| capitalised(&unioni::with_article(&brief.name)),
    );
    let who = |otherwise: &str| {
        let actor = event.actor.and_then(|actor| facts.people.get(&actor));
        actor.map_or(otherwise.to_owned(), |byline| byline.name.clone())
    };
    match event.kind {
        EventKind::PracticePublished => format!("{unione} ha pubblicato una pratica"),
        EventKind::PracticeSubmitted => format!("{unione} ha inviato una pratica da rivedere"),
        EventKind::PracticeSentToConfirm => {
            "La tua unione deve confermare una pratica, scritta da chi facilita".to_owned()
        }
        EventKind::PracticeConfirmationReminded => {
            "Una pratica aspetta ancora la conferma della tua unione".to_owned()
        }
        EventKind::PracticeConfirmationLate => {
            "Da tre settimane nessuno risponde alla richiesta di conferma".to_owned()
        }
        EventKind::PracticeRecheckNear => {
            "Tra poco c’è da ricontrollare una pratica della tua unione".to_owned()
        }
        EventKind::PracticeFellDue => "Una pratica della tua unione è da ricontrollare".to_owned(),
        EventKind::PracticeExpired => {
            "Una pratica è scaduta: da un mese nessuno la ricontrolla".to_owned()
        }
        EventKind::PracticeRechecked => {
            format!("{unione} ha ricontrollato una pratica: è ancora così")
        }
        EventKind::PracticeVerified => {
            format!("{} ha verificato una pratica", who("Chi facilita"))
        }
        EventKind::PracticeArchived => {
            format!("{} ha archiviato una pratica", who("Chi ne risponde"))
        }
        EventKind::PracticeWithdrawn => {
            format!("{} ha ritirato una pratica", who("Chi ne risponde"))
        }
        EventKind::PracticeBroughtBack => {
            format!(
                "{} ha riportato tra le altre una pratica",
                who("Chi ne risponde")
            )
        }
        _ => format!(
            "{} ha rimandato la pratica con una nota",
            who("Chi l’ha riletta")
        ),
    }
}

/// The same as it follows the title.
fn after_title(event: &Event, practice: &Practice, facts: &Facts) -> String {
    let unione = practice.unione.and_then(|unione| facts.unioni.get(&unione));
    let by_unione = unione.map_or_else(
        || "da un’unione".to_owned(),
        |brief| unioni::with_da(&brief.name),
    );
    let by = |otherwise: &str| {
        let actor = event.actor.and_then(|actor| facts.people.get(&actor));
        let who = actor.map_or(otherwise, |byline| byline.name.as_str());
        format!("da {who}")
    };
    match event.kind {
        EventKind::PracticePublished => format!("pubblicata {by_unione}"),
        EventKind::PracticeSubmitted => format!("da rivedere, inviata {by_unione}"),
        EventKind::PracticeSentToConfirm => "la tua unione deve confermarla".to_owned(),
        EventKind::PracticeConfirmationReminded => {
            "aspetta ancora la conferma della tua unione".to_owned()
        }
        EventKind::PracticeConfirmationLate => "nessuno risponde da tre settimane".to_owned(),
        EventKind::PracticeRecheckNear => "tra poco è da ricontrollare".to_owned(),
        EventKind::PracticeFellDue => "è da ricontrollare".to_owned(),
        EventKind::PracticeExpired => "è scaduta".to_owned(),
        EventKind::PracticeRechecked => "ricontrollata, è ancora così".to_owned(),
        EventKind::PracticeVerified => format!("verificata {}", by("chi facilita")),
        EventKind::PracticeArchived => format!("archiviata {}", by("chi ne risponde")),
        EventKind::PracticeWithdrawn => format!("ritirata {}", by("chi ne risponde")),
        EventKind::PracticeBroughtBack => {
            format!("riportata tra le altre {}", by("chi ne risponde"))
        }
        _ => format!("rimandata con una nota {}", by("chi l’ha riletta")),
    }
}

/// What is new, whole: a letter is complete in itself.
fn body(
    kind: EventKind,
    practice: &Practice,
    version: VersionId,
    summary: &str,
    facts: &Facts,
) -> String {
    let day = practice
        .review_by
        .map_or_else(String::new, |day| dates::day(day.0));
    match kind {
        EventKind::PracticeSentBack => {
            let remarks = facts.remarks.get(&version).map_or(&[][..], Vec::as_slice);
            review::in_one(practice, remarks)
        }
        EventKind::PracticeRecheckNear | EventKind::PracticeFellDue => format!(
            "Il controllo è previsto entro il {day}. Apri la pratica e rileggila: se è tutto ancora vero premi «Ho ricontrollato: è ancora così», se qualcosa è cambiato modificala. Se nessuno la ricontrolla, un mese dopo quel giorno la pagina avvisa che è scaduta."
        ),
        EventKind::PracticeExpired => format!(
            "Il controllo era previsto entro il {day}. La pratica resta leggibile, con un avviso, e negli elenchi viene dopo le altre. Chi lavora nell’unione può ricontrollarla o modificarla; chi facilita può verificarla, o archiviarla se non serve più."
        ),
        EventKind::PracticeConfirmationLate => {
            "Il collegamento che hai mandato è ancora buono. Prova con una telefonata, oppure chiedi la conferma a un’altra persona dell’unione.".to_owned()
        }
        EventKind::PracticeWithdrawn => practice
            .withdrawal
            .as_ref()
            .map_or_else(String::new, |left| left.reason.clone()),
        _ => summary.to_owned(),
    }
}

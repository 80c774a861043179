//! What happens to reuses, in words.

use std::collections::HashMap;

use uuid::Uuid;

use super::rounds::ANSWER_DAYS;
use super::words::{since, with_article};
use super::{Reuse, ReuseId, ReuseState, Round, RoundId, policy, store};
use crate::features::card::{Card, Told};
use crate::features::practices;
use crate::features::unioni::{self, Brief};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::{Event, EventKind};
use crate::platform::installation::{self, Installation};
use crate::platform::pass::Pass;
use crate::platform::subject::{Subject, SubjectKind};

/// What the links of our letters are sealed for.
pub(super) const PURPOSE: &str = "answer about a reuse";

/// Of these events of practices, those about reuses in words for this reader, by their place in the log;
/// those whose practice or reuse it may not see are left out.
///
/// # Errors
/// When the database refuses.
pub fn told(conn: &mut Conn, reader: &Actor, events: &[&Event]) -> Result<HashMap<i64, Told>> {
    let ours: Vec<&Event> = events
        .iter()
        .copied()
        .filter(|event| reuse_of(event).is_some())
        .collect();
    if ours.is_empty() {
        return Ok(HashMap::new());
    }
    let facts = look_up(conn, reader, &ours)?;
    Ok(ours
        .iter()
        .filter_map(|event| Some((event.seq, in_words(reader, event, &facts)?)))
        .collect())
}

fn id_in(event: &Event, key: &str) -> Option<Uuid> {
    event.particulars.get(key)?.as_str()?.parse().ok()
}

fn reuse_of(event: &Event) -> Option<ReuseId> {
    id_in(event, "reuse").map(ReuseId)
}

/// What the words are made of.
struct Facts {
    /// The practices the reader may see.
    practices: HashMap<Uuid, Card>,
    /// The reuses the reader may see.
    reuses: HashMap<ReuseId, Reuse>,
    rounds: HashMap<RoundId, Round>,
    unioni: HashMap<BodyId, Brief>,
    /// Seals the links that let answer.
    installation: Installation,
}

/// However many the events are, it takes the same few statements.
fn look_up(conn: &mut Conn, reader: &Actor, events: &[&Event]) -> Result<Facts> {
    let practices: Vec<Uuid> = events.iter().map(|event| event.subject.id).collect();
    let ids: Vec<ReuseId> = events.iter().filter_map(|event| reuse_of(event)).collect();
    let reuses = store::list_visible(conn, reader.tokens(), &ids)?;
    let declined = events
        .iter()
        .filter_map(|event| id_in(event, "unione"))
        .map(BodyId);
    let unioni: Vec<BodyId> = reuses
        .iter()
        .map(|one| one.unione)
        .chain(declined)
        .collect();
    Ok(Facts {
        practices: practices::cards(conn, reader, &practices)?,
        rounds: store::list_rounds(conn, &ids)?
            .into_iter()
            .map(|round| (round.id, round))
            .collect(),
        unioni: unioni::briefs(conn, &unioni)?,
        reuses: reuses.into_iter().map(|reuse| (reuse.id, reuse)).collect(),
        installation: installation::find(conn)?,
    })
}

fn in_words(reader: &Actor, event: &Event, facts: &Facts) -> Option<Told> {
    let practice = facts.practices.get(&event.subject.id)?;
    if event.kind == EventKind::ReuseDeclined {
        return Some(declined(event, practice, facts));
    }
    let reuse = facts.reuses.get(&reuse_of(event)?)?;
    let unione = facts.unioni.get(&reuse.unione)?;
    let round = id_in(event, "round").and_then(|id| facts.rounds.get(&RoundId(id)));
    match event.kind {
        EventKind::ReuseProposed => proposed(reader, reuse, practice),
        EventKind::ReuseDeclared | EventKind::ReuseMoved => {
            Some(moved(event, reuse, unione, practice))
        }
        EventKind::ReuseAsked => asked(reader, reuse, round?, practice, facts),
        // Who has answered meanwhile is not asked again.
        EventKind::ReuseReminded => {
            round.filter(|round| round.answered_at.is_none())?;
            asked(reader, reuse, round?, practice, facts)
        }
        EventKind::ReuseAnswered => Some(answered(reuse, round?, unione, practice)),
        _ => None,
    }
}

fn declined(event: &Event, practice: &Card, facts: &Facts) -> Told {
    let unione = id_in(event, "unione").and_then(|id| facts.unioni.get(&BodyId(id)));
    let who = unione.map_or_else(|| "L’unione".to_owned(), |brief| with_article(&brief.name));
    Told {
        sentence: format!("{who} dice che non riusa la pratica"),
        title: practice.title.clone(),
        after_title: match unione {
            Some(brief) => format!("{} non la riusa", unioni::with_article(&brief.name)),
            None => "l’unione non la riusa".to_owned(),
        },
        url: practice.url.clone(),
        body: "Quello che avevi dichiarato per suo conto è stato tolto.".to_owned(),
    }
}

fn proposed(reader: &Actor, reuse: &Reuse, practice: &Card) -> Option<Told> {
    policy::may_confirm(reader, reuse).then(|| Told {
        sentence: "La tua unione deve confermare un riuso, dichiarato da chi facilita".to_owned(),
        title: practice.title.clone(),
        after_title: "la tua unione deve confermare il riuso".to_owned(),
        url: reuse.url(),
        body: story(
            reuse.state,
            &since(reuse.since),
            &reuse.reason,
            &reuse.changed,
            &reuse.failed,
        ),
    })
}

fn moved(event: &Event, reuse: &Reuse, unione: &Brief, practice: &Card) -> Told {
    let told = event
        .particulars
        .get("state")
        .and_then(|state| state.as_str());
    let state = told
        .and_then(|state| state.parse().ok())
        .unwrap_or(reuse.state);
    // What came after is told by its own event.
    let body = if state == reuse.state {
        story(
            state,
            &since(reuse.since),
            &reuse.reason,
            &reuse.changed,
            &reuse.failed,
        )
    } else {
        String::new()
    };
    Told {
        sentence: format!("{} {}", with_article(&unione.name), state.as_news()),
        title: practice.title.clone(),
        after_title: format!("{} {}", unioni::with_article(&unione.name), state.as_news()),
        url: reuse.url(),
        body,
    }
}

fn answered(reuse: &Reuse, round: &Round, unione: &Brief, practice: &Card) -> Told {
    Told {
        sentence: format!(
            "{} racconta com’è andata {}",
            with_article(&unione.name),
            round.words()
        ),
        title: practice.title.clone(),
        after_title: format!(
            "{} racconta com’è andata",
            unioni::with_article(&unione.name)
        ),
        url: reuse.url(),
        body: round.state.map_or_else(String::new, |state| {
            story(state, "", &round.reason, &round.changed, &round.failed)
        }),
    }
}

/// The three questions, with the link by which this reader answers without signing in.
fn asked(
    reader: &Actor,
    reuse: &Reuse,
    round: &Round,
    practice: &Card,
    facts: &Facts,
) -> Option<Told> {
    let person = reader.id()?;
    if !policy::may_speak(reader, reuse.unione) {
        return None;
    }
    let until = round.open_until();
    let pass = Pass {
        person,
        subject: Subject::new(SubjectKind::Reuse, reuse.id),
        turn: round.id.into(),
        until,
    };
    let url = if round.answered_at.is_some() {
        reuse.url()
    } else {
        format!("/esiti/{}", pass.token(&facts.installation, PURPOSE))
    };
    let before = story(
        reuse.state,
        &since(reuse.since),
        &reuse.reason,
        &reuse.changed,
        &reuse.failed,
    );
    Some(Told {
        sentence: format!("Com’è andata {}", round.words()),
        title: practice.title.clone(),
        // What is asked comes first: the subject line is what they are asked to answer.
        after_title: String::new(),
        url,
        body: format!(
            "Sono tre domande, bastano due minuti:\n\n\
             - A che punto siete?\n\
             - Che cosa avete cambiato?\n\
             - Che cosa non ha funzionato?\n\n\
             Rispondi dal collegamento qui sotto, senza password: vale solo per te, per {ANSWER_DAYS} giorni, \
             fino al {}. Anche «l’abbiamo abbandonata», con il perché, aiuta chi viene dopo.\n\n\
             Quello che avevate detto finora:\n\n{before}",
            dates::day(until.0)
        ),
    })
}

/// What an Unione says, in paragraphs of the light text grammar.
fn story(state: ReuseState, since: &str, reason: &str, changed: &str, failed: &str) -> String {
    let point = match since {
        "" => format!("A che punto: {}.", state.words().to_lowercase()),
        since => format!("A che punto: {} {since}.", state.words().to_lowercase()),
    };
    [
        ("", point.as_str()),
        ("Perché: ", reason),
        ("Che cosa ha cambiato: ", changed),
        ("Che cosa non ha funzionato: ", failed),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(label, text)| format!("{label}{text}"))
    .collect::<Vec<_>>()
    .join("\n\n")
}

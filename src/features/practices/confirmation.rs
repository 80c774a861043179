//! The yes of the Unione to what a facilitatore wrote: who is asked, by a link that needs no account.
//!
//! A link names one row: one person, one version, one time it was asked. The row is closed as soon as
//! somebody answers, the draft is taken back or others are asked; of a closed row the link only tells
//! what came of it. Nothing else is to be had by it.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::policy::{self, Act};
use super::review::{hand_over, make_public, send_back_as, settle};
use super::{
    Notes, Practice, PracticeId, PracticeState, Step, VersionId, begin_step, standing, store,
};
use crate::features::card::Call;
use crate::features::people;
use crate::features::unioni;
use crate::platform::actor::{Actor, PersonId};
use crate::platform::dates;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::EventKind;
use crate::platform::pass::Pass;
use crate::platform::subject::Subject;
use crate::platform::text::excerpt;
use crate::text_enum;

/// What the links are sealed for.
pub const PURPOSE: &str = "confirm";
/// Days for which a link is good, from when it was asked.
const DAYS: i64 = 60;
/// The most of a title that stands in the subject line, in characters.
const SUBJECT_TITLE: usize = 40;
/// No more people are asked at once.
pub const AT_MOST: usize = 20;

text_enum! {
    /// What came of a request.
    pub enum Answer {
        /// It was confirmed, and so published.
        Confirmed = "confirmed",
        /// It was sent back with remarks.
        SentBack = "sent_back",
    }
}

/// A request to confirm, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What the link names.
    pub id: Uuid,
    /// The practice.
    pub practice: PracticeId,
    /// The version that was sent.
    pub version: VersionId,
    /// Who was asked.
    pub person: PersonId,
    /// Who asked.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: When,
    /// What this person answered, if it was this person.
    pub answer: Option<Answer>,
    /// When there was nothing left to ask.
    pub closed_at: Option<When>,
}

/// Who is to be asked.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// People of the Unione, with an account or invited.
    pub people: Vec<PersonId>,
}

/// Asks the Unione to confirm what a facilitatore wrote: those who answer for it or, when nobody
/// does, its people.
///
/// # Errors
/// [`Refusal::WrongState`] when it is not complete or not the moment; [`Refusal::ChangedMeanwhile`] when
/// somebody changed it after it was `seen`; [`Error::Forbidden`]; [`Error::NotFound`].
pub fn send_to_confirm(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
) -> Result<Practice> {
    let practice = store::find_visible(tx, actor.tokens(), number)?;
    let people = match practice.unione {
        Some(unione) => {
            let managers = people::managers_of(tx, unione)?;
            if managers.is_empty() {
                people::of_unione(tx, unione)?
            } else {
                managers
            }
        }
        None => Vec::new(),
    };
    ask_to_confirm(tx, actor, number, seen, &Asked { people })
}

/// Asks these people of the Unione. Whoever was asked before and had not answered is asked no more.
///
/// # Errors
/// As [`send_to_confirm`].
pub fn ask_to_confirm(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
    asked: &Asked,
) -> Result<Practice> {
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    let step = begin_step(tx, actor, number, seen, Act::SendToConfirm)?;
    let practice = hand_over(tx, step)?;
    let draft = practice.draft_version.ok_or(Error::NotFound)?;
    close(tx, practice.id)?;
    let people: BTreeSet<PersonId> = asked.people.iter().copied().take(AT_MOST).collect();
    for person in &people {
        store::insert_request(tx, practice.id, draft, *person, by)?;
    }
    settle(
        tx,
        Some(by),
        practice,
        EventKind::PracticeSentToConfirm,
        json!({ "asked": people, "asked_by": by }),
    )
}

/// Nothing is asked any more about a practice.
pub(super) fn close(tx: &mut Tx<'_>, practice: PracticeId) -> Result<()> {
    store::close_requests(tx, practice)
}

/// Somebody answered; the others need not any more.
pub(super) fn answer(
    tx: &mut Tx<'_>,
    practice: PracticeId,
    by: PersonId,
    answer: Answer,
) -> Result<()> {
    store::set_answer(tx, practice, by, answer)?;
    close(tx, practice)
}

/// What a link of a letter leads to.
pub struct Opened {
    /// The request.
    pub request: Request,
    /// The practice as it is now.
    pub practice: Practice,
    /// Whether it can still be answered.
    pub open: bool,
}

/// Opens what a link names. Who holds the link reads that one text, and nothing else.
///
/// # Errors
/// [`Error::NotFound`] when the request is not there, or the person may be written to no more, or works
/// for the Unione no more.
pub fn open(conn: &mut Conn, pass: &Pass) -> Result<Opened> {
    let request = store::find_request(conn, pass.turn)?
        .filter(|request| request.person == pass.person)
        .ok_or(Error::NotFound)?;
    if people::mailbox(conn, request.person)?.is_none() {
        return Err(Error::NotFound);
    }
    let practice = store::find(conn, request.practice)?
        .filter(|practice| practice.subject() == pass.subject)
        .ok_or(Error::NotFound)?;
    if !works_for_it(conn, &request, &practice)? {
        return Err(Error::NotFound);
    }
    Ok(Opened {
        open: is_open(&request, &practice),
        request,
        practice,
    })
}

/// Whether who was asked still works for the Unione whose practice it is.
fn works_for_it(conn: &mut Conn, request: &Request, practice: &Practice) -> Result<bool> {
    match practice.unione {
        Some(unione) => people::works_for(conn, request.person, unione),
        None => Ok(false),
    }
}

fn is_open(request: &Request, practice: &Practice) -> bool {
    request.closed_at.is_none()
        && practice.state == PracticeState::ToConfirm
        && practice.draft_version == Some(request.version)
}

/// Confirms by a link: the act is that person's. When it is not among the people the Unione has on the
/// site, those are told whose word was taken for theirs, and who asked for it.
///
/// # Errors
/// [`Refusal::WrongState`] when there is nothing left to answer; [`Refusal::ChangedMeanwhile`] when
/// the practice was changed after it was `seen`; [`Error::NotFound`].
pub fn confirm_by_link(tx: &mut Tx<'_>, pass: &Pass, seen: Option<i32>) -> Result<Practice> {
    let (request, step) = begin_by_link(tx, pass, seen, Act::Confirm)?;
    let mut colleagues = match step.practice.unione {
        Some(unione) => people::of_unione(tx, unione)?,
        None => Vec::new(),
    };
    if colleagues.contains(&request.person) {
        colleagues.clear();
    }
    let particulars = json!({
        "by": "link",
        "request": request.id.to_string(),
        "asked_by": request.asked_by,
        "colleagues": colleagues,
    });
    make_public(tx, pass.person, step, particulars)
}

/// Sends back by a link, with what is to be mended.
///
/// # Errors
/// As [`confirm_by_link`].
pub fn send_back_by_link(
    tx: &mut Tx<'_>,
    pass: &Pass,
    seen: Option<i32>,
    notes: &Notes,
) -> Result<Practice> {
    let (request, step) = begin_by_link(tx, pass, seen, Act::SendBack)?;
    let particulars = json!({ "by": "link", "request": request.id.to_string() });
    send_back_as(tx, pass.person, step, notes, particulars)
}

fn begin_by_link(
    tx: &mut Tx<'_>,
    pass: &Pass,
    seen: Option<i32>,
    act: Act,
) -> Result<(Request, Step)> {
    let Opened {
        request,
        practice,
        open,
    } = open(tx, pass)?;
    let standing = standing(tx, &practice)?;
    match policy::next_when_asked(&standing, act).filter(|_| open) {
        Some(_) if seen != Some(practice.lock_version) => {
            Err(Error::Refused(Refusal::ChangedMeanwhile))
        }
        Some(next) => Ok((request, Step { practice, next })),
        None => Err(Error::Refused(Refusal::WrongState)),
    }
}

/// Who is being asked to confirm a practice now.
///
/// # Errors
/// When the database refuses.
pub fn asked_now(conn: &mut Conn, practice: PracticeId) -> Result<Vec<PersonId>> {
    store::list_asked(conn, practice)
}

/// Who was asked about a practice before, with an account or without, and can still be asked.
#[derive(Debug, Clone, Default)]
pub struct AskedBefore {
    /// Each once, who was asked last first.
    pub people: Vec<PersonId>,
    /// Who answered last.
    pub answered_last: Option<PersonId>,
}

/// Who was asked to confirm a practice before.
///
/// # Errors
/// When the database refuses.
pub fn asked_before(conn: &mut Conn, practice: &Practice) -> Result<AskedBefore> {
    let mut before = AskedBefore::default();
    let Some(unione) = practice.unione else {
        return Ok(before);
    };
    let mut gone = Vec::new();
    for (person, answer) in store::list_ever_asked(conn, practice.id)? {
        if !before.people.contains(&person) && !gone.contains(&person) {
            let reads = people::mailbox(conn, person)?.is_some();
            if reads && people::works_for(conn, person, unione)? {
                before.people.push(person);
            } else {
                gone.push(person);
            }
        }
        if answer.is_some() && before.answered_last.is_none() && before.people.contains(&person) {
            before.answered_last = Some(person);
        }
    }
    Ok(before)
}

/// What a practice asks of this person by the link of a letter, if it still does.
///
/// # Errors
/// When the database refuses.
pub fn call(conn: &mut Conn, person: PersonId, practice: Uuid) -> Result<Option<Call>> {
    let practice = PracticeId(practice);
    let (Some(request), Some(practice)) = (
        store::find_open_request(conn, practice, person)?,
        store::find(conn, practice)?,
    ) else {
        return Ok(None);
    };
    if !is_open(&request, &practice) || !works_for_it(conn, &request, &practice)? {
        return Ok(None);
    }
    in_words(conn, request, &practice).map(Some)
}

fn in_words(conn: &mut Conn, request: Request, practice: &Practice) -> Result<Call> {
    let text = store::find_version(conn, request.version)?.text;
    let unione = match practice.unione {
        Some(unione) => unioni::briefs(conn, &[unione])?.remove(&unione),
        None => None,
    };
    let unione = unione.map_or_else(
        || "la tua unione".to_owned(),
        |brief| unioni::with_article(&brief.name),
    );
    // The name of who asks is for the person that is asked, who works with it.
    let reader = Actor::person(request.person, String::new(), false, Vec::new());
    let asker = people::bylines(conn, &reader, &[request.asked_by])?.remove(&request.asked_by);
    let asker = asker.map_or_else(
        || "Chi facilita".to_owned(),
        |byline| {
            if byline.role.is_empty() {
                byline.name
            } else {
                format!("{} ({})", byline.name, byline.role)
            }
        },
    );
    let until = request.asked_at + chrono::Duration::days(DAYS);
    Ok(Call {
        subject: format!(
            "{}: ci confermi questa pratica?",
            excerpt(&text.title, SUBJECT_TITLE)
        ),
        paragraphs: vec![
            "Fra Unioni è il sito in cui le unioni di comuni raccontano come hanno messo insieme i loro servizi. Chi comincia legge che cosa ha funzionato altrove e che cosa no, e riusa gli atti che ci sono già.".to_owned(),
            format!("{asker} ha scritto una pratica che racconta come ha fatto {unione}, e ti chiede di confermarla prima che altri la leggano."),
            format!("La pratica: «{}»", text.title),
            text.summary,
            "Il collegamento apre il testo intero, sezione per sezione: non serve un accesso e leggere non cambia niente. In fondo alla pagina puoi confermarlo, e allora si pubblica e lo leggono tutti, oppure scrivere che cosa è da correggere: torna a chi l’ha scritto.".to_owned(),
            format!("Il collegamento è solo per te e vale fino al {}. Se non fai nulla la pratica non si pubblica. Se hai domande rispondi a questa e-mail: la legge chi ti ha indicato.", dates::day(until.0)),
        ],
        label: "Leggi e rispondi".to_owned(),
        path: "/conferma/".to_owned(),
        asked_by: request.asked_by,
        because: "ti viene chiesto di confermare una pratica della tua unione".to_owned(),
        purpose: PURPOSE,
        pass: Pass {
            person: request.person,
            subject: Subject::new(crate::platform::subject::SubjectKind::Practice, practice.id),
            turn: request.id,
            until,
        },
    })
}

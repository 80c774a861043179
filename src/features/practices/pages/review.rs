//! The screen on which a practice is read section by section, then published, confirmed or sent back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::compare::names;
use super::reading::{self, REMARK_MAX, ReadSection};
use super::view::{self, Loaded, turn};
use crate::features::card::LookUpCards;
use crate::features::people::{self, Form, Visit};
use crate::features::practices::findings::{self, Finding};
use crate::features::practices::policy::{self, Act};
use crate::features::practices::{
    self as feature, Notes, Practice, PracticeState, confirmation, remarks, waiting,
};
use crate::platform::dates;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

/// Where the desk is: a facilitatore goes on from there.
const DESK: &str = "/redazione";

#[derive(Template)]
#[template(path = "practices/review.html")]
struct ReviewPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    number: i64,
    url: String,
    turn: String,
    asked: String,
    is_new: bool,
    /// What the new version changes, in the words of who sent it; empty for a first version.
    change_note: String,
    /// Where the published version and the draft are compared; none for a first version.
    compare_url: Option<String>,
    changed: bool,
    lock_version: i32,
    publish: bool,
    confirm: bool,
    take_back: bool,
    remark_max: usize,
    note: String,
    findings: Vec<Found>,
    sections: Vec<ReadSection>,
}

/// The findings of one kind.
pub(super) struct Found {
    pub(super) words: &'static str,
    pub(super) lines: Vec<FoundLine>,
}

/// One finding, and where.
pub(super) struct FoundLine {
    pub(super) section: &'static str,
    pub(super) title: &'static str,
    pub(super) sentence: String,
}

/// Somebody else was quicker.
#[derive(Template)]
#[template(path = "practices/meanwhile.html")]
struct MeanwhilePage {
    frame: Frame,
    title: String,
    sentence: String,
    typed: Vec<(String, String)>,
    links: Vec<(String, &'static str)>,
}

/// `GET /pratiche/{n}/revisione`
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see it, [`Error::Forbidden`] for whoever neither reviews nor
/// confirms.
pub async fn review_page(
    visit: Visit,
    path: web::Path<String>,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    show(&visit, number, Notes::default(), Attempt::First, look_up).await
}

/// What brought one to the screen.
enum Attempt {
    /// It is opened.
    First,
    /// The notes are to be mended.
    Faulty(Faults),
    /// Somebody changed the practice meanwhile.
    Overtaken,
}

/// `POST /pratiche/{n}/revisione`
///
/// # Errors
/// What [`feature::publish`], [`feature::confirm`] and [`feature::send_back`] answer, but for what
/// somebody else did meanwhile: that is told, with the notes still there.
pub async fn review(
    form: Form,
    path: web::Path<String>,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let notes = reading::typed_notes(&fields);
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let verb = match fields.text("azione") {
        "pubblica" => feature::publish,
        "conferma" => feature::confirm,
        _ => return send_back(visit, fields, number, seen, notes, look_up).await,
    };
    let mut faults = Faults::default();
    faults.unless(
        reading::is_blank(&notes),
        "nota",
        "Hai scritto delle note: togli quello che non serve, poi pubblica, oppure rimanda la pratica",
    );
    if !faults.is_empty() {
        return show(&visit, number, notes, Attempt::Faulty(faults), look_up).await;
    }
    let done = visit
        .submit(&fields, move |tx, actor| {
            Ok(verb(tx, actor, number, seen)?.url())
        })
        .await;
    match done {
        Ok(location) => Ok(visit.see_other(&location, "Pratica pubblicata: ora la leggono tutti.")),
        Err(error) => overtaken(&visit, number, notes, error, look_up).await,
    }
}

async fn send_back(
    visit: Visit,
    fields: Fields,
    number: i64,
    seen: Option<i32>,
    notes: Notes,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    let faults = reading::check_notes(&notes);
    if !faults.is_empty() {
        return show(&visit, number, notes, Attempt::Faulty(faults), look_up).await;
    }
    let sent = notes.clone();
    let done = visit
        .submit(&fields, move |tx, actor| {
            let practice = feature::send_back(tx, actor, number, seen, sent)?;
            // Who reviews goes on with what else waits; who was to confirm still reads the practice.
            Ok(if actor.is_facilitatore() {
                DESK.to_owned()
            } else {
                practice.draft_url()
            })
        })
        .await;
    match done {
        Ok(location) => Ok(visit.see_other(&location, "Pratica rimandata con le tue note.")),
        Err(error) => overtaken(&visit, number, notes, error, look_up).await,
    }
}

/// What one sees when an act did not go through because somebody else was quicker.
async fn overtaken(
    visit: &Visit,
    number: i64,
    notes: Notes,
    error: Error,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    match error {
        Error::Refused(Refusal::ChangedMeanwhile | Refusal::WrongState) | Error::NotFound => {
            show(visit, number, notes, Attempt::Overtaken, look_up).await
        }
        other => Err(other),
    }
}

async fn show(
    visit: &Visit,
    number: i64,
    typed: Notes,
    attempt: Attempt,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    let loaded = visit
        .read(move |conn, actor| view::load(conn, actor, number))
        .await;
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(Error::NotFound) => return gone(visit, number, typed).await,
        Err(error) => return Err(error),
    };
    let may = |act| policy::may(&visit.actor, &loaded.standing, act);
    if !may(Act::Publish) && !may(Act::Confirm) && !may(Act::TakeBack) {
        let theirs = |act| policy::is_theirs(&visit.actor, &loaded.standing, act);
        if !theirs(Act::Publish) && !theirs(Act::Confirm) {
            return Err(Error::Forbidden(
                "La rivede chi facilita, o la conferma chi lavora nell’unione che la racconta.",
            ));
        }
        return meanwhile(visit, loaded, typed).await;
    }
    let (status, faults, changed) = match attempt {
        Attempt::First => (StatusCode::OK, Faults::default(), false),
        Attempt::Faulty(faults) => (StatusCode::UNPROCESSABLE_ENTITY, faults, false),
        Attempt::Overtaken => (StatusCode::CONFLICT, Faults::default(), true),
    };
    let page = page(visit, loaded, typed, faults, changed, look_up).await?;
    visit.page_with(status, &page)
}

async fn page(
    visit: &Visit,
    loaded: Loaded,
    typed: Notes,
    faults: Faults,
    changed: bool,
    look_up: LookUpCards,
) -> Result<ReviewPage> {
    let (frame, site) = (visit.frame().section("pratiche"), visit.app.public_url());
    visit
        .read(move |conn, actor| {
            let practice = &loaded.practice;
            let names = names(conn, actor, &[&loaded.text], look_up)?;
            let earlier = remarks::history(conn, practice)?;
            let sections = reading::sections(&loaded.text, &names, &earlier, &typed);
            let found =
                findings::findings(conn, &site, &loaded.text, &reading::written(&sections))?;
            let asked = confirmation::asked_now(conn, practice.id)?;
            let bylines = people::bylines(conn, actor, &asked)?;
            let asked: Vec<&str> = asked
                .iter()
                .filter_map(|person| bylines.get(person).map(|byline| byline.name.as_str()))
                .collect();
            let may = |act| policy::may(actor, &loaded.standing, act);
            let compare_url = match practice.published_version.zip(practice.draft_version) {
                Some((before, after)) => Some(format!(
                    "/pratiche/{}/versioni/confronto?da={}&a={}",
                    practice.number,
                    feature::version(conn, before)?.ordinal,
                    feature::version(conn, after)?.ordinal
                )),
                None => None,
            };
            Ok(ReviewPage {
                frame,
                faults: faults.0,
                number: practice.number,
                url: practice.draft_url(),
                turn: turn(practice, &loaded.unione_name),
                asked: asked.join(", "),
                is_new: practice.published_version.is_none(),
                // It stands between quotes, with the full stop of its sentence behind them.
                change_note: loaded.change_note.trim_end_matches('.').to_owned(),
                compare_url,
                changed,
                lock_version: practice.lock_version,
                publish: may(Act::Publish),
                confirm: may(Act::Confirm),
                take_back: may(Act::TakeBack),
                remark_max: REMARK_MAX,
                note: typed.whole,
                findings: by_kind(found),
                sections,
                title: loaded.text.title,
            })
        })
        .await
}

pub(super) fn by_kind(found: Vec<Finding>) -> Vec<Found> {
    let mut kinds: Vec<Found> = Vec::new();
    for one in found {
        let line = FoundLine {
            section: one.section.as_str(),
            title: one.section.title(),
            sentence: one.sentence,
        };
        match kinds
            .last_mut()
            .filter(|last| last.words == one.kind.words())
        {
            Some(last) => last.lines.push(line),
            None => kinds.push(Found {
                words: one.kind.words(),
                lines: vec![line],
            }),
        }
    }
    kinds
}

/// Somebody else has dealt with it, and it can still be seen.
async fn meanwhile(visit: &Visit, loaded: Loaded, typed: Notes) -> Result<HttpResponse> {
    let practice = loaded.practice;
    let sentence = match practice.state {
        PracticeState::ToMend => "Qualcuno l’ha già rimandata a chi l’ha scritta, con le sue note.",
        PracticeState::Draft => {
            "Chi l’ha scritta l’ha ripresa, o la sta modificando: non c’è ancora niente da rivedere."
        }
        PracticeState::InReview => "Adesso aspetta che la rilegga chi facilita.",
        PracticeState::ToConfirm => "Adesso aspetta la conferma dell’unione.",
        _ => "Qualcuno l’ha già pubblicata.",
    };
    let links = vec![(practice.url(), "Leggi la pratica")];
    // The title of the draft is for those who may read it.
    let title = practice.title.clone();
    told(visit, title, sentence, &practice, noted(typed), links).await
}

/// Somebody else has dealt with it, so that it can no longer be seen by a facilitatore who was to review it.
async fn gone(visit: &Visit, number: i64, typed: Notes) -> Result<HttpResponse> {
    let practice = visit
        .read(move |conn, actor| waiting::once_in_review(conn, actor, number))
        .await?;
    let sentence = "Qualcun altro l’ha già rimandata all’unione con le sue note, oppure l’unione l’ha ripresa per continuare a scriverla.";
    told(
        visit,
        "Questa pratica non è più in revisione".to_owned(),
        sentence,
        &practice,
        noted(typed),
        Vec::new(),
    )
    .await
}

/// The notes that were typed, each with what it is about.
fn noted(notes: Notes) -> Vec<(String, String)> {
    let remarks = notes
        .remarks
        .into_iter()
        .map(|(section, body)| (section.title().to_owned(), body));
    let whole = Some(("Sulla pratica intera".to_owned(), notes.whole));
    remarks
        .chain(whole)
        .filter(|(_, body)| !body.is_empty())
        .collect()
}

/// The page that says so when somebody else was quicker, with what was `typed` in vain.
pub(super) async fn told(
    visit: &Visit,
    title: String,
    sentence: &str,
    practice: &Practice,
    typed: Vec<(String, String)>,
    mut links: Vec<(String, &'static str)>,
) -> Result<HttpResponse> {
    let subject = practice.subject();
    let last = visit
        .read(move |conn, actor| view::last_hand(conn, actor, subject))
        .await?;
    let who = last.map_or_else(String::new, |(name, at)| {
        format!(
            " L’ultima persona a occuparsene è stata {name}, {}.",
            dates::relative(at.0, visit.app.now().0)
        )
    });
    if visit.actor.is_facilitatore() {
        links.push((DESK.to_owned(), "Torna alla redazione"));
    }
    links.push(("/pratiche".to_owned(), "Guarda le altre pratiche"));
    let page = MeanwhilePage {
        frame: visit.frame().section("pratiche"),
        title,
        sentence: format!("{sentence}{who}"),
        typed,
        links,
    };
    visit.page_with(StatusCode::CONFLICT, &page)
}

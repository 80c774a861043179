//! Confirming by the link of a letter, without signing in. Looking changes nothing: mail scanners open
//! every link. The link lets read that one text and answer, and nothing else.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::compare::names;
use super::reading::{self, REMARK_MAX, ReadSection};
use super::view::owner;
use crate::features::card::LookUpCards;
use crate::features::people::{self, Visit};
use crate::features::practices::confirmation::{self, Answer, Opened};
use crate::features::practices::{self as feature, Notes, PracticeState};
use crate::features::unioni;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::pass::Pass;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;
use crate::platform::web::respond::unlisted;

#[derive(Template)]
#[template(path = "practices/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    faults: Vec<Fault>,
    path: String,
    title: String,
    summary: String,
    unione: String,
    changed: bool,
    lock_version: i32,
    remark_max: usize,
    note: String,
    sections: Vec<ReadSection>,
}

/// What a link says once there is nothing left to answer.
#[derive(Template)]
#[template(path = "practices/answered.html")]
struct AnsweredPage {
    frame: Frame,
    title: &'static str,
    sentence: &'static str,
    typed: Vec<(String, String)>,
    links: Vec<(String, &'static str)>,
}

/// `GET /conferma/{token}`
///
/// # Errors
/// [`Error::NotFound`] when the link is none of ours.
pub async fn confirm_page(
    visit: Visit,
    token: web::Path<String>,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    match read(&visit, &token) {
        Ok(pass) => show(&visit, pass, Notes::default(), Attempt::First, look_up).await,
        Err(Error::Refused(Refusal::LinkSpent)) => over(&visit),
        Err(error) => Err(error),
    }
}

/// What brought one to the page.
enum Attempt {
    /// It is opened.
    First,
    /// The notes are to be mended.
    Faulty(Faults),
    /// The text was changed meanwhile.
    Overtaken,
}

/// `POST /conferma/{token}`: confirms, or sends back; needs no session and no cookie.
///
/// # Errors
/// [`Error::NotFound`] when the link is none of ours.
pub async fn answer(
    visit: Visit,
    token: web::Path<String>,
    body: web::Payload,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    let pass = match read(&visit, &token) {
        Ok(pass) => pass,
        Err(Error::Refused(Refusal::LinkSpent)) => return over(&visit),
        Err(error) => return Err(error),
    };
    let fields = Fields::read(visit.request(), &mut body.into_inner()).await?;
    let notes = reading::typed_notes(&fields);
    let confirms = fields.text("azione") == "conferma";
    let faults = if confirms {
        let mut faults = Faults::default();
        faults.unless(
            reading::is_blank(&notes),
            "nota",
            "Hai scritto delle note: togli quello che non serve, poi conferma, oppure rimanda la pratica",
        );
        faults
    } else {
        reading::check_notes(&notes)
    };
    if !faults.is_empty() {
        return show(&visit, pass, notes, Attempt::Faulty(faults), look_up).await;
    }
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let (acted, sent) = (pass.clone(), notes.clone());
    let done = visit
        .app
        .write(move |tx| {
            if confirms {
                confirmation::confirm_by_link(tx, &acted, seen)
            } else {
                confirmation::send_back_by_link(tx, &acted, seen, &sent)
            }
        })
        .await;
    match done {
        Ok(_) => Ok(visit.see_other(visit.path(), "")),
        Err(Error::Refused(Refusal::WrongState | Refusal::ChangedMeanwhile)) => {
            show(&visit, pass, notes, Attempt::Overtaken, look_up).await
        }
        Err(error) => Err(error),
    }
}

fn read(visit: &Visit, token: &str) -> Result<Pass> {
    Pass::read(
        &visit.app.installation,
        confirmation::PURPOSE,
        token,
        visit.app.now(),
    )
}

async fn show(
    visit: &Visit,
    pass: Pass,
    typed: Notes,
    attempt: Attempt,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    let reader = pass.person;
    let opened = visit
        .app
        .read(move |conn| confirmation::open(conn, &pass))
        .await?;
    if !opened.open {
        return answered(visit, &opened, typed);
    }
    let (status, faults, changed) = match attempt {
        Attempt::First => (StatusCode::OK, Faults::default(), false),
        Attempt::Faulty(faults) => (StatusCode::UNPROCESSABLE_ENTITY, faults, false),
        Attempt::Overtaken => (StatusCode::CONFLICT, Faults::default(), true),
    };
    let (frame, path) = (visit.frame(), visit.path().to_owned());
    let page = visit
        .app
        .read(move |conn| {
            let practice = opened.practice;
            let text = feature::version(conn, opened.request.version)?.text;
            // The names of things are those this person may read, signed in or only invited.
            let reader = people::letter_reader(conn, reader)?.ok_or(Error::NotFound)?;
            let names = names(conn, &reader, &[&text], look_up)?;
            let unione = owner(conn, &practice)?;
            Ok(ConfirmPage {
                frame,
                faults: faults.0,
                path,
                unione: unione.map_or_else(String::new, |brief| unioni::with_article(&brief.name)),
                changed,
                lock_version: practice.lock_version,
                remark_max: REMARK_MAX,
                sections: reading::sections(&text, &names, &Default::default(), &typed),
                note: typed.whole,
                title: text.title,
                summary: text.summary,
            })
        })
        .await?;
    Ok(unlisted(visit.page_with(status, &page)?))
}

/// What came of it, to whoever opens a link to which there is nothing left to answer.
fn answered(visit: &Visit, opened: &Opened, typed: Notes) -> Result<HttpResponse> {
    let practice = &opened.practice;
    let read_it = (practice.url(), "Leggi la pratica");
    let (status, title, sentence, mut links) = match (opened.request.answer, practice.state) {
        (Some(Answer::Confirmed), state) if state != PracticeState::Withdrawn => (
            StatusCode::OK,
            "Grazie: la pratica è pubblicata",
            "L’hai confermata tu, e ora la leggono tutti. Se vuoi anche un accesso al sito, per rispondere a chi chiede o per aggiornarla, scrivi a chi ti ha mandato il collegamento.",
            vec![read_it],
        ),
        (Some(Answer::SentBack), PracticeState::ToMend) => (
            StatusCode::OK,
            "Grazie: le tue note sono arrivate",
            "Le legge chi ha scritto la pratica. Quando il testo è sistemato ti mandiamo un altro collegamento.",
            Vec::new(),
        ),
        (_, state) if state.is_published() => (
            StatusCode::GONE,
            "È già stata confermata",
            "Qualcuno della tua unione ha già confermato questa pratica, e ora la leggono tutti: non serve altro.",
            vec![read_it],
        ),
        (_, PracticeState::ToConfirm) => (
            StatusCode::GONE,
            "Questo collegamento non vale più",
            "Il testo è cambiato, oppure la conferma è stata chiesta di nuovo. Apri il collegamento dell’ultima e-mail che hai ricevuto su questa pratica.",
            Vec::new(),
        ),
        _ => (
            StatusCode::GONE,
            "Questo collegamento non vale più",
            "Il testo è tornato a chi lo scrive, oppure è cambiato. Se serve ancora la tua conferma ti arriva un altro collegamento.",
            Vec::new(),
        ),
    };
    links.push((
        "/pratiche".to_owned(),
        "Guarda le pratiche delle altre unioni",
    ));
    let typed = typed
        .remarks
        .into_iter()
        .map(|(section, body)| (section.title().to_owned(), body))
        .chain(Some(("Sulla pratica intera".to_owned(), typed.whole)))
        .filter(|(_, body)| !body.is_empty())
        .collect();
    let page = AnsweredPage {
        frame: visit.frame(),
        title,
        sentence,
        typed,
        links,
    };
    Ok(unlisted(visit.page_with(status, &page)?))
}

/// The time of the link is over.
fn over(visit: &Visit) -> Result<HttpResponse> {
    let page = AnsweredPage {
        frame: visit.frame(),
        title: "Questo collegamento è scaduto",
        sentence: "Valeva 60 giorni. Se vuoi ancora confermare la pratica, rispondi a chi te l’ha mandata: può farti avere un altro collegamento.",
        typed: Vec::new(),
        links: vec![(
            "/pratiche".to_owned(),
            "Guarda le pratiche delle altre unioni",
        )],
    };
    Ok(unlisted(visit.page_with(StatusCode::GONE, &page)?))
}

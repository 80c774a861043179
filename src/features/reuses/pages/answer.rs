//! Answering the three questions: by the link of a letter, without signing in, or signed in.
//! Looking changes nothing, for scanners of mail open every link; only the form does.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::{Filled, since_hint};
use super::show::practice;
use crate::features::card::Reuser;
use crate::features::people::{self, Form, Visit};
use crate::features::reuses::letters::PURPOSE;
use crate::features::reuses::rounds::CORRECT_DAYS;
use crate::features::reuses::tell::{find, followed};
use crate::features::reuses::{
    self as feature, Changed, Reuse, Round, RoundId, policy, readers, store,
};
use crate::features::topics::Choice;
use crate::platform::actor::Actor;
use crate::platform::dates::{self, PartialDate};
use crate::platform::db::{Conn, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::pass::Pass;
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;
use crate::platform::web::respond::unlisted;

#[derive(Template)]
#[template(path = "reuses/answer.html")]
struct AnswerPage {
    frame: Frame,
    faults: Vec<Fault>,
    /// Where the form goes.
    action: String,
    /// Who answers, when it is not the person who signed in.
    person: String,
    lock_version: i32,
    title: String,
    practice_url: String,
    reuse_url: String,
    /// "6 mesi dopo l’adozione".
    when: String,
    told: Reuser,
    /// What the Unione does with the practice.
    verb: &'static str,
    /// Until when what was answered can be corrected; empty before it was answered.
    correct_until: String,
    just_sent: bool,
    /// Whether somebody told other things while this was written.
    is_overtaken: bool,
    states: Vec<Choice>,
    since_hint: String,
    filled: Filled,
}

/// What is said when nothing can be answered.
#[derive(Template)]
#[template(path = "practices/answered.html")]
struct OverPage {
    frame: Frame,
    title: &'static str,
    sentence: &'static str,
    typed: Vec<(String, String)>,
    links: Vec<(String, &'static str)>,
}

/// Who answers which round, and by which address.
#[derive(Clone)]
struct Asked {
    actor: Actor,
    round: RoundId,
    action: String,
    person: String,
}

/// What the request that shows the page has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Nothing,
    Sent,
    Overtaken,
}

/// `GET /esiti/{token}`
///
/// # Errors
/// When the database refuses; that nothing can be answered by the link is told on a page of its own.
pub async fn signed_page(visit: Visit, token: web::Path<String>) -> Result<HttpResponse> {
    let asked = match by_link(&visit, &token).await {
        Err(Error::Refused(Refusal::LinkSpent)) => return over(&visit, Vec::new()),
        asked => asked?,
    };
    let page = page(&visit, asked, None, Faults::default(), Done::Nothing).await?;
    Ok(unlisted(visit.page_with(StatusCode::OK, &page)?))
}

/// `POST /esiti/{token}`: needs no session and no cookie.
///
/// # Errors
/// As [`signed_page`].
pub async fn answer_signed(
    visit: Visit,
    token: web::Path<String>,
    body: web::Payload,
) -> Result<HttpResponse> {
    let asked = by_link(&visit, &token).await;
    let fields = Fields::read(visit.request(), &mut body.into_inner()).await?;
    match asked {
        Err(Error::Refused(Refusal::LinkSpent)) => over(&visit, typed_words(&fields)),
        asked => Ok(unlisted(take(&visit, asked?, &fields).await?)),
    }
}

/// The words that were typed in the form, with what each is called.
fn typed_words(fields: &Fields) -> Vec<(String, String)> {
    [
        ("motivo", "Perché"),
        ("cambiato", "Che cosa avete cambiato"),
        ("non_funzionato", "Che cosa non ha funzionato"),
    ]
    .into_iter()
    .map(|(name, label)| (label.to_owned(), fields.text(name).to_owned()))
    .filter(|(_, text)| !text.is_empty())
    .collect()
}

/// Nothing can be answered by this link, or not any more.
fn over(visit: &Visit, typed: Vec<(String, String)>) -> Result<HttpResponse> {
    let page = OverPage {
        frame: visit.frame(),
        title: "Con questo collegamento non si può più rispondere",
        sentence: "Forse il tempo per rispondere è finito, forse la pratica non è più sul sito, o l’indirizzo non è intero: in questo caso aprilo di nuovo dall’e-mail. Chi lavora nell’unione può raccontare com’è andata anche accedendo al sito.",
        typed,
        links: vec![
            (
                "/riusi".to_owned(),
                "Accedi e guarda i riusi della tua unione",
            ),
            (
                "/pratiche".to_owned(),
                "Guarda le pratiche delle altre unioni",
            ),
        ],
    };
    Ok(unlisted(visit.page_with(StatusCode::GONE, &page)?))
}

/// `GET /riusi/{n}/esito`: the round that waits, or whose answer can still be corrected.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for who does not speak for its Unione.
pub async fn answer_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let asked = match by_number(&visit, &path).await {
        Err(Error::Refused(Refusal::AlreadyDone)) => {
            return not_asked(&visit, &path, StatusCode::OK, Vec::new());
        }
        asked => asked?,
    };
    let page = page(&visit, asked, None, Faults::default(), Done::Nothing).await?;
    visit.page(&page)
}

/// `POST /riusi/{n}/esito`
///
/// # Errors
/// As [`answer_page`].
pub async fn answer(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    match by_number(&form.visit, &path).await {
        Err(Error::Refused(Refusal::AlreadyDone)) => {
            let typed = typed_words(&form.fields);
            not_asked(&form.visit, &path, StatusCode::CONFLICT, typed)
        }
        asked => take(&form.visit, asked?, &form.fields).await,
    }
}

/// Nothing is asked about a reuse now; its people may tell how it goes all the same.
fn not_asked(
    visit: &Visit,
    path: &str,
    status: StatusCode,
    typed: Vec<(String, String)>,
) -> Result<HttpResponse> {
    let number = address::number(path)?;
    let page = OverPage {
        frame: visit.frame().section("pratiche"),
        title: "Ora non c’è niente da rispondere",
        sentence: "Su questo riuso non aspettiamo una risposta. Quando ve lo chiediamo arriva un’e-mail; se intanto qualcosa cambia, raccontatelo voi.",
        typed,
        links: vec![
            (format!("/riusi/{number}"), "Vai al riuso"),
            (format!("/riusi/{number}/modifica"), "Racconta come va"),
        ],
    };
    Ok(unlisted(visit.page_with(status, &page)?))
}

/// Whom the link lets answer: the person it was sent to, as it is today.
async fn by_link(visit: &Visit, token: &str) -> Result<Asked> {
    let spent = || Error::Refused(Refusal::LinkSpent);
    let now = visit.app.now();
    let pass = Pass::read(&visit.app.installation, PURPOSE, token, now).map_err(|_| spent())?;
    let round = RoundId(pass.turn);
    let actor = visit
        .app
        .read(move |conn| Ok(people::actors(conn, &[pass.person])?.remove(&pass.person)))
        .await?
        .ok_or_else(spent)?;
    let asked = Asked {
        person: actor.name().to_owned(),
        actor,
        round,
        action: format!("/esiti/{token}"),
    };
    let known = asked.clone();
    visit
        .app
        .read(move |conn| match find_round(conn, &known) {
            Ok((_, round)) if round.takes_answer(now) => Ok(()),
            Ok(_) | Err(Error::NotFound | Error::Forbidden(_)) => Err(spent()),
            Err(other) => Err(other),
        })
        .await?;
    Ok(asked)
}

async fn by_number(visit: &Visit, path: &str) -> Result<Asked> {
    let number = address::number(path)?;
    let now = visit.app.now();
    let round = visit
        .read(move |conn, actor| {
            let reuse = find(conn, actor, number)?;
            if !policy::may_speak(actor, reuse.unione) {
                return Err(Error::Forbidden(
                    "Risponde chi lavora nell’unione che riusa la pratica.",
                ));
            }
            store::list_rounds(conn, &[reuse.id])?
                .pop()
                .filter(|round| round.takes_answer(now))
                .map(|round| round.id)
                .ok_or(Error::Refused(Refusal::AlreadyDone))
        })
        .await?;
    Ok(Asked {
        actor: (*visit.actor).clone(),
        round,
        action: format!("/riusi/{number}/esito"),
        person: String::new(),
    })
}

/// The round and its reuse, if this actor speaks for it.
fn find_round(conn: &mut Conn, asked: &Asked) -> Result<(Reuse, Round)> {
    let round = store::find_round(conn, asked.round)?.ok_or(Error::NotFound)?;
    let reuse = store::list_visible(conn, asked.actor.tokens(), &[round.reuse])?
        .pop()
        .filter(|reuse| policy::may_speak(&asked.actor, reuse.unione))
        .ok_or(Error::NotFound)?;
    Ok((reuse, round))
}

async fn page(
    visit: &Visit,
    asked: Asked,
    filled: Option<Filled>,
    faults: Faults,
    done: Done,
) -> Result<AnswerPage> {
    let frame = visit.frame().section("pratiche");
    visit
        .app
        .read(move |conn| {
            let (reuse, round) = find_round(conn, &asked)?;
            let moves = store::list_moves(conn, &[reuse.id])?;
            let practice = practice(conn, &asked.actor, &reuse)?;
            let told = readers::in_words(conn, std::slice::from_ref(&reuse))?
                .pop()
                .ok_or(Error::NotFound)?;
            let filled = filled.unwrap_or_else(|| answered(&reuse, &round));
            Ok(AnswerPage {
                frame,
                faults: faults.0,
                action: asked.action,
                person: asked.person,
                lock_version: reuse.lock_version,
                title: practice.title,
                practice_url: practice.url,
                reuse_url: reuse.url(),
                when: round.words(),
                told,
                verb: reuse.state.verb(),
                correct_until: correct_until(&round),
                just_sent: done == Done::Sent,
                is_overtaken: done == Done::Overtaken,
                since_hint: since_hint(&reuse),
                states: filled.choices(followed(&moves, Some(round.id))),
                filled,
            })
        })
        .await
}

/// What the round was answered, or else an empty answer that says to be where the Unione was.
fn answered(reuse: &Reuse, round: &Round) -> Filled {
    let now = Filled::told(reuse, &[]);
    match round.state {
        Some(state) => Filled {
            state: state.to_string(),
            reason: round.reason.clone(),
            changed: round.changed.clone(),
            failed: round.failed.clone(),
            since: reuse.since.map(PartialDate::typed).unwrap_or_default(),
            ..now
        },
        None => Filled {
            changed: String::new(),
            failed: String::new(),
            ..now
        },
    }
}

fn correct_until(round: &Round) -> String {
    round
        .answered_at
        .map(|at| dates::day((at + chrono::Duration::days(CORRECT_DAYS)).0))
        .unwrap_or_default()
}

async fn take(visit: &Visit, asked: Asked, fields: &Fields) -> Result<HttpResponse> {
    let seen: i32 = fields.text("lock_version").parse().unwrap_or(0);
    let (filled, now) = (Filled::of(fields), visit.app.now());
    let (typed, who) = (filled.clone(), asked.clone());
    let (said, current) = visit
        .app
        .read(move |conn| read(conn, &who, &typed, now))
        .await?;
    let said = match said {
        Ok(said) => said,
        Err(_) if seen != current => return overtaken(visit, asked, filled).await,
        Err(faults) => {
            let mut page = page(visit, asked, Some(filled), faults, Done::Nothing).await?;
            page.lock_version = seen;
            return visit.page_to_mend(&page);
        }
    };
    let who = asked.clone();
    let answer = if asked.person.is_empty() {
        feature::answer
    } else {
        feature::answer_by_link
    };
    let changed = visit
        .app
        .write(move |tx| answer(tx, &who.actor, who.round, seen, &said))
        .await?;
    match changed {
        Changed::Saved(url) if asked.person.is_empty() => {
            Ok(visit.see_other(&url, "Grazie: la vostra risposta sta sulla pratica."))
        }
        Changed::Saved(_) => {
            let page = page(visit, asked, None, Faults::default(), Done::Sent).await?;
            visit.page_with(StatusCode::OK, &page)
        }
        Changed::Overtaken(_) => overtaken(visit, asked, filled).await,
    }
}

type Read = (std::result::Result<feature::Said, Faults>, i32);

/// What is said, and the version of the reuse it was checked against.
fn read(conn: &mut Conn, asked: &Asked, typed: &Filled, now: When) -> Result<Read> {
    let (reuse, round) = find_round(conn, asked)?;
    let moves = store::list_moves(conn, &[reuse.id])?;
    let before = followed(&moves, Some(round.id));
    let said = typed.read(conn, &asked.actor, before, now)?;
    Ok((said, reuse.lock_version))
}

async fn overtaken(visit: &Visit, asked: Asked, filled: Filled) -> Result<HttpResponse> {
    let page = page(
        visit,
        asked,
        Some(filled),
        Faults::default(),
        Done::Overtaken,
    )
    .await?;
    visit.page_with(StatusCode::CONFLICT, &page)
}

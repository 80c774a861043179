//! The reuses of one's own Unione, and what to do next.

use actix_web::HttpResponse;
use askama::Template;

use crate::features::people::Visit;
use crate::features::reuses::store::{self, Whose};
use crate::features::reuses::words::since;
use crate::features::reuses::{Reuse, ReuseState, readers};
use crate::features::unioni;
use crate::platform::actor::{Actor, BodyId};
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::web::frame::Frame;

/// The most reuses on the page: what was told last comes first.
const AT_MOST: i64 = 100;

#[derive(Template)]
#[template(path = "reuses/own.html")]
struct OwnPage {
    frame: Frame,
    unioni: String,
    lines: Vec<OwnLine>,
    is_cut: bool,
}

/// A reuse of one's own, with what to do next.
struct OwnLine {
    title: String,
    url: String,
    unione: String,
    state: &'static str,
    tone: &'static str,
    since: String,
    next: String,
    next_url: String,
    action: &'static str,
}

/// `GET /riusi`
///
/// # Errors
/// When the database refuses.
pub async fn own_page(visit: Visit) -> Result<HttpResponse> {
    let frame = visit.frame().section("pratiche");
    let page = visit
        .read(move |conn, actor| page(conn, actor, frame))
        .await?;
    visit.page(&page)
}

fn page(conn: &mut Conn, actor: &Actor, frame: Frame) -> Result<OwnPage> {
    let own: Vec<BodyId> = actor.unioni().collect();
    let mut reuses = store::list_told(conn, actor.tokens(), Whose::By(&own), AT_MOST + 1)?;
    let is_cut = reuses.len() > AT_MOST as usize;
    reuses.truncate(AT_MOST as usize);
    let asked = store::list_unanswered_of(conn, &own, AT_MOST)?;
    let unioni = unioni::briefs(conn, &own)?;
    let cards = readers::cards(conn, actor, &reuses, |reuse, _| {
        unioni.get(&reuse.unione).cloned()
    })?;
    let lines = cards
        .into_iter()
        .filter_map(|card| {
            let reuse = reuses.iter().find(|one| one.subject() == card.subject)?;
            let (next, next_url, action) = if asked.iter().any(|one| one.id == reuse.id) {
                step_when_asked(reuse)
            } else {
                next_step(reuse)
            };
            Some(OwnLine {
                url: card.url,
                title: card.title,
                unione: card.unione.map(|brief| brief.name).unwrap_or_default(),
                state: reuse.state.words(),
                tone: reuse.state.tone(),
                since: since(reuse.since),
                next,
                next_url,
                action,
            })
        })
        .collect();
    Ok(OwnPage {
        frame,
        unioni: own
            .iter()
            .filter_map(|id| unioni.get(id))
            .map(|brief| unioni::with_article(&brief.name))
            .collect::<Vec<_>>()
            .join(", "),
        lines,
        is_cut,
    })
}

/// What to do next about a reuse: a sentence, where, and the words of the link.
type Step = (String, String, &'static str);

/// What to do about a reuse of which a round waits for its answer.
fn step_when_asked(reuse: &Reuse) -> Step {
    if !reuse.is_confirmed() {
        return next_step(reuse);
    }
    let sentence = "Vi abbiamo chiesto com’è andata: sono tre domande.";
    let url = format!("{}/esito", reuse.url());
    (sentence.to_owned(), url, "Rispondi")
}

/// What to do about a reuse of which nothing is asked.
fn next_step(reuse: &Reuse) -> Step {
    let url = reuse.url();
    let tell = format!("{url}/modifica");
    if !reuse.is_confirmed() {
        let sentence = "L’ha dichiarato per voi chi facilita: dite voi se è così.";
        return (sentence.to_owned(), url, "Leggi e conferma");
    }
    let sentence = match reuse.state {
        ReuseState::Interested => {
            "Quando cominciate a valutarla, o decidete di no, ditelo qui.".to_owned()
        }
        ReuseState::Evaluating => {
            "Quando decidete, in un senso o nell’altro, ditelo qui.".to_owned()
        }
        _ if reuse.changed.is_empty() => {
            "Manca che cosa avete cambiato: è quello che cerca chi viene dopo.".to_owned()
        }
        _ if reuse.failed.is_empty() => {
            "Manca che cosa non ha funzionato: anche poche righe aiutano.".to_owned()
        }
        _ => match reuse.next_round_at {
            Some(at) => format!(
                "Niente da fare: vi chiediamo noi com’è andata, il {}.",
                dates::day(at.0)
            ),
            None => "Niente da fare: se cambia qualcosa ditelo qui.".to_owned(),
        },
    };
    (sentence, tell, "Racconta come va")
}

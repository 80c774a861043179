//! The desk's page.

use actix_web::HttpResponse;
use askama::Template;

use crate::features::people::Visit;
use crate::features::questions::{PATIENCE_DAYS, Unanswered};
use crate::features::{documents, practices, questions, registers, reuses};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::web::frame::Frame;

/// No queue is shown longer; its tile says how long it is, and the page that it is cut.
const AT_MOST: usize = 50;

/// `/redazione`
#[derive(Template)]
#[template(path = "desk/index.html")]
struct DeskPage {
    frame: Frame,
    today: String,
    first: String,
    reviews: Queue<Review>,
    unanswered: Queue<Alone>,
    late: i64,
    silent: Queue<Quiet>,
    reported: Queue<Reported>,
    infected: Queue<Infected>,
    /// Whether the public registers are offered.
    may_import: bool,
}

/// The lines of a queue that wait longest, and how many wait in all.
struct Queue<T> {
    lines: Vec<T>,
    total: i64,
}

impl<T> Queue<T> {
    fn count(&self) -> String {
        dates::number(self.total)
    }

    fn is_cut(&self) -> bool {
        usize::try_from(self.total).is_ok_and(|total| total > self.lines.len())
    }
}

/// Something to be reviewed before it is published.
struct Review {
    kind: String,
    title: String,
    url: String,
    unione: String,
    since: String,
}

/// A reuse whose Unione does not say how it went.
struct Quiet {
    title: String,
    url: String,
    unione: String,
    since: String,
}

/// A document of which something was reported.
struct Reported {
    title: String,
    url: String,
    unione: String,
    reasons: String,
    since: String,
    is_blocked: bool,
}

/// A document with a file in which a virus was found.
struct Infected {
    title: String,
    url: String,
    unione: String,
    virus: String,
    since: String,
}

/// A question nobody has answered.
struct Alone {
    title: String,
    url: String,
    unione: String,
    since: String,
    late: bool,
    assigned_to: String,
    mentors: String,
}

/// `GET /redazione`
///
/// # Errors
/// When the database refuses.
pub async fn show(visit: Visit) -> Result<HttpResponse> {
    let now = visit.app.now();
    let (reviews, (unanswered, late), silent, reported, infected) = visit
        .read(move |conn, actor| {
            Ok((
                reviews(conn, actor, now)?,
                alone(conn, actor, now)?,
                quiet(conn, actor, now)?,
                reported(conn, actor, now)?,
                infected(conn, actor, now)?,
            ))
        })
        .await?;
    let page = DeskPage {
        frame: visit.frame(),
        today: dates::day(now.0),
        first: first_thing(reviews.total, late, unanswered.total),
        reviews,
        unanswered,
        late,
        silent,
        reported,
        infected,
        may_import: registers::may_import(&visit.actor),
    };
    visit.page(&page)
}

/// What to do first, in a sentence.
fn first_thing(reviews: i64, late: i64, unanswered: i64) -> String {
    use dates::count;
    match (reviews, late, unanswered) {
        (0, 0, 0) => "Niente in sospeso. Buon lavoro.".to_owned(),
        (0, 0, n) => format!(
            "Da fare prima: {} senza risposta.",
            count(n, "domanda", "domande")
        ),
        (n, 0, _) => format!(
            "Da fare prima: {} da rivedere.",
            count(n, "contenuto", "contenuti")
        ),
        (0, n, _) => format!(
            "Da fare prima: {} senza risposta da più di {PATIENCE_DAYS} giorni lavorativi.",
            count(n, "domanda", "domande")
        ),
        (n, late, _) => format!(
            "Da fare prima: {} senza risposta da più di {PATIENCE_DAYS} giorni lavorativi, poi {} da rivedere.",
            count(late, "domanda", "domande"),
            count(n, "contenuto", "contenuti")
        ),
    }
}

fn reviews(conn: &mut Conn, actor: &Actor, now: When) -> Result<Queue<Review>> {
    let total = practices::count_in_review(conn, actor)? + documents::count_in_review(conn, actor)?;
    let mut cards = practices::review_queue(conn, actor, AT_MOST as i64)?;
    cards.extend(documents::review_queue(conn, actor, AT_MOST as i64)?);
    cards.sort_by_key(|card| card.published_at);
    cards.truncate(AT_MOST);
    let lines = cards
        .into_iter()
        .map(|card| Review {
            kind: card.subject.kind.as_str().to_owned(),
            unione: card.unione.map(|unione| unione.name).unwrap_or_default(),
            since: card
                .published_at
                .map(|at| dates::relative(at.0, now.0))
                .unwrap_or_default(),
            title: card.title,
            url: card.url,
        })
        .collect();
    Ok(Queue { lines, total })
}

/// The documents of which something was reported.
fn reported(conn: &mut Conn, actor: &Actor, now: When) -> Result<Queue<Reported>> {
    let lines = documents::reported(conn, actor, AT_MOST as i64)?
        .into_iter()
        .map(|one| Reported {
            reasons: one
                .reasons
                .iter()
                .map(|reason| reason.label().to_lowercase())
                .collect::<Vec<_>>()
                .join(", "),
            since: dates::relative(one.since.0, now.0),
            title: one.title,
            url: one.url,
            unione: one.unione,
            is_blocked: one.is_blocked,
        })
        .collect();
    Ok(Queue {
        lines,
        total: documents::count_reported(conn, actor)?,
    })
}

/// The documents with a file in which a virus was found.
fn infected(conn: &mut Conn, actor: &Actor, now: When) -> Result<Queue<Infected>> {
    let lines = documents::infected(conn, actor, AT_MOST as i64)?
        .into_iter()
        .map(|one| Infected {
            since: dates::relative(one.since.0, now.0),
            title: one.title,
            url: one.url,
            unione: one.unione,
            virus: one.virus,
        })
        .collect();
    Ok(Queue {
        lines,
        total: documents::count_infected(conn, actor)?,
    })
}

/// The reuses whose Unioni were asked twice in vain.
fn quiet(conn: &mut Conn, actor: &Actor, now: When) -> Result<Queue<Quiet>> {
    let lines = reuses::silent(conn, actor, now, AT_MOST as i64)?
        .into_iter()
        .map(|one| Quiet {
            since: dates::relative(one.told_at.0, now.0),
            unione: one.card.unione.map(|brief| brief.name).unwrap_or_default(),
            title: one.card.title,
            url: one.card.url,
        })
        .collect();
    Ok(Queue {
        lines,
        total: reuses::count_silent(conn, actor, now)?,
    })
}

/// The questions nobody has answered, and how many of them are late.
fn alone(conn: &mut Conn, actor: &Actor, now: When) -> Result<(Queue<Alone>, i64)> {
    let late_before = questions::late_before(now);
    let (total, late) = questions::count_unanswered(conn, actor, late_before)?;
    let lines = questions::unanswered(conn, actor, AT_MOST as i64)?
        .into_iter()
        .map(|question| in_words(question, now, late_before))
        .collect();
    Ok((Queue { lines, total }, late))
}

fn in_words(question: Unanswered, now: When, late_before: When) -> Alone {
    let Unanswered {
        card,
        assigned_to,
        mentors,
    } = question;
    Alone {
        late: card.published_at.is_some_and(|asked| asked < late_before),
        since: card
            .published_at
            .map(|asked| dates::relative(asked.0, now.0))
            .unwrap_or_default(),
        unione: card.unione.map(|unione| unione.name).unwrap_or_default(),
        assigned_to: assigned_to.map(|person| person.name).unwrap_or_default(),
        mentors: mentors
            .iter()
            .map(|person| format!("{} ({})", person.name, person.role))
            .collect::<Vec<_>>()
            .join("; "),
        title: card.title,
        url: card.url,
    }
}

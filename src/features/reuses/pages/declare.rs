//! Declaring that an Unione reuses a practice.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::Filled;
use crate::features::people::{Form, Visit};
use crate::features::practices;
use crate::features::reuses::{self, Declared, policy};
use crate::features::topics::Choice;
use crate::features::unioni;
use crate::platform::actor::{Actor, BodyId};
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "reuses/declare.html")]
struct DeclarePage {
    frame: Frame,
    faults: Vec<Fault>,
    number: i64,
    title: String,
    practice_url: String,
    unioni: Vec<Choice>,
    /// The only Unione it can be for.
    only: String,
    on_behalf: bool,
    states: Vec<Choice>,
    filled: Filled,
}

/// `GET /pratiche/{n}/riuso`; `?stato=` chooses how far the Unione has come.
///
/// # Errors
/// [`Error::NotFound`] for who may not see the practice, or when it was never published.
pub async fn declare_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let fields = visit.query();
    if let Some(known) = own_reuse(&visit, number).await? {
        return Ok(visit.see_other(&known, "La tua unione l’ha già dichiarato: ecco il riuso."));
    }
    let page = page(&visit, number, &fields, Faults::default()).await?;
    visit.page(&page)
}

/// The reuse of who can declare for one Unione only, when there is one already.
async fn own_reuse(visit: &Visit, number: i64) -> Result<Option<String>> {
    visit
        .read(move |conn, actor| {
            let practice = practices::find(conn, actor, number)?;
            let own: Vec<BodyId> = actor.unioni().collect();
            match own.as_slice() {
                [only] if !actor.is_facilitatore() => {
                    let known = reuses::find_own(conn, actor, practice.id, &[*only])?;
                    Ok(known.map(|reuse| reuse.url()))
                }
                _ => Ok(None),
            }
        })
        .await
}

async fn page(visit: &Visit, number: i64, fields: &Fields, faults: Faults) -> Result<DeclarePage> {
    let frame = visit.frame().section("pratiche");
    let filled = Filled::of(fields);
    let chosen = fields.text("unione").to_owned();
    visit
        .read(move |conn, actor| {
            let practice = practices::find(conn, actor, number)?;
            if practice.published_version.is_none() {
                return Err(Error::NotFound);
            }
            let mut unioni = choices(conn, actor, practice.unione, &chosen)?;
            let only = match unioni.as_slice() {
                [only] => only.label.clone(),
                _ => String::new(),
            };
            if unioni.len() > 1 {
                unioni.insert(
                    0,
                    Choice {
                        value: String::new(),
                        label: "Scegli l’unione".to_owned(),
                        chosen: false,
                    },
                );
            }
            Ok(DeclarePage {
                frame,
                faults: faults.0,
                number,
                practice_url: practice.url(),
                title: practice.title,
                unioni,
                only,
                on_behalf: actor.is_facilitatore(),
                states: filled.choices(None),
                filled,
            })
        })
        .await
}

/// The Unioni this actor may declare it for.
fn choices(
    conn: &mut Conn,
    actor: &Actor,
    owner: Option<BodyId>,
    chosen: &str,
) -> Result<Vec<Choice>> {
    let known = if actor.is_facilitatore() {
        unioni::all(conn)?
    } else {
        let own: Vec<BodyId> = actor.unioni().collect();
        let mut briefs = unioni::briefs(conn, &own)?;
        own.iter().filter_map(|id| briefs.remove(id)).collect()
    };
    Ok(known
        .into_iter()
        .filter(|brief| policy::may_declare(actor, owner, brief.id))
        .map(|brief| Choice {
            value: brief.number.to_string(),
            chosen: brief.number.to_string() == chosen,
            label: brief.name,
        })
        .collect())
}

/// `POST /pratiche/{n}/riuso`
///
/// # Errors
/// What [`reuses::declare()`] answers.
pub async fn declare(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let (filled, now) = (Filled::of(&fields), visit.app.now());
    let chosen: Option<i64> = fields.text("unione").parse().ok();
    let (unione, said) = visit
        .read(move |conn, actor| {
            practices::find(conn, actor, number)?;
            let unione = unioni::all(conn)?
                .into_iter()
                .find(|brief| Some(brief.number) == chosen)
                .map(|brief| brief.id);
            Ok((unione, filled.read(conn, actor, None, now)?))
        })
        .await?;
    let (unione, said) = match (unione, said) {
        (Some(unione), Ok(said)) => (unione, said),
        (unione, said) => {
            let mut faults = Faults::default();
            faults.unless(
                unione.is_some(),
                "unione",
                "Scegli l’unione che riusa la pratica",
            );
            faults.0.extend(said.err().unwrap_or_default().0);
            let page = page(&visit, number, &fields, faults).await?;
            return visit.page_to_mend(&page);
        }
    };
    let own = policy::may_speak(&visit.actor, unione);
    let location = visit
        .submit(&fields, move |tx, actor| {
            Ok(match reuses::declare(tx, actor, number, unione, &said)? {
                Declared::New(url) => url,
                Declared::Before(url) => format!("{url}?gia=1"),
            })
        })
        .await?;
    Ok(match location.strip_suffix("?gia=1") {
        Some(known) => visit.see_other(
            known,
            "Questo riuso era già dichiarato: eccolo. Da qui si racconta come va.",
        ),
        None if own => visit.see_other(
            &location,
            "Grazie. L’unione che racconta la pratica lo saprà; tra qualche mese vi chiediamo com’è andata.",
        ),
        None => visit.see_other(
            &location,
            "Fatto. Conta da quando l’unione lo conferma: le abbiamo scritto.",
        ),
    })
}

//! Going back to an older version: asked before it is done, with what would be put aside.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::compare::changes;
use super::differences::{Extent, SectionView, sections};
use super::history::numbered;
use crate::features::card::LookUpCards;
use crate::features::people::{self, Form, Visit};
use crate::features::practices::policy::{self, Act};
use crate::features::practices::versions;
use crate::features::practices::{self as feature, Practice, Version};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "practices/restore.html")]
struct RestorePage {
    frame: Frame,
    title: String,
    url: String,
    versions_url: String,
    action: String,
    name: String,
    lock_version: i32,
    draft: Option<DraftView>,
    /// Whether something changed after the page was opened, so that it is shown again.
    changed: bool,
}

/// The draft that would be put aside.
struct DraftView {
    ordinal: i32,
    name: String,
    /// Who began it and when it was last written on.
    about: String,
    /// What it is compared with.
    base: String,
    sections: Vec<SectionView>,
}

/// `GET /pratiche/{n}/versioni/{k}/ripristino`: asks before going back.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see the version, [`Error::Forbidden`] for whoever may not write,
/// [`Refusal::WrongState`] while others have the draft.
pub async fn restore_page(
    visit: Visit,
    path: web::Path<(String, String)>,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    let (number, ordinal) = numbered(&path)?;
    let page = page(&visit, number, ordinal, look_up).await?;
    visit.page(&page)
}

/// `POST /pratiche/{n}/versioni/{k}/ripristino`
///
/// # Errors
/// What [`versions::restore`] answers, save that what changed meanwhile is shown and asked again.
pub async fn restore(
    form: Form,
    path: web::Path<(String, String)>,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let (number, ordinal) = numbered(&path)?;
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let put_aside = fields.text("bozza").parse::<i32>().ok();
    let restored = visit
        .submit(&fields, move |tx, actor| {
            versions::restore(tx, actor, number, seen, ordinal, put_aside)?;
            Ok(format!("/pratiche/{number}/modifica/rivedi"))
        })
        .await;
    match restored {
        Ok(location) => Ok(visit.see_other(
            &location,
            &format!("La bozza dice di nuovo quello che diceva la versione {ordinal}. Rileggila e inviala."),
        )),
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => {
            let mut page = page(&visit, number, ordinal, look_up).await?;
            page.changed = true;
            visit.page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error),
    }
}

async fn page(
    visit: &Visit,
    number: i64,
    ordinal: i32,
    look_up: LookUpCards,
) -> Result<RestorePage> {
    let frame = visit.frame().section("pratiche");
    visit
        .read(move |conn, actor| {
            let practice = feature::find(conn, actor, number)?;
            let standing = feature::standing(conn, &practice)?;
            let sight = versions::sight(actor, &standing);
            let old = versions::find(conn, &practice, sight, ordinal)?;
            if !policy::may(actor, &standing, Act::Save) {
                return Err(if policy::is_theirs(actor, &standing, Act::Save) {
                    Error::Refused(Refusal::WrongState)
                } else {
                    Error::Forbidden(
                        "La ripristina chi scrive questa pratica: chi lavora nell’unione che la racconta.",
                    )
                });
            }
            let has_this_text = [practice.published_version, practice.draft_version];
            if has_this_text.contains(&Some(old.id)) {
                return Err(Error::Refused(Refusal::AlreadyDone));
            }
            Ok(RestorePage {
                frame,
                url: practice.url(),
                versions_url: format!("/pratiche/{number}/versioni"),
                action: format!("/pratiche/{number}/versioni/{ordinal}/ripristino"),
                name: format!("versione {ordinal}"),
                lock_version: practice.lock_version,
                draft: draft(conn, actor, &practice, &old, look_up)?,
                changed: false,
                title: practice.title,
            })
        })
        .await
}

/// The draft in the way, with what it changes of the published text; of a practice that was never
/// published, with what it changes of the version to go back to.
fn draft(
    conn: &mut Conn,
    actor: &Actor,
    practice: &Practice,
    old: &Version,
    look_up: LookUpCards,
) -> Result<Option<DraftView>> {
    let Some(draft) = practice.draft_version else {
        return Ok(None);
    };
    let draft = feature::version(conn, draft)?;
    let base = match practice.published_version {
        Some(published) => feature::version(conn, published)?,
        None => old.clone(),
    };
    let bylines = people::bylines(conn, actor, &[draft.author])?;
    let changes = changes(conn, actor, &base.text, &draft.text, look_up)?;
    Ok(Some(DraftView {
        ordinal: draft.ordinal,
        name: format!("versione {}", draft.ordinal),
        about: format!(
            "{}, salvata il {}",
            super::versions::signed(bylines.get(&draft.author)),
            dates::day(draft.updated_at.0)
        ),
        base: format!("versione {}", base.ordinal),
        sections: sections(&changes, Extent::Changes),
    }))
}

//! Sending a practice to be reviewed.

use actix_web::{HttpResponse, web};

use super::history::sent_note;
use super::{edit, view};
use crate::features::people::Form;
use crate::features::practices as feature;
use crate::features::practices::check::missing;
use crate::features::practices::policy::{self, Act};
use crate::features::practices::versions;
use crate::platform::error::Result;
use crate::platform::web::address;

/// `POST /pratiche/{n}/invio`: what is missing is listed instead.
///
/// # Errors
/// What [`feature::submit`] answers.
pub async fn submit(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let loaded = visit
        .read(move |conn, actor| view::load(conn, actor, number))
        .await?;
    let may = policy::may(&visit.actor, &loaded.standing, Act::Submit);
    if may && !missing(&loaded.text).is_empty() {
        return edit::not_yet(&visit, loaded);
    }
    // Whoever may not send it is not shown what it says: the verb refuses.
    let note = match sent_note(&loaded, &fields) {
        Ok(note) => note,
        Err((note, faults)) if may => {
            return edit::without_note(&visit, loaded, note, faults);
        }
        Err(_) => None,
    };
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            if let Some(note) = note {
                versions::note_change(tx, actor, number, &note)?;
            }
            Ok(feature::submit(tx, actor, number, seen)?.url())
        })
        .await?;
    Ok(visit.see_other(
        &location,
        "Pratica inviata. Ti scriviamo quando è pubblicata, o se c’è qualcosa da sistemare.",
    ))
}

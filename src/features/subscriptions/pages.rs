//! The form by which a thing is followed, wherever its box stands.

use actix_web::HttpResponse;

use super::{FOLLOWED, Frequency};
use crate::features::people::Form;
use crate::platform::error::{Error, Result};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address::is_local;
use crate::platform::web::fields::Fields;

/// `POST /seguiti`: follows a thing, or changes how often it is written about.
///
/// # Errors
/// [`Error::NotFound`] when there is no such thing for this actor.
pub async fn follow(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let subject = subject_of(&fields)?;
    let frequency = super::chosen_frequency(fields.text("frequenza"))?;
    visit
        .write(move |tx, actor| super::follow(tx, actor, subject, frequency))
        .await?;
    let sentence = match frequency {
        Frequency::Never => "Fatto: vedrai le novità sul sito, senza e-mail.",
        _ => "Fatto: ti scriviamo appena c’è una novità.",
    };
    Ok(visit.see_other(back_of(&fields), sentence))
}

/// `POST /seguiti/smetti`: stops following a thing.
///
/// # Errors
/// When the database refuses.
pub async fn unfollow(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let subject = subject_of(&fields)?;
    visit
        .write(move |tx, actor| super::unfollow(tx, actor, subject))
        .await?;
    Ok(visit.see_other(back_of(&fields), "Non lo segui più."))
}

fn subject_of(fields: &Fields) -> Result<Subject> {
    let kind: SubjectKind = fields.text("kind").parse().map_err(|_| Error::NotFound)?;
    let id: uuid::Uuid = fields.text("id").parse().map_err(|_| Error::NotFound)?;
    if FOLLOWED.contains(&kind) {
        Ok(Subject::new(kind, id))
    } else {
        Err(Error::NotFound)
    }
}

fn back_of(fields: &Fields) -> &str {
    let back = fields.text("ritorno");
    if is_local(back) {
        back
    } else {
        "/profilo/seguiti"
    }
}

//! Saying, as a facilitatore, that a published practice was checked on its documents.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::life::{NOTE_MAX, loaded_for};
use super::sheet::within;
use super::view::Loaded;
use crate::features::people::{self, Form, Visit};
use crate::features::practices::policy::Act;
use crate::features::practices::{self as feature, grounds};
use crate::features::topics::Choice;
use crate::platform::actor::{BodyId, PersonId, TopicId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "practices/verify.html")]
struct VerifyPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    number: i64,
    lock_version: i32,
    back: String,
    documents: usize,
    mentors: Vec<Choice>,
    note: String,
    note_max: usize,
}

/// Said to whoever may not verify.
const WHO_VERIFIES: &str = "La verifica chi facilita nella regione o sugli argomenti di questa pratica, quando è pubblicata e non ci sono bozze in corso.";

/// `GET /pratiche/{n}/verifica`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) for whoever may not see it, [`Forbidden`](crate::platform::error::Error::Forbidden) for whoever may not verify.
pub async fn verify_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let loaded = loaded_for(&visit, &path, Act::Verify, WHO_VERIFIES).await?;
    let page = verify_form(&visit, loaded, "", String::new(), Faults::default()).await?;
    visit.page(&page)
}

async fn verify_form(
    visit: &Visit,
    loaded: Loaded,
    chosen: &str,
    note: String,
    faults: Faults,
) -> Result<VerifyPage> {
    let (frame, chosen) = (visit.frame().section("pratiche"), chosen.to_owned());
    visit
        .read(move |conn, actor| {
            let practice = &loaded.practice;
            let mentors = mentors_of(conn, practice.unione, &loaded.standing.topics)?;
            let names = people::bylines(conn, actor, &mentors)?;
            let mut choices = vec![Choice {
                value: String::new(),
                label: if mentors.is_empty() {
                    "Nessun mentore per questi argomenti".to_owned()
                } else {
                    "Scegli chi hai sentito".to_owned()
                },
                chosen: chosen.is_empty(),
            }];
            choices.extend(mentors.iter().filter_map(|person| {
                let byline = names.get(person)?;
                let value = person.to_string();
                Some(Choice {
                    chosen: value == chosen,
                    label: format!("{} ({})", byline.name, byline.role),
                    value,
                })
            }));
            Ok(VerifyPage {
                frame,
                faults: faults.0,
                number: practice.number,
                lock_version: practice.lock_version,
                back: practice.url(),
                documents: grounds(conn, practice)?.documents,
                title: practice.title.clone(),
                mentors: choices,
                note,
                note_max: NOTE_MAX,
            })
        })
        .await
}

/// The mentori of these topics who do not work for the Unione whose practice it is.
fn mentors_of(
    conn: &mut Conn,
    unione: Option<BodyId>,
    topics: &[TopicId],
) -> Result<Vec<PersonId>> {
    let own = match unione {
        Some(unione) => people::of_unione(conn, unione)?,
        None => Vec::new(),
    };
    let mut mentors = people::mentori_of(conn, topics)?;
    mentors.retain(|person| !own.contains(person));
    Ok(mentors)
}

/// `POST /pratiche/{n}/verifica`
///
/// # Errors
/// What [`feature::verify`] answers.
pub async fn verify(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let loaded = loaded_for(&visit, &path, Act::Verify, WHO_VERIFIES).await?;
    let (unione, topics) = (loaded.practice.unione, loaded.standing.topics.clone());
    let mentors = visit
        .read(move |conn, _| mentors_of(conn, unione, &topics))
        .await?;
    let chosen = fields.text("mentore").to_owned();
    let mentor = mentors
        .iter()
        .copied()
        .find(|mentor| mentor.to_string() == chosen);
    let note = fields.text("nota").to_owned();
    let mut faults = Faults::default();
    faults.unless(
        mentor.is_some() || mentors.is_empty(),
        "mentore",
        "Scegli il mentore che hai sentito: la verifica si fa in due",
    );
    within(&mut faults, "nota", "La nota", &note, NOTE_MAX);
    if !faults.is_empty() {
        let page = verify_form(&visit, loaded, &chosen, note, faults).await?;
        return visit.page_to_mend(&page);
    }
    let (number, seen) = (
        loaded.practice.number,
        fields.text("lock_version").parse::<i32>().ok(),
    );
    let location = visit
        .submit(&fields, move |tx, actor| {
            Ok(feature::verify(tx, actor, number, seen, mentor, &note)?.url())
        })
        .await?;
    Ok(visit.see_other(&location, "Pratica verificata."))
}

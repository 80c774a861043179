//! `/unioni/{n}/modifica`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::WHOSE_ACT;
use super::choices::Choices;
use super::conflict::{Difference, differences};
use super::form::EditForm;
use super::sections::Sections;
use crate::features::people::{Form, Visit};
use crate::features::topics::{self, Topic};
use crate::features::unioni::{self, Clash, Profile, may_edit};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Refusal, Result, is_taken};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "unioni/edit.html")]
struct EditPage {
    frame: Frame,
    faults: Vec<Fault>,
    url: String,
    action: String,
    name: String,
    typed: EditForm,
    choices: Choices,
    sections: Sections,
    /// What somebody else saved meanwhile, beside what was typed here.
    conflict: Vec<Difference>,
}

/// The Unione of an address, for somebody who may change it.
fn find(conn: &mut Conn, actor: &Actor, number: i64) -> Result<(Profile, Vec<Topic>)> {
    let unione = unioni::find(conn, number)?;
    if !may_edit(actor, &unione) {
        return Err(Error::Forbidden(WHOSE_ACT));
    }
    Ok((unioni::profile(conn, unione)?, topics::all(conn)?))
}

fn page(
    visit: &Visit,
    profile: &Profile,
    topics: &[Topic],
    typed: EditForm,
    faults: Faults,
) -> EditPage {
    let unione = &profile.unione;
    EditPage {
        frame: visit.frame().section("unioni"),
        sections: Sections::of(&faults.0),
        faults: faults.0,
        url: unione.url(),
        action: format!("/unioni/{}/modifica", unione.number),
        name: unione.facts.name.clone(),
        choices: Choices::of(&typed, topics, profile.seat_comune.as_ref()),
        typed,
        conflict: Vec::new(),
    }
}

/// `GET /unioni/{n}/modifica`
///
/// # Errors
/// [`Error::Forbidden`] for who may not change this profile; when the database refuses.
pub async fn edit_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let (profile, topics) = visit
        .read(move |conn, actor| find(conn, actor, number))
        .await?;
    let form = EditForm::of(&profile, &topics);
    let mut page = page(&visit, &profile, &topics, form, Faults::default());
    page.sections = Sections::only(visit.query().text("apri"));
    visit.page(&page)
}

/// `POST /unioni/{n}/modifica`: saves, or gives the same form back with a row more or less.
///
/// # Errors
/// [`Error::Forbidden`] for who may not change this profile; when the database refuses.
pub async fn save(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let (profile, topics) = visit
        .read(move |conn, actor| find(conn, actor, number))
        .await?;
    let mut sent = EditForm::sent(&fields);
    if sent.press(fields.text("fai")) {
        let mut page = page(&visit, &profile, &topics, sent, Faults::default());
        page.sections = Sections::of_button(fields.text("fai"));
        return visit.page_with(StatusCode::OK, &page);
    }
    sent.drop_empty_rows();
    let today = dates::in_rome(visit.app.now().0);
    let edited = match sent.read(&profile, &topics, today) {
        Ok(edited) => edited,
        Err(faults) => {
            return visit.page_to_mend(&page(&visit, &profile, &topics, sent, faults));
        }
    };
    let lock_version = sent.lock_version.parse().unwrap_or(0);
    let (unione, to_save) = (profile.unione.clone(), edited.clone());
    let saved = visit
        .submit(&fields, move |tx, actor| {
            unioni::change(tx, actor, &unione, lock_version, &to_save)?;
            Ok(unioni::find(tx, unione.number)?.url())
        })
        .await;
    let mut faults = Faults::default();
    match saved {
        Ok(url) => return Ok(visit.see_other(&url, "Profilo salvato.")),
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => {
            return conflict(&visit, sent, number).await;
        }
        Err(Error::Refused(Refusal::WrongState)) => {
            let unione = profile.unione.clone();
            let clashes = visit.read(move |conn, _| unioni::clashes(conn, &unione, &edited));
            for (place, clash) in clashes.await? {
                let (field, sentence) = clash_in_words(&clash, &sent.comuni[place].name);
                faults.add(&format!("comune-{place}-{field}"), sentence);
            }
        }
        Err(error) if is_taken(&error) => faults.add(
            "codice_ipa",
            "Un altro ente ha già questo codice IPA: controllalo, o scrivi a un facilitatore",
        ),
        Err(error) => return Err(error),
    }
    visit.page_to_mend(&page(&visit, &profile, &topics, sent, faults))
}

/// The field of a Comune that is to be mended, and what to do.
fn clash_in_words(clash: &Clash, comune: &str) -> (&'static str, String) {
    match clash {
        Clash::Itself => (
            "nome",
            "Un’unione non può far parte di se stessa: scrivi il nome di un comune".to_owned(),
        ),
        Clash::Several => (
            "istat",
            format!("Ci sono più comuni che si chiamano {comune}: scrivi il codice ISTAT"),
        ),
        Clash::CodeOf(name) => (
            "istat",
            format!("Questo è il codice ISTAT di {name}: controlla il nome e il codice"),
        ),
        Clash::Twice => (
            "dal",
            format!(
                "{comune} è scritto due volte per lo stesso periodo: togli una riga o correggi le date"
            ),
        ),
        Clash::Elsewhere(unione) => (
            "dal",
            format!(
                "In quel periodo {comune} faceva parte di {}: un comune non può stare in due unioni insieme. Correggi le date, o scrivi a un facilitatore se l’errore è nell’altra unione",
                unione.name
            ),
        ),
    }
}

/// Shows what somebody else saved meanwhile beside what was typed, which can then be saved over it.
async fn conflict(visit: &Visit, mut typed: EditForm, number: i64) -> Result<HttpResponse> {
    let (profile, topics) = visit
        .read(move |conn, actor| find(conn, actor, number))
        .await?;
    let saved = EditForm::of(&profile, &topics);
    let differences = differences(&saved, &typed);
    typed.lock_version = saved.lock_version;
    let mut page = page(visit, &profile, &topics, typed, Faults::default());
    page.conflict = differences;
    visit.page_with(StatusCode::CONFLICT, &page)
}

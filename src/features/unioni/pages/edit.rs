//! `/unioni/{n}/modifica`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::WHOSE_ACT;
use super::form::EditForm;
use crate::features::people::{Form, Visit};
use crate::features::topics::{self, Choice, Topic};
use crate::features::unioni::{self, Profile, Unione, may_edit};
use crate::platform::actor::Actor;
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
    regioni: Vec<Choice>,
    /// The topics of each function to choose from.
    topics: Vec<Vec<Choice>>,
    /// What somebody else saved meanwhile, beside what was typed here.
    conflict: Vec<Difference>,
}

/// A part that somebody else saved in another way.
struct Difference {
    label: &'static str,
    saved: String,
    typed: String,
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
    unione: &Unione,
    topics: &[Topic],
    typed: EditForm,
    faults: Faults,
) -> EditPage {
    EditPage {
        frame: visit.frame().section("unioni"),
        faults: faults.0,
        url: unione.url(),
        action: format!("/unioni/{}/modifica", unione.number),
        name: unione.facts.name.clone(),
        regioni: typed.regioni(),
        topics: typed
            .functions
            .iter()
            .map(|function| topic_choices(topics, &function.topic))
            .collect(),
        typed,
        conflict: Vec::new(),
    }
}

fn topic_choices(topics: &[Topic], chosen: &str) -> Vec<Choice> {
    [("", "nessuno")]
        .into_iter()
        .chain(
            topics
                .iter()
                .map(|topic| (topic.slug.as_str(), topic.name.as_str())),
        )
        .map(|(value, label)| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == chosen,
        })
        .collect()
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
    visit.page(&page(
        &visit,
        &profile.unione,
        &topics,
        form,
        Faults::default(),
    ))
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
    let unione = profile.unione.clone();
    let mut sent = EditForm::sent(&fields);
    if sent.press(fields.text("fai")) {
        let page = page(&visit, &unione, &topics, sent, Faults::default());
        return visit.page_with(StatusCode::OK, &page);
    }
    let edited = match sent.read(&unione, &topics) {
        Ok(edited) => edited,
        Err(faults) => {
            return visit.page_to_mend(&page(&visit, &unione, &topics, sent, faults));
        }
    };
    let lock_version = sent.lock_version.parse().unwrap_or(0);
    let saved = visit
        .submit(&fields, move |tx, actor| {
            unioni::change(tx, actor, &unione, lock_version, &edited)?;
            Ok(unioni::find(tx, unione.number)?.url())
        })
        .await;
    match saved {
        Ok(url) => Ok(visit.see_other(&url, "Profilo salvato.")),
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => conflict(&visit, sent, number).await,
        Err(error) if is_taken(&error) => {
            let mut faults = Faults::default();
            faults.add(
                "codice_ipa",
                "Un altro ente ha già questo codice IPA: controllalo, o scrivi a un facilitatore",
            );
            visit.page_to_mend(&page(&visit, &profile.unione, &topics, sent, faults))
        }
        Err(error) => Err(error),
    }
}

/// A part of the form that two people may have written differently: its name and its text.
type Part = (&'static str, fn(&EditForm) -> String);

/// Shows what somebody else saved meanwhile beside what was typed, which can then be saved over it.
async fn conflict(visit: &Visit, mut typed: EditForm, number: i64) -> Result<HttpResponse> {
    let (profile, topics) = visit
        .read(move |conn, actor| find(conn, actor, number))
        .await?;
    let saved = EditForm::of(&profile, &topics);
    let differences = differences(&saved, &typed);
    typed.lock_version = saved.lock_version;
    let mut page = page(visit, &profile.unione, &topics, typed, Faults::default());
    page.conflict = differences;
    visit.page_with(StatusCode::CONFLICT, &page)
}

fn differences(saved: &EditForm, typed: &EditForm) -> Vec<Difference> {
    let parts: [Part; 16] = [
        ("Nome", |form| form.name.clone()),
        ("Altri nomi", |form| form.other_names.clone()),
        ("Codice IPA", |form| form.ipa_code.clone()),
        ("Regione", |form| form.region.clone()),
        ("Provincia", |form| form.province.clone()),
        ("Sede", |form| form.seat.clone()),
        ("Sito", |form| form.website.clone()),
        ("Forma giuridica", |form| form.legal_form.clone()),
        ("Attività", |form| form.activity.clone()),
        ("Fondata", |form| form.founded.clone()),
        ("Descrizione", |form| form.description.clone()),
        ("Contatti", |form| form.contacts.clone()),
        ("Fonte", |form| form.source.clone()),
        ("Comuni", |form| {
            in_lines(form.comuni.iter().map(|row| {
                in_line(&[
                    (&row.name, ""),
                    (&row.since, "dal "),
                    (&row.until, "al "),
                    (&row.source, "fonte: "),
                    (&row.people, "abitanti: "),
                    (&row.counted, "data: "),
                    (&row.people_source, "secondo "),
                ])
            }))
        }),
        ("Abitanti dell’unione", |form| {
            in_lines(form.populations.iter().map(|row| {
                in_line(&[
                    (&row.people, ""),
                    (&row.counted, "data: "),
                    (&row.source, "secondo "),
                ])
            }))
        }),
        ("Funzioni associate", |form| {
            in_lines(form.functions.iter().map(|row| {
                in_line(&[
                    (&row.name, ""),
                    (&row.topic, "argomento: "),
                    (&row.since, "dal "),
                    (&row.until, "al "),
                    (&row.source, "fonte: "),
                ])
            }))
        }),
    ];
    parts
        .into_iter()
        .map(|(label, part)| Difference {
            label,
            saved: part(saved),
            typed: part(typed),
        })
        .filter(|part| part.saved != part.typed)
        .collect()
}

fn in_line(parts: &[(&String, &str)]) -> String {
    parts
        .iter()
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, before)| format!("{before}{text}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn in_lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

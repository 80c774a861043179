//! Asking an Unione to confirm what a facilitatore wrote: whom, and by which address.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::edit;
use super::history::sent_note;
use super::view::{self, Loaded};
use crate::features::people::{self, Form, Invitation, PersonState, Visit, Workplace, is_email};
use crate::features::practices::check::missing;
use crate::features::practices::policy::{self, Act};
use crate::features::practices::{self as feature, Asked, Practice, confirmation, versions};
use crate::features::topics::Choice;
use crate::platform::actor::{Actor, BodyId, OfficeKind, PersonId, Scope};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields, length};
use crate::platform::web::frame::Frame;

/// The most characters of a name.
const NAME_MAX: usize = 80;
/// No more people are offered.
const OFFERED: usize = 100;

#[derive(Template)]
#[template(path = "practices/ask.html")]
struct AskPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    url: String,
    number: i64,
    unione: String,
    lock_version: i32,
    people: Vec<Choice>,
    asked: String,
    given_name: String,
    family_name: String,
    email: String,
    name_max: usize,
    /// What the new version changes, as far as it was written; none for a first version.
    change_note: Option<String>,
}

/// Somebody who has no account yet.
struct Newcomer {
    given_name: String,
    family_name: String,
    email: String,
}

/// `GET /pratiche/{n}/richiesta-conferma`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Refusal::WrongState`] when it is not the moment.
pub async fn ask_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let loaded = load(&visit, &path).await?;
    if !missing(&loaded.text).is_empty() {
        return edit::not_yet(&visit, loaded);
    }
    let page = page(&visit, loaded, None, Faults::default()).await?;
    visit.page(&page)
}

/// `POST /pratiche/{n}/richiesta-conferma`
///
/// # Errors
/// What [`feature::ask_to_confirm`] answers.
pub async fn ask(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let loaded = load(&visit, &path).await?;
    if !missing(&loaded.text).is_empty() {
        return edit::not_yet(&visit, loaded);
    }
    let practice = loaded.practice.clone();
    let (number, unione) = (practice.number, practice.unione);
    let chosen: Vec<PersonId> = fields
        .all("persone")
        .filter_map(|id| id.parse().ok().map(PersonId))
        .collect();
    let newcomer = newcomer(&fields);
    let mut faults = check(&chosen, newcomer.as_ref());
    let note = match sent_note(&loaded, &fields) {
        Ok(note) => note,
        Err((_, wrong)) => {
            faults.0.extend(wrong.0);
            None
        }
    };
    let Some(unione) = unione else {
        return Err(Error::Refused(Refusal::WrongState));
    };
    if let Some(new) = &newcomer
        && faults.is_empty()
    {
        let email = new.email.clone();
        let taken = visit
            .read(move |conn, _| is_elsewhere(conn, &email, unione))
            .await?;
        faults.unless(
            !taken,
            "email",
            "Con questo indirizzo c’è già un accesso che non è di questa unione: scegli una persona dell’unione, o scrivi un altro indirizzo",
        );
    }
    if !faults.is_empty() {
        let page = page(&visit, loaded, Some(&fields), faults).await?;
        return visit.page_to_mend(&page);
    }
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            let mut people = of_unione(tx, unione, &practice, &chosen)?;
            if let Some(new) = newcomer {
                people.push(enlist(tx, actor, unione, new)?);
            }
            if let Some(note) = note {
                versions::note_change(tx, actor, number, &note)?;
            }
            let asked = Asked { people };
            Ok(feature::ask_to_confirm(tx, actor, number, seen, &asked)?.draft_url())
        })
        .await?;
    Ok(visit.see_other(
        &location,
        "Richiesta mandata: ora tocca all’unione confermare. Se non risponde la ricordiamo noi.",
    ))
}

async fn load(visit: &Visit, path: &str) -> Result<Loaded> {
    let number = address::number(path)?;
    let loaded = visit
        .read(move |conn, actor| view::load(conn, actor, number))
        .await?;
    let (actor, standing) = (&visit.actor, &loaded.standing);
    if policy::may(actor, standing, Act::SendToConfirm) {
        Ok(loaded)
    } else if policy::is_theirs(actor, standing, Act::SendToConfirm) {
        Err(Error::Refused(Refusal::WrongState))
    } else {
        Err(Error::Forbidden(
            "Lo fa chi facilita nella regione o sugli argomenti di questa pratica.",
        ))
    }
}

fn newcomer(fields: &Fields) -> Option<Newcomer> {
    let text = |name: &str| fields.text(name).to_owned();
    let new = Newcomer {
        given_name: text("nome"),
        family_name: text("cognome"),
        email: text("email"),
    };
    let is_blank = new.given_name.is_empty() && new.family_name.is_empty() && new.email.is_empty();
    (!is_blank).then_some(new)
}

fn check(chosen: &[PersonId], newcomer: Option<&Newcomer>) -> Faults {
    let mut faults = Faults::default();
    faults.unless(
        !chosen.is_empty() || newcomer.is_some(),
        "persone",
        "Scegli almeno una persona dell’unione, oppure scrivi nome ed e-mail di chi può confermare",
    );
    faults.unless(
        chosen.len() <= confirmation::AT_MOST,
        "persone",
        format!("Scegli al massimo {} persone", confirmation::AT_MOST),
    );
    if let Some(new) = newcomer {
        for (field, what, value) in [
            ("nome", "il nome", &new.given_name),
            ("cognome", "il cognome", &new.family_name),
        ] {
            faults.unless(
                !value.is_empty(),
                field,
                format!("Scrivi {what} di chi può confermare"),
            );
            faults.unless(
                length(value) <= NAME_MAX,
                field,
                format!("Per {what} bastano {NAME_MAX} caratteri"),
            );
        }
        faults.unless(
            is_email(&new.email),
            "email",
            "Scrivi l’indirizzo e-mail per intero, come nome@ente.it",
        );
    }
    faults
}

/// Whether there is an account of this address that is not of this Unione, or that reads no mail.
fn is_elsewhere(conn: &mut Conn, email: &str, unione: BodyId) -> Result<bool> {
    let Some(known) = people::credentials(conn, email)? else {
        return Ok(false);
    };
    let reads = matches!(known.state, PersonState::Active | PersonState::Invited);
    Ok(!reads || !people::works_for(conn, known.person, unione)?)
}

/// Those among the chosen who work for the Unione: its people with an account, and who was asked before.
fn of_unione(
    tx: &mut Tx<'_>,
    unione: BodyId,
    practice: &Practice,
    chosen: &[PersonId],
) -> Result<Vec<PersonId>> {
    let mut own = people::of_unione(tx, unione)?;
    own.extend(confirmation::asked_before(tx, practice)?.people);
    Ok(chosen
        .iter()
        .copied()
        .filter(|person| own.contains(person))
        .collect())
}

/// The person of this address: the one that is there, or one that is added for the Unione and gets
/// an account only if it wants one.
fn enlist(tx: &mut Tx<'_>, actor: &Actor, unione: BodyId, new: Newcomer) -> Result<PersonId> {
    if let Some(known) = people::credentials(tx, &new.email)? {
        return if people::works_for(tx, known.person, unione)? {
            Ok(known.person)
        } else {
            Err(Error::Refused(Refusal::WrongState))
        };
    }
    let invitation = Invitation {
        given_name: new.given_name,
        family_name: new.family_name,
        email: new.email,
        body: Workplace::Known(unione),
        job_title: String::new(),
        offices: vec![(OfficeKind::Referente, Scope::Site)],
        admin: false,
    };
    people::enlist(tx, actor, &invitation)
}

async fn page(
    visit: &Visit,
    loaded: Loaded,
    fields: Option<&Fields>,
    faults: Faults,
) -> Result<AskPage> {
    let text = |name: &str| fields.map_or_else(String::new, |fields| fields.text(name).to_owned());
    let (given_name, family_name, email) = (text("nome"), text("cognome"), text("email"));
    let typed_note = fields.map(|fields| fields.text("cambiamento").to_owned());
    let chosen: Option<Vec<String>> =
        fields.map(|fields| fields.all("persone").map(str::to_owned).collect());
    let frame = visit.frame().section("pratiche");
    visit
        .read(move |conn, actor| {
            let practice = &loaded.practice;
            let (own, managers) = match practice.unione {
                Some(unione) => (
                    people::of_unione(conn, unione)?,
                    people::managers_of(conn, unione)?,
                ),
                None => (Vec::new(), Vec::new()),
            };
            let before = confirmation::asked_before(conn, practice)?;
            let mut offered = before.people;
            for person in own.into_iter().take(OFFERED) {
                if !offered.contains(&person) {
                    offered.push(person);
                }
            }
            let asked = confirmation::asked_now(conn, practice.id)?;
            let mut all = offered.clone();
            all.extend(&asked);
            let names = people::bylines(conn, actor, &all)?;
            // Who answered last is proposed, or who answers for the Unione: it may choose otherwise.
            let proposed = |person: &PersonId| match (&chosen, before.answered_last) {
                (Some(chosen), _) => chosen.contains(&person.to_string()),
                (None, Some(last)) => *person == last,
                (None, None) => managers.contains(person),
            };
            let people = offered
                .iter()
                .filter_map(|person| {
                    let byline = names.get(person)?;
                    Some(Choice {
                        value: person.to_string(),
                        label: match byline.role.as_str() {
                            "" => byline.name.clone(),
                            role => format!("{} ({role})", byline.name),
                        },
                        chosen: proposed(person),
                    })
                })
                .collect();
            let asked: Vec<&str> = asked
                .iter()
                .filter_map(|person| names.get(person).map(|byline| byline.name.as_str()))
                .collect();
            Ok(AskPage {
                frame,
                faults: faults.0,
                url: practice.draft_url(),
                number: practice.number,
                lock_version: practice.lock_version,
                title: loaded.text.title,
                unione: loaded.unione_name,
                people,
                asked: asked.join(", "),
                given_name,
                family_name,
                email,
                name_max: NAME_MAX,
                change_note: practice
                    .published_version
                    .map(|_| typed_note.unwrap_or(loaded.change_note)),
            })
        })
        .await
}

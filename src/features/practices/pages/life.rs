//! Looking again at what is published, checking it, archiving, withdrawing and bringing back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::sheet::within;
use super::view::{self, Loaded};
use crate::features::people::{self, Form, Visit};
use crate::features::practices::policy::{self, Act, Standing};
use crate::features::practices::{
    self as feature, Check, CheckKind, Freshness, Practice, PracticeState, checks, grounds,
};
use crate::features::topics::Choice;
use crate::features::unioni;
use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;

/// The longest note or reason, in characters.
const NOTE_MAX: usize = 1_000;

/// What the page of a practice says of its life, and what this reader may do about it.
pub struct LifeBox {
    /// How far it may be relied on.
    pub maturity: &'static str,
    /// The kind of the badge that shows it.
    pub badge: &'static str,
    /// Why.
    pub reason: String,
    /// What to mind before relying on it; empty when there is nothing.
    pub warning: String,
    /// Whether the warning is the graver one.
    pub expired: bool,
    /// Who looked at it last and when, in a sentence; empty when nobody did.
    pub looked: String,
    /// By when it is to be looked at again, in a sentence; empty when that is not the point now.
    pub until: String,
    /// Whether one click says that it still holds.
    pub recheck: bool,
    /// Whether that is wanted by now.
    pub wanted: bool,
    /// Whether it may be checked on its documents.
    pub verify: bool,
    /// Whether it waits for this reader.
    pub review: &'static str,
    /// Whether what was sent may be taken back.
    pub take_back: bool,
    /// Whether it may be archived.
    pub archive: bool,
    /// Whether it may be withdrawn.
    pub withdraw: bool,
    /// Whether it may be brought back.
    pub bring_back: bool,
    /// What is wrong with the form of the box: one click, nothing to be mended.
    pub no_faults: Vec<Fault>,
}

/// Days before the day of a practice on which its people are offered to say that it still holds.
const OFFERED_DAYS: i64 = 30;

/// What the page says of the life of a practice to this reader.
pub fn life_box(
    conn: &mut Conn,
    actor: &Actor,
    practice: &Practice,
    standing: &Standing,
    now: crate::platform::db::When,
) -> Result<LifeBox> {
    let grounds = grounds(conn, practice)?;
    let may = |act| policy::may(actor, standing, act);
    let near = now + chrono::Duration::days(OFFERED_DAYS);
    let public = practice.published_version.is_some();
    Ok(LifeBox {
        maturity: grounds.maturity().words(),
        badge: grounds.maturity().badge(),
        reason: grounds.reason(),
        warning: if public && practice.state != PracticeState::Archived {
            practice.freshness.warning(practice.review_by)
        } else {
            String::new()
        },
        expired: practice.freshness == Freshness::Expired,
        looked: match checks::last_of(conn, practice.id)? {
            Some(check) => in_words(conn, actor, &check)?,
            None => String::new(),
        },
        until: match practice.review_by {
            Some(day) if public && practice.freshness == Freshness::Current => {
                format!("Da ricontrollare entro il {}.", dates::day(day.0))
            }
            _ => String::new(),
        },
        recheck: may(Act::Recheck) && practice.review_by.is_some_and(|day| day <= near),
        wanted: practice.freshness != Freshness::Current,
        verify: may(Act::Verify),
        review: if may(Act::Publish) {
            "Rivedi e pubblica"
        } else if may(Act::Confirm) {
            "Leggi e conferma"
        } else {
            ""
        },
        take_back: may(Act::TakeBack),
        archive: may(Act::Archive),
        withdraw: may(Act::Withdraw),
        bring_back: may(Act::BringBack),
        no_faults: Vec::new(),
    })
}

fn in_words(conn: &mut Conn, reader: &Actor, check: &Check) -> Result<String> {
    let mut people = vec![check.person];
    people.extend(check.mentor);
    let names = people::bylines(conn, reader, &people)?;
    let name = |person: PersonId| names.get(&person).map(|byline| byline.name.clone());
    let by = name(check.person).map_or_else(String::new, |name| format!(" da {name}"));
    let with = check
        .mentor
        .and_then(name)
        .map_or_else(String::new, |name| format!(", sentito come mentore {name}"));
    let day = dates::day(check.at.0);
    let note = match check.note.as_str() {
        "" => String::new(),
        note => format!(" «{note}»"),
    };
    Ok(match check.kind {
        CheckKind::Recheck => format!("Ricontrollata{by} il {day}: è ancora così.{note}"),
        CheckKind::Verification => format!("Verificata{by} il {day}{with}.{note}"),
    })
}

/// `POST /pratiche/{n}/ricontrollo`
///
/// # Errors
/// What [`feature::recheck`] answers.
pub async fn recheck(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let note: String = fields.text("nota").chars().take(NOTE_MAX).collect();
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            Ok(feature::recheck(tx, actor, number, seen, &note)?.url())
        })
        .await?;
    Ok(visit.see_other(&location, "Grazie: la pratica risulta ricontrollata oggi."))
}

/// `POST /pratiche/{n}/ritorno`
///
/// # Errors
/// What [`feature::bring_back`] answers.
pub async fn bring_back(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            Ok(feature::bring_back(tx, actor, number, seen)?.url())
        })
        .await?;
    Ok(visit.see_other(&location, "La pratica è di nuovo tra le altre."))
}

/// `POST /pratiche/{n}/ripresa`
///
/// # Errors
/// What [`feature::take_back`] answers.
pub async fn take_back(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            let practice = feature::take_back(tx, actor, number, seen)?;
            Ok(format!("/pratiche/{}/modifica", practice.number))
        })
        .await?;
    Ok(visit.see_other(
        &location,
        "La bozza è di nuovo tua: puoi continuare a scriverla.",
    ))
}

async fn loaded_for(visit: &Visit, path: &str, act: Act, whose: &'static str) -> Result<Loaded> {
    let number = address::number(path)?;
    let loaded = visit
        .read(move |conn, actor| view::load(conn, actor, number))
        .await?;
    if policy::may(&visit.actor, &loaded.standing, act) {
        Ok(loaded)
    } else {
        Err(Error::Forbidden(whose))
    }
}

#[derive(Template)]
#[template(path = "practices/archive.html")]
struct ArchivePage {
    frame: Frame,
    title: String,
    action: String,
    back: String,
}

/// `GET /pratiche/{n}/archiviazione`: asks before archiving.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see it, [`Error::Forbidden`] for whoever may not archive.
pub async fn archive_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let whose = "La archivia chi facilita, oppure chi è responsabile dell’unione che la racconta, quando non ci sono bozze in corso.";
    let loaded = loaded_for(&visit, &path, Act::Archive, whose).await?;
    visit.page(&ArchivePage {
        frame: visit.frame().section("pratiche"),
        action: format!("/pratiche/{}/archiviazione", loaded.practice.number),
        back: loaded.practice.url(),
        title: loaded.practice.title,
    })
}

/// `POST /pratiche/{n}/archiviazione`
///
/// # Errors
/// What [`feature::archive`] answers.
pub async fn archive(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            Ok(feature::archive(tx, actor, number, seen)?.url())
        })
        .await?;
    Ok(visit.see_other(&location, "Pratica archiviata."))
}

#[derive(Template)]
#[template(path = "practices/withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    number: i64,
    lock_version: i32,
    back: String,
    reason: String,
    reason_max: usize,
}

/// Said to whoever may not withdraw.
const WHO_WITHDRAWS: &str =
    "La ritira chi facilita, oppure chi è responsabile dell’unione che la racconta.";

/// `GET /pratiche/{n}/ritiro`: asks before withdrawing.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see it, [`Error::Forbidden`] for whoever may not withdraw.
pub async fn withdraw_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let loaded = loaded_for(&visit, &path, Act::Withdraw, WHO_WITHDRAWS).await?;
    visit.page(&withdraw_form(
        &visit,
        loaded,
        String::new(),
        Faults::default(),
    ))
}

fn withdraw_form(visit: &Visit, loaded: Loaded, reason: String, faults: Faults) -> WithdrawPage {
    WithdrawPage {
        frame: visit.frame().section("pratiche"),
        faults: faults.0,
        number: loaded.practice.number,
        lock_version: loaded.practice.lock_version,
        back: loaded.practice.url(),
        title: loaded.practice.title,
        reason,
        reason_max: NOTE_MAX,
    }
}

/// `POST /pratiche/{n}/ritiro`
///
/// # Errors
/// What [`feature::withdraw`] answers.
pub async fn withdraw(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let reason = fields.text("motivo").to_owned();
    let mut faults = Faults::default();
    faults.unless(
        !reason.is_empty(),
        "motivo",
        "Scrivi perché la ritiri: lo legge chi la cerca",
    );
    within(&mut faults, "motivo", "Il motivo", &reason, NOTE_MAX);
    if !faults.is_empty() {
        let loaded = loaded_for(&visit, &path, Act::Withdraw, WHO_WITHDRAWS).await?;
        return visit.page_to_mend(&withdraw_form(&visit, loaded, reason, faults));
    }
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            let gone = feature::withdraw(tx, actor, number, seen, &reason)?;
            Ok(format!("/pratiche/{}", gone.number))
        })
        .await?;
    Ok(visit.see_other(
        &location,
        "Pratica ritirata: da adesso nessuno la trova più.",
    ))
}

#[derive(Template)]
#[template(path = "practices/withdrawn.html")]
struct WithdrawnPage {
    frame: Frame,
    title: String,
    unione: String,
    day: String,
    reason: String,
    number: i64,
    lock_version: i32,
    bring_back: bool,
}

/// What is left of a withdrawn practice.
pub async fn withdrawn(visit: &Visit, number: i64) -> Result<HttpResponse> {
    let frame = visit.frame().section("pratiche");
    let page = visit
        .read(move |conn, actor| {
            let left = feature::tombstone(conn, actor, number)?;
            let practice = &left.practice;
            let standing = feature::standing(conn, practice)?;
            let unione = match practice.unione {
                Some(unione) => unioni::briefs(conn, &[unione])?.remove(&unione),
                None => None,
            };
            Ok(WithdrawnPage {
                frame,
                // The title may be what had to go: only its own people still read it.
                title: if left.is_own {
                    practice.title.clone()
                } else {
                    String::new()
                },
                unione: unione.map_or_else(String::new, |brief| brief.name),
                day: dates::day(left.at.0),
                reason: left.reason,
                number,
                lock_version: practice.lock_version,
                bring_back: policy::may(actor, &standing, Act::BringBack),
            })
        })
        .await?;
    visit.page_with(StatusCode::GONE, &page)
}

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
/// [`Error::NotFound`] for whoever may not see it, [`Error::Forbidden`] for whoever may not verify.
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

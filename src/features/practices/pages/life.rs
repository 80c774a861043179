//! What the page of a practice says of its life, and the acts that need no page of their own.

use actix_web::{HttpResponse, web};

use super::view::{self, Loaded};
use crate::features::people::{self, Form, Visit};
use crate::features::practices::policy::{self, Act, Standing};
use crate::features::practices::{
    self as feature, Check, CheckKind, Freshness, Grounds, Maturity, Practice, PracticeState,
    checks, grounds,
};
use crate::platform::actor::{Actor, PersonId};
use crate::platform::dates;
use crate::platform::db::{Conn, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::Fault;

/// What is said over a practice that was archived.
pub const ARCHIVED: &str =
    "Questa pratica è archiviata: resta leggibile, ma potrebbe non essere più attuale.";

/// The longest note or reason, in characters.
pub const NOTE_MAX: usize = 1_000;

/// What the page of a practice says of its life, and what this reader may do about it.
pub struct LifeBox {
    /// How far it may be relied on; empty before its first publication, when nobody reads it yet.
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
    /// Whether others may be asked to confirm it, or the same again.
    pub ask_others: bool,
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

/// What to mind before relying on what is published of a practice; empty when there is nothing.
pub fn warning(practice: &Practice) -> String {
    match practice.state {
        PracticeState::Archived => ARCHIVED.to_owned(),
        _ => practice.freshness.warning(practice.review_by),
    }
}

/// What the page says of the life of a practice to this reader.
pub fn life_box(
    conn: &mut Conn,
    actor: &Actor,
    practice: &Practice,
    standing: &Standing,
    now: When,
) -> Result<LifeBox> {
    let public = practice.published_version.is_some();
    let grounds = if public {
        Some(grounds(conn, practice)?)
    } else {
        None
    };
    let maturity = grounds.as_ref().map(Grounds::maturity);
    let may = |act| policy::may(actor, standing, act);
    let near = now + chrono::Duration::days(OFFERED_DAYS);
    Ok(LifeBox {
        maturity: maturity.map_or("", Maturity::words),
        badge: maturity.map_or("", Maturity::badge),
        reason: grounds.as_ref().map_or_else(String::new, Grounds::reason),
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
        ask_others: practice.state == PracticeState::ToConfirm && may(Act::SendToConfirm),
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

/// The practice as one who may do this sees it; `whose` says whose act it is.
pub async fn loaded_for(
    visit: &Visit,
    path: &str,
    act: Act,
    whose: &'static str,
) -> Result<Loaded> {
    let number = address::number(path)?;
    let loaded = visit
        .read(move |conn, actor| view::load(conn, actor, number))
        .await?;
    if policy::may(&visit.actor, &loaded.standing, act) {
        Ok(loaded)
    } else if policy::is_theirs(&visit.actor, &loaded.standing, act) {
        Err(Error::Refused(Refusal::WrongState))
    } else {
        Err(Error::Forbidden(whose))
    }
}

//! One's own profile: names, what one does, password, signed-in browsers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::{chosen_password, hash, knows_password};
use crate::features::people::profile_form::{ABOUT_MOST, JOB_MOST, JobField, jobs, read};
use crate::features::people::{self, Account, Form, Profile, Visit};
use crate::platform::actor::PersonId;
use crate::platform::dates;
use crate::platform::error::{Error, Refusal, Result, is_taken};
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;
use crate::platform::web::limits::Counted;

/// Where one finds one's profile.
const HERE: &str = "/profilo";

/// One's own profile.
#[derive(Template)]
#[template(path = "people/profile.html")]
struct ProfilePage {
    frame: Frame,
    faults: Vec<Fault>,
    /// What is saved now.
    account: Account,
    /// What stands in the form.
    given_name: String,
    family_name: String,
    about: String,
    jobs: Vec<JobField>,
    lock_version: i32,
    /// Whether the account changed while this was being written.
    conflict: bool,
    browsers: Vec<SignedInBrowser>,
    about_most: usize,
    job_most: usize,
}

/// A signed-in browser, as the page lists it.
struct SignedInBrowser {
    since: String,
    until: String,
    this: bool,
}

/// `GET /profilo`
///
/// # Errors
/// When the database refuses.
pub async fn profile_page(visit: Visit) -> Result<HttpResponse> {
    visit.page(&page(&visit, None, Faults::default(), false).await?)
}

fn own(visit: &Visit) -> Result<PersonId> {
    visit.actor.id().ok_or(Error::LoginNeeded)
}

async fn page(
    visit: &Visit,
    written: Option<&Profile>,
    faults: Faults,
    conflict: bool,
) -> Result<ProfilePage> {
    let (person, now) = (own(visit)?, visit.app.now());
    let (account, sessions) = visit
        .read(move |conn, _| {
            Ok((
                people::account(conn, person)?,
                people::sessions(conn, person, now)?,
            ))
        })
        .await?;
    let browsers = sessions
        .into_iter()
        .map(|session| SignedInBrowser {
            since: dates::relative(session.since.0, now.0),
            until: dates::short(session.until.0, now.0),
            this: visit.session_key() == Some(session.key.as_str()),
        })
        .collect();
    let shown = written.cloned().unwrap_or_else(|| Profile {
        given_name: account.given_name.clone(),
        family_name: account.family_name.clone(),
        about: account.about.clone(),
        job_titles: Vec::new(),
        lock_version: account.lock_version,
    });
    Ok(ProfilePage {
        frame: visit.frame(),
        faults: faults.0,
        given_name: shown.given_name,
        family_name: shown.family_name,
        about: shown.about,
        jobs: jobs(&account, written),
        // After a conflict the next try is one that has seen what is saved now.
        lock_version: if conflict {
            account.lock_version
        } else {
            shown.lock_version
        },
        account,
        conflict,
        browsers,
        about_most: ABOUT_MOST,
        job_most: JOB_MOST,
    })
}

/// `POST /profilo`
///
/// # Errors
/// When the database refuses.
pub async fn save_profile(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let person = own(&visit)?;
    let account = visit
        .read(move |conn, _| people::account(conn, person))
        .await?;
    let (profile, faults) = read(&fields, &account);
    if !faults.is_empty() {
        return visit.page_to_mend(&page(&visit, Some(&profile), faults, false).await?);
    }
    let mut outcome = submit(&visit, &fields, person, &profile).await;
    if is_outdone(&outcome) {
        // The same form may have arrived at the same moment: if so, the second look finds its answer.
        outcome = submit(&visit, &fields, person, &profile).await;
    }
    match outcome {
        Ok(location) => Ok(visit.see_other(&location, "Profilo salvato.")),
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => {
            let page = page(&visit, Some(&profile), Faults::default(), true).await?;
            visit.page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error),
    }
}

fn is_outdone(outcome: &Result<String>) -> bool {
    match outcome {
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => true,
        Err(error) => is_taken(error),
        Ok(_) => false,
    }
}

async fn submit(
    visit: &Visit,
    fields: &Fields,
    person: PersonId,
    profile: &Profile,
) -> Result<String> {
    let profile = profile.clone();
    visit
        .submit(fields, move |tx, _| {
            if people::save_profile(tx, person, &profile)? {
                Ok(HERE.to_owned())
            } else {
                Err(Error::Refused(Refusal::ChangedMeanwhile))
            }
        })
        .await
}

/// `POST /profilo/password`: needs the present one.
///
/// # Errors
/// When it was tried too often, or the database refuses.
pub async fn change_password(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let person = own(&visit)?;
    visit.count(Counted::SignIn)?;
    let mut faults = Faults::default();
    let present = fields.raw("attuale").to_owned();
    if present.is_empty() {
        faults.add("attuale", "Scrivi la password che usi adesso");
    } else if !knows_password(&visit, person, present).await? {
        faults.add(
            "attuale",
            "La password che usi adesso non è questa: riprova",
        );
    }
    let password = match chosen_password(&mut faults, &fields) {
        Some(password) if faults.is_empty() => password,
        _ => return visit.page_to_mend(&page(&visit, None, faults, false).await?),
    };
    let hash = hash(password).await?;
    let save = visit.session_key().map(str::to_owned);
    visit
        .write(move |tx, _| people::change_password(tx, person, &hash, save.as_deref()))
        .await?;
    Ok(visit.see_other(
        HERE,
        "Password cambiata. Gli altri computer sono stati scollegati.",
    ))
}

/// `POST /profilo/sessioni`: signs out everywhere else.
///
/// # Errors
/// When the database refuses.
pub async fn sign_out_elsewhere(form: Form) -> Result<HttpResponse> {
    let visit = form.visit;
    let person = own(&visit)?;
    let save = visit.session_key().map(str::to_owned);
    visit
        .write(move |tx, _| people::sign_out_elsewhere(tx, person, save.as_deref()))
        .await?;
    Ok(visit.see_other(HERE, "Gli altri computer sono stati scollegati."))
}

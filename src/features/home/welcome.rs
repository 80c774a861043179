//! The first steps of who has just come in: who I am, what I follow, how often.
//!
//! Every step saves by itself and can be skipped or come back to.

use std::collections::HashSet;

use actix_web::HttpResponse;
use askama::Template;

use crate::features::people::profile_form::{self, ABOUT_MOST, JOB_MOST, JobField};
use crate::features::people::{self, Account, Form, Profile, Visit};
use crate::features::subscriptions::{self, Frequency, Subscription};
use crate::features::topics::{self, Choice, Topic};
use crate::platform::actor::{Actor, PersonId, Scope, TopicId};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Result};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

/// Where the first steps are.
const HERE: &str = "/benvenuto";
/// How many steps there are.
const STEPS: usize = 3;

/// One of the first steps.
#[derive(Template)]
#[template(path = "home/welcome.html")]
struct WelcomePage {
    frame: Frame,
    faults: Vec<Fault>,
    step: usize,
    steps: usize,
    given_name: String,
    family_name: String,
    jobs: Vec<JobField>,
    job_most: usize,
    about: String,
    about_most: usize,
    topics: Vec<Choice>,
    frequencies: Vec<Choice>,
    following: usize,
}

/// `GET /benvenuto?passo=N`
///
/// # Errors
/// When the database refuses.
pub async fn welcome_page(visit: Visit) -> Result<HttpResponse> {
    let step = step_of(visit.query().text("passo"));
    visit.page(&page(&visit, step, None, Faults::default()).await?)
}

fn step_of(text: &str) -> usize {
    text.parse().unwrap_or(1).clamp(1, STEPS)
}

fn address(step: usize) -> String {
    format!("{HERE}?passo={step}")
}

fn own(actor: &Actor) -> Result<PersonId> {
    actor.id().ok_or(Error::LoginNeeded)
}

/// What the steps show: the account, all topics, what is followed.
type Known = (Account, Vec<Topic>, Vec<Subscription>);

fn look(conn: &mut Conn, actor: &Actor) -> Result<Known> {
    let person = own(actor)?;
    Ok((
        people::account(conn, person)?,
        topics::all(conn)?,
        subscriptions::of(conn, person)?,
    ))
}

async fn page(
    visit: &Visit,
    step: usize,
    written: Option<Profile>,
    faults: Faults,
) -> Result<WelcomePage> {
    let (account, all, followed) = visit.read(look).await?;
    let ticked = if account.welcomed || !followed.is_empty() {
        topics_of(&followed)
    } else {
        topics_of_offices(&visit.actor)
    };
    let (given_name, family_name, about) = match &written {
        Some(profile) => (
            profile.given_name.clone(),
            profile.family_name.clone(),
            profile.about.clone(),
        ),
        None => (
            account.given_name.clone(),
            account.family_name.clone(),
            account.about.clone(),
        ),
    };
    Ok(WelcomePage {
        frame: visit.frame(),
        faults: faults.0,
        step,
        steps: STEPS,
        jobs: profile_form::jobs(&account, written.as_ref()),
        job_most: JOB_MOST,
        given_name,
        family_name,
        about,
        about_most: ABOUT_MOST,
        topics: all
            .into_iter()
            .map(|topic| Choice {
                chosen: ticked.contains(&topic.id),
                value: topic.slug,
                label: topic.name,
            })
            .collect(),
        frequencies: frequencies(&followed),
        following: followed.len(),
    })
}

/// The topics followed already.
fn topics_of(followed: &[Subscription]) -> HashSet<TopicId> {
    followed
        .iter()
        .filter(|one| one.subject.kind == SubjectKind::Topic)
        .map(|one| TopicId(one.subject.id))
        .collect()
}

/// The topics of the offices a person holds: what it most likely wants to hear of.
fn topics_of_offices(actor: &Actor) -> HashSet<TopicId> {
    actor
        .memberships()
        .iter()
        .flat_map(|membership| &membership.offices)
        .filter_map(|office| match &office.scope {
            Scope::Topic { id, .. } => Some(*id),
            _ => None,
        })
        .collect()
}

/// The frequencies in words; "at once" unless the person has said "never" for everything.
fn frequencies(followed: &[Subscription]) -> Vec<Choice> {
    let never =
        !followed.is_empty() && followed.iter().all(|one| one.frequency == Frequency::Never);
    [
        (Frequency::AtOnce, "Subito: un’e-mail quando c’è una novità"),
        (Frequency::Never, "Mai: guardo le novità sul sito"),
    ]
    .into_iter()
    .map(|(frequency, words)| Choice {
        value: frequency.as_str().to_owned(),
        label: words.to_owned(),
        chosen: (frequency == Frequency::Never) == never,
    })
    .collect()
}

/// `POST /benvenuto`: saves one step and goes on to the next.
///
/// # Errors
/// When the database refuses.
pub async fn take_step(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let step = step_of(fields.text("passo"));
    if !fields.has("salta") {
        match step {
            1 => {
                if let Some((written, faults)) = introduce(&visit, fields).await? {
                    let page = page(&visit, step, Some(written), faults).await?;
                    return visit.page_to_mend(&page);
                }
            }
            2 => follow_topics(&visit, fields).await?,
            _ => set_frequency(&visit, fields).await?,
        }
    }
    if step < STEPS {
        return Ok(visit.see_other(&address(step + 1), ""));
    }
    visit
        .write(|tx, actor| people::welcome(tx, own(actor)?))
        .await?;
    Ok(visit.see_other(
        "/",
        "Tutto pronto. Puoi cambiare queste scelte quando vuoi dal tuo profilo.",
    ))
}

/// Saves who a person says it is, or answers what is to be mended. It overwrites whatever version
/// stands there: these are the first words of an account nobody else changes.
async fn introduce(visit: &Visit, fields: Fields) -> Result<Option<(Profile, Faults)>> {
    visit
        .write(move |tx, actor| {
            let account = people::account(tx, own(actor)?)?;
            let (mut profile, faults) = profile_form::read(&fields, &account);
            if !faults.is_empty() {
                return Ok(Some((profile, faults)));
            }
            profile.lock_version = account.lock_version;
            people::save_profile(tx, account.id, &profile)?;
            Ok(None)
        })
        .await
}

/// Follows the ticked topics and no others; those followed before keep their frequency.
async fn follow_topics(visit: &Visit, fields: Fields) -> Result<()> {
    visit
        .write(move |tx, actor| {
            let followed = topics_of(&subscriptions::of(tx, own(actor)?)?);
            let ticked: HashSet<&str> = fields.all("temi").collect();
            for topic in topics::all(tx)? {
                let subject = Subject::new(SubjectKind::Topic, topic.id);
                match (
                    ticked.contains(topic.slug.as_str()),
                    followed.contains(&topic.id),
                ) {
                    (true, false) => {
                        subscriptions::follow(tx, actor, subject, Frequency::AtOnce)?;
                    }
                    (false, true) => subscriptions::unfollow(tx, actor, subject)?,
                    _ => {}
                }
            }
            Ok(())
        })
        .await
}

async fn set_frequency(visit: &Visit, fields: Fields) -> Result<()> {
    let Ok(frequency) = fields.text("frequenza").parse::<Frequency>() else {
        return Ok(());
    };
    visit
        .write(move |tx, actor| apply(tx, actor, frequency))
        .await
}

/// Sets the frequency of every topic the actor follows.
fn apply(tx: &mut Tx<'_>, actor: &Actor, frequency: Frequency) -> Result<()> {
    for one in subscriptions::of(tx, own(actor)?)? {
        if one.subject.kind == SubjectKind::Topic && one.frequency != frequency {
            subscriptions::follow(tx, actor, one.subject, frequency)?;
        }
    }
    Ok(())
}

//! Loads the content of the demonstration through the verbs of the features, each thing at the
//! moment it is said to have happened: the clock of its transaction stands there.

mod cast;
mod documents;
mod practices;
mod questions;
mod registers;
mod reuses;

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Rome;

use super::content::{self, Moment};
use crate::features::documents::DocumentId;
use crate::features::people;
use crate::features::practices::PracticeId;
use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};
use crate::platform::app::App;
use crate::platform::clock::ManualClock;
use crate::platform::dates::PartialDate;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::installation;

/// The name under which the installation keeps how far the loading of its demonstration has come.
const NOTE: &str = "demo";

/// How far the demonstration is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing is there at all.
    Absent,
    /// A loading began and did not end.
    Interrupted,
    /// All of it.
    Whole,
    /// Somebody works here in earnest.
    NotADemonstration,
}

/// How far the demonstration is there.
///
/// # Errors
/// When the database refuses.
pub fn state(conn: &mut Conn) -> Result<State> {
    Ok(match installation::note(conn, NOTE)?.as_deref() {
        Some("whole") => State::Whole,
        Some(_) => State::Interrupted,
        None if people::is_anybody_here(conn)? => State::NotADemonstration,
        None => State::Absent,
    })
}

/// Loads everything.
///
/// # Errors
/// When the content does not fit, or the database or the file store refuses.
pub fn load(app: &App) -> anyhow::Result<()> {
    let content = content::load()?;
    app.write_now(|tx| installation::set_note(tx, NOTE, "begun"))?;
    let mut loader = Loader {
        app,
        bodies: HashMap::new(),
        people: HashMap::new(),
        topics: HashMap::new(),
        documents: HashMap::new(),
        practices: HashMap::new(),
    };
    loader.cast(&content)?;
    loader.registers()?;
    loader.documents(&content)?;
    loader.practices(&content)?;
    loader.questions(&content)?;
    loader.reuses(&content)?;
    loader.follows(&content)?;
    loader.close_the_true_offices(&content)?;
    app.write_now(|tx| installation::set_note(tx, NOTE, "whole"))?;
    Ok(())
}

/// What was loaded so far, by the keys of the content.
struct Loader<'a> {
    app: &'a App,
    bodies: HashMap<String, BodyId>,
    people: HashMap<String, PersonId>,
    topics: HashMap<String, TopicId>,
    documents: HashMap<String, (DocumentId, i64)>,
    practices: HashMap<String, (PracticeId, i64)>,
}

impl Loader<'_> {
    /// One transaction at the moment something happened.
    fn at<T>(&self, moment: Moment, change: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let clock = ManualClock::at(self.instant(moment));
        self.app.db.write(&clock, change)
    }

    /// The instant a moment stands for.
    fn instant(&self, moment: Moment) -> DateTime<Utc> {
        match moment {
            Moment::DaysAgo(days) => {
                self.app.clock.now()
                    - Duration::days(i64::from(days))
                    - Duration::minutes(i64::from(days) * 7 % 180)
            }
            Moment::On(date) => {
                let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
                let day = chrono::NaiveDate::from_ymd_opt(
                    date.year,
                    date.month.unwrap_or(1),
                    date.day.unwrap_or(1),
                )
                .unwrap_or_default();
                Rome.from_local_datetime(&day.and_time(noon))
                    .earliest()
                    .map_or_else(|| self.app.clock.now(), |at| at.with_timezone(&Utc))
            }
        }
    }

    /// The person of this key as the actor it is.
    fn actor(&self, conn: &mut Conn, key: &str) -> Result<Actor> {
        let id = self.person(key)?;
        people::actors(conn, &[id])?
            .remove(&id)
            .ok_or_else(|| anyhow::anyhow!("demo: {key} cannot act").into())
    }

    fn person(&self, key: &str) -> Result<PersonId> {
        Ok(*self
            .people
            .get(key)
            .ok_or_else(|| anyhow::anyhow!("demo: nobody is called {key}"))?)
    }

    fn body(&self, key: &str) -> Result<BodyId> {
        Ok(*self
            .bodies
            .get(key)
            .ok_or_else(|| anyhow::anyhow!("demo: no body is called {key}"))?)
    }

    fn topics_of(&self, slugs: &[String]) -> Result<Vec<TopicId>> {
        slugs
            .iter()
            .map(|slug| {
                Ok(*self
                    .topics
                    .get(slug)
                    .ok_or_else(|| anyhow::anyhow!("demo: no topic is called {slug}"))?)
            })
            .collect()
    }
}

/// A partial date of the content as the application keeps it.
fn date(date: content::PartialDate) -> Result<PartialDate> {
    Ok(PartialDate::new(date.year, date.month, date.day)
        .ok_or_else(|| anyhow::anyhow!("demo: {date} is no date"))?)
}

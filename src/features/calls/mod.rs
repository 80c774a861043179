//! Public calls for projects (avvisi), and the applications of bodies to them (candidature), as the
//! open data of PA digitale 2026 tell them.
//!
//! They are dated facts of a register: nobody writes them by hand, and nothing here says why a body
//! applied or gave up. A Comune's application belongs to the Unioni it was a member of on the day it
//! was sent; of a Comune whose memberships nobody told, to the Unione the register puts it under. The
//! register only knows applications that were granted money.

pub mod pages;
mod rounds;
mod store;

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::features::unioni::{Adesione, Profile};
use crate::platform::actor::BodyId;
use crate::platform::dates::PartialDate;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::web::address;
use crate::typed_id;

pub use pages::OfUnione;
pub use rounds::{Round, rounds};

typed_id! {
    /// The id of a call.
    CallId
}

typed_id! {
    /// The id of an application.
    ApplicationId
}

/// Where a fact comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Who publishes it.
    pub source: String,
    /// Under which licence; empty when nobody said.
    pub licence: String,
    /// The day the data are of, `2026-08-22`.
    pub data_on: String,
}

/// A call as a register tells it; what it does not tell is empty or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// Its title.
    pub title: String,
    /// The measure it belongs to.
    pub measure: String,
    /// The first day.
    pub opens: Option<NaiveDate>,
    /// The last day.
    pub closes: Option<NaiveDate>,
    /// Its state, as the register writes it.
    pub state: String,
    /// What may be granted in all, in cents of a euro.
    pub funds_cents: Option<i64>,
    /// Who may apply, as the register writes it.
    pub recipients: String,
    /// Where this comes from.
    pub origin: Origin,
}

/// An application as a register tells it; what it does not tell is empty or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Who applied.
    pub body: BodyId,
    /// The Unione the register puts it under, if it says so.
    pub unione: Option<BodyId>,
    /// The title of the call.
    pub call: String,
    /// The measure of the call; only a call that is not known yet takes it.
    pub measure: String,
    /// The project's CUP, 15 characters.
    pub cup: String,
    /// The day it was sent, in Rome.
    pub sent_on: Option<NaiveDate>,
    /// The day the money was granted.
    pub funded_on: Option<NaiveDate>,
    /// The grant, in cents of a euro.
    pub amount_cents: Option<i64>,
    /// The decree that granted it.
    pub decree: String,
    /// The letter of its state: see [`state_in_words`].
    pub state: String,
    /// The day of that state.
    pub state_on: Option<NaiveDate>,
    /// Where this comes from.
    pub origin: Origin,
}

/// How titles of calls are compared.
pub fn title_key(title: &str) -> String {
    address::sort_key(title)
}

/// The letter of an application's state in words, as the register's own description explains it
/// (teamdigitale/padigitale2026-opendata, `format/format-pad26-candidature-finanziate-145.md`): A, the
/// application was granted money; R, the body's request to renounce was decreed; E, the money was paid
/// after the project was checked.
pub fn state_in_words(letter: &str) -> String {
    match letter {
        "A" => "finanziata".to_owned(),
        "R" => "rinuncia".to_owned(),
        "E" => "pagata".to_owned(),
        "" => String::new(),
        other => format!("stato «{other}», che la fonte non spiega"),
    }
}

/// `10.172,00 €`
pub fn in_euro(cents: i64) -> String {
    let whole = crate::platform::dates::number(cents / 100);
    format!("{whole},{:02} €", cents.unsigned_abs() % 100)
}

/// The calls of these titles, by the key of the title.
///
/// # Errors
/// When the database refuses.
pub fn calls_titled(conn: &mut Conn, keys: &[String]) -> Result<HashMap<String, (CallId, Call)>> {
    store::list_calls(conn, keys)
}

/// The titles of all calls, in the order of the alphabet, to be chosen from while writing.
///
/// # Errors
/// When the database refuses.
pub fn titles(conn: &mut Conn) -> Result<Vec<String>> {
    store::list_titles(conn, None)
}

/// The titles of these calls, in the order of the alphabet.
///
/// # Errors
/// When the database refuses.
pub fn titles_of(conn: &mut Conn, ids: &[CallId]) -> Result<Vec<String>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    store::list_titles(conn, Some(ids))
}

/// The applications with these CUP, each with its id.
///
/// # Errors
/// When the database refuses.
pub fn with_cups(conn: &mut Conn, cups: &[&str]) -> Result<Vec<(ApplicationId, Application)>> {
    store::list_with_cups(conn, cups)
}

/// Writes a call down: a new one, or the known one anew.
///
/// # Errors
/// When the database refuses.
pub fn put_call(tx: &mut Tx<'_>, known: Option<CallId>, call: &Call) -> Result<CallId> {
    match known {
        Some(id) => store::set_call(tx, id, call).map(|()| id),
        None => store::insert_call(tx, &title_key(&call.title), call),
    }
}

/// Writes an application down: a new one, or the known one anew. A call nobody told of yet is added by
/// its title.
///
/// # Errors
/// When the database refuses.
pub fn put_application(
    tx: &mut Tx<'_>,
    known: Option<ApplicationId>,
    application: &Application,
) -> Result<ApplicationId> {
    if let Some(id) = known {
        store::set_application(tx, id, application)?;
        return Ok(id);
    }
    let key = title_key(&application.call);
    let call = match store::find_call(tx, &key)? {
        Some(call) => call,
        None => {
            let told = Call {
                title: application.call.clone(),
                measure: application.measure.clone(),
                origin: application.origin.clone(),
                ..Call::default()
            };
            store::insert_call(tx, &key, &told)?
        }
    };
    store::insert_application(tx, call, application)
}

/// An application beside the call it was made to and the name of who made it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The application.
    pub application: Application,
    /// Who made it.
    pub by: String,
    /// The call.
    pub call: Call,
}

/// The applications of an Unione, those its Comuni made while they were members, and those the register
/// puts under it of Comuni whose memberships nobody told; in one statement.
///
/// # Errors
/// When the database refuses.
pub fn of_unione(conn: &mut Conn, profile: &Profile) -> Result<Vec<Made>> {
    let unione = profile.unione.id;
    let mut bodies: Vec<BodyId> = profile.adesioni.iter().map(|one| one.comune).collect();
    bodies.push(unione);
    let mut made = store::list_made(conn, &bodies, unione)?;
    made.retain(|made| {
        let body = made.application.body;
        body == unione
            || is_told_by_register(made, profile)
            || profile.adesioni.iter().any(|adesione| {
                adesione.comune == body && may_have_been_member(adesione, made.application.sent_on)
            })
    });
    Ok(made)
}

/// Whether only the register says that an application belongs to this Unione.
fn is_told_by_register(made: &Made, profile: &Profile) -> bool {
    let application = &made.application;
    application.body != profile.unione.id
        && application.unione == Some(profile.unione.id)
        && !profile
            .adesioni
            .iter()
            .any(|adesione| adesione.comune == application.body)
}

/// Who stands among these applications only because the register puts them under the Unione: each once,
/// in the order of the applications; empty when memberships tell it of everybody.
pub fn told_by_register(made: &[Made], profile: &Profile) -> String {
    let mut names: Vec<&str> = Vec::new();
    for one in made.iter().filter(|one| is_told_by_register(one, profile)) {
        if !names.contains(&one.by.as_str()) {
            names.push(&one.by);
        }
    }
    names.join(", ")
}

/// Whether the Comune may have been a member on a day: an unknown end or beginning leaves it open, and
/// so does an unknown day while it still is a member.
fn may_have_been_member(adesione: &Adesione, on: Option<NaiveDate>) -> bool {
    let Some(on) = on else {
        return adesione.until.is_none();
    };
    let begun = adesione.since.is_none_or(|since| since.first_day() <= on);
    let ended = adesione
        .until
        .is_some_and(|until: PartialDate| until.last_day() < on);
    begun && !ended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn adesione(since: Option<&str>, until: Option<&str>) -> Adesione {
        let date = |text: &str| text.parse().expect("a date");
        Adesione {
            comune: BodyId::new(),
            number: 1,
            name: "Alvito".to_owned(),
            istat_code: None,
            since: since.map(date),
            until: until.map(date),
            source: String::new(),
            act: String::new(),
            leaving_reason: String::new(),
            population: None,
        }
    }

    #[test]
    fn an_application_belongs_to_the_unione_of_its_day() {
        let sent = Some(day("2022-11-10"));
        for (since, until, belongs) in [
            (None, None, true),
            (Some("2022"), None, true),
            (Some("2022-11-10"), None, true),
            (Some("2022-11-11"), None, false),
            (Some("2023"), None, false),
            (None, Some("2022"), true),
            (None, Some("2022-11"), true),
            (None, Some("2022-11-09"), false),
            (Some("2010"), Some("2020"), false),
        ] {
            assert_eq!(
                may_have_been_member(&adesione(since, until), sent),
                belongs,
                "{since:?} {until:?}"
            );
        }
        assert!(may_have_been_member(&adesione(None, None), None));
        assert!(!may_have_been_member(&adesione(None, Some("2020")), None));
    }

    #[test]
    fn amounts_and_states_are_read_by_people() {
        assert_eq!(in_euro(1_017_200), "10.172,00 €");
        assert_eq!(in_euro(950_614), "9.506,14 €");
        assert_eq!(state_in_words("R"), "rinuncia");
        assert_eq!(state_in_words("Z"), "stato «Z», che la fonte non spiega");
    }
}

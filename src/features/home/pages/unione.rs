//! `/unioni/{n-slug}`

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Line, Mentore, On, mentori};
use crate::features::calls::pages::OfUnione;
use crate::features::home::latest::latest;
use crate::features::home::{From, Latest};
use crate::features::people::{self, Visit};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics::{self, Topic};
use crate::features::unioni::{self, Adesione, Profile, SharedFunction, may_edit};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::text;
use crate::platform::web::address;
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;

/// Things of each kind on the page.
const OF_EACH: i64 = 5;

#[derive(Template)]
#[template(path = "home/unione.html")]
struct UnionePage {
    frame: Frame,
    profile: Profile,
    /// Terms and values; an empty value is not known.
    facts: Vec<(&'static str, String)>,
    inhabitants: String,
    description: String,
    contacts: String,
    other_names: Vec<String>,
    members: Vec<Member>,
    former: Vec<Member>,
    functions: Vec<Function>,
    mentori: Vec<Mentore>,
    practices: Vec<Line>,
    documents: Vec<Line>,
    questions: Vec<Line>,
    /// What it applied for, a part of the page of its own.
    applications: OfUnione,
    follow: Option<FollowBox>,
    edit_url: Option<String>,
    updated: String,
}

/// A Comune of the Unione in words.
struct Member {
    name: String,
    since: String,
    until: String,
    source: String,
    people: String,
    people_source: String,
}

impl Member {
    fn of(adesione: &Adesione) -> Member {
        let date = |date: Option<dates::PartialDate>| {
            date.map(|date| date.to_string()).unwrap_or_default()
        };
        let count = adesione.population.as_ref();
        Member {
            name: adesione.name.clone(),
            since: date(adesione.since),
            until: date(adesione.until),
            source: adesione.source.clone(),
            people: count
                .map(|count| dates::number(count.people))
                .unwrap_or_default(),
            people_source: count
                .map(|count| format!("{}, {}", count.counted, count.source))
                .unwrap_or_default(),
        }
    }
}

/// A shared function in words.
struct Function {
    name: String,
    topic: Option<Topic>,
    /// "dal 2018", "da maggio 2010 fino al 2015".
    period: String,
    source: String,
}

impl Function {
    fn of(function: &SharedFunction, known: &[Topic]) -> Function {
        let since = function.since.map(dates::PartialDate::with_since);
        let until = function
            .until
            .map(|date| format!("fino {}", date.with_until()));
        let period = since.into_iter().chain(until).collect::<Vec<_>>().join(" ");
        Function {
            name: function.name.clone(),
            topic: known
                .iter()
                .find(|topic| Some(topic.id) == function.topic)
                .cloned(),
            period,
            source: function.source.clone(),
        }
    }
}

/// `GET /unioni/{n-slug}`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is no such Unione; when the database refuses.
pub async fn unione_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let (now, frame) = (visit.app.now(), visit.frame().section("unioni"));
    let page = visit
        .read(move |conn, actor| page(conn, actor, number, now, frame))
        .await?;
    if page.profile.unione.segment() != *path {
        return Ok(respond::moved(&page.profile.unione.url()));
    }
    visit.page(&page)
}

fn page(
    conn: &mut Conn,
    actor: &Actor,
    number: i64,
    now: When,
    frame: Frame,
) -> Result<UnionePage> {
    let unione = unioni::find(conn, number)?;
    let profile = unioni::profile(conn, unione)?;
    let known = topics::all(conn)?;
    let id = profile.unione.id;
    let people = people::of_unione(conn, id)?;
    let mut lines = |what: Latest| -> Result<Vec<Line>> {
        Ok(latest(conn, actor, what, From::unione(&id), OF_EACH)?
            .into_iter()
            .map(|card| Line::of(card, now, On::ItsUnione))
            .collect())
    };
    let (practices, documents, questions) = (
        lines(Latest::Practices)?,
        lines(Latest::Documents)?,
        lines(Latest::Questions)?,
    );
    let facts = &profile.unione.facts;
    Ok(UnionePage {
        applications: OfUnione::of(conn, &profile)?,
        frame,
        facts: facts_in_brief(&profile),
        inhabitants: profile.inhabitants().explained(),
        description: text::to_html(&facts.description),
        contacts: text::to_html(&facts.contacts),
        other_names: facts.other_names.lines().map(str::to_owned).collect(),
        members: profile.members().map(Member::of).collect(),
        former: profile.former_members().map(Member::of).collect(),
        functions: profile
            .functions
            .iter()
            .map(|function| Function::of(function, &known))
            .collect(),
        mentori: mentori(conn, actor, &people, &known, None)?,
        practices,
        documents,
        questions,
        follow: subscriptions::follow_box(
            conn,
            actor,
            Subject::new(SubjectKind::Unione, id),
            &profile.unione.url(),
        )?,
        edit_url: may_edit(actor, &profile.unione)
            .then(|| format!("/unioni/{}/modifica", profile.unione.number)),
        updated: dates::day(profile.unione.updated_at.0),
        profile,
    })
}

/// The facts that are comparable from Unione to Unione, always the same and in the same order.
fn facts_in_brief(profile: &Profile) -> Vec<(&'static str, String)> {
    let facts = &profile.unione.facts;
    let count = |count: usize| match count {
        0 => String::new(),
        count => count.to_string(),
    };
    let functions = profile
        .functions
        .iter()
        .filter(|function| function.until.is_none())
        .count();
    vec![
        ("Comuni", count(profile.members().count())),
        ("Abitanti", profile.inhabitants().number()),
        ("Funzioni associate", count(functions)),
        ("Forma giuridica", facts.legal_form.clone()),
        ("Attività", facts.activity.clone()),
        ("Regione", facts.region.clone()),
        ("Provincia", facts.province.clone()),
        ("Sede", facts.seat.clone()),
        (
            "Fondata",
            facts
                .founded
                .map(|date| date.to_string())
                .unwrap_or_default(),
        ),
        ("Codice IPA", facts.ipa_code.clone()),
    ]
}

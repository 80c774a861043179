//! `/unioni/{n-slug}`

use actix_web::{HttpResponse, web};
use askama::Template;

use super::unione_words::{Function, Member, factors, facts_in_brief, populations, rtd};
use super::{Line, Mentore, On, mentori};
use crate::features::home::latest::latest;
use crate::features::home::{From, Latest};
use crate::features::people::{self, Visit};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics;
use crate::features::unioni::{self, Completeness, Profile, inventory, may_edit};
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
    populations: Vec<String>,
    rtd: Vec<(&'static str, String)>,
    factors: Vec<(String, String)>,
    /// Where what is already there stands, for who may see it.
    inventory_url: Option<String>,
    /// What to tell next, for who may write it.
    completeness: Option<Completeness>,
    mentori: Vec<Mentore>,
    practices: Vec<Line>,
    documents: Vec<Line>,
    questions: Vec<Line>,
    follow: Option<FollowBox>,
    edit_url: Option<String>,
    updated: String,
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
            .map(|function| Function::of(function, &profile, &known))
            .collect(),
        populations: populations(&profile),
        rtd: rtd(&profile),
        factors: factors(&profile),
        inventory_url: inventory::is_visible(conn, actor, id)?
            .then(|| format!("/unioni/{}/inventario", profile.unione.number)),
        completeness: may_edit(actor, &profile.unione).then(|| unioni::completeness(&profile)),
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

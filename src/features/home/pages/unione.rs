//! `/unioni/{n-slug}`

use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::json;

use super::unione_words::{Function, Members, factors, facts_in_brief, populations, rtd};
use super::{Line, Mentore, On, mentori};
use crate::features::calls::OfUnione;
use crate::features::card::Card;
use crate::features::home::latest::latest;
use crate::features::home::{From, Latest};
use crate::features::people::{self, Visit};
use crate::features::reuses;
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
use crate::platform::web::preview::Preview;
use crate::platform::web::respond;

/// Things of each kind on the page.
const OF_EACH: i64 = 5;
/// Reuses of each direction on the page: what was told last.
const REUSES: i64 = 20;

#[derive(Template)]
#[template(path = "home/unione.html")]
struct UnionePage {
    frame: Frame,
    preview: Option<Preview>,
    profile: Profile,
    /// Terms and values; an empty value is not known.
    facts: Vec<(&'static str, String)>,
    inhabitants: String,
    description: String,
    contacts: String,
    other_names: Vec<String>,
    members: Members,
    former: Members,
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
    /// What it reuses of others.
    reuses: Vec<Line>,
    /// Who reuses what it tells.
    reused: Vec<Line>,
    is_own: bool,
    documents: Vec<Line>,
    questions: Vec<Line>,
    /// What it applied for, a part of the page of its own.
    applications: OfUnione,
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
    let site = visit.app.public_url();
    let page = visit
        .read(move |conn, actor| {
            let page = page(conn, actor, number, now, frame)?;
            let preview = Some(preview(&site, &page.profile));
            Ok(UnionePage { preview, ..page })
        })
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
    let reuse_lines = |cards: Vec<Card>| {
        cards
            .into_iter()
            .map(|card| Line::of(card, now, On::ItsUnione))
            .collect()
    };
    let reuses = reuse_lines(reuses::of_unione(conn, actor, id, REUSES)?);
    let reused = reuse_lines(reuses::from_unione(conn, actor, id, REUSES)?);
    let facts = &profile.unione.facts;
    Ok(UnionePage {
        applications: OfUnione::of(conn, &profile)?,
        frame,
        preview: None,
        facts: facts_in_brief(&profile),
        inhabitants: profile.inhabitants().explained(),
        description: text::to_html(&facts.description),
        contacts: text::to_html(&facts.contacts),
        other_names: facts.other_names.lines().map(str::to_owned).collect(),
        members: Members::of(profile.members()),
        former: Members::of(profile.former_members()),
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
        reuses,
        reused,
        is_own: actor.belongs_to(id),
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

/// What the page says of itself to machines: a `GovernmentOrganization` of schema.org. Everybody may
/// read a profile.
fn preview(site: &str, profile: &Profile) -> Preview {
    let facts = &profile.unione.facts;
    let url = format!("{site}{}", profile.unione.url());
    let mut about = json!({
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "@id": url,
        "url": url,
        "name": facts.name,
        "member": profile
            .members()
            .map(|comune| json!({ "@type": "GovernmentOrganization", "name": comune.name }))
            .collect::<Vec<_>>(),
    });
    let founded = facts.founded.map(dates::PartialDate::to_storage);
    let other_names: Vec<&str> = facts.other_names.lines().collect();
    let known = [
        ("description", text::excerpt(&facts.description, 500)),
        ("identifier", facts.ipa_code.clone()),
        ("areaServed", facts.region.clone()),
        ("sameAs", facts.website.clone()),
        ("foundingDate", founded.unwrap_or_default()),
    ];
    for (name, value) in known {
        if !value.is_empty() {
            about[name] = value.into();
        }
    }
    if !other_names.is_empty() {
        about["alternateName"] = other_names.into();
    }
    let description = format!(
        "{}: comuni, abitanti, funzioni associate, pratiche, documenti e domande.",
        facts.name
    );
    Preview::new("website", url, &facts.name, &description, &about)
}

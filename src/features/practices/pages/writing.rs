//! What every form of the editor needs: the text, what can be chosen, and who wrote last.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::reading;
use super::sheet::{Offered, Page, Sheet};
use super::view::{Loaded, load};
use crate::features::card::{Card, Shelf};
use crate::features::people::{self, Visit};
use crate::features::practices::check::Section;
use crate::features::practices::findings::{self, Finding, FindingKind};
use crate::features::practices::policy::{self, Act};
use crate::features::practices::telling::Names;
use crate::features::practices::{self as feature, Notes, Text, portion};
use crate::features::topics::{self, Choice};
use crate::features::unioni::directory::directory;
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::app::App;
use crate::platform::dates;
use crate::platform::db::{Conn, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::search::SearchRequest;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;
use crate::platform::web::fields::Fields;

/// How many documents are offered at once.
const OFFERED: i64 = 20;

/// A practice opened for writing.
pub struct Writing {
    /// The practice and its text.
    pub loaded: Loaded,
    /// What can be chosen.
    pub offered: Arc<Offered>,
    /// What everybody reads, while a newer text is being written.
    pub published: Option<Text>,
    /// Who wrote here last, and when.
    pub last: Option<(String, When)>,
    /// The people of its Unione, as the directory counts them.
    pub people: Option<i64>,
    /// Documents to choose from, on the page that attaches them.
    pub library: Option<Library>,
    /// What a machine notices, on the page on which it is sent; what is missing is listed there anyway.
    pub findings: Vec<Finding>,
}

/// Documents that are offered.
pub struct Library {
    /// What was looked for.
    pub query: String,
    /// What they are.
    pub heading: String,
    /// The documents.
    pub found: Vec<Choice>,
}

impl Writing {
    /// The page as it is saved.
    pub fn sheet(&self, page: Page) -> Sheet {
        Sheet::of(page, self.loaded.text.clone(), self.offered.clone())
    }

    /// Whether this person may write now.
    ///
    /// # Errors
    /// [`Refusal::WrongState`] while others have it; [`Error::Forbidden`].
    pub fn ensure_editable(&self, actor: &Actor) -> Result<()> {
        let standing = &self.loaded.standing;
        if policy::may(actor, standing, Act::Save) {
            Ok(())
        } else if policy::is_theirs(actor, standing, Act::Save) {
            Err(Error::Refused(Refusal::WrongState))
        } else {
            Err(Error::Forbidden(
                "Questa pratica la scrive chi lavora nell’unione che la racconta.",
            ))
        }
    }
}

/// Opens a practice for writing on one page; `fields` are what was sent, or the query.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see it.
pub async fn open(
    visit: &Visit,
    number: i64,
    page: Page,
    fields: &Fields,
    shelf: Shelf,
) -> Result<Writing> {
    let app = visit.app.clone();
    let query: String = fields.text("cerca").chars().take(200).collect();
    let named: Vec<Uuid> = fields
        .pairs()
        .iter()
        .filter_map(|(_, value)| value.trim().parse().ok())
        .collect();
    visit
        .read(move |conn, actor| {
            let mut loaded = load(conn, actor, number)?;
            portion::settle(&mut loaded.text.content);
            let offered = offered(conn, actor, page, &loaded.text, named, &app, shelf)?;
            let library = if page == Page::Section(Section::Documents) {
                let unione = loaded.practice.unione;
                Some(library(conn, actor, &app, &offered, unione, query, shelf)?)
            } else {
                None
            };
            let unione = loaded.practice.unione;
            let people = match unione {
                Some(id) if page == Page::Section(Section::Costs) => directory(&app.kept, conn)?
                    .get(id)
                    .and_then(|listed| listed.inhabitants.people()),
                _ => None,
            };
            let findings = if page == Page::Section(Section::Review) {
                noticed(conn, actor, &app, &offered, &loaded.text, shelf)?
            } else {
                Vec::new()
            };
            Ok(Writing {
                people,
                findings,
                published: published(conn, &loaded)?,
                last: last(conn, actor, &loaded, page)?,
                offered: Arc::new(offered),
                library,
                loaded,
            })
        })
        .await
}

fn offered(
    conn: &mut Conn,
    actor: &Actor,
    page: Page,
    text: &Text,
    mut named: Vec<Uuid>,
    app: &App,
    shelf: Shelf,
) -> Result<Offered> {
    use chrono::Datelike;
    let mut offered = Offered::by(&text.content);
    offered.year = dates::in_rome(app.now().0).year();
    match page {
        Page::Section(Section::Brief) => offered.topics = topics::all(conn)?,
        Page::Section(Section::Documents | Section::Benefits | Section::Path) => {
            named.extend(&offered.attached);
            offered.documents = (shelf.cards)(conn, actor, &named)?;
        }
        _ => {}
    }
    Ok(offered)
}

/// What a machine says of the text to who reviews it, save what is missing.
fn noticed(
    conn: &mut Conn,
    actor: &Actor,
    app: &App,
    offered: &Offered,
    text: &Text,
    shelf: Shelf,
) -> Result<Vec<Finding>> {
    let documents = (shelf.cards)(conn, actor, &offered.attached)?;
    let titles = documents.into_iter().map(|(id, card)| (id, card.title));
    let topics = topics::all(conn)?.into_iter();
    let names = Names {
        topics: topics.map(|topic| (topic.id, topic.name)).collect(),
        documents: titles.collect(),
    };
    let sections = reading::sections(text, &names, &HashMap::new(), &Notes::default());
    let written = reading::written(&sections);
    let mut found = findings::findings(conn, &app.public_url(), text, &written)?;
    // These are told as what is missing.
    let is_listed = |kind| matches!(kind, FindingKind::Missing | FindingKind::BareClaim);
    found.retain(|one| !is_listed(one.kind));
    Ok(found)
}

/// What everybody reads, when it is not what is being written.
fn published(conn: &mut Conn, loaded: &Loaded) -> Result<Option<Text>> {
    let practice = &loaded.practice;
    match practice
        .published_version
        .filter(|_| practice.draft_version.is_some())
    {
        Some(version) => {
            let mut text = feature::version(conn, version)?.text;
            portion::settle(&mut text.content);
            Ok(Some(text))
        }
        None => Ok(None),
    }
}

fn last(
    conn: &mut Conn,
    actor: &Actor,
    loaded: &Loaded,
    page: Page,
) -> Result<Option<(String, When)>> {
    let Some(save) = feature::last_save(conn, &loaded.practice, page.sections())? else {
        return Ok(None);
    };
    Ok(Some((name_of(conn, actor, save.person)?, save.at)))
}

fn name_of(conn: &mut Conn, actor: &Actor, person: PersonId) -> Result<String> {
    let bylines = people::bylines(conn, actor, &[person])?;
    Ok(bylines
        .get(&person)
        .map_or_else(|| "Qualcuno".to_owned(), |byline| byline.name.clone()))
}

fn library(
    conn: &mut Conn,
    actor: &Actor,
    app: &App,
    offered: &Offered,
    unione: Option<BodyId>,
    query: String,
    shelf: Shelf,
) -> Result<Library> {
    let (heading, cards) = match (query.is_empty(), unione) {
        (true, Some(unione)) => (
            "Gli ultimi documenti dell’unione".to_owned(),
            (shelf.of_unione)(conn, actor, unione, OFFERED)?,
        ),
        (true, None) => (String::new(), Vec::new()),
        (false, _) => (
            format!("Documenti trovati per «{query}»"),
            found(conn, actor, app, &query, shelf)?,
        ),
    };
    let found = cards
        .into_iter()
        .filter(|card| !offered.attached.contains(&card.subject.id))
        .map(|card| Choice {
            value: card.subject.id.to_string(),
            label: format!("{} ({})", card.title, card.signals.join(", ")),
            chosen: false,
        })
        .collect();
    Ok(Library {
        query,
        heading,
        found,
    })
}

/// The document of an address, or those the search finds.
fn found(
    conn: &mut Conn,
    actor: &Actor,
    app: &App,
    query: &str,
    shelf: Shelf,
) -> Result<Vec<Card>> {
    if let Some(number) = number_in(query) {
        let id = (shelf.numbered)(conn, actor, number)?;
        let ids: Vec<Uuid> = id.into_iter().collect();
        return Ok((shelf.cards)(conn, actor, &ids)?.into_values().collect());
    }
    let request = SearchRequest {
        kinds: vec![SubjectKind::Document.to_string()],
        ..SearchRequest::new(query)
    };
    let hits = app
        .index
        .search(&request, actor.tokens())
        .map_err(|error| Error::Unavailable(format!("{error:#}")))?
        .hits;
    let subjects = hits.iter().filter_map(|hit| Subject::parse(&hit.subject));
    let ids: Vec<Uuid> = subjects.map(|subject| subject.id).collect();
    let mut cards = (shelf.cards)(conn, actor, &ids)?;
    Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
}

/// The number of a document in an address one pastes.
fn number_in(query: &str) -> Option<i64> {
    let (_, rest) = query.split_once("/documenti/")?;
    address::number(rest.split(['/', '?', '#']).next()?).ok()
}

/// When something was saved, seen from now: `alle 10:42`, `il 3 maggio 2026 alle 10:42`.
pub fn at(instant: When, now: When) -> String {
    let hour = dates::hour(instant.0);
    if dates::in_rome(instant.0) == dates::in_rome(now.0) {
        format!("alle {hour}")
    } else {
        format!("il {} alle {hour}", dates::day(instant.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_document() {
        for (query, expected) in [
            (
                "https://fraunioni.example/documenti/12-convenzione",
                Some(12),
            ),
            ("/documenti/12", Some(12)),
            ("/documenti/12-x/file?pagina=2", Some(12)),
            ("/documenti/nuovo", None),
            ("convenzione 12", None),
        ] {
            assert_eq!(number_in(query), expected, "{query}");
        }
    }
}

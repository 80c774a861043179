//! The list of the versions of a practice.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::features::people::{self, Byline, Visit};
use crate::features::practices::policy::{self, Act};
use crate::features::practices::versions::{self, Entry, Role, Sight};
use crate::features::practices::{self as feature, Practice};
use crate::platform::actor::{Actor, PersonId};
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;
use crate::platform::web::paging::{self, Paging};

/// Versions on one page.
const PER_PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "practices/versions.html")]
struct VersionsPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    url: String,
    number: i64,
    count: String,
    rows: Vec<Row>,
    /// Why nothing can be restored now; empty for whoever could not anyway.
    not_now: &'static str,
    /// Whether numbers are missing in what this reader sees.
    has_gaps: bool,
    page: usize,
    pages: usize,
    prefix: String,
}

/// A version in the list.
struct Row {
    ordinal: i32,
    tone: &'static str,
    role: &'static str,
    when: String,
    who: String,
    note: String,
    from: bool,
    to: bool,
    restorable: bool,
}

/// `GET /pratiche/{n}/versioni`
///
/// # Errors
/// [`Error::NotFound`](crate::platform::error::Error::NotFound) for whoever may not see the practice.
pub async fn versions(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let page = page(&visit, number, Faults::default()).await?;
    visit.page(&page)
}

/// The list with what is wrong in the choice of two versions.
///
/// # Errors
/// As [`versions()`].
pub async fn with_faults(visit: &Visit, number: i64, faults: Faults) -> Result<HttpResponse> {
    let page = page(visit, number, faults).await?;
    visit.page_to_mend(&page)
}

async fn page(visit: &Visit, number: i64, faults: Faults) -> Result<VersionsPage> {
    let frame = visit.frame().section("pratiche");
    let asked = paging::asked(&visit.query());
    visit
        .read(move |conn, actor| {
            let practice = feature::find(conn, actor, number)?;
            let standing = feature::standing(conn, &practice)?;
            let sight = versions::sight(actor, &standing);
            let total = versions::count(conn, &practice, sight)?;
            let paging = Paging::at(asked, total, PER_PAGE);
            let entries = entries(conn, &practice, sight, &paging)?;
            let has_gaps = entries
                .iter()
                .any(|entry| i64::from(entry.ordinal) > total);
            let may_restore = policy::may(actor, &standing, Act::Save);
            Ok(VersionsPage {
                frame,
                faults: faults.0,
                title: practice.title.clone(),
                url: practice.url(),
                number,
                count: dates::count(total, "versione", "versioni"),
                rows: rows(conn, actor, &practice, &entries, may_restore)?,
                not_now: if !may_restore && policy::is_theirs(actor, &standing, Act::Save) && sight == Sight::Everything {
                    "Adesso non si può ripristinare una versione: la pratica è in mano a chi la deve rivedere o confermare, oppure è archiviata."
                } else {
                    ""
                },
                has_gaps,
                page: paging.page,
                pages: paging.pages,
                prefix: format!("/pratiche/{number}/versioni?pagina="),
            })
        })
        .await
}

/// The versions of a page; before the older ones stands the one everybody reads, to be compared with them.
fn entries(
    conn: &mut Conn,
    practice: &Practice,
    sight: Sight,
    paging: &Paging,
) -> Result<Vec<Entry>> {
    let mut entries = if paging.page > 1 {
        versions::list(conn, practice, Sight::Published, 1, 0)?
    } else {
        Vec::new()
    };
    let older = versions::list(conn, practice, sight, PER_PAGE, paging.offset)?;
    entries.retain(|entry| older.iter().all(|other| other.id != entry.id));
    entries.extend(older);
    Ok(entries)
}

fn rows(
    conn: &mut Conn,
    actor: &Actor,
    practice: &Practice,
    entries: &[Entry],
    may_restore: bool,
) -> Result<Vec<Row>> {
    let authors: Vec<PersonId> = entries.iter().map(|entry| entry.author).collect();
    let bylines = people::bylines(conn, actor, &authors)?;
    Ok(entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let role = Role::of(practice, entry.id, entry.published_at);
            Row {
                ordinal: entry.ordinal,
                tone: tone(role),
                role: role_words(role),
                when: when(entry),
                who: signed(bylines.get(&entry.author)),
                note: note(entry),
                // What changed last is what one asks for most.
                from: at == 1,
                to: at == 0,
                restorable: may_restore && matches!(role, Role::Earlier | Role::PutAside),
            }
        })
        .collect())
}

/// The name by which somebody signs.
pub fn signed(byline: Option<&Byline>) -> String {
    byline.map_or_else(String::new, |byline| byline.name.clone())
}

/// When a version was published, or else last written on.
pub fn when(entry: &Entry) -> String {
    match entry.published_at {
        Some(at) => format!("pubblicata il {}", dates::day(at.0)),
        None => format!("salvata il {}", dates::day(entry.updated_at.0)),
    }
}

fn note(entry: &Entry) -> String {
    match (entry.published_at, entry.ordinal) {
        _ if !entry.change_note.is_empty() => entry.change_note.clone(),
        (_, 1) => "Prima versione".to_owned(),
        (Some(_), _) => "Non indicato".to_owned(),
        (None, _) => "Si scrive quando si invia".to_owned(),
    }
}

fn tone(role: Role) -> &'static str {
    match role {
        Role::Current => "done",
        Role::Draft => "waiting",
        Role::Earlier => "info",
        Role::PutAside => "stopped",
    }
}

fn role_words(role: Role) -> &'static str {
    match role {
        Role::Current => "Quella che tutti leggono",
        Role::Draft => "Bozza in corso",
        Role::Earlier => "Precedente",
        Role::PutAside => "Bozza messa da parte",
    }
}

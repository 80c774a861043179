//! What differs between two versions, as a page.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use uuid::Uuid;

use super::differences::{Extent, SectionView, in_words, sections};
use super::versions as list;
use crate::features::card::LookUpCards;
use crate::features::people::{self, Visit};
use crate::features::practices::compare::{SectionChange, compare};
use crate::features::practices::telling::{Names, documents_of};
use crate::features::practices::versions::{self, Role};
use crate::features::practices::{self as feature, Practice, Text, Version};
use crate::features::topics;
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;
use crate::platform::web::fields::{Faults, Fields};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "practices/compare.html")]
struct ComparePage {
    frame: Frame,
    title: String,
    url: String,
    versions_url: String,
    old: Side,
    new: Side,
    /// How many parts changed, as a sentence.
    verdict: String,
    changed: Vec<ChangedLink>,
    sections: Vec<SectionView>,
    views: Vec<View>,
    beside: bool,
    /// The same comparison with the two texts beside each other, or no longer so.
    other_layout: String,
}

/// One of the two versions.
struct Side {
    name: String,
    url: String,
    about: String,
    note: String,
}

/// A section that changed, and how.
struct ChangedLink {
    anchor: &'static str,
    heading: &'static str,
    how: String,
}

/// How much is shown.
struct View {
    url: String,
    text: &'static str,
    count: String,
    current: bool,
}

/// What the query of the page asks for.
struct Asked {
    old: i32,
    new: i32,
    extent: Extent,
    beside: bool,
}

impl Asked {
    fn read(query: &Fields) -> Result<Asked, Faults> {
        let mut faults = Faults::default();
        let number = |name: &str| query.text(name).parse::<i32>().ok();
        let (old, new) = (number("da"), number("a"));
        faults.unless(
            old.is_some() && new.is_some(),
            "versioni",
            "Scegli le due versioni da confrontare: una «da» e una «a»",
        );
        faults.unless(
            old.is_none() || old != new,
            "versioni",
            "Hai scelto due volte la stessa versione: scegline due diverse",
        );
        faults.or(Asked {
            old: old.unwrap_or_default(),
            new: new.unwrap_or_default(),
            extent: if query.text("mostra") == "tutto" {
                Extent::Everything
            } else {
                Extent::Changes
            },
            beside: query.text("vista") == "accanto",
        })
    }

    fn url(&self, number: i64, extent: Extent, layout: &str) -> String {
        let shown = match extent {
            Extent::Everything => "&mostra=tutto",
            Extent::Changes => "",
        };
        format!(
            "/pratiche/{number}/versioni/confronto?da={}&a={}{shown}{layout}",
            self.old, self.new
        )
    }
}

const BESIDE: &str = "&vista=accanto";

/// `GET /pratiche/{n}/versioni/confronto?da=3&a=4`
///
/// # Errors
/// [`Error::NotFound`](crate::platform::error::Error::NotFound) for whoever may not see the practice or one of the two versions.
pub async fn compare_page(
    visit: Visit,
    path: web::Path<String>,
    look_up: LookUpCards,
) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let asked = match Asked::read(&visit.query()) {
        Ok(asked) => asked,
        Err(faults) => return list::with_faults(&visit, number, faults).await,
    };
    let (old, new) = (asked.old, asked.new);
    let both = visit
        .read(move |conn, actor| both(conn, actor, number, old, new, look_up))
        .await?;
    visit.page(&page(visit.frame().section("pratiche"), &asked, both))
}

/// Two versions, and what differs.
struct Both {
    practice: Practice,
    old: Side,
    new: Side,
    changes: Vec<SectionChange>,
}

fn both(
    conn: &mut Conn,
    actor: &Actor,
    number: i64,
    old: i32,
    new: i32,
    look_up: LookUpCards,
) -> Result<Both> {
    let practice = feature::find(conn, actor, number)?;
    let standing = feature::standing(conn, &practice)?;
    let sight = versions::sight(actor, &standing);
    let old = versions::find(conn, &practice, sight, old)?;
    let new = versions::find(conn, &practice, sight, new)?;
    let bylines = people::bylines(conn, actor, &[old.author, new.author])?;
    let side = |version: &Version| {
        side(
            &practice,
            version,
            &list::signed(bylines.get(&version.author)),
        )
    };
    Ok(Both {
        old: side(&old),
        new: side(&new),
        changes: changes(conn, actor, &old.text, &new.text, look_up)?,
        practice,
    })
}

/// What differs between two texts, with the names this reader may read.
///
/// # Errors
/// When the database refuses.
pub fn changes(
    conn: &mut Conn,
    actor: &Actor,
    old: &Text,
    new: &Text,
    look_up: LookUpCards,
) -> Result<Vec<SectionChange>> {
    Ok(compare(
        old,
        new,
        &names(conn, actor, &[old, new], look_up)?,
    ))
}

/// What the things these texts point to are called, for a reader.
///
/// # Errors
/// When the database refuses.
pub fn names(
    conn: &mut Conn,
    actor: &Actor,
    texts: &[&Text],
    look_up: LookUpCards,
) -> Result<Names> {
    let documents: Vec<Subject> = texts
        .iter()
        .flat_map(|text| documents_of(text))
        .map(|id| Subject {
            kind: SubjectKind::Document,
            id,
        })
        .collect();
    let cards = look_up(conn, actor, &documents)?;
    let documents: HashMap<Uuid, String> = cards
        .into_values()
        .map(|card| (card.subject.id, card.title))
        .collect();
    let topics = topics::all(conn)?
        .into_iter()
        .map(|topic| (topic.id, topic.name))
        .collect();
    Ok(Names { topics, documents })
}

fn side(practice: &Practice, version: &Version, who: &str) -> Side {
    let when = match version.published_at {
        Some(at) => format!("pubblicata il {}", dates::day(at.0)),
        None => format!("salvata il {}", dates::day(version.updated_at.0)),
    };
    let state = match Role::of(practice, version.id, version.published_at) {
        Role::Current => ", quella che tutti leggono",
        Role::Earlier => "",
        Role::Draft => ", bozza in corso",
        Role::PutAside => ", bozza messa da parte",
    };
    Side {
        name: format!("Versione {}", version.ordinal),
        url: format!("/pratiche/{}/versioni/{}", practice.number, version.ordinal),
        about: format!("{who}, {when}{state}"),
        note: version.change_note.clone(),
    }
}

fn page(frame: Frame, asked: &Asked, both: Both) -> ComparePage {
    let number = both.practice.number;
    let all = both.changes.len();
    let changed: Vec<ChangedLink> = both
        .changes
        .iter()
        .filter(|section| section.is_changed())
        .map(|section| ChangedLink {
            anchor: section.section.anchor(),
            heading: section.section.title(),
            how: in_words(section),
        })
        .collect();
    let layout = if asked.beside { BESIDE } else { "" };
    let view = |extent, text| View {
        url: asked.url(number, extent, layout),
        text,
        count: String::new(),
        current: asked.extent == extent,
    };
    ComparePage {
        frame,
        title: both.practice.title.clone(),
        url: both.practice.url(),
        versions_url: format!("/pratiche/{number}/versioni"),
        verdict: match changed.len() {
            0 => "Le due versioni dicono le stesse cose.".to_owned(),
            1 => format!("È cambiata una parte su {all}:"),
            many => format!("Sono cambiate {many} parti su {all}:"),
        },
        changed,
        sections: sections(&both.changes, asked.extent),
        views: vec![
            view(Extent::Changes, "Solo le parti cambiate"),
            view(Extent::Everything, "Tutto"),
        ],
        beside: asked.beside,
        other_layout: asked.url(number, asked.extent, if asked.beside { "" } else { BESIDE }),
        old: both.old,
        new: both.new,
    }
}

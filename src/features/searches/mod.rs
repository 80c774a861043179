//! The search: what was asked, answered by the index, and read again from the database.
//!
//! **Invariant:** nothing of a hit is shown unless the database, asked now and as this reader, still
//! shows the thing. A stale index can hide, never leak.

pub mod pages;

use std::collections::HashMap;

use uuid::Uuid;

use crate::features::card::{Card, ids_of};
use crate::features::{content, documents, topics};
use crate::platform::actor::Actor;
use crate::platform::app::App;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::search::{Found, Hit, Note, SearchRequest};
use crate::platform::subject::{Subject, SubjectKind};

/// The longest query that is read, in characters; the rest is cut off.
pub const LONGEST_QUERY: usize = 200;
/// How many hits can be paged through.
pub const DEEPEST_HIT: usize = 10_000;

/// What a reader is shown of a search.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// What can be found on all pages.
    pub total: usize,
    /// The page asked for, best first.
    pub results: Vec<Shown>,
    /// How many of each kind, as if no kind were chosen.
    pub kinds: Vec<(String, usize)>,
    /// How many of each topic, by its slug, as if no topic were chosen.
    pub topics: Vec<(String, usize)>,
    /// The query as it was probably meant; already applied.
    pub did_you_mean: Option<String>,
    /// What the person should be told.
    pub notes: Vec<Note>,
}

/// One result: the hit, and the thing as it is now.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The thing.
    pub card: Card,
    /// Its title, escaped, with `<mark>`.
    pub title_html: String,
    /// The part that shows why, escaped, with `<mark>`.
    pub snippet_html: String,
    /// Page of a document on which that stands.
    pub page: Option<u32>,
    /// What that page is called, where it is more than a number.
    pub page_label: Option<String>,
    /// Greater is better; comparable within one search only.
    pub score: f32,
}

impl Shown {
    /// Where to read it: of a document, the page where it was found.
    pub fn url(&self) -> String {
        match self.page {
            Some(page) => documents::page_url(&self.card.url, page, ""),
            None => self.card.url.clone(),
        }
    }

    /// The same with the words that were looked for, which the page of a document marks in its text.
    pub fn url_with(&self, words: &str) -> String {
        match (self.page, self.card.subject.kind) {
            (Some(page), _) => documents::page_url(&self.card.url, page, words),
            (None, SubjectKind::Document) => documents::text_url(&self.card.url, words),
            (None, _) => self.card.url.clone(),
        }
    }
}

/// Asks the index. Blocks: call it off the async threads.
///
/// # Errors
/// [`Error::Unavailable`] when there is no index, or it cannot be read.
pub fn ask(app: &App, actor: &Actor, request: &SearchRequest) -> Result<Found> {
    let found = app
        .index
        .search(request, actor.tokens())
        .map_err(|error| Error::Unavailable(format!("{error:#}")))?;
    if found.notes.contains(&Note::BeingBuilt) {
        return Err(Error::Unavailable("the index is being built".into()));
    }
    Ok(found)
}

/// Reads again what the index found; what this reader may not see any more was never found.
///
/// # Errors
/// When the database refuses.
pub fn read_again(conn: &mut Conn, actor: &Actor, found: Found) -> Result<Answer> {
    let subjects: Vec<Subject> = found
        .hits
        .iter()
        .filter_map(|hit| Subject::parse(&hit.subject))
        .collect();
    let mut cards = content::cards(conn, actor, &subjects)?;
    let mut answer = Answer {
        total: found.total,
        results: Vec::with_capacity(found.hits.len()),
        kinds: found.kinds,
        topics: found.topics,
        did_you_mean: found.did_you_mean,
        notes: found.notes,
    };
    let mut gone = Vec::new();
    for hit in found.hits {
        let subject = Subject::parse(&hit.subject);
        match subject.and_then(|subject| cards.remove(&subject)) {
            Some(card) => answer.results.push(shown(hit, card)),
            None => gone.extend(subject),
        }
    }
    label_pages(conn, actor, &mut answer.results)?;
    if !gone.is_empty() {
        forget(conn, &mut answer, &gone)?;
    }
    Ok(answer)
}

/// Says what the pages are called on which something was found.
fn label_pages(conn: &mut Conn, actor: &Actor, results: &mut [Shown]) -> Result<()> {
    let of = |shown: &Shown| {
        let is_document = shown.card.subject.kind == SubjectKind::Document;
        Some((shown.card.subject.id, shown.page.filter(|_| is_document)?))
    };
    let pages: Vec<(Uuid, u32)> = results.iter().filter_map(of).collect();
    let mut labels = documents::page_labels(conn, actor, &pages)?;
    for shown in results {
        shown.page_label = of(shown).and_then(|page| labels.remove(&page));
    }
    Ok(())
}

fn shown(hit: Hit, card: Card) -> Shown {
    if hit.edition == card.edition && plain(&hit.title_html) == one_line(&card.title) {
        return Shown {
            title_html: hit.title_html,
            snippet_html: hit.snippet_html,
            page: hit.page,
            page_label: None,
            score: hit.score,
            card,
        };
    }
    // It was changed after it was indexed: what it said before is not shown any more, for somebody may
    // have taken it away.
    Shown {
        title_html: escaped(&card.title),
        snippet_html: escaped(&card.excerpt),
        page: None,
        page_label: None,
        score: hit.score,
        card,
    }
}

/// Takes out of the counts what the index still has and the reader may not see.
fn forget(conn: &mut Conn, answer: &mut Answer, gone: &[Subject]) -> Result<()> {
    let known = topics::all(conn)?;
    let less = |counts: &mut Vec<(String, usize)>, label: &str| {
        if let Some(count) = counts.iter_mut().find(|(known, _)| known == label) {
            count.1 = count.1.saturating_sub(1);
        }
    };
    answer.total = answer.total.saturating_sub(gone.len());
    for kind in content::INDEXED {
        let ids = ids_of(gone, *kind);
        if ids.is_empty() {
            continue;
        }
        let tags: HashMap<Uuid, Vec<topics::Tag>> = topics::of_many(conn, *kind, &ids)?;
        for id in &ids {
            less(&mut answer.kinds, kind.as_str());
            let own: Vec<_> = tags
                .get(id)
                .map(|tags| tags.iter().map(|tag| tag.id).collect())
                .unwrap_or_default();
            for topic in topics::with_ancestors(&known, &own) {
                if let Some(topic) = known.iter().find(|one| one.id == topic) {
                    less(&mut answer.topics, &topic.slug);
                }
            }
        }
    }
    if answer.results.is_empty() {
        // What the words were taken for may stand only in what is gone.
        answer.did_you_mean = None;
        answer
            .notes
            .retain(|note| !matches!(note, Note::Corrected { .. }));
    }
    Ok(())
}

/// The text of HTML that has no element but `<mark>`.
fn plain(html: &str) -> String {
    one_line(
        &html
            .replace("<mark>", "")
            .replace("</mark>", "")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&"),
    )
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn escaped(text: &str) -> String {
    one_line(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_marked_title_is_the_title() {
        for title in [
            "L'unione & il <b>comune</b> \"A\"",
            "&amp; &lt;",
            "due  spazi\nuna riga",
            "",
        ] {
            assert_eq!(plain(&escaped(title)), one_line(title));
        }
        assert_eq!(
            plain("L&#39;<mark>unione</mark> &amp;amp;"),
            "L'unione &amp;"
        );
    }
}

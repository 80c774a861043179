//! One search, end to end.

use anyhow::{Context, Result};
use tantivy::{Searcher, TantivyDocument};

use super::collect::{Roll, Rolled};
use super::parse::{self, Parsed, Typing};
use super::query::{self, Plan, Spelling};
use super::schema::{Fields, stored_page, stored_text};
use super::sight::View;
use super::snippet;

/// More hits are not shown on one page, whatever is asked for.
const MOST_HITS: usize = 100;
/// Further down nobody looks, and finding the way there costs more and more.
const DEEPEST_HIT: usize = 10_000;

/// What is searched for. Who asks is not part of it: that is an argument of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// As typed.
    pub text: String,
    /// True while the last word is still being typed.
    pub prefix: bool,
    /// True if no word may be taken for another that is spelt alike.
    pub as_typed: bool,
    /// Only these kinds; all if empty. Likewise below; several values of one list are alternatives.
    pub kinds: Vec<String>,
    /// Only subjects filed under one of these slugs.
    pub topics: Vec<String>,
    /// Only subjects of these unioni.
    pub unioni: Vec<String>,
    /// Only subjects of these regions.
    pub regions: Vec<String>,
    /// Hits on a page, at most 100.
    pub limit: usize,
    /// Page of the results, from 1.
    pub page: usize,
}

impl SearchRequest {
    /// A complete query without filters: first page, twenty hits.
    pub fn new(text: impl Into<String>) -> SearchRequest {
        SearchRequest {
            text: text.into(),
            prefix: false,
            as_typed: false,
            kinds: Vec::new(),
            topics: Vec::new(),
            unioni: Vec::new(),
            regions: Vec::new(),
            limit: 20,
            page: 1,
        }
    }
}

/// What the audience finds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// Subjects that match, on all pages.
    pub total: usize,
    /// Those of the page asked for, best first.
    pub hits: Vec<Hit>,
    /// Subjects of each kind, most first, counted as if no kind were chosen.
    pub kinds: Vec<(String, usize)>,
    /// Subjects of each topic, most first, counted as if no topic were chosen.
    pub topics: Vec<(String, usize)>,
    /// The query as it was probably meant; already applied.
    pub did_you_mean: Option<String>,
    /// What the person should be told.
    pub notes: Vec<Note>,
}

/// A subject that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// As it was indexed, `document/018f…`.
    pub subject: String,
    /// As it was indexed.
    pub kind: String,
    /// The edition of the subject that was indexed, where its feature tells editions apart.
    pub edition: Option<String>,
    /// Page of the entry that matches best.
    pub page: Option<u32>,
    /// Greater is better; comparable within one search only.
    pub score: f32,
    /// Escaped, with `<mark>` and no other element.
    pub title_html: String,
    /// The part of the best entry that shows why; escaped, with `<mark>` and no other element.
    pub snippet_html: String,
}

/// What the person should be told of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The query has no word that says anything.
    TooGeneral,
    /// The query was cut after 200 characters or 32 words.
    TooLong,
    /// A word that occurs nowhere was taken for another.
    Corrected {
        /// As typed.
        written: String,
        /// What was looked for.
        meant: String,
    },
    /// The words in quotation marks occur nowhere in this order; they were looked for one by one.
    PhraseNotFound,
    /// There is no index at the moment: it is being built.
    BeingBuilt,
}

/// Searches an index as it is now.
///
/// # Errors
/// A file of the index cannot be read.
pub fn run(
    searcher: &Searcher,
    fields: &Fields,
    request: &SearchRequest,
    audience: &[String],
) -> Result<Found> {
    let typing = if request.prefix {
        Typing::InLastWord
    } else {
        Typing::Done
    };
    let view = View::new(searcher, audience)?;
    let mut parsed = parse::parse(&request.text, typing);
    let mut notes = Vec::new();
    let (mut plan, mut rolled) = roll(&view, fields, &parsed, request)?;
    if !parsed.phrases.is_empty() && rolled.kinds.is_empty() && rolled.topics.is_empty() {
        let unquoted = parse::parse(&parsed.without_quotes(), typing);
        (plan, rolled) = roll(&view, fields, &unquoted, request)?;
        parsed = Parsed {
            cut: parsed.cut,
            ..unquoted
        };
        notes.push(Note::PhraseNotFound);
    }
    if parsed.cut {
        notes.push(Note::TooLong);
    }
    if parsed.is_empty() {
        notes.push(Note::TooGeneral);
    }
    let first = first_hit(request);
    let mut found = Found {
        total: rolled.total,
        kinds: most_first(rolled.kinds),
        topics: most_first(rolled.topics),
        ..Found::default()
    };
    let mut written = Vec::new();
    for best in rolled.best.into_iter().skip(first) {
        let entry: TantivyDocument = searcher
            .doc(best.entry)
            .context("search index: an entry cannot be read")?;
        let (title, body) = (
            stored_text(&entry, fields.title),
            stored_text(&entry, fields.body),
        );
        found.hits.push(Hit {
            kind: stored_text(&entry, fields.kind).to_owned(),
            edition: Some(stored_text(&entry, fields.edition).to_owned())
                .filter(|edition| !edition.is_empty()),
            page: stored_page(&entry, fields.page)?,
            score: best.score,
            title_html: snippet::title_html(title, &plan.marks),
            snippet_html: snippet::snippet_html(body, &plan.marks),
            subject: best.subject,
        });
        if !plan.corrections.is_empty() {
            written.extend([title.to_owned(), body.to_owned()]);
        }
    }
    for correction in &mut plan.corrections {
        let shown = snippet::as_written(&correction.2, written.iter().map(String::as_str));
        correction.2 = shown.unwrap_or_else(|| correction.2.clone());
        notes.push(Note::Corrected {
            written: parsed.text[correction.0..correction.1].to_owned(),
            meant: correction.2.clone(),
        });
    }
    if !plan.corrections.is_empty() {
        found.did_you_mean = Some(respelt(&parsed.text, &plan.corrections));
    }
    found.notes = notes;
    Ok(found)
}

fn first_hit(request: &SearchRequest) -> usize {
    let limit = request.limit.clamp(1, MOST_HITS);
    request
        .page
        .saturating_sub(1)
        .saturating_mul(limit)
        .min(DEEPEST_HIT)
}

fn roll(
    view: &View<'_>,
    fields: &Fields,
    parsed: &Parsed,
    request: &SearchRequest,
) -> Result<(Plan, Rolled)> {
    let spelling = if request.as_typed {
        Spelling::AsTyped
    } else {
        Spelling::Mended
    };
    let plan = query::plan(parsed, spelling, view, fields)?;
    let roll = Roll {
        sights: view.sights.clone(),
        kinds: request.kinds.clone(),
        topics: request.topics.clone(),
        unioni: request.unioni.clone(),
        regions: request.regions.clone(),
        top: first_hit(request) + request.limit.clamp(1, MOST_HITS),
    };
    let rolled = view
        .searcher
        .search(&*plan.query, &roll)
        .context("search index: query failed")?;
    Ok((plan, rolled))
}

/// The query with its corrections, which stand in it in any order.
fn respelt(text: &str, corrections: &[(usize, usize, String)]) -> String {
    let mut corrections: Vec<_> = corrections.iter().collect();
    corrections.sort_unstable_by_key(|correction| correction.0);
    let mut respelt = String::with_capacity(text.len());
    let mut at = 0;
    for (from, to, word) in corrections {
        respelt.push_str(&text[at..*from]);
        respelt.push_str(word);
        at = *to;
    }
    respelt.push_str(&text[at..]);
    respelt
}

fn most_first(counts: impl IntoIterator<Item = (String, usize)>) -> Vec<(String, usize)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by(|one, two| two.1.cmp(&one.1).then_with(|| one.0.cmp(&two.0)));
    counts
}

#[cfg(test)]
mod tests;

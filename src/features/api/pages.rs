//! What programs are answered.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;

use super::problem::BadParameter;
use super::request::search_request;
use crate::features::people::Visit;
use crate::features::searches::{self, Shown};
use crate::features::{imports, topics};
use crate::platform::app::off_the_async_threads;
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::platform::web::limits::Counted;

/// The answer to a search.
#[derive(Debug, Serialize)]
struct SearchAnswer {
    /// On all pages.
    total: usize,
    /// How long it took here, in milliseconds.
    took_ms: f64,
    /// The query as it was probably meant, already applied.
    did_you_mean: Option<String>,
    results: Vec<SearchResult>,
}

/// One result.
#[derive(Debug, Serialize)]
struct SearchResult {
    /// Ours, for ever.
    id: String,
    /// The importer's, if it was imported.
    external_id: Option<String>,
    kind: SubjectKind,
    title: String,
    /// A path on this site.
    url: String,
    /// Of a document, the page on which that stands.
    page: Option<u32>,
    /// Escaped HTML with `<mark>`.
    snippet: String,
    /// Comparable within one search only.
    score: f32,
    /// Slugs.
    topics: Vec<String>,
    /// Codice IPA.
    unione: Option<String>,
    /// RFC 3339, in UTC.
    published_at: Option<chrono::DateTime<chrono::Utc>>,
}

impl SearchResult {
    fn new(shown: Shown, external_id: Option<String>) -> SearchResult {
        let url = shown.url();
        SearchResult {
            id: shown.card.subject.id.to_string(),
            external_id,
            kind: shown.card.subject.kind,
            url,
            page: shown.page,
            snippet: shown.snippet_html,
            score: shown.score,
            topics: shown.card.topics.into_iter().map(|tag| tag.slug).collect(),
            unione: shown.card.unione.and_then(|unione| unione.ipa_code),
            published_at: shown.card.published_at.map(|at| at.0),
            title: shown.card.title,
        }
    }
}

/// `GET /api/v1/search`
///
/// # Errors
/// When there were too many requests, there is no index, or the database refuses.
pub async fn search(visit: Visit) -> Result<HttpResponse> {
    let started = std::time::Instant::now();
    visit.count(Counted::Api)?;
    let fields = visit.query();
    let (app, actor) = (visit.app.clone(), visit.actor.clone());
    let answered = off_the_async_threads(move || {
        // Only a filter by topic needs to know the topics.
        let known = if fields.text("topic").is_empty() {
            Vec::new()
        } else {
            app.db.read(topics::all)?
        };
        let request = match search_request(&fields, &known) {
            Ok(request) => request,
            Err(fault) => return Ok(Err(fault)),
        };
        let found = searches::ask(&app, &actor, &request)?;
        app.db.read(|conn| {
            let answer = searches::read_again(conn, &actor, found)?;
            let subjects: Vec<_> = answer
                .results
                .iter()
                .map(|shown| shown.card.subject)
                .collect();
            let mut external = imports::external_ids(conn, &subjects)?;
            let results = answer
                .results
                .into_iter()
                .map(|shown| {
                    let external_id = external.remove(&shown.card.subject);
                    SearchResult::new(shown, external_id)
                })
                .collect();
            Ok(Ok(SearchAnswer {
                total: answer.total,
                took_ms: (started.elapsed().as_secs_f64() * 100_000.0).round() / 100.0,
                did_you_mean: answer.did_you_mean,
                results,
            }))
        })
    })
    .await?;
    Ok(match answered {
        Ok(answer) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(answer),
        Err(fault) => refused(&fault),
    })
}

fn refused(fault: &BadParameter) -> HttpResponse {
    HttpResponse::BadRequest()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("application/problem+json")
        .json(fault.to_json())
}

//! The search page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::{Answer, DEEPEST_HIT, LONGEST_QUERY, Shown};
use crate::features::documents;
use crate::features::people::Visit;
use crate::features::topics::{self, Topic};
use crate::platform::app::off_the_async_threads;
use crate::platform::dates;
use crate::platform::error::{Error, Result};
use crate::platform::search::{Note, SearchRequest};
use crate::platform::subject::SubjectKind;
use crate::platform::web::address::query_value;
use crate::platform::web::fields::{Fields, length};
use crate::platform::web::frame::Frame;
use crate::platform::web::limits::Counted;

/// Results on one page.
const ON_A_PAGE: usize = 20;
/// Topics shown before "Mostra tutti".
const FIRST_TOPICS: usize = 8;

/// The kinds as addresses and people name them.
const KINDS: [(&str, &str, SubjectKind); 4] = [
    ("pratica", "Pratiche", SubjectKind::Practice),
    ("documento", "Documenti", SubjectKind::Document),
    ("domanda", "Domande", SubjectKind::Question),
    ("unione", "Unioni", SubjectKind::Unione),
];

/// What was asked, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    /// At most [`LONGEST_QUERY`] characters.
    text: String,
    cut: bool,
    as_typed: bool,
    /// As addresses name them; only those there are.
    kinds: Vec<String>,
    /// Slugs; only those there are.
    topics: Vec<String>,
    page: usize,
}

impl Asked {
    fn read(fields: &Fields, known: &[Topic]) -> Asked {
        let whole = fields.text("q");
        let text: String = whole.chars().take(LONGEST_QUERY).collect();
        let mut kinds: Vec<String> = fields.all("tipo").map(str::to_owned).collect();
        kinds.retain(|kind| KINDS.iter().any(|(name, _, _)| name == kind));
        kinds.sort_unstable();
        kinds.dedup();
        let mut topics: Vec<String> = fields.all("argomento").map(str::to_owned).collect();
        topics.retain(|slug| known.iter().any(|topic| topic.slug == *slug));
        topics.sort_unstable();
        topics.dedup();
        Asked {
            cut: length(whole) > LONGEST_QUERY,
            text: text.trim().to_owned(),
            as_typed: fields.text("esatta") == "1",
            kinds,
            topics,
            page: fields
                .text("pagina")
                .parse()
                .unwrap_or(1)
                .clamp(1, DEEPEST_HIT / ON_A_PAGE),
        }
    }

    fn request(&self) -> SearchRequest {
        SearchRequest {
            as_typed: self.as_typed,
            kinds: KINDS
                .iter()
                .filter(|(name, _, _)| self.kinds.iter().any(|kind| kind == name))
                .map(|(_, _, kind)| kind.as_str().to_owned())
                .collect(),
            topics: self.topics.clone(),
            limit: ON_A_PAGE,
            page: self.page,
            ..SearchRequest::new(&self.text)
        }
    }

    /// The address of this search from its first page.
    fn url(&self) -> String {
        let mut url = format!("/cerca?q={}", query_value(&self.text));
        for (name, values) in [("tipo", &self.kinds), ("argomento", &self.topics)] {
            for value in values {
                url.push_str(&format!("&{name}={}", query_value(value)));
            }
        }
        if self.as_typed {
            url.push_str("&esatta=1");
        }
        url
    }

    fn is_filtered(&self) -> bool {
        !self.kinds.is_empty() || !self.topics.is_empty()
    }
}

/// The search page with results, or without any.
#[derive(Template)]
#[template(path = "searches/show.html")]
struct SearchPage {
    frame: Frame,
    query: String,
    as_typed: bool,
    heading: String,
    sentences: Vec<String>,
    meant: Option<Meant>,
    kinds: Vec<Facet>,
    first_topics: Vec<Facet>,
    more_topics: Vec<Facet>,
    active: Vec<Active>,
    unfiltered_url: String,
    unfiltered: Option<String>,
    count: String,
    results: Vec<Line>,
    page: usize,
    pages: usize,
    prefix: String,
    ask_url: String,
}

/// The query as it was taken, and what to do to have it taken literally.
struct Meant {
    query: String,
    url: String,
    written: String,
    literal_url: String,
}

/// Something to filter by.
struct Facet {
    value: String,
    label: String,
    count: String,
    none: bool,
    chosen: bool,
}

/// A filter at work.
struct Active {
    label: String,
    url: String,
}

/// One result.
struct Line {
    kind: &'static str,
    url: String,
    title_html: String,
    snippet_html: String,
    context: String,
    signals: Vec<String>,
}

/// The page before anything was asked, and when the search does not answer.
#[derive(Template)]
#[template(path = "searches/start.html")]
struct StartPage {
    frame: Frame,
    query: String,
    stopped: bool,
    topics: Vec<Topic>,
}

/// `GET /cerca`
///
/// # Errors
/// When there were too many searches, or the database refuses.
pub async fn show(visit: Visit) -> Result<HttpResponse> {
    let fields = visit.query();
    let known = visit.read(|conn, _| topics::all(conn)).await?;
    let asked = Asked::read(&fields, &known);
    if asked.text.is_empty() {
        return visit.page(&start(&visit, &asked, known, false));
    }
    visit.count(Counted::Search)?;
    let (app, actor, request) = (visit.app.clone(), visit.actor.clone(), asked.request());
    let is_filtered = asked.is_filtered();
    let answered = off_the_async_threads(move || {
        let found = super::ask(&app, &actor, &request)?;
        let answer = app.db.read(|conn| super::read_again(conn, &actor, found))?;
        // How many there would be with fewer filters is told only when it helps.
        let unfiltered = if answer.total == 0 && is_filtered {
            let request = SearchRequest {
                kinds: Vec::new(),
                topics: Vec::new(),
                page: 1,
                ..request
            };
            let found = super::ask(&app, &actor, &request)?;
            app.db
                .read(|conn| super::read_again(conn, &actor, found))?
                .total
        } else {
            0
        };
        Ok((answer, unfiltered))
    })
    .await;
    match answered {
        Ok((answer, unfiltered)) => {
            visit.page(&results(&visit, &asked, &known, answer, unfiltered))
        }
        Err(Error::Unavailable(reason)) => {
            tracing::warn!("the search does not answer: {reason}");
            let page = start(&visit, &asked, known, true);
            visit.page_with(StatusCode::SERVICE_UNAVAILABLE, &page)
        }
        Err(error) => Err(error),
    }
}

fn frame(visit: &Visit, asked: &Asked) -> Frame {
    Frame {
        query: asked.text.clone(),
        ..visit.frame()
    }
}

fn start(visit: &Visit, asked: &Asked, known: Vec<Topic>, stopped: bool) -> StartPage {
    StartPage {
        frame: frame(visit, asked),
        query: asked.text.clone(),
        stopped,
        topics: known
            .into_iter()
            .filter(|topic| topic.parent.is_none())
            .collect(),
    }
}

fn results(
    visit: &Visit,
    asked: &Asked,
    known: &[Topic],
    answer: Answer,
    unfiltered: usize,
) -> SearchPage {
    let (first_topics, more_topics) = topic_facets(asked, known, &answer.topics);
    let found = count(answer.total, "risultato", "risultati");
    let title: String = asked.text.chars().take(150).collect();
    SearchPage {
        frame: frame(visit, asked),
        query: asked.text.clone(),
        as_typed: asked.as_typed,
        heading: if answer.total == 0 {
            format!("Nessun risultato per «{}»", asked.text)
        } else {
            format!("«{}»: {found}", asked.text)
        },
        sentences: sentences(asked, &answer.notes),
        meant: meant(asked, &answer),
        kinds: kind_facets(asked, &answer.kinds),
        first_topics,
        more_topics,
        active: active(asked, known),
        unfiltered_url: Asked {
            kinds: Vec::new(),
            topics: Vec::new(),
            page: 1,
            ..asked.clone()
        }
        .url(),
        unfiltered: (unfiltered > 0).then(|| count(unfiltered, "risultato", "risultati")),
        count: found,
        page: asked.page,
        pages: answer.total.min(DEEPEST_HIT).div_ceil(ON_A_PAGE),
        prefix: format!("{}&pagina=", asked.url()),
        ask_url: format!("/domande/nuova?titolo={}", query_value(&title)),
        results: answer
            .results
            .into_iter()
            .map(|shown| line(shown, &asked.text))
            .collect(),
    }
}

fn count(n: usize, one: &str, many: &str) -> String {
    dates::count(i64::try_from(n).unwrap_or(i64::MAX), one, many)
}

fn line(shown: Shown, words: &str) -> Line {
    let url = shown.url_with(words);
    let unione = shown.card.unione.as_ref();
    let is_unione = shown.card.subject.kind == SubjectKind::Unione;
    let mut context: Vec<&str> = Vec::new();
    if let Some(unione) = unione {
        // The name of an Unione is its own title.
        context.extend((!is_unione).then_some(unione.name.as_str()));
        context.extend(unione.region.as_deref());
    }
    let context = context.join(", ");
    let mut signals = Vec::new();
    signals.extend(shown.page.map(|page| match &shown.page_label {
        Some(label) => format!("trovato in: {label}"),
        None => format!("trovato a {}", documents::page_words(None, page)),
    }));
    signals.extend(shown.card.signals.iter().cloned());
    signals.extend(shown.card.published_at.map(|at| dates::day(at.0)));
    Line {
        kind: shown.card.subject.kind.as_str(),
        url,
        title_html: shown.title_html,
        snippet_html: shown.snippet_html,
        context,
        signals,
    }
}

/// What the person is told above the results.
fn sentences(asked: &Asked, notes: &[Note]) -> Vec<String> {
    let mut sentences = Vec::new();
    if asked.cut || notes.contains(&Note::TooLong) {
        sentences.push(
            "La ricerca era molto lunga: abbiamo usato solo l’inizio, al massimo 200 caratteri e 32 parole.".to_owned(),
        );
    }
    for note in notes {
        match note {
            Note::TooGeneral => sentences.push(
                "Queste parole sono troppo generali per cercare: aggiungi una parola che dica l’argomento, per esempio «convenzione» o «polizia locale».".to_owned(),
            ),
            Note::PhraseNotFound => sentences.push(
                "La frase tra virgolette non c’è da nessuna parte: abbiamo cercato le parole una per una.".to_owned(),
            ),
            Note::TooLong | Note::Corrected { .. } | Note::BeingBuilt => {}
        }
    }
    sentences
}

fn meant(asked: &Asked, answer: &Answer) -> Option<Meant> {
    let query = answer.did_you_mean.clone()?;
    let written = answer.notes.iter().filter_map(|note| match note {
        Note::Corrected { written, .. } => Some(format!("«{written}»")),
        _ => None,
    });
    Some(Meant {
        url: Asked {
            text: query.clone(),
            page: 1,
            ..asked.clone()
        }
        .url(),
        query,
        written: written.collect::<Vec<_>>().join(" e "),
        literal_url: Asked {
            as_typed: true,
            page: 1,
            ..asked.clone()
        }
        .url(),
    })
}

fn kind_facets(asked: &Asked, counts: &[(String, usize)]) -> Vec<Facet> {
    KINDS
        .iter()
        .map(|(name, label, kind)| {
            let many = counted(counts, kind.as_str());
            facet(name, label, many, asked.kinds.iter().any(|one| one == name))
        })
        .collect()
}

/// The topics with results, most first, those chosen before all; then the others, in their order.
fn topic_facets(
    asked: &Asked,
    known: &[Topic],
    counts: &[(String, usize)],
) -> (Vec<Facet>, Vec<Facet>) {
    let mut facets: Vec<(bool, usize, Facet)> = known
        .iter()
        .filter(|topic| topic.parent.is_none() || asked.topics.contains(&topic.slug))
        .map(|topic| {
            let many = counted(counts, &topic.slug);
            let chosen = asked.topics.contains(&topic.slug);
            (chosen, many, facet(&topic.slug, &topic.name, many, chosen))
        })
        .collect();
    facets.sort_by_key(|(chosen, many, _)| (!chosen, std::cmp::Reverse(*many)));
    let mut facets = facets.into_iter().map(|(_, _, facet)| facet);
    let first = facets.by_ref().take(FIRST_TOPICS).collect();
    (first, facets.collect())
}

fn counted(counts: &[(String, usize)], label: &str) -> usize {
    counts
        .iter()
        .find(|(known, _)| known == label)
        .map_or(0, |(_, many)| *many)
}

fn facet(value: &str, label: &str, many: usize, chosen: bool) -> Facet {
    Facet {
        value: value.to_owned(),
        label: label.to_owned(),
        count: dates::number(i64::try_from(many).unwrap_or(i64::MAX)),
        none: many == 0,
        chosen,
    }
}

/// The filters at work, each with the address without it.
fn active(asked: &Asked, known: &[Topic]) -> Vec<Active> {
    let first = |asked: Asked| Asked { page: 1, ..asked }.url();
    let mut active = Vec::new();
    for (name, label, _) in KINDS {
        if asked.kinds.iter().any(|kind| kind == name) {
            let mut without = asked.clone();
            without.kinds.retain(|kind| kind != name);
            active.push(Active {
                label: label.to_owned(),
                url: first(without),
            });
        }
    }
    for topic in known.iter().filter(|t| asked.topics.contains(&t.slug)) {
        let mut without = asked.clone();
        without.topics.retain(|slug| *slug != topic.slug);
        active.push(Active {
            label: topic.name.clone(),
            url: first(without),
        });
    }
    active
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        Asked::read(&Fields::from_urlencoded(query.as_bytes(), "/cerca"), &[])
    }

    #[test]
    fn the_address_says_what_was_asked() {
        let one = asked(
            "q=%22bilancio%22+%3Cb%3E+%F0%9F%98%80&tipo=domanda&tipo=pratica&tipo=nulla&pagina=3",
        );
        assert_eq!(one.text, "\"bilancio\" <b> 😀");
        assert_eq!(one.kinds, ["domanda", "pratica"]);
        assert_eq!(one.page, 3);
        assert_eq!(
            one.url(),
            "/cerca?q=%22bilancio%22+%3Cb%3E+%F0%9F%98%80&tipo=domanda&tipo=pratica"
        );
        assert!(one.is_filtered());
    }

    #[test]
    fn what_is_too_long_is_cut_at_a_character() {
        let long = asked(&format!("q={}", "è".repeat(250)));
        assert!(long.cut);
        assert_eq!(length(&long.text), LONGEST_QUERY);
        assert!(!asked("q=uno").cut);
    }

    #[test]
    fn absurd_pages_are_brought_back() {
        for (text, expect) in [
            ("0", 1),
            ("-3", 1),
            ("x", 1),
            ("99999999999999999999999", 1),
            ("100000", 500),
        ] {
            assert_eq!(asked(&format!("q=a&pagina={text}")).page, expect, "{text}");
        }
    }
}

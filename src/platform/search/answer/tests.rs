use super::super::fixture::{audience, entry, index_of};
use super::super::{IndexEntry, SearchIndex};
use super::*;
use proptest::prelude::*;

fn archive() -> Vec<IndexEntry> {
    let page = |number: u32, body: &str| IndexEntry {
        key: format!("page/{number}"),
        page: Some(number),
        topics: vec!["digitale".into(), "ict".into()],
        ..entry("document/1", "Convenzione per la gestione associata", body)
    };
    vec![
        page(1, "Le parti convengono. L’attività è svolta dall'unione."),
        page(
            2,
            "Il bilancio consolidato e il bilancio di previsione: CUP J31B21006210001.",
        ),
        page(
            3,
            "Delibera n. 34/2026 e delibera 267 del 2000. Chi siamo e che cosa facciamo.",
        ),
        IndexEntry {
            kind: "question".into(),
            topics: vec!["suap".into()],
            ..entry(
                "question/1",
                "Come si apre lo S.U.A.P.?",
                "ATTIVITA' produttive e bilancio; avviso 1.4.3",
            )
        },
        IndexEntry {
            kind: "practice".into(),
            unione: Some("uf_".into()),
            region: Some("Piemonte".into()),
            topics: vec!["ict".into()],
            ..entry(
                "practice/1",
                "Un solo responsabile per la transizione al digitale",
                "Comuni insieme",
            )
        },
        IndexEntry {
            kind: "question".into(),
            audience: audience(&["members"]),
            topics: vec!["riservato".into()],
            ..entry(
                "question/2",
                "Contenzioso segretissimo",
                "bilancio del contenzioso",
            )
        },
    ]
}

fn ask(index: &SearchIndex, text: &str, tokens: &[&str]) -> Found {
    index
        .search(&SearchRequest::new(text), &audience(tokens))
        .unwrap()
}

fn check(index: &SearchIndex, text: &str, expect: &[&str]) {
    let found = ask(index, text, &["public"]);
    let subjects: Vec<_> = found.hits.iter().map(|hit| hit.subject.as_str()).collect();
    assert_eq!(subjects, expect, "{text:?}: {:?}", found.notes);
    assert_eq!(found.total, expect.len(), "{text:?}");
}

#[test]
fn what_is_found() {
    let (_folder, index) = index_of(&archive());
    check(&index, "attivita", &["question/1", "document/1"]);
    check(&index, "ATTIVITA'", &["question/1", "document/1"]);
    check(&index, "dell’attività", &["question/1", "document/1"]);
    check(&index, "convenzioni", &["document/1"]);
    check(&index, "suap", &["question/1"]);
    check(
        &index,
        "sportello unico attività produttive",
        &["question/1", "document/1"],
    );
    check(&index, "RTD", &["practice/1"]);
    check(&index, "J31B21006210001", &["document/1"]);
    check(&index, "34/2026", &["document/1"]);
    check(&index, "267/2000", &["document/1"]);
    check(&index, "avviso 1.4.3", &["question/1"]);
    check(&index, "bilancio -consolidato", &["question/1"]);
    check(&index, "\"bilancio consolidato\"", &["document/1"]);
    check(&index, "chi siamo", &["document/1"]);
    check(&index, "inesistentissimo", &[]);
}

#[test]
fn a_document_is_one_hit_with_its_best_page() {
    let (_folder, index) = index_of(&archive());
    let found = ask(&index, "bilancio consolidato", &["public"]);
    assert_eq!(
        (
            found.hits[0].subject.as_str(),
            found.hits[0].page,
            found.total
        ),
        ("document/1", Some(2), 2)
    );
    assert!(
        found.hits[0]
            .snippet_html
            .contains("<mark>bilancio</mark> <mark>consolidato</mark>")
    );
    assert_eq!(
        found.kinds,
        [("document".to_owned(), 1), ("question".to_owned(), 1)]
    );
    let found = ask(&index, "convenzione gestione", &["public"]);
    assert_eq!((found.total, found.hits.len()), (1, 1));
    assert_eq!(
        found.topics,
        [("digitale".to_owned(), 1), ("ict".to_owned(), 1)]
    );
    assert_eq!(
        found.hits[0].title_html,
        "<mark>Convenzione</mark> per la <mark>gestione</mark> associata"
    );
}

#[test]
fn facets_are_counted_as_if_not_chosen() {
    let (_folder, index) = index_of(&archive());
    let mut request = SearchRequest::new("bilancio transizione attività");
    let all = index.search(&request, &audience(&["public"])).unwrap();
    request.kinds = vec!["question".into()];
    let questions = index.search(&request, &audience(&["public"])).unwrap();
    assert_eq!((questions.total, &questions.kinds), (1, &all.kinds));
    assert_eq!(questions.topics, [("suap".to_owned(), 1)]);
    request.kinds = Vec::new();
    request.topics = vec!["ict".into()];
    let ict = index.search(&request, &audience(&["public"])).unwrap();
    assert_eq!((ict.total, &ict.topics), (2, &all.topics));
    request.topics = Vec::new();
    request.unioni = vec!["uf_".into()];
    assert_eq!(
        index.search(&request, &audience(&["public"])).unwrap().hits[0].subject,
        "practice/1"
    );
    request.unioni = Vec::new();
    request.regions = vec!["Toscana".into()];
    assert_eq!(
        index
            .search(&request, &audience(&["public"]))
            .unwrap()
            .total,
        0
    );
}

#[test]
fn not_a_word_of_what_one_may_not_see() {
    let (_folder, index) = index_of(&archive());
    for text in [
        "contenzioso",
        "contenziosso",
        "segretissimo",
        "segretisimo",
        "\"contenzioso segretissimo\"",
    ] {
        let hidden = ask(&index, text, &["public", "unione:1"]);
        assert!(
            hidden.hits.is_empty() && hidden.kinds.is_empty() && hidden.topics.is_empty(),
            "{text}"
        );
        assert_eq!(hidden.did_you_mean, None, "{text}");
        assert_eq!(ask(&index, text, &["members"]).total, 1, "{text}");
    }
    assert_eq!(
        ask(&index, "segretisimo", &["members"])
            .did_you_mean
            .as_deref(),
        Some("segretissimo")
    );
    let request = SearchRequest {
        prefix: true,
        ..SearchRequest::new("conten")
    };
    assert_eq!(
        index
            .search(&request, &audience(&["public"]))
            .unwrap()
            .total,
        0
    );
    assert_eq!(
        index
            .search(&request, &audience(&["members"]))
            .unwrap()
            .total,
        1
    );
    assert_eq!(ask(&index, "bilancio", &[]), Found::default());
}

#[test]
fn spelling_is_mended_and_said() {
    let (_folder, index) = index_of(&archive());
    let found = ask(&index, "Bilanico della convenzzione!", &["public"]);
    assert_eq!(
        found.did_you_mean.as_deref(),
        Some("bilancio della convenzione!")
    );
    assert_eq!(found.notes.len(), 2);
    assert_eq!(
        ask(&index, "atività", &["public"]).did_you_mean.as_deref(),
        Some("attività")
    );
    assert_eq!(ask(&index, "bilancio", &["public"]).did_you_mean, None);
}

#[test]
fn the_last_word_may_be_unfinished() {
    let (_folder, index) = index_of(&archive());
    for (text, total) in [
        ("bilancio cons", 2),
        ("conv", 1),
        ("c", 2),
        ("bilancio ", 2),
        ("zzz", 0),
    ] {
        let request = SearchRequest {
            prefix: true,
            ..SearchRequest::new(text)
        };
        assert_eq!(
            index
                .search(&request, &audience(&["public"]))
                .unwrap()
                .total,
            total,
            "{text}"
        );
    }
}

#[test]
fn queries_that_say_nothing_say_so() {
    let (_folder, index) = index_of(&archive());
    for text in ["", "*", "il", "il la", "?!", "-bilancio", "\"\"", "🙂"] {
        let found = ask(&index, text, &["public"]);
        assert_eq!(
            (found.total, found.notes.as_slice()),
            (0, [Note::TooGeneral].as_slice()),
            "{text:?}"
        );
    }
    assert_eq!(
        ask(&index, "\"consolidato bilancio\"", &["public"]).notes,
        [Note::PhraseNotFound]
    );
    assert!(
        ask(&index, &"bilancio ".repeat(1_200), &["public"])
            .notes
            .contains(&Note::TooLong)
    );
}

#[test]
fn pages_of_results_follow_one_another() {
    let entries: Vec<_> = (0..25)
        .map(|n| entry(&format!("document/{n:02}"), "Statuto", "uguale"))
        .collect();
    let (_folder, index) = index_of(&entries);
    let mut seen = Vec::new();
    for page in 1..=4 {
        let request = SearchRequest {
            page,
            limit: 10,
            ..SearchRequest::new("statuto")
        };
        let found = index.search(&request, &audience(&["public"])).unwrap();
        assert_eq!(found.total, 25);
        seen.extend(found.hits.into_iter().map(|hit| hit.subject));
    }
    assert_eq!(
        seen,
        entries
            .into_iter()
            .map(|entry| entry.subject)
            .collect::<Vec<_>>()
    );
    let request = SearchRequest {
        page: usize::MAX,
        limit: 0,
        ..SearchRequest::new("statuto")
    };
    assert!(
        index
            .search(&request, &audience(&["public"]))
            .unwrap()
            .hits
            .is_empty()
    );
}

#[test]
fn whatever_is_typed_is_answered() {
    let (_folder, index) = index_of(&archive());
    let typed = r#"(\PC|[\s"«»“*()\[\]~^:-]|AND |OR |titolo:|bilancio|attivit|[a-zàè']{1,9}[./ ]?[0-9]?){0,30}"#;
    proptest!(|(text in typed, prefix: bool)| {
        let request = SearchRequest { prefix, ..SearchRequest::new(text) };
        index.search(&request, &audience(&["public"])).unwrap();
    });
}

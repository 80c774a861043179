use proptest::prelude::*;

use super::*;
use crate::features::card::Original;
use crate::features::practices::Text;
use crate::features::practices::content::{
    Amount, Attached, Benefit, Evidence, FactorNeed, Need, Obstacle, ObstacleKind, Outcome, Phase,
    PhaseKind, PracticeContent, StallCause,
};
use crate::features::unioni::Factor;
use crate::platform::actor::PersonId;
use crate::platform::db::When;
use crate::platform::text::excerpt;

fn version() -> Version {
    Version {
        change_note: String::new(),
        id: VersionId::new(),
        ordinal: 3,
        text: Text::default(),
        author: PersonId::new(),
        updated_at: When::from(chrono::DateTime::UNIX_EPOCH),
        published_at: None,
    }
}

fn pages(briefing: &Briefing) -> usize {
    lopdf::Document::load_mem(&briefing.pdf)
        .unwrap()
        .get_pages()
        .len()
}

/// Everything the scheda says, in one text.
fn words(briefing: &Briefing) -> String {
    briefing
        .blocks
        .iter()
        .map(|block| format!("{block:?}\n"))
        .collect()
}

#[test]
fn a_practice_that_tells_little_says_what_is_not_known() {
    let told = Told {
        title: "Un solo centralino".into(),
        short_url: "esempio.it/pratiche/1".into(),
        url: "https://esempio.it/pratiche/1-un-solo-centralino".into(),
        version: "Versione 3, pubblicata il 5 maggio 2026".into(),
        ..Told::default()
    };
    let briefing = make(&told, &version()).unwrap();
    assert_eq!(pages(&briefing), 1);
    let words = words(&briefing);
    for said in [
        "Un solo centralino",
        "La situazione di partenza non è indicata.",
        "non indicato",
        "non calcolabile",
        "Le fasi del percorso non sono indicate.",
        "Da individuare",
        "non ha indicato ostacoli",
        "Versione 3, pubblicata il 5 maggio 2026",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(!words.contains("continua su"));
}

#[test]
fn what_has_no_room_says_where_it_goes_on() {
    let mut told = full("Cinque comuni, una rete. ".repeat(800).trim(), 30);
    told.short_url = "esempio.it/pratiche/1".into();
    let briefing = make(&told, &version()).unwrap();
    assert!(pages(&briefing) <= MOST_PAGES);
    let words = words(&briefing);
    assert!(words.contains("Cinque comuni, una rete. (continua su esempio.it/pratiche/1)"));
    assert!(
        words.contains("fasi): continua su esempio.it/pratiche/1"),
        "{words}"
    );
}

#[test]
fn a_critical_voice_is_never_cut_and_comes_first() {
    let voice = "Voce critica. Un consigliere, sul giornale: i risultati sono «finora deludenti».";
    let source = |at: usize| {
        format!(
            "- Atto {at} {} https://esempio.it/{at}\n",
            "detto ".repeat(40)
        )
    };
    let mut told = full("Cinque comuni, una rete. ".repeat(800).trim(), 30);
    told.warning = "Questa pratica è scaduta.".into();
    told.content.source_note = "Raccontata da fonti pubbliche.".into();
    told.content.sources = (0..20).map(source).chain([format!("- {voice}")]).collect();
    let briefing = make(&told, &version()).unwrap();
    assert!(pages(&briefing) <= MOST_PAGES);
    let place = |said: &str| {
        briefing
            .blocks
            .iter()
            .position(|block| format!("{block:?}").contains(said))
    };
    assert_eq!(place("Questa pratica è scaduta."), Some(2));
    assert_eq!(place("Raccontata da fonti pubbliche."), Some(4));
    let words = words(&briefing);
    assert!(
        words.contains("i risultati sono «finora deludenti»."),
        "{words}"
    );
    assert!(words.contains("fonti): continua su"), "{words}");
    assert!(!words.contains("https://esempio.it/1"), "{words}");
}

/// A practice that says the same everywhere.
fn full(words: &str, things: usize) -> Told {
    let amount = Amount {
        from: Some(30_000),
        to: Some(40_000),
        note: words.into(),
        ..Amount::default()
    };
    let mut content = PracticeContent {
        context: words.into(),
        organisation: words.into(),
        choices: words.into(),
        costs: words.into(),
        transferability: words.into(),
        sources: words
            .lines()
            .map(|line| format!("- {line}\n- Voce critica. {line}\n"))
            .collect(),
        source_note: words.into(),
        ..PracticeContent::default()
    };
    let facts = &mut content.facts;
    for fact in [
        &mut facts.comuni,
        &mut facts.inhabitants,
        &mut facts.staff,
        &mut facts.legal_form,
        &mut facts.funding,
        &mut facts.saving,
    ] {
        *fact = words.into();
    }
    content.spending.start = amount.clone();
    content.spending.yearly = amount.clone();
    content.spending.hours = amount;
    content.spending.cup = words.into();
    content.phases = vec![
        Phase {
            title: words.into(),
            what: words.into(),
            from: "2006-05-08".parse().ok(),
            to: "2011-08-11".parse().ok(),
            cause: Some(StallCause::AdministrationChange),
            unlocked_by: words.into(),
            ..Phase::of(PhaseKind::Rollout)
        };
        things
    ];
    content.obstacles = vec![
        Obstacle {
            what: words.into(),
            done: words.into(),
            outcome: Outcome::Open,
            ..Obstacle::of(ObstacleKind::Organisational)
        };
        things
    ];
    content.benefits = vec![
        Benefit {
            what: words.into(),
            before: words.into(),
            after: words.into(),
            unit: words.into(),
            source: words.into(),
            ..Benefit::of(Evidence::Declared)
        };
        things
    ];
    content.documents = vec![
        Attached {
            document: Uuid::nil(),
            phase: None,
            note: words.into()
        };
        things
    ];
    content.fit.factors = Factor::ALL
        .iter()
        .map(|factor| FactorNeed {
            factor: *factor,
            need: Need::Required,
        })
        .collect();
    content.fit.people_from = Some(i64::MAX);
    content.fit.people_to = Some(i64::MAX);
    for text in [
        &mut content.fit.time,
        &mut content.fit.to_adapt,
        &mut content.fit.not_to_copy,
        &mut content.advice.go,
        &mut content.advice.avoid,
        &mut content.advice.ask_first,
    ] {
        *text = words.into();
    }
    let deed = Original {
        id: Uuid::nil(),
        title: words.into(),
        url: String::new(),
        kind: "Delibera di Consiglio",
        is_deed: true,
        act: excerpt(words, 200),
        licence: String::new(),
        file: None,
    };
    Told {
        title: words.into(),
        summary: words.into(),
        originals: vec![deed; things],
        content,
        version: "Versione 12.345, pubblicata il 30 settembre 2026".into(),
        url: format!(
            "https://un-nome-lungo-di-sito.esempio.it/pratiche/1-{}",
            "x".repeat(60)
        ),
        short_url: "un-nome-lungo-di-sito.esempio.it/pratiche/12345".into(),
        ..Told::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 16, ..ProptestConfig::default() })]

    #[test]
    fn no_practice_takes_more_than_two_pages(
        piece in prop_oneof!["[W]{1,30} ", "\\PC{1,60}", "[a-zàèìòù’]{1,12}[.,]? ", "(- )?[A-Z][a-z ]{1,40}\n"],
        times in prop_oneof![1usize..20, 200usize..2000],
        things in 0usize..=30,
    ) {
        let words: String = piece.repeat(times).chars().take(20_000).collect();
        let briefing = make(&full(&words, things), &version()).unwrap();
        prop_assert!(pages(&briefing) <= MOST_PAGES);
    }
}

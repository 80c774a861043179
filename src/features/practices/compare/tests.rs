use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::features::practices::check::WRITTEN;
use crate::features::practices::content::{
    Amount, Attached, Benefit, Evidence, FactorNeed, Model, Need, Obstacle, ObstacleKind, Outcome,
    Phase, PhaseKind, PracticeContent, StallCause,
};
use crate::features::unioni::Factor;
use crate::platform::actor::TopicId;

/// A text in which nothing is left out.
fn full() -> Text {
    let amount = |from| Amount {
        from: Some(from),
        to: Some(from + 10),
        note: "IVA esclusa".into(),
        ..Amount::default()
    };
    let said = || String::from("Qualcosa di detto");
    let mut content = PracticeContent {
        topics: vec![TopicId(Uuid::from_u128(1))],
        context: said(),
        phases: vec![phase(1, "Si parte"), phase(2, "Ci si ferma")],
        model: Some(Model::Centralised),
        organisation: said(),
        choices: said(),
        obstacles: vec![Obstacle {
            done: said(),
            phase: Some(2),
            ..obstacle("Nessun tecnico in pianta organica")
        }],
        benefits: vec![Benefit {
            what: said(),
            before: said(),
            after: said(),
            unit: said(),
            period: said(),
            source: said(),
            document: Some(Uuid::from_u128(2)),
            ..Benefit::of(Evidence::Measured)
        }],
        costs: said(),
        lessons: said(),
        transferability: said(),
        documents: vec![Attached {
            document: Uuid::from_u128(3),
            phase: Some(1),
            note: said(),
        }],
        contacts: said(),
        sources: said(),
        source_note: said(),
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
        &mut content.advice.go,
        &mut content.advice.avoid,
        &mut content.advice.ask_first,
        &mut content.spending.cup,
        &mut content.fit.time,
        &mut content.fit.as_is,
        &mut content.fit.to_adapt,
        &mut content.fit.not_to_copy,
    ] {
        *fact = said();
    }
    content.spending.start = amount(10);
    content.spending.yearly = amount(20);
    content.spending.hours = amount(30);
    content.fit.people_from = Some(5_000);
    content.fit.people_to = Some(50_000);
    content.fit.factors = vec![FactorNeed {
        factor: Factor::Size,
        need: Need::Required,
    }];
    Text {
        title: said(),
        summary: said(),
        content,
    }
}

fn phase(key: u32, title: &str) -> Phase {
    Phase {
        key,
        title: title.into(),
        from: "2006-05".parse().ok(),
        to: "2007".parse().ok(),
        what: "Tre comuni firmano".into(),
        cause: Some(StallCause::LackOfStaff),
        unlocked_by: "Un bando".into(),
        who: "I tre sindaci".into(),
        support: "La Regione".into(),
        ..Phase::of(PhaseKind::Survey)
    }
}

fn obstacle(what: &str) -> Obstacle {
    Obstacle {
        what: what.into(),
        ..Obstacle::of(ObstacleKind::Staff)
    }
}

/// Everything the pages can name.
fn names() -> Names {
    let topics = (0..9).map(|n| (TopicId(Uuid::from_u128(n)), format!("Argomento {n}")));
    let documents = (0..9).map(|n| (Uuid::from_u128(n), format!("Documento {n}")));
    Names {
        topics: topics.collect(),
        documents: documents.collect(),
    }
}

fn changed(old: &Text, new: &Text) -> Vec<SectionChange> {
    let mut sections = compare(old, new, &names());
    sections.retain(SectionChange::is_changed);
    sections
}

fn only(old: &Text, new: &Text, anchor: &str) -> SectionChange {
    let mut sections = changed(old, new);
    let found = sections.pop().expect("something changed");
    assert_eq!((found.section.anchor(), sections.len()), (anchor, 0));
    found
}

#[test]
fn every_section_one_writes_is_told_in_its_place() {
    let told = telling::told(&full(), &names(), &telling::phase_names(&full()));
    let sections: Vec<Section> = told.iter().map(|one| one.section).collect();
    assert_eq!(sections, WRITTEN);
}

fn reads(pieces: &[Piece], without: Change) -> String {
    pieces
        .iter()
        .filter(|piece| piece.change != without)
        .map(|piece| piece.text.as_str())
        .collect()
}

/// Other values for one leaf of a text as it is kept; some of them fit whatever is kept there.
fn others(leaf: &Value) -> Vec<Value> {
    match leaf {
        Value::Bool(on) => vec![Value::Bool(!on)],
        Value::Number(number) => vec![Value::from(number.as_i64().unwrap_or(0) + 1)],
        Value::String(_) => [
            "stall",
            "decentralised",
            "supplier",
            "legal",
            "open",
            "declared",
            "helpful",
            "own_initiative",
            "1999-02",
            "00000000-0000-0000-0000-000000000008",
            "Un altro testo",
        ]
        .map(Value::from)
        .to_vec(),
        _ => Vec::new(),
    }
}

/// The paths to all leaves of a value.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, inner)| leaves(inner, &format!("{path}/{key}"), found)),
        Value::Array(all) => all
            .iter()
            .enumerate()
            .for_each(|(at, inner)| leaves(inner, &format!("{path}/{at}"), found)),
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn whatever_is_changed_is_told() {
    let old = full();
    let kept = serde_json::to_value(&old.content).unwrap();
    let mut paths = Vec::new();
    leaves(&kept, "", &mut paths);
    assert!(paths.len() > 60);
    for path in paths {
        let other = others(kept.pointer(&path).unwrap())
            .into_iter()
            .find_map(|other| {
                let mut kept = kept.clone();
                *kept.pointer_mut(&path).unwrap() = other;
                let content: PracticeContent = serde_json::from_value(kept).ok()?;
                (content != old.content).then_some(content)
            })
            .unwrap_or_else(|| panic!("nothing else fits {path}"));
        let new = Text {
            content: other,
            ..old.clone()
        };
        assert!(!changed(&old, &new).is_empty(), "{path}");
        assert!(!changed(&new, &old).is_empty(), "{path}, the other way");
    }
    for new in [
        Text {
            title: "Altro".into(),
            ..old.clone()
        },
        Text {
            summary: "Altro".into(),
            ..old.clone()
        },
    ] {
        assert_eq!(only(&old, &new, "in-breve").rows[0].fate, Fate::Same);
    }
    assert_eq!(changed(&old, &old), []);
}

#[test]
fn words_are_told_apart_and_figures_change_whole() {
    let old = full();
    let mut new = full();
    new.content.contacts = "Qualcosa di nuovo".into();
    let contacts = &only(&old, &new, "contatti").fields[0];
    let told: Vec<(Change, &str)> = contacts
        .pieces
        .iter()
        .map(|piece| (piece.change, piece.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Change::Same, "Qualcosa di "),
            (Change::Removed, "detto"),
            (Change::Added, "nuovo")
        ]
    );
    let mut new = full();
    new.content.spending.start.to = Some(25);
    let costs = only(&old, &new, "costi");
    assert_eq!(costs.fields[0].pieces[0].text, "da 10 a 20 €, IVA esclusa");
    assert_eq!(costs.fields[0].pieces[1].text, "da 10 a 25 €, IVA esclusa");
    assert!(!costs.fields[1].is_changed());
}

#[test]
fn a_phase_is_known_by_its_key_wherever_it_goes_and_whatever_it_is_called() {
    let with = |phases: Vec<Phase>| Text {
        content: PracticeContent {
            phases,
            ..PracticeContent::default()
        },
        ..Text::default()
    };
    let old = with(vec![
        phase(1, "uno"),
        phase(2, "due"),
        phase(3, "tre"),
        phase(4, "quattro"),
    ]);
    let new = with(vec![
        phase(4, "quattro"),
        phase(1, "Uno"),
        phase(3, "tre"),
        phase(5, "cinque"),
    ]);
    let path = only(&old, &new, "percorso");
    let told: Vec<_> = path
        .rows
        .iter()
        .map(|row| (row.name.as_str(), row.fate, row.moved))
        .collect();
    assert_eq!(
        told,
        [
            ("quattro", Fate::Same, Some((4, 1))),
            ("Uno", Fate::Changed, None),
            ("tre", Fate::Same, None),
            ("cinque", Fate::Added, None),
            ("due", Fate::Removed, None),
        ]
    );

    // Renaming a phase says nothing new of the obstacle that was met in it.
    let old = full();
    let mut new = full();
    new.content.phases[1].title = "La lunga sosta".into();
    assert_eq!(only(&old, &new, "percorso").rows[1].fate, Fate::Changed);
}

#[test]
fn an_obstacle_is_known_by_what_it_says() {
    let with = |obstacles: Vec<Obstacle>| Text {
        content: PracticeContent {
            obstacles,
            ..PracticeContent::default()
        },
        ..Text::default()
    };
    let old = with(vec![
        obstacle("I sindaci temevano di perdere il loro vigile"),
        obstacle("Nessun tecnico"),
        obstacle("Software diversi"),
    ]);
    let mended = Obstacle {
        done: "Abbiamo chiesto aiuto alla Provincia, che ha mandato una persona due giorni alla settimana".into(),
        outcome: Outcome::Solved,
        ..obstacle("Nessun tecnico")
    };
    let new = with(vec![
        mended,
        obstacle("I sindaci temevano di perdere il loro unico vigile"),
        obstacle("La legge regionale è cambiata"),
    ]);
    let told: Vec<(Fate, bool)> = only(&old, &new, "ostacoli")
        .rows
        .iter()
        .map(|row| (row.fate, row.moved.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            (Fate::Changed, false),
            (Fate::Changed, true),
            (Fate::Added, false),
            (Fate::Removed, false)
        ]
    );
}

#[test]
fn what_the_reader_may_not_see_is_not_named() {
    let old = full();
    let mut new = full();
    new.content.documents.clear();
    let names = Names {
        documents: names()
            .documents
            .into_iter()
            .filter(|(id, _)| *id != Uuid::from_u128(3))
            .collect(),
        ..names()
    };
    let told = format!("{:?}", compare(&old, &new, &names));
    assert!(told.contains("un documento che non puoi vedere") && !told.contains("Documento 3"));
}

#[test]
fn two_texts_as_long_as_they_can_be_are_compared_in_bounded_work() {
    let long = |seed: usize| -> String {
        (0..15_000)
            .map(|n| format!("{} ", (n * 7919 + seed) % 99_991))
            .collect()
    };
    let text = |seed| Text {
        content: PracticeContent {
            context: long(seed),
            organisation: long(seed + 1),
            choices: long(seed + 2),
            lessons: long(seed + 3),
            sources: long(seed + 4),
            obstacles: (0..200).map(|n| obstacle(&long(seed + n)[..500])).collect(),
            ..PracticeContent::default()
        },
        ..Text::default()
    };
    let sections = changed(&text(1), &text(50_000));
    // What is beyond the bound is told as rewritten, and still told.
    let sources = &sections.last().expect("the last section").fields[0];
    assert_eq!(sources.pieces.len(), 2);
}

fn any_text() -> impl Strategy<Value = Text> {
    let words = "([a-d]{1,2} ?){0,6}";
    let phase = (0u32..4, words, words).prop_map(|(key, title, what)| Phase {
        title,
        what,
        ..phase(key, "")
    });
    let obstacle = (words, proptest::option::of(0u32..5)).prop_map(|(what, phase)| Obstacle {
        phase,
        ..obstacle(&what)
    });
    let document = (1u128..5, words).prop_map(|(id, note)| Attached {
        document: Uuid::from_u128(id),
        phase: None,
        note,
    });
    (
        words,
        words,
        proptest::collection::vec(phase, 0..6),
        proptest::collection::vec(obstacle, 0..6),
        proptest::collection::vec(document, 0..4),
    )
        .prop_map(|(title, context, phases, obstacles, documents)| Text {
            title,
            summary: String::new(),
            content: PracticeContent {
                context,
                phases,
                obstacles,
                documents,
                ..PracticeContent::default()
            },
        })
}

/// Whether two texts say the same, though what names their rows differs.
fn said_alike(one: &[ToldSection], other: &[ToldSection]) -> bool {
    let said = |sections: &[ToldSection]| -> Vec<Vec<Field>> {
        let rows = |section: &ToldSection| {
            section
                .rows
                .iter()
                .flat_map(|row| row.fields.clone())
                .collect::<Vec<_>>()
        };
        sections
            .iter()
            .map(|section| [section.fields.clone(), rows(section)].concat())
            .collect()
    };
    said(one) == said(other)
}

proptest! {
    /// Both texts can be read off the comparison: nothing is lost, nothing stands twice.
    #[test]
    fn nothing_is_lost_between_two_texts(old in any_text(), new in any_text()) {
        let mut phases = telling::phase_names(&old);
        phases.extend(telling::phase_names(&new));
        let before = telling::told(&old, &names(), &phases);
        let after = telling::told(&new, &names(), &phases);
        let sections = compare(&old, &new, &names());
        let changed = sections.iter().any(SectionChange::is_changed);
        prop_assert!(changed == (before != after) || said_alike(&before, &after));
        for ((section, before), after) in sections.iter().zip(&before).zip(&after) {
            for ((change, old), new) in section.fields.iter().zip(&before.fields).zip(&after.fields) {
                prop_assert_eq!(reads(&change.pieces, Change::Added), old.value.as_str());
                prop_assert_eq!(reads(&change.pieces, Change::Removed), new.value.as_str());
            }
            let read = |gone: Fate, without: Change| -> Vec<Vec<String>> {
                let rows = section.rows.iter().filter(|row| row.fate != gone);
                rows.map(|row| row.fields.iter().map(|field| reads(&field.pieces, without)).collect()).collect()
            };
            let said = |rows: &[Row]| -> Vec<Vec<String>> {
                rows.iter().map(|row| row.fields.iter().map(|field| field.value.clone()).collect()).collect()
            };
            prop_assert_eq!(read(Fate::Removed, Change::Removed), said(&after.rows));
            let (mut was, mut told) = (said(&before.rows), read(Fate::Added, Change::Added));
            was.sort();
            told.sort();
            prop_assert_eq!(told, was);
        }
    }
}

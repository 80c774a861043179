mod truth;

use super::*;
use std::collections::HashSet;

fn content() -> Content {
    load().expect("the embedded files fit their types")
}

/// The keys of one kind of thing, each checked to be there once.
fn keys<'a>(kind: &str, all: impl Iterator<Item = &'a String>) -> HashSet<&'a str> {
    let mut seen = HashSet::new();
    for key in all {
        assert!(seen.insert(key.as_str()), "{kind}: {key} is there twice");
    }
    seen
}

fn check(known: &HashSet<&str>, key: &str, from: &str) {
    assert!(known.contains(key), "{from}: nothing is called {key:?}");
}

fn check_length(text: &str, most: usize, from: &str) {
    let length = text.chars().count();
    assert!(
        length > 0 && length <= most,
        "{from}: {length} characters, at most {most}"
    );
}

#[test]
fn every_reference_resolves() {
    let content = content();
    let topics = keys("topic", content.topics.iter().map(|t| &t.slug));
    let bodies = keys("body", content.bodies.iter().map(|b| &b.key));
    let people = keys("person", content.people.iter().map(|p| &p.key));
    let practices = keys("practice", content.practices.iter().map(|p| &p.key));
    let documents = keys("document", content.documents.iter().map(|d| &d.key));
    keys("question", content.questions.iter().map(|q| &q.key));

    for body in &content.bodies {
        for function in &body.function {
            check(&topics, &function.topic, &body.key);
        }
    }
    for person in &content.people {
        let from = &person.key;
        person
            .follows_topics
            .iter()
            .for_each(|t| check(&topics, t, from));
        person
            .follows_unioni
            .iter()
            .for_each(|u| check(&bodies, u, from));
        person
            .follows_practices
            .iter()
            .for_each(|p| check(&practices, p, from));
        for membership in &person.membership {
            check(&bodies, &membership.body, from);
            for office in &membership.office {
                if let Office::Mentore { topics: slugs } = office {
                    assert!(!slugs.is_empty(), "{from}: a mentor of nothing");
                    slugs.iter().for_each(|t| check(&topics, t, from));
                }
            }
        }
    }
    for practice in &content.practices {
        let from = &practice.key;
        check(&bodies, &practice.unione, from);
        check(&people, &practice.author, from);
        practice.topics.iter().for_each(|t| check(&topics, t, from));
        practice
            .note
            .iter()
            .for_each(|n| check(&people, &n.author, from));
        let proofs = practice.benefit.iter().filter_map(|b| b.document.as_ref());
        proofs
            .chain(practice.document.iter().map(|d| &d.key))
            .for_each(|d| check(&documents, d, from));
        let named = practice.obstacle.iter().filter_map(|o| o.phase);
        let phases = 1..=practice.phase.len() as u32;
        assert!(
            named
                .chain(practice.document.iter().filter_map(|d| d.phase))
                .all(|phase| phases.contains(&phase)),
            "{from}: a phase that is not there"
        );
    }
    for (at, document) in content.documents.iter().enumerate() {
        let from = &document.key;
        let before = content.documents[..at].iter();
        let replaces = document.replaces.iter();
        replaces.for_each(|key| {
            assert!(
                before.clone().any(|d| d.key == *key),
                "{from}: {key} is not before it"
            );
        });
        let reporter = document.report.iter().map(|report| &report.author);
        reporter.for_each(|p| check(&people, p, from));
        assert_eq!(
            document.signer.is_some(),
            document.format == Format::Signed,
            "{from}"
        );
        check(&bodies, &document.body, from);
        check(&people, &document.author, from);
        document.topics.iter().for_each(|t| check(&topics, t, from));
        assert!(!document.audience.is_empty(), "{from}: seen by nobody");
        for token in &document.audience {
            if let Audience::Unione(key) = token {
                check(&bodies, key, from);
            }
        }
    }
    for promised in &content.promised {
        let from = &promised.key;
        check(&bodies, &promised.body, from);
        check(&people, &promised.author, from);
        promised.topics.iter().for_each(|t| check(&topics, t, from));
        assert!(
            !promised.followers.is_empty(),
            "{from}: nobody waits for it"
        );
        promised
            .followers
            .iter()
            .for_each(|f| check(&people, f, from));
    }
    for question in &content.questions {
        let from = &question.key;
        check(&people, &question.author, from);
        question.topics.iter().for_each(|t| check(&topics, t, from));
        question
            .followers
            .iter()
            .for_each(|p| check(&people, p, from));
        match &question.about {
            Some(About::Practice(key)) => check(&practices, key, from),
            Some(About::Document(key)) => check(&documents, key, from),
            None => {}
        }
        for answer in &question.answer {
            check(&people, &answer.author, from);
            answer
                .useful_to
                .iter()
                .for_each(|p| check(&people, p, from));
            answer
                .comment
                .iter()
                .for_each(|c| check(&people, &c.author, from));
        }
    }
}

#[test]
fn reuses_are_of_published_practices_in_every_state_and_in_order() {
    let content = content();
    let people = keys("person", content.people.iter().map(|p| &p.key));
    let bodies = keys("body", content.bodies.iter().map(|b| &b.key));
    let days = |moment| match moment {
        Moment::DaysAgo(days) => days,
        Moment::On(_) => 0,
    };
    let mut states = HashSet::new();
    for reuse in &content.reuses {
        let from = &reuse.practice;
        check(&people, &reuse.author, from);
        check(&bodies, &reuse.unione, from);
        let practice = content.practices.iter().find(|p| p.key == reuse.practice);
        let practice = practice.unwrap_or_else(|| panic!("no practice is called {from}"));
        assert_eq!(practice.state, PracticeState::Published, "{from}");
        assert_ne!(practice.unione, reuse.unione, "{from}");
        let mut last = days(practice.moment);
        for moment in [reuse.moment]
            .into_iter()
            .chain(reuse.step.iter().map(|step| step.moment))
        {
            assert!(days(moment) <= last, "{from}: out of order");
            last = days(moment);
        }
        let said = reuse.step.iter().filter_map(|step| step.said.as_ref());
        states.extend([&reuse.said].into_iter().chain(said).map(|said| said.state));
    }
    assert_eq!(states.len(), 7, "every state is there: {states:?}");
}

#[test]
fn texts_fit_their_fields() {
    let content = content();
    assert_eq!(content.topics.len(), 18);
    for practice in &content.practices {
        check_length(&practice.title, 150, &practice.key);
        check_length(&practice.summary, 300, &practice.key);
        assert!(
            (1..=3).contains(&practice.topics.len()),
            "{}: topics",
            practice.key
        );
    }
    for document in &content.documents {
        check_length(&document.title, 150, &document.key);
        check_length(&document.description, 300, &document.key);
        assert!(
            (1..=3).contains(&document.topics.len()),
            "{}: topics",
            document.key
        );
        assert!(
            blocks(&document.text).count() > 5,
            "{}: too short to be read",
            document.key
        );
    }
    for question in &content.questions {
        check_length(&question.title, 150, &question.key);
        assert!(
            question.body.chars().count() >= 30,
            "{}: too little context",
            question.key
        );
        assert!(
            (1..=3).contains(&question.topics.len()),
            "{}: topics",
            question.key
        );
    }
}

#[test]
fn phases_are_told_in_order_and_stops_have_their_place() {
    for practice in content().practices {
        let mut last = None;
        for phase in &practice.phase {
            let from = &practice.key;
            if let (Some(start), Some(end)) = (phase.from, phase.until) {
                assert!(
                    start.year <= end.year,
                    "{from}: {} ends before it begins",
                    phase.title
                );
            }
            assert!(
                phase.from.is_none() || phase.from >= last,
                "{from}: {} is out of order",
                phase.title
            );
            last = phase.from.or(last);
            assert!(
                !phase.ongoing || phase.until.is_none(),
                "{from}: {} goes on and has ended",
                phase.title
            );
            assert!(
                phase.stopped_by.is_none() || phase.kind == PhaseKind::Stasi,
                "{from}"
            );
            assert!(
                phase.unlocked_by.is_none() || phase.kind == PhaseKind::Ripartenza,
                "{from}"
            );
        }
    }
}

#[test]
fn published_practices_hold_what_publication_asks_for() {
    for practice in content()
        .practices
        .iter()
        .filter(|p| p.state == PracticeState::Published)
    {
        let from = &practice.key;
        assert!(practice.phase.len() >= 2, "{from}: phases");
        assert!(!practice.obstacle.is_empty(), "{from}: obstacles");
        assert!(!practice.benefit.is_empty(), "{from}: benefits");
        assert!(
            practice.lessons.is_some() && practice.contact.is_some(),
            "{from}: lessons and contact"
        );
    }
}

#[test]
fn every_page_has_life() {
    let content = content();
    let kinds = content
        .practices
        .iter()
        .flat_map(|p| &p.phase)
        .map(|p| p.kind)
        .collect::<HashSet<_>>();
    assert_eq!(kinds.len(), 7, "phase kinds");
    let whole = |p: &&Practice| {
        p.spending != Default::default()
            && p.advice != Default::default()
            && p.fit.people_from.is_some()
            && !p.fit.factors.is_empty()
            && !p.document.is_empty()
            && p.obstacle.iter().any(|o| o.phase.is_some())
    };
    assert!(
        content.practices.iter().filter(whole).count() >= 3,
        "practices with figures, advice, conditions and documents"
    );
    let obstacles = content
        .practices
        .iter()
        .flat_map(|p| &p.obstacle)
        .map(|o| o.state)
        .collect::<HashSet<_>>();
    assert_eq!(obstacles.len(), 4, "obstacle states");
    let evidence = content
        .practices
        .iter()
        .flat_map(|p| &p.benefit)
        .map(|b| b.evidence)
        .collect::<HashSet<_>>();
    assert_eq!(evidence.len(), 4, "kinds of evidence");
    let states = content
        .practices
        .iter()
        .map(|p| p.state)
        .collect::<HashSet<_>>();
    assert_eq!(states.len(), 7, "practice states");
    assert!(
        content
            .practices
            .iter()
            .any(|p| p.verified.is_some() && !p.document.is_empty()),
        "a practice that was checked on its documents"
    );
    let formats = content
        .documents
        .iter()
        .map(|d| d.format)
        .collect::<HashSet<_>>();
    assert_eq!(formats.len(), 6, "formats");
    let has = |is: fn(&Document) -> bool| content.documents.iter().any(is);
    assert!(
        has(|d| d.act.is_some() && d.format == Format::Pdf),
        "an act"
    );
    assert!(
        has(|d| d.replaces.is_some()),
        "one that took another's place"
    );
    assert!(has(|d| !d.later.is_empty()), "one in two versions");
    assert!(has(|d| d.report.is_some()), "one that is reported");
    assert!(!content.promised.is_empty(), "one that is promised");
    assert!(
        content.questions.iter().any(|q| q.answer.is_empty()),
        "an unanswered question"
    );
    assert!(
        content
            .questions
            .iter()
            .any(|q| q.answer.iter().filter(|a| a.solved).count() > 1),
        "a question solved by several answers"
    );
    let entries = content
        .people
        .iter()
        .filter_map(|p| p.entry)
        .collect::<Vec<_>>();
    assert_eq!(entries.len(), 5, "one person for each entry");
    assert_eq!(entries.iter().collect::<HashSet<_>>().len(), 5);
}

#[test]
fn moments_run_forward() {
    let days_ago = |moment| match moment {
        Moment::DaysAgo(days) => days,
        Moment::On(_) => 0,
    };
    for question in content().questions {
        if matches!(question.moment, Moment::On(_)) {
            assert!(
                question.source.is_some(),
                "{}: a dated question names its source",
                question.key
            );
            continue;
        }
        let asked = days_ago(question.moment);
        let mut last = asked;
        for answer in &question.answer {
            let answered = days_ago(answer.moment);
            assert!(
                answered <= last,
                "{}: answers are out of order",
                question.key
            );
            last = answered;
            let mut last_comment = answered;
            for comment in &answer.comment {
                assert!(
                    days_ago(comment.moment) <= last_comment,
                    "{}: a comment comes too early",
                    question.key
                );
                last_comment = days_ago(comment.moment);
            }
        }
    }
}

#[test]
fn a_question_comes_after_what_it_is_about() {
    let content = content();
    for question in &content.questions {
        let subject = match &question.about {
            Some(About::Practice(key)) => content
                .practices
                .iter()
                .find(|p| &p.key == key)
                .map(|p| p.moment),
            Some(About::Document(key)) => content
                .documents
                .iter()
                .find(|d| &d.key == key)
                .map(|d| d.moment),
            None => None,
        };
        if let (Moment::DaysAgo(asked), Some(Moment::DaysAgo(made))) = (question.moment, subject) {
            assert!(
                made >= asked,
                "{}: asked about what was not there yet",
                question.key
            );
        }
    }
}

#[test]
fn nobody_marks_their_own_answer() {
    for question in content().questions {
        for answer in &question.answer {
            assert!(
                !answer.useful_to.contains(&answer.author),
                "{}",
                question.key
            );
            assert!(
                !answer.solved || answer.author != question.author,
                "{}",
                question.key
            );
        }
    }
}

#[test]
fn partial_dates_keep_their_precision() {
    let read = |text: &str| PartialDate::try_from(text.to_owned());
    for text in ["2006", "2018-01", "2022-12-22"] {
        assert_eq!(read(text).expect("a date").to_string(), text);
    }
    for text in [
        "",
        "06",
        "2018-13",
        "2022-02-30",
        "2022-1",
        "2022-12-22-01",
        "duemila",
    ] {
        assert!(read(text).is_err(), "{text:?}");
    }
}

//! The table of rules, line by line, and the choice among several reasons.

use uuid::Uuid;

use super::*;
use crate::platform::subject::SubjectKind;

fn subject(kind: SubjectKind) -> Subject {
    Subject::new(kind, Uuid::now_v7())
}

/// What one person of this relation hears of an event: nothing, a notification, a letter too.
fn heard(event: EventKind, relation: Relation) -> &'static str {
    let person = PersonId::new();
    let known = Known {
        people: vec![(relation, person)],
        ..Known::default()
    };
    said(&decide(event, subject(SubjectKind::Question), None, &known))
}

fn said(told: &[Recipient]) -> &'static str {
    match told {
        [] => "nothing",
        [one] if one.letter == Some(Post::Alone) => "own letter",
        [one] if one.letter.is_some() => "letter",
        [_] => "site",
        _ => "several",
    }
}

/// What a follower hears, which follows the thing itself or something around it.
fn follower_hears(event: EventKind, around: bool, frequency: Frequency) -> &'static str {
    let (thing, topic) = (subject(SubjectKind::Document), subject(SubjectKind::Topic));
    let followed = if around { topic } else { thing };
    let known = Known {
        follows: vec![(PersonId::new(), followed, frequency)],
        around: vec![vec![topic]],
        ..Known::default()
    };
    said(&decide(event, thing, None, &known))
}

#[test]
fn the_table_line_by_line() {
    use EventKind::*;
    use Relation::*;
    for (event, relation, expected) in [
        (QuestionAsked, Mentioned, "letter"),
        (QuestionAsked, AboutAuthor, "letter"),
        (QuestionAsked, Facilitatori, "nothing"),
        (QuestionAssigned, Assigned, "letter"),
        (QuestionAssigned, Author, "nothing"),
        (QuestionAnswered, Mentioned, "letter"),
        (QuestionAnswered, Author, "letter"),
        (QuestionAnswered, Involved, "site"),
        (CommentPosted, Mentioned, "letter"),
        (CommentPosted, Author, "letter"),
        (CommentPosted, AnswerAuthor, "letter"),
        (CommentPosted, Involved, "nothing"),
        (AnswerMarkedSolving, AnswerAuthor, "letter"),
        (AnswerMarkedSolving, Author, "site"),
        (DocumentSubmitted, Facilitatori, "letter"),
        (DocumentSubmitted, UnionePeople, "nothing"),
        (DocumentAmended, Facilitatori, "site"),
        (DocumentChanged, Facilitatori, "nothing"),
        (DocumentSentBack, Author, "own letter"),
        (DocumentArrived, Author, "letter"),
        (DocumentReported, Facilitatori, "letter"),
        (DocumentReported, Author, "letter"),
        (DocumentReported, UnionePeople, "nothing"),
        (DocumentReportClosed, Asked, "letter"),
        (DocumentReportClosed, Author, "site"),
        (DocumentPublished, Author, "own letter"),
        (DocumentFlagged, Author, "letter"),
        (DocumentFlagged, Asker, "site"),
        (DocumentInfected, Asked, "letter"),
        (DocumentInfected, Author, "letter"),
        (DocumentInfected, Facilitatori, "letter"),
        (DocumentInfected, UnionePeople, "nothing"),
        (DocumentSuperseded, Author, "site"),
        (DocumentFellDue, Author, "letter"),
        (PracticeSubmitted, Facilitatori, "letter"),
        (PracticeSentBack, Author, "own letter"),
        (PracticeSentBack, Involved, "own letter"),
        (PracticeSentToConfirm, Asked, "own letter"),
        (PracticeSentToConfirm, Answerers, "nothing"),
        (PracticeSentToConfirm, UnionePeople, "site"),
        (PracticeConfirmationReminded, Asked, "own letter"),
        (PracticeConfirmationReminded, Asker, "nothing"),
        (PracticeConfirmationLate, Asked, "own letter"),
        (PracticeConfirmationLate, Asker, "own letter"),
        (PracticePublished, Author, "own letter"),
        (PracticePublished, Colleagues, "own letter"),
        (PracticePublished, UnionePeople, "nothing"),
        (PracticeRecheckNear, Author, "letter"),
        (PracticeRecheckNear, Answerers, "letter"),
        (PracticeRecheckNear, Facilitatori, "nothing"),
        (PracticeFellDue, Answerers, "letter"),
        (PracticeFellDue, UnionePeople, "site"),
        (PracticeExpired, Facilitatori, "letter"),
        (PracticeExpired, Author, "letter"),
        (PracticeRechecked, Facilitatori, "site"),
        (PracticeVerified, Author, "letter"),
        (PracticeArchived, Author, "letter"),
        (PracticeWithdrawn, Author, "letter"),
        (PracticeWithdrawn, Facilitatori, "site"),
        (PracticeBroughtBack, UnionePeople, "site"),
    ] {
        assert_eq!(heard(event, relation), expected, "{event} {relation:?}");
    }
}

#[test]
fn followers_hear_of_what_is_new_around_them_and_of_what_happens_to_the_thing() {
    use EventKind::*;
    for (event, itself, around) in [
        (QuestionAsked, "letter", "letter"),
        (DocumentShared, "letter", "letter"),
        (DocumentPublished, "letter", "letter"),
        (DocumentPromised, "letter", "letter"),
        (DocumentArrived, "letter", "letter"),
        (PracticePublished, "letter", "letter"),
        (QuestionAnswered, "letter", "nothing"),
        (CommentPosted, "letter", "nothing"),
        (AnswerMarkedSolving, "letter", "nothing"),
        (DocumentChanged, "letter", "nothing"),
        (DocumentAmended, "letter", "nothing"),
    ] {
        let at_once = Frequency::AtOnce;
        assert_eq!(follower_hears(event, false, at_once), itself, "{event}");
        assert_eq!(follower_hears(event, true, at_once), around, "{event}");
        assert_eq!(follower_hears(event, false, Frequency::Never), "site");
        assert_eq!(follower_hears(event, false, Frequency::Weekly), "site");
    }
}

#[test]
fn everything_else_tells_nobody() {
    let spoken: Vec<EventKind> = RULES.iter().map(|rule| rule.event).collect();
    for event in [
        EventKind::Imported,
        EventKind::QuestionEdited,
        EventKind::AnswerEdited,
        EventKind::AnswerUnmarkedSolving,
        EventKind::DocumentTextExtracted,
        EventKind::DocumentHeld,
        EventKind::DocumentChecked,
        EventKind::DocumentReinstated,
        EventKind::PracticeDrafted,
        EventKind::PracticeTakenBack,
        EventKind::PracticeReckoned,
        EventKind::DocumentWithdrawn,
        EventKind::PersonInvited,
        EventKind::PasswordChanged,
    ] {
        assert!(!spoken.contains(&event), "{event}");
        assert_eq!(follower_hears(event, false, Frequency::AtOnce), "nothing");
    }
}

#[test]
fn one_event_reaches_one_person_once_by_the_strongest_reason() {
    let (question, person, actor) = (
        subject(SubjectKind::Question),
        PersonId::new(),
        PersonId::new(),
    );
    let mut known = Known {
        people: vec![
            (Relation::Author, person),
            (Relation::Mentioned, person),
            (Relation::Involved, person),
            (Relation::Mentioned, actor),
        ],
        follows: vec![
            (person, question, Frequency::AtOnce),
            (actor, question, Frequency::AtOnce),
        ],
        around: Vec::new(),
    };
    let told = |known: &Known| decide(EventKind::QuestionAnswered, question, Some(actor), known);
    let expected = |reason, letter| {
        vec![Recipient {
            person,
            reason,
            letter,
        }]
    };
    assert_eq!(
        told(&known),
        expected(Reason::Mentioned, Some(Post::Gathered))
    );
    known
        .people
        .retain(|(relation, _)| *relation != Relation::Mentioned);
    assert_eq!(told(&known), expected(Reason::Asked, Some(Post::Gathered)));
    // A reason that writes is stronger than one that does not.
    known
        .people
        .retain(|(relation, _)| *relation == Relation::Involved);
    assert_eq!(
        told(&known),
        expected(Reason::Follows(question), Some(Post::Gathered))
    );
    // "Never" on the thing silences every letter about it, but those that call the person by name.
    known.follows = vec![(person, question, Frequency::Never)];
    known.people.push((Relation::Author, person));
    assert_eq!(told(&known), expected(Reason::Asked, None));
    known.people.push((Relation::Mentioned, person));
    assert_eq!(
        told(&known),
        expected(Reason::Mentioned, Some(Post::Gathered))
    );
}

#[test]
fn the_nearest_topic_decides_and_the_thing_itself_before_all() {
    let (document, child, root, unione) = (
        subject(SubjectKind::Document),
        subject(SubjectKind::Topic),
        subject(SubjectKind::Topic),
        subject(SubjectKind::Unione),
    );
    let person = PersonId::new();
    let check = |follows: &[(Subject, Frequency)], letter: bool, by: Subject| {
        let known = Known {
            follows: follows
                .iter()
                .map(|(thing, frequency)| (person, *thing, *frequency))
                .collect(),
            around: vec![vec![child, root], vec![unione]],
            ..Known::default()
        };
        let told = decide(EventKind::DocumentPublished, document, None, &known);
        let expected = Recipient {
            person,
            reason: Reason::Follows(by),
            letter: letter.then_some(Post::Gathered),
        };
        assert_eq!(told, [expected], "{follows:?}");
    };
    use Frequency::{AtOnce, Never};
    check(&[(root, AtOnce)], true, root);
    check(&[(root, AtOnce), (child, Never)], false, child);
    check(&[(root, Never), (child, AtOnce)], true, child);
    check(&[(child, Never), (unione, AtOnce)], true, unione);
    check(&[(root, AtOnce), (document, Never)], false, document);
}

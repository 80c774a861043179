//! Who is told of what, and how: one table of event × relation, and the choice of the strongest
//! reason for each person. Nothing here asks the database.

use std::collections::BTreeMap;

use super::reason::Reason;
use crate::features::subscriptions::Frequency;
use crate::platform::actor::PersonId;
use crate::platform::events::EventKind;
use crate::platform::subject::Subject;

/// What a person is to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Named with `@` in the new text.
    Mentioned,
    /// Given the question.
    Assigned,
    /// Wrote the thing: asked the question, wrote the practice or document.
    Author,
    /// Wrote the answer that was commented or marked.
    AnswerAuthor,
    /// Answered the question, or has it in hand.
    Involved,
    /// Wrote the practice or document a question is about.
    AboutAuthor,
    /// Is asked by name for the word of the Unione, on a practice or a reuse, with an account or without;
    /// or declared a reuse for it and is told of that word.
    Asked,
    /// Asked for that.
    Asker,
    /// Works for the Unione whose word was given by somebody it does not know on the site.
    Colleagues,
    /// Answers for the Unione; when nobody does, its people.
    Answerers,
    /// Belongs to the Unione.
    UnionePeople,
    /// Facilitates content of this region and these topics.
    Facilitatori,
    /// Follows the thing itself.
    Followers,
    /// Follows the thing, what it is about, its topics or those above them, or its Unione.
    FollowersAround,
}

/// How a relation is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// On the site and by letter, at once.
    AtOnce,
    /// On the site and by a letter that tells nothing else: somebody is asked for a yes, or told what
    /// came of what it sent.
    Alone,
    /// On the site only.
    OnSite,
    /// On the site, and by letter as the person asked when it began to follow.
    AsFollowed,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What happened.
    pub event: EventKind,
    /// Who is told.
    pub relation: Relation,
    /// Why, as it is said to the person; none where it depends on what the person follows.
    pub reason: Option<Reason>,
    /// How.
    pub telling: Telling,
}

const fn rule(
    event: EventKind,
    relation: Relation,
    reason: Option<Reason>,
    telling: Telling,
) -> Rule {
    Rule {
        event,
        relation,
        reason,
        telling,
    }
}

/// The table. An event that is not in it tells nobody: an import, an edit, a text that was read, a
/// withdrawal (nobody could follow it anywhere).
#[rustfmt::skip]
pub const RULES: &[Rule] = {
    use EventKind::*;
    use Relation::*;
    use Telling::{Alone, AsFollowed, AtOnce, OnSite};
    &[
        rule(QuestionAsked,         Mentioned,       Some(Reason::Mentioned),   AtOnce),
        rule(QuestionAsked,         AboutAuthor,     Some(Reason::AboutAuthor), AtOnce),
        rule(QuestionAsked,         FollowersAround, None,                      AsFollowed),
        rule(QuestionAssigned,      Assigned,        Some(Reason::Assigned),    AtOnce),
        rule(QuestionAnswered,      Mentioned,       Some(Reason::Mentioned),   AtOnce),
        rule(QuestionAnswered,      Author,          Some(Reason::Asked),       AtOnce),
        rule(QuestionAnswered,      Involved,        Some(Reason::Answered),    OnSite),
        rule(QuestionAnswered,      Followers,       None,                      AsFollowed),
        rule(CommentPosted,         Mentioned,       Some(Reason::Mentioned),   AtOnce),
        rule(CommentPosted,         Author,          Some(Reason::Asked),       AtOnce),
        rule(CommentPosted,         AnswerAuthor,    Some(Reason::Answer),      AtOnce),
        rule(CommentPosted,         Followers,       None,                      AsFollowed),
        rule(AnswerMarkedSolving,   AnswerAuthor,    Some(Reason::Answer),      AtOnce),
        rule(AnswerMarkedSolving,   Author,          Some(Reason::Asked),       OnSite),
        rule(AnswerMarkedSolving,   Followers,       None,                      AsFollowed),
        rule(DocumentShared,        FollowersAround, None,                      AsFollowed),
        rule(DocumentSubmitted,     Facilitatori,    Some(Reason::Reviews),     AtOnce),
        rule(DocumentSentBack,      Author,          Some(Reason::Author),      Alone),
        rule(DocumentPublished,     Author,          Some(Reason::Author),      Alone),
        rule(DocumentPublished,     FollowersAround, None,                      AsFollowed),
        rule(DocumentChanged,       Followers,       None,                      AsFollowed),
        rule(DocumentAmended,       Facilitatori,    Some(Reason::Reviews),     OnSite),
        rule(DocumentAmended,       Followers,       None,                      AsFollowed),
        rule(DocumentFlagged,       Author,          Some(Reason::Author),      AtOnce),
        rule(DocumentFlagged,       Asker,           Some(Reason::Reviews),     OnSite),
        rule(DocumentInfected,      Asked,           Some(Reason::Author),      AtOnce),
        rule(DocumentInfected,      Author,          Some(Reason::Author),      AtOnce),
        rule(DocumentInfected,      Facilitatori,    Some(Reason::Reviews),     AtOnce),
        rule(DocumentSuperseded,    Author,          Some(Reason::Author),      OnSite),
        rule(DocumentSuperseded,    Followers,       None,                      AsFollowed),
        rule(DocumentFellDue,       Author,          Some(Reason::Author),      AtOnce),
        rule(DocumentPromised,      FollowersAround, None,                      AsFollowed),
        rule(DocumentArrived,       Author,          Some(Reason::Author),      AtOnce),
        rule(DocumentArrived,       FollowersAround, None,                      AsFollowed),
        rule(DocumentReported,      Facilitatori,    Some(Reason::Reviews),     AtOnce),
        rule(DocumentReported,      Author,          Some(Reason::Author),      AtOnce),
        rule(DocumentReportClosed,  Asked,           Some(Reason::Reported),    AtOnce),
        rule(DocumentReportClosed,  Author,          Some(Reason::Author),      OnSite),
        rule(PracticeSubmitted,     Facilitatori,    Some(Reason::Reviews),     AtOnce),
        rule(PracticeSentBack,      Author,          Some(Reason::Author),      Alone),
        rule(PracticeSentBack,      Involved,        Some(Reason::Author),      Alone),
        rule(PracticeSentToConfirm, Asked,           Some(Reason::Confirms),    Alone),
        rule(PracticeSentToConfirm, UnionePeople,    Some(Reason::Unione),      OnSite),
        rule(PracticeConfirmationReminded, Asked,    Some(Reason::Confirms),    Alone),
        rule(PracticeConfirmationLate, Asked,        Some(Reason::Confirms),    Alone),
        rule(PracticeConfirmationLate, Asker,        Some(Reason::Reviews),     Alone),
        rule(PracticePublished,     Author,          Some(Reason::Author),      Alone),
        rule(PracticePublished,     Colleagues,      Some(Reason::Unione),      Alone),
        rule(PracticePublished,     FollowersAround, None,                      AsFollowed),
        rule(PracticeRecheckNear,   Author,          Some(Reason::Author),      AtOnce),
        rule(PracticeRecheckNear,   Answerers,       Some(Reason::Unione),      AtOnce),
        rule(PracticeFellDue,       Author,          Some(Reason::Author),      AtOnce),
        rule(PracticeFellDue,       Answerers,       Some(Reason::Unione),      AtOnce),
        rule(PracticeFellDue,       UnionePeople,    Some(Reason::Unione),      OnSite),
        rule(PracticeExpired,       Facilitatori,    Some(Reason::Reviews),     AtOnce),
        rule(PracticeExpired,       Author,          Some(Reason::Author),      AtOnce),
        rule(PracticeExpired,       UnionePeople,    Some(Reason::Unione),      OnSite),
        rule(PracticeRechecked,     Facilitatori,    Some(Reason::Reviews),     OnSite),
        rule(PracticeVerified,      Author,          Some(Reason::Author),      AtOnce),
        rule(PracticeVerified,      UnionePeople,    Some(Reason::Unione),      OnSite),
        rule(PracticeVerified,      Followers,       None,                      AsFollowed),
        rule(PracticeArchived,      Author,          Some(Reason::Author),      AtOnce),
        rule(PracticeArchived,      UnionePeople,    Some(Reason::Unione),      OnSite),
        rule(PracticeWithdrawn,     Author,          Some(Reason::Author),      AtOnce),
        rule(PracticeWithdrawn,     UnionePeople,    Some(Reason::Unione),      OnSite),
        rule(PracticeWithdrawn,     Facilitatori,    Some(Reason::Reviews),     OnSite),
        rule(PracticeBroughtBack,   Author,          Some(Reason::Author),      AtOnce),
        rule(PracticeBroughtBack,   UnionePeople,    Some(Reason::Unione),      OnSite),
        rule(ReuseProposed,         Asked,           Some(Reason::Confirms),    Alone),
        rule(ReuseDeclined,         Asked,           Some(Reason::Proposed),    Alone),
        rule(ReuseDeclared,         Author,          Some(Reason::Author),      AtOnce),
        rule(ReuseDeclared,         UnionePeople,    Some(Reason::Unione),      AtOnce),
        rule(ReuseDeclared,         Facilitatori,    Some(Reason::Reviews),     OnSite),
        rule(ReuseDeclared,         Followers,       None,                      AsFollowed),
        rule(ReuseMoved,            Author,          Some(Reason::Author),      AtOnce),
        rule(ReuseMoved,            UnionePeople,    Some(Reason::Unione),      OnSite),
        rule(ReuseMoved,            Facilitatori,    Some(Reason::Reviews),     OnSite),
        rule(ReuseMoved,            Followers,       None,                      AsFollowed),
        rule(ReuseAsked,            Asked,           Some(Reason::Reuses),      Alone),
        rule(ReuseReminded,         Asked,           Some(Reason::Reuses),      Alone),
        rule(ReuseAnswered,         Author,          Some(Reason::Author),      AtOnce),
        rule(ReuseAnswered,         UnionePeople,    Some(Reason::Unione),      OnSite),
        rule(ReuseAnswered,         Facilitatori,    Some(Reason::Reviews),     OnSite),
        rule(ReuseAnswered,         Followers,       None,                      AsFollowed),
    ]
};

/// The lines about one event.
pub fn about(event: EventKind) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| rule.event == event)
}

/// Somebody to be told of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub reason: Reason,
    /// By which letter, if by any.
    pub letter: Option<Post>,
}

/// By which letter a person is told: of several reasons the greater one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Post {
    /// One that is owed already, or a new one: news of one thread within the hour come together.
    Gathered,
    /// One of its own.
    Alone,
}

/// What is known of an event when it is decided whom to tell.
#[derive(Debug, Default)]
pub struct Known {
    /// Who is what to the event, besides following.
    pub people: Vec<(Relation, PersonId)>,
    /// What each follower follows of the thing and what surrounds it.
    pub follows: Vec<(PersonId, Subject, Frequency)>,
    /// What surrounds the thing, in chains from near to far: what it is about, each of its topics
    /// with those above, its Unione. In a chain the nearest thing that is followed decides.
    pub around: Vec<Vec<Subject>>,
}

/// Whom to tell of an event, each person once, by the strongest reason: one that writes before one
/// that does not, alone before with others, then in the order of [`Reason`], then the nearest thing
/// followed. The actor is never told of its own act.
pub fn decide(
    event: EventKind,
    subject: Subject,
    actor: Option<PersonId>,
    known: &Known,
) -> Vec<Recipient> {
    let mut follows: BTreeMap<PersonId, Vec<(Subject, Frequency)>> = BTreeMap::new();
    for (person, followed, frequency) in &known.follows {
        let own = follows.entry(*person).or_default();
        own.push((*followed, *frequency));
    }
    let frequency_of = |person: PersonId, thing: Subject| {
        let own = follows.get(&person)?;
        let (_, frequency) = own.iter().find(|(followed, _)| *followed == thing)?;
        Some(*frequency)
    };
    let silenced = |person| frequency_of(person, subject) == Some(Frequency::Never);
    let itself = [vec![subject]];

    let mut best: BTreeMap<PersonId, Recipient> = BTreeMap::new();
    let mut weigh = |new: Recipient| {
        if Some(new.person) == actor {
            return;
        }
        let strength = |one: &Recipient| (one.letter, std::cmp::Reverse(one.reason.rank()));
        let kept = best.entry(new.person).or_insert(new);
        if strength(&new) > strength(kept) {
            *kept = new;
        }
    };
    for rule in about(event) {
        match (rule.relation, rule.reason) {
            (Relation::Followers | Relation::FollowersAround, _) => {
                let around: &[Vec<Subject>] = match rule.relation {
                    Relation::FollowersAround => &known.around,
                    _ => &[],
                };
                for person in follows.keys().copied() {
                    let nearest = itself.iter().chain(around).filter_map(|chain| {
                        chain
                            .iter()
                            .find_map(|thing| Some((*thing, frequency_of(person, *thing)?)))
                    });
                    for (thing, frequency) in nearest {
                        let letter = frequency == Frequency::AtOnce && !silenced(person);
                        weigh(Recipient {
                            person,
                            reason: Reason::Follows(thing),
                            letter: letter.then_some(Post::Gathered),
                        });
                    }
                }
            }
            (relation, Some(reason)) => {
                let told = known.people.iter().filter(|(what, _)| *what == relation);
                for (_, person) in told {
                    let wanted = reason.calls() || !silenced(*person);
                    let letter = match rule.telling {
                        Telling::AtOnce => Some(Post::Gathered),
                        Telling::Alone => Some(Post::Alone),
                        Telling::OnSite | Telling::AsFollowed => None,
                    };
                    weigh(Recipient {
                        person: *person,
                        reason,
                        letter: letter.filter(|_| wanted),
                    });
                }
            }
            (_, None) => {}
        }
    }
    best.into_values().collect()
}

#[cfg(test)]
mod tests;

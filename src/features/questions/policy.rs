//! Who may do what with questions and answers. Seeing comes first: these are asked only of what the
//! actor sees.

use super::{Answer, Filing, Question};
use crate::platform::actor::{Actor, BodyId};

/// Whether the actor may ask for this Unione, or for none.
pub fn may_ask_for(actor: &Actor, unione: Option<BodyId>) -> bool {
    actor.is_member() && unione.is_none_or(|unione| actor.belongs_to(unione))
}

/// Whether the actor may change the words of the question.
pub fn may_edit(actor: &Actor, question: &Question, filing: &Filing) -> bool {
    actor.is(question.author_id) || may_assign(actor, filing)
}

/// Whether the actor may answer and comment.
pub fn may_answer(actor: &Actor) -> bool {
    actor.is_member()
}

/// Whether the actor may change the words of the answer.
pub fn may_edit_answer(actor: &Actor, answer: &Answer) -> bool {
    actor.is(answer.author_id)
}

/// Whether the actor may say which answers solved the question.
pub fn may_judge(actor: &Actor, question: &Question, filing: &Filing) -> bool {
    actor.is(question.author_id) || may_assign(actor, filing)
}

/// Whether the actor may say that the answer is useful: everybody but who wrote it.
pub fn may_mark_useful(actor: &Actor, answer: &Answer) -> bool {
    actor.is_member() && !actor.is(answer.author_id)
}

/// Whether the actor may give the question to somebody.
pub fn may_assign(actor: &Actor, filing: &Filing) -> bool {
    actor.facilitates(filing.region.as_deref(), &filing.topics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::questions::{AnswerId, QuestionId};
    use crate::platform::actor::{Membership, Office, OfficeKind, PersonId, Scope};
    use crate::platform::db::When;

    fn person(id: PersonId, offices: Vec<Office>) -> Actor {
        let body = BodyId::new();
        Actor::person(
            id,
            "Una persona".into(),
            false,
            vec![Membership {
                body,
                body_name: "Unione".into(),
                body_number: 1,
                is_unione: true,
                region: Some("Lazio".into()),
                unioni: vec![body],
                job_title: String::new(),
                offices,
            }],
        )
    }

    fn question(author_id: PersonId) -> Question {
        Question {
            id: QuestionId::new(),
            number: 1,
            unione_id: None,
            author_id,
            title: "Chi firma gli atti?".into(),
            body: String::new(),
            about_kind: None,
            about_id: None,
            assigned_to: None,
            answer_count: 0,
            solved_count: 0,
            source_url: None,
            licence: None,
            asked_at: When(chrono::DateTime::UNIX_EPOCH),
            edited_at: None,
            answered_at: None,
            lock_version: 1,
        }
    }

    fn answer(author_id: PersonId, question: &Question) -> Answer {
        Answer {
            id: AnswerId::new(),
            question_id: question.id,
            author_id,
            unione_id: None,
            body: String::new(),
            useful_count: 0,
            solved_at: None,
            solved_by: None,
            answered_at: When(chrono::DateTime::UNIX_EPOCH),
            edited_at: None,
            lock_version: 1,
        }
    }

    fn facilitatore(scope: Scope) -> Vec<Office> {
        vec![Office {
            kind: OfficeKind::Facilitatore,
            scope,
        }]
    }

    #[test]
    fn who_asked_judges_and_edits_but_does_not_assign() {
        let (asker, other) = (PersonId::new(), PersonId::new());
        let question = question(asker);
        let filing = Filing::default();
        let (asker, other) = (person(asker, vec![]), person(other, vec![]));
        assert!(may_edit(&asker, &question, &filing) && may_judge(&asker, &question, &filing));
        assert!(!may_assign(&asker, &filing));
        assert!(!may_edit(&other, &question, &filing) && !may_judge(&other, &question, &filing));
        assert!(may_answer(&other) && !may_answer(&Actor::visitor()));
    }

    #[test]
    fn a_facilitatore_acts_within_its_scope() {
        let question = question(PersonId::new());
        let filing = Filing {
            region: Some("Lazio".into()),
            topics: vec![],
        };
        for (scope, may) in [
            (Scope::Site, true),
            (Scope::Region("Lazio".into()), true),
            (Scope::Region("Piemonte".into()), false),
        ] {
            let actor = person(PersonId::new(), facilitatore(scope.clone()));
            assert_eq!(may_judge(&actor, &question, &filing), may, "{scope:?}");
            assert_eq!(may_assign(&actor, &filing), may, "{scope:?}");
        }
    }

    #[test]
    fn nobody_finds_its_own_answer_useful() {
        let (author, other) = (PersonId::new(), PersonId::new());
        let question = question(PersonId::new());
        let answer = answer(author, &question);
        assert!(!may_mark_useful(&person(author, vec![]), &answer));
        assert!(may_mark_useful(&person(other, vec![]), &answer));
        assert!(!may_mark_useful(&Actor::visitor(), &answer));
        assert!(may_edit_answer(&person(author, vec![]), &answer));
        assert!(!may_edit_answer(
            &person(other, facilitatore(Scope::Site)),
            &answer
        ));
    }

    #[test]
    fn one_asks_for_ones_own_unione() {
        let actor = person(PersonId::new(), vec![]);
        let own = actor.unioni().next();
        assert!(may_ask_for(&actor, own) && may_ask_for(&actor, None));
        assert!(!may_ask_for(&actor, Some(BodyId::new())));
        assert!(!may_ask_for(&Actor::visitor(), None));
    }
}

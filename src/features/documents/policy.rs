//! Who may do what with a document; asked by the verbs and by the pages alike.

use super::{Document, DocumentState, Reach};
use crate::platform::actor::{Actor, BodyId};

/// Whether the actor may hand in a document that comes from this Unione, or from none.
pub fn may_share(actor: &Actor, unione: Option<BodyId>) -> bool {
    actor.is_member()
        && match unione {
            _ if actor.is_facilitatore() => true,
            Some(unione) => actor.belongs_to(unione),
            None => actor.unioni().next().is_none(),
        }
}

/// Whether the actor may change the description or add a version: who handed it in, who answers
/// for its Unione, and the facilitators whose scope it is in.
pub fn may_edit(actor: &Actor, document: &Document) -> bool {
    document.state != DocumentState::Withdrawn && answers_for(actor, document)
}

/// Whether the actor may take it away from everybody.
pub fn may_withdraw(actor: &Actor, document: &Document) -> bool {
    may_edit(actor, document)
}

/// Whether the actor may publish a document that waits, or send it back.
pub fn may_review(actor: &Actor, document: &Document) -> bool {
    document.state == DocumentState::InReview && is_in_scope(actor, document)
}

/// Whether what the actor does with the document needs no review.
pub fn is_in_scope(actor: &Actor, document: &Document) -> bool {
    actor.facilitates(document.region(), &document.topic_ids())
}

/// Where a document stands after the actor chose how far it goes.
pub fn state_for(reach: Reach, in_scope: bool) -> DocumentState {
    match (reach.needs_review(), in_scope) {
        (false, _) => DocumentState::Shared,
        (true, true) => DocumentState::Published,
        (true, false) => DocumentState::InReview,
    }
}

fn answers_for(actor: &Actor, document: &Document) -> bool {
    actor.is(document.author)
        || document
            .unione
            .as_ref()
            .is_some_and(|unione| actor.manages(unione.id))
        || is_in_scope(actor, document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::documents::{DocumentId, DocumentKind, VersionId};
    use crate::features::unioni::{BodyKind, Brief};
    use crate::platform::actor::{Membership, Office, OfficeKind, PersonId, Scope};
    use crate::platform::db::When;

    fn somebody(unione: BodyId, offices: Vec<Office>) -> Actor {
        let membership = Membership {
            body: unione,
            body_name: "Unione".to_owned(),
            body_number: 1,
            is_unione: true,
            region: Some("Lazio".to_owned()),
            unioni: vec![unione],
            job_title: String::new(),
            offices,
        };
        Actor::person(PersonId::new(), "X".to_owned(), false, vec![membership])
    }

    fn document(unione: BodyId, author: PersonId, state: DocumentState) -> Document {
        Document {
            id: DocumentId::new(),
            number: 1,
            state,
            reach: Reach::Public,
            title: String::new(),
            description: String::new(),
            kind: DocumentKind::Piano,
            unione: Some(Brief {
                id: unione,
                kind: BodyKind::Unione,
                number: 1,
                name: "Unione".to_owned(),
                ipa_code: None,
                region: Some("Lazio".to_owned()),
                example: true,
            }),
            named: Vec::new(),
            topics: Vec::new(),
            author,
            source_url: None,
            licence: None,
            review_note: None,
            published_at: When::from(chrono::DateTime::UNIX_EPOCH),
            version: VersionId::new(),
            lock_version: 1,
        }
    }

    fn office(kind: OfficeKind, scope: Scope) -> Vec<Office> {
        vec![Office { kind, scope }]
    }

    #[test]
    fn each_does_what_is_its_own() {
        let (here, there) = (BodyId::new(), BodyId::new());
        let waiting = document(here, PersonId::new(), DocumentState::InReview);
        let colleague = somebody(here, Vec::new());
        let manager = somebody(here, office(OfficeKind::UnioneManager, Scope::Site));
        let of_lazio = somebody(
            there,
            office(OfficeKind::Facilitatore, Scope::Region("Lazio".to_owned())),
        );
        let of_umbria = somebody(
            there,
            office(OfficeKind::Facilitatore, Scope::Region("Umbria".to_owned())),
        );
        let may = |actor: &Actor| {
            (
                may_edit(actor, &waiting),
                may_withdraw(actor, &waiting),
                may_review(actor, &waiting),
            )
        };
        assert_eq!(may(&Actor::visitor()), (false, false, false));
        assert_eq!(may(&colleague), (false, false, false));
        assert_eq!(may(&manager), (true, true, false));
        assert_eq!(may(&of_lazio), (true, true, true));
        assert_eq!(may(&of_umbria), (false, false, false));
    }

    #[test]
    fn nothing_is_left_to_do_with_what_is_withdrawn() {
        let here = BodyId::new();
        let facilitatore = somebody(here, office(OfficeKind::Facilitatore, Scope::Site));
        let gone = document(here, PersonId::new(), DocumentState::Withdrawn);
        assert!(!may_edit(&facilitatore, &gone));
        assert!(!may_review(&facilitatore, &gone));
    }

    #[test]
    fn one_hands_in_for_its_own_unione() {
        let (here, there) = (BodyId::new(), BodyId::new());
        let referente = somebody(here, office(OfficeKind::Referente, Scope::Site));
        assert!(may_share(&referente, Some(here)));
        assert!(!may_share(&referente, Some(there)));
        assert!(!may_share(&referente, None));
        assert!(!may_share(&Actor::visitor(), None));
        let facilitatore = somebody(here, office(OfficeKind::Facilitatore, Scope::Site));
        assert!(may_share(&facilitatore, Some(there)));
        assert!(may_share(&facilitatore, None));
    }
}

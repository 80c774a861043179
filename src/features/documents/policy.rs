//! Who may do what with a document; asked by the verbs and by the pages alike.

use super::{Document, DocumentState, Published, Reach, ScanState, Version};
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

/// Whether the actor may hand in a file: who may change it, and of what was promised, until a file has
/// gone out, everybody of the Unione that did.
pub fn may_add_version(actor: &Actor, document: &Document) -> bool {
    may_edit(actor, document)
        || (document.state != DocumentState::Withdrawn
            && document.is_awaited()
            && is_near(actor, document))
}

/// Whether the actor may say that a document is promised for a day.
pub fn may_promise(actor: &Actor) -> bool {
    actor.is_facilitatore()
}

/// Whether the actor may report something of a document it sees.
pub fn may_report(actor: &Actor, document: &Document) -> bool {
    actor.is_member() && document.state != DocumentState::Withdrawn
}

/// Whether the actor decides on what was reported.
pub fn may_close_reports(actor: &Actor, document: &Document) -> bool {
    match document.state {
        DocumentState::Withdrawn => false,
        // What is shared between unioni no facilitatore sees: those who answer for it do.
        DocumentState::Shared => may_edit(actor, document),
        DocumentState::InReview | DocumentState::Published => is_in_scope(actor, document),
    }
}

/// Who closes the reports of a document, as people are told.
pub fn who_closes_reports(document: &Document) -> &'static str {
    if document.state == DocumentState::Shared {
        "chi risponde del documento"
    } else {
        "un facilitatore"
    }
}

/// Whether the actor is shown what was reported: who decides on it, and who can mend it.
pub fn sees_reports(actor: &Actor, document: &Document) -> bool {
    may_edit(actor, document)
}

/// Whether the files of a document are blocked for the actor: somebody has seen personal data in
/// one and no facilitatore has looked yet. Those who can mend it still read it.
pub fn is_blocked_for(actor: &Actor, document: &Document) -> bool {
    document.blocked_at.is_some() && !may_edit(actor, document)
}

/// Whether the file of a version is given to nobody: a scanner has yet to look at it, or has found a virus.
pub fn is_shut(version: &Version) -> bool {
    matches!(version.scan, ScanState::Due | ScanState::Infected)
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

/// Whether the actor is among those a document comes from: its author and its own Unione.
pub fn is_near(actor: &Actor, document: &Document) -> bool {
    actor.is(document.author)
        || document
            .unione
            .as_ref()
            .is_some_and(|unione| actor.belongs_to(unione.id))
}

/// Whether what waits beside the published version is for the actor's eyes: where it comes from,
/// and the facilitators who are to decide on it.
pub fn sees_what_waits(actor: &Actor, document: &Document) -> bool {
    is_near(actor, document)
        || (document.state == DocumentState::InReview && is_in_scope(actor, document))
}

/// Whether the actor, who sees this document, may read this version of it.
pub fn may_read(actor: &Actor, document: &Document, version: &Version) -> bool {
    version.id == document.version
        || is_near(actor, document)
        || version
            .published_to
            .iter()
            .any(|token| actor.tokens().contains(token))
}

/// Whether the actor sees the fiscal codes of who signed a document whole: those it comes from, and
/// the facilitators who answer for it. The file itself holds them for whoever downloads it; a page is
/// read, copied and indexed by many more.
pub fn may_read_fiscal_codes(actor: &Actor, document: &Document) -> bool {
    is_near(actor, document) || is_in_scope(actor, document)
}

/// Whether the actor, who saw this document, is told why it was withdrawn.
pub fn may_read_withdrawal(actor: &Actor, document: &Document) -> bool {
    is_near(actor, document) || actor.is_facilitatore()
}

/// Whether others are told when the actor changes what stands on the page: it is published, and
/// nobody reviews the change before it is seen.
pub fn is_change_told(actor: &Actor, document: &Document) -> bool {
    document.published.is_some() && !is_in_scope(actor, document)
}

/// Where a document stands when it was handed in: what is for members or everybody waits, be it for a
/// facilitatore or for its text to be understood.
pub fn state_for(reach: Reach) -> DocumentState {
    if reach.needs_review() {
        DocumentState::InReview
    } else {
        DocumentState::Shared
    }
}

/// Where a document stands, and what of it is published, once its description is saved with the
/// reach it has now; `before` is the reach it had.
///
/// What is published stays so, as far as the document may still go. Who is in scope publishes by
/// choosing members or everybody, as soon as the text is understood (see `share::edit`); with others
/// whatever is not published yet waits. A newer version that was sent back goes along with nothing: of
/// such a document only what is published already goes further.
pub fn after_edit(
    document: &Document,
    before: Reach,
    in_scope: bool,
) -> (DocumentState, Option<Published>) {
    let reach = document.reach;
    if !reach.needs_review() {
        return (DocumentState::Shared, None);
    }
    let newest = Published {
        version: document.version,
        reach,
    };
    let still = document.published.map(|published| Published {
        reach: published.reach.no_further_than(reach),
        ..published
    });
    let is_published = document.state == DocumentState::Published;
    let is_narrowed = is_published && reach == Reach::Members;
    if in_scope && before != reach && !is_narrowed {
        let stays = document.published.filter(|_| is_published);
        let version = stays.map_or(document.version, |published| published.version);
        (DocumentState::Published, Some(Published { version, reach }))
    } else if in_scope {
        (document.state, still)
    } else if still == Some(newest) {
        (DocumentState::Published, still)
    } else {
        (DocumentState::InReview, still)
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
            published: None,
            promise: None,
            blocked_at: None,
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
    fn what_is_published_stays_so_while_something_newer_waits() {
        use DocumentState::{InReview, Published as Public, Shared};
        let of = |state, version, reach, published: Option<(VersionId, Reach)>| Document {
            version,
            reach,
            published: published.map(|(version, reach)| Published { version, reach }),
            ..document(BodyId::new(), PersonId::new(), state)
        };
        let (one, two) = (VersionId::new(), VersionId::new());
        let (members, everybody) = (Some((one, Reach::Members)), Some((one, Reach::Public)));
        let check = |document: Document, before, in_scope, state, published: Option<_>| {
            let published = published.map(|(version, reach)| Published { version, reach });
            let found = after_edit(&document, before, in_scope);
            assert_eq!(
                found,
                (state, published),
                "{document:?} {before} {in_scope}"
            );
        };
        // Never published: it waits, unless who may publish chose so.
        let shared = of(Shared, one, Reach::Public, None);
        check(shared.clone(), Reach::Own, false, InReview, None);
        check(shared, Reach::Own, true, Public, everybody);
        // Published, and its description saved: nothing waits.
        let open = of(Public, one, Reach::Public, everybody);
        check(open.clone(), Reach::Public, false, Public, everybody);
        check(open, Reach::Public, true, Public, everybody);
        // Wider than it is published, it waits; nearer, it is so at once.
        let wider = of(Public, one, Reach::Public, members);
        check(wider.clone(), Reach::Members, false, InReview, members);
        check(wider, Reach::Members, true, Public, everybody);
        let nearer = of(Public, one, Reach::Members, everybody);
        check(nearer.clone(), Reach::Public, false, Public, members);
        check(nearer, Reach::Public, true, Public, members);
        let own = of(Public, one, Reach::Own, everybody);
        check(own, Reach::Public, false, Shared, None);
        // A newer version that was sent back waits again; taken nearer, what waits goes on waiting.
        let sent_back = of(Public, two, Reach::Public, everybody);
        check(sent_back.clone(), Reach::Public, false, InReview, everybody);
        check(sent_back.clone(), Reach::Public, true, Public, everybody);
        let wider = Document {
            published: of(Public, one, Reach::Members, members).published,
            ..sent_back
        };
        check(wider, Reach::Members, true, Public, everybody);
        let waiting = of(InReview, two, Reach::Members, everybody);
        check(waiting, Reach::Public, false, InReview, members);
        // What was only proposed and is taken back leaves nothing that waits.
        let taken_back = of(InReview, one, Reach::Members, members);
        check(taken_back, Reach::Public, false, Public, members);
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
    fn fiscal_codes_are_for_those_it_comes_from() {
        let (here, there) = (BodyId::new(), BodyId::new());
        let public = document(here, PersonId::new(), DocumentState::Published);
        let of_lazio = office(OfficeKind::Facilitatore, Scope::Region("Lazio".to_owned()));
        assert!(may_read_fiscal_codes(&somebody(here, Vec::new()), &public));
        assert!(may_read_fiscal_codes(&somebody(there, of_lazio), &public));
        assert!(!may_read_fiscal_codes(
            &somebody(there, Vec::new()),
            &public
        ));
        assert!(!may_read_fiscal_codes(&Actor::visitor(), &public));
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

    #[test]
    fn what_is_promised_is_handed_in_by_anybody_of_the_unione() {
        use crate::features::documents::Promise;
        let (here, there) = (BodyId::new(), BodyId::new());
        let mut promised = document(here, PersonId::new(), DocumentState::Published);
        let referente = somebody(here, office(OfficeKind::Referente, Scope::Site));
        assert!(!may_add_version(&referente, &promised));
        promised.promise = Promise::stored("2026-12-31", None);
        assert!(may_add_version(&referente, &promised));
        let stranger = somebody(there, office(OfficeKind::Referente, Scope::Site));
        assert!(!may_add_version(&stranger, &promised));
        promised.promise = Promise::stored("2026-12-31", Some(promised.published_at));
        assert!(!may_add_version(&referente, &promised), "it has come");
    }

    #[test]
    fn a_file_that_is_kept_back_is_read_by_who_can_mend_it() {
        let (here, there) = (BodyId::new(), BodyId::new());
        let mut blocked = document(here, PersonId::new(), DocumentState::Published);
        blocked.blocked_at = Some(blocked.published_at);
        let colleague = somebody(here, office(OfficeKind::Referente, Scope::Site));
        let manager = somebody(here, office(OfficeKind::UnioneManager, Scope::Site));
        let facilitatore = somebody(there, office(OfficeKind::Facilitatore, Scope::Site));
        assert!(is_blocked_for(&Actor::visitor(), &blocked));
        assert!(is_blocked_for(&colleague, &blocked));
        assert!(!is_blocked_for(&manager, &blocked));
        assert!(!is_blocked_for(&facilitatore, &blocked));
        assert!(may_close_reports(&facilitatore, &blocked));
        assert!(!may_close_reports(&manager, &blocked));
    }
}
